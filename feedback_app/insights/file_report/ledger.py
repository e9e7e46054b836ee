"""The rows of a file as columns of codes, so that everything is counted by addition. Pure.

Invariants: one entry per row in every column; code 0 of a dimension is the empty value; an assignment is one pair of
row and theme, and no pair stands twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from surveys.import_rows import SubmissionRow

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

DIMENSIONS: Final = ("product", "category", "size", "carrier", "warehouse", "packaging", "region", "hub")


@dataclass(frozen=True, slots=True)
class Column:
    """A dimension: ``codes`` (n_rows,), ``values`` by code, with "" at 0."""

    codes: Ints
    values: tuple[str, ...]

    def counts(self, rows: Ints | None = None) -> Ints:
        """Return the number of rows by code, of all rows or of these."""
        chosen = self.codes if rows is None else self.codes[rows]
        return np.bincount(chosen, minlength=len(self.values))


@dataclass(frozen=True, slots=True)
class Ledger:
    """All rows of a file. ``day``: ordinal, 0 without dates; ``rating`` 0 for none.

    pair_row, pair_theme: the assignments, themes as places in ``themes``.
    """

    day: Ints
    pieces: Ints
    rating: Ints
    has_text: Bools
    columns: Mapping[str, Column]
    themes: tuple[str, ...]
    pair_row: Ints
    pair_theme: Ints

    @property
    def size(self) -> int:
        """Return the number of rows."""
        return len(self.day)

    @property
    def dated(self) -> bool:
        """Tell whether rows have days."""
        return bool(self.size) and bool(self.day[0])

    def theme_counts(self, rows: Bools | None = None) -> Ints:
        """Return the rows of each theme, (n_themes,), of all rows or of those that the mask keeps."""
        chosen = self.pair_theme if rows is None else self.pair_theme[rows[self.pair_row]]
        return np.bincount(chosen, minlength=len(self.themes))

    def rows_of(self, theme: str) -> Ints:
        """Return the rows that have a theme, ascending; none for a theme that is not known."""
        if theme not in self.themes:
            return np.empty(0, np.int64)
        return np.sort(self.pair_row[self.pair_theme == self.themes.index(theme)])

    def has_any(self, themes: Sequence[str]) -> Bools:
        """Return (n_rows,): whether a row has one of these themes."""
        mask = np.zeros(self.size, bool)
        for theme in themes:
            mask[self.rows_of(theme)] = True
        return mask

    def cells(self, dimension: str) -> Ints:
        """Return the rows of each value and theme, (n_values, n_themes)."""
        column = self.columns[dimension]
        wide = len(self.themes)
        flat = np.bincount(column.codes[self.pair_row] * wide + self.pair_theme, minlength=len(column.values) * wide)
        return flat.reshape(len(column.values), wide)


def ledger_of(
    rows: Sequence[SubmissionRow], found: Sequence[Sequence[str]], themes: Sequence[str], dated: bool
) -> Ledger:
    """Lay out rows with their themes; ``found`` names the themes of each row, ``themes`` all there may be."""
    place = {theme: number for number, theme in enumerate(themes)}
    pairs = [(row, place[theme]) for row, named in enumerate(found) for theme in dict.fromkeys(named)]
    pair_row, pair_theme = np.array(pairs, np.int64).reshape(-1, 2).T
    return Ledger(
        day=np.array([row.day.toordinal() if dated else 0 for row in rows], np.int64),
        pieces=np.array([row.quantity for row in rows], np.int64),
        rating=np.array([row.rating or 0 for row in rows], np.int64),
        has_text=np.array([bool(row.comment) for row in rows], bool),
        columns={name: _column([_value(row, name) for row in rows]) for name in DIMENSIONS},
        themes=tuple(themes),
        pair_row=pair_row,
        pair_theme=pair_theme,
    )


def _value(row: SubmissionRow, name: str) -> str:
    """Return a row's value; a product without a name goes by its article number."""
    value: str = getattr(row, name)
    return value or row.sku if name == "product" else value


def _column(values: Sequence[str]) -> Column:
    known = {"": 0}
    codes = [known.setdefault(value, len(known)) for value in values]
    return Column(np.array(codes, np.int64), tuple(known))
