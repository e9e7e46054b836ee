"""Where parcels go wrong: which columns are asked, and which themes are a carrier's or a warehouse's trouble. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from feedback_app.insights.file_report.ledger import Ledger
from feedback_app.insights.file_report.tallies import PlaceTally, place_counts
from feedback_app.insights.shares import Share
from feedback_app.insights.themes.cell_tests import marks

DIMENSIONS: Final = ("carrier", "warehouse", "packaging", "hub", "region")
TROUBLES: Final = (
    ("damaged", ("damaged_transport", "damaged_warehouse", "packaging")),
    ("late", ("too_late", "not_delivered", "delivery_service")),
    ("wrong", ("wrong_item", "missing_parts", "extra_item")),
)
"""Damage, lateness, and what the warehouse mixed up."""
MOST_VALUES: Final = 12


@dataclass(frozen=True, slots=True)
class PlaceTable:
    """One dimension: its values, the most frequent first; ``rest`` values more are not shown."""

    dimension: str
    rows: tuple[PlaceTally, ...]
    rest: int


@dataclass(frozen=True, slots=True)
class Outlier:
    """A value that stands out in one trouble, with the share of all others."""

    dimension: str
    value: str
    trouble: str
    share: Share
    elsewhere: float

    @property
    def excess(self) -> float:
        """Return the returns beyond the others' share."""
        return self.share.count - self.share.answers * self.elsewhere


def place_tables(ledger: Ledger) -> tuple[PlaceTable, ...]:
    """Return a table for each dimension with at least two values; all their cells are tested at once."""
    counted = {name: place_counts(ledger, name, [themes for _, themes in TROUBLES]) for name in DIMENSIONS}
    counted = {name: one for name, one in counted.items() if len(one.values) > 1}
    marked = iter(marks([test for one in counted.values() for test in one.tests]))
    tables = []
    for name, one in counted.items():
        rows = one.tallies([next(marked) for _ in TROUBLES])
        tables.append(PlaceTable(name, rows[:MOST_VALUES], max(0, len(rows) - MOST_VALUES)))
    return tuple(tables)


def outliers(ledger: Ledger, tables: tuple[PlaceTable, ...]) -> tuple[Outlier, ...]:
    """Return what stands out beyond chance, the most extra returns first."""
    found = []
    for table in tables:
        told = int((ledger.columns[table.dimension].codes > 0).sum())
        for row in table.rows:
            for (trouble, themes), share, mark in zip(TROUBLES, row.shares, row.marks, strict=True):
                if mark == "more":
                    total = int((ledger.has_any(themes) & (ledger.columns[table.dimension].codes > 0)).sum())
                    elsewhere = (total - share.count) / max(told - share.answers, 1)
                    found.append(Outlier(table.dimension, row.value, trouble, share, elsewhere))
    return tuple(sorted(found, key=lambda one: -one.excess))
