"""The first page of the desk: what to fix first and why, six numbers, what moves, the themes, and where they gather.

Reads only; all of it follows the view's days, filters and comparison, but for the sentences of the week.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, get_args

from feedback_app.alerts.views import FilterLink
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.languages import informal, language
from feedback_app.foundation.live import Live
from feedback_app.insights.overview import counts as overview_counts
from feedback_app.insights.overview.figures import Figure, figures
from feedback_app.insights.overview.figures import Known as Reckoned
from feedback_app.insights.overview.first import FirstProduct, first_products
from feedback_app.insights.overview.moves import Moves, moves
from feedback_app.insights.overview.news import week_in_words
from feedback_app.insights.products.knowing import known_now as products_known_now
from feedback_app.insights.start.first_steps import Start
from feedback_app.insights.store.columns import Cut
from feedback_app.insights.store.facts import Facts, facts_now
from feedback_app.insights.themes import heat_map
from feedback_app.insights.themes.heat_map import Heat
from feedback_app.insights.themes.listing import known_now as themes_known_now
from feedback_app.insights.themes.rows import ThemeRow, rows_of_themes
from feedback_app.insights.view_head import ViewHead, view_head
from feedback_app.insights.views import View
from surveys.results.chart import ScoreChart, score_chart
from surveys.results.cut import MOST_DAILY, MOST_WEEKLY, Every

OWN: Final = ("every",)
"""What only this page knows of its address."""
MOST_THEMES: Final = 8
MOST_STEPS: Final = 400
MOST_KEPT: Final = 64
KEPT_SECONDS: Final = 300
"""What does not change the data's version, e.g. that a case is overdue now, is seen after so long."""

Key = tuple[str, str, str, bool, date, int]


_kept: dict[Key, tuple[Facts, Overview]] = {}
"""Made overviews of one snapshot: most members look at the same few views, and all views anew every half minute."""


@dataclass(frozen=True, slots=True)
class Course:
    """Satisfaction over time: the chart, what a step is, and the choice of steps."""

    chart: ScoreChart
    every: Every
    step: str
    choices: tuple[FilterLink, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """Context of overview/index.html. rows: the largest themes, ``more`` of them are not shown. priced: costs known."""

    head: ViewHead
    news: tuple[str, ...]
    first: tuple[FirstProduct, ...]
    figures: tuple[Figure, ...]
    moves: Moves
    rows: tuple[ThemeRow, ...]
    more: int
    sort: str
    priced: bool
    themes_url: str
    products_url: str
    heat: Heat
    course: Course
    start: Start | None = None
    live: Live | None = None


async def overview(house: House, view: View, version: str = "") -> Overview:
    """Return the overview of a view; one of the same data ``version`` (live.py) is kept for a while."""
    facts, today = await facts_now(), house.today()
    key = (
        f"{version}{view.puzzled}",
        view.url(),
        language(),
        informal(),
        today,
        int(house.now().timestamp()) // KEPT_SECONDS,
    )
    if version and (kept := _kept.get(key)) and kept[0] is facts:
        return kept[1]
    made = await _overview(house, view)
    # What an empty shop shows costs nothing, and changes with the first answer, before that is counted.
    if version and facts.version:
        _keep(key, facts, made)
    return made


async def _overview(house: House, view: View) -> Overview:
    known, themes = await products_known_now(house), await themes_known_now()
    facts = known.facts
    cut = facts.said(view.span, view.slices)
    before = facts.said(view.before, view.slices) if view.before else None
    rows = rows_of_themes(view, facts, cut, themes, known.costs)
    news = await week_in_words(view.today, themes.names) if not view.slices and not view.team else ()
    return Overview(
        head=await view_head(view, facts, cut),
        news=news,
        first=first_products(view, cut, known, themes),
        figures=await figures(Reckoned(view, facts, cut, before, known.costs, known.delays, house.now())),
        moves=await moves(view, facts, rows, themes, news),
        rows=rows[:MOST_THEMES],
        more=max(len(rows) - MOST_THEMES, 0),
        sort="volume",
        priced=known.costs.known,
        themes_url=view.url("/themes"),
        products_url=view.url("/products"),
        heat=await heat_map.small(view, facts, cut),
        course=_course(view, facts, cut),
    )


def _keep(key: Key, facts: Facts, made: Overview) -> None:
    for old in [old for old, (of, _made) in _kept.items() if of is not facts]:
        del _kept[old]
    while len(_kept) >= MOST_KEPT:
        del _kept[next(iter(_kept))]
    _kept[key] = (facts, made)


def _course(view: View, facts: Facts, cut: Cut) -> Course:
    """Return satisfaction over the days that have answers at all: an own span may be decades long."""
    every = _every(view)
    span = view.span
    if facts.first_day and facts.last_day and span.days > MOST_STEPS:
        span = overview_counts.within(span, facts.first_day, facts.last_day)
    points = overview_counts.csat_points(overview_counts.ratings(cut), span, every)
    words = step_words()
    return Course(
        chart=score_chart(points, 0.0, 1.0),
        every=every,
        step=words[every],
        choices=tuple(
            FilterLink(word, view.url(every=step), step == every)
            for step, word in choice_words().items()
            if step != "day" or span.days <= MOST_WEEKLY
        ),
    )


def step_words() -> dict[Every, str]:
    """Return what a step covers, as the head of a column."""
    return {"day": _("Day"), "week": _("Week from"), "month": _("Month")}


def choice_words() -> dict[Every, str]:
    """Return the choices of steps."""
    return {"day": _("by day"), "week": _("by week"), "month": _("by month")}


def _every(view: View) -> Every:
    asked, days = view.own.get("every", ""), view.span.days
    if asked in get_args(Every) and (asked != "day" or days <= MOST_WEEKLY):
        return asked  # type: ignore[return-value]  # one of Every, as was asked
    return "day" if days <= MOST_DAILY else "week" if days <= MOST_WEEKLY else "month"
