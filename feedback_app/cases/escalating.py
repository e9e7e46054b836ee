"""A case whose first response or solution is late is told to the team, once.

Work is a case that waits, is late and was not escalated. The message goes to the places of the team that the
service team named for what nobody saw in time, else to its own; it holds none of the customer's words.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Final

import msgspec

from feedback_app.alerts import posting
from feedback_app.alerts.channels import Channels
from feedback_app.alerts.channels.notes import Note
from feedback_app.alerts.letters import MailPage, mail_of
from feedback_app.alerts.posting import Listener, Said
from feedback_app.cases.history import note
from feedback_app.cases.states import Priority
from feedback_app.cases.wording import kind_words, priority_words
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import format_moment, language, speaking
from feedback_app.foundation.languages import gettext as _

EVENT: Final = "case.late"
# Urgent ones wake a team outside its hours too.
SEVERITIES: Final[Mapping[str, str]] = MappingProxyType(
    {Priority.URGENT: "critical", Priority.HIGH: "high", Priority.NORMAL: "medium"}
)
LATE: Final = """
    escalated_at IS NULL AND ((state = 'new' AND first_response_due < ?)
        OR (state IN ('new', 'answered') AND solve_due < ?))
"""


async def run(house: House, channels: Channels) -> int:
    """Escalate the cases that are late; returns how many."""
    now, escalated = house.now(), 0
    for row in await fetch(f"SELECT id FROM service_case WHERE {LATE} ORDER BY id", now, now):  # noqa: S608 the clause is ours
        escalated += await _escalate(house, channels, row["id"])
    return escalated


async def _escalate(house: House, channels: Channels, case_id: int) -> bool:
    now = house.now()
    async with transaction():
        rows = await execute(
            f"UPDATE service_case SET escalated_at = ? WHERE id = ? AND {LATE} RETURNING id, kind, priority, state,"  # noqa: S608 the clause is ours
            " team, order_id, owner_name, first_response_due, solve_due, demo",
            now, case_id, now, now,
        )  # fmt: skip
        if not rows:
            return False
        team = await posting.listener(rows[0]["team"])
        hears = await posting.listener(team.escalate_to) if team.escalate_to else team
        await posting.post(house, channels, hears, _said(house, rows[0], hears), single=False)
        await note(case_id, now, "escalated")
    return True


def _said(house: House, case: Mapping[str, Any], hears: Listener) -> Said:
    url = f"{house.base_url}/cases/{case['id']}"
    due = case["first_response_due" if case["state"] == "new" else "solve_due"]
    with speaking(hears.language):
        page = _page(case, url, format_moment(due, house.zone))
    return Said(
        event=f"case:{case['id']}:late:{int(house.now().timestamp())}",
        severity=SEVERITIES[case["priority"]],
        mail=mail_of(page),
        note=Note(page.subject, page.paragraphs, page.url, page.link, page.footer),
        hook=_json(house, case, due, url),
        demo=bool(case["demo"]),
    )


def _page(case: Mapping[str, Any], url: str, due: str) -> MailPage:
    waits = _("A customer is waiting for a solution. It was due on %(due)s.")
    if case["state"] == "new":
        waits = _("A customer is waiting for the first response. It was due on %(due)s.")
    owner = case["owner_name"] or _("nobody yet")
    return MailPage(
        lang=language(),
        subject=_("Late: %(kind)s, case %(number)s") % {"kind": kind_words(case["kind"]), "number": case["id"]},
        paragraphs=(
            waits % {"due": due},
            _("Priority: %(priority)s. Owner: %(owner)s.")
            % {"priority": priority_words(case["priority"]), "owner": owner},
        ),
        url=url,
        link=_("Open the case"),
        footer=_("You receive this once for each case that is late."),
    )


def _json(house: House, case: Mapping[str, Any], due: datetime, url: str) -> str:
    told = {
        "type": EVENT,
        "timestamp": written(house.now()),
        "data": {
            "id": f"case-{case['id']}",
            "kind": case["kind"],
            "priority": case["priority"],
            "state": case["state"],
            "order_id": case["order_id"],
            "due": written(due),
            "url": url,
        },
    }
    return msgspec.json.encode(told).decode()


def written(moment: datetime) -> str:
    """Write an instant as webhooks do: UTC, ISO 8601 with Z."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
