"""Answers that were begun: saved at every step, resumable behind the link, counted nowhere.

Invariants: texts are redacted before they are stored; addresses and telephone numbers are not stored until the form is
sent; a draft never spends a link, and is gone once the answer is stored; its words are gone once the link has ended.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import msgspec

from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch
from feedback_app.foundation.house import House
from surveys.answers import Fields, Item
from surveys.definition import Definition, Hidden, TextQuestion
from surveys.redact import redact
from surveys.tables import Draft

FOLLOW_UP_LIMIT: Final = 200
KEPT_AFTER_END: Final = timedelta(days=1)
NEVER_SAVED: Final = frozenset({"email", "phone"})


@dataclass(frozen=True, slots=True)
class SavedDraft:
    """What was saved. ``step`` is where to go on; ``served_at`` is when the first page was given out.

    ``changed_at`` is when a step was saved last; None before it is stored.
    """

    step: str
    fields: Fields
    served_at: datetime
    changed_at: datetime | None = field(default=None, compare=False)


async def draft_of(invitation_id: int) -> SavedDraft | None:
    """Return what was begun behind this link, or None."""
    row = await Draft.select().where(Draft.invitation == invitation_id).first()
    if row is None:
        return None
    fields = msgspec.json.decode(row["fields"], type=dict[str, tuple[str, ...]])
    return SavedDraft(row["step"], fields, row["served_at"], row["changed_at"])


async def save_draft(invitation_id: int, draft: SavedDraft, now: datetime) -> None:
    """Save what stands in the form; ``draft.fields`` are redacted already. Must be called inside ``transaction()``."""
    row = Draft(
        invitation=invitation_id,
        step=draft.step,
        fields=msgspec.json.encode(draft.fields).decode(),
        served_at=draft.served_at,
        changed_at=now,
    )
    # When the first page was given out stays as it is.
    await Draft.insert(row).on_conflict(
        target=Draft.invitation, action="DO UPDATE", values=[Draft.step, Draft.fields, Draft.changed_at]
    )


async def drop_draft(invitation_id: int) -> None:
    """Forget what was begun. Must be called inside ``transaction()``."""
    await Draft.delete().where(Draft.invitation == invitation_id)


async def empty_expired(house: House) -> int:
    """Stage ``tidy``: forget what was typed behind links that ended more than a day ago; returns how many there were.

    The rows stay: how far people came is counted, without a word of theirs.
    """
    over = await fetch(
        """
        SELECT d."invitation" FROM "draft" d JOIN "invitation" i ON i."id" = d."invitation"
        WHERE CAST(d."fields" AS TEXT) <> '{}' AND i."expires_at" < ?
        """,
        house.now() - KEPT_AFTER_END,
    )
    for row in over:
        await _empty(row["invitation"])
    return len(over)


async def _empty(invitation_id: int) -> None:
    async with transaction():
        await execute('UPDATE "draft" SET "fields" = ? WHERE "invitation" = ? RETURNING "id"', "{}", invitation_id)
        await execute(
            """
            DELETE FROM "photo" WHERE "invitation" = ?
                AND NOT EXISTS (SELECT 1 FROM "submission" WHERE "invitation" = "photo"."invitation")
            """,
            invitation_id,
        )


def storable(definition: Definition, items: Sequence[Item], fields: Fields, language: str) -> Fields:
    """Return fields as they may be stored before the form is sent: texts redacted, addresses left out."""
    limits = text_limits(definition, items)
    return {
        name: tuple(_redacted(value, limits[name], language) for value in values) if name in limits else values
        for name, values in fields.items()
        if name not in NEVER_SAVED
    }


def text_limits(definition: Definition, items: Sequence[Item]) -> Mapping[str, int]:
    """Return the names of the fields where customers write, with their limits in characters."""
    found: dict[str, int] = {}
    if definition.items is not None:
        for item in items:
            if definition.items.comment is not None:
                found[f"comment-{item.key}"] = definition.items.comment.limit
            for follow_up in definition.items.follow_ups:
                if not follow_up.choices:
                    found[f"follow-{item.key}-{follow_up.code}"] = FOLLOW_UP_LIMIT
    for question in definition.questions():
        if isinstance(question, TextQuestion):
            found[f"q-{question.code}"] = question.limit
        elif isinstance(question, Hidden):
            found[f"q-{question.code}"] = FOLLOW_UP_LIMIT
    return found


def _redacted(text: str, limit: int, language: str) -> str:
    # Masks can be longer than what they mask: a text that was short enough must not become too long by that.
    masked = redact(text, language).text
    return masked[:limit] if len(text) <= limit < len(masked) else masked
