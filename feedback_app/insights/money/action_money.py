"""What an action cost and what it brought beside fewer returns, as members say it. In cents of a euro.

Invariant: a cost that nobody has given has no row; a row with 0 says that it cost nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch, insert_many, marks
from feedback_app.insights.tables import ActionMoney


async def save_action_money(
    action_id: int, money: tuple[int, int] | None, note: str, member_name: str, now: datetime
) -> None:
    """Write what an action cost and brought, in cents; None: nobody knows any more."""
    async with transaction():
        if money is None:
            await execute('DELETE FROM "action_money" WHERE "action_id" = ?', action_id)
            return
        names = ("cost", "extra_revenue", "note", "member_name", "changed_at")
        renewed = ", ".join(f'"{name}" = excluded."{name}"' for name in names)
        await insert_many(
            ActionMoney,
            ("action_id", *names),
            [(action_id, *money, note, member_name, now)],
            f'ON CONFLICT ("action_id") DO UPDATE SET {renewed}',
        )


async def action_money(action_id: int) -> dict[str, Any] | None:
    """Return an action with what is known of its money: measure, alert, cost (None: not given), extra, note."""
    rows = await fetch(
        """
        SELECT a."measure", a."alert", m."cost", m."extra_revenue", m."note"
        FROM "action" a LEFT JOIN "action_money" m ON m."action_id" = a."id" WHERE a."id" = ?
        """,
        action_id,
    )
    return rows[0] if rows else None


async def money_of(ids: Sequence[int]) -> dict[int, tuple[int | None, int]]:
    """Return cost and extra revenue of these actions, in cents; those of which nobody has said it are missing."""
    if not ids:
        return {}
    rows = await fetch(
        f'SELECT "action_id", "cost", "extra_revenue" FROM "action_money" WHERE "action_id" IN ({marks(ids)})',  # noqa: S608 question marks only
        *ids,
    )
    return {int(row["action_id"]): (int(row["cost"]), int(row["extra_revenue"])) for row in rows}
