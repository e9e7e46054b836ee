"""The fit hints of all articles, for programs and for the shop's own pages, and the switch that makes them public.

A hint rests on the returns of a year without selection orders, whoever asks and whatever they look at. Reads only, but
for the switch.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from feedback_app.insights.products.fit import Fit, FitHint, fit_of
from feedback_app.insights.products.parties import TOO_BIG, TOO_SMALL, stated_code
from feedback_app.insights.start.wishes import wish, wishes_of
from feedback_app.insights.store.columns import Cut
from feedback_app.insights.store.facets import Facets
from feedback_app.insights.store.facts import Facts
from feedback_app.insights.views import Span

DAYS: Final = 365
THE_SHOP: Final = 0
"""Whose wish it is, in the place of a member's number."""
PUBLIC: Final = "fit_hints_public"


@dataclass(frozen=True, slots=True)
class Counts:
    """What hints are made of, by the code of a dimension; all arrays are (n_values,)."""

    small: NDArray[np.int64]
    big: NDArray[np.int64]
    stated: NDArray[np.int64]

    def hint(self, code: int) -> FitHint:
        """Judge one value."""
        return fit_of(int(self.small[code]), int(self.big[code]), int(self.stated[code]))


@dataclass(frozen=True, slots=True)
class Hints:
    """The hints of one snapshot: by article number and by product.

    Holds the snapshot's dictionary, by which it is known again, and not the snapshot: that would stay in memory with
    all its columns until somebody asks for the next hint.
    """

    facets: Facets
    today: date
    counts: dict[str, Counts]

    def of(self, dimension: str, value: str) -> FitHint | None:
        """Return the hint of a ``sku`` or ``product``; None for one that nobody has ever returned."""
        code = self.facets.code(dimension, value)
        counts = self.counts[dimension]
        if not code or code >= len(counts.stated):
            return None
        return counts.hint(code)

    def clear(self) -> list[tuple[str, FitHint]]:
        """Return the products with a clear hint, those that help most customers first."""
        counts, names = self.counts["product"], self.facets.values("product")
        sized = counts.small + counts.big
        found = [(names[code], counts.hint(code)) for code in np.argsort(-sized, kind="stable") if code and sized[code]]
        return [(name, hint) for name, hint in found if hint.fit is not Fit.UNCLEAR]


_kept: list[Hints] = []


def hints_of(facts: Facts, today: date) -> Hints:
    """Return the hints of a snapshot; counted once per snapshot and day."""
    if not _kept or _kept[0].facets is not facts.facets or _kept[0].today != today:
        cut = facts.said(Span(today - timedelta(days=DAYS - 1), today), {})
        cut = cut.where(cut.returns & ~cut.column("selection"))
        _kept[:] = [Hints(facts.facets, today, {name: _counts(cut, facts, name) for name in ("sku", "product")})]
    return _kept[0]


async def is_public() -> bool:
    """Tell whether the shop's pages may ask for hints without a key."""
    return PUBLIC in await wishes_of(THE_SHOP)


async def make_public(on: bool) -> None:
    """Let the shop's pages ask without a key, or not any more."""
    await wish(THE_SHOP, PUBLIC, on)


def _counts(cut: Cut, facts: Facts, dimension: str) -> Counts:
    size = len(facts.values(dimension))
    stated = (cut.column("reason") > 0) | (cut.column("reason_group") > 0)
    small, big = (stated_code(cut, facts, code) for code in (TOO_SMALL, TOO_BIG))
    return Counts(*(cut.counts(dimension, size, mask) for mask in (small, big, stated)))
