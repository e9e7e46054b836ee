"""One product in depth, as a value: the same figures as in the list, and where they come from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from classifier.comments import CommentView, comment_views
from classifier.themes import theme_names
from feedback_app.alerts.views import FilterLink
from feedback_app.foundation.access import Viewer
from feedback_app.foundation.charts import BandChart, Bar
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import language, speaking
from feedback_app.insights.facts import Facts
from feedback_app.insights.products import about, knowing
from feedback_app.insights.products.fit import FitHint, fit_of
from feedback_app.insights.products.fit_words import fit_sentence, snippet
from feedback_app.insights.products.ledger import grades, ledger
from feedback_app.insights.products.product_list import ProductRow, product_rows, reasons_of
from feedback_app.insights.products.product_parts import (
    SizeRow,
    ThemePart,
    ValuePart,
    blame_bars,
    reason_bars,
    size_rows,
    theme_parts,
    value_parts,
    weekly,
)
from feedback_app.insights.products.witnesses import Witness, inspected_in, witnesses
from feedback_app.insights.view_head import ViewHead, view_head
from feedback_app.insights.views import View

MOST_SKUS: Final = 6


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
class ProductPage:
    """Context of products/product.html. row: its figures in the list; peers_url: the products it is graded against.

    skus: its article numbers, and how many more. category_url: the list of its category. no_rates, selected: a sentence
    or "". sized: there is a size or a reason about it.
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
    blames: tuple[Bar, ...]
    chart: BandChart
    themes: tuple[ThemePart, ...]
    sizes: tuple[SizeRow, ...]
    sizes_url: str
    selection: FilterLink
    selected: str
    fit: FitView
    colors: tuple[ValuePart, ...]
    lots: tuple[ValuePart, ...]
    comments: tuple[CommentView, ...]
    comments_url: str
    alerts: tuple[about.AlertAbout, ...]
    done: tuple[about.Done, ...]
    notes: tuple[about.NoteAbout, ...]
    witnesses: tuple[Witness, ...]
    inspected: int


async def product_page(house: House, view: View, product: str, viewer: Viewer, fit_url: str) -> ProductPage | None:
    """Return one product's page; None when nobody has ever sent or returned it. ``fit_url``: see FitView."""
    known, chosen = await knowing.known_now(house), knowing.choices_of(view)
    facts = known.facts
    code = facts.code("product", product)
    if not code:
        return None
    # Its peers are counted too, so that it stands here as it does in the list.
    book = ledger(known, view.span, view.slices, chosen.cohort, chosen.selections)
    codes = np.array([code])
    (row,) = product_rows(view, codes, book, known, grades(book, known))
    own_rows = book.said.column("product") == code
    own = book.said.where(own_rows)
    others = book.said.where((book.said.column("category") == book.category[code]) & ~own_rows)
    inside = view.narrowed(product=product)
    (reasons,) = reasons_of(view, codes, book, known)
    skus = skus_of(facts, code)
    alerts, done = await about.alerts_about(set(skus))
    hint = fit_of(int(book.too_small[code]), int(book.too_big[code]), int(book.stated[code]))
    return ProductPage(
        name=product,
        skus=skus[:MOST_SKUS],
        more_skus=max(len(skus) - MOST_SKUS, 0),
        head=await view_head(view, facts, facts.said(view.span, {**view.slices, "product": product})),
        back_url=replace(view, own={}).url("/products"),
        cohorts=knowing.cohort_links(view),
        cohort_words=knowing.cohort_words(chosen.cohort),
        row=row,
        category_url=replace(view, own={}).url("/products", category=row.category) if row.category else "",
        no_rates=knowing.why_no_rates(known, book) if row.rate is None else "",
        reasons=reason_bars(reasons),
        blames=blame_bars(book, code),
        chart=weekly(facts, view, product, known.today),
        themes=theme_parts(own, others, known, inside, await theme_names(language())),
        sizes=size_rows(own, facts, chosen.selections),
        sizes_url=inside.url("/submissions", reason="size_or_fit"),
        selection=knowing.selection_link(view),
        selected=knowing.selection_words(view, int(book.selected[code])),
        fit=fit_view(hint, fit_url),
        colors=value_parts(own, "color", known, inside),
        lots=value_parts(own, "lot", known, inside),
        comments=await comment_views(await about.newest_words(view, product), viewer),
        comments_url=inside.url("/submissions", text="1"),
        alerts=alerts,
        done=done,
        notes=await about.notes_about(product),
        witnesses=witnesses(own, facts, known.reasons),
        inspected=inspected_in(own),
    )


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
