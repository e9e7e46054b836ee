"""A case whose first response or solution is late is told to the team, once.

Work is a case that waits, is late and was not escalated. The message goes to the team that the service team named for
what nobody saw in time, else to the service team itself; it holds none of the customer's words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from feedback_app.alerts import notifications
from feedback_app.alerts.channels import Channels
from feedback_app.alerts.letters import MailPage, Text
from feedback_app.alerts.notifications import Draft
from feedback_app.cases.history import note
from feedback_app.cases.wording import kind_words, priority_words
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import DEFAULT_LANGUAGE, format_moment, language, speaking
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.pages import render

LATE: Final = """
    escalated_at IS NULL AND ((state = 'new' AND first_response_due < ?)
        OR (state IN ('new', 'answered') AND solve_due < ?))
"""
TEAM: Final = """
    SELECT o.escalate_to, COALESCE(e.code, o.code) AS code, COALESCE(e.language, o.language) AS language
    FROM team o LEFT JOIN team e ON e.code = o.escalate_to WHERE o.code = ?
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
            " team, owner_name, first_response_due, solve_due, demo",
            now, case_id, now, now,
        )  # fmt: skip
        if not rows:
            return False
        teams = await fetch(TEAM, rows[0]["team"])
        code, spoken = (teams[0]["code"], teams[0]["language"]) if teams else (rows[0]["team"], DEFAULT_LANGUAGE)
        address = channels.team_mail.get(code, "")
        channel = notifications.mail_or_mailbox(channels, address)
        event = f"case:{case_id}:late:{int(now.timestamp())}"
        draft = Draft(event, channel, address or code, _mail(house, rows[0], spoken), None, bool(rows[0]["demo"]))
        await notifications.enqueue(house, [draft])
        await note(case_id, now, "escalated")
    return True


def _mail(house: House, case: Mapping[str, Any], code: str) -> Text:
    with speaking(code):
        kind, waits = kind_words(case["kind"]), case["state"] == "new"
        due = format_moment(case["first_response_due" if waits else "solve_due"], house.zone)
        page = MailPage(
            lang=language(),
            subject=_("Late: %(kind)s, case %(number)s") % {"kind": kind, "number": case["id"]},
            paragraphs=(
                (
                    _("A customer is waiting for the first response. It was due on %(due)s.")
                    if waits
                    else _("A customer is waiting for a solution. It was due on %(due)s.")
                )
                % {"due": due},
                _("Priority: %(priority)s. Owner: %(owner)s.")
                % {"priority": priority_words(case["priority"]), "owner": case["owner_name"] or _("nobody yet")},
            ),
            url=f"{house.base_url}/cases/{case['id']}",
            link=_("Open the case"),
            footer=_("You receive this once for each case that is late."),
        )
    return _text(page)


def _text(page: MailPage) -> Text:
    body = "\n\n".join((*page.paragraphs, f"{page.link}:\n{page.url}", f"-- \n{page.footer}")) + "\n"
    return Text(page.subject, body, render("mail/letter.html", page))
