"""Stage ``escalate``: an alert that nobody has seen in time is told once to those who are next.

Work is an unseen open alert whose time is up, counted in the team's on-call hours from its last opening; in all hours
when it is as severe as the team wants to be woken for. Invariants: it is told once for each opening, stands in the
alert's history, and mark and message are one transaction; a member who sees it in the same moment wins.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from feedback_app.alerts import lifecycle, muting, posting, reading, sentences
from feedback_app.alerts.cards import AlertCard
from feedback_app.alerts.channels import Channels
from feedback_app.alerts.channels.notes import Note
from feedback_app.alerts.hours import Calendar, after_on_call
from feedback_app.alerts.letters import MailPage, mail_of, webhook_json
from feedback_app.alerts.posting import Listener, Said
from feedback_app.alerts.routing import at_least
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.languages import language, ngettext, speaking

ESCALATED: Final = "escalated"
"""The event in an alert's history; its note names the team that heard."""


# An alert that another one explains has no messages of its own.
UNSEEN: Final = """
    state = 'new' AND closed_at IS NULL AND seen_at IS NULL AND escalated_at IS NULL AND parent IS NULL
    AND team IN (SELECT code FROM team WHERE escalate_hours > 0)
"""


async def run(house: House, channels: Channels) -> int:
    """Tell those who are next about alerts that nobody saw in time; returns how many."""
    done = 0
    teams: dict[str, tuple[Listener, Calendar]] = {}
    cards = await reading.cards(f"WHERE {UNSEEN} ORDER BY id")
    opened = await _opened() if cards else {}
    for card in cards:
        if card.team not in teams:
            listener = await posting.listener(card.team)
            teams[card.team] = listener, await posting.calendar_of(house, listener)
        team, calendar = teams[card.team]
        span, since = timedelta(hours=team.escalate_hours), opened.get(card.id, card.opened_at)
        # Hours off only ever lengthen it, so most are told apart without a look at the calendar.
        if since + span > house.now():
            continue
        # What the team is woken for does not wait for Monday either.
        if not at_least(card.severity, team.wake_from) and after_on_call(since, span, calendar) > house.now():
            continue
        if not await muting.muted(card.team, card, house.now()):
            done += await _escalate(house, channels, team, card)
    return done


async def _opened() -> dict[int, datetime]:
    """Return when each unseen alert opened last."""
    rows = await fetch(
        f"""
        SELECT e.alert, e.at FROM alert_event e JOIN alert ON alert.id = e.alert
        WHERE {UNSEEN} AND e.kind IN ('opened', 'reopened', 'relapsed', 'own', 'passed') ORDER BY e.id
        """  # noqa: S608 our own words
    )
    return {row["alert"]: row["at"] for row in rows}


async def _escalate(house: House, channels: Channels, team: Listener, card: AlertCard) -> bool:
    hears = await posting.listener(team.escalate_to or team.code)
    if await muting.muted(hears.code, card, house.now()):
        hears = team
    async with transaction():
        first = await execute(
            """
            UPDATE alert SET escalated_at = ?
            WHERE id = ? AND state = 'new' AND closed_at IS NULL AND seen_at IS NULL AND escalated_at IS NULL
            RETURNING id
            """,
            house.now(),
            card.id,
        )
        if not first:
            return False
        await lifecycle.note(card.id, house.now(), ESCALATED, note=hears.code)
        rows = await fetch("SELECT COUNT(*) AS n FROM alert_event WHERE alert = ? AND kind = ?", card.id, ESCALATED)
        said = _said(house, team, hears, card, int(rows[0]["n"]))
        await posting.post(house, channels, hears, said, single=False)
    return True


def _said(house: House, team: Listener, hears: Listener, card: AlertCard, time: int) -> Said:
    url = f"{house.base_url}/alerts/{card.id}"
    with speaking(hears.language):
        page = _page(team, hears, card, url)
        return Said(
            event=f"alert:{card.id}:{ESCALATED}:{time}",
            severity=card.severity,
            mail=mail_of(page),
            note=Note(page.subject, page.paragraphs, page.url, page.link, page.footer),
            hook=webhook_json(card, ESCALATED, house.now(), url, hears.language),
            alert_id=card.id,
            demo=card.demo,
        )


def _page(team: Listener, hears: Listener, card: AlertCard, url: str) -> MailPage:
    name = card.team_name.in_language(language())
    waited = ngettext(
        "Nobody in the team %(team)s has looked at this within %(num)d on-call hour.",
        "Nobody in the team %(team)s has looked at this within %(num)d on-call hours.",
        team.escalate_hours,
    ) % {"team": name, "num": team.escalate_hours}
    owner = hears.owner_name or team.owner_name
    return MailPage(
        lang=language(),
        subject=_("Not seen yet: %(headline)s") % {"headline": sentences.headline(card)},
        paragraphs=tuple(
            part
            for part in (
                waited,
                sentences.sentence(card),
                _("%(name)s is asked to see to it.") % {"name": owner} if owner else "",
            )
            if part
        ),
        url=url,
        link=_("Look at the evidence and take it on"),
        footer=_("You receive this because alerts that nobody sees are passed on to you."),
    )
