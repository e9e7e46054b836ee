"""How a product stands among similar ones: its shrunken rate of returns beside that of its peers, in five words. Pure.

What counts are returned pieces that product, listing or supplier can do something about, never delivery or a change of
mind. The rate of a product is gamma distributed around that of its peers and its returns are Poisson given the rate, so
that few returns move it little (empirical Bayes: Clayton & Kaldor 1987, "Empirical Bayes estimates of age-standardized
relative risks", Biometrics 43:671; shape by moments: Marshall 1991, Applied Statistics 40:283). Invariants: a word is
only said where the 95 % interval of the ratio to the peers allows no other side; the rest is "too little data".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, overload

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv

Floats = NDArray[np.float64]

FAR: Final = 1.5
"""Half as much again as the peers, or the inverse of it: "very"; what lies surely between the two is "fair"."""
LEAST_EXPECTED: Final = 10.0
"""Returns that the peers' rate lets expect of a product before it gets a word; also of the peers themselves."""
LEAST_PEERS: Final = 2
LOOSEST, TIGHTEST = 1.0, 50.0
"""Bounds of the shape: few products cannot tell how far products differ, and must not be made all alike."""
TAILS: Final = (0.025, 0.975)


class Grade(StrEnum):
    """What is said of a product, best first; NONE is "too little data"."""

    VERY_GOOD = "very_good"
    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"
    VERY_POOR = "very_poor"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Standing:
    """One product among its peers. The ratio is its shrunken rate ÷ that of its peers; lower..upper holds it with 95 %.

    peers: how many other products of its kind sent anything. usual: their rate, 0 where there is none.
    """

    grade: Grade
    ratio: float
    lower: float
    upper: float
    peers: int
    usual: float


NOT_KNOWN: Final = Standing(Grade.NONE, 1.0, 0.0, float("inf"), 0, 0.0)
GRADES: Final = tuple(Grade)


@dataclass(frozen=True, slots=True)
class Standings(Sequence[Standing]):
    """The standings of all products, in their order; arrays are (n_products,), grade an index into GRADES."""

    grade: NDArray[np.int64]
    ratio: Floats
    lower: Floats
    upper: Floats
    peers: Floats
    usual: Floats

    def __len__(self) -> int:
        return len(self.grade)

    @overload
    def __getitem__(self, place: int) -> Standing: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Standing]: ...
    def __getitem__(self, place: int | slice) -> Standing | Sequence[Standing]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        if self.usual[place] <= 0:
            return NOT_KNOWN
        return Standing(
            GRADES[self.grade[place]],
            float(self.ratio[place]),
            float(self.lower[place]),
            float(self.upper[place]),
            int(self.peers[place]),
            float(self.usual[place]),
        )


def stand(
    returned: Floats, due: Floats, kind: NDArray[np.int64], phi: float = 1.0, wanted: NDArray[np.int64] | None = None
) -> Standings:
    """Grade all products of a shop; the arrays are (n_products,) and the result follows their order.

    returned: pieces back for reasons that count. due: pieces sent that could be back by now (sent × share of the delay
    that is over). kind: a number per category; below 0 has no peers. phi: variance over mean of returns of one product.
    wanted: places of the products to grade, all when None; of others the bounds are NaN and the word is "none".
    """
    kinds = int(kind.max(initial=-1)) + 1
    place = np.where(kind >= 0, kind, kinds)
    others, others_due = _without(returned, place, kinds), _without(due, place, kinds)
    peers = np.rint(_without((due > 0).astype(float), place, kinds))
    known = (kind >= 0) & (peers >= LEAST_PEERS) & (others >= LEAST_EXPECTED) & (others_due > 0) & (due > 0)
    usual = np.divide(others, others_due, out=np.zeros_like(others), where=known)
    expected = usual * due
    shape = _shape(returned[known], expected[known], phi)
    # Over-dispersed counts weigh as if there were fewer of them.
    pieces, hoped = returned / phi + shape, expected / phi + shape
    ratio = pieces / hoped
    # The peers' rate is itself counted: its relative variance adds to that of the product.
    variance = 1 / pieces + np.divide(phi, others, out=np.ones_like(others), where=known)
    lower, upper = _bounds(ratio, variance, np.arange(len(ratio)) if wanted is None else wanted)
    words = np.where(known & (expected >= LEAST_EXPECTED), _words(lower, upper), GRADES.index(Grade.NONE))
    return Standings(words, ratio, lower, upper, peers, usual)


def _bounds(ratio: Floats, variance: Floats, wanted: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Return the 95 % interval of a gamma of this mean and relative variance; only where asked: it is slow."""
    lower, upper = np.full_like(ratio, np.nan), np.full_like(ratio, np.nan)
    for bound, tail in zip((lower, upper), TAILS, strict=True):
        bound[wanted] = gammaincinv(1 / variance[wanted], tail) * (ratio * variance)[wanted]
    return lower, upper


def _without(values: Floats, place: NDArray[np.int64], kinds: int) -> Floats:
    """Return for each product the sum over all others of its kind."""
    sums = np.bincount(place, values, kinds + 1)
    return np.maximum(sums[place] - values, 0.0)


def _shape(returned: Floats, expected: Floats, phi: float) -> float:
    """Return the shape of the gamma around the peers' rate: by moments over all kinds, for one alone is too small."""
    noise = phi * expected.sum()
    apart = float(((returned - expected) ** 2).sum() - noise)
    return float(np.clip((expected**2).sum() / apart, LOOSEST, TIGHTEST)) if apart > 0 else TIGHTEST


def _words(lower: Floats, upper: Floats) -> NDArray[np.int64]:
    """Return an index into GRADES for each interval, the strongest word that holds."""
    between = (lower >= 1 / FAR) & (upper <= FAR)
    clear = (
        (lower >= FAR, Grade.VERY_POOR), (upper <= 1 / FAR, Grade.VERY_GOOD), (lower > 1, Grade.POOR),
        (upper < 1, Grade.GOOD), (between, Grade.FAIR),
    )  # fmt: skip
    places = [GRADES.index(word) for _told, word in clear]
    return np.select([told for told, _word in clear], places, GRADES.index(Grade.NONE))
