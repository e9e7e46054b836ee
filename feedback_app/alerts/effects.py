"""Did an action help: the rate after it beside the rate before it, beside those who were not treated.

Pure. Four stretches of days are compared, the day of the action in none of them: the usual time before the rise, the
days whose counts raised the alarm, the days that waited for the action, and the days after it. The comparison group
(same days, not treated) takes out what changed for everybody, so the result is a ratio of rate ratios (difference in
differences on the log scale; Card & Krueger 1994 in kind).

An action follows an alert and an alert follows high counts, so cases fall somewhat without any action (regression to
the mean). Two things are done about it. The days that raised the alarm were picked for being high, and their first
day is itself an estimate: they count with an error of their own (``PICKED_SD``), so the waiting days weigh more. And
the rise may have been chance altogether: then the level before is the usual one. Both cases are kept, weighted by how
likely each is given the waiting days, which nobody picked (a two-groups mixture: Efron 2011, JASA 106:1602, on Bayes
and selection; Dawid 1994 on why it needs no further correction).

Daily looks: before the window is full a verdict needs three standard errors (Haybittle 1971, Br J Radiol 44:793; Peto
et al. 1976, Br J Cancer 34:585), so that the last look keeps its 5 %.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from scipy.optimize import brentq
from scipy.special import digamma, gammainc, polygamma
from scipy.stats import norm

Verdict = Literal["improved", "no_change", "worse", "too_early"]

LEAST_DAYS: Final = 7
"""Days after the action that hold every weekday once."""
LEAST_EXPECTED: Final = math.log(0.025) / math.log(0.5)
"""Cases to be expected after the action without an effect, in units of phi, below which nothing is said: 5.3.

With as many expected after as seen before, no case at all after the action just reaches 5 % in the exact test of two
Poisson rates (Przyborowski & Wilenski 1940, Biometrika 31:313): below, not even a complete cure can be told from luck.
"""
DEFAULT_PHI: Final = 1.5
"""Variance over mean of daily counts where no scan has estimated it; complaint counts mostly lie between 1 and 2.2."""
REAL_PER_CHANCE: Final = 4.0
"""Real rises for each alert by chance at the threshold; more evidence than asked for multiplies it."""
PICKED_SD: Final = 0.2
"""Error of the log rate of days that were picked for being high; found by simulation (tests/benchmarks/effects.py)."""
CLEAR: Final = float(norm.sf(3.0))
"""Chance left on one side of an early verdict: three standard errors."""
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(41)
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()


@dataclass(frozen=True, slots=True)
class Period:
    """Cases (count) among submissions (n) in a number of whole days. Raises ValueError for negative values."""

    count: int = 0
    n: int = 0
    days: int = 0

    def __post_init__(self) -> None:
        if min(self.count, self.n, self.days) < 0:
            raise ValueError("count, submissions and days of a period must be at least 0")

    @property
    def rate(self) -> float:
        """Return cases per submission; NaN when nobody answered."""
        return self.count / self.n if self.n else math.nan

    def __add__(self, other: Period) -> Period:
        return Period(self.count + other.count, self.n + other.n, self.days + other.days)


NOTHING: Final = Period()


@dataclass(frozen=True, slots=True)
class Stretch:
    """The same days twice: where the action works, and where nobody was treated (n = 0: no comparison)."""

    own: Period = NOTHING
    other: Period = NOTHING


@dataclass(frozen=True, slots=True)
class Course:
    """What is known of an action: the usual time, the days that raised the alarm, those that waited, those after."""

    usual: Stretch
    picked: Stretch
    waiting: Stretch
    after: Stretch

    @property
    def before(self) -> Period:
        """Return the rise before the action, as people see it."""
        return self.picked.own + self.waiting.own

    @property
    def other_before(self) -> Period:
        """Return the comparison group in the days of the rise."""
        return self.picked.other + self.waiting.other


@dataclass(frozen=True, slots=True)
class EffectEstimate:
    """The rate after an action over the rate before it, with its 95 % interval, beside those not treated.

    ratio is the middle of what is possible (posterior median), so it lies inside the interval; all three are NaN, 0
    and infinity where nobody answered. by_chance: how likely it is that the rise was chance, 0..1.
    """

    ratio: float
    lower: float
    upper: float
    by_chance: float
    verdict: Verdict


UNKNOWN: Final = EffectEstimate(math.nan, 0.0, math.inf, math.nan, "too_early")


def measure(course: Course, final: bool, phi: float = DEFAULT_PHI, odds: float = REAL_PER_CHANCE) -> EffectEstimate:
    """Compare the rate after an action with the rate before it.

    final: the window is full; before, only a clear result counts. phi: variance over mean of the counts, at least 1,
    as a scan of the series estimates it (quasi-Poisson, McCullagh & Nelder 1989, section 9.2). odds: real rises for
    each alert by chance, at this alert's evidence. Raises ValueError for phi below 1 or odds not above 0.
    """
    if not phi >= 1 or not odds > 0:
        raise ValueError("phi must be at least 1 and the odds above 0")
    levels, after = _levels(course, phi, odds), course.after.own
    if not levels:
        return UNKNOWN
    lower, middle, upper = (_quantile(after, levels, phi, share) for share in (0.025, 0.5, 0.975))
    asked = (0.025, 0.975) if final else (CLEAR, 1 - CLEAR)
    limits = (_quantile(after, levels, phi, asked[0]), _quantile(after, levels, phi, asked[1]))
    expected = after.n * math.exp(levels[0].log_rate) / phi
    by_chance = levels[1].weight if len(levels) > 1 else 0.0
    return EffectEstimate(middle, lower, upper, by_chance, _verdict(after.days, final, expected, limits))


def relapse(held: Stretch, now: Stretch, phi: float = DEFAULT_PHI) -> bool:
    """Tell whether the rate is clearly back up: three standard errors over the rate that the action had brought."""
    course = Course(Stretch(), Stretch(), held, now)
    return measure(course, False, phi).verdict == "worse"


@dataclass(frozen=True, slots=True)
class _Level:
    """A possible level before the action, carried over to the days after it: log rate, its error, and its weight."""

    log_rate: float
    sd: float
    weight: float


def _levels(course: Course, phi: float, odds: float) -> tuple[_Level, ...]:
    """Return the levels that are possible without the action: the rise's, and the usual one; () where unknown."""
    if not course.after.own.n:
        return ()
    compared = course.after.other.n > 0 and course.other_before.n > 0
    picked = _beside(course.picked, phi, compared, PICKED_SD)
    waiting, usual = _beside(course.waiting, phi, compared), _beside(course.usual, phi, compared)
    now = _log_rate(course.after.other, phi) if compared else _Normal(0.0, 0.0)
    if picked is None or usual is None:
        rise = picked or waiting
        return (_level(rise, now, 1.0),) if rise else ()
    if waiting is None:
        chance = 1 / (1 + odds)
        return (_level(picked, now, 1 - chance), _level(usual, now, chance))
    chance = 1 / (1 + odds * math.exp(_log_odds(waiting, picked, usual)))
    return (
        _level(_together(picked, waiting), now, 1 - chance),
        _level(_together(usual, waiting), now, chance),
    )


@dataclass(frozen=True, slots=True)
class _Normal:
    """A logarithm that is known with an error."""

    mean: float
    variance: float


def _beside(stretch: Stretch, phi: float, compared: bool, sd: float = 0.0) -> _Normal | None:
    """Return the log of the own rate over the others' rate in the same days; None where nobody answered."""
    if not stretch.own.n or (compared and not stretch.other.n):
        return None
    own = _log_rate(stretch.own, phi)
    other = _log_rate(stretch.other, phi) if compared else _Normal(0.0, 0.0)
    return _Normal(own.mean - other.mean, own.variance + other.variance + sd**2)


def _log_rate(period: Period, phi: float) -> _Normal:
    """Return mean and variance of the log rate under Jeffreys' prior, counts divided by phi."""
    shape = period.count / phi + 0.5
    return _Normal(float(digamma(shape)) - math.log(period.n / phi), float(polygamma(1, shape)))


def _together(one: _Normal, two: _Normal) -> _Normal:
    """Return what two independent estimates of the same say together."""
    weight = one.variance + two.variance
    return _Normal((one.mean * two.variance + two.mean * one.variance) / weight, one.variance * two.variance / weight)


def _log_odds(seen: _Normal, rise: _Normal, calm: _Normal) -> float:
    """Return how much likelier the waiting days are at the rise's level than at the usual one, as a logarithm."""

    def fits(level: _Normal) -> float:
        return float(norm.logpdf(seen.mean, level.mean, math.sqrt(seen.variance + level.variance)))

    return min(700.0, fits(rise) - fits(calm))


def _level(before: _Normal, now: _Normal, weight: float) -> _Level:
    return _Level(before.mean + now.mean, math.sqrt(before.variance + now.variance), weight)


def _quantile(after: Period, levels: tuple[_Level, ...], phi: float, share: float) -> float:
    """Return a quantile of the rate after over the level before, cases after being gamma under Jeffreys' prior.

    The levels' errors are averaged over by Gauss-Hermite quadrature.
    """
    shape, exposure = after.count / phi + 0.5, after.n / phi

    def below(log_ratio: float) -> float:
        return sum(
            level.weight
            * float(_WEIGHTS @ gammainc(shape, exposure * np.exp(log_ratio + level.log_rate + level.sd * _NODES)))
            for level in levels
        )

    middle = float(digamma(shape)) - math.log(exposure)
    far = 12 * max(level.sd for level in levels) + 40 / math.sqrt(shape) + 5
    low = min(middle - level.log_rate for level in levels) - far
    high = max(middle - level.log_rate for level in levels) + far
    return math.exp(brentq(lambda at: below(at) - share, low, high, xtol=1e-6))


def _verdict(days: int, final: bool, expected: float, limits: tuple[float, float]) -> Verdict:
    """Judge limits of the ratio; a rise that is plain already need not wait until enough cases are expected."""
    if days < LEAST_DAYS:
        return "too_early"
    if limits[0] > 1:
        return "worse"
    if expected < LEAST_EXPECTED:
        return "too_early"
    if limits[1] < 1:
        return "improved"
    return "no_change" if final else "too_early"
