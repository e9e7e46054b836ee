"""The figures of all products of a view at once, as arrays by the product's code: what the list and the grades rest on.

Invariants: every figure of a product's page equals its entry here; returned items without a product are in none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from feedback_app.insights.columns import Cut
from feedback_app.insights.facts import Facts
from feedback_app.insights.money import CostModel, cents_of
from feedback_app.insights.products.cohorts import Cohort, Delays, due_of, estimate, said_of, sent_of
from feedback_app.insights.products.grades import Standing, stand
from feedback_app.insights.products.parties import BLAMES, TOO_BIG, TOO_SMALL, Blame, Reasons, blames_of, stated_code
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

    sent: pieces, 0 where shipments do not know the view's filters (``sent_known`` is then False). due: of them, those
    that could be back. back: returned pieces; items: forms about them. by_blame: pieces by whose matter they are. rate:
    the point estimate, NaN where unknown. too_small, too_big: items, without selection orders unless asked for; selected:
    items of selection orders with a size reason, left out. stated: items with a reason, selection orders as above.
    cents: what the returned pieces cost.
    """

    said: Cut
    shipped: Cut | None
    due_rows: Floats
    category: Ints
    sent: Floats
    due: Floats
    back: Floats
    items: Ints
    by_blame: Mapping[Blame, Floats]
    rate: Floats
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


def ledger(known: Known, span: Span, filters: Mapping[str, str], cohort: Cohort, selections: bool) -> Ledger:
    """Count all products; ``selections`` leaves selection orders in the size figures."""
    facts = known.facts
    said = said_of(facts, span, filters, cohort, known.today)
    shipped = sent_of(facts, span, filters, cohort)
    size = len(facts.values("product"))
    product, pieces = said.column("product"), said.column("quantity").astype(np.float64)
    category = np.zeros(size, np.int64)
    sent, due, rows = np.zeros(size), np.zeros(size), np.zeros(0)
    if shipped is not None:
        rows = due_of(shipped, span, cohort, known.today, known.delays)
        due = np.bincount(shipped.column("product"), rows, size)
        in_span = shipped.column("day") >= span.since.toordinal()
        sent = np.bincount(shipped.column("product"), shipped.column("quantity") * in_span, size)
        category[shipped.column("product")] = shipped.column("category")
    category[product] = np.where(said.column("category") > 0, said.column("category"), category[product])
    back = np.bincount(product, pieces, size)
    blames = blames_of(said, facts, known.reasons)
    chosen = np.ones(said.size, np.bool_) if selections else ~said.column("selection")
    small, big = stated_code(said, facts, TOO_SMALL), stated_code(said, facts, TOO_BIG)
    stated = (said.column("reason") > 0) | (said.column("reason_group") > 0)

    def count(mask: NDArray[np.bool_]) -> Ints:
        return np.bincount(product[mask], minlength=size).astype(np.int64)

    return Ledger(
        said=said,
        shipped=shipped,
        due_rows=rows,
        category=category,
        sent=sent,
        due=due,
        back=back,
        items=count(np.ones(said.size, np.bool_)),
        by_blame={blame: np.bincount(product, pieces * (blames == place), size) for place, blame in enumerate(BLAMES)},
        rate=estimate(cohort, sent if cohort is Cohort.ORDERED else due, due, back, known.delays.shop.usual),
        too_small=count(small & chosen),
        too_big=count(big & chosen),
        stated=count(stated & chosen),
        selected=count((small | big) & ~chosen),
        cents=np.bincount(product, cents_of(said, facts, known.costs), size).astype(np.int64),
    )


def grades(book: Ledger, known: Known) -> tuple[Standing, ...]:
    """Grade all products against those of their category; the book must be of all of them, not of one."""
    kind = np.where((book.category > 0) & (book.sent > 0), book.category, -1)
    kind[:1] = -1
    return stand(book.by_blame[Blame.PRODUCT], book.due, kind, known.delays.shop.spread)
