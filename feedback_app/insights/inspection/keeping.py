"""Stores the inspections of a file or a program, thousands at a time.

Invariants: as in inspections.py: the same rows twice add nothing, older ones are passed over. The n-th row of an order,
article and size means its n-th item, so that a file that comes again finds the same items.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Final

from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import fetch, insert_many, marks, take_turns
from feedback_app.foundation.house import House
from feedback_app.insights.inspection.rows import INSPECTION_COLUMNS, InspectionRow, parse_inspection
from feedback_app.insights.inspection.witnesses import CURRENT, Verdict, masked, weigh
from feedback_app.insights.tables import Inspection
from surveys import csv_file
from surveys.import_rows import N_, RowProblem, unknown_columns
from surveys.imports import ImportReport

ROWS_PER_BATCH: Final = 500
"""Orders of one batch stand in one list of a statement."""
COLUMNS: Final = (
    "comment", "order_id", "sku", "size", "day", "comment_day", "condition", "finding", "note", "revision",
    "member_id", "inspected_at", "demo",
)  # fmt: skip
Progress = Callable[[int], None]
Parsed = Iterable[InspectionRow | list[RowProblem]]


@dataclass(slots=True)
class _Batch:
    """What is known of the orders of one batch: their items, and the results of each item, newest first."""

    items: Mapping[str, Sequence[Mapping[str, Any]]]
    results: dict[tuple[object, ...], list[Mapping[str, Any]]]
    seen: dict[tuple[str, str, str], int] = field(default_factory=lambda: defaultdict(int))


async def import_inspections(
    house: House, file: Path, *, dry_run: bool = False, progress: Progress = lambda _: None
) -> ImportReport:
    """Import a CSV file of inspections; ``progress`` is told roughly how many bytes are read."""
    shape = csv_file.inspect_csv(file, required=("order_id", "condition"))
    report = ImportReport(
        unknown_columns=[problem.column for problem in unknown_columns(shape.columns, INSPECTION_COLUMNS)]
    )
    size = _size(file)

    def told() -> None:
        # Bytes cannot be asked of a text file that is being read; rows are a fair measure of how far it is.
        progress(min(size, (report.stored + report.known + report.bad) * 40))

    await _store(house, _parsed(csv_file.read_csv(file, shape), house), report, dry_run=dry_run, told=told)
    return report


async def store_inspection_rows(house: House, rows: Sequence[Mapping[str, str]]) -> ImportReport:
    """Store rows that name their columns as the CSV does; problems carry the row's number from 1."""
    report = ImportReport()
    parsed = (parse_inspection(row, house.now(), house.zone, line) for line, row in enumerate(rows, 1))
    await _store(house, parsed, report)
    return report


def _size(file: Path) -> int:
    return file.stat().st_size


def _parsed(rows: Iterable[csv_file.CsvRow | RowProblem], house: House) -> Iterator[InspectionRow | list[RowProblem]]:
    for found in rows:
        if isinstance(found, RowProblem):
            yield [found]
        else:
            yield parse_inspection(found[1], house.now(), house.zone, found[0])


async def _store(
    house: House, parsed: Parsed, report: ImportReport, *, dry_run: bool = False,
    told: Callable[[], None] = lambda: None,
) -> None:  # fmt: skip
    source = iter(parsed)
    seen: dict[tuple[str, str, str], int] = defaultdict(int)
    while batch := list(islice(source, ROWS_PER_BATCH)):
        good = []
        for found in batch:
            if isinstance(found, list):
                report.note(found)
            else:
                good.append(found)
        async with transaction():
            await take_turns("inspection")
            known = await _known({row.order_id for row in good})
            known.seen = seen
            rows = [new for row in good if (new := _place(house, row, known, report)) is not None]
            if not dry_run:
                await insert_many(Inspection, COLUMNS, rows)
        told()


async def _known(orders: set[str]) -> _Batch:
    if not orders:
        return _Batch({}, {})
    listed = sorted(orders)
    items: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in await fetch(
        f"""
        SELECT s."order_id", c."id" AS "comment", c."sku", c."size", c."day", s."demo"
        FROM "submission" s JOIN "comment" c ON c."submission" = s."id"
        WHERE s."order_id" IN ({marks(listed)}) AND {CURRENT} ORDER BY c."id"
        """,  # noqa: S608 question marks and our own words only
        *listed,
    ):
        items[row["order_id"]].append(row)
    for row in await fetch(
        f"""
        SELECT p."external_id" AS "order_id", NULL AS "comment", o."sku", o."size", NULL AS "day", p."demo"
        FROM "shop_order" p JOIN "order_item" o ON o."order" = p."id"
        WHERE p."external_id" IN ({marks(listed)}) ORDER BY o."id"
        """,  # noqa: S608 question marks only
        *listed,
    ):
        told = items[row["order_id"]]
        # A line of which the customer told is that item already.
        if not any((one["sku"], one["size"]) == (row["sku"], row["size"]) for one in told):
            told.append(row)
    results: dict[tuple[object, ...], list[Mapping[str, Any]]] = defaultdict(list)
    for row in await fetch(
        f'SELECT * FROM "inspection" WHERE "order_id" IN ({marks(listed)}) ORDER BY "id" DESC',  # noqa: S608 marks only
        *listed,
    ):
        results[_key(row["comment"], row["order_id"], row["sku"], row["size"])].append(row)
    return _Batch(items, results)


def _place(house: House, row: InspectionRow, known: _Batch, report: ImportReport) -> tuple[object, ...] | None:
    """Return the row to be inserted; None when it is known already or means no single item."""
    fitting = [
        item
        for item in known.items.get(row.order_id, ())
        if row.sku in {"", item["sku"]} and row.size in {"", item["size"]}
    ]
    if not row.sku and len({item["sku"] for item in fitting}) != 1:
        reason = N_("The order has several returned items, or none is known: please name the article number.")
        report.note([RowProblem(row.line, "sku", reason)])
        return None
    turn = known.seen[row.order_id, row.sku, row.size]
    known.seen[row.order_id, row.sku, row.size] += 1
    item = fitting[min(turn, len(fitting) - 1)] if fitting else {}
    comment, comment_day = item.get("comment"), item.get("day")
    sku, size = item.get("sku", row.sku), item.get("size", row.size)
    results = known.results[_key(comment, row.order_id, sku, size)]
    outcome, newest = weigh(results, Verdict(row.condition, row.finding, row.day))
    if outcome != "stored":
        report.known += 1
        return None
    report.stored += 1
    made = dict(zip(COLUMNS, (
        comment, row.order_id, sku, size, row.day, comment_day, row.condition, row.finding, masked(row.note),
        newest + 1, None, house.now(), bool(item.get("demo")),
    ), strict=True))  # fmt: skip
    results.insert(0, {**made, "id": 0})
    return tuple(made.values())


def _key(comment: int | None, order_id: str, sku: str, size: str) -> tuple[object, ...]:
    return (comment,) if comment else (order_id, sku, size)
