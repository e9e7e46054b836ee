"""What a page about products knows before it counts, the choices of its reader, and the words that its pages share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import quote

import numpy as np

from feedback_app.alerts.rates import reason
from feedback_app.alerts.views import FilterLink
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import format_number, ngettext
from feedback_app.foundation.languages import gettext as _
from feedback_app.insights.money.costs import cost_model
from feedback_app.insights.only import ordered_within
from feedback_app.insights.products.cohorts import Cohort, delays_of
from feedback_app.insights.products.grades import Grade
from feedback_app.insights.products.ledger import Known, Ledger
from feedback_app.insights.products.parties import reasons_now
from feedback_app.insights.store.columns import Cut
from feedback_app.insights.store.facts import Facts, facts_now
from feedback_app.insights.views import View

OWN: Final = ("cohort", "selections")
"""Choices that only these pages know."""


@dataclass(frozen=True, slots=True)
class Choices:
    """By which day the span chooses, and whether selection orders count into sizes."""

    cohort: Cohort
    selections: bool


async def known_now(house: House) -> Known:
    """Read what a request needs; the delays are learnt once per snapshot and day."""
    facts, today = await facts_now(), house.today()
    return Known(facts, today, await delays_of(facts, today), await reasons_now(), await cost_model())


def choices_of(view: View) -> Choices:
    """Read the choices from a view; what makes no sense is the usual."""
    ordered = view.own.get("cohort") == Cohort.ORDERED.value
    return Choices(Cohort.ORDERED if ordered else Cohort.RETURNED, view.own.get("selections") == "1")


def cohort_links(view: View) -> tuple[FilterLink, ...]:
    """Return the two meanings of the span as links."""
    chosen = choices_of(view).cohort
    words = {Cohort.RETURNED: _("Day of the return"), Cohort.ORDERED: _("Day of the order")}
    return tuple(
        FilterLink(word, view.url(cohort="" if cohort is Cohort.RETURNED else cohort.value), cohort is chosen)
        for cohort, word in words.items()
    )


def cohort_words(view: View, facts: Facts, product: str = "") -> str:
    """Say what the figures of a view are of, and how many returned items they must leave out."""
    if choices_of(view).cohort is Cohort.ORDERED:
        said = _(
            "What was ordered in these days, and what of it has come back until today. "
            "Rates expect what is still to come."
        )
        slices = {**view.slices, "product": product} if product else view.slices
        missing = undated_words(facts.said(view.span, slices))
        return f"{said} {missing}" if missing else said
    return _("What came back in these days. Rates are shares of the pieces sent that were due back in them.")


def undated_in(cut: Cut) -> int:
    """Count the returned items of a cut that do not name the day of their order."""
    return int(np.count_nonzero(cut.returns & (cut.column("delay") < 0)))


def undated_words(cut: Cut) -> str:
    """Say how many returned items of a cut do not name the day of their order; "" when all do."""
    missing = undated_in(cut)
    if not missing:
        return ""
    return ngettext(
        "One item that came back in these days does not name the day of its order and is left out.",
        "%(num)s items that came back in these days do not name the day of their order and are left out.",
        missing,
    ) % {"num": format_number(missing)}


def selection_link(view: View) -> FilterLink:
    """Return the switch that takes selection orders into the size figures, or out of them."""
    if choices_of(view).selections:
        return FilterLink(_("Leave selection orders out"), view.url(selections=""), True)
    return FilterLink(_("Count selection orders too"), view.url(selections="1"), False)


def selection_words(view: View, selected: int) -> str:
    """Say how many returns of selection orders do not count into sizes; "" when there are none."""
    if choices_of(view).selections:
        return _("Selection orders are counted too: several sizes of one article in one order.")
    return (
        ngettext(
            "One return because of size is left out: its order held several sizes of the article.",
            "%(num)d returns because of size are left out: their orders held several sizes of the article.",
            selected,
        )
        % {"num": selected}
        if selected
        else ""
    )


def why_no_rates(known: Known, book: Ledger) -> str:
    """Say why there are no return rates on a page, "" where there are."""
    if not book.sent_known:
        return _("Shipments do not know what the filter asks for, so there are no rates.")
    if not book.sent.sum():
        return _("No shipments of these days are known, so there are no rates.")
    return reason(known.delays.verdict)


def grade_words() -> Mapping[Grade, str]:
    """Return the five words, and the sixth where nothing can be said."""
    return {
        Grade.VERY_GOOD: _("very good"),
        Grade.GOOD: _("good"),
        Grade.FAIR: _("fair"),
        Grade.POOR: _("poor"),
        Grade.VERY_POOR: _("very poor"),
        Grade.NONE: _("too little data"),
    }


def returns_url(view: View, only: str = "", **more: str) -> str:
    """Return the list of the returned items that the figures of these pages are of; ``only``: cut by more (only.py)."""
    if choices_of(view).cohort is Cohort.ORDERED:
        return ordered_url(view, only, **more)
    return view.url("/submissions", **more, only=only or "returns")


def ordered_url(view: View, only: str = "", **more: str) -> str:
    """Return the list of what has come back until today of what was ordered in the view's days."""
    days = {"since": view.span.since.isoformat(), "until": max(view.span.until, view.today).isoformat()}
    ordered = ordered_within(view.span)
    return view.url("/submissions", **more, **days, only=f"{ordered},{only}" if only else ordered)


def product_url(view: View, name: str) -> str:
    """Return the address of a product's page with all choices of the view."""
    own = {name: value for name, value in view.own.items() if name in OWN}
    here = product_view(view, name)
    return here.url(here.path, **own)


def product_view(view: View, name: str) -> View:
    """Return the view of one product's page; a name that a path cannot carry stands in the query."""
    plain = not ({"/", "\\"} & set(name)) and name.strip(".") and name.isprintable()
    if not plain:
        return replace(view, path="/products").narrowed(product=name)
    return replace(view, path=f"/products/{quote(name, safe='')}").narrowed(product="")
