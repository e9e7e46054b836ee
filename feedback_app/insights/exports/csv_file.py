"""Rows as CSV (RFC 4180) for spreadsheets: UTF-8 with a byte order mark, nothing that runs. Pure.

Moments are written in the shop's own zone with their offset, flags as yes and no, several words with " | " between.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from feedback_app.foundation.cells import BYTE_ORDER_MARK, defused
from feedback_app.insights.exports.catalogue import Block, Column, Kind

BETWEEN: Final = " | "
Cells = Iterable[Any]


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
    """Return how a column of this kind is written; whole columns at once are twice as fast as cells."""

    def moments(cells: Cells) -> Cells:
        return [_moment(cell, zone) for cell in cells]

    ways: dict[Kind, Callable[[Cells], Cells]] = {
        Kind.TEXT: lambda cells: [defused(cell) if cell else "" for cell in cells],
        Kind.WORDS: lambda cells: [defused(BETWEEN.join(cell)) if cell else "" for cell in cells],
        Kind.FLAG: lambda cells: ["" if cell is None else "yes" if cell else "no" for cell in cells],
        Kind.DECIMAL: lambda cells: ["" if cell is None else f"{cell:.10g}" for cell in cells],
        Kind.MOMENT: moments,
    }
    return ways.get(kind, lambda cells: cells)


def _moment(cell: datetime | None, zone: ZoneInfo) -> str:
    return cell.astimezone(zone).isoformat(timespec="minutes") if cell else ""
