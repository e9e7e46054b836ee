"""What is counted for an action's effect: which days are compared, where, and with whom. Reads only.

Invariants: own and comparison counts are those of the same days and the same table; the day of the action and today
belong to no side; whoever was treated against the same theme in these days is no comparison.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import numpy as np

from feedback_app.alerts import series as watching
from feedback_app.alerts.effects import DEFAULT_PHI, REAL_PER_CHANCE, Course, Period, Stretch
from feedback_app.alerts.slices import Series, Slice, parse_series
from feedback_app.alerts.trends import STEPS_PER_MONTH, Panel
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.house import House

WINDOW: Final = 28
"""Days after an action that are compared, and the longest time before it."""
USUAL_DAYS: Final = 56
MOST_SIBLINGS: Final = 200
EVERYWHERE_ELSE: Final = "others"
"""Comparison: the theme wherever the action does not work."""

Days = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Window:
    """The days that are compared; first and last, both inclusive, and None where there are none."""

    usual: Days | None
    picked: Days | None
    waiting: Days | None
    after: Days | None

    @property
    def days_after(self) -> int:
        """Return the whole days after the action so far."""
        return length(self.after)


@dataclass(frozen=True, slots=True)
class Start:
    """How the rise looked on the eve of the action. ``alarm_day``: the day that raised the alarm, None: not known.

    ``odds``: how much likelier a real rise is than one by chance, from how far the evidence passed the threshold.
    """

    since: date
    alarm_day: date | None
    phi: float
    odds: float


def window_of(since: date, alarm_day: date | None, started_on: date, today: date) -> Window:
    """Return the days to compare. A rise of more than four weeks counts with its last four only.

    alarm_day None: nobody knows which days raised the alarm, so all days of the rise count as picked.
    """
    last = started_on - timedelta(days=1)
    oldest = started_on - timedelta(days=WINDOW)
    until = min(today - timedelta(days=1), started_on + timedelta(days=WINDOW))
    after = _days(started_on + timedelta(days=1), until)
    if since > last:
        # It worked before anything rose: the four weeks before it are the level, and nobody picked them.
        return Window(None, None, _days(oldest, last), after)
    picked_until = min(alarm_day or last, last)
    return Window(
        usual=_days(since - timedelta(days=USUAL_DAYS), since - timedelta(days=1)),
        picked=_days(max(since, oldest), picked_until),
        waiting=_days(max(picked_until + timedelta(days=1), since, oldest), last),
        after=after,
    )


def length(days: Days | None) -> int:
    """Return the number of days."""
    return (days[1] - days[0]).days + 1 if days else 0


async def start_of(house: House, alert: dict[str, Any], started_on: date) -> Start:
    """Return how the rise of an alert looked on the eve of an action."""
    rows = await fetch(
        "SELECT day, score, phi, alarm, since FROM trend WHERE series = ? AND day BETWEEN ? AND ? ORDER BY day",
        alert["series"], min(alert["since"], started_on) - timedelta(days=WINDOW), started_on - timedelta(days=1),
    )  # fmt: skip
    alarms = [row for row in rows if row["alarm"]]
    phi = max(1.0, float(rows[-1]["phi"])) if rows else DEFAULT_PHI
    if not alarms:
        opened = house.day_of(alert["opened_at"]) - timedelta(days=1)
        return Start(alert["since"], opened if alert["since"] <= opened < started_on else None, phi, REAL_PER_CHANCE)
    since = alarms[-1]["since"] or alert["since"]
    first = next((row for row in alarms if row["day"] >= since), alarms[-1])
    beyond = float(first["score"]) - await _threshold(house, first["day"], alert["team"])
    return Start(since, first["day"], phi, REAL_PER_CHANCE * 10 ** max(0.0, min(beyond, 6.0)))


async def comparison_of(series: Series, treated: set[Slice]) -> tuple[str, tuple[Series, ...]]:
    """Return who is compared with a scope, as a stored word and as series; "" and () where all were treated.

    An article is compared with the others of its category, anything else with the theme everywhere else.
    """
    part = series.slice
    if any(one.everything for one in treated):
        return "", ()
    if part.dimension == "sku":
        category, siblings = await _siblings(part.value)
        chosen = tuple(Series(series.theme, Slice("sku", sku)) for sku in siblings if Slice("sku", sku) not in treated)
        if chosen:
            return f"category={category}", chosen
    return EVERYWHERE_ELSE, (Series(series.theme),)


async def treated_slices(theme: str, first: date, last: date) -> set[Slice]:
    """Return the slices in which an action against a theme began in these days."""
    rows = await fetch(
        "SELECT a.scope, l.series FROM action a JOIN alert l ON l.id = a.alert"
        " WHERE l.theme = ? AND a.started_on BETWEEN ? AND ?",
        theme, first, last,
    )  # fmt: skip
    return {parse_series(row["scope"] or row["series"]).slice for row in rows}


async def course_of(series: Series, window: Window) -> tuple[Course, str]:
    """Return the counts of all stretches, and who was compared."""
    known = [days for days in (window.usual, window.picked, window.waiting, window.after) if days]
    first, last = min(days[0] for days in known), max(days[1] for days in known)
    treated = await treated_slices(series.theme, first, last) | {series.slice}
    name, group = await comparison_of(series, treated)
    own = await watching.load_panel([series], first, last)
    left_out = sorted(treated) if name == EVERYWHERE_ELSE else []
    others = await watching.load_panel(group, first, last, left_out) if group else None

    def stretch(days: Days | None) -> Stretch:
        return Stretch(_period(own, days), _period(others, days)) if days else Stretch()

    course = Course(stretch(window.usual), stretch(window.picked), stretch(window.waiting), stretch(window.after))
    return course, name if course.other_before.n and course.after.other.n else ""


def _days(first: date, last: date) -> Days | None:
    return (first, last) if first <= last else None


def _period(panel: Panel | None, days: Days | None) -> Period:
    if panel is None or days is None:
        return Period()
    first, last = (days[0] - panel.first).days, (days[1] - panel.first).days + 1
    count = np.nansum(panel.counts[:, first:last])
    n = np.nansum(panel.exposure[:, first:last]) if panel.exposure is not None else 0
    return Period(round(float(count)), round(float(n)), last - first)


async def _siblings(sku: str) -> tuple[str, list[str]]:
    """Return an article's category, and the other articles of it that had most answers."""
    rows = await fetch("SELECT MAX(category) AS category FROM daily_volume WHERE sku = ? AND category <> ''", sku)
    category = rows[0]["category"] if rows else None
    if not category:
        return "", []
    found = await fetch(
        "SELECT sku FROM daily_volume WHERE category = ? AND sku <> '' AND sku <> ?"
        " GROUP BY sku ORDER BY SUM(answers) DESC, sku LIMIT ?",
        category, sku, MOST_SIBLINGS,
    )  # fmt: skip
    return str(category), [row["sku"] for row in found]


async def _threshold(house: House, day: date, team: str) -> float:
    """Return the score that an alarm needed at most: the proven bound for all series of that day."""
    rows = await fetch("SELECT COUNT(*) AS n FROM trend WHERE day = ?", day)
    teams = await fetch("SELECT false_alarms_per_month AS budget FROM team WHERE code = ?", team)
    budget = (teams[0]["budget"] if teams else None) or house.false_alarms_per_month
    return math.log10(1 + int(rows[0]["n"]) * STEPS_PER_MONTH["day"] / budget)
