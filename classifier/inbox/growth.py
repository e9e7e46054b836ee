"""Whether a group of comments grows: its comments per week, and a test that says so only when it is no chance. Pure.

The test is the score test for a log-linear trend of a Poisson rate (Cox & Lewis 1966, section 3.3) with the number of
all comments of a week as exposure: given the total, the cases fall on the weeks as all comments do; the mean week of
the cases is compared with what that leads to. So a group does not grow because more is written before Christmas.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

WEEKS: Final = 12
LEVEL: Final = 0.01
"""A page shows ten of these words at once: at the usual 5 % every second page would show one by chance."""
FEWEST: Final = 6
"""Cases below which the normal approximation of the test is too coarse, and nothing is said."""

Course = Literal["rising", "falling", "steady", "too_early"]


@dataclass(frozen=True, slots=True)
class Growth:
    """Comments per week, the oldest week first, the last one ends today; ``weeks`` are the first days."""

    course: Course
    weeks: tuple[date, ...]
    counts: tuple[int, ...]


def growth_of(days: Mapping[date, int], all_days: Mapping[date, int], today: date) -> Growth:
    """Return how a group went over the last ``WEEKS`` weeks; both count comments by day."""
    counts, exposure = per_week(days, today), per_week(all_days, today)
    first = today - timedelta(days=7 * WEEKS - 1)
    weeks = tuple(first + timedelta(days=7 * number) for number in range(WEEKS))
    return Growth(course_of(counts, exposure), weeks, counts)


def per_week(days: Mapping[date, int], today: date) -> tuple[int, ...]:
    """Return the sums of the last ``WEEKS`` weeks, the oldest first."""
    sums = [0] * WEEKS
    for day, count in days.items():
        ago = (today - day).days // 7
        if 0 <= ago < WEEKS:
            sums[WEEKS - 1 - ago] += count
    return tuple(sums)


def course_of(counts: Sequence[int], exposure: Sequence[float]) -> Course:
    """Return which way the share of the cases in the exposure goes; both have one value per week."""
    cases, size = sum(counts), sum(exposure)
    if cases < FEWEST or size <= 0:
        return "too_early"
    shares = [one / size for one in exposure]
    usual = sum(week * share for week, share in enumerate(shares))
    spread = sum(week**2 * share for week, share in enumerate(shares)) - usual**2
    if spread <= 0:
        return "too_early"
    mean = sum(week * count for week, count in enumerate(counts)) / cases
    score = (mean - usual) * math.sqrt(cases / spread)
    if math.erfc(abs(score) / math.sqrt(2)) >= LEVEL:
        return "steady"
    return "rising" if score > 0 else "falling"
