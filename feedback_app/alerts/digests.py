"""Stage ``digest``: one message a day or a week instead of many, for the teams that want it so.

Work is a team whose hour has come and that has alerts it was not told of; one that goes back to single messages gets at
once what still waits. Invariants: an alert stands in one digest for each time it opened; nothing is sent when nothing
happened; what is critical was told at once (posting.py); the digest and the mark that it was written are one
transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from feedback_app.alerts import letters, muting, posting, reading, sentences
from feedback_app.alerts.cards import AlertCard
from feedback_app.alerts.channels import Channels
from feedback_app.alerts.channels.notes import Note
from feedback_app.alerts.posting import Said
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import format_number, language, ngettext, speaking
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.pages import render

DAILY: Final = "daily"
WEEKLY: Final = "weekly"
PERIODS: Final = {DAILY: timedelta(days=1), WEEKLY: timedelta(days=7)}


@dataclass(frozen=True, slots=True)
class DigestLine:
    """One alert in a digest."""

    headline: str
    figures: str
    url: str


@dataclass(frozen=True, slots=True)
class DigestPage:
    """Context of mail/digest.html."""

    lang: str
    subject: str
    lines: tuple[DigestLine, ...]
    url: str
    link: str
    footer: str


async def run(house: House, channels: Channels) -> int:
    """Write the digests that are due; returns how many."""
    rows = await fetch(
        "SELECT code, digest, digest_weekday, digest_hour, digested_at FROM team"
        " WHERE digest <> 'none' OR digested_at IS NOT NULL"
    )
    written = [
        await (_digest(house, channels, row) if row["digest"] in PERIODS else _last(house, channels, row))
        for row in rows
    ]
    return sum(written)


def slot_before(now: datetime, zone: ZoneInfo, period: str, weekday: int, hour: int) -> datetime:
    """Return when the last digest was due: an hour of the shop's clock, every day or on one weekday (0 is Monday)."""
    day = now.astimezone(zone).date()
    for back in range(8):
        at = day - timedelta(days=back)
        slot = datetime.combine(at, time(hour), zone).astimezone(UTC)
        if slot <= now and (period == DAILY or at.weekday() == weekday):
            return slot
    raise ValueError(weekday)


async def _digest(house: House, channels: Channels, row: dict[str, Any]) -> bool:
    slot = slot_before(house.now(), house.zone, row["digest"], row["digest_weekday"] % 7, row["digest_hour"] % 24)
    since = row["digested_at"] or slot - PERIODS[row["digest"]]
    if since >= slot:
        return False
    cards = await _heard(house, row["code"], since, slot)
    if not cards:
        return False
    async with transaction():
        first = await execute(
            "UPDATE team SET digested_at = ? WHERE code = ? AND (digested_at IS NULL OR digested_at < ?) RETURNING id",
            slot, row["code"], slot,
        )  # fmt: skip
        if first:
            await _post(house, channels, row["code"], slot, cards)
    return bool(first)


async def _last(house: House, channels: Channels, row: dict[str, Any]) -> bool:
    """Tell a team that wants no digests any more what was held back for the next one."""
    now = house.now()
    cards = await _heard(house, row["code"], row["digested_at"], now)
    async with transaction():
        first = await execute(
            "UPDATE team SET digested_at = NULL WHERE code = ? AND digest = 'none' AND digested_at = ? RETURNING id",
            row["code"], row["digested_at"],
        )  # fmt: skip
        if first and cards:
            await _post(house, channels, row["code"], now, cards)
    return bool(first and cards)


async def _heard(house: House, team: str, since: datetime, until: datetime) -> list[AlertCard]:
    """Return what a team was not told of in this time, without what it has muted."""
    now, untold = house.now(), await _untold(team, since, until)
    return [card for card in untold if not await muting.muted(team, card, now)]


async def _untold(team: str, since: datetime, until: datetime) -> list[AlertCard]:
    """Return the open alerts that opened or grew worse in this time and were not critical, the worst first."""
    return await reading.cards(
        """
        WHERE team = ? AND closed_at IS NULL AND parent IS NULL AND severity <> 'critical' AND id IN (
            SELECT e.alert FROM alert_event e
            WHERE e.kind IN ('opened', 'reopened', 'relapsed', 'own', 'passed', 'worse')
                AND e.at > ? AND e.at <= ?
        ) ORDER BY CASE severity WHEN 'high' THEN 0 WHEN 'medium' THEN 1 ELSE 2 END, id
        """,
        team, since, until,
    )  # fmt: skip


async def _post(house: House, channels: Channels, code: str, slot: datetime, cards: Sequence[AlertCard]) -> None:
    team = await posting.listener(code)
    with speaking(team.language):
        page = _page(house, cards)
        said = Said(
            event=f"digest:{code}:{slot.isoformat()}",
            severity=cards[0].severity,
            mail=letters.Text(page.subject, _plain(page), render("mail/digest.html", page)),
            note=_note(page),
            hook="",
            demo=all(card.demo for card in cards),
        )
    await posting.post(house, channels, team, said, single=False)


def _page(house: House, cards: Sequence[AlertCard]) -> DigestPage:
    count = len(cards)
    team = cards[0].team_name.in_language(language())
    return DigestPage(
        lang=language(),
        subject=ngettext("%(num)s complaint is rising", "%(num)s complaints are rising", count)
        % {"num": format_number(count)},
        lines=tuple(
            DigestLine(sentences.headline(card), _figures(card), f"{house.base_url}/alerts/{card.id}") for card in cards
        ),
        url=f"{house.base_url}/alerts",
        link=_("Look at all alerts"),
        footer=_("You receive this because the team %(team)s wished for one message instead of many.") % {"team": team},
    )


def _figures(card: AlertCard) -> str:
    """Return an alert's figures in brief; a single danger has none."""
    if card.kind == "single":
        return ""
    return _("%(observed)s instead of %(expected)s expected") % {
        "observed": format_number(card.observed),
        "expected": sentences.count(card.expected),
    }


def _plain(page: DigestPage) -> str:
    lines = ["\n".join(part for part in (one.headline, one.figures, one.url) if part) for one in page.lines]
    return "\n\n".join((page.subject, *lines, f"{page.link}:\n{page.url}", f"-- \n{page.footer}")) + "\n"


def _note(page: DigestPage) -> Note:
    points = tuple((f"{one.headline}: {one.figures}" if one.figures else one.headline, one.url) for one in page.lines)
    return Note(page.subject, (), page.url, page.link, page.footer, points)
