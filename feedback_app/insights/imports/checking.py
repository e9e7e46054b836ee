"""How a file would be understood: its first rows, and which rows cannot be read. Nothing is stored.

Invariant: what is shown has passed the same parsing and masking as what would be stored.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Final, TypeVar

from feedback_app.foundation.house import House
from feedback_app.insights.imports import files
from feedback_app.insights.imports.runs import Run
from surveys import imports, order_import
from surveys.catalogue import reason_for
from surveys.import_rows import RowProblem, SubmissionRow
from surveys.imports import ImportReport, Layout
from surveys.orders import ORDERS_PER_BATCH, OrderLines

Batch = TypeVar("Batch")
SHOWN: Final = 10
CHECKED: Final = 20_000
"""Rows that are checked before the file is brought in; all are when it is."""


@dataclass(frozen=True, slots=True)
class Understood:
    """One row as it would be stored; ``reason``: our code, "" where ``reason_raw`` is kept as it is written."""

    day: date | None
    order: str
    product: str
    size: str
    quantity: int
    reason: str = ""
    reason_raw: str = ""
    rating: int | None = None
    comment: str = ""
    carrier: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """What a look at the file says. good: rows (or orders) that can be read. whole: all rows were looked at.

    foreign: rows whose reason the catalogue does not know.
    """

    rows: tuple[Understood, ...]
    good: int
    bad: int
    problems: tuple[RowProblem, ...]
    foreign: int
    whole: bool


def check(house: House, run: Run) -> Check:
    """Look at a file as it would be brought in; takes a second, so call it beside the loop that serves."""
    layout = files.layout_of(files.shape_of(house, run.token), run.kind, run.columns)
    return _orders(house, run, layout) if run.kind.code == "orders" else _returns(house, run, layout)


def _returns(house: House, run: Run, layout: Layout) -> Check:
    report, good, foreign = ImportReport(), 0, 0
    shown: list[SubmissionRow] = []
    batches = imports.submission_batches(house, files.path_of(house, run.token), layout, report)
    for batch in _some(batches, imports.ROWS_PER_BATCH):
        good += len(batch)
        foreign += sum(bool(row.reason_raw) and not reason_for(row.reason_raw) for row in batch)
        shown += batch[: SHOWN - len(shown)]
    rows = tuple(_of_return(row) for row in imports.redacted(shown))
    return Check(rows, good, report.bad, tuple(report.problems), foreign, good + report.bad < CHECKED)


def _orders(house: House, run: Run, layout: Layout) -> Check:
    report, good = ImportReport(), 0
    shown: list[Understood] = []
    batches = order_import.order_batches(house, files.path_of(house, run.token), layout, report)
    for batch in _some(batches, ORDERS_PER_BATCH):
        good += len(batch)
        shown += [line for order in batch[:SHOWN] for line in _of_order(house, order)][: SHOWN - len(shown)]
    return Check(tuple(shown), good, report.bad, tuple(report.problems), 0, good + report.bad < CHECKED)


def _some(batches: Iterator[Batch], size: int) -> Iterator[Batch]:
    return islice(batches, CHECKED // size)


def _of_return(row: SubmissionRow) -> Understood:
    return Understood(
        row.day,
        row.order_id,
        row.product or row.sku,
        row.size,
        row.quantity,
        reason_for(row.reason_raw),
        row.reason_raw,
        row.rating,
        row.comment,
        row.carrier,
    )


def _of_order(house: House, order: OrderLines) -> Sequence[Understood]:
    day = house.day_of(order.ordered_at) if order.ordered_at else None
    return [
        Understood(day, order.external_id, item.product or item.sku, item.size, item.quantity, carrier=order.carrier)
        for item in order.items
    ]
