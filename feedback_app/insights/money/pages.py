"""Builds the money pages: what returns cost, what actions saved, and the cost model. Reads only."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np

from feedback_app.alerts.views import FilterLink
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.pages import FieldError
from feedback_app.insights.money.action_money import action_money
from feedback_app.insights.money.actions import action_lines, action_results, balance, year_until
from feedback_app.insights.money.costs import (
    ALL_OTHERS,
    CostModel,
    PieceCost,
    cents_of,
    cost_model,
    pieces_without_cost,
)
from feedback_app.insights.money.losses import DIMENSIONS, dimension_words, loss_table
from feedback_app.insights.money.views import ActionForm, CostFields, CostLine, CostsPage, MoneyPage, RoiPage
from feedback_app.insights.money.words import euros, typed_euros
from feedback_app.insights.overview.figures import total_change
from feedback_app.insights.store.facts import Facts, facts_now
from feedback_app.insights.view_head import view_head
from feedback_app.insights.views import Span, View

OWN: Final = ("by", "all")
"""What an address says beside span and filters: the dimension of the table, all rows."""
MOST_CATEGORIES: Final = 60
LONG_AGO: Final = 365 * 2


async def money_page(view: View, may_edit: bool, may_act: bool) -> MoneyPage:
    """Return what returns cost in a view, and what the actions of the year up to its end brought.

    may_edit: the reader may change the cost model; may_act: and the money of actions.
    """
    facts, model = await facts_now(), await cost_model()
    cut = facts.said(view.span, view.slices)
    dimension = view.own.get("by", "")
    dimension = dimension if dimension in DIMENSIONS else DIMENSIONS[0]
    total, items = int(cents_of(cut, facts, model).sum()), cut.items()
    year = year_until(view.span.until)
    results = await action_results(year, facts, model)
    words = dimension_words()
    return MoneyPage(
        head=await view_head(view, facts, cut),
        known=model.known,
        from_alerts=model.from_alerts,
        total=euros(total),
        moved=total_change(view, facts, lambda rows: cents_of(rows, facts, model)) if model.known else None,
        per_item=euros(total / items, exact=True) if items else "",
        tabs=tuple(FilterLink(words[name], view.url(by=name, all=""), name == dimension) for name in DIMENSIONS),
        table=await loss_table(view, cut, facts, model, dimension),
        actions=await action_lines(results, model, may_act),
        balance=balance(results, year, model),
        model=model_lines(model),
        missing=pieces_without_cost(cut, facts, model) if model.known else 0,
        may_edit=may_edit,
        file_url=view.url("/money.csv", **view.own),
    )


async def roi_page(until: date, may_edit: bool, may_act: bool) -> RoiPage:
    """Return the ROI of the actions of the year up to a day, term by term."""
    facts, model = await facts_now(), await cost_model()
    year = year_until(until)
    results = await action_results(year, facts, model)
    return RoiPage(
        balance=balance(results, year, model),
        actions=await action_lines(results, model, may_act),
        known=model.known,
        may_edit=may_edit,
        file_url=f"/money/actions.csv?until={until.isoformat()}",
    )


async def costs_page(today: date, typed: tuple[CostFields, ...] = (), errors: tuple[FieldError, ...] = ()) -> CostsPage:
    """Return the editor of the cost model: all others, the categories with a cost, and those that came back."""
    model = await cost_model()
    alerts = euros(model.usual, exact=True) if model.from_alerts and model.usual is not None else ""
    return CostsPage(typed or _fields(model, await facts_now(), today), alerts, errors)


async def action_form(action_id: int) -> ActionForm | None:
    """Return the form of an action's money; None for no such action."""
    row = await action_money(action_id)
    if row is None:
        return None
    known = row["cost"] is not None
    return ActionForm(
        action=action_id,
        measure=row["measure"],
        alert_url=f"/alerts/{row['alert']}",
        cost=typed_euros(int(row["cost"])) if known else "",
        extra_revenue=typed_euros(int(row["extra_revenue"])) if known and row["extra_revenue"] else "",
        note=row["note"] or "",
    )


def model_lines(model: CostModel) -> tuple[CostLine, ...]:
    """Return the cost model in words, all others first."""
    return tuple(
        CostLine(
            name or _("All others"),
            *(euros(part, exact=True) for part in (cost.shipping, cost.handling, cost.write_down, cost.total)),
        )
        for name, cost in sorted(model.by_category.items())
    )


def _fields(model: CostModel, facts: Facts, today: date) -> tuple[CostFields, ...]:
    cut = facts.said(Span(date.fromordinal(today.toordinal() - LONG_AGO), today), {})
    values = facts.values("category")
    counts = cut.counts("category", len(values), cut.returns)
    came = [values[code] for code in np.argsort(-counts, kind="stable").tolist() if code and counts[code]]
    names = dict.fromkeys((ALL_OTHERS, *sorted(model.by_category), *came[:MOST_CATEGORIES]))
    return tuple(_row(name, model.by_category.get(name)) for name in names)


def _row(name: str, cost: PieceCost | None) -> CostFields:
    if cost is None:
        return CostFields(name, "", "", "")
    return CostFields(name, *(typed_euros(part) for part in (cost.shipping, cost.handling, cost.write_down)))
