"""Handing a case over to a helpdesk: a signed webhook with what an agent needs, and no more.

Work is a case that a member wants to hand over and that was not. Invariants: the customer's words are the redacted
ones, no address and no telephone number leaves the house; the case's id is the same on every try, so a helpdesk that
is told twice makes one ticket. It goes to the webhooks of the service team, else to the one of the environment. What
becomes of the ticket is not read back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import msgspec

from feedback_app.alerts import outbox
from feedback_app.alerts.channels import Channels
from feedback_app.alerts.destinations import Kind, ears_of
from feedback_app.alerts.letters import Text
from feedback_app.alerts.outbox import Draft
from feedback_app.cases.escalating import written
from feedback_app.cases.history import note
from feedback_app.cases.terms import TEAM
from feedback_app.cases.wording import subject_of
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch
from feedback_app.foundation.house import House

EVENT: Final = "case.handed_over"
HIGHEST: Final = "critical"
STEPS: Final = 5
CASE: Final = """
    SELECT c.id, c.kind, c.priority, c.order_id, c.opened_at, c.first_response_due, c.solve_due, c.owner_name, c.demo,
        c.submission, s.rating, s.language
    FROM service_case c JOIN submission s ON s.id = c.submission WHERE c.id = ?
"""
WAITING: Final = """
    SELECT id FROM service_case WHERE handover_asked_at IS NOT NULL AND handed_over_at IS NULL ORDER BY id
"""
COMMENTS: Final = 'SELECT text, product, sku FROM comment WHERE submission = ? AND superseded_at IS NULL ORDER BY "id"'
THEMES: Final = """
    SELECT DISTINCT a.theme FROM comment c JOIN assignment a ON a.comment = c.id
    WHERE c.submission = ? AND c.superseded_at IS NULL ORDER BY a.theme
"""


async def run(house: House, channels: Channels) -> int:
    """Enqueue the webhook of each case that waits for it; returns how many."""
    handed = 0
    for row in await fetch(WAITING):
        handed += await _hand_over(house, channels, row["id"])
    return handed


async def forget(case_id: int) -> None:
    """Take the customer's words out of the outbox, inside the caller's transaction; what was not sent stays unsent."""
    told = f"{_event(case_id)}:webhook:%"
    await execute("DELETE FROM notification WHERE dedupe_key LIKE ? AND sent_at IS NULL", told)
    await execute("UPDATE notification SET body = '{}' WHERE dedupe_key LIKE ?", told)


async def _hand_over(house: House, channels: Channels, case_id: int) -> bool:
    ears = await ears_of(TEAM, HIGHEST)
    hooks = [ear for ear in ears or () if ear.kind is Kind.WEBHOOK]
    if not hooks and not channels.webhook_url:
        return await _give_up(house, case_id)
    async with transaction():
        rows = await execute(
            "UPDATE service_case SET handed_over_at = ? WHERE id = ? AND handed_over_at IS NULL RETURNING id",
            house.now(),
            case_id,
        )
        if not rows:
            return False
        case = (await fetch(CASE, case_id))[0]
        body = msgspec.json.encode(await _told(house, case)).decode()
        plain = Draft(_event(case_id), "webhook", channels.webhook_url, Text("", body, ""), None, bool(case["demo"]))
        drafts = [replace(plain, recipient=hook.name, destination_id=hook.id) for hook in hooks] or [plain]
        await outbox.enqueue(house, drafts)
        await note(case_id, house.now(), "handed_over")
    return True


async def _give_up(house: House, case_id: int) -> bool:
    """Take the wish back and say why: whoever sets a webhook up may wish again."""
    async with transaction():
        rows = await execute(
            "UPDATE service_case SET handover_asked_at = NULL WHERE id = ? AND handover_asked_at IS NOT NULL"
            " AND handed_over_at IS NULL RETURNING id",
            case_id,
        )
        if rows:
            await note(case_id, house.now(), "not_handed_over")
    return bool(rows)


async def _told(house: House, case: Mapping[str, Any]) -> dict[str, object]:
    comments = await fetch(COMMENTS, case["submission"])
    products = tuple(dict.fromkeys(row["product"] or row["sku"] for row in comments if row["product"] or row["sku"]))
    return {
        "type": EVENT,
        "timestamp": written(house.now()),
        "data": {
            "id": f"case-{case['id']}",
            "kind": case["kind"],
            "priority": case["priority"],
            "subject": subject_of(case["kind"], case["order_id"], products[0] if products else "", case["language"]),
            "text": "\n\n".join(row["text"] for row in comments if row["text"]),
            "order_id": case["order_id"],
            "products": products,
            "score": {"value": case["rating"], "of": STEPS} if case["rating"] is not None else None,
            "themes": [row["theme"] for row in await fetch(THEMES, case["submission"])],
            "language": case["language"],
            "opened_at": written(case["opened_at"]),
            "first_response_due": written(case["first_response_due"]),
            "solve_due": written(case["solve_due"]),
            "owner": case["owner_name"],
            "url": f"{house.base_url}/cases/{case['id']}",
        },
    }


def _event(case_id: int) -> str:
    return f"case:{case_id}"
