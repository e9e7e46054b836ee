"""Then and now, side by side: a theme's comments per week as they were counted at the time, and as they are counted
today, for the pages of one theme.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from classifier.workbench.past import as_counted_now, as_counted_then, was_counted_otherwise
from feedback_app.foundation.charts import BandChart, band_chart
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import gettext as _

WEEKS: Final = 26
WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class ThenAndNow:
    """Context of workbench/_then_now.html: weeks by their first day; the chart's ``expected`` line is "then"."""

    chart: BandChart
    then: int
    now: int
    first: date


async def then_and_now(theme: str, house: House) -> ThenAndNow | None:
    """Return a theme's last 26 weeks in both countings; None where both are the same."""
    today = house.today()
    last = today - timedelta(days=today.weekday())
    first = last - (WEEKS - 1) * WEEK
    if not await was_counted_otherwise(theme):
        return None
    then = await as_counted_then(theme, first, today, house.zone)
    now = await as_counted_now(theme, first, today)
    if then == now:
        return None
    weeks = [first + number * WEEK for number in range(WEEKS)]
    known = [None] * WEEKS
    chart = band_chart(
        weeks,
        _per_week(now, weeks),
        [float(count) for count in _per_week(then, weeks)],
        known,
        known,
        None,
        _("Comments per week"),
        height=180,
    )
    return ThenAndNow(chart, sum(then.values()), sum(now.values()), first)


def _per_week(counts: Mapping[date, int], weeks: list[date]) -> list[int]:
    return [sum(counts.get(week + timedelta(days=day), 0) for day in range(7)) for week in weeks]
