"""Imports: a shop's rows become submissions and shipments, in batches of one transaction each.

The CSV files, the import page and the JSON API go through the same parser and the same storing. Invariants: a row is
known by its identity, so importing twice changes nothing, and the same id with other content replaces what was stored;
a row with a problem never stops the others; memory does not grow with the file; texts are redacted before they are
stored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from feedback_app.foundation import dialect
from feedback_app.foundation.database import transaction
from feedback_app.foundation.house import House
from surveys import csv_file, import_changes
from surveys.catalogue import reason_for
from surveys.import_rows import (
    N_,
    SHIPMENT_COLUMNS,
    SUBMISSION_COLUMNS,
    RowProblem,
    ShipmentRow,
    SubmissionRow,
    parse_shipment,
    parse_submission,
)
from surveys.marketplaces import our_names, report_of
from surveys.redact import redact
from surveys.row_identity import Occurrences, fingerprint, identity
from surveys.surveys import current_survey
from surveys.tables import Comment, Shipment, Submission

ROWS_PER_BATCH: Final = 2_000
KEPT_PROBLEMS: Final = 1_000
KEPT_REASONS: Final = 100
SURVEY_OF_IMPORTS: Final = "returns"
Row = TypeVar("Row", SubmissionRow, ShipmentRow)
Progress = Callable[[int], None]
Parsed = Iterator[Row | list[RowProblem]]
SliceKey = tuple[object, ...]

_SUBMISSION: Final = ("id", "external_id", "survey", *import_changes.SAID, "revision", "changed_at", "demo")
_SHIPMENT_SLICE: Final = ("day", "sku", "product", "category", "carrier", "warehouse", "region")
_SHIPMENT: Final = (*_SHIPMENT_SLICE, "quantity", "revision", "demo")
_SHIPMENT_CONFLICT: Final = (
    f"ON CONFLICT ({', '.join(_SHIPMENT_SLICE)}) DO UPDATE SET quantity = excluded.quantity, "
    "revision = shipment.revision + 1 WHERE shipment.quantity <> excluded.quantity"
)


@dataclass(slots=True)
class ImportReport:
    """What became of the rows; the first 1,000 problems are kept.

    stored: rows that were written. changed: how many of these replaced what an earlier row of the same id had said.
    """

    stored: int = 0
    changed: int = 0
    known: int = 0
    bad: int = 0
    problems: list[RowProblem] = field(default_factory=list)
    unknown_columns: list[str] = field(default_factory=list)
    unknown_reasons: dict[str, int] = field(default_factory=dict)

    def note(self, found: Sequence[RowProblem]) -> None:
        """Count one bad row and keep what is wrong with it."""
        self.bad += 1
        self.problems.extend(found[: KEPT_PROBLEMS - len(self.problems)])

    def note_reason(self, raw: str) -> None:
        """Count a reason code that the catalogue does not know; the first 100 codes are named."""
        if raw and not reason_for(raw) and (raw in self.unknown_reasons or len(self.unknown_reasons) < KEPT_REASONS):
            self.unknown_reasons[raw] = self.unknown_reasons.get(raw, 0) + 1

    def as_json(self) -> dict[str, object]:
        """Return the report for programs."""
        return {
            "stored": self.stored,
            "changed": self.changed,
            "known": self.known,
            "bad": self.bad,
            "problems": [
                {"line": problem.line, "column": problem.column, "reason": problem.text()} for problem in self.problems
            ],
            "unknown_columns": self.unknown_columns,
            "unknown_reasons": self.unknown_reasons,
        }


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is written and what its columns mean; ``understood`` makes a row with our names of one with its own.

    ``unknown``: columns of the file that are left out.
    """

    shape: csv_file.CsvShape
    understood: Callable[[dict[str, str]], Mapping[str, str]] = dict
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadRows:
    """Rows that are parsed and redacted, in batches, and what was wrong with the others."""

    batches: Sequence[Sequence[SubmissionRow]]
    report: ImportReport


async def import_submissions(
    house: House, file: Path, *, dry_run: bool = False, progress: Progress = lambda _: None
) -> ImportReport:
    """Import a CSV file of submissions or a marketplace's return report; ``progress`` is told the bytes read so far."""
    layout = _submission_file(file)
    report = ImportReport(unknown_columns=list(layout.unknown))
    for batch in submission_batches(house, file, layout, report):
        await store_submissions(house, redacted(batch), report, dry_run=dry_run)
        progress(_estimate(file, report))
    return report


def submission_batches(house: House, file: Path, layout: Layout, report: ImportReport) -> Iterator[list[SubmissionRow]]:
    """Yield a file's good rows, named and not yet redacted, as they are stored together; the report gets the others.

    The same file and layout give the same batches. Of two rows with one id the first counts; one that says something
    else is refused, because the file would change what it has just said each time it comes.
    """
    rows = csv_file.read_csv(file, layout.shape)
    seen: dict[int, int] = {}

    def parse(fields: dict[str, str], line: int) -> SubmissionRow | list[RowProblem]:
        row = parse_submission(layout.understood(fields), house.zone, line)
        if isinstance(row, SubmissionRow) and row.external_id and _contradicts(row, seen):
            return [
                RowProblem(
                    line, "external_id", N_("An earlier row of this file has the same number and says something else.")
                )
            ]
        return row

    occurrences = Occurrences()
    for batch in _batches(_parsed(rows, parse)):
        yield [_named(row, occurrences) for row in _good(batch, report)]


def _contradicts(row: SubmissionRow, seen: dict[int, int]) -> bool:
    """Tell whether a row of this id was seen with other content, and remember it: about 110 bytes per id."""
    content = int.from_bytes(fingerprint(row)[:8], "big")
    return seen.setdefault(hash(row.external_id), content) != content


def _submission_file(file: Path) -> Layout:
    """Return how the file is written, with our names of its columns and what holds for all its rows."""
    shape = csv_file.inspect_csv(file)
    report = report_of(shape.columns)
    if report is None:
        shape = csv_file.inspect_csv(file, required=("submitted_at",))
        return Layout(shape, unknown=tuple(_unknown(shape.columns, SUBMISSION_COLUMNS)))
    columns, given = our_names(shape.columns, report), {"channel": report.channel}
    unknown = tuple(_unknown(columns, SUBMISSION_COLUMNS))
    return Layout(replace(shape, columns=columns), lambda fields: {**given, **fields}, unknown)


async def import_shipments(
    house: House, file: Path, *, dry_run: bool = False, progress: Progress = lambda _: None
) -> ImportReport:
    """Import a CSV file of shipments: rows of one day and slice are added up, and the sum replaces what was known.

    ``progress`` is told how many of these sums are stored.
    """
    shape = csv_file.inspect_csv(file, required=("date", "quantity"))
    report = ImportReport(unknown_columns=_unknown(shape.columns, SHIPMENT_COLUMNS))
    parsed = _parsed(csv_file.read_csv(file, shape), lambda fields, line: parse_shipment(fields, house.zone, line))
    totals: dict[SliceKey, int] = {}
    for batch in _batches(parsed):
        for row in _good(batch, report):
            totals[_slice_key(row)] = totals.get(_slice_key(row), 0) + row.quantity
    await _store_shipments(totals, report, demo=False, dry_run=dry_run, progress=progress)
    return report


async def store_submission_rows(house: House, rows: Sequence[Mapping[str, str]], demo: bool = False) -> ImportReport:
    """Store rows that name their columns as the CSV does; problems carry the row's number from 1."""
    return await store_read_rows(house, read_submission_rows(house.zone, rows), demo)


def read_submission_rows(zone: ZoneInfo, rows: Sequence[Mapping[str, str]]) -> ReadRows:
    """Parse and redact: the costly part of storing rows, which needs no database and may run in a thread."""
    report = ImportReport()
    occurrences = Occurrences()
    parsed: Parsed[SubmissionRow] = (parse_submission(row, zone, line) for line, row in enumerate(rows, 1))
    batches = [redacted([_named(row, occurrences) for row in _good(batch, report)]) for batch in _batches(parsed)]
    return ReadRows(batches, report)


async def store_read_rows(house: House, read: ReadRows, demo: bool = False) -> ImportReport:
    """Store what ``read_submission_rows`` returned and complete its report."""
    for batch in read.batches:
        await store_submissions(house, batch, read.report, demo=demo)
    return read.report


async def store_shipment_rows(house: House, rows: Sequence[Mapping[str, str]], demo: bool = False) -> ImportReport:
    """Store shipment rows; a later statement about the same day and slice replaces an earlier one."""
    report = ImportReport()
    parsed: Parsed[ShipmentRow] = (parse_shipment(row, house.zone, line) for line, row in enumerate(rows, 1))
    totals: dict[SliceKey, int] = {}
    for batch in _batches(parsed):
        totals.update({_slice_key(row): row.quantity for row in _good(batch, report)})
    await _store_shipments(totals, report, demo=demo, dry_run=False)
    return report


async def store_submissions(
    house: House, rows: Sequence[SubmissionRow], report: ImportReport, *, demo: bool = False, dry_run: bool = False
) -> None:
    """Store one batch of redacted rows in one transaction and complete the report."""
    unique = {str(row.external_id): row for row in reversed(rows)}
    survey = await current_survey(SURVEY_OF_IMPORTS)
    async with transaction():
        known = await dialect.known_values(Submission, "external_id", list(unique)) if unique else set()
        # Oldest first, so that ids ascend with the file.
        new = [row for name, row in reversed(unique.items()) if name not in known]
        changed = await import_changes.changes([row for name, row in unique.items() if name in known], demo)
        if not dry_run:
            await _insert(house, new, survey.id, demo)
            await import_changes.write_changes(changed, house.now())
    written = [*new, *(change.row for change in changed)]
    report.stored += len(written)
    report.changed += len(changed)
    report.known += len(rows) - len(written)
    for row in written:
        report.note_reason(row.reason_raw)


async def _insert(house: House, rows: Sequence[SubmissionRow], survey: int, demo: bool) -> None:
    if not rows:
        return
    pairs = list(zip(await dialect.reserve_ids(Submission, len(rows)), rows, strict=True))
    made = [(key, row.external_id, survey, *import_changes.said(row), 1, house.now(), demo) for key, row in pairs]
    await dialect.insert_many(Submission, _SUBMISSION, made)
    comments = [import_changes.comment_of(key, row) for key, row in pairs]
    await dialect.insert_many(Comment, import_changes.COMMENT, comments)


async def _store_shipments(
    totals: Mapping[SliceKey, int],
    report: ImportReport,
    *,
    demo: bool,
    dry_run: bool,
    progress: Progress = lambda _: None,
) -> None:
    entries = iter(totals.items())
    while batch := list(islice(entries, ROWS_PER_BATCH)):
        async with transaction():
            before = await _revisions([key for key, _ in batch])
            if not dry_run:
                rows = [(*key, quantity, 1, demo) for key, quantity in batch]
                await dialect.insert_many(Shipment, _SHIPMENT, rows, _SHIPMENT_CONFLICT)
            after = await _revisions([key for key, _ in batch])
        changed = len(batch) if dry_run else after - before
        report.stored += changed
        report.known += len(batch) - changed
        progress(report.stored + report.known)


async def _revisions(keys: Sequence[SliceKey]) -> int:
    # Every new row adds one revision and every corrected one too, so the sum counts what a batch changed.
    days = sorted({str(key[0]) for key in keys})
    first, last = date.fromisoformat(days[0]), date.fromisoformat(days[-1])
    sql = "SELECT COALESCE(SUM(revision), 0) AS revisions FROM shipment WHERE day >= ? AND day <= ?"
    return int((await dialect.fetch(sql, first, last))[0]["revisions"])


def _parsed(
    rows: Iterable[csv_file.CsvRow | RowProblem], parse: Callable[[dict[str, str], int], Row | list[RowProblem]]
) -> Parsed[Row]:
    for found in rows:
        yield [found] if isinstance(found, RowProblem) else parse(found[1], found[0])


def _batches(parsed: Parsed[Row]) -> Iterator[list[Row | list[RowProblem]]]:
    while batch := list(islice(parsed, ROWS_PER_BATCH)):
        yield batch


def _good(batch: Iterable[Row | list[RowProblem]], report: ImportReport) -> list[Row]:
    good: list[Row] = []
    for found in batch:
        if isinstance(found, list):
            report.note(found)
        else:
            good.append(found)
    return good


def _named(row: SubmissionRow, occurrences: Occurrences) -> SubmissionRow:
    return row if row.external_id else replace(row, external_id=identity(row, occurrences.count(row)))


def redacted(rows: Sequence[SubmissionRow]) -> list[SubmissionRow]:
    """Mask personal words, also in the reason: some shops let customers type it. The costly part of an import."""
    reasons = {key: _redacted_reason(*key) for key in {(row.reason_raw, row.language) for row in rows}}
    return [
        replace(
            row,
            comment=redact(row.comment, row.language).text if row.comment else "",
            reason_raw=reasons[row.reason_raw, row.language],
        )
        for row in rows
    ]


def _redacted_reason(raw: str, language: str | None) -> str:
    masked = redact(raw, language).text
    # A code that we know stays what it is, even if it should look like a number of somebody's order.
    return masked if reason_for(masked) == reason_for(raw) else raw


def _unknown(columns: Sequence[str], known: Sequence[str]) -> list[str]:
    return [column for column in columns if column not in known]


def _estimate(file: Path, report: ImportReport) -> int:
    # Bytes cannot be asked of a text file that is being read; rows are a fair measure of how far it is.
    return min(file.stat().st_size, (report.stored + report.known + report.bad) * 120)


def _slice_key(row: ShipmentRow) -> SliceKey:
    return (row.day, row.sku, row.product, row.category, row.carrier, row.warehouse, row.region)
