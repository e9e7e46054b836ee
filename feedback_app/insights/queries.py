"""What detection knows of themes and the packed columns do not: expected days and open alerts. Reads only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from feedback_app.alerts.slices import Series, Slice
from feedback_app.foundation.dialect import fetch
from feedback_app.insights.views import EVERYTHING, Span

WATCHED: Final = frozenset({"carrier", "warehouse"})


@dataclass(frozen=True, slots=True)
class Expectation:
    """What detection expected of a day: the middle and the 95 % interval of the count."""

    expected: float
    lower: float
    upper: float


async def expectations(theme: str, span: Span, slices: Mapping[str, str] = EVERYTHING) -> dict[date, Expectation]:
    """Return what was expected of a theme's days; nothing for slices that detection does not watch."""
    if len(slices) > 1 or not slices.keys() <= WATCHED:
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
