"""The week in at most three sentences: alerts, what else rises, what falls, and what the last action brought.

A sentence is written only where the figures carry it; a quiet week has none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from classifier.themes import ThemeName
from feedback_app.alerts import reading
from feedback_app.alerts.cards import AlertCard
from feedback_app.alerts.sentences import sentence, subject
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.languages import format_percent
from feedback_app.foundation.languages import gettext as _
from feedback_app.insights.shares import Change, Share, change_between, share_of

WEEK: Final = timedelta(days=7)
WEEKS_BEFORE: Final = timedelta(days=28)
MOST: Final = 3


@dataclass(frozen=True, slots=True)
class _Move:
    theme: str
    before: Share
    now: Share
    change: Change


async def week_in_words(today: date, names: Mapping[str, ThemeName]) -> tuple[str, ...]:
    """Name the alerts that still rise, then compare the last seven days with the four weeks before them."""
    alerts = await _rising_alerts(today)
    told = {card.series.theme for card in alerts}
    moves = [move for move in await _moves(today) if move.theme in names and move.theme not in told]
    # By the difference of shares: it says how many more customers are concerned; a ratio would favour rare themes.
    moves.sort(key=lambda move: abs(move.now.share - move.before.share), reverse=True)
    rises = [move for move in moves if move.change.trend == "rising"][:1]
    falls = [move for move in moves if move.change.trend == "falling"][:1]
    rising, falling = _rises(), _falls()
    found = (
        *(sentence(card) for card in alerts),
        *(_said(rising, names[move.theme], move) for move in rises),
        *(_said(falling, names[move.theme], move) for move in falls),
        *await _last_effect(today),
    )
    return found[:MOST]


async def _rising_alerts(today: date) -> list[AlertCard]:
    """Return the weightiest open alert of each theme that rose this week, the most cases beyond the usual first."""
    rising = await reading.cards(
        "WHERE closed_at IS NULL AND last_day > ? ORDER BY observed - expected DESC, id DESC", today - WEEK
    )
    by_theme: dict[str, AlertCard] = {}
    for card in rising:
        by_theme.setdefault(card.series.theme, card)
    return list(by_theme.values())[:MOST]


def _rises() -> str:
    return _("“%(theme)s” rises: %(share)s of the answers, %(before)s in the four weeks before.")


def _falls() -> str:
    return _("“%(theme)s” falls: %(share)s of the answers, %(before)s in the four weeks before.")


async def _moves(today: date) -> list[_Move]:
    start = today - WEEK + timedelta(days=1)
    first = start - WEEKS_BEFORE
    cases = await fetch(
        """
        SELECT "theme", SUM(CASE WHEN "day" >= ? THEN "comments" ELSE 0 END) AS recent, SUM("comments") AS n
        FROM "daily_count" WHERE "day" BETWEEN ? AND ? GROUP BY "theme"
        """,
        start,
        first,
        today,
    )
    answers = await fetch(
        """
        SELECT SUM(CASE WHEN "day" >= ? THEN "answers" ELSE 0 END) AS recent, SUM("answers") AS n
        FROM "daily_volume" WHERE "day" BETWEEN ? AND ?
        """,
        start,
        first,
        today,
    )
    recent, every = int(answers[0]["recent"] or 0), int(answers[0]["n"] or 0)
    moves = []
    for row in cases:
        now = share_of(int(row["recent"]), recent)
        before = share_of(int(row["n"]) - int(row["recent"]), every - recent)
        moves.append(_Move(row["theme"], before, now, change_between(before, now)))
    return moves


def _said(words: str, theme: ThemeName, move: _Move) -> str:
    share, before = format_percent(move.now.share), format_percent(move.before.share)
    return words % {"theme": theme.name, "share": share, "before": before}


async def _last_effect(today: date) -> list[str]:
    found = await fetch(
        """
        SELECT m."alert", e."ratio", e."verdict" FROM "effect" e JOIN "action" m ON m."id" = e."action"
        WHERE e."verdict" <> 'too_early' AND e."measured_on" > ? ORDER BY e."measured_on" DESC, e."id" DESC LIMIT 1
        """,
        today - WEEKS_BEFORE,
    )
    card = await reading.card(found[0]["alert"]) if found else None
    if card is None or found[0]["ratio"] is None:
        return []
    said = {
        "improved": _("The last action has helped: %(subject)s is at %(ratio)s of its former share."),
        "worse": _("The last action has not helped: %(subject)s is at %(ratio)s of its former share."),
    }.get(found[0]["verdict"], _("The last action has changed nothing to be seen so far: %(subject)s."))
    return [said % {"subject": subject(card), "ratio": format_percent(found[0]["ratio"], 0)}]
