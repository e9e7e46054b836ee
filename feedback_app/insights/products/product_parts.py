"""The tables of one product's page: its themes beside its category's, its sizes, colours and lots, week by week.

All take the rows of the product and those it is compared with out of the same ledger, so that they add up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.themes import ThemeName
from feedback_app.foundation.charts import BandChart, Bar, BarItem, band_chart, bars
from feedback_app.foundation.languages import gettext as _
from feedback_app.insights.products.knowing import returns_url
from feedback_app.insights.products.ledger import Known, Ledger
from feedback_app.insights.products.parties import BLAMES, TOO_BIG, TOO_SMALL, Blame, blames_of, stated_code
from feedback_app.insights.products.product_list import ReasonPart
from feedback_app.insights.products.sizes import SizeRow, size_key, size_row
from feedback_app.insights.shares import Share, share_of
from feedback_app.insights.store.columns import Cut
from feedback_app.insights.store.facts import Facts
from feedback_app.insights.themes.cell_tests import Mark, against_rest, marks
from feedback_app.insights.views import Span, View

MOST_THEMES: Final = 12
MOST_VALUES: Final = 20
LEAST_WEEKS: Final = 12
MOST_WEEKS: Final = 104


@dataclass(frozen=True, slots=True)
class ThemePart:
    """A theme of a product: how often, beside the rest of the category. mark: it differs more than chance allows."""

    name: str
    url: str
    share: Share
    others: Share
    mark: Mark


@dataclass(frozen=True, slots=True)
class ValuePart:
    """A colour or lot: its items, and the share of them for which the product itself is the reason."""

    value: str
    url: str
    items: int
    own: Share
    mark: Mark


def theme_parts(own: Cut, others: Cut, known: Known, view: View, names: dict[str, ThemeName]) -> tuple[ThemePart, ...]:
    """Return the product's themes, most frequent first, tested against the other products of its category."""
    values = known.facts.values("theme")
    count, rest = own.theme_counts(len(values)), others.theme_counts(len(values))
    found = np.flatnonzero(count)
    every = own.size + others.size
    tests = [against_rest(count[[one]], np.array([own.size]), int(count[one] + rest[one]), every) for one in found]
    parts = [
        ThemePart(
            names[values[code]].name if values[code] in names else values[code],
            returns_url(view, theme=values[code]),
            share_of(int(count[code]), own.size),
            share_of(int(rest[code]), others.size),
            mark,
        )
        for code, (mark,) in zip(found, marks(tests), strict=True)
    ]
    return tuple(sorted(parts, key=lambda part: (-part.share.count, part.name))[:MOST_THEMES])


def size_rows(own: Cut, facts: Facts, selections: bool) -> tuple[SizeRow, ...]:
    """Return the sizes of a product in their order; without selection orders unless asked for."""
    kept = own if selections else own.where(~own.column("selection"))
    values = facts.values("size")
    items = kept.counts("size", len(values))
    small, big = (kept.counts("size", len(values), stated_code(kept, facts, reason)) for reason in (TOO_SMALL, TOO_BIG))
    rows = [
        size_row(values[code], int(items[code]), int(small[code]), int(big[code]))
        for code in np.flatnonzero(items)
        if code
    ]
    return tuple(sorted(rows, key=lambda row: size_key(row.size)))


def value_parts(own: Cut, dimension: str, known: Known, view: View) -> tuple[ValuePart, ...]:
    """Return the colours or lots of a product, tested against its other ones; none when there are not two of them."""
    values = known.facts.values(dimension)
    blamed = blames_of(own, known.facts, known.reasons) == BLAMES.index(Blame.PRODUCT)
    items, bad = own.counts(dimension, len(values)), own.counts(dimension, len(values), blamed)
    items[0] = bad[0] = 0
    found = np.flatnonzero(items)
    if len(found) < 2:
        return ()
    test = against_rest(bad[found], items[found], int(bad.sum()), int(items.sum()))
    parts = [
        ValuePart(
            values[code],
            returns_url(view, **{dimension: values[code]}),
            int(items[code]),
            share_of(int(bad[code]), int(items[code])),
            mark,
        )
        for code, mark in zip(found, marks([test])[0], strict=True)
    ]
    return tuple(sorted(parts, key=lambda part: (-part.items, part.value))[:MOST_VALUES])


def reason_bars(reasons: tuple[ReasonPart, ...]) -> tuple[Bar, ...]:
    """Return the stated reasons as bars."""
    return bars([BarItem(one.name, one.count, one.share, url=one.url) for one in reasons])


def blame_bars(book: Ledger, code: int) -> tuple[Bar, ...]:
    """Return whose matter the pieces are, as bars; delivery and customers stand apart from the product."""
    words = {
        Blame.PRODUCT: _("Product, description or supplier"),
        Blame.DELIVERY: _("Delivery and warehouse"),
        Blame.CUSTOMER: _("Customer"),
        Blame.UNKNOWN: _("No reason stated, or another"),
    }
    total = float(book.back[code])
    items = [(blame, float(book.by_blame[blame][code])) for blame in BLAMES]
    return bars([BarItem(words[blame], pieces, pieces / total) for blame, pieces in items if pieces])


def weekly(facts: Facts, view: View, product: str, today: date) -> BandChart:
    """Draw the items back per whole week up to that of the view's last day, at least twelve weeks of them."""
    until = min(view.span.until, today)
    monday = until - timedelta(days=until.weekday())
    # A week that is not over, whatever its last day in the view: every line would end with a drop.
    last = monday if monday + timedelta(days=6) < today else monday - timedelta(days=7)
    weeks = min(max((until - view.span.since).days // 7, LEAST_WEEKS), MOST_WEEKS)
    mondays = [last - timedelta(days=7 * ago) for ago in range(weeks - 1, -1, -1)]
    cut = facts.said(Span(mondays[0], mondays[-1] + timedelta(days=6)), {**view.slices, "product": product})
    days = cut.where(cut.returns).column("day").astype(np.int64)
    counts: NDArray[np.int64] = np.bincount((days - mondays[0].toordinal()) // 7, minlength=weeks)
    none = [None] * weeks
    return band_chart(mondays, [int(one) for one in counts], none, none, none, None, _("Returned items per week"))
