"""The six numbers of the overview: each with its interval, its change, a small line, and the answers behind it.

Words stand here, counting in overview_counts.py, return_rate.py, medians.py and totals.py. Invariant: where a number
cannot be said, the figure says why and what would help.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import numpy as np

from feedback_app.cases.wording import length_words
from feedback_app.foundation.charts import Spark, spark
from feedback_app.foundation.languages import format_number, format_percent, ngettext
from feedback_app.foundation.languages import gettext as _
from feedback_app.insights.money.costs import CostModel, cents_of, pieces_without_cost
from feedback_app.insights.overview import counts
from feedback_app.insights.overview.counts import Ints, Steps
from feedback_app.insights.overview.medians import change_of_medians, median_of
from feedback_app.insights.overview.return_rate import (
    ReturnRate,
    change_of_rates,
    rates_by_step,
    return_rate,
    why_no_rate,
)
from feedback_app.insights.overview.totals import TotalChange, change_of_totals
from feedback_app.insights.products.cohorts import Delays
from feedback_app.insights.products.knowing import ordered_url, undated_in
from feedback_app.insights.shares import Change, Direction, change_between, share_of
from feedback_app.insights.store.columns import Cut
from feedback_app.insights.store.facts import Facts
from feedback_app.insights.views import View
from feedback_app.insights.waiting import waits
from surveys.results.figures import Estimate

CENTS: Final = 100
Words = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class Moved:
    """Which way a number went; words say the value before or how much it changed, "" where that is not known."""

    trend: Direction
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """A small line, and what it shows for those who do not see it."""

    spark: Spark
    words: str


@dataclass(frozen=True, slots=True)
class Figure:
    """Context of overview/_figure.html. All words are ready; "" where there is nothing to say.

    value, interval, basis: the number, its 95 % interval, and what it rests on. moved: None when nothing is compared.
    why: said instead of a number. way_url: what helps. url: the answers behind the number.
    """

    key: str
    label: str
    value: str = ""
    interval: str = ""
    basis: str = ""
    moved: Moved | None = None
    line: Line | None = None
    url: str = ""
    why: str = ""
    way_url: str = ""
    way: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What all six figures are reckoned with. cut, before: of the view's span and of the one before."""

    view: View
    facts: Facts
    cut: Cut
    before: Cut | None
    costs: CostModel
    delays: Delays
    now: datetime

    @property
    def steps(self) -> Steps:
        """The steps of the small lines."""
        return counts.steps_of(self.view)


async def figures(known: Known) -> tuple[Figure, ...]:
    """Return returns, return rate, CSAT, NPS, first response and cost, in this order."""
    return (_returns(known), _rate(known), _csat(known), _nps(known), await _response(known), _cost(known))


def _returns(known: Known) -> Figure:
    pieces, view = known.cut.pieces(), known.view
    found = Figure("returns", _("Returned pieces"), format_number(pieces), url=view.url("/submissions", only="returns"))
    items = known.cut.items()
    line = counts.per_step(counts.pieces_of(known.cut), known.cut.column("day"), known.steps)
    return replace(
        found,
        basis=ngettext("one returned item", "%(num)s returned items", items) % {"num": format_number(items)},
        moved=total_change(view, known.facts, counts.pieces_of),
        line=_line(line.tolist(), format_number),
    )


def _cost(known: Known) -> Figure:
    view, label = known.view, _("Cost of returns")
    if not known.costs.known:
        return Figure(
            "cost", label, why=_("Nobody has said yet what a return costs."), way_url="/money", way=_("Enter costs")
        )
    cents = cents_of(known.cut, known.facts, known.costs)
    unknown = pieces_without_cost(known.cut, known.facts, known.costs)
    found = Figure("cost", label, _euro(float(cents.sum())), url=view.url("/money"))
    without = ngettext("one piece without a cost", "%(num)s pieces without a cost", unknown)
    return replace(
        found,
        basis=without % {"num": format_number(unknown)} if unknown else _("by the cost model"),
        moved=total_change(view, known.facts, lambda cut: cents_of(cut, known.facts, known.costs)),
        line=_line(counts.per_step(cents, known.cut.column("day"), known.steps).tolist(), _euro),
    )


def _rate(known: Known) -> Figure:
    view, today = known.view, known.view.today
    found = return_rate(known.facts, view.span, view.slices, today, known.delays)
    figure = Figure("rate", _("Return rate of these orders"), url=ordered_url(view))
    if found.behind is None:
        imports = found.verdict in {"nothing_sent", "undated", "more_back"}
        way = ("/shop", _("Import shipments")) if imports else ("", "")
        return replace(figure, why=why_no_rate(found, view.slices), way_url=way[0], way=way[1])
    steps = known.steps
    line = rates_by_step(found, view.span, today, steps.first, steps.count, steps.days)
    back = {"now": format_percent(found.returned / found.shipped), "sent": format_number(found.shipped)}
    return replace(
        figure,
        value=format_percent(found.behind.expected),
        interval=_shares(found.behind.lower, found.behind.upper),
        basis=", ".join(filter(None, (_("in the end; so far %(now)s of %(sent)s pieces") % back, _undated(known.cut)))),
        moved=_rate_change(known, found),
        line=_line(line, format_percent),
    )


def _undated(cut: Cut) -> str:
    missing = undated_in(cut)
    left_out = ngettext(
        "one item without the day of its order is left out",
        "%(num)s items without the day of their order are left out",
        missing,
    )
    return left_out % {"num": format_number(missing)} if missing else ""


def _rate_change(known: Known, found: ReturnRate) -> Moved | None:
    view = known.view
    if view.before is None:
        return None
    before = return_rate(known.facts, view.before, view.slices, view.today, known.delays)
    return _moved(change_of_rates(before, found), format_percent(before.final.expected) if before.final else "")


def _csat(known: Known) -> Figure:
    voices = counts.ratings(known.cut)
    found = counts.csat(voices)
    figure = Figure("csat", _("Satisfied (4 or 5 of 5)"), url=known.view.url("/submissions", only="rated"))
    if found is None:
        return replace(figure, why=_("Nobody has rated in this view."), way_url="/surveys", way=_("To the surveys"))
    line = counts.csat_by_step(voices, known.steps)
    former = counts.csat(counts.ratings(known.before)) if known.before else None
    return replace(
        _estimated(figure, found, format_percent, _shares(found.lower, found.upper)),
        basis=ngettext("of one rating", "of %(num)s ratings", found.n) % {"num": format_number(found.n)},
        moved=_moved(_share_change(former, found), _worded(former, format_percent)) if known.before else None,
        line=_line(line, format_percent),
    )


def _nps(known: Known) -> Figure:
    voices = counts.scores(known.cut)
    found = counts.nps(voices)
    figure = Figure("nps", _("Recommendation (NPS)"), url=known.view.url("/submissions", only="scored"))
    if found is None:
        why = _("Nobody was asked for a recommendation in this view.")
        return replace(figure, why=why, way_url="/surveys", way=_("To the surveys"))
    line = counts.nps_by_step(voices, known.steps)
    former = counts.nps(counts.scores(known.before)) if known.before else None
    bounds = _("(%(lower)s to %(upper)s)") % {"lower": _points(found.lower), "upper": _points(found.upper)}
    return replace(
        _estimated(figure, found, _points, bounds),
        basis=ngettext("of one answer", "of %(num)s answers", found.n) % {"num": format_number(found.n)},
        moved=_moved(counts.change_of_scores(former, found), _worded(former, _points)) if known.before else None,
        line=_line(line, _points),
    )


async def _response(known: Known) -> Figure:
    view = known.view
    found = await waits(view.span, known.cut, known.now)
    middle = median_of(found.seconds)
    figure = Figure("response", _("First response (median)"), url="/cases")
    if middle is None:
        return replace(figure, why=_("No case of these days has been answered."))
    before = await waits(view.before, known.before, known.now) if view.before and known.before else None
    former = median_of(before.seconds) if before else None
    bounds = [_wait(one) for one in (middle.lower, middle.upper) if one is not None]
    cases = ngettext("of one case", "of %(num)s cases", middle.n) % {"num": format_number(middle.n)}
    late = ngettext("one is overdue", "%(num)s are overdue", found.late) % {"num": format_number(found.late)}
    return replace(
        figure,
        value=_wait(middle.value),
        interval=f"({' – '.join(bounds)})" if bounds else _("too few for an interval"),
        basis=f"{cases}, {late}" if found.late else cases,
        moved=_moved(change_of_medians(before.seconds, found.seconds), _wait(former.value) if former else "")
        if before
        else None,
        line=_line(_medians(found.seconds, known.steps.of(found.days), known.steps.count), _wait),
    )


def _medians(seconds: Sequence[float], steps: Ints, count: int) -> list[float | None]:
    found: list[float | None] = []
    for step in range(count):
        middle = median_of([one for one, place in zip(seconds, steps.tolist(), strict=True) if place == step])
        found.append(middle.value if middle and math.isfinite(middle.value) else None)
    return found


def total_change(view: View, facts: Facts, amounts: Callable[[Cut], Ints]) -> Moved | None:
    """Compare totals of the days that are over, as today has only begun; None where nothing is compared.

    amounts: of each row of a cut, (n,).
    """
    spans = counts.whole_days(view)
    if spans is None:
        return None
    sums, squares, total = [], 0.0, 0.0
    for span in spans:
        cut = facts.said(span, view.slices)
        values = amounts(cut).astype(np.float64)
        sums.append(counts.per_day(values, cut.column("day"), span))
        squares, total = squares + float((values**2).sum()), total + float(values.sum())
    found = change_of_totals(sums[0], sums[1], squares / total if total else 1.0)
    return Moved(found.trend, _by_words(found))


def _by_words(found: TotalChange) -> str:
    if found.by is None:
        return ""
    if found.lower is None or found.upper is None:
        return _signed(found.by)
    return f"{_signed(found.by)} ({_signed(found.lower)} … {_signed(found.upper)})"


def _share_change(before: Estimate | None, now: Estimate) -> Change:
    if before is None:
        return Change("too_early", None)
    return change_between(*(share_of(round(one.value * one.n), one.n) for one in (before, now)))


def _moved(change: Change, before: str) -> Moved:
    return Moved(change.trend, _("before: %(value)s") % {"value": before} if before else "")


def _worded(found: Estimate | None, words: Words) -> str:
    return "" if found is None or found.early else words(found.value)


def _estimated(figure: Figure, found: Estimate, words: Words, bounds: str) -> Figure:
    if found.early:
        return replace(figure, why=_("Too early: fewer than five answers."))
    return replace(figure, value=words(found.value), interval=bounds)


def _line(values: Sequence[float | None], words: Words) -> Line | None:
    """Return a small line; None where less than half of its values are known: gaps would be all there is to see."""
    told = [value for value in values if value is not None]
    if len(told) < 2 or 2 * len(told) < len(values):
        return None
    ends = {"first": words(told[0]), "last": words(told[-1]), "low": words(min(told)), "high": words(max(told))}
    said = _("Over time: from %(first)s to %(last)s, lowest %(low)s, highest %(high)s.") % ends
    return Line(spark(values, width=132, height=28), said)


def _shares(lower: float, upper: float) -> str:
    return f"({format_number(100 * lower, 1)}–{format_number(100 * upper, 1)})"


def _points(value: float) -> str:
    rounded = round(value)
    return f"{'+' if rounded > 0 else ''}{format_number(rounded)}".replace("-", "−")


def _signed(share: float) -> str:
    return f"{'+' if share > 0 else '−' if share < 0 else ''}{format_percent(abs(share), 0)}"


def _euro(cents: float) -> str:
    return f"{format_number(cents / CENTS)} €"


def _wait(seconds: float) -> str:
    return length_words(seconds) if math.isfinite(seconds) else _("still waiting")
