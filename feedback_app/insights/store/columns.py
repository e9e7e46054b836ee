"""The columns in which the desk counts: what was said and sent, day by day, as arrays of numbers. Pure.

A day is packed as two tables of fixed-width numbers (rows, and pairs of row and theme), a month of days becomes one
chunk, and a cut is what a span and filters leave of the chunks. Values of dimensions are numbers, see facets.py.
Invariants: rows of a day stand in the order of submission and comment, so that the rows of a submission are neighbours;
counting is exact.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Bools = NDArray[np.bool_]

SAID_DIMENSIONS: Final = (
    "product", "sku", "category", "size", "color", "channel", "sales_channel", "language", "carrier", "warehouse",
    "region", "hub", "packaging", "shift", "lot", "area", "survey", "reason", "reason_group",
)  # fmt: skip
SENT_DIMENSIONS: Final = ("sku", "product", "category", "carrier", "warehouse", "region")
THEME: Final = "theme"
RETURNED, TEXT, SELECTION = 1, 2, 4
"""Bits of ``flags``."""
LONGEST_DELAY: Final = 32_000
MOST_PIECES: Final = 65_000

SAID: Final = np.dtype(
    [
        ("comment", "<i4"), ("submission", "<i4"), ("delay", "<i2"), ("quantity", "<u2"), ("rating", "u1"),
        ("nps", "i1"), ("flags", "u1"), ("outcome", "u1"), ("told", "u1"), ("condition", "u1"), ("finding", "u1"),
        *((name, "<i4") for name in SAID_DIMENSIONS),
    ]
)  # fmt: skip
PAIR: Final = np.dtype([("row", "<i4"), (THEME, "<i4")])
SENT: Final = np.dtype([("quantity", "<i4"), *((name, "<i4") for name in SENT_DIMENSIONS)])


class ColumnsError(ValueError):
    """A packed day does not hold what its length promises."""


def pack(rows: Array, pairs: Array | None = None) -> bytes:
    """Return the bytes of one day: ``rows`` of dtype SAID with ``pairs``, or of dtype SENT alone."""
    head = len(rows).to_bytes(4, "little")
    return zlib.compress(head + rows.tobytes() + (b"" if pairs is None else pairs.tobytes()), 1)


def unpack(content: bytes, kind: np.dtype[Any]) -> tuple[Array, Array]:
    """Return rows and pairs of one day; ColumnsError when the bytes are cut off or of another kind."""
    raw = zlib.decompress(content)
    size = int.from_bytes(raw[:4], "little")
    end = 4 + size * kind.itemsize
    if len(raw) < end or (len(raw) - end) % PAIR.itemsize:
        raise ColumnsError("a packed day is damaged")
    rows = np.frombuffer(raw, kind, size, 4)
    return rows, np.frombuffer(raw, PAIR, offset=end)


@dataclass(frozen=True, slots=True)
class Chunk:
    """The rows of one month, ordered by day: ``columns`` by name, each (n,) and of the narrowest type.

    pair_rows, pair_themes: one entry per assignment, ordered by row.
    """

    columns: Mapping[str, Array]
    pair_rows: Array
    pair_themes: Array

    @property
    def size(self) -> int:
        """Number of rows."""
        return len(self.columns["day"])

    def with_theme(self, code: int) -> Bools:
        """Mark the rows with a theme."""
        found = np.zeros(self.size, np.bool_)
        found[self.pair_rows[self.pair_themes == code]] = True
        return found


def chunk_of(days: Sequence[tuple[int, bytes]], kind: np.dtype[Any]) -> Chunk:
    """Make a chunk of packed days, each with its ordinal; they are sorted here."""
    rows, pairs, ordinals, first = [], [], [], 0
    for ordinal, content in sorted(days, key=lambda day: day[0]):
        of_day, with_themes = unpack(content, kind)
        rows.append(of_day)
        ordinals.append(np.full(len(of_day), ordinal, np.int32))
        pairs.append((with_themes["row"] + first, with_themes[THEME]))
        first += len(of_day)
    table = np.concatenate(rows) if rows else np.empty(0, kind)
    columns = {name: _narrow(np.ascontiguousarray(table[name])) for name in kind.names or ()}
    columns["day"] = np.concatenate(ordinals) if ordinals else np.empty(0, np.int32)
    if "flags" in columns:
        flags = columns.pop("flags")
        for name, bit in (("returned", RETURNED), ("has_text", TEXT), ("selection", SELECTION)):
            columns[name] = (flags & bit) > 0
    empty = np.empty(0, np.int32)
    return Chunk(
        columns,
        _narrow(np.concatenate([row for row, _ in pairs]) if pairs else empty),
        _narrow(np.concatenate([theme for _, theme in pairs]) if pairs else empty),
    )


def _narrow(column: Array) -> Array:
    """Return whole numbers in the narrowest type that holds them; negative ones stay as they are."""
    if not len(column) or column.dtype.itemsize == 1 or column.min() < 0:
        return column
    return column.astype(np.min_scalar_type(int(column.max())))


Rows = slice | NDArray[np.int64]
"""Rows of a chunk that a cut keeps: all of a stretch of days, or single ones in ascending order."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Assignments of a cut: ``row`` is an index into its rows, ``theme`` a code; both (n_assignments,)."""

    row: Array
    theme: Array


@dataclass(frozen=True)
class Cut:
    """What a span and filters leave: parts of chunks, oldest first. Columns are made when first asked for, and kept."""

    parts: tuple[tuple[Chunk, Rows], ...]
    _columns: dict[str, Array] = field(default_factory=dict, repr=False)

    @cached_property
    def size(self) -> int:
        """Number of rows."""
        return sum(_length(rows) for _, rows in self.parts)

    def column(self, name: str) -> Array:
        """Return one column, (n,); KeyError for a name that is none.

        Trap: types are narrow (a quantity may be uint8), so cast before adding or multiplying.
        """
        if name not in self._columns:
            found = [chunk.columns[name][rows] for chunk, rows in self.parts]
            self._columns[name] = np.concatenate(found) if found else np.empty(0, np.int64)
        return self._columns[name]

    @property
    def returns(self) -> Bools:
        """Mark the rows that are returned items, not texts about an order nor bare ratings."""
        return self.column("returned").astype(np.bool_)

    def items(self) -> int:
        """Count the returned items."""
        return int(np.count_nonzero(self.returns))

    def pieces(self) -> int:
        """Count the pieces of the returned items."""
        return int(self.column("quantity")[self.returns].sum(dtype=np.int64))

    def counts(self, dimension: str, size: int, mask: Array | None = None) -> NDArray[np.int64]:
        """Count rows by the codes of a dimension, (size,); ``mask`` leaves some of the rows."""
        codes = self.column(dimension)
        return np.bincount(codes if mask is None else codes[mask], minlength=size).astype(np.int64)

    @cached_property
    def _pairs(self) -> Pairs:
        rows, themes, first = [], [], 0
        for chunk, kept in self.parts:
            place, of_theme = _pairs_of(chunk, kept)
            rows.append(place + first)
            themes.append(of_theme)
            first += _length(kept)
        empty = np.empty(0, np.int64)
        return Pairs(np.concatenate(rows) if rows else empty, np.concatenate(themes) if themes else empty)

    def themes(self) -> Pairs:
        """Return the assignments of these rows."""
        return self._pairs

    def theme_counts(self, size: int) -> NDArray[np.int64]:
        """Count rows by theme code, (size,)."""
        return np.bincount(self._pairs.theme, minlength=size).astype(np.int64)

    def by_submission(self, mask: Array | None = None) -> NDArray[np.int64]:
        """Return the first row of each submission, among the rows that ``mask`` leaves."""
        rows = np.arange(self.size) if mask is None else np.flatnonzero(mask)
        submissions = self.column("submission")[rows]
        first = np.ones(len(rows), np.bool_)
        first[1:] = submissions[1:] != submissions[:-1]
        return rows[first]

    def where(self, mask: Array) -> Cut:
        """Return the cut of the rows that a mask over this cut's rows leaves."""
        parts: list[tuple[Chunk, Rows]] = []
        first = 0
        for chunk, rows in self.parts:
            of_part = mask[first : first + _length(rows)]
            kept = np.flatnonzero(of_part) + rows.start if isinstance(rows, slice) else rows[of_part]
            first += _length(rows)
            if len(kept):
                parts.append((chunk, kept))
        return Cut(tuple(parts))


def _length(rows: Rows) -> int:
    return rows.stop - rows.start if isinstance(rows, slice) else len(rows)


def _pairs_of(chunk: Chunk, rows: Rows) -> tuple[NDArray[np.int64], Array]:
    """Return the assignments of some rows of a chunk: places among these rows, and themes."""
    if isinstance(rows, slice):
        first, last = np.searchsorted(chunk.pair_rows, (rows.start, rows.stop))
        return chunk.pair_rows[first:last].astype(np.int64) - rows.start, chunk.pair_themes[first:last]
    place = np.full(chunk.size, -1, np.int64)
    place[rows] = np.arange(len(rows))
    of_pair = place[chunk.pair_rows]
    chosen = of_pair >= 0
    return of_pair[chosen], chunk.pair_themes[chosen]


def cut_chunks(chunks: Sequence[Chunk], since: int, until: int, conditions: Sequence[Condition]) -> Cut:
    """Return the rows of the days since..until (ordinals, both included) that meet all conditions."""
    parts: list[tuple[Chunk, Rows]] = []
    for chunk in chunks:
        first, last = (int(edge) for edge in np.searchsorted(chunk.columns["day"], (since, until + 1)))
        if first == last:
            continue
        if not conditions:
            parts.append((chunk, slice(first, last)))
            continue
        fits = np.ones(last - first, np.bool_)
        for condition in conditions:
            fits &= condition.meets(chunk)[first:last]
        kept = np.flatnonzero(fits) + first
        if len(kept):
            parts.append((chunk, kept))
    return Cut(tuple(parts))


@dataclass(frozen=True, slots=True)
class Condition:
    """One filter: a row meets it when any of these columns has its value; without any, no row does.

    The column "theme" is met by rows that have it among their themes.
    """

    options: tuple[tuple[str, int], ...]

    def meets(self, chunk: Chunk) -> Bools:
        """Mark the rows of a chunk."""
        found = np.zeros(chunk.size, np.bool_)
        for name, value in self.options:
            found |= chunk.with_theme(value) if name == THEME else chunk.columns[name] == value
        return found
