"""The figures beside the hits of a search: how they went, and which themes and products they are about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from classifier.themes import theme_names
from feedback_app.foundation.charts import Bar, BarItem, Spark, bars, spark
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.languages import language
from feedback_app.insights.store.columns import Array, Cut
from feedback_app.insights.store.facts import Facts
from feedback_app.insights.views import View

TOP: Final = 5
LONGEST_BY_DAY: Final = 31


@dataclass(frozen=True, slots=True)
class Course:
    """Hits per week, or per day of a short span; ``rows`` are first days and counts, newest first."""

    title: str
    spark: Spark
    rows: tuple[tuple[date, int], ...]
    by_day: bool


def course_of(cut: Cut, view: View, complete: bool) -> Course | None:
    """Count hits per week, back from the last day; weeks before the oldest hit that was looked at are left out."""
    if not cut.size:
        return None
    days = cut.column("day")
    until = min(view.span.until, view.today).toordinal()
    since = view.span.since.toordinal() if complete else int(days.min())
    step = 1 if until - since < LONGEST_BY_DAY else 7
    steps = max((until - since + 1) // step, 1)
    first = until - steps * step + 1
    inside = (days >= first) & (days <= until)
    counts = np.bincount((days[inside] - first) // step, minlength=steps)
    rows = tuple((date.fromordinal(first + number * step), int(count)) for number, count in enumerate(counts))
    title = _("Hits per day") if step == 1 else _("Hits per week")
    return Course(title, spark([count for _day, count in rows], 480, 56), rows[::-1], step == 1)


async def top_themes(cut: Cut, view: View, facts: Facts) -> tuple[Bar, ...]:
    """Return the themes that hits have most; following one leaves only those."""
    codes = facts.values("theme")
    names = await theme_names(language())
    top = _top(cut.theme_counts(len(codes)))
    return bars(
        [
            BarItem(
                names[codes[code]].name if codes[code] in names else codes[code],
                count,
                count / cut.size,
                url=view.url(theme=codes[code]),
            )
            for code, count in top
        ]
    )


def top_products(cut: Cut, view: View, facts: Facts) -> tuple[Bar, ...]:
    """Return the products that hits are about most; following one leaves only those."""
    names = facts.values("product")
    top = _top(cut.counts("product", len(names)))
    return bars(
        [BarItem(names[code], count, count / cut.size, url=view.url(product=names[code])) for code, count in top]
    )


def _top(counts: Array) -> list[tuple[int, int]]:
    """Return the codes that occur most with their counts; 0 is no value and never among them."""
    counts = counts.copy()
    counts[:1] = 0
    order = np.argsort(-counts, kind="stable")[:TOP]
    return [(int(code), int(counts[code])) for code in order if counts[code]]
