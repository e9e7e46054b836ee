"""What returns cost by theme, product, category, reason and carrier. Reads only.

Invariant: the rows of each table, with those that are not shown, add up to the cost of all returns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.themes import theme_names
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.languages import language
from feedback_app.insights.filter_words import reason_names
from feedback_app.insights.logistics.counts import names_of
from feedback_app.insights.money.costs import CostModel, cents_by_theme, cents_of
from feedback_app.insights.money.views import LossRow, LossTable
from feedback_app.insights.money.words import euros
from feedback_app.insights.store.columns import Cut
from feedback_app.insights.store.facts import Facts
from feedback_app.insights.views import View

THEME: Final = "theme"
DIMENSIONS: Final = (THEME, "product", "category", "reason", "carrier")
SHOWN: Final = 15


@dataclass(frozen=True, slots=True)
class Loss:
    """One value: returned items and their cents. value "": not known. filter: its spelling, "" when it has several."""

    value: str
    items: int
    cents: float
    filter: str


def losses(cut: Cut, facts: Facts, model: CostModel, dimension: str) -> tuple[Loss, ...]:
    """Return what returns cost by the values of a dimension, the dearest first; ``value`` "" is the rest."""
    cents = cents_of(cut, facts, model)
    found = _by_theme(cut, facts, cents) if dimension == THEME else _by_value(cut, facts, cents, dimension)
    return tuple(sorted(found, key=lambda loss: (-loss.cents, -loss.items, loss.value)))


def _by_theme(cut: Cut, facts: Facts, cents: NDArray[np.int64]) -> list[Loss]:
    values, pairs = facts.values(THEME), cut.themes()
    split = cents_by_theme(cut, cents, len(values))
    items = np.bincount(pairs.theme[cut.returns[pairs.row]], minlength=len(values))
    without = cut.returns
    without[pairs.row] = False
    found = [
        Loss(value, int(items[code]), float(split[code]), value) for code, value in enumerate(values) if items[code]
    ]
    rest = int(np.count_nonzero(without))
    return [*found, Loss("", rest, float(cents[without].sum()), "")] if rest else found


def _by_value(cut: Cut, facts: Facts, cents: NDArray[np.int64], dimension: str) -> list[Loss]:
    values, codes = facts.values(dimension), cut.column(dimension)
    items = cut.counts(dimension, len(values), cut.returns)
    sums = np.bincount(codes, cents, len(values))
    rest = [Loss("", int(items[0]), float(sums[0]), "")] if items[0] else []
    if dimension != "carrier":
        return rest + [
            Loss(value, int(items[code]), float(sums[code]), value)
            for code, value in enumerate(values)
            if code and items[code]
        ]
    # Carriers are spelled in many ways; the logistics board counts them as one in the same way.
    names = names_of(dimension, values, items)
    counted, cost = names.sum(items), names.sum(sums)
    return rest + [
        Loss(name.name, int(counted[at]), float(cost[at]), name.name if len(name.spellings) == 1 else "")
        for at, name in enumerate(names.names)
    ]


async def loss_table(view: View, cut: Cut, facts: Facts, model: CostModel, dimension: str) -> LossTable:
    """Return the table of a dimension; shares are of the cost of all returns."""
    found = losses(cut, facts, model, dimension)
    total, items = float(cents_of(cut, facts, model).sum()), cut.items()
    shown = found if view.own.get("all") == "1" else found[:SHOWN]
    words = await _names(dimension)
    longest = max((loss.cents for loss in found), default=0.0)
    return LossTable(
        head=dimension_words()[dimension],
        rows=tuple(_row(view, dimension, loss, words, total, longest) for loss in shown),
        items=items,
        euros=euros(total),
        note=_note(dimension),
        more=len(found) - len(shown),
        more_url=view.url(all="1"),
    )


def dimension_words() -> dict[str, str]:
    """Return the name of each dimension."""
    return {
        THEME: _("Theme"),
        "product": _("Product"),
        "category": _("Category"),
        "reason": _("Reason"),
        "carrier": _("Carrier"),
    }


def _row(view: View, dimension: str, loss: Loss, words: Mapping[str, str], total: float, longest: float) -> LossRow:
    # Only returned items cost anything: the list behind a number leaves texts about orders and bare ratings out.
    listed = view.url("/submissions", **{dimension: loss.filter}, only="returns") if loss.filter else ""
    return LossRow(
        name=words.get(loss.value, loss.value) if loss.value else _unknown(dimension),
        url=view.url(f"/themes/{loss.value}") if dimension == THEME and loss.value else listed,
        items=loss.items,
        items_url=listed,
        cents=loss.cents,
        euros=euros(loss.cents),
        share=loss.cents / total if total else 0.0,
        length=round(100 * loss.cents / longest, 1) if longest else 0.0,
    )


def _unknown(dimension: str) -> str:
    return _("No theme was found, or not read yet") if dimension == THEME else _("not named")


def _note(dimension: str) -> str:
    if dimension != THEME:
        return _("Each return stands in one row, so the rows add up to the total.")
    return _("The cost of a return with several themes is split equally among them, so the rows add up to the total.")


async def _names(dimension: str) -> Mapping[str, str]:
    """Return the names of codes, where values are codes."""
    if dimension == THEME:
        return {code: theme.name for code, theme in (await theme_names(language())).items()}
    return await reason_names() if dimension == "reason" else {}
