"""Opens a shop's CSV file: finds out how it is written and yields its rows, one at a time.

Invariants: memory does not grow with the file; a row that cannot be read is yielded as a problem and the rows
after it are read; line numbers are those an editor shows, also after fields with line breaks.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TextIO

from surveys.errors import SurveyError
from surveys.import_rows import N_, RowProblem

CsvRow = tuple[int, dict[str, str]]

_SAMPLE_BYTES = 65_536
# A line beyond this is no row of a shop; the csv module refuses single fields of more than 131,072 characters.
_MOST_LINE = 1_000_000
_DELIMITERS: Final = (",", ";", "\t")
_UNREADABLE: Final = re.compile("[\x00\ud800-\udfff]")
_EXCEL_HINT: Final = re.compile(r'"?sep=(.)"?\r?\n?', re.IGNORECASE)


def _mark(error: UnicodeError) -> tuple[str, int]:
    """Put a sign that no text holds in the place of bytes that are none, in UTF-16 too, also where it breaks off."""
    assert isinstance(error, UnicodeDecodeError)
    return "\udcff", error.end


_MARKED: Final = "feedback.unreadable"
codecs.register_error(_MARKED, _mark)


class ImportProblem(SurveyError):  # noqa: N818 - the word that members read
    """A file of which nothing can be read; `problem` says why."""

    def __init__(self, problem: RowProblem) -> None:
        self.problem = problem
        where = f"line {problem.line}: " if problem.line else ""
        super().__init__(where + (f"{problem.column}: " if problem.column else "") + problem.text())


@dataclass(frozen=True, slots=True)
class CsvShape:
    """How a file is written; `columns` are in lower case, `header_line` is where they stand.

    written: the columns as the file spells them, for people.
    """

    encoding: str
    delimiter: str
    columns: tuple[str, ...]
    header_line: int
    written: tuple[str, ...] = field(default=(), compare=False)


def inspect_csv(path: Path, required: Iterable[str] = ()) -> CsvShape:
    """Find out encoding, delimiter and columns from the first 64 kB.

    Raises ImportProblem when the header is missing, names a column twice or lacks one of `required`.
    """
    with path.open("rb") as file:
        sample = file.read(_SAMPLE_BYTES)
    encoding = _encoding(sample)
    text = codecs.getincrementaldecoder(encoding)("replace").decode(sample)
    lines = io.StringIO(text, newline="").readlines()
    skipped = next((i for i, line in enumerate(lines) if line.strip() and not _EXCEL_HINT.fullmatch(line)), None)
    if skipped is None:
        raise ImportProblem(RowProblem(None, "", N_("The file is empty; its first line must name the columns.")))
    hint = _EXCEL_HINT.fullmatch(lines[0])
    delimiter = hint[1] if hint else max(_DELIMITERS, key=lambda sign: len(_first_row(lines[skipped:], sign)))
    written = tuple(name.strip() for name in _first_row(lines[skipped:], delimiter))
    columns = tuple(name.lower() for name in written)
    _check_header(columns, tuple(required), skipped + 1)
    return CsvShape(encoding, delimiter, columns, skipped + 1, written)


def read_csv(path: Path, shape: CsvShape) -> Iterator[CsvRow | RowProblem]:
    """Yield every row below the header as (line where it begins, {column: text}), or as a problem.

    Rows without any text are passed over.
    """
    with path.open(encoding=shape.encoding, errors=_MARKED, newline="") as file:
        lines = _Lines(file)
        for _ in range(shape.header_line - 1):
            next(lines)
        rows = csv.reader(lines, delimiter=shape.delimiter)
        next(rows)
        yield from _rows(rows, lines, shape.columns)


class _Lines(Iterator[str]):
    """The physical lines of a file, counted; remembers what kind of line cannot be read."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self.read = 0
        self.trouble = ""

    def __next__(self) -> str:
        line = self._file.readline(_MOST_LINE)
        if not line:
            raise StopIteration
        self.read += 1
        if not line.isascii() or "\0" in line:
            bad = _UNREADABLE.search(line)
            if bad:
                self.trouble = _unreadable(bad.group())
        if len(line) >= _MOST_LINE:
            self.trouble = N_("This line is too long to be a row.")
            self._skip(line)
        return line

    def _skip(self, line: str) -> None:
        while line and not line.endswith(("\n", "\r")):
            line = self._file.readline(_MOST_LINE)


def _rows(rows: Iterator[list[str]], lines: _Lines, columns: tuple[str, ...]) -> Iterator[CsvRow | RowProblem]:
    width = len(columns)
    while True:
        begin = lines.read + 1
        lines.trouble = ""
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error:
            reason = N_("A field that begins in this row is too long; a closing quotation mark may be missing.")
            yield RowProblem(begin, "", reason)
            continue
        if lines.trouble:
            yield RowProblem(begin, "", lines.trouble)
        elif len(row) == width and (row[0] or any(row)):
            yield begin, dict(zip(columns, row, strict=True))
        elif any(row):
            yield _wrong_width(begin, len(row), width)


def _wrong_width(line: int, found: int, expected: int) -> RowProblem:
    reason = N_("This row has %(found)s fields; the header has %(expected)s.")
    return RowProblem(line, "", reason, {"found": str(found), "expected": str(expected)})


def _unreadable(sign: str) -> str:
    if sign == "\0":
        return N_("This row contains NUL bytes.")
    return N_("This row contains bytes that are not text in the encoding of the file.")


def _encoding(sample: bytes) -> str:
    """Tell UTF-16 and UTF-8 by their mark or their form; everything else is Windows-1252."""
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample, final=len(sample) < _SAMPLE_BYTES)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _first_row(lines: list[str], delimiter: str) -> list[str]:
    try:
        return next(csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        return []


def _check_header(columns: tuple[str, ...], required: tuple[str, ...], line: int) -> None:
    seen: set[str] = set()
    for column in columns:
        if not column:
            raise ImportProblem(RowProblem(line, "", N_("A column of the header has no name.")))
        if column in seen:
            raise ImportProblem(RowProblem(line, column, N_("The header names this column twice.")))
        seen.add(column)
    for column in required:
        if column not in seen:
            raise ImportProblem(RowProblem(line, column, N_("The header lacks this column.")))
