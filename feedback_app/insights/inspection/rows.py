"""A row of a warehouse's file, or of a program, becomes the result of an inspection, or a list of what is wrong. Pure.

Other systems' words are read too: OTTO's grades A to E, Magento's item conditions (Unopened, Opened, Damaged), and
"resellable" or "damaged". Where a file knows no finding, the condition stands for the usual one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from surveys.import_rows import N_, RowProblem, RowReader

INSPECTION_COLUMNS: Final = ("order_id", "sku", "size", "condition", "finding", "note", "inspected_at")
LONGEST_NOTE: Final = 300
_CONDITIONS: Final[Mapping[str, str]] = MappingProxyType({
    "a": "A", "b": "B", "c": "C", "d": "D", "e": "E",
    "unopened": "A", "as new": "A", "new": "A", "sealed": "A", "neu": "A", "wie neu": "A", "ungeöffnet": "A",
    "opened": "B", "unpacked": "B", "resellable": "B", "sellable": "B", "geöffnet": "B", "verkaufsfähig": "B",
    "used": "C", "slight traces": "C", "gebraucht": "C", "gebrauchsspuren": "C",
    "damaged": "D", "defective": "D", "unsellable": "D", "beschädigt": "D", "defekt": "D",
    "worthless": "E", "scrap": "E", "destroyed": "E", "schrott": "E", "wertlos": "E",
})  # fmt: skip
_FINDINGS: Final[Mapping[str, str]] = MappingProxyType({
    "nothing": "nothing", "nothing found": "nothing", "none": "nothing", "no fault found": "nothing", "nff": "nothing",
    "ok": "nothing", "nichts": "nothing", "nichts gefunden": "nothing", "in ordnung": "nothing",
    "defective": "defective", "defect": "defective", "defekt": "defective",
    "damaged": "damaged", "beschädigt": "damaged",
    "worn": "worn", "used": "worn", "getragen": "worn", "benutzt": "worn", "gebraucht": "worn",
    "incomplete": "incomplete", "missing parts": "incomplete", "unvollständig": "incomplete",
    "wrong item": "wrong_item", "falscher artikel": "wrong_item",
    "other": "other", "sonstiges": "other", "anderes": "other",
})  # fmt: skip
_USUAL: Final[Mapping[str, str]] = MappingProxyType({
    "A": "nothing", "B": "nothing", "C": "worn", "D": "damaged", "E": "other",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class InspectionRow:
    """A result from a file. ``sku`` is empty where the order has one item only; ``line``: None without a file."""

    order_id: str
    sku: str
    size: str
    condition: str
    finding: str
    note: str
    day: date
    line: int | None = None


def parse_inspection(
    fields: Mapping[str, str], now: datetime, zone: ZoneInfo, line: int | None = None
) -> InspectionRow | list[RowProblem]:
    """Read one row with INSPECTION_COLUMNS; order_id and condition are needed. Without a day it is that of ``now``."""
    read = RowReader(fields, line)
    order_id, sku, size = read.needed("order_id"), read.name("sku"), read.name("size")
    condition = _known(read, fields, "condition", _CONDITIONS)
    finding = _known(read, fields, "finding", _FINDINGS) if _folded(fields, "finding") else _usual(fields, condition)
    at = read.instant("inspected_at", zone) if (fields.get("inspected_at") or "").strip() else now
    if not read.problems and at.astimezone(zone).date() > now.astimezone(zone).date():
        read.refuse("inspected_at", N_("This day has not come yet."))
    note = read.name("note")[:LONGEST_NOTE]
    day = at.astimezone(zone).date()
    return read.problems or InspectionRow(order_id, sku, size, condition, finding, note, day, line)


def _known(read: RowReader, fields: Mapping[str, str], column: str, words: Mapping[str, str]) -> str:
    raw = _folded(fields, column)
    if raw not in words:
        read.refuse(column, _EXPECTED[column], value=(fields.get(column) or "").strip())
        return ""
    return words[raw]


_EXPECTED: Final[Mapping[str, str]] = MappingProxyType({
    "condition": N_("“%(value)s” is no condition: A to E, or words such as unopened, opened and damaged."),
    "finding": N_(
        "“%(value)s” is no finding: nothing, defective, damaged, worn, incomplete, wrong_item and other are known."
    ),
})  # fmt: skip


def _usual(fields: Mapping[str, str], condition: str) -> str:
    if _folded(fields, "condition") in {"defective", "defekt"}:
        return "defective"
    return _USUAL.get(condition, "")


def _folded(fields: Mapping[str, str], column: str) -> str:
    return " ".join((fields.get(column) or "").replace("_", " ").replace("-", " ").casefold().split())
