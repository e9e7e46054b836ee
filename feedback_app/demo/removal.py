"""Removes all that the demo made and nothing else, in batches of one transaction each.

Invariants: the mark on the shop goes last, so that no page shows demo rows without it; a removal that was stopped is
finished by the next one. Counts are left to the count stage, which sees that their days have changed.
"""

from __future__ import annotations

from typing import Final

from piccolo.table import Table

from feedback_app.alerts.tables import Action, Alert, AlertEvent, DetectedDay, Trend
from feedback_app.asking.tables import Customer, Mailing
from feedback_app.auth.tables import Member
from feedback_app.cases.tables import Case, CaseEvent
from feedback_app.demo import shop
from feedback_app.demo.costs import forget_costs
from feedback_app.demo.mended import forget_money
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute
from feedback_app.insights.tables import Inspection
from surveys.tables import Invitation, Order, Shipment, Submission

ROWS_PER_BATCH: Final = 2_000


async def remove_demo() -> int:
    """Remove the demo; returns how many rows marked as demo there were."""
    # Members first: while there are any, the demo counts as complete.
    removed = await _remove_members()
    await _remove_proposals()
    removed += await _empty(Case)
    removed += await _empty(Inspection)
    answers = await _empty(Submission)
    sent = await _empty(Shipment)
    for table in (Mailing, Customer, Invitation, Order):
        removed += await _empty(table)
    if answers or sent:
        await _forget_trends()
    await forget_money()
    removed += await _remove_alerts()
    await forget_costs()
    await shop.unmark()
    return removed + answers + sent


async def _remove_members() -> int:
    async with transaction():
        rows = await Member.delete().where(Member.demo.eq(True)).returning(Member.id)
        gone = [row["id"] for row in rows]
        if gone:
            # What they did stays in the history of real alerts, without a name.
            await Alert.update({Alert.owner_id: None}).where(Alert.owner_id.is_in(gone))
            await AlertEvent.update({AlertEvent.member_id: None}).where(AlertEvent.member_id.is_in(gone))
            await Action.update({Action.member_id: None}).where(Action.member_id.is_in(gone))
            await Case.update({Case.owner_id: None}).where(Case.owner_id.is_in(gone))
            await CaseEvent.update({CaseEvent.member_id: None}).where(CaseEvent.member_id.is_in(gone))
    return len(gone)


async def _remove_proposals() -> None:
    """Drop the proposals for themes that rest on demo comments alone; they hold the words of these."""
    resting = """
        SELECT 1 FROM theme_proposal_comment m JOIN comment c ON c.id = m.comment
        JOIN submission s ON s.id = c.submission WHERE m.proposal = theme_proposal.id AND s.demo = ?
    """
    async with transaction():
        await execute(
            f"DELETE FROM theme_proposal WHERE EXISTS ({resting}) AND NOT EXISTS ({resting})",  # noqa: S608 our own words
            True,
            False,
        )


async def _remove_alerts() -> int:
    async with transaction():
        letters = await execute(
            "DELETE FROM notification WHERE demo = ? OR alert_id IN (SELECT id FROM alert WHERE demo = ?) RETURNING id",
            True,
            True,
        )
        await execute(
            "DELETE FROM action_money WHERE action_id IN"
            " (SELECT a.id FROM action a JOIN alert l ON l.id = a.alert WHERE l.demo = ?)",
            True,
        )
        alerts = await execute("DELETE FROM alert WHERE demo = ? RETURNING id", True)
    return len(letters) + len(alerts)


async def _forget_trends() -> None:
    """Drop all trends, since each may rest on demo answers; detection finds what is left anew."""
    async with transaction():
        await Trend.delete(force=True)
        await DetectedDay.delete(force=True)


async def _empty(table: type[Table]) -> int:
    """Remove the demo rows of one table; what hangs on them goes with them."""
    name = table._meta.tablename
    sql = f"DELETE FROM {name} WHERE id IN (SELECT id FROM {name} WHERE demo = ? LIMIT ?) RETURNING id"  # noqa: S608 ours
    removed = 0
    while True:
        async with transaction():
            batch = len(await execute(sql, True, ROWS_PER_BATCH))
        removed += batch
        if batch < ROWS_PER_BATCH:
            return removed
