"""What a theme does to the score: how far CSAT would be from where it is if nobody had this theme. Pure.

CSAT is the share of rated submissions with 4 or 5 of 5. A submission counts once, however many items it returns.
Invariant: the interval encloses the figure; with fewer than ``FEWEST`` ratings on either side there is no figure.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

from feedback_app.foundation.intervals import Z_95
from feedback_app.insights.shares import Share, share_of

SATISFIED: Final = 4
"""From this rating on a customer counts as satisfied."""
FEWEST: Final = 5

Weight = Literal["costs", "lifts", "unclear"]


@dataclass(frozen=True, slots=True)
class Rated:
    """Rated submissions, and how many of them are satisfied."""

    count: int
    satisfied: int

    @property
    def share(self) -> Share:
        """CSAT, 0..1, with its interval."""
        return share_of(self.satisfied, self.count)

    def without(self, other: Rated) -> Rated:
        """Return the submissions that are not among the others, which are a part of these."""
        return Rated(self.count - other.count, self.satisfied - other.satisfied)


@dataclass(frozen=True, slots=True)
class Impact:
    """CSAT as it is minus CSAT without the theme, -1..1, with its 95 % interval; below 0 the theme costs score.

    having, others: CSAT of those who have the theme, and of all others.
    """

    points: float
    lower: float
    upper: float
    having: Share
    others: Share

    @property
    def weight(self) -> Weight:
        """Which way the theme pulls the score, as far as chance does not explain it."""
        return "costs" if self.upper < 0 else "lifts" if self.lower > 0 else "unclear"


def impact_of(theme: Rated, everyone: Rated) -> Impact | None:
    """Return what a theme does to CSAT; None when there are too few ratings with or without it.

    theme: those who have it, a part of ``everyone``. The impact is w (p1 - p0): the theme's part w of the rated
    submissions times the difference of the scores with (p1) and without (p0). Its variance is that of the delta method
    (Oehlert 1992, The American Statistician 46:27), in which w and the two scores are independent. One satisfied and
    one dissatisfied customer are added to both sides (Agresti & Caffo 2000, The American Statistician 54:280), so that
    a side without any dissatisfied one does not look certain.
    """
    rest = everyone.without(theme)
    if min(theme.count, rest.count) < FEWEST:
        return None
    points = everyone.satisfied / everyone.count - rest.satisfied / rest.count
    part = theme.count / everyone.count
    with_it, without_it = _careful(theme), _careful(rest)
    difference = with_it - without_it
    spread = with_it * (1 - with_it) / (theme.count + 2) + without_it * (1 - without_it) / (rest.count + 2)
    variance = part**2 * spread + difference**2 * part * (1 - part) / everyone.count
    half, middle = Z_95 * math.sqrt(variance), part * difference
    return Impact(points, min(middle - half, points), max(middle + half, points), theme.share, rest.share)


def _careful(rated: Rated) -> float:
    return (rated.satisfied + 1) / (rated.count + 2)
