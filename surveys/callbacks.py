"""Customers' wishes to be called: read with the submission, and ticked off by a member who called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch


@dataclass(frozen=True, slots=True)
class CallbackWish:
    """One wish to be called; ``done_at`` None: nobody has called yet."""

    id: int
    phone: str
    consented_at: datetime
    done_at: datetime | None


async def callback_of(submission_id: int) -> CallbackWish | None:
    """Return the wish that came with a submission, or None."""
    found = await fetch(
        'SELECT "id", "phone", "consented_at", "done_at" FROM "callback" WHERE "submission" = ?', submission_id
    )
    return CallbackWish(**found[0]) if found else None


async def mark_called(callback_id: int, now: datetime) -> int | None:
    """Note when a customer was called; the first time stays. Returns the submission, None without such a wish."""
    async with transaction():
        found = await execute(
            'UPDATE "callback" SET "done_at" = COALESCE("done_at", ?) WHERE "id" = ? RETURNING "submission"',
            now,
            callback_id,
        )
    return int(found[0]["submission"]) if found else None
