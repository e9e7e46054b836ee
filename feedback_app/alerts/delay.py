"""How long returns take: the curve of days from order to return, and what it says of returns still to come. Pure.

Returns are seen only once they have come, so that the newest orders show none but quick ones (right truncation). The
curve is learnt in reverse time: of the pieces that were back by d days and whose order is at least d days old, the part
that came exactly on day d. Sources: Lagakos, Barraj & De Gruttola 1988, Biometrika 75:515 (the estimator); Lawless &
Kalbfleisch 1992, "Some issues in the collection and analysis of field reliability data" (delays of returned goods);
Gross & Huber-Carol 1992, Scand. J. Statist. 19:315 (its variance). Invariant: shares rise to 1 at the longest delay.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import gamma

from feedback_app.foundation.intervals import Z_95, score_interval

LONGEST_DELAY: Final = 120
"""Days; what comes back later is left out of the curve."""
PRIOR_PIECES: Final = 100.0
"""A slice's curve leans on the shop's as if it had seen so many pieces itself."""
PRIOR_RETURNS: Final = 2.0
"""A slice's rate leans on the shop's as if it had seen so many returns itself."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class DelayCurve:
    """Shares of returns by delay in days; all arrays are (LONGEST_DELAY + 1,).

    share: that come exactly after d days. by: that have come after d days. variance: of log(1 - reverse hazard) of
    each day. pieces: it was learnt from.
    """

    share: Floats
    by: Floats
    variance: Floats
    hazard: Floats
    pieces: int


@dataclass(frozen=True, slots=True)
class FinalRate:
    """What is to be expected at the end, as shares 0..1 of the pieces sent; lower..upper holds it with 95 %."""

    expected: float
    lower: float
    upper: float


def learn_delays(
    delays: Sequence[int], ages: Sequence[int], pieces: Sequence[int], shop: DelayCurve | None = None
) -> DelayCurve | None:
    """Return the curve of pieces that came back; None while there are none.

    delays: days from order to return. ages: days from the same order to the last day that was looked at, at least the
    delay. Delays below 0 or beyond LONGEST_DELAY, and ages below the delay, are left out. shop: a slice's curve is
    shrunk to it, hazard by hazard.
    """
    delay, age, weight = (np.asarray(values, np.int64) for values in (delays, ages, pieces))
    known = (delay >= 0) & (delay <= LONGEST_DELAY) & (age >= delay) & (weight > 0)
    delay, age, weight = delay[known], np.minimum(age[known], LONGEST_DELAY), weight[known]
    if not len(weight) and shop is None:
        return None
    size = LONGEST_DELAY + 1
    came = np.bincount(delay, weight, size)
    # At risk on day d: delay <= d <= age.
    at_risk = np.cumsum(np.bincount(delay, weight, size) - np.bincount(age + 1, weight, size + 1)[:size])
    lent = 0.0 if shop is None else PRIOR_PIECES
    own = np.zeros(size) if shop is None else shop.hazard
    seen = at_risk + lent
    hazard = np.divide(came + lent * own, seen, out=np.zeros(size), where=seen > 0)
    hazard[0] = 1.0
    return _curve(hazard, seen, int(weight.sum()))


def _curve(hazard: Floats, seen: Floats, pieces: int) -> DelayCurve:
    stay = 1 - hazard
    stay[0] = 1.0
    # by(d) is the product of (1 - hazard) of all later days.
    by = np.append(np.cumprod(stay[::-1])[::-1][1:], 1.0)
    share = np.diff(by, prepend=0.0)
    variance = np.divide(hazard, stay * seen, out=np.zeros_like(hazard), where=(stay > 0) & (seen > 0))
    variance[0] = 0.0
    return DelayCurve(share, by, variance, hazard, pieces)


def due(sent: Floats, curve: DelayCurve) -> Floats:
    """Return the pieces sent that were due back on each day if all came back; sent: (n_days,) or (n_series, n_days)."""
    lines = np.atleast_2d(sent)
    days = lines.shape[1]
    result = np.zeros_like(lines, dtype=float)
    for delay, share in enumerate(curve.share[:days]):
        if share > 0:
            result[:, delay:] += share * lines[:, : days - delay]
    return result.reshape(sent.shape)


def final_rate(
    sent: Floats, ages: NDArray[np.int64], returned: int, curve: DelayCurve, usual: float, phi: float = 1.0
) -> FinalRate:
    """Return the share of these pieces that will have come back in the end.

    sent: pieces by day of order, (n,). ages: days since then, (n,). returned: pieces back so far. usual: the shop's
    final rate, which a small slice leans on; NaN where there is none. phi: variance over mean of returns. The rate is
    gamma given what came (shape inflated by phi and by the curve's own error), what is still to come a negative
    binomial of it, drawn as a gamma. Raises ValueError when nothing was sent.
    """
    pieces = float(sent.sum())
    if pieces <= 0:
        raise ValueError("nothing was sent")
    by = curve.by[np.clip(ages, 0, LONGEST_DELAY)]
    done = float((sent * by).sum())
    prior = (0.5, 0.0) if np.isnan(usual) or usual <= 0 else (PRIOR_RETURNS, PRIOR_RETURNS / usual)
    rate = (returned + prior[0]) / (done + prior[1]) if done + prior[1] > 0 else 0.0
    to_come = rate * (pieces - done)
    error = _relative_variance(sent * by, np.clip(ages, 0, LONGEST_DELAY), curve) if done > 0 else 0.0
    # The curve's error moves what has come and what will come against each other.
    lever = (pieces / (pieces - done)) ** 2 if pieces - done > 1e-9 * pieces else 1.0
    spread = phi / (returned + prior[0]) + error * min(lever, 100.0)
    low, middle, high = _still_to_come(to_come, spread, phi)
    bounds = [min(1.0, (returned + value) / pieces) for value in (low, middle, high)]
    return FinalRate(bounds[1], bounds[0], bounds[2])


def rate_behind(
    sent: Floats, ages: NDArray[np.int64], found: FinalRate, curve: DelayCurve, phi: float = 1.0
) -> FinalRate:
    """Return the same rate with the interval of what lies behind these pieces: of more that would be sent like them.

    The final rate of pieces that are all back is known, yet of five pieces two say little about the product. ``found``
    is the final rate of the same pieces. Counts: score interval (Wilson 1927) of the pieces whose return is decided by
    now, ``phi`` times fewer. The curve's own error is added on each side by squares (MOVER: Zou & Donner 2008).
    """
    age = np.clip(ages, 0, LONGEST_DELAY)
    decided = sent * curve.by[age]
    done = float(decided.sum())
    if done <= 0:
        return FinalRate(found.expected, 0.0, 1.0)
    lower, upper = score_interval(found.expected, done / phi)
    of_curve = Z_95 * math.sqrt(_relative_variance(decided, age, curve)) * found.expected
    down = math.hypot(found.expected - lower, of_curve)
    up = math.hypot(upper - found.expected, of_curve)
    return FinalRate(found.expected, max(0.0, found.expected - down), min(1.0, found.expected + up))


def _relative_variance(come: Floats, ages: NDArray[np.int64], curve: DelayCurve) -> float:
    """Return Var(sum) / sum² of the pieces expected by now: the hazard of each later day moves it by itself."""
    by_age = np.bincount(ages, come, LONGEST_DELAY + 1)
    younger = np.cumsum(by_age) - by_age
    return float((curve.variance * younger**2).sum() / come.sum() ** 2)


def _still_to_come(mean: float, spread: float, phi: float) -> tuple[float, float, float]:
    """Return 2.5 %, mean and 97.5 % of a count: its mean has this relative variance, its noise is phi * mean."""
    if mean <= 0:
        return 0.0, 0.0, 0.0
    # A gamma of the same mean and variance: the negative binomial's own steps would make small intervals too wide.
    variance = phi * mean + mean**2 * spread
    low, high = gamma.ppf((0.025, 0.975), mean**2 / variance, scale=variance / mean)
    # Where less than one more return is possible, none may be all that comes.
    return float(low) if low >= 1 else 0.0, mean, float(high)
