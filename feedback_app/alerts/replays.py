"""What a back-test of a team's own past says: the alerts that each budget of false alarms would have meant.

Pure. A rise in several slices of a theme, or in several themes of one slice, at the same time is one issue, as it is
one alert in daily life. Outcomes are stored as JSON, so that the page shows later what was computed then.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import msgspec
import numpy as np

from feedback_app.alerts.backtest import Backtest, Warned
from feedback_app.alerts.detector import DetectorOptions, advance, fresh
from feedback_app.alerts.slices import Series, parse_series

CHOICES: Final = (0.3, 1.0, 3.0, 10.0)
"""False alarms a month that a team may ask for."""
LEAST_CASES: Final = 5
PAUSE: Final = timedelta(days=14)
MOST_LISTED: Final = 50
DOUBLING: Final = 2.0
PER_DAY: Final = 10.0
DRAWS: Final = 200
LONGEST: Final = 60
SEED: Final = 5


@dataclass(frozen=True, slots=True)
class Issue:
    """One alert that would have been opened: its strongest series, and how many rose together with it."""

    series: str
    since: date
    first: date
    last: date
    observed: int
    expected: float
    lower: float
    upper: float
    together: int = 1


@dataclass(frozen=True, slots=True)
class Found:
    """A known issue beside the detector. days_ahead: before people noticed, negative later, None when it was missed."""

    warned: date | None
    days_ahead: int | None


@dataclass(frozen=True, slots=True)
class Choice:
    """What one budget would have meant.

    alerts: issues in the whole time, of which the newest are listed. doubling_days: median days until a doubling at ten
    complaints a day is noticed; None when it takes longer than two months.
    """

    budget: float
    alerts: int
    issues: tuple[Issue, ...]
    doubling_days: int | None
    known: Found | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A replay of the days first..last over a team's series."""

    first: date
    last: date
    series: int
    choices: tuple[Choice, ...]


def to_json(outcome: Outcome) -> str:
    """Return the text that is stored."""
    return msgspec.json.encode(outcome).decode()


def from_json(text: str) -> Outcome:
    """Return the outcome of a stored text; msgspec.DecodeError for another one."""
    return msgspec.json.decode(text, type=Outcome)


def issues_of(warnings: Iterable[Warned], least_rise: float) -> tuple[Issue, ...]:
    """Join warnings that a team would have met as one alert; oldest first.

    Left out, as in daily life: fewer than five cases, and rises below the least one of interest.
    """
    joined: list[list[Warned]] = []
    for one in sorted(warnings, key=lambda warned: (warned.first, warned.series)):
        if one.observed < LEAST_CASES or one.observed < least_rise * one.expected:
            continue
        home = next((group for group in joined if any(_same(one, other) for other in group)), None)
        if home is None:
            joined.append([one])
        else:
            home.append(one)
    return tuple(_issue(group) for group in joined)


def choice(
    replay: Sequence[Backtest], budget: float, least_rise: float, doubling: int | None, known: Found | None
) -> Choice:
    """Sum up the parts of a team's replay at one budget."""
    issues = issues_of((warned for part in replay for warned in part.warnings), least_rise)
    return Choice(budget, len(issues), issues[-MOST_LISTED:], doubling, known)


def found_in(replay: Sequence[Backtest], noticed: date) -> Found:
    """Return the earliest warning of a known issue over the parts of a replay."""
    warned = [day for part in replay for one in part.incidents if (day := one.warned) is not None]
    return Found(min(warned), (noticed - min(warned)).days) if warned else Found(None, None)


def doubling_days(threshold: float, options: DetectorOptions) -> int | None:
    """Return the median days until a doubling at ten complaints a day reaches a score; None beyond two months.

    Simulated: 200 series with Poisson counts around a usual level that is known to a tenth.
    """
    dice = np.random.default_rng(SEED)
    counts = dice.poisson(DOUBLING * PER_DAY, (LONGEST, DRAWS)).astype(float)
    state, reached = fresh(DRAWS, "day", effects=len(options.effects)), np.full(DRAWS, LONGEST + 1)
    usual, phi, error = np.full(DRAWS, PER_DAY), np.full(DRAWS, 1.4), np.full(DRAWS, 0.1)
    for day in range(LONGEST):
        state, score, _ = advance(state, counts[day], usual, phi, error, options)
        reached = np.where((score >= threshold) & (reached > LONGEST), day + 1, reached)
    median = int(np.median(reached))
    return median if median <= LONGEST else None


def _same(one: Warned, other: Warned) -> bool:
    """Tell whether two warnings are about one issue: the same theme or the same slice, at the same time."""
    if one.first > other.last + PAUSE or other.first > one.last + PAUSE:
        return False
    mine, theirs = parse_series(one.series), parse_series(other.series)
    return mine.theme == theirs.theme or (not mine.slice.everything and mine.slice == theirs.slice)


def _issue(group: Sequence[Warned]) -> Issue:
    """Return a group as one issue, told by the warning that came first; of equal ones by the largest excess."""
    first = min(group, key=lambda one: (one.first, -(one.observed - one.expected)))
    return Issue(
        series=first.series,
        since=first.since,
        first=first.first,
        last=max(one.last for one in group),
        observed=first.observed,
        expected=round(first.expected, 1),
        lower=first.lower,
        upper=first.upper,
        together=len({one.series for one in group}),
    )


def part_of(known: Series, series: Series) -> bool:
    """Tell whether a series shows a known issue: the same theme, in its slice or in all slices together."""
    return known.theme == series.theme and (known.slice.everything or known.slice == series.slice)
