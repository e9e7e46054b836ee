"""Which product to look at first, and why: what comes back too often, what is told of it more than of others, the cost.

Counted from the packed columns. Order: the money (or pieces) that a product surely loses beyond similar products, then
the answers with a theme beyond its share elsewhere, then what all its returns cost. Invariant: "too often", "more than
others" and "most" are said only where the 95 % interval, a test corrected for the cells looked at, or one against the
runner-up allow it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from feedback_app.foundation.languages import format_number
from feedback_app.foundation.languages import gettext as _
from feedback_app.insights.products.cohorts import Cohort
from feedback_app.insights.products.grades import Grade, Standing
from feedback_app.insights.products.knowing import product_url
from feedback_app.insights.products.ledger import Known, Ledger, grades, ledger
from feedback_app.insights.products.parties import Blame
from feedback_app.insights.shares import LEVEL, Share, share_of
from feedback_app.insights.store.columns import THEME, Cut
from feedback_app.insights.themes.figures import answers_in
from feedback_app.insights.themes.heat_cells import Cell, cells, column_sizes, largest
from feedback_app.insights.themes.rows import Known as Names
from feedback_app.insights.themes.rows import name_of
from feedback_app.insights.views import View

MOST: Final = 3
LOOKED_AT: Final = 100
"""Products with the most answers: among more, every mark would need too many cases."""


@dataclass(frozen=True, slots=True)
class Why:
    """The theme that is told more of a product than of others; shares 0..1, ``elsewhere`` of all other answers."""

    theme: str
    share: Share
    elsewhere: float
    url: str


@dataclass(frozen=True, slots=True)
class FirstProduct:
    """One product. stands: how often it comes back beside similar ones, "" where that is not clear. cost: euro.

    pieces: that came back, url: its page, submissions_url: the answers behind it. most: more comes back of it than of
    any other product, by more than chance explains.
    """

    name: str
    url: str
    submissions_url: str
    pieces: int
    stands: str
    cost: float | None
    why: Why | None
    most: bool = False

    @property
    def tells(self) -> bool:
        """Whether there is anything to say of it that is no chance."""
        return bool(self.stands or self.why or self.most)


@dataclass(frozen=True, slots=True)
class _Ranked:
    code: int
    lost: float
    beyond: float
    why: Why | None


def first_products(view: View, cut: Cut, known: Known, names: Names) -> tuple[FirstProduct, ...]:
    """Return the products to look at first; none where no product came back."""
    book = ledger(known, view.span, view.slices, Cohort.RETURNED, selections=False)
    if not len(book.present):
        return ()
    standing = grades(book, known)
    ranked = _ranked(view, cut, known, names, book, standing)
    ranked.sort(key=lambda one: (-one.lost, -one.beyond, -float(book.cents[one.code]), -float(book.back[one.code])))
    return tuple(_product(view, one, known, book, standing) for one in ranked[:MOST] if book.back[one.code])


def _ranked(
    view: View, cut: Cut, known: Known, names: Names, book: Ledger, standing: Sequence[Standing]
) -> list[_Ranked]:
    values = known.facts.values("product")
    codes = largest(column_sizes(cut, "product", len(values)))[:LOOKED_AT].tolist()
    themes = [code for code in np.flatnonzero(cut.theme_counts(len(known.facts.values(THEME)))).tolist() if code]
    table = cells(cut, themes, "product", codes, len(values)) if themes and codes else ()
    found = []
    for column, code in enumerate(codes):
        whys = [
            _why(view, cut, known, names, theme, code, row[column]) for theme, row in zip(themes, table, strict=True)
        ]
        beyond, why = max((one for one in whys if one), key=lambda one: one[0], default=(0.0, None))
        found.append(_Ranked(code, _lost(book, standing[code], code), beyond, why))
    return found


def _why(
    view: View, cut: Cut, known: Known, names: Names, theme: int, product: int, cell: Cell
) -> tuple[float, Why] | None:
    """Return how many answers tell a theme of a product beyond its share elsewhere; None where it may be chance."""
    if cell.standing != "more":
        return None
    elsewhere = share_of(
        int(cut.theme_counts(theme + 1)[theme]) - cell.share.count, answers_in(cut) - cell.share.answers
    ).share
    code, name = known.facts.values(THEME)[theme], known.facts.values("product")[product]
    url = replace(view, team="", own={}).url("/submissions", product=name, theme=code)
    return (
        cell.share.count - elsewhere * cell.share.answers,
        Why(name_of(code, names).name, cell.share, elsewhere, url),
    )


def _lost(book: Ledger, standing: Standing, code: int) -> float:
    """Return the money, or pieces without a cost model, that surely come back beyond what similar products would."""
    if standing.lower <= 1 or standing.grade not in {Grade.POOR, Grade.VERY_POOR}:
        return 0.0
    beyond = float(book.by_blame[Blame.PRODUCT][code]) * (1 - 1 / standing.lower)
    each = float(book.cents[code]) / float(book.back[code]) if book.back[code] else 0.0
    return beyond * (each or 1.0)


def _product(view: View, ranked: _Ranked, known: Known, book: Ledger, standing: Sequence[Standing]) -> FirstProduct:
    name = known.facts.values("product")[ranked.code]
    plain = replace(view, team="", own={})
    return FirstProduct(
        name=name,
        url=product_url(plain, name),
        submissions_url=plain.url("/submissions", product=name, only="returns"),
        pieces=int(book.back[ranked.code]),
        stands=_stands(standing[ranked.code]),
        cost=float(book.cents[ranked.code]) / 100 if known.costs.known else None,
        why=ranked.why,
        most=ranked.code == _most(book, known),
    )


def _most(book: Ledger, known: Known) -> int:
    """Return the product of which clearly more items come back than of the runner-up; 0 where none is clear.

    Two Poisson counts given their sum, as normal (Przyborowski & Wilenski 1940), at the 1 % level; the variance is the
    shop's ``spread`` times as large. The runner-up is the hardest of all to beat, so no more correction is needed.
    """
    items = book.items.copy()
    items[:1] = 0
    order = np.argsort(-items, kind="stable")
    first, second = (int(items[code]) for code in order[:2])
    apart = (first - second) / math.sqrt(max((first + second) * known.delays.shop.spread, 1.0))
    return int(order[0]) if math.erfc(apart / math.sqrt(2)) < LEVEL else 0


def _stands(standing: Standing) -> str:
    if standing.grade not in {Grade.POOR, Grade.VERY_POOR}:
        return ""
    numbers = {"ratio": standing.ratio, "lower": standing.lower, "upper": standing.upper}
    said = {name: format_number(value, 1) for name, value in numbers.items()}
    return _("comes back %(ratio)s times (%(lower)s–%(upper)s) as often as similar products") % said
