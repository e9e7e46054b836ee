"""One product in depth, as a value: the same figures as in the list, and where they come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

import numpy as np

from classifier.comments import CommentView, comment_views
from classifier.themes import theme_names
from feedback_app.alerts.views import FilterLink
from feedback_app.foundation.access import Viewer
from feedback_app.foundation.charts import BandChart, Bar
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import language, speaking
from feedback_app.insights.products import about, knowing
from feedback_app.insights.products.fit import FitHint, fit_of
from feedback_app.insights.products.fit_hints import hints_of, is_public
from feedback_app.insights.products.fit_words import fit_sentence, snippet
from feedback_app.insights.products.ledger import Known, Ledger, grades, ledger
from feedback_app.insights.products.product_list import ProductRow, product_rows, reasons_of
from feedback_app.insights.products.product_parts import (
    ThemePart,
    ValuePart,
    blame_bars,
    reason_bars,
    size_rows,
    theme_parts,
    value_parts,
    weekly,
)
from feedback_app.insights.products.sizes import SizeRow
from feedback_app.insights.products.witnesses import WitnessView, inspected_in, witness_views, witnesses
from feedback_app.insights.store.columns import Cut
from feedback_app.insights.store.facts import Facts
from feedback_app.insights.view_head import ViewHead, view_head
from feedback_app.insights.views import View

MOST_SKUS: Final = 6
MOST_REASONS: Final = 10
MOST_WORDS: Final = 5


@dataclass(frozen=True, slots=True)
class FitView:
    """The fit hint on the product's page: sentence in the reader's language, HTML in both; "" where nothing is clear.

    url: where the shop's page gets it as JSON, "" while that is switched off.
    """

    hint: FitHint
    sentence: str
    html: tuple[tuple[str, str], ...]
    url: str


@dataclass(frozen=True, slots=True)
class SizesView:
    """How the product fits: table, hint, and what was left out; ``selected``: a sentence or ""."""

    rows: tuple[SizeRow, ...]
    url: str
    selection: FilterLink
    selected: str
    fit: FitView


@dataclass(frozen=True, slots=True)
class AroundView:
    """What was said and done about it."""

    comments: tuple[CommentView, ...]
    comments_url: str
    alerts: tuple[about.AlertAbout, ...]
    done: tuple[about.Done, ...]
    notes: tuple[about.NoteAbout, ...]
    witnesses: tuple[WitnessView, ...]
    inspected: int


@dataclass(frozen=True, slots=True)
class ProductPage:
    """Context of products/product.html. row: its figures as in the list; category_url: the list of its category.

    skus: its article numbers, and how many more. no_rates: a sentence, "" where there is a rate.
    """

    name: str
    skus: tuple[str, ...]
    more_skus: int
    head: ViewHead
    back_url: str
    cohorts: tuple[FilterLink, ...]
    cohort_words: str
    row: ProductRow
    category_url: str
    no_rates: str
    reasons: tuple[Bar, ...]
    more_reasons: tuple[Bar, ...]
    blames: tuple[Bar, ...]
    chart: BandChart
    themes: tuple[ThemePart, ...]
    sizes: SizesView
    colors: tuple[ValuePart, ...]
    lots: tuple[ValuePart, ...]
    around: AroundView


@dataclass(frozen=True, slots=True)
class _Subject:
    """What all parts of the page are about. view: the reader's, of all products; here: of this page alone."""

    known: Known
    view: View
    here: View
    book: Ledger
    name: str
    code: int
    own: Cut
    skus: tuple[str, ...]

    @property
    def inside(self) -> View:
        """The view narrowed to the product, for links to its returns."""
        return self.view.narrowed(product=self.name)


async def product_page(house: House, view: View, product: str, viewer: Viewer) -> ProductPage | None:
    """Return one product's page; None when nobody has ever sent or returned it, or it is an article number."""
    known = await knowing.known_now(house)
    facts, code = known.facts, known.facts.code("product", product)
    if not code or facts.values("product")[code] != product:
        return None
    one = _subject(known, view, product, code)
    book, codes = one.book, np.array([code])
    (row,) = product_rows(view, codes, book, known, grades(book, known, codes))
    (reasons,) = reasons_of(view, codes, book, known)
    return ProductPage(
        name=product,
        skus=one.skus[:MOST_SKUS],
        more_skus=max(len(one.skus) - MOST_SKUS, 0),
        head=await view_head(one.here, facts, facts.said(view.span, {**view.slices, "product": product})),
        back_url=view.url("/products"),
        cohorts=knowing.cohort_links(one.here),
        cohort_words=knowing.cohort_words(view, facts, product),
        row=row,
        category_url=view.url("/products", category=row.category) if row.category else "",
        no_rates=knowing.why_no_rates(known, book) if row.rate is None else "",
        reasons=reason_bars(reasons[:MOST_REASONS]),
        more_reasons=reason_bars(reasons[MOST_REASONS:]),
        blames=blame_bars(book, code),
        chart=weekly(facts, view, product, known.today),
        themes=theme_parts(one.own, _others(one), known, one.inside, await theme_names(language())),
        sizes=await _sizes(house, one),
        colors=value_parts(one.own, "color", known, one.inside),
        lots=value_parts(one.own, "lot", known, one.inside),
        around=await _around(one, viewer),
    )


def _subject(known: Known, view: View, product: str, code: int) -> _Subject:
    chosen = knowing.choices_of(view)
    # Its peers are counted too, so that it stands here as it does in the list.
    book = ledger(known, view.span, view.slices, chosen.cohort, chosen.selections)
    own = book.said.where(book.said.column("product") == code)
    here = knowing.product_view(view, product)
    return _Subject(known, view, here, book, product, code, own, skus_of(known.facts, code))


def _others(one: _Subject) -> Cut:
    """Return the returned items of the other products of its category."""
    said = one.book.said
    in_category = said.column("category") == one.book.category[one.code]
    return said.where(in_category & (said.column("product") != one.code))


async def _sizes(house: House, one: _Subject) -> SizesView:
    facts, book, code = one.known.facts, one.book, one.code
    hint = hints_of(facts, one.known.today).of("product", one.name) or fit_of(0, 0, 0)
    return SizesView(
        size_rows(one.own, facts, knowing.choices_of(one.view).selections),
        knowing.returns_url(one.inside, reason="size_or_fit"),
        knowing.selection_link(one.here),
        knowing.selection_words(one.view, int(book.selected[code])),
        fit_view(hint, await _fit_url(house, hint, one.skus)),
    )


async def _around(one: _Subject, viewer: Viewer) -> AroundView:
    lots = one.known.facts.values("lot")
    own_lots = {lots[code] for code in np.unique(one.own.column("lot")) if code}
    alerts, done = await about.alerts_about(set(one.skus), own_lots)
    return AroundView(
        await _newest_words(one.own, viewer),
        knowing.returns_url(one.inside, text="1"),
        alerts,
        done,
        await about.notes_about(one.name),
        witness_views(witnesses(one.own, one.known.facts, one.known.reasons), one.inside),
        inspected_in(one.own),
    )


async def _newest_words(own: Cut, viewer: Viewer) -> tuple[CommentView, ...]:
    """Return the newest texts about the product. What was erased since the day was packed has no text any more."""
    told = np.flatnonzero(own.column("has_text"))[::-1][:MOST_WORDS]
    found = await comment_views([int(comment) for comment in own.column("comment")[told]], viewer)
    return tuple(one for one in found if any(part.text for part in one.parts))


async def _fit_url(house: House, hint: FitHint, skus: tuple[str, ...]) -> str:
    """Return where the shop's page asks for the hint, for a product of one article number; "" while it may not."""
    if not fit_sentence(hint) or len(skus) != 1 or not await is_public():
        return ""
    return f"{house.base_url}/fit-hint/{quote(skus[0], safe='')}.json"


def fit_view(hint: FitHint, url: str) -> FitView:
    """Say the hint in the reader's language and as HTML in both."""
    html = []
    for code in ("de", "en"):
        with speaking(code):
            html.append((code, snippet(hint, code)))
    return FitView(hint, fit_sentence(hint), tuple(html) if html[0][1] else (), url)


def skus_of(facts: Facts, product: int) -> tuple[str, ...]:
    """Return the article numbers of a product, by their text."""
    found: set[int] = set()
    for chunk in (*facts.said_chunks, *facts.sent_chunks):
        found |= set(np.unique(chunk.columns["sku"][chunk.columns["product"] == product]).tolist())
    values = facts.values("sku")
    return tuple(sorted(values[code] for code in found if code))


def product_with(facts: Facts, sku: str) -> str:
    """Return the name of the product with an article number, as it was said last; "" for a number nobody knows."""
    code = facts.code("sku", sku)
    if not code:
        return ""
    for chunk in (*reversed(facts.said_chunks), *reversed(facts.sent_chunks)):
        products = chunk.columns["product"][chunk.columns["sku"] == code]
        if len(products):
            return facts.values("product")[int(products[-1])]
    return ""
