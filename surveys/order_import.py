"""Imports of orders: one line of the file per item, the lines of an order one after the other.

Invariants: importing twice changes nothing; an order with a bad line is left out as a whole, because half an order
would be a wrong one; memory does not grow with the file but for eight bytes per order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import groupby, islice
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from feedback_app.foundation.database import transaction
from feedback_app.foundation.house import House
from surveys import csv_file
from surveys.import_rows import N_, RowProblem, RowReader, unknown_columns
from surveys.imports import ImportReport, Layout, Progress
from surveys.orders import ORDERS_PER_BATCH, ItemLine, OrderLines, differing, upsert_orders

_OF_ITEM: Final = ("sku", "product", "category", "size", "color", "lot")
_OF_ORDER: Final = ("channel", "carrier", "warehouse", "region", "hub", "packaging", "shift", "postal_code")
ORDER_COLUMNS: Final = ("order_id", "ordered_at", "language", *_OF_ORDER, *_OF_ITEM, "quantity")
LONGEST_POSTAL_CODE: Final = 12
BYTES_PER_LINE: Final = 120


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One line of the file: an item, and what it says of its order."""

    order: OrderLines
    item: ItemLine


Parsed = tuple[int, str, OrderLine | list[RowProblem]]


async def import_orders(
    house: House, file: Path, *, dry_run: bool = False, progress: Progress = lambda _: None
) -> ImportReport:
    """Import a CSV file of orders; what an order says of itself is read from its first line.

    ``progress`` is told roughly how many bytes are read.
    """
    shape = csv_file.inspect_csv(file, required=("order_id", "sku"))
    unknown = tuple(problem.column for problem in unknown_columns(shape.columns, ORDER_COLUMNS))
    report, size, lines = ImportReport(unknown_columns=list(unknown)), _size(file), 0
    for batch in order_batches(house, file, Layout(shape, unknown=unknown), report):
        await store_orders(batch, report, dry_run=dry_run)
        lines += sum(len(order.items) for order in batch)
        progress(min(size, lines * BYTES_PER_LINE))
    return report


def order_batches(house: House, file: Path, layout: Layout, report: ImportReport) -> Iterator[list[OrderLines]]:
    """Yield a file's good orders as they are stored together; the report gets the lines of the others."""
    orders = _orders(_lines(csv_file.read_csv(file, layout.shape), layout, house.zone), report)
    while batch := list(islice(orders, ORDERS_PER_BATCH)):
        yield batch


async def store_orders(orders: Sequence[OrderLines], report: ImportReport, *, dry_run: bool = False) -> None:
    """Store one batch of orders in one transaction and complete the report; what is the same is not written."""
    async with transaction():
        new, changed = await differing(orders)
        if not dry_run:
            await upsert_orders([*new, *changed])
    report.stored += len(new) + len(changed)
    report.changed += len(changed)
    report.known += len(orders) - len(new) - len(changed)


def parse_order_line(
    fields: Mapping[str, str], zone: ZoneInfo, line: int | None = None
) -> OrderLine | list[RowProblem]:
    """Read one row with ORDER_COLUMNS; all but order_id and sku may be empty or absent."""
    read = RowReader(fields, line)
    number, sku = read.needed("order_id"), read.needed("sku")
    whole = {name: read.name(name) for name in _OF_ORDER}
    if len(whole["postal_code"]) > LONGEST_POSTAL_CODE:
        read.refuse("postal_code", N_("This is too long for a postal code."))
    ordered_at: datetime | None = None
    if (fields.get("ordered_at") or "").strip():
        ordered_at = read.instant("ordered_at", zone).astimezone(UTC)
    item = ItemLine(**{name: read.name(name) for name in _OF_ITEM} | {"sku": sku}, quantity=read.pieces("quantity"))
    language = "en" if (fields.get("language") or "").strip().lower().startswith("en") else "de"
    order = _order(number, ordered_at, language, whole)
    return read.problems or OrderLine(order, item)


def _size(file: Path) -> int:
    return file.stat().st_size


def _lines(rows: Iterable[csv_file.CsvRow | RowProblem], layout: Layout, zone: ZoneInfo) -> Iterator[Parsed]:
    for found in rows:
        if isinstance(found, RowProblem):
            yield found.line or 0, "", [found]
        else:
            line, fields = found[0], layout.understood(found[1])
            yield line, (fields.get("order_id") or "").strip(), parse_order_line(fields, zone, line)


def _orders(lines: Iterable[Parsed], report: ImportReport) -> Iterator[OrderLines]:
    seen: set[int] = set()
    by_order: Callable[[Parsed], str] = lambda parsed: parsed[1]  # noqa: E731 groupby needs a key with a name for mypy
    for number, group in groupby(lines, by_order):
        parsed = list(group)
        bad = [one for _, _, one in parsed if isinstance(one, list)]
        if not bad and hash(number) in seen:
            reason = N_("The lines of this order do not stand together.")
            bad = [[RowProblem(parsed[0][0], "order_id", reason)]]
        seen.add(hash(number))
        for problems in bad:
            report.note(problems)
        good = [one for _, _, one in parsed if isinstance(one, OrderLine)]
        if good and not bad:
            yield _with_items(good)


def _with_items(lines: list[OrderLine]) -> OrderLines:
    return replace(lines[0].order, items=tuple(line.item for line in lines))


def _order(number: str, ordered_at: datetime | None, language: str, whole: Mapping[str, str]) -> OrderLines:
    return OrderLines(
        external_id=number,
        ordered_at=ordered_at,
        language=language,
        channel=whole["channel"],
        carrier=whole["carrier"],
        warehouse=whole["warehouse"],
        region=whole["region"],
        hub=whole["hub"],
        packaging=whole["packaging"],
        shift=whole["shift"],
        postal_code=whole["postal_code"],
    )
