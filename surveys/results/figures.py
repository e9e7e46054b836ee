"""The statistics of a survey's results: shares, satisfaction, effort, recommendation, and whether order matters. Pure.

Invariants: every figure carries its number of answers and a 95 % interval; no answers give no figure, never a zero.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from feedback_app.foundation.intervals import Z_95, score_interval

TOO_FEW: Final = 5
GOOD: Final = 0.80
FAIR: Final = 0.55
PROMOTERS: Final = (9, 10)
DETRACTORS: Final = range(7)
# 97.5 % quantiles of Student's t for 1 to 30 degrees of freedom (NIST/SEMATECH e-Handbook, 1.3.6.7.2).
T_975: Final = (
    *(12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228),
    *(2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086),
    *(2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042),
)
POSITION_LEVEL: Final = 0.01
EXACT_UP_TO: Final = 200
LEAST_EXPECTED: Final = 5.0

Light = Literal["good", "fair", "poor"]
OrderVerdict = Literal["too_early", "no_sign", "wins", "loses"]
Counts = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure from ``n`` answers with its 95 % interval: a share 0..1, an NPS -100..100, or a mean of values."""

    value: float
    lower: float
    upper: float
    n: int

    @property
    def early(self) -> bool:
        """True while there are too few answers to say anything."""
        return self.n < TOO_FEW


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """How often something was chosen where ``offered`` stood in random order, and how often it stood first."""

    offered: int
    chosen: int
    first: int


@dataclass(frozen=True, slots=True)
class OrderCheck:
    """Whether what stands first is chosen more often than chance explains. ``expected`` is a share, 0..1."""

    verdict: OrderVerdict
    first: Estimate
    expected: float
    p: float


def share(count: int, n: int) -> Estimate | None:
    """Return a share with its score interval (Wilson 1927), None without answers; 0 <= count <= n."""
    if n <= 0:
        return None
    return Estimate(count / n, *score_interval(count / n, n), n)


def satisfied(counts: Counts, steps: int) -> Estimate | None:
    """Return the share of the two best values, of the best one where a scale has fewer than four steps.

    ``counts``: answers by value, 1 (worst) to ``steps``.
    """
    top = 2 if steps >= 4 else 1
    return share(sum(count for value, count in counts.items() if value > steps - top), sum(counts.values()))


def at_ease(counts: Counts, steps: int) -> Estimate | None:
    """Return the share of values above the middle of an effort scale: 5 to 7 of 7, as CES 2.0 counts (CEB 2013)."""
    return share(sum(count for value, count in counts.items() if 2 * value > steps + 1), sum(counts.values()))


def light(value: float) -> Light:
    """Return the usual reading of a CSAT share: good above 80 %, poor below 55 %."""
    return "good" if value > GOOD else "poor" if value < FAIR else "fair"


def recommendation(counts: Counts) -> Estimate | None:
    """Return the net promoter score, -100..100: the share of 9 and 10 less that of 0 to 6.

    Interval: adjusted Wald with three answers added, 3/4 of them promoters and 3/4 detractors (Rocks 2016, The American
    Statistician 70(4), the best of the six methods compared there).
    """
    n = sum(counts.values())
    if n == 0:
        return None
    promoters = sum(counts.get(value, 0) for value in PROMOTERS)
    detractors = sum(counts.get(value, 0) for value in DETRACTORS)
    score = (promoters - detractors) / n
    for_it, against = (promoters + 0.75) / (n + 3), (detractors + 0.75) / (n + 3)
    middle = for_it - against
    half = Z_95 * math.sqrt((for_it + against - middle**2) / (n + 3))
    lower, upper = max(-1.0, min(middle - half, score)), min(1.0, max(middle + half, score))
    return Estimate(100 * score, 100 * lower, 100 * upper, n)


def mean(counts: Counts, lowest: int, highest: int) -> Estimate | None:
    """Return the mean of answers by value with Student's t interval, cut at the scale's ends.

    One answer says nothing about the spread: its interval is the whole scale.
    """
    n = sum(counts.values())
    if n == 0:
        return None
    value = sum(number * count for number, count in counts.items()) / n
    if n == 1:
        return Estimate(value, lowest, highest, n)
    variance = sum(count * (number - value) ** 2 for number, count in counts.items()) / (n - 1)
    half = t_975(n - 1) * math.sqrt(variance / n)
    return Estimate(value, max(lowest, value - half), min(highest, value + half), n)


def t_975(freedom: int) -> float:
    """Return the 97.5 % quantile of Student's t; beyond the table by expansion (Abramowitz & Stegun 1964, 26.7.5)."""
    if freedom <= len(T_975):
        return T_975[freedom - 1]
    z = Z_95
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    return z + first / freedom + second / freedom**2


def order_check(places: Sequence[PlaceCount]) -> OrderCheck | None:
    """Test whether the first place is chosen as often as it would be if nobody minded the order; None without answers.

    Shuffling is independent of the choice, so the thing chosen stood first with probability 1/offered, whatever people
    like: the number of firsts is a sum of independent binomials. Two-sided at the 1 % level, exact up to 200 choices,
    beyond that by the normal approximation with continuity correction. Too early: fewer than five firsts, or fewer than
    five others, were to be expected. Choices between fewer than two say nothing and are left out.
    """
    free = [place for place in places if place.offered > 1 and place.chosen > 0]
    n, first = sum(place.chosen for place in free), sum(place.first for place in free)
    observed = share(first, n)
    if observed is None:
        return None
    expected = sum(place.chosen / place.offered for place in free)
    p = _exact_p(free, first) if n <= EXACT_UP_TO else _normal_p(free, first, expected)
    return OrderCheck(_verdict(first, expected, n, p), observed, expected / n, p)


def _verdict(first: int, expected: float, n: int, p: float) -> OrderVerdict:
    if min(expected, n - expected) < LEAST_EXPECTED:
        return "too_early"
    if p >= POSITION_LEVEL:
        return "no_sign"
    return "wins" if first > expected else "loses"


def _normal_p(places: Sequence[PlaceCount], first: int, expected: float) -> float:
    variance = sum(place.chosen * (1 / place.offered) * (1 - 1 / place.offered) for place in places)
    off = max(abs(first - expected) - 0.5, 0.0)
    return math.erfc(off / math.sqrt(2 * variance))


def _exact_p(places: Sequence[PlaceCount], first: int) -> float:
    """Twice the smaller tail of the Poisson binomial distribution, at most 1."""
    chances = [1.0]
    for place in places:
        hit = 1 / place.offered
        for _ in range(place.chosen):
            missed = [chance * (1 - hit) for chance in chances] + [0.0]
            for number, chance in enumerate(chances):
                missed[number + 1] += chance * hit
            chances = missed
    return min(1.0, 2 * min(math.fsum(chances[: first + 1]), math.fsum(chances[first:])))
