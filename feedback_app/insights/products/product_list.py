"""The list of products as a value: what comes back of each, what it costs, and how it stands among similar ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from feedback_app.alerts.delay import PRIOR_RETURNS
from feedback_app.alerts.views import FilterLink, Pages
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.live import Live
from feedback_app.foundation.typed_numbers import whole_number
from feedback_app.insights.products import knowing
from feedback_app.insights.products.cohorts import Interval, Ints, change_of, interval, sent_by_age
from feedback_app.insights.products.grades import GRADES, Grade, Standing, Standings
from feedback_app.insights.products.ledger import Floats, Known, Ledger, back_of_due, grades, ledger
from feedback_app.insights.shares import Change
from feedback_app.insights.view_head import ViewHead, view_head
from feedback_app.insights.views import View

ON_A_PAGE: Final = 50
MOST_REASONS: Final = 3
LEAST_RATIO: Final = 10
"""Returns because of size below which their ratio is not shown as one."""
SORTS: Final = ("loss", "returns", "rate", "n", "grade")
OWN: Final = (*knowing.OWN, "sort", "page", "q")
_WORST_FIRST: Final = (Grade.VERY_POOR, Grade.POOR, Grade.FAIR, Grade.NONE, Grade.GOOD, Grade.VERY_GOOD)


@dataclass(frozen=True, slots=True)
class ReasonPart:
    """One reason of a product: how many items state it, and their share of all that state any, 0..1."""

    name: str
    count: int
    share: float
    url: str


@dataclass(frozen=True, slots=True)
class ProductRow:
    """Context of products/_row.html. rate: None where it cannot be said; change: of it, None without a comparison.

    small, big: items because of size; ratio_known: there are enough of them for a ratio. cents: None while nobody has
    said what a return costs.
    """

    name: str
    url: str
    category: str
    sent: int
    back: int
    back_url: str
    items: int
    rate: Interval | None
    change: Change | None
    reasons: tuple[ReasonPart, ...]
    small: int
    big: int
    ratio_known: bool
    standing: Standing
    grade: str
    cents: int | None


@dataclass(frozen=True, slots=True)
class Sort:
    """One column by which the list may be sorted."""

    key: str
    label: str
    url: str
    active: bool


@dataclass(frozen=True, slots=True)
class ProductList:
    """Context of products/index.html. no_rates, selected: a sentence or "". kept: what the search carries along."""

    head: ViewHead
    cohorts: tuple[FilterLink, ...]
    cohort_words: str
    selection: FilterLink
    selected: str
    search: str
    kept: tuple[tuple[str, str], ...]
    sorts: tuple[Sort, ...]
    rows: tuple[ProductRow, ...]
    pages: Pages
    no_rates: str
    costs_known: bool
    live: Live | None = None


async def product_list(house: House, view: View) -> ProductList:
    """Return one page of the list."""
    known, chosen = await knowing.known_now(house), knowing.choices_of(view)
    book = ledger(known, view.span, view.slices, chosen.cohort, chosen.selections)
    standing = grades(book, known)
    codes = _found(book, known, view.own.get("q", ""))
    sort = _sort(view, known)
    ordered = codes[np.argsort(-_keys(sort, book, known, standing)[codes], kind="stable")]
    first = min(_page(view), max((len(ordered) - 1) // ON_A_PAGE, 0)) * ON_A_PAGE
    shown = ordered[first : first + ON_A_PAGE]
    return ProductList(
        head=await view_head(view, known.facts, known.facts.said(view.span, view.slices)),
        cohorts=knowing.cohort_links(view),
        cohort_words=knowing.cohort_words(view, known.facts),
        selection=knowing.selection_link(view),
        selected=knowing.selection_words(view, int(book.selected[codes].sum())),
        search=view.own.get("q", ""),
        kept=tuple(
            (name, value) for name, value in {**view.query(), **view.own}.items() if value and name not in {"q", "page"}
        ),
        sorts=_sorts(view, sort),
        rows=tuple(product_rows(view, shown, book, known, standing)),
        pages=_pages(view, first, len(shown), len(ordered)),
        no_rates=knowing.why_no_rates(known, book),
        costs_known=known.costs.known,
    )


def _found(book: Ledger, known: Known, asked: str) -> Ints:
    """Return the codes of the products that are there and whose name or article number holds what was asked."""
    wanted = asked.casefold()
    if not wanted:
        return book.present
    facts = known.facts
    named = np.array([wanted in name.casefold() for name in facts.values("product")], np.bool_)
    skus = np.array([wanted in sku.casefold() for sku in facts.values("sku")], np.bool_)
    for cut in (book.said, book.shipped):
        if cut is not None:
            named[cut.column("product")[skus[cut.column("sku")]]] = True
    return book.present[named[book.present]]


def _sort(view: View, known: Known) -> str:
    asked = view.own.get("sort", "")
    if asked in SORTS and (asked != "loss" or known.costs.known):
        return asked
    return "loss" if known.costs.known else "returns"


def _keys(sort: str, book: Ledger, known: Known, standing: Standings) -> NDArray[np.float64]:
    """Return what the list is sorted by, the largest first."""
    if sort == "rate":
        # A product of which one piece was sent and came back is not the worst: rates lean on the shop's here.
        usual = known.delays.shop.usual
        lent = PRIOR_RETURNS / usual if usual > 0 else 1.0
        shrunk = (book.back + PRIOR_RETURNS) / (book.due + lent)
        return np.where(book.due > 0, shrunk, -1.0)
    if sort == "grade":
        worst = np.array([_WORST_FIRST.index(grade) for grade in GRADES])
        return np.asarray(np.minimum(standing.ratio, 100.0) / 1000 - worst[standing.grade])
    return {"loss": book.cents, "returns": book.back, "n": book.items}[sort].astype(np.float64)


def _sorts(view: View, chosen: str) -> tuple[Sort, ...]:
    words = {
        "loss": _("Loss"),
        "returns": _("Pieces back"),
        "rate": _("Return rate in %% (95%% interval)") % (),
        "n": _("Forms"),
        "grade": _("Against similar products"),
    }
    return tuple(Sort(key, words[key], view.url(sort=key, page=""), key == chosen) for key in SORTS)


def _page(view: View) -> int:
    asked = view.own.get("page", "")
    return max((whole_number(asked) or 1) - 1, 0)


def _pages(view: View, first: int, shown: int, total: int) -> Pages:
    number = first // ON_A_PAGE + 1
    return Pages(
        first + 1 if shown else 0,
        first + shown,
        total if total > ON_A_PAGE else 0,
        view.url(page=str(number - 1) if number > 2 else "") if first else "",
        view.url(page=str(number + 1)) if first + shown < total else "",
    )


def product_rows(view: View, codes: Ints, book: Ledger, known: Known, standing: Standings) -> list[ProductRow]:
    """Return the rows of these products in their order; ``standing`` is of all products, by code."""
    names, categories = known.facts.values("product"), known.facts.values("category")
    words, stated = knowing.grade_words(), reasons_of(view, codes, book, known, MOST_REASONS)
    chosen = knowing.choices_of(view)
    earlier = view.before if book.sent_known and known.delays.verdict == "known" else None
    only = {"product": names[codes[0]]} if len(codes) == 1 else {}
    before = back_of_due(known, earlier, {**view.slices, **only}, chosen.cohort) if earlier else None
    return [
        ProductRow(
            name=names[code],
            url=knowing.product_url(view, names[code]),
            category=categories[book.category[code]],
            sent=int(book.sent[code]),
            back=int(book.back[code]),
            back_url=knowing.returns_url(view, product=names[code]),
            items=int(book.items[code]),
            rate=rate,
            change=_change(code, book, before, known) if before is not None and rate is not None else None,
            reasons=reasons,
            small=int(book.too_small[code]),
            big=int(book.too_big[code]),
            ratio_known=int(book.too_small[code] + book.too_big[code]) >= LEAST_RATIO,
            standing=standing[code],
            grade=words[standing[code].grade],
            cents=int(book.cents[code]) if known.costs.known else None,
        )
        for code, rate, reasons in zip(codes, rates_of(view, codes, book, known), stated, strict=True)
    ]


def _change(code: int, book: Ledger, before: tuple[Floats, Floats], known: Known) -> Change:
    """Compare the pieces back of those that were due with the span before."""
    former, now = ((float(back[code]), float(due[code])) for back, due in (before, (book.back_over, book.due_over)))
    return change_of(former, now, known.delays.shop.spread)


def rates_of(view: View, codes: Ints, book: Ledger, known: Known) -> list[Interval | None]:
    """Return the rates of these products with their intervals; None where one cannot be said."""
    if book.shipped is None:
        return [None] * len(codes)
    cohort = knowing.choices_of(view).cohort
    by_age = sent_by_age(book.shipped, codes, len(book.sent), known.today)
    return [
        interval(cohort, sent, book.due_over[code], book.back_over[code], known.delays, int(book.category[code]))
        for code, sent in zip(codes, by_age, strict=True)
    ]


def reasons_of(
    view: View, codes: Ints, book: Ledger, known: Known, most: int | None = None
) -> list[tuple[ReasonPart, ...]]:
    """Return the stated reasons of each product, the most frequent first; where only a group was stated, the group."""
    stated: list[dict[str, int]] = [{} for _code in codes]
    own = book.said.column("reason")
    for dimension, mask in (("reason", own > 0), ("reason_group", (own == 0) & (book.said.column("reason_group") > 0))):
        values = known.facts.values(dimension)
        cells = book.said.column("product")[mask].astype(np.int64) * len(values) + book.said.column(dimension)[mask]
        counts = np.bincount(cells, minlength=len(book.sent) * len(values)).reshape(len(book.sent), len(values))
        for place, code in enumerate(codes):
            for found in np.flatnonzero(counts[code]):
                stated[place][values[found]] = stated[place].get(values[found], 0) + int(counts[code, found])
    names = known.facts.values("product")
    return [_ranked(view, names[code], one, known, most) for code, one in zip(codes, stated, strict=True)]


def _ranked(
    view: View, product: str, stated: Mapping[str, int], known: Known, most: int | None
) -> tuple[ReasonPart, ...]:
    total = sum(stated.values())
    return tuple(
        ReasonPart(
            known.reasons.name(value), count, count / total, knowing.returns_url(view, product=product, reason=value)
        )
        for value, count in sorted(stated.items(), key=lambda one: (-one[1], one[0]))[:most]
    )
