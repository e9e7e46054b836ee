"""What rises, what falls, and what is new: the second row of the overview. Reads only.

Invariants: a theme rises or falls only where the change is larger than chance explains (shares.py); a theme is new in a
span only when there are weeks before it in which nobody told it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import numpy as np

from feedback_app.alerts import reading
from feedback_app.alerts.cards import AlertCard
from feedback_app.alerts.sentences import headline, sentence
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.languages import format_day, format_number, format_percent
from feedback_app.foundation.languages import gettext as _
from feedback_app.insights.store.columns import THEME
from feedback_app.insights.store.facts import Facts
from feedback_app.insights.themes.rows import Known, ThemeRow, name_of
from feedback_app.insights.views import Span, View

MOST: Final = 4
LEAST_BEFORE: Final = timedelta(days=28)
OPEN: Final = "WHERE closed_at IS NULL AND parent IS NULL ORDER BY observed - expected DESC, id DESC"


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that moves: its name or sentence, where it leads, and figures in words."""

    words: str
    url: str
    figures: str


@dataclass(frozen=True, slots=True)
class Moves:
    """Context of overview/_moves.html. alerts: of the whole shop, so none where a filter is chosen; more: not shown."""

    compared: bool
    alerts: tuple[Move, ...]
    more_alerts: int
    rising: tuple[Move, ...]
    falling: tuple[Move, ...]
    fresh: tuple[Move, ...]
    proposals: tuple[Move, ...]


async def moves(view: View, facts: Facts, rows: Sequence[ThemeRow], known: Known, said: Sequence[str] = ()) -> Moves:
    """Return what moves in a view; ``rows`` are its themes, ``said`` the sentences that stand on the page already."""
    alerts = [card for card in await reading.cards(OPEN) if sentence(card) not in said] if not view.slices else []
    rising = sorted((row for row in rows if row.trend == "rising"), key=lambda row: -row.growth)
    falling = sorted((row for row in rows if row.trend == "falling"), key=lambda row: row.growth)
    return Moves(
        compared=view.compare,
        alerts=tuple(_alert(card) for card in alerts[:MOST]),
        more_alerts=max(len(alerts) - MOST, 0),
        rising=tuple(_theme(row) for row in rising[:MOST]),
        falling=tuple(_theme(row) for row in falling[:MOST]),
        fresh=_fresh(view, facts, rows, known),
        proposals=await _proposals(),
    )


def _alert(card: AlertCard) -> Move:
    return Move(headline(card), f"/alerts/{card.id}", "")


def _theme(row: ThemeRow) -> Move:
    now = _("%(share)s (%(lower)s–%(upper)s) of the answers") % {
        "share": format_percent(row.share),
        "lower": format_number(100 * row.lower, 1),
        "upper": format_number(100 * row.upper, 1),
    }
    before = "" if row.before is None else _(", before: %(share)s") % {"share": format_percent(row.before)}
    return Move(row.name, row.url, now + before)


def _fresh(view: View, facts: Facts, rows: Sequence[ThemeRow], known: Known) -> tuple[Move, ...]:
    """Return the themes of a view that nobody told before it; none where there are no four weeks before it."""
    if facts.first_day is None or view.span.since - facts.first_day < LEAST_BEFORE:
        return ()
    before = facts.said(Span(facts.first_day, view.span.since - timedelta(days=1)), {})
    told = before.theme_counts(len(facts.values(THEME)))
    codes = {facts.values(THEME)[code] for code in np.flatnonzero(told == 0).tolist()}
    return tuple(
        Move(
            name_of(row.code, known).name,
            row.url,
            _("%(count)s answers, none before") % {"count": format_number(row.count)},
        )
        for row in rows
        if row.code in codes
    )[:MOST]


async def _proposals() -> tuple[Move, ...]:
    rows = await fetch(
        'SELECT "id", "name", "size", "found_at" FROM "theme_proposal" WHERE "state" = ?'
        ' ORDER BY "found_at" DESC, "id" DESC LIMIT ?',
        "open",
        MOST,
    )
    return tuple(
        Move(
            _("“%(name)s”") % {"name": row["name"]},
            f"/themes/inbox/{row['id']}",
            _("%(count)s answers without a theme resemble each other, since %(day)s")
            % {"count": format_number(row["size"]), "day": format_day(row["found_at"].date())},
        )
        for row in rows
    )
