"""The median of waiting times with its interval, and whether two samples differ. Pure.

Invariant: a wait that is not over yet counts as longer than any that is, so that slow answers cannot hide by not being
given.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from scipy.stats import binom, mannwhitneyu

from feedback_app.insights.shares import LEVEL, Change, Direction

FEWEST: Final = 5
"""Below this number on either side a comparison says nothing."""
TAIL: Final = 0.025


@dataclass(frozen=True, slots=True)
class Median:
    """The middle of ``n`` values with the 95 % interval; infinite where it is not over yet.

    lower and upper are None where ``n`` is too small for an interval.
    """

    value: float
    lower: float | None
    upper: float | None
    n: int


def median_of(values: Sequence[float]) -> Median | None:
    """Return the median with the interval between two order statistics (Conover 1999, 3.2); None of nothing."""
    ordered = sorted(values)
    n = len(ordered)
    if not n:
        return None
    low, high = ordered[(n - 1) // 2], ordered[n // 2]
    middle = low if low == high else (low + high) / 2
    # The largest r for which r - 1 or fewer values below the median are rarer than 2.5 %.
    rank = int(binom.ppf(TAIL, n, 0.5))
    if rank < 1:
        return Median(middle, None, None, n)
    return Median(middle, ordered[rank - 1], ordered[n - rank], n)


def change_of_medians(before: Sequence[float], now: Sequence[float]) -> Change:
    """Compare two samples by the rank test of Mann & Whitney 1947 (with ties) at the 1 % level."""
    former, current = median_of(before), median_of(now)
    if former is None or current is None or min(former.n, current.n) < FEWEST:
        return Change("too_early", None)
    known = math.isfinite(former.value) and math.isfinite(current.value) and former.value > 0
    by = current.value / former.value - 1 if known else None
    if len({*before, *now}) == 1:
        return Change("steady", by)
    found = mannwhitneyu(before, now, alternative="two-sided", method="asymptotic")
    if found.pvalue >= LEVEL:
        return Change("steady", by)
    # U counts the pairs in which the former wait was the longer one.
    trend: Direction = "falling" if found.statistic * 2 > len(before) * len(now) else "rising"
    return Change(trend, by)
