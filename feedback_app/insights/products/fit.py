"""Whether an article fits as its size says: the hint for the shop's page, told by the returns because of size. Pure.

Invariants: a hint is given only where its bound is clear, and never of few returns; that many come back both for being
too small and too big is nothing a hint could help with, so none is given. Bounds are Jeffreys' equal-tailed interval of
a binomial share (Brown, Cai & DasGupta 2001, "Interval estimation for a binomial proportion", Statistical Science
16:101), at 99 %: thousands of articles are looked at, each day anew. That an article fits as expected is shown by an
interval inside given bounds, not by a difference that was not found (two one-sided tests: Schuirmann 1987, J.
Pharmacokinetics and Biopharmaceutics 15:657).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from scipy.stats import beta

LEVEL: Final = 0.01
LEAST_SIZED: Final = 20
"""Returns because of size below which nothing is said."""
CLEAR_SHARE: Final = 2 / 3
"""Twice as many of one kind as of the other: less would send as many customers wrong as it helps."""
LEAST_PART: Final = 0.1
"""Of all returns with a reason: where size hardly matters, no hint is needed."""
MOST_PART: Final = 0.5
"""An article that comes back for its size half of the times does not fit as expected, whichever way."""


class Fit(StrEnum):
    """How an article fits; UNCLEAR is no hint."""

    SMALL = "runs_small"
    BIG = "runs_big"
    EXPECTED = "as_expected"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class FitHint:
    """What the returns tell. share: the part of those too small (SMALL) or too big (BIG) among ``sized``.

    share is that of too small where nothing stands out. lower..upper holds it with 99 %. returned: all returns with a
    reason.
    """

    fit: Fit
    too_small: int
    too_big: int
    returned: int
    share: float
    lower: float
    upper: float

    @property
    def sized(self) -> int:
        """Returns because of size."""
        return self.too_small + self.too_big


def fit_of(too_small: int, too_big: int, returned: int) -> FitHint:
    """Judge one article. returned: returns with any stated reason, at least ``too_small + too_big`` are meant."""
    sized = too_small + too_big
    of = max(returned, sized)
    if sized == 0:
        return FitHint(Fit.UNCLEAR, 0, 0, of, 0.0, 0.0, 1.0)
    fit = _fit(too_small, too_big, of)
    told = too_big if fit is Fit.BIG else too_small
    return FitHint(fit, too_small, too_big, of, told / sized, *jeffreys(told, sized))


def jeffreys(count: int, of: int, level: float = LEVEL) -> tuple[float, float]:
    """Return the equal-tailed Jeffreys interval of a share; the ends 0 and 1 belong to it where all or none are."""
    lower = 0.0 if count == 0 else float(beta.ppf(level / 2, count + 0.5, of - count + 0.5))
    upper = 1.0 if count == of else float(beta.ppf(1 - level / 2, count + 0.5, of - count + 0.5))
    return lower, upper


def _fit(too_small: int, too_big: int, returned: int) -> Fit:
    sized = too_small + too_big
    if sized < LEAST_SIZED:
        return Fit.UNCLEAR
    least, most = jeffreys(sized, returned)
    lower, upper = jeffreys(too_small, sized)
    if least >= LEAST_PART:
        if lower > 0.5 and too_small >= CLEAR_SHARE * sized:
            return Fit.SMALL
        if upper < 0.5 and too_big >= CLEAR_SHARE * sized:
            return Fit.BIG
    balanced = lower > 1 - CLEAR_SHARE and upper < CLEAR_SHARE
    return Fit.EXPECTED if balanced and most <= MOST_PART else Fit.UNCLEAR
