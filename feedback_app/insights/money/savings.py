"""What an action saved, from its measured effect, and whether it paid: cases, money, ROI, each with its interval. Pure.

What is stored of an effect is the ratio of the rate after an action over the rate without it, with its 95 % interval,
and the cases seen after it. Without the action there would have been (cases after) ÷ ratio. The cases after are known,
they happened; so what is uncertain is the level without the action alone, and the part of the ratio's interval that
comes from the rate after is taken out again. On the log scale independent errors add as squares, on each side for
itself (MOVER: Zou & Donner 2008, Stat Med 27:1693; for ratios Donner & Zou 2012, Stat Methods Med Res 21:347).

Invariants: only a measured improvement saves anything; cases that two actions may both have saved count once; without
a cost there is no ROI.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from scipy.special import gammaincinv

IMPROVED: Final = "improved"
_LOW, _MIDDLE, _HIGH = 0.025, 0.5, 0.975


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its 95 % interval; all three in the same unit."""

    value: float
    lower: float
    upper: float

    def times(self, factor: float) -> Estimate:
        """Return it in another unit; ``factor`` is not negative and taken as known."""
        return Estimate(self.value * factor, self.lower * factor, self.upper * factor)

    def plus(self, known: float) -> Estimate:
        """Return it with a known amount more."""
        return Estimate(self.value + known, self.lower + known, self.upper + known)


NOTHING: Final = Estimate(0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Measured:
    """An effect as it is stored. after: cases in the days after. phi: variance over mean of the counts, at least 1."""

    verdict: str
    after: int
    ratio: float | None
    lower: float | None
    upper: float | None
    phi: float


@dataclass(frozen=True, slots=True)
class Worked:
    """When and against what an action worked: first..last are the days after it. dimension "": everywhere."""

    theme: str
    dimension: str
    value: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Roi:
    """(saved + extra) ÷ cost, all in cents; ``ratio`` None where no cost is known or it is nothing."""

    saved: Estimate
    extra: int
    cost: int
    ratio: Estimate | None


def cases_without(found: Measured) -> Estimate | None:
    """Return the cases that would have come after the action without it; None where no ratio is known."""
    if not found.ratio or not found.lower or not found.upper:
        return None
    shape = found.after / found.phi + 0.5
    low, middle, high = (found.phi * float(gammaincinv(shape, share)) for share in (_LOW, _MIDDLE, _HIGH))
    # The level's upper end belongs to the ratio's lower one, and the other way round.
    up = _rest(math.log(found.ratio / found.lower), math.log(middle / low) if low > 0 else math.inf)
    down = _rest(math.log(found.upper / found.ratio), math.log(high / middle))
    level = middle / found.ratio
    return Estimate(level, level * math.exp(-down), level * math.exp(up))


def cases_saved(found: Measured) -> Estimate | None:
    """Return the cases that did not come because of the action; None unless it improved things.

    The interval may reach below 0 even so: an early verdict asks for more evidence than 95 %, but of another question.
    """
    expected = cases_without(found) if found.verdict == IMPROVED else None
    return expected.plus(-found.after) if expected else None


def together(parts: Sequence[Estimate]) -> Estimate:
    """Return the sum of independent estimates; on each side the squares of their errors add up (MOVER, see above)."""
    value = math.fsum(part.value for part in parts)
    down = math.sqrt(math.fsum((part.value - part.lower) ** 2 for part in parts))
    up = math.sqrt(math.fsum((part.upper - part.value) ** 2 for part in parts))
    return Estimate(value, value - down, value + up)


def counted_once(works: Sequence[Worked], saved: Sequence[float]) -> tuple[bool, ...]:
    """Tell which of these actions count in a sum: of those that may have saved the same cases the one that saved most.

    Two may have saved the same cases when they worked against one theme on the same days, unless they worked at two
    values of one dimension.
    """
    counts: list[int] = []
    for place in sorted(range(len(works)), key=lambda place: (-saved[place], place)):
        if not any(_overlap(works[place], works[other]) for other in counts):
            counts.append(place)
    return tuple(place in counts for place in range(len(works)))


def tied_to(works: Sequence[Worked], others: Sequence[Worked]) -> tuple[bool, ...]:
    """Tell which of these actions may have saved the same cases as one of the others, or as one tied to them."""
    tied: set[int] = set()
    reached = list(others)
    while reached:
        other = reached.pop()
        fresh = [place for place, one in enumerate(works) if place not in tied and _overlap(one, other)]
        tied.update(fresh)
        reached += [works[place] for place in fresh]
    return tuple(place in tied for place in range(len(works)))


def roi(saved: Estimate, extra: int, cost: int) -> Roi:
    """Return what each euro of cost brought: (savings + extra revenue) ÷ cost. Extra and cost are taken as known."""
    return Roi(saved, extra, cost, saved.plus(extra).times(1 / cost) if cost > 0 else None)


def _rest(whole: float, part: float) -> float:
    """Return the error that is left when one source of it is taken out, by squares.

    A whole that is smaller than its part was measured in another way than we suppose; then nothing is taken out.
    """
    return math.sqrt(whole**2 - part**2) if whole > part else whole


def _overlap(one: Worked, other: Worked) -> bool:
    apart = one.dimension and one.dimension == other.dimension and one.value != other.value
    return one.theme == other.theme and not apart and one.first <= other.last and other.first <= one.last
