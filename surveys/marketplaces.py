"""How marketplaces name the columns of their return reports, and what these are called here. Pure.

Invariants: a file is taken for a marketplace's only by columns that nobody else has; a column that already has our name
keeps it; reasons stay as they came, the catalogue reads them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Report:
    """One kind of report. ``signs``: columns that give it away; ``names``: ours by theirs, both folded."""

    channel: str
    signs: frozenset[str]
    names: Mapping[str, str]


_SOLD: Final = {"order_id": "order_id", "amazon_order_id": "order_id"}
REPORTS: Final = (
    # Customer returns of goods that Amazon ships: tab separated.
    Report(
        "amazon",
        frozenset({"return_date", "asin", "reason"}),
        MappingProxyType(
            {
                **_SOLD,
                "return_date": "submitted_at",
                "product_name": "product",
                "customer_comments": "comment",
                "sku": "sku",
                "quantity": "quantity",
                "reason": "reason",
            }
        ),
    ),
    # Returns of goods that the shop ships itself: tab separated, or the XML's names when somebody made a table of it.
    *(
        Report(
            "amazon",
            frozenset({"return_request_date", reason}),
            MappingProxyType(
                {
                    **_SOLD,
                    "return_request_date": "submitted_at",
                    "merchant_sku": "sku",
                    "item_name": "product",
                    "return_quantity": "quantity",
                    "buyer_comment": "comment",
                    "customer_comments": "comment",
                    "category": "category",
                    reason: "reason",
                }
            ),
        )
        for reason in ("return_reason", "return_reason_code")
    ),
)


def report_of(columns: Sequence[str]) -> Report | None:
    """Return the kind of report that a header belongs to, or None for a shop's own file."""
    folded = {_folded(column) for column in columns}
    if "submitted_at" in columns:
        return None
    return next((report for report in REPORTS if report.signs <= folded), None)


def our_names(columns: Sequence[str], report: Report) -> tuple[str, ...]:
    """Return the header with our names; of two columns with one meaning, the first gets it."""
    taken = {column for column in columns if column in report.names.values()}
    renamed: list[str] = []
    for column in columns:
        ours = report.names.get(_folded(column), "")
        free = bool(ours) and (ours == column or ours not in taken)
        taken |= {ours} if free else set()
        renamed.append(ours if free else column)
    return tuple(renamed)


def _folded(column: str) -> str:
    return re.sub(r"[\s_\-]+", "_", column.strip().casefold())
