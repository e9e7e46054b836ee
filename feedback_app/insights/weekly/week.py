"""What a team's week was: what rose, what was done, what it brought. Reads only; counts from the packed days.

Shares are of all answers of the week; the change is against the four weeks before (shares.change_between: pooled
two-proportion z-test, 1 %). The language is that of the block around (``languages.speaking``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

import numpy as np

from classifier.themes import ThemeName, theme_names
from feedback_app.alerts import effect_desk, effect_words, reading, sentences
from feedback_app.alerts.cards import AlertCard
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import language
from feedback_app.insights.shares import Change, Share, change_between, share_of
from feedback_app.insights.store.facts import facts_now
from feedback_app.insights.themes.figures import answers_in
from feedback_app.insights.views import EVERYTHING, Span
from feedback_app.insights.weekly.wishes import Due

BEFORE: Final = timedelta(days=28)
MOST_THEMES: Final = 6
MOST_LINES: Final = 8


@dataclass(frozen=True, slots=True)
class ThemeWeek:
    """One theme of the team: its share this week, and how that differs from the four weeks before."""

    code: str
    name: str
    share: Share
    before: Share
    change: Change


@dataclass(frozen=True, slots=True)
class Deed:
    """An action that was written down: what it is against, what was done, by whom, and its alert."""

    subject: str
    measure: str
    member: str
    started_on: date
    alert_id: int


@dataclass(frozen=True, slots=True)
class Brought:
    """What an action brought, in a sentence with its interval."""

    subject: str
    measure: str
    sentence: str
    verdict: str
    alert_id: int


@dataclass(frozen=True, slots=True)
class Week:
    """A team's week. opened: alerts of the week, the most serious first; open_now, late: that wait, and too long."""

    team: str
    since: date
    until: date
    answers: int
    answers_before: int
    themes: tuple[ThemeWeek, ...]
    opened: tuple[AlertCard, ...]
    deeds: tuple[Deed, ...]
    brought: tuple[Brought, ...]
    open_now: int
    late: int

    @property
    def empty(self) -> bool:
        """Tell whether there is nothing at all to say: nobody answered and nothing was done."""
        return not (self.answers or self.opened or self.deeds or self.brought or self.open_now)

    @property
    def rising(self) -> tuple[ThemeWeek, ...]:
        """Return the themes that rose beyond chance, the most extra cases first."""
        moved = [theme for theme in self.themes if theme.change.trend == "rising"]
        return tuple(sorted(moved, key=lambda theme: theme.before.share - theme.share.share))


async def week_of(house: House, team: str, due: Due) -> Week:
    """Gather one team's week."""
    begin, end = _instant(house, due.since), _instant(house, due.until + timedelta(days=1))
    answers, before, themes = await _themes(team, due)
    waiting = await fetch(
        "SELECT COUNT(*) AS n, SUM(CASE WHEN seen_at IS NULL AND due_at < ? THEN 1 ELSE 0 END) AS late"
        " FROM alert WHERE team = ? AND closed_at IS NULL AND parent IS NULL",
        end, team,
    )  # fmt: skip
    return Week(
        team=team,
        since=due.since,
        until=due.until,
        answers=answers,
        answers_before=before,
        themes=themes,
        opened=await _opened(team, begin, end),
        deeds=await _deeds(team, begin, end),
        brought=await _brought(team, due),
        open_now=int(waiting[0]["n"]),
        late=int(waiting[0]["late"] or 0),
    )


def _instant(house: House, day: date) -> datetime:
    return datetime.combine(day, time(), house.zone).astimezone(UTC)


async def _themes(team: str, due: Due) -> tuple[int, int, tuple[ThemeWeek, ...]]:
    """Return the answers of the week and of the weeks before, and the team's themes: what moved, then the largest."""
    facts, names = await facts_now(), await theme_names(language())
    cut = facts.said(Span(due.since, due.until), EVERYTHING)
    past = facts.said(Span(due.since - BEFORE, due.since - timedelta(days=1)), EVERYTHING)
    answers, answers_before = answers_in(cut), answers_in(past)
    codes = facts.values("theme")
    now, before = cut.theme_counts(len(codes)), past.theme_counts(len(codes))
    found = [
        _theme(names[codes[place]], (int(now[place]), answers), (int(before[place]), answers_before))
        for place in np.flatnonzero(now + before).tolist()
        if _is_of(names, codes[place], team)
    ]
    found.sort(key=lambda theme: (theme.change.trend not in ("rising", "falling"), -theme.share.count, theme.code))
    return answers, answers_before, tuple(found[:MOST_THEMES])


def _is_of(names: Mapping[str, ThemeName], code: str, team: str) -> bool:
    return code in names and names[code].team == team and not names[code].retired


def _theme(name: ThemeName, now: tuple[int, int], before: tuple[int, int]) -> ThemeWeek:
    this, past = share_of(*now), share_of(*before)
    return ThemeWeek(name.code, name.name, this, past, change_between(past, this))


async def _opened(team: str, begin: datetime, end: datetime) -> tuple[AlertCard, ...]:
    found = await reading.cards(
        """
        WHERE team = ? AND parent IS NULL AND opened_at >= ? AND opened_at < ?
        ORDER BY CASE severity WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 ELSE 3 END, id LIMIT ?
        """,
        team, begin, end, MOST_LINES,
    )  # fmt: skip
    return tuple(found)


async def _deeds(team: str, begin: datetime, end: datetime) -> tuple[Deed, ...]:
    rows = await effect_desk.action_rows(
        "WHERE l.team = ? AND a.created_at >= ? AND a.created_at < ? ORDER BY a.id LIMIT ?",
        team, begin, end, MOST_LINES,
    )  # fmt: skip
    cards = await _cards_of(rows)
    return tuple(
        Deed(
            sentences.subject(cards[row["alert"]]), row["measure"], row["member_name"], row["started_on"], row["alert"]
        )
        for row in rows
    )


async def _brought(team: str, due: Due) -> tuple[Brought, ...]:
    """Return what was found out in the week: final results, and clear ones so far."""
    rows = await effect_desk.action_rows(
        "WHERE l.team = ? AND e.measured_on BETWEEN ? AND ? AND (e.final = ? OR e.verdict IN ('improved', 'worse'))"
        " ORDER BY a.id DESC LIMIT ?",
        team, due.since, due.until, True, MOST_LINES,
    )  # fmt: skip
    cards = await _cards_of(rows)
    return tuple(
        Brought(
            sentences.subject(cards[row["alert"]]),
            row["measure"],
            effect_words.sentence(effect_desk.found_of(row)),
            row["verdict"],
            row["alert"],
        )
        for row in rows
    )


async def _cards_of(rows: list[dict[str, Any]]) -> dict[int, AlertCard]:
    found: dict[int, AlertCard] = {}
    for number in {row["alert"] for row in rows}:
        card = await reading.card(number)
        if card is not None:
            found[number] = card
    return found
