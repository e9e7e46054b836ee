"""Counts of the logistics board: returned items with each theme, by the values of a dimension. Pure.

Invariants: a row counts once per theme; code 0, the unknown value, counts to the whole and to no value; spellings of
one name are counted together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from feedback_app.insights.search.spelling import Spelled, fold, folded
from feedback_app.insights.store.columns import Array, Cut

Ints = NDArray[np.int64]

WEEKDAY, ORDER_WEEKDAY = "weekday", "order_weekday"
WEEKDAYS: Final = tuple(str(day) for day in range(7))
"""Monday is 0."""
DAY_VALUES: Final = ("", *WEEKDAYS)


@dataclass(frozen=True)
class Troubles:
    """Returned items and which themes they have. themes: codes in the order of the columns; None: never assigned."""

    cut: Cut
    themes: tuple[int | None, ...]

    @cached_property
    def _places(self) -> tuple[Array, Array]:
        """Return row and column of each assignment of one of the themes."""
        pairs = self.cut.themes()
        known = [code for code in self.themes if code is not None]
        column_of = np.full(max([*known, int(pairs.theme.max(initial=0))], default=0) + 1, -1, np.int16)
        for place, code in enumerate(self.themes):
            if code is not None:
                column_of[code] = place
        column = column_of[pairs.theme]
        chosen = column >= 0
        return pairs.row[chosen], column[chosen]

    def cases(self, codes: Array, size: int) -> Ints:
        """Count rows by code and theme, (size, n_themes)."""
        row, column = self._places
        width = len(self.themes)
        found = np.bincount(codes[row].astype(np.int64) * width + column, minlength=size * width)
        return found.astype(np.int64).reshape(size, width)

    def whole(self) -> Ints:
        """Count all rows by theme, (n_themes,)."""
        return np.bincount(self._places[1], minlength=len(self.themes)).astype(np.int64)

    @cached_property
    def touched(self) -> NDArray[np.bool_]:
        """Mark the rows with any of the themes, (n,)."""
        found = np.zeros(self.cut.size, np.bool_)
        found[self._places[0]] = True
        return found


@dataclass(frozen=True, slots=True)
class Names:
    """The values of a dimension as they are shown. group: index of the name by code, -1 for none; (n_codes,)."""

    names: tuple[Spelled, ...]
    group: Ints

    def sum(self, by_code: Array) -> Array:
        """Return what stands by code, (n_codes, …), summed by name, (n_names, …)."""
        found = np.zeros((len(self.names), *by_code.shape[1:]), by_code.dtype)
        known = self.group[: len(by_code)] >= 0
        np.add.at(found, self.group[: len(by_code)][known], by_code[known])
        return found


def codes_of(cut: Cut, dimension: str) -> Array:
    """Return each row's code of a dimension, (n,); weekdays are 1 (Monday) to 7, and 0 where the day is unknown."""
    if dimension == WEEKDAY:
        return _weekday(cut.column("day"))
    if dimension == ORDER_WEEKDAY:
        delay = cut.column("delay")
        return np.where(delay >= 0, _weekday(cut.column("day") - delay), 0)
    return cut.column(dimension)


def names_of(dimension: str, values: Sequence[str], counts: Array, together: bool = False) -> Names:
    """Return the names of a dimension's values that came at all, most frequent first, weekdays in their order.

    counts: rows by code. together: names that may be one are one.
    """
    if dimension in {WEEKDAY, ORDER_WEEKDAY}:
        names = tuple(Spelled(value, ((value, int(counts[code])),)) for code, value in enumerate(values) if code)
    else:
        came = {value: int(count) for value, count in zip(values, counts, strict=True) if value and count}
        names = folded(came, together)
    place = {fold(spelling): number for number, name in enumerate(names) for spelling, _ in name.spellings}
    group = np.array([place.get(fold(value), -1) if value else -1 for value in values], np.int64)
    return Names(names, group)


def _weekday(ordinals: Array) -> Array:
    if not len(ordinals):
        return np.empty(0, np.uint8)
    first, last = int(ordinals.min()), int(ordinals.max())
    # Day 1 of the calendar, 1 January 0001, was a Monday. Looked up: dividing a million days is slow.
    by_day: Array = ((np.arange(first, last + 1) + 6) % 7 + 1).astype(np.uint8)
    found: Array = by_day[ordinals - first]
    return found
