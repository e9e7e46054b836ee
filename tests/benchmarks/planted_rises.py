"""A simulated shop with ten dimensions that go together as they do in life, and rises with a known cause in it.

Warehouses send mostly with one carrier, hubs belong to carriers and postcode areas to hubs; products have sizes, lots
and a usual packaging; rates differ between products, carriers and lots; a new lot or packaging may begin just before
the rise. A rise is planted in one value (or two) of one dimension, or in everything alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from feedback_app.alerts.attribution import Cell

DIMENSIONS = ("sku", "size", "lot", "carrier", "hub", "packaging", "warehouse", "shift", "area", "survey")
BEFORE_DAYS = 56
LEAST_Z, MOST_Z, MOST_LIFT = 5.0, 12.0, 8.0
"""How plain a rise is: extra cases over the root of the expected ones, in all answers; and its rate over the usual."""
LEAST_APART = 0.25
"""A cause is planted only where it can be told: at least this part of its answers is not in any one value of another
dimension, or this part of that value's answers lies outside the cause."""

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Rise:
    """One simulated issue: its answers, and the dimension and values where the rise was planted ("" = everywhere)."""

    dimension: str
    values: tuple[str, ...]
    codes: Mapping[str, Ints]
    during: Flags
    cases: Flags

    def cells(self, dimension: str = "", values: Sequence[str] = ()) -> dict[str, tuple[Cell, ...]]:
        """Return the counts of every dimension, of all answers or of those with a value of one dimension alone."""
        here = np.isin(self.codes[dimension], [int(v) for v in values]) if dimension else np.ones_like(self.during)
        rates = _shrunk(self.codes["sku"], self.cases & ~self.during, ~self.during)
        return {name: self._cells(name, here, rates) for name in DIMENSIONS}

    def _cells(self, name: str, here: Flags, rates: Floats) -> tuple[Cell, ...]:
        codes, before, during = self.codes[name], here & ~self.during, here & self.during
        size = int(codes.max()) + 1
        parts = (self.cases & before, before, self.cases & during, during)
        tables = [np.bincount(codes[part], minlength=size) for part in parts]
        return tuple(
            Cell(str(value), *(float(table[value]) for table in tables), rates[value // 3] if name == "lot" else None)
            for value in range(size)
            if tables[1][value] + tables[3][value]
        )


def planted(seed: int, dimension: str) -> Rise:
    """Return a rise in one or two values of a dimension, in every answer alike for ""."""
    for attempt in range(1000):
        random = np.random.default_rng([seed, attempt, len(dimension), *dimension.encode()])
        codes, during = _answers(random)
        guilty = _guilty(codes, during, dimension, random)
        if guilty is None:
            continue
        rate = _rates(codes, random)
        risen = np.isin(codes[dimension], guilty) if dimension else np.ones_like(during)
        extra = random.uniform(LEAST_Z, MOST_Z) * np.sqrt(rate[during].sum())
        lift = 1 + extra / rate[during & risen].sum()
        if lift <= MOST_LIFT:
            cases = random.random(len(during)) < np.where(during & risen, np.minimum(0.95, rate * lift), rate)
            return Rise(dimension, tuple(map(str, guilty)), codes, during, cases)
    raise AssertionError(f"no rise could be planted in {dimension}")


def _answers(random: np.random.Generator) -> tuple[dict[str, Ints], Flags]:
    """Return the values of every answer by dimension, and which came during the rise."""
    daily, days = random.integers(80, 500), random.integers(5, 22)
    n = int(daily * (BEFORE_DAYS + days))
    during = np.arange(n) >= daily * BEFORE_DAYS
    begun = np.where(during, 1.0, 0.0)
    weights = 1 / np.arange(1, 41) ** 0.9
    sku = random.choice(40, n, p=weights / weights.sum())
    warehouse = random.choice(3, n, p=[0.5, 0.3, 0.2])
    area = random.integers(0, 30, n)
    usual = np.array([0, 1, 2])[warehouse]
    carrier = np.where(random.random(n) < 0.7, usual, random.integers(0, 4, n))
    hub = carrier * 4 + np.where(random.random(n) < 0.75, area % 4, random.integers(0, 4, n))
    packaging = np.where(random.random(n) < 0.6, sku % 5, random.integers(0, 5, n))
    shift = np.where(warehouse == 0, random.integers(0, 3, n), random.integers(0, 2, n))
    # New lots come in while the old ones still sell; some began with the days of the rise.
    fresh = random.random(40) < 0.5
    lot = sku * 3 + np.where(
        random.random(n) < np.where(begun > 0, 0.55, np.where(fresh[sku], 0.0, 0.3)), 2, random.integers(0, 2, n)
    )
    size = random.choice(8, n, p=np.array([1, 3, 6, 8, 8, 6, 3, 1]) / 36)
    survey = (random.random(n) < np.where(begun > 0, 0.5, random.choice([0.1, 0.5]))).astype(np.int64)
    table = (sku, size, lot, carrier, hub, packaging, warehouse, shift, area, survey)
    return {name: np.asarray(codes, dtype=np.int64) for name, codes in zip(DIMENSIONS, table, strict=True)}, during


def _guilty(codes: Mapping[str, Ints], during: Flags, dimension: str, random: np.random.Generator) -> Ints | None:
    """Choose the values in which a rise is planted; None when it could not be told from another dimension."""
    if not dimension:
        return np.zeros(0, dtype=np.int64)
    now = {name: values[during] for name, values in codes.items()}
    counts = np.bincount(now[dimension])
    frequent = np.flatnonzero((counts >= 30) & (counts <= 0.6 * len(now[dimension])))
    if not len(frequent):
        return None
    several = random.random() < 0.2 and len(frequent) > 3
    guilty = random.choice(frequent, 2 if several else 1, replace=False)
    return guilty if _can_be_told(now, dimension, guilty) else None


def _can_be_told(now: Mapping[str, Ints], dimension: str, guilty: Ints) -> bool:
    """Tell whether no value of another dimension covers nearly the same answers."""
    inside = np.isin(now[dimension], guilty)
    for name, values in now.items():
        if name == dimension:
            continue
        for value in np.unique(values[inside]):
            other = values == value
            if (inside & other).sum() >= (1 - LEAST_APART) * (inside | other).sum():
                return False
    return True


def _rates(codes: Mapping[str, Ints], random: np.random.Generator) -> Floats:
    """Return the usual rate of every answer: products, carriers, lots and sizes differ."""
    log = np.full(len(codes["sku"]), np.log(random.uniform(0.02, 0.12)))
    for name, spread in (("sku", 0.5), ("carrier", 0.2), ("lot", 0.15), ("size", 0.15), ("area", 0.1), ("hub", 0.1)):
        log += random.normal(0, spread, codes[name].max() + 1)[codes[name]]
    return np.asarray(np.minimum(0.9, np.exp(log)))


def _shrunk(codes: Ints, cases: Flags, answers: Flags) -> Floats:
    """Return the rate of each value before the rise, drawn a little towards that of all."""
    size, all_rate = int(codes.max()) + 1, cases.sum() / answers.sum()
    counts, of = np.bincount(codes[cases], minlength=size), np.bincount(codes[answers], minlength=size)
    return np.asarray((counts + 20 * all_rate) / (of + 20))
