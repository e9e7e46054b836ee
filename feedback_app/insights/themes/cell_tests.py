"""Which cells of a table of shares differ from the rest by more than chance, and the interval of a rate. Pure.

A page of a hundred cells would mark some by chance alone, so the share of false marks among all marks is kept small
(Benjamini & Hochberg 1995), not each cell's own chance. Cells with too few cases are not tested and never marked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr
from scipy.stats import chi2

from feedback_app.insights.shares import Change, Share, chance_of, change_of

FALSE_MARKS: Final = 0.05
"""Of the marked cells at most this part is expected to be chance."""
LEAST_EXPECTED: Final = 5.0
"""Cases, and returns that are none, to be expected in the cell and in the rest: below it the normal approximation says
nothing."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mark = Literal["more", "fewer", ""]


@dataclass(frozen=True, slots=True)
class Test:
    """Cells against the rest of their column: ``excess`` share over the rest's, and p, NaN where nothing is said."""

    __test__ = False  # not a class of tests

    excess: Floats
    p: Floats


def against_rest(count: Ints, n: Ints, all_count: int, all_n: int) -> Test:
    """Compare each cell's share with that of everything else by the pooled two-proportion z-test.

    Source: Fleiss, Levin & Paik 2003, 2.3. count, n: cases and returns per value, (n_values,). all_count, all_n: of all
    returns, those with an unknown value too. Two-sided.
    """
    count, n = np.minimum(count, n).astype(np.float64), n.astype(np.float64)
    rest_n, rest = all_n - n, all_count - count
    pooled = all_count / all_n if all_n else 0.0
    with np.errstate(divide="ignore", invalid="ignore"):
        excess = count / n - rest / rest_n
        z = excess / np.sqrt(pooled * (1 - pooled) * (1 / n + 1 / rest_n))
    enough = min(pooled, 1 - pooled) * np.minimum(n, rest_n) >= LEAST_EXPECTED
    p = np.where(enough & np.isfinite(z), 2 * ndtr(-np.abs(z)), np.nan)
    return Test(excess, p)


def benjamini_hochberg(p: Floats, level: float = FALSE_MARKS) -> NDArray[np.bool_]:
    """Mark what is significant when so many are asked at once; NaN: not asked.

    Source: Benjamini & Hochberg 1995, J R Stat Soc B 57:289, procedure (1).
    """
    asked = np.flatnonzero(np.isfinite(p))
    found = np.zeros(p.shape, np.bool_)
    order = asked[np.argsort(p[asked], kind="stable")]
    passed = np.flatnonzero(p[order] <= level * np.arange(1, len(order) + 1) / max(1, len(order)))
    if len(passed):
        found[order[: passed[-1] + 1]] = True
    return found


def marks(tests: Sequence[Test], level: float = FALSE_MARKS) -> tuple[tuple[Mark, ...], ...]:
    """Mark the cells of several tests, all of which are asked at once."""
    everything = np.concatenate([test.p for test in tests]) if tests else np.empty(0)
    ends = np.cumsum([len(test.p) for test in tests])[:-1]
    found = np.split(benjamini_hochberg(everything, level), ends) if tests else []
    return tuple(
        tuple(_mark(float(excess), bool(clear)) for excess, clear in zip(test.excess, clears, strict=True))
        for test, clears in zip(tests, found, strict=True)
    )


def changes(pairs: Sequence[tuple[Share, Share]], level: float = FALSE_MARKS) -> tuple[Change, ...]:
    """Compare many shares with those before, all at once: of the arrows at most this part is expected to be chance.

    pairs: before and now. Each by the pooled two-proportion z-test (shares.change_between), all of them together by
    Benjamini & Hochberg 1995.
    """
    chances = [chance_of(before, now) for before, now in pairs]
    clear = benjamini_hochberg(np.array([np.nan if p is None else p for p in chances], np.float64), level)
    return tuple(
        change_of(before, now, p, bool(told)) for (before, now), p, told in zip(pairs, chances, clear, strict=True)
    )


def poisson_interval(count: int) -> tuple[float, float]:
    """Return the exact 95 % interval of a Poisson mean of which ``count`` cases were seen (Garwood 1936)."""
    lower = float(chi2.ppf(0.025, 2 * count)) / 2 if count else 0.0
    return lower, float(chi2.ppf(0.975, 2 * count + 2)) / 2


def _mark(excess: float, clear: bool) -> Mark:
    if not clear:
        return ""
    return "more" if excess > 0 else "fewer"
