"""Figures as CSV files: what one page shows, with stable columns and codes, for spreadsheets and programs.

Invariants: the columns never depend on the rows; a cell that a spreadsheet would run as a formula is defused.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from feedback_app.foundation.cells import BYTE_ORDER_MARK, defused
from feedback_app.foundation.charts import BandChart

if TYPE_CHECKING:
    from feedback_app.insights.themes.rows import ThemeRow

THEME_COLUMNS: Final = ("theme", "name", "team", "comments", "share", "lower", "upper", "trend", "change")
DAY_COLUMNS: Final = ("day", "comments", "expected", "lower", "upper")

Cell = str | int | float | date | None


def themes_csv(rows: Iterable[ThemeRow]) -> str:
    """Return the list of themes; shares are 0..1."""
    return csv_of(
        THEME_COLUMNS,
        (
            (r.code, r.name, r.team, r.count, r.share, r.lower, r.upper, r.trend, "" if r.by is None else r.by)
            for r in rows
        ),
    )


def days_csv(chart: BandChart) -> str:
    """Return a theme's days; empty cells where nobody answered or nothing could be expected."""
    return csv_of(DAY_COLUMNS, ((row.day, row.observed, row.expected, row.lower, row.upper) for row in chart.rows))


def csv_of(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Return the text of a file; floats with six significant digits, None as an empty cell."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return BYTE_ORDER_MARK + written.getvalue()


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.6g}"
    return defused(value) if isinstance(value, str) else str(value)
