"""What each action cost, what it saved, and whether it paid. Reads only.

A case saved is worth what a case of this theme costs where the action works: the theme's part of the cost of the
returns that had it, in the four weeks before the action and the days after it. Invariants: only measured improvements
save anything; a cost that nobody has given is unknown, not nothing; cases that two actions may both have saved count
once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from classifier.themes import theme_names
from feedback_app.alerts import effect_words
from feedback_app.alerts.dangers import danger_names
from feedback_app.alerts.effect_counts import WINDOW
from feedback_app.alerts.effect_desk import action_rows, found_of, place_words
from feedback_app.alerts.effects import DEFAULT_PHI
from feedback_app.alerts.slices import RETURN_RATE, Series, parse_series
from feedback_app.alerts.ways import series_url
from feedback_app.foundation.dialect import fetch, marks
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.languages import language
from feedback_app.insights.money.action_money import money_of
from feedback_app.insights.money.costs import CostModel, cents_by_theme, cents_of
from feedback_app.insights.money.savings import (
    NOTHING,
    Estimate,
    Measured,
    Roi,
    Worked,
    cases_saved,
    cases_without,
    counted_once,
    roi,
    tied_to,
    together,
)
from feedback_app.insights.money.views import ActionMoneyRow, Balance
from feedback_app.insights.money.words import count_range, euro_bounds, euro_range, euros, roi_parts, roi_words
from feedback_app.insights.store.facts import Facts
from feedback_app.insights.views import Span

EARLY: Final = "too_early"
OPEN_VERDICTS: Final = (None, EARLY)


@dataclass(frozen=True, slots=True)
class ActionResult:
    """An action, its effect as stored, and its money. price: cents per case, None: not known. cost None: not given."""

    row: Mapping[str, Any]
    series: Series
    measured: Measured
    price: float | None
    cost: int | None
    extra: int

    @property
    def judged(self) -> bool:
        """Tell whether there is a verdict; too few answers at the end of the window are one too."""
        return self.row["verdict"] not in OPEN_VERDICTS or bool(self.row["final"])

    @property
    def worked(self) -> Worked:
        """When and against what it worked."""
        first = self.row["started_on"] + timedelta(days=1)
        last = self.row["started_on"] + timedelta(days=int(self.row["days_after"] or 0))
        part = self.series.slice
        return Worked(self.series.theme, part.dimension, part.value, first, last)

    @property
    def cases(self) -> Estimate | None:
        """Return the cases saved; None unless it improved things."""
        return cases_saved(self.measured)

    @property
    def saved(self) -> Estimate:
        """Return the cents saved; nothing where nothing was measured, or nobody has said a cost."""
        cases = self.cases
        return cases.times(self.price) if cases and self.price is not None else NOTHING


async def action_results(span: Span, facts: Facts, model: CostModel) -> tuple[ActionResult, ...]:
    """Return the actions that began in a span, the newest first."""
    rows = await action_rows(
        "WHERE a.started_on BETWEEN ? AND ? ORDER BY a.started_on DESC, a.id DESC", span.since, span.until
    )
    ids = [int(row["id"]) for row in rows]
    money, spreads = await money_of(ids), await _spreads(ids)
    results = []
    for row in rows:
        series = parse_series(row["scope"] or row["series"])
        phi = max(1.0, spreads.get(row["id"], DEFAULT_PHI))
        after = int(row["after_count"] or 0)
        measured = Measured(row["verdict"] or EARLY, after, row["ratio"], row["lower"], row["upper"], phi)
        cost, extra = money.get(row["id"], (None, 0))
        price = _price(row, series, facts, model) if measured.verdict == "improved" else None
        results.append(ActionResult(row, series, measured, price, cost, extra))
    return tuple(results)


def counted(results: Sequence[ActionResult]) -> tuple[bool, ...]:
    """Tell which actions' savings count in a sum: measured ones, and of those that overlap the one that saved most."""
    once = counted_once([one.worked for one in results if one.cases], [one.saved.value for one in results if one.cases])
    found = iter(once)
    return tuple(next(found) if one.cases else False for one in results)


def tied(results: Sequence[ActionResult]) -> tuple[bool, ...]:
    """Tell which actions with a known cost may owe their savings to one whose cost nobody has said."""
    helped = [one for one in results if one.cases and one.cost is not None]
    found = iter(tied_to([one.worked for one in helped], [one.worked for one in results if _unpriced(one)]))
    return tuple(next(found) if one.cases and one.cost is not None else False for one in results)


def _unpriced(one: ActionResult) -> bool:
    return one.cases is not None and one.cost is None


def total_roi(results: Sequence[ActionResult]) -> Roi:
    """Return the ROI of the actions with a verdict and a known cost; what did not help counts with its cost.

    What actions saved together was paid by all of their costs: while one of these is unknown, none of them counts.
    """
    chosen = [
        one
        for one, bound in zip(results, tied(results), strict=True)
        if one.judged and one.cost is not None and not bound
    ]
    saved = together([one.saved for one, counts in zip(chosen, counted(chosen), strict=True) if counts])
    return roi(saved, sum(one.extra for one in chosen), sum(one.cost or 0 for one in chosen))


def balance(results: Sequence[ActionResult], span: Span, model: CostModel) -> Balance:
    """Return all actions of a span together, in words."""
    saved = together([one.saved for one, counts in zip(results, counted(results), strict=True) if counts])
    found = total_roi(results)
    judged, bound = [one for one in results if one.judged], sum(tied(results))
    said = model.known and any(counted(results))
    ratio, bounds = roi_parts(found) if model.known else ("", "")
    return Balance(
        since=span.since,
        until=span.until,
        saved=euros(saved.value) if said else "",
        saved_range=euro_bounds(saved) if said else "",
        roi=ratio,
        roi_range=bounds,
        roi_value=found if model.known else None,
        roi_saved=euro_range(found.saved),
        extra=euros(found.extra),
        cost=euros(found.cost),
        in_roi=sum(one.cost is not None for one in judged) - bound,
        tied=bound,
        unpriced=sum(one.cost is None for one in judged),
        early=len(results) - len(judged),
    )


async def action_lines(results: Sequence[ActionResult], model: CostModel, may_edit: bool) -> tuple[ActionMoneyRow, ...]:
    """Return the actions in words."""
    names = {code: theme.name for code, theme in (await theme_names(language())).items()}
    places = await place_words([one.series for one in results])
    return tuple(
        _line(one, (_theme_words(one.series.theme, names), place), (counts, bound), model, may_edit)
        for one, place, counts, bound in zip(results, places, counted(results), tied(results), strict=True)
    )


def _theme_words(code: str, names: Mapping[str, str]) -> str:
    """Return what an action is against: a theme, the return rate, or a danger."""
    if code == RETURN_RATE:
        return _("Return rate")
    danger = danger_names(code)
    return danger.in_language(language()) if danger else names.get(code, code)


def _line(
    one: ActionResult, where: tuple[str, str], sums: tuple[bool, bool], model: CostModel, may_edit: bool
) -> ActionMoneyRow:
    row, cases, without = one.row, one.cases, cases_without(one.measured)
    priced = one.price is not None and cases is not None
    own = roi(one.saved, one.extra, one.cost) if one.cost is not None and one.judged and model.known else None
    return ActionMoneyRow(
        id=int(row["id"]),
        measure=row["measure"],
        url=f"/alerts/{row['alert']}",
        place=where[1],
        theme=where[0],
        started_on=row["started_on"],
        verdict=row["verdict"] or EARLY,
        sentence=effect_words.sentence(found_of(row)) if row["verdict"] else _("Too early to say."),
        days=int(row["days_after"] or 0),
        seen=one.measured.after,
        seen_url=series_url(one.series, one.worked.first, one.worked.last),
        saved=cases,
        expected_words=count_range(without) if without and cases else "",
        cases_words=count_range(cases) if cases else "",
        price_words=euros(one.price, exact=True) if priced and one.price is not None else "",
        saved_words=euro_range(one.saved) if priced else "",
        cost=one.cost,
        cost_words=euros(one.cost) if one.cost is not None else "",
        extra=one.extra,
        extra_words=euros(one.extra) if one.cost is not None else "",
        roi=own,
        roi_words=roi_words(own) if own else "",
        counted=sums[0],
        left_out=_left_out(one, *sums),
        edit_url=f"/money/actions/{row['id']}" if may_edit else "",
    )


def _left_out(one: ActionResult, counts: bool, bound: bool) -> str:
    """Say why an action is no part of the sum or of the ROI, or in what way; "" where all of it is."""
    if not one.judged:
        return _("Too early: neither its savings nor its cost count yet.")
    if bound:
        return _(
            "Another action worked against the same on the same days, and nobody has said what that one cost: "
            "the ROI leaves both out."
        )
    if one.cases and not counts:
        return _("Another action worked against the same on the same days; these savings count once, with that one.")
    if one.row["relapsed_on"] is not None:
        return _("The rise came back; what was saved until then counts.")
    return "" if one.cases else _("No improvement was measured: it counts with its cost only.")


def _price(row: Mapping[str, Any], series: Series, facts: Facts, model: CostModel) -> float | None:
    """Return the cents of one case of a theme where an action works; of the usual piece where there was no case."""
    if not model.known:
        return None
    started, part = row["started_on"], series.slice
    span = Span(started - timedelta(days=WINDOW), started + timedelta(days=int(row["days_after"] or 0)))
    if series.theme == RETURN_RATE:
        cut = facts.said(span, part.as_dict())
        return float(cents_of(cut, facts, model).sum()) / cut.pieces() if cut.pieces() else _usual(model)
    cut = facts.said(span, {"theme": series.theme, **part.as_dict()})
    code = facts.code("theme", series.theme)
    if not cut.size or code is None:
        return _usual(model)
    cents = cents_by_theme(cut, cents_of(cut, facts, model), len(facts.values("theme")))
    return float(cents[code]) / cut.size


def _usual(model: CostModel) -> float | None:
    return float(model.usual) if model.usual is not None else None


async def _spreads(ids: Sequence[int]) -> dict[int, float]:
    """Return the variance over mean of the counts that each effect was measured with: of the day before the action."""
    if not ids:
        return {}
    rows = await fetch(
        f"""
        SELECT a.id, (
            SELECT t.phi FROM trend t WHERE t.series = l.series AND t.day < a.started_on ORDER BY t.day DESC LIMIT 1
        ) AS phi FROM action a JOIN alert l ON l.id = a.alert WHERE a.id IN ({marks(ids)})
        """,  # noqa: S608 question marks only
        *ids,
    )
    return {int(row["id"]): float(row["phi"]) for row in rows if row["phi"] is not None}


def year_until(day: date) -> Span:
    """Return the year of actions that a balance is about."""
    return Span(day - timedelta(days=364), day)
