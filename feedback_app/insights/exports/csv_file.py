"""Rows as CSV (RFC 4180) for spreadsheets: UTF-8 with a byte order mark, nothing that runs. Pure.

Moments are written in the shop's own zone with their offset, flags as yes and no, several words with " | " between.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from feedback_app.foundation.cells import BYTE_ORDER_MARK, defused
from feedback_app.insights.exports.catalogue import Block, Column, Kind, once_each

BETWEEN: Final = " | "
Cells = Sequence[Any]


class CsvWriter:
    """Writes CSV."""

    def __init__(self, columns: tuple[Column, ...], zone: ZoneInfo) -> None:
        self.columns = columns
        self.ways = [(column.name, _way(column.kind, zone)) for column in columns]

    def head(self) -> bytes:
        """Return the mark and the names of the columns."""
        return (BYTE_ORDER_MARK + _lines([[column.name for column in self.columns]])).encode()

    def rows(self, block: Block) -> bytes:
        """Return the lines of a block."""
        return _lines(zip(*(way(block[name]) for name, way in self.ways), strict=True)).encode()

    def tail(self) -> bytes:
        """Return nothing: a CSV file just ends."""
        return b""


def _lines(rows: Iterable[Iterable[Any]]) -> str:
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue()


def _way(kind: Kind, zone: ZoneInfo) -> Callable[[Cells], Cells]:
    """Return how a column of this kind is written."""
    ways: dict[Kind, Callable[[Any], str]] = {
        Kind.TEXT: lambda cell: defused(cell) if cell else "",
        Kind.WORDS: lambda cell: defused(BETWEEN.join(cell)) if cell else "",
        Kind.FLAG: lambda cell: "" if cell is None else "yes" if cell else "no",
        Kind.DECIMAL: lambda cell: "" if cell is None else f"{cell:.10g}",
        Kind.MOMENT: lambda cell: cell.astimezone(zone).isoformat(timespec="minutes") if cell else "",
    }
    way = ways.get(kind)
    return (lambda cells: once_each(way, cells)) if way else (lambda cells: cells)
