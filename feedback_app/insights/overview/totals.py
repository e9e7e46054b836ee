"""Whether a total of days, pieces or cents, is higher than another by more than days differ anyway. Pure.

Days of a shop differ by more than chance of single returns would explain: campaigns, weekdays, big orders. So the
variance is taken as a multiple of the mean and that multiple from the days themselves.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from feedback_app.foundation.intervals import Z_95
from feedback_app.insights.shares import LEAST_EXPECTED, LEVEL, Direction

WEEK: Final = 7
LEAST_WEEKS: Final = 2
"""From so many weeks on each weekday has a mean of its own."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TotalChange:
    """Which way a total went, and by how much: relative, with the 95 % interval; None where that cannot be said."""

    trend: Direction
    by: float | None = None
    lower: float | None = None
    upper: float | None = None


def change_of_totals(before: Floats, now: Floats, unit: float) -> TotalChange:
    """Compare two sums over equally many days, each given by day, (n_days,), ``now`` right after ``before``, at 1 %.

    unit: variance over mean of a single case, 1 for counts; the days may show more, never less. Quasi-Poisson
    (McCullagh & Nelder 1989, 6.2) with the log ratio as normal. Too early: fewer than five cases' worth on either side.
    ``by`` is what the totals differ by; what other weekdays alone explain of it makes no trend.
    """
    former, current = float(before.sum()), float(now.sum())
    if former <= 0 or current <= 0:
        return TotalChange("too_early")
    phi = max(unit, _dispersion((before, now)))
    by = current / former - 1
    if min(former, current) / phi < LEAST_EXPECTED:
        return TotalChange("too_early", by)
    error = math.sqrt(phi * (1 / former + 1 / current))
    apart = math.log(current / former)
    bounds = math.expm1(apart - Z_95 * error), math.expm1(apart + Z_95 * error)
    apart -= _weekdays_apart(before, now)
    if math.erfc(abs(apart) / error / math.sqrt(2)) >= LEVEL:
        return TotalChange("steady", by, *bounds)
    return TotalChange("rising" if apart > 0 else "falling", by, *bounds)


def _weekdays_apart(before: Floats, now: Floats) -> float:
    """Return the log ratio of the totals if each weekday were the same in both; 0 where weekdays have no mean yet."""
    if len(before) < LEAST_WEEKS * WEEK:
        return 0.0
    days = np.concatenate((before, now))
    weekday = np.arange(len(days)) % WEEK
    usual = (np.bincount(weekday, days, WEEK) / np.bincount(weekday, minlength=WEEK))[weekday]
    return math.log(float(usual[len(before) :].sum()) / float(usual[: len(before)].sum()))


def _dispersion(series: Sequence[Floats]) -> float:
    """Return variance over mean of a day, each weekday around its own mean where there are two weeks of it."""
    squares = means = 0.0
    free = days = 0
    for values in series:
        groups = WEEK if len(values) >= LEAST_WEEKS * WEEK else 1
        for first in range(groups):
            part = values[first::groups]
            squares += float(((part - part.mean()) ** 2).sum())
            means += float(part.sum())
        free += len(values) - groups
        days += len(values)
    return squares / free / (means / days) if free > 0 and means > 0 else 0.0
