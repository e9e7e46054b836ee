"""The trends of a theme and its slices over the window of the last eight weeks, one track per series.

A track knows on which days a rise not only had evidence but still ran: the evidence for a strong rise outlives it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from feedback_app.alerts.series import WINDOW_DAYS
from feedback_app.alerts.slices import Series, parse_series
from feedback_app.alerts.trends import Evidence, window_evidence
from feedback_app.foundation.dialect import fetch

RECENT_DAYS = 7  # a series without answers for longer has no say about today
LEAST_RISE = 1.25
PAUSE_DAYS = 14

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Track:
    """One series over the window's days; arrays are (WINDOW_DAYS,), NaN where nothing can be said.

    alarm_days: days on which the evidence sufficed and the rise ran. alarmed, score and since are those of the latest
    day with answers.
    """

    series: Series
    first: date
    counts: Floats
    exposure: Floats
    expected: Floats
    phi: Floats
    error: Floats
    alarm_days: tuple[date, ...]
    score: float
    since: date | None
    alarmed: bool

    def figures(self, since: date) -> Evidence:
        """Sum up the days from ``since`` to the end of the window."""
        begin = max(0, (since - self.first).days)
        return window_evidence(self.counts, self.expected, self.phi, self.error, begin, WINDOW_DAYS - 1)

    def paused_since(self, day: date) -> bool:
        """Tell whether there was a day without an alarm after ``day``."""
        said = np.flatnonzero(~np.isnan(self.expected))
        later = (self.first + timedelta(days=int(place)) for place in said)
        return any(one > day and one not in self.alarm_days for one in later)

    def answers(self, since: date) -> int:
        """Return the answers in the slice from ``since`` on, on days with an expectation."""
        begin = max(0, (since - self.first).days)
        return int(np.nansum(np.where(np.isnan(self.expected), 0, self.exposure)[begin:]))


async def tracks_of(theme: str, day: date) -> dict[Series, Track]:
    """Return the window's days of a theme and all its slices."""
    first = day - timedelta(days=WINDOW_DAYS - 1)
    rows = await fetch(
        "SELECT * FROM trend WHERE day BETWEEN ? AND ? AND (series = ? OR series LIKE ? ESCAPE '!') ORDER BY day",
        first, day, theme, theme.replace("!", "!!").replace("_", "!_").replace("%", "!%") + "|%",
    )  # fmt: skip
    by_key: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_key.setdefault(row["series"], []).append(row)
    tracks = (_track(parse_series(key), first, days) for key, days in by_key.items())
    return {track.series: track for track in tracks}


def _track(series: Series, first: date, rows: Sequence[Mapping[str, Any]]) -> Track:
    names = ("observed", "exposure", "expected", "phi", "standard_error")
    lines = {name: np.full(WINDOW_DAYS, np.nan) for name in names}
    for row in rows:
        for name in names:
            lines[name][(row["day"] - first).days] = row[name]
    alarm_days = tuple(
        row["day"]
        for row in rows
        if row["alarm"] and row["since"] and _goes_on(lines["observed"], lines["expected"], row, first)
    )
    last = rows[-1]
    recent = not np.isnan(lines["expected"][-RECENT_DAYS:]).all()
    return Track(
        series=series,
        first=first,
        counts=lines["observed"],
        exposure=lines["exposure"],
        expected=lines["expected"],
        phi=lines["phi"],
        error=lines["standard_error"],
        alarm_days=alarm_days,
        score=float(last["score"]),
        since=_beginning(last["since"], alarm_days),
        alarmed=recent and last["day"] in alarm_days,
    )


def _goes_on(counts: Floats, expected: Floats, row: Mapping[str, Any], first: date) -> bool:
    return goes_on(counts, expected, (row["since"] - first).days, (row["day"] - first).days)


def goes_on(counts: Floats, expected: Floats, since: int, now: int) -> bool:
    """Tell whether a rise from step ``since`` on still runs at step ``now``.

    The evidence for a strong rise outlives it by weeks. It runs while its last week lies nearer to the risen rate than
    to the usual one, on the scale of ratios; a rise of less than a quarter is none.
    """
    since = max(0, since)

    def ratio(begin: int) -> float:
        usual = np.nansum(expected[begin : now + 1])
        return float(np.nansum(counts[begin : now + 1]) / usual) if usual > 0 else 0.0

    return ratio(max(since, now + 1 - RECENT_DAYS)) >= math.sqrt(max(ratio(since), LEAST_RISE))


def _beginning(since: date | None, alarm_days: Sequence[date]) -> date | None:
    """Return the first day of the rise that runs now; one that paused for two weeks began anew."""
    for before, after in reversed(list(pairwise(alarm_days))):
        if (after - before).days > PAUSE_DAYS:
            return after
    return since
