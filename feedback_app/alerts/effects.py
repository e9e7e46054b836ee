"""Did an action help: cases per submission before and after it, with an honest interval.

Pure. A verdict needs a whole week after the action and enough expected cases; until then it is too early to say.
"No change" means that the interval holds 1, not that nothing changed. An action follows an alert and an alert follows
high counts, so cases fall somewhat without any action (regression to the mean): the period before should reach back
beyond the alerted days, or take the rate from the time before them.
"""

import math
from dataclasses import dataclass
from typing import Final, Literal

from scipy.special import betaincinv

Verdict = Literal["improved", "no_change", "worse", "too_early"]

LEAST_DAYS: Final = 7
"""Days after the action that hold every weekday once."""
LEAST_EXPECTED: Final = math.log(0.025) / math.log(0.5)
"""Expected cases after the action, in units of phi, below which nothing is said: 5.3.

With as many expected after as seen before, no case at all after the action puts the interval's upper end at exactly 1.
Below that bound not even a complete cure could be told from luck.
"""
DEFAULT_PHI: Final = 1.5
"""Variance over mean of daily counts where no scan has estimated it; complaint counts mostly lie between 1 and 2.2."""


@dataclass(frozen=True, slots=True)
class Period:
    """Cases (count) among submissions (n) in a number of whole days. Raises ValueError for negative values."""

    count: int
    n: int
    days: int

    def __post_init__(self) -> None:
        if min(self.count, self.n, self.days) < 0:
            raise ValueError("count, submissions and days of a period must be at least 0")

    @property
    def rate(self) -> float:
        """Return cases per submission; NaN when nobody answered."""
        return self.count / self.n if self.n else math.nan


@dataclass(frozen=True, slots=True)
class EffectEstimate:
    """The rate after an action over the rate before it, with its 95 % interval.

    Rates are cases per submission, NaN without submissions. ratio is NaN where it is undefined (nobody answered, or no
    case in either period) and infinite when cases came up only after the action; the interval is 0..infinity where
    the counts say nothing.
    """

    ratio: float
    lower: float
    upper: float
    before_rate: float
    after_rate: float
    verdict: Verdict


def measure(before: Period, after: Period, phi: float = DEFAULT_PHI) -> EffectEstimate:
    """Compare the rate after an action with the rate before it.

    phi: variance over mean of the counts, at least 1, as a scan of the series estimates it. The interval is the exact
    conditional one for the ratio of two Poisson rates (Przyborowski & Wilenski 1940, Biometrika 31:313, with the
    binomial limits of Clopper & Pearson 1934, Biometrika 26:404) on counts divided by phi, the quasi-Poisson scaling
    of McCullagh & Nelder 1989, section 9.2. Raises ValueError for phi below 1.
    """
    if not phi >= 1:
        raise ValueError("phi must be at least 1")
    if not before.n or not after.n:
        return EffectEstimate(math.nan, 0.0, math.inf, before.rate, after.rate, "too_early")
    lower, upper = _interval(before, after, phi)
    ratio = after.rate / before.rate if before.count else math.inf if after.count else math.nan
    verdict = _verdict(after.days, before.rate * after.n / phi, lower, upper)
    return EffectEstimate(ratio, lower, upper, before.rate, after.rate, verdict)


def _interval(before: Period, after: Period, phi: float) -> tuple[float, float]:
    """Return the 95 % limits of the rate ratio, from those of the share of cases that came after the action."""
    earlier, later = before.count / phi, after.count / phi
    per_share = before.n / after.n
    lower = float(betaincinv(later, earlier + 1, 0.025)) if later else 0.0
    upper = float(betaincinv(later + 1, earlier, 0.975)) if earlier else 1.0
    return lower / (1 - lower) * per_share, upper / (1 - upper) * per_share if upper < 1 else math.inf


def _verdict(days: int, expected: float, lower: float, upper: float) -> Verdict:
    """Judge an interval; a rise that is plain already need not wait until enough cases are expected."""
    if days < LEAST_DAYS:
        return "too_early"
    if lower > 1:
        return "worse"
    if expected < LEAST_EXPECTED:
        return "too_early"
    return "improved" if upper < 1 else "no_change"
