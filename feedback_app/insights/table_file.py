"""The tables of the logistics and money pages as CSV files.

Invariants: columns never depend on the rows; shares are 0..1, amounts euros with a point; texts that a spreadsheet
would run are defused.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

from litestar import Response

from feedback_app.foundation.cells import BYTE_ORDER_MARK, defused
from feedback_app.insights.logistics.kinds import KINDS
from feedback_app.insights.logistics.views import LogisticsPage
from feedback_app.insights.money.views import ActionMoneyRow, LossTable

Cell = str | int | float | None
Rows = Iterable[Sequence[Cell]]

OF_KIND: Final = ("count", "share", "lower", "upper", "mark")
LOGISTICS_COLUMNS: Final = (
    *("dimension", "value", "returns"),
    *(f"{kind.code}_{name}" for kind in KINDS for name in OF_KIND),
    *("pieces_sent", "cost_euro"),
)
LOSS_COLUMNS: Final = ("value", "returns", "cost_euro", "share")
ACTION_COLUMNS: Final = (
    *("action", "measure", "started_on", "verdict", "days_after", "cases_after"),
    *("cases_saved", "cases_saved_lower", "cases_saved_upper", "cost_euro", "extra_revenue_euro"),
    *("roi", "roi_lower", "roi_upper", "counted"),
)


def csv_answer(columns: Sequence[str], rows: Rows, name: str) -> Response[str]:
    """Answer with a file."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    content = BYTE_ORDER_MARK + written.getvalue()
    return Response(content, media_type="text/csv", headers=headers)


def logistics_cells(page: LogisticsPage) -> tuple[Sequence[str], Rows]:
    """Return columns and rows of the logistics board."""
    rows = (
        (
            page.dimension,
            row.name,
            row.returns,
            *(value for one in row.cells for value in (one.count, one.share, one.lower, one.upper, one.mark)),
            row.sent,
            None if row.cents is None else row.cents / 100,
        )
        for row in page.table.rows
    )
    return LOGISTICS_COLUMNS, rows


def loss_cells(table: LossTable) -> tuple[Sequence[str], Rows]:
    """Return columns and rows of the costs by one dimension."""
    return LOSS_COLUMNS, ((row.name, row.items, row.cents / 100, row.share) for row in table.rows)


def action_cells(actions: Iterable[ActionMoneyRow]) -> tuple[Sequence[str], Rows]:
    """Return columns and rows of what actions cost and saved."""
    return ACTION_COLUMNS, (_action(one) for one in actions)


def _action(one: ActionMoneyRow) -> Sequence[Cell]:
    saved, ratio = one.saved, one.roi.ratio if one.roi else None
    return (
        *(one.id, one.measure, one.started_on.isoformat(), one.verdict, one.days, one.seen),
        *((saved.value, saved.lower, saved.upper) if saved else (None, None, None)),
        *(None if one.cost is None else one.cost / 100, None if one.cost is None else one.extra / 100),
        *((ratio.value, ratio.lower, ratio.upper) if ratio else (None, None, None)),
        "yes" if one.counted else "no",
    )


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".")
    return defused(value) if isinstance(value, str) else str(value)
