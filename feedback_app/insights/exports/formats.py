"""How rows become bytes: one writer for each format. Pure.

A writer is asked once for its head, then for each block, then for its tail; what it returns may be empty and is sent
off at once. Invariant: a writer keeps no row that it has returned.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from feedback_app.insights.exports.catalogue import Block, Column


class Format(StrEnum):
    """A kind of file; the value is its ending."""

    CSV = "csv"
    XLSX = "xlsx"
    JSONL = "jsonl"
    PARQUET = "parquet"

    @property
    def media_type(self) -> str:
        """The type that the file is sent with."""
        return {
            Format.CSV: "text/csv",
            Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Format.JSONL: "application/jsonl",
            Format.PARQUET: "application/vnd.apache.parquet",
        }[self]


class Writer(Protocol):
    """What makes a file of blocks of rows."""

    def head(self) -> bytes:
        """Return what stands before all rows."""
        ...

    def rows(self, block: Block) -> bytes:
        """Take in some rows; return what can be sent."""
        ...

    def tail(self) -> bytes:
        """Return what stands behind all rows, and what was held back."""
        ...


def writer_of(kind: Format, columns: tuple[Column, ...], zone: ZoneInfo) -> Writer:
    """Return a new writer. ``zone``: the shop's own, in which CSV and XLSX write moments."""
    # Imported only when asked for: nobody needs all of them.
    match kind:
        case Format.CSV:
            from feedback_app.insights.exports.csv_file import CsvWriter  # noqa: PLC0415

            return CsvWriter(columns, zone)
        case Format.XLSX:
            from feedback_app.insights.exports.workbook import WorkbookWriter  # noqa: PLC0415

            return WorkbookWriter(columns, zone)
        case Format.JSONL:
            from feedback_app.insights.exports.json_lines import JsonLinesWriter  # noqa: PLC0415

            return JsonLinesWriter(columns)
        case Format.PARQUET:
            from feedback_app.insights.exports.parquet import ParquetWriter  # noqa: PLC0415

            return ParquetWriter(columns)
