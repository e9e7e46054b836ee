"""What the overview counts: satisfaction, recommendation, pieces and money, of a cut and by steps. Values in and out.

Ratings and recommendations are of submissions: one that returns three items rates once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from feedback_app.foundation.intervals import Z_95
from feedback_app.insights.shares import Change, Direction
from feedback_app.insights.store.columns import Cut
from feedback_app.insights.themes.impact import SATISFIED
from feedback_app.insights.views import Span, View
from surveys.results.chart import ScorePoint
from surveys.results.cut import Every, step_of
from surveys.results.figures import Estimate, recommendation, share

MOST_SPARK_POINTS: Final = 45
WEEK: Final = 7
HIGHEST_SCORE: Final = 10
Z_99: Final = 2.575829
"""The 1 % level of a two-sided normal test."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Steps:
    """Equal steps of a small line: the first day (ordinal), how many days each, and how many steps."""

    first: int
    days: int
    count: int

    def of(self, days: NDArray[Any]) -> Ints:
        """Return the step of each day (ordinals), -1 outside."""
        step = (days.astype(np.int64) - self.first) // self.days
        return np.where((step >= 0) & (step < self.count), step, -1)


def steps_of(view: View) -> Steps:
    """Return days, or weeks of a long span, up to yesterday: today has only begun, and every line would end low."""
    last = min(view.span.until, view.today - timedelta(days=1))
    days = (last - view.span.since).days + 1
    length = 1 if days <= MOST_SPARK_POINTS else WEEK
    count = max(days // length, 0)
    return Steps(last.toordinal() + 1 - count * length, length, count)


def whole_days(view: View) -> tuple[Span, Span] | None:
    """Return the view's days that are over, and as many before the span, to compare totals; None where none is over."""
    if view.before is None:
        return None
    until = min(view.span.until, view.today - timedelta(days=1))
    if until < view.span.since:
        return None
    now = Span(view.span.since, until)
    return now.before, now


def per_day(values: NDArray[Any], days: NDArray[Any], span: Span) -> Floats:
    """Sum values of rows by day, (n_days,); ``days`` are ordinals, rows outside of the span are left out."""
    place = days.astype(np.int64) - span.since.toordinal()
    inside = (place >= 0) & (place < span.days)
    return np.bincount(place[inside], values[inside], span.days).astype(np.float64)


def per_step(values: NDArray[Any], days: NDArray[Any], steps: Steps) -> Floats:
    """Sum values of rows by step, (n_steps,)."""
    place = steps.of(days)
    return np.bincount(place[place >= 0], values[place >= 0], steps.count).astype(np.float64)


def pieces_of(cut: Cut) -> Ints:
    """Return the pieces of each row that is a returned item, 0 for others."""
    return np.where(cut.returns, cut.column("quantity"), 0).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Voices:
    """One number per submission that gave it, and its day (ordinal); both (n,)."""

    values: Ints
    days: Ints


def ratings(cut: Cut) -> Voices:
    """Return the ratings, 1 to 5."""
    return _voices(cut, "rating", 1)


def scores(cut: Cut) -> Voices:
    """Return how likely customers would recommend the shop, 0 to 10."""
    return _voices(cut, "nps", 0)


def _voices(cut: Cut, name: str, lowest: int) -> Voices:
    rows = cut.by_submission(cut.column(name) >= lowest)
    return Voices(cut.column(name)[rows].astype(np.int64), cut.column("day")[rows].astype(np.int64))


def csat(voices: Voices) -> Estimate | None:
    """Return the share of 4 and 5 among the ratings with its score interval (Wilson 1927); None without any."""
    return share(int(np.count_nonzero(voices.values >= SATISFIED)), len(voices.values))


def nps(voices: Voices) -> Estimate | None:
    """Return the net promoter score (interval: Rocks 2016); None without any answer."""
    return _score(np.bincount(voices.values, minlength=HIGHEST_SCORE + 1))


def csat_by_step(voices: Voices, steps: Steps) -> list[float | None]:
    """Return satisfaction of each step, None while it is too early."""
    place = steps.of(voices.days)
    n = np.bincount(place[place >= 0], minlength=steps.count)
    satisfied = np.bincount(place[(place >= 0) & (voices.values >= SATISFIED)], minlength=steps.count)
    return [known_value(share(int(one), int(of))) for one, of in zip(satisfied, n, strict=True)]


def nps_by_step(voices: Voices, steps: Steps) -> list[float | None]:
    """Return the net promoter score of each step, None while it is too early."""
    place, size = steps.of(voices.days), HIGHEST_SCORE + 1
    inside = place >= 0
    cells = np.bincount(place[inside] * size + voices.values[inside], minlength=steps.count * size)
    return [known_value(_score(row)) for row in cells.reshape(steps.count, size)]


def _score(counted: NDArray[Any]) -> Estimate | None:
    return recommendation({value: int(count) for value, count in enumerate(counted)})


def known_value(found: Estimate | None) -> float | None:
    """Return a figure's value, None while it is too early."""
    return None if found is None or found.early else found.value


def change_of_scores(before: Estimate | None, now: Estimate | None) -> Change:
    """Compare two net promoter scores: normal, each with the half width of its interval as error (Rocks 2016)."""
    if before is None or now is None or before.early or now.early:
        return Change("too_early", None)
    error = float(np.hypot(before.upper - before.lower, now.upper - now.lower)) / (2 * Z_95)
    apart = now.value - before.value
    if error == 0 or abs(apart) / error < Z_99:
        return Change("steady", None)
    trend: Direction = "rising" if apart > 0 else "falling"
    return Change(trend, None)


def csat_points(voices: Voices, span: Span, every: Every) -> tuple[ScorePoint, ...]:
    """Return satisfaction by day, week or month with n and interval, oldest first."""
    days = [span.since + timedelta(days=number) for number in range(span.days)]
    firsts = [step_of(day, every) for day in days]
    starts: Sequence[date] = sorted(set(firsts))
    number = {start: place for place, start in enumerate(starts)}
    of_day = np.array([number[first] for first in firsts], np.int64)
    place = of_day[voices.days - span.since.toordinal()]
    n = np.bincount(place, minlength=len(starts))
    satisfied = np.bincount(place[voices.values >= SATISFIED], minlength=len(starts))
    return tuple(ScorePoint(start, share(int(satisfied[k]), int(n[k]))) for k, start in enumerate(starts))


def within(span: Span, first: date, last: date) -> Span:
    """Return the part of a span between two days; the span itself where they do not meet."""
    since, until = max(span.since, first), min(span.until, last)
    return Span(since, until) if since <= until else span
