"""The figures of all products of a view at once, as arrays by the product's code: what the list and the grades rest on.

Invariants: every figure of a product's page equals its entry here; returned items without a product are in none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from feedback_app.insights.money.costs import CostModel, cents_of
from feedback_app.insights.products.cohorts import Cohort, Delays, due_of, said_of, sent_of
from feedback_app.insights.products.grades import Standings, stand
from feedback_app.insights.products.parties import BLAMES, TOO_BIG, TOO_SMALL, Blame, Reasons, blames_of, stated_code
from feedback_app.insights.store.columns import Cut
from feedback_app.insights.store.facts import Facts
from feedback_app.insights.views import Span

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Known:
    """What the figures of a request are reckoned with."""

    facts: Facts
    today: date
    delays: Delays
    reasons: Reasons
    costs: CostModel


@dataclass(frozen=True)
class Ledger:
    """One entry per product code; all arrays are (n_products,).

    sent: pieces, 0 where shipments do not know the view's filters (``sent_known`` is then False). due: of all that was
    sent, what is due in the span. back: returned pieces; items: forms about them. due_over, back_over: of days that are
    over, which rates are made of: of what is due today only a part can be back. by_blame: pieces by whose matter they
    are. too_small, too_big, stated: items with these reasons, or with any, without selection orders unless asked for.
    selected: items with a size reason that were left out as such. cents: what the returned pieces cost.
    """

    said: Cut
    shipped: Cut | None
    category: Ints
    sent: Floats
    due: Floats
    back: Floats
    due_over: Floats
    back_over: Floats
    items: Ints
    by_blame: Mapping[Blame, Floats]
    too_small: Ints
    too_big: Ints
    stated: Ints
    selected: Ints
    cents: Ints

    @property
    def sent_known(self) -> bool:
        """Tell whether shipments could be asked for this view at all."""
        return self.shipped is not None

    @property
    def present(self) -> Ints:
        """The codes of the products of which anything was sent or came back."""
        found = (self.sent > 0) | (self.items > 0)
        found[:1] = False
        return np.flatnonzero(found)


@dataclass(frozen=True, slots=True)
class _Question:
    """What a ledger depends on beside the snapshot."""

    today: date
    span: Span
    filters: tuple[tuple[str, str], ...]
    cohort: Cohort
    selections: bool
    blames: tuple[tuple[str, Blame], ...]
    costs: tuple[object, ...]


_kept: list[tuple[Facts, _Question, Ledger]] = []
MOST_KEPT: Final = 3
"""Sorting, paging and the way to a product ask the same again; a ledger of a million items holds some 30 MB."""


def ledger(known: Known, span: Span, filters: Mapping[str, str], cohort: Cohort, selections: bool) -> Ledger:
    """Count all products; ``selections`` leaves selection orders in the size figures. The last ledgers are kept."""
    costs = (*sorted(known.costs.by_category.items(), key=lambda one: one[0]), known.costs.usual)
    blames, chosen = tuple(known.reasons.blames.items()), tuple(sorted(filters.items()))
    asked = _Question(known.today, span, chosen, cohort, selections, blames, costs)
    for facts, question, kept in _kept:
        if facts is known.facts and question == asked:
            return kept
    made = _count(known, span, filters, cohort, selections)
    _kept[:] = [(known.facts, asked, made), *_kept[: MOST_KEPT - 1]]
    return made


def _count(known: Known, span: Span, filters: Mapping[str, str], cohort: Cohort, selections: bool) -> Ledger:
    facts = known.facts
    said = said_of(facts, span, filters, cohort, known.today)
    shipped = sent_of(facts, span, filters, cohort)
    size, product = len(facts.values("product")), said.column("product")
    sent, due = _sent(known, shipped, span, cohort, size)
    pieces = said.column("quantity").astype(np.float64)
    back = _sums(product, pieces, size)
    due_over, back_over = _over(known, said, shipped, span, size) if cohort is Cohort.RETURNED else (due, back)
    sized = _sizes(known, said, size, selections)
    return Ledger(
        said=said,
        shipped=shipped,
        category=_categories(said, shipped, size),
        sent=sent,
        due=due,
        back=back,
        due_over=due_over,
        back_over=back_over,
        items=_counts(product, np.ones(said.size, np.bool_), size),
        by_blame=_by_blame(product, blames_of(said, facts, known.reasons), pieces, size),
        too_small=sized.small,
        too_big=sized.big,
        stated=sized.stated,
        selected=sized.selected,
        cents=np.bincount(product, cents_of(said, facts, known.costs), size).astype(np.int64),
    )


def back_of_due(known: Known, span: Span, filters: Mapping[str, str], cohort: Cohort) -> tuple[Floats, Floats]:
    """Return ``back_over`` and ``due_over`` of a ledger alone: what a rate is compared with needs no more."""
    said = said_of(known.facts, span, filters, cohort, known.today)
    shipped, size = sent_of(known.facts, span, filters, cohort), len(known.facts.values("product"))
    if cohort is Cohort.RETURNED:
        due, back = _over(known, said, shipped, span, size)
        return back, due
    return _sums(said.column("product"), said.column("quantity"), size), _sent(known, shipped, span, cohort, size)[1]


def grades(book: Ledger, known: Known, wanted: Ints | None = None) -> Standings:
    """Grade all products against those of their category, or the ``wanted`` ones of them.

    The book must be of all products, not of one.
    """
    kind = np.where((book.category > 0) & (book.sent > 0), book.category, -1)
    kind[:1] = -1
    return stand(book.by_blame[Blame.PRODUCT], book.due, kind, known.delays.shop.spread, wanted)


def _sent(known: Known, shipped: Cut | None, span: Span, cohort: Cohort, size: int) -> tuple[Floats, Floats]:
    """Return pieces sent in the span and pieces due in it, by product."""
    if shipped is None:
        return np.zeros(size), np.zeros(size)
    product = shipped.column("product")
    due = due_of(shipped, span, cohort, known.today, known.delays)
    in_span = shipped.column("day") >= span.since.toordinal()
    return _sums(product, shipped.column("quantity") * in_span, size), _sums(product, due, size)


def _over(known: Known, said: Cut, shipped: Cut | None, span: Span, size: int) -> tuple[Floats, Floats]:
    """Return pieces due and pieces back on the days of a span that are over, by product."""
    until = min(span.until, known.today - timedelta(days=1))
    if shipped is None or until < span.since:
        return np.zeros(size), np.zeros(size)
    due = due_of(shipped, Span(span.since, until), Cohort.RETURNED, known.today, known.delays)
    came = said.column("quantity") * (said.column("day") <= until.toordinal())
    return _sums(shipped.column("product"), due, size), _sums(said.column("product"), came, size)


def _categories(said: Cut, shipped: Cut | None, size: int) -> Ints:
    """Return the category of each product by code: that of its newest return, else of its newest shipment."""
    found = np.zeros(size, np.int64)
    for cut in (shipped, said):
        if cut is not None:
            named = cut.column("category") > 0
            found[cut.column("product")[named]] = cut.column("category")[named]
    return found


@dataclass(frozen=True, slots=True)
class _Sizes:
    """Items by product that came back because of size, that state any reason, and that were left out."""

    small: Ints
    big: Ints
    stated: Ints
    selected: Ints


def _sizes(known: Known, said: Cut, size: int, selections: bool) -> _Sizes:
    product = said.column("product")
    chosen = np.ones(said.size, np.bool_) if selections else ~said.column("selection")
    small, big = (stated_code(said, known.facts, code) for code in (TOO_SMALL, TOO_BIG))
    stated = (said.column("reason") > 0) | (said.column("reason_group") > 0)
    return _Sizes(
        _counts(product, small & chosen, size),
        _counts(product, big & chosen, size),
        _counts(product, stated & chosen, size),
        _counts(product, (small | big) & ~chosen, size),
    )


def _by_blame(product: NDArray[Any], blames: Ints, pieces: Floats, size: int) -> Mapping[Blame, Floats]:
    cells = product.astype(np.int64) * len(BLAMES) + blames
    found = _sums(cells, pieces, size * len(BLAMES)).reshape(size, len(BLAMES))
    return {blame: np.ascontiguousarray(found[:, place]) for place, blame in enumerate(BLAMES)}


def _sums(codes: NDArray[Any], weights: NDArray[Any], size: int) -> Floats:
    return np.bincount(codes, weights, size).astype(np.float64)


def _counts(codes: NDArray[Any], mask: NDArray[np.bool_], size: int) -> Ints:
    return np.bincount(codes[mask], minlength=size).astype(np.int64)
