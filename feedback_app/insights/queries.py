"""The questions that product managers' pages ask of the tables. Reads only.

Counts come from the counted days, which outlive the texts, where these know the slice (carrier, warehouse); for
products, categories and languages they come from the comments themselves. A figure is one grouped statement.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from feedback_app.alerts.slices import Series, Slice
from feedback_app.foundation.dialect import fetch
from feedback_app.insights.conditions import conditions
from feedback_app.insights.views import EVERYTHING, Span

COUNTED_SLICES: Final = frozenset({"carrier", "warehouse"})
MOST_PRODUCTS: Final = 8


@dataclass(frozen=True, slots=True)
class Expectation:
    """What detection expected of a day: the middle and the 95 % interval of the count."""

    expected: float
    lower: float
    upper: float


async def expectations(theme: str, span: Span, slices: Mapping[str, str] = EVERYTHING) -> dict[date, Expectation]:
    """Return what was expected of a theme's days; nothing for slices that detection does not watch."""
    if len(slices) > 1 or not slices.keys() <= COUNTED_SLICES:
        return {}
    series = Series(theme, *(Slice(name, value) for name, value in slices.items()))
    found = await fetch(
        'SELECT "day", "expected", "lower", "upper" FROM "trend" WHERE "series" = ? AND "day" BETWEEN ? AND ?',
        series.key,
        span.since,
        span.until,
    )
    return {row["day"]: Expectation(row["expected"], row["lower"], row["upper"]) for row in found}


async def open_alerts() -> dict[str, int]:
    """Return the id of the newest open alert of each theme that has one."""
    found = await fetch('SELECT "theme", MAX("id") AS "id" FROM "alert" WHERE "open_key" IS NOT NULL GROUP BY "theme"')
    return {row["theme"]: int(row["id"]) for row in found}
