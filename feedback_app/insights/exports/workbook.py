"""Rows as an Excel workbook (ECMA-376), written straight into a stream that cannot be wound back.

Well-kept libraries write each sheet to disk first and zip it in the end, so that the first byte comes when the last row
is known; here the sheet is deflated on its way out. Texts are inline strings and never formulas, and those that begin
like one are marked so that they stay text when somebody edits the cell. Invariants: a sheet ends before its 1,048,577th
row and before two gigabytes of XML (what plain ZIP can hold); the next one begins with the names of the columns again.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import IO, Any, Final
from zoneinfo import ZoneInfo

from feedback_app.foundation.cells import runs
from feedback_app.insights.exports.catalogue import Block, Column, Kind, once_each
from feedback_app.insights.exports.sink import Sink
from feedback_app.insights.exports.workbook_parts import (
    DAY_STYLE,
    HEAD_STYLE,
    MOMENT_STYLE,
    ROOT_LINKS,
    SHEET_HEAD,
    STYLES,
    TEXT_STYLE,
    book,
    book_links,
    column_name,
    columns_xml,
    types,
)

MOST_ROWS: Final = 1_048_576
MOST_BYTES: Final = 2_000_000_000
LONGEST_CELL: Final = 32_767
"""Characters that Excel shows in one cell; it calls a file with longer ones damaged."""
FIRST_DAY: Final = date(1899, 12, 30).toordinal()
"""Day 0 of Excel's calendar, which counts a 29th of February 1900 that never was."""
SECONDS: Final = 86_400
LEVEL: Final = 3
# Not allowed in XML 1.0; "_x000A_" is how a workbook spells a character, so a text that says so itself is spelt too.
UNSPEAKABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
EMPTY: Final = "<c/>"
Cells = Sequence[Any]


class WorkbookWriter:
    """Writes a workbook. ``most_rows`` is a sheet's end, smaller in tests."""

    def __init__(
        self, columns: tuple[Column, ...], zone: ZoneInfo, most_rows: int = MOST_ROWS, most_bytes: int = MOST_BYTES
    ) -> None:
        self.columns = columns
        self.ways = [(column.name, _way(column.kind, zone)) for column in columns]
        self.most_rows, self.most_bytes = most_rows, most_bytes
        self.sink = Sink()
        self.zip = zipfile.ZipFile(self.sink, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL)
        self.sheets = self.row = self.written = 0
        self.sheet: IO[bytes] | None = None

    def head(self) -> bytes:
        """Return the parts that are always the same, and the head of the first sheet."""
        self.zip.writestr("_rels/.rels", ROOT_LINKS)
        self.zip.writestr("xl/styles.xml", STYLES)
        self._begin_sheet()
        return self.sink.taken()

    def rows(self, block: Block) -> bytes:
        """Return what is deflated so far; the last rows wait for more."""
        lines = ["".join(cells) for cells in zip(*(way(block[name]) for name, way in self.ways), strict=True)]
        while lines:
            if self.row >= self.most_rows or self.written >= self.most_bytes:
                self._end_sheet()
                self._begin_sheet()
            fitting = self.most_rows - self.row
            self._write("".join(f"<row>{line}</row>" for line in lines[:fitting]))
            self.row += min(fitting, len(lines))
            lines = lines[fitting:]
        return self.sink.taken()

    def tail(self) -> bytes:
        """Return the end of the last sheet, and the parts that name all sheets."""
        self._end_sheet()
        numbers = range(1, self.sheets + 1)
        self.zip.writestr("xl/workbook.xml", book(numbers))
        self.zip.writestr("xl/_rels/workbook.xml.rels", book_links(numbers))
        self.zip.writestr("[Content_Types].xml", types(numbers))
        self.zip.close()
        return self.sink.taken()

    def _begin_sheet(self) -> None:
        self.sheets += 1
        self.row, self.written = 1, 0
        part = zipfile.ZipInfo(f"xl/worksheets/sheet{self.sheets}.xml")
        part.compress_type = zipfile.ZIP_DEFLATED
        self.sheet = self.zip.open(part, "w")
        self._write(SHEET_HEAD + columns_xml(self.columns) + "<sheetData>")
        names = (f'<c t="inlineStr" s="{HEAD_STYLE}"><is><t>{column.name}</t></is></c>' for column in self.columns)
        self._write(f"<row>{''.join(names)}</row>")

    def _end_sheet(self) -> None:
        last = f"{column_name(len(self.columns))}{self.row}"
        self._write(f'</sheetData><autoFilter ref="A1:{last}"/></worksheet>')
        if self.sheet is not None:
            self.sheet.close()

    def _write(self, text: str) -> None:
        if self.sheet is not None:
            raw = text.encode()
            self.written += len(raw)
            self.sheet.write(raw)


def _way(kind: Kind, zone: ZoneInfo) -> Callable[[Cells], list[str]]:
    """Return how a column of this kind becomes cells."""
    ways: dict[Kind, Callable[[Any], str]] = {
        Kind.TEXT: lambda cell: _text(cell) if cell else EMPTY,
        Kind.WORDS: lambda cell: _text(" | ".join(cell)) if cell else EMPTY,
        Kind.FLAG: lambda cell: EMPTY if cell is None else f'<c t="b"><v>{int(cell)}</v></c>',
        Kind.DAY: lambda cell: _day(cell) if cell else EMPTY,
        Kind.MOMENT: lambda cell: _moment(cell.astimezone(zone)) if cell else EMPTY,
    }
    way = ways.get(kind, lambda cell: EMPTY if cell is None else f"<c><v>{cell!r}</v></c>")
    return lambda cells: once_each(way, cells)


def _text(text: str) -> str:
    style = f' s="{TEXT_STYLE}"' if runs(text) else ""
    return f'<c t="inlineStr"{style}><is><t xml:space="preserve">{_spelt(text[:LONGEST_CELL])}</t></is></c>'


def _spelt(text: str) -> str:
    if not text.isprintable() or "_x" in text:
        text = UNSPEAKABLE.sub(lambda found: f"_x{ord(found.group()):04X}_", text.replace("\r", "\n"))
    if "&" in text or "<" in text:
        text = text.replace("&", "&amp;").replace("<", "&lt;")
    return text.replace(">", "&gt;")


def _day(day: date) -> str:
    return f'<c s="{DAY_STYLE}"><v>{day.toordinal() - FIRST_DAY}</v></c>'


def _moment(moment: datetime) -> str:
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
    return f'<c s="{MOMENT_STYLE}"><v>{moment.toordinal() - FIRST_DAY + seconds / SECONDS:.6f}</v></c>'
