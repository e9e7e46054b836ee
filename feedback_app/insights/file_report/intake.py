"""Reads a retailer's file into redacted rows, and says what could not be used and what is missing.

Invariants: a text is redacted before anything else looks at it; a row with a problem never stops the others; a row that
stands twice under one id counts once; nothing is written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from feedback_app.insights.file_report.headers import our_columns, plain_date
from surveys.catalogue import reason_for
from surveys.csv_file import CsvRow, CsvShape, ImportProblem, inspect_csv, read_csv
from surveys.import_rows import N_, SUBMISSION_COLUMNS, RowProblem, SubmissionRow, parse_submission
from surveys.marketplaces import our_names, report_of
from surveys.redact import redact

STEP: Final = 500
MOST_SHOWN: Final = 120
DATES: Final = ("submitted_at", "ordered_at")
_UNDATED: Final = datetime(2000, 1, 1, 12, tzinfo=UTC).isoformat()
TELLING: Final = ("comment", "reason", "rating")
"""Without one of them a file says nothing about why something came back."""

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Refusal:
    """One kind of problem: how many rows have it, and the first line that does."""

    problem: RowProblem
    count: int
    line: int | None


@dataclass(frozen=True, slots=True)
class Intake:
    """What a file gave. ``lines`` are the physical lines of ``rows``.

    given: our names of its columns that hold something. renamed: theirs by ours, where the file says it otherwise.
    texts: rows whose redacted comment is not empty. masked: texts in which something personal was masked.
    """

    rows: tuple[SubmissionRow, ...]
    lines: tuple[int, ...]
    dated: bool
    read: int
    refused: tuple[Refusal, ...]
    refused_rows: int
    repeated: int
    given: frozenset[str]
    renamed: Mapping[str, str]
    unknown: tuple[str, ...]
    masked: int
    marketplace: str
    encoding: str
    delimiter: str
    unknown_reasons: Mapping[str, int]

    @property
    def span(self) -> tuple[date, date] | None:
        """Return the first and last day, None for a file without dates."""
        if not (self.dated and self.rows):
            return None
        days = [row.day for row in self.rows]
        return min(days), max(days)


@dataclass(slots=True)
class _Tray:
    """What is gathered while a file is read."""

    rows: list[SubmissionRow] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    read: int = 0
    bad: int = 0
    repeated: int = 0
    masked: int = 0
    seen: set[str] = field(default_factory=set)
    kinds: Counter[tuple[str, str]] = field(default_factory=Counter)
    first: dict[tuple[str, str], RowProblem] = field(default_factory=dict)
    reasons: Counter[str] = field(default_factory=Counter)


def read_file(file: Path, zone: ZoneInfo, progress: Progress = lambda _: None) -> Intake:
    """Read a file of returns; ``progress`` is told how many rows were read.

    Raises ImportProblem for a file in which nothing says why something came back, or of which nothing can be read.
    """
    shape, theirs, given = _columns(file)
    dated = "submitted_at" in shape.columns
    tray = _Tray()
    for found in read_csv(file, shape):
        tray.read += 1
        _take(tray, found if isinstance(found, RowProblem) else _parsed(found, zone, given, dated))
        if not isinstance(found, RowProblem) and len(tray.lines) < len(tray.rows):
            tray.lines.append(found[0])
        if tray.read % STEP == 0:
            progress(tray.read)
    progress(tray.read)
    if not tray.rows:
        raise _nothing(tray)
    return _intake(tray, shape, theirs, dated, given.get("channel", ""))


def _columns(file: Path) -> tuple[CsvShape, Mapping[str, str], Mapping[str, str]]:
    """Return how the file is written with our names, theirs by ours, and what holds for all rows."""
    shape = inspect_csv(file)
    report = report_of(shape.columns)
    named = our_names(shape.columns, report) if report else shape.columns
    ours = our_columns(named, SUBMISSION_COLUMNS)
    if not set(TELLING) & set(ours):
        found = ", ".join(shape.columns)[:MOST_SHOWN]
        reason = N_("No column says why something came back: comment, reason or rating is needed. Found: %(found)s.")
        raise ImportProblem(RowProblem(shape.header_line, "", reason, {"found": found}))
    theirs = {mine: written for mine, written in zip(ours, shape.columns, strict=True) if mine != written}
    return replace(shape, columns=ours), theirs, {"channel": report.channel} if report else {}


def _parsed(found: CsvRow, zone: ZoneInfo, given: Mapping[str, str], dated: bool) -> SubmissionRow | list[RowProblem]:
    line, fields = found
    fields = {**given, **fields}
    for column in DATES:
        if fields.get(column):
            fields[column] = plain_date(fields[column])
    if not dated:
        fields["submitted_at"], fields["ordered_at"] = _UNDATED, ""
    return parse_submission(fields, zone, line)


def _take(tray: _Tray, parsed: SubmissionRow | list[RowProblem] | RowProblem) -> None:
    """Keep a row, or note what is wrong with it."""
    if isinstance(parsed, RowProblem):
        parsed = [parsed]
    if isinstance(parsed, list):
        tray.bad += 1
        for problem in parsed:
            kind = (problem.column, problem.reason)
            tray.kinds[kind] += 1
            tray.first.setdefault(kind, problem)
        return
    if parsed.external_id is not None and parsed.external_id in tray.seen:
        tray.repeated += 1
        return
    if parsed.external_id is not None:
        tray.seen.add(parsed.external_id)
    tray.rows.append(_redacted(tray, parsed))
    if parsed.reason_raw and not reason_for(parsed.reason_raw):
        tray.reasons[tray.rows[-1].reason_raw] += 1


def _redacted(tray: _Tray, row: SubmissionRow) -> SubmissionRow:
    text = redact(row.comment, row.language).text if row.comment else ""
    tray.masked += text != row.comment
    raw = row.reason_raw
    return replace(row, comment=text, reason_raw=raw if not raw or reason_for(raw) else redact(raw, row.language).text)


def _nothing(tray: _Tray) -> ImportProblem:
    """Return why no row can be used: the most frequent problem, or that there is no row."""
    if not tray.kinds:
        return ImportProblem(RowProblem(None, "", N_("The file has a header and no rows.")))
    return ImportProblem(tray.first[tray.kinds.most_common(1)[0][0]])


def _intake(tray: _Tray, shape: CsvShape, theirs: Mapping[str, str], dated: bool, marketplace: str) -> Intake:
    filled = frozenset(name for name in shape.columns if name in SUBMISSION_COLUMNS and _holds(name, tray.rows))
    return Intake(
        rows=tuple(tray.rows),
        lines=tuple(tray.lines),
        dated=dated,
        read=tray.read,
        refused=tuple(Refusal(tray.first[kind], n, tray.first[kind].line) for kind, n in tray.kinds.most_common()),
        refused_rows=tray.bad,
        repeated=tray.repeated,
        given=filled,
        renamed={mine: written for mine, written in theirs.items() if mine in SUBMISSION_COLUMNS},
        unknown=tuple(name for name in shape.columns if name not in SUBMISSION_COLUMNS),
        masked=tray.masked,
        marketplace=marketplace,
        encoding=shape.encoding,
        delimiter=shape.delimiter,
        unknown_reasons=dict(tray.reasons.most_common()),
    )


_FIELDS: Final = {"reason": "reason_raw", "postal_code": "area", "ordered_at": "ordered_on"}


def _holds(name: str, rows: Iterable[SubmissionRow]) -> bool:
    return any(_values(name, rows))


def _values(name: str, rows: Iterable[SubmissionRow]) -> Iterator[object]:
    return (getattr(row, _FIELDS.get(name, name)) for row in rows)
