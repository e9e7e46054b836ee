"""What a returned piece costs, and so what returns cost: the cost model, kept by category.

A piece costs shipping, handling and write-down; categories without a row of their own cost what "all others" do. While
nobody has filled in the model, the one amount of the alerts' settings holds. Invariants: cents are whole; the alerts'
amount follows the model in the same transaction, so that both say the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from feedback_app.alerts.alert_settings import save_cost, settings_now
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch, insert_many, take_turns
from feedback_app.insights.store.columns import Cut
from feedback_app.insights.tables import ReturnCost

ALL_OTHERS: Final = ""
WEIGHED_DAYS: Final = 365
"""Days whose returns weigh the categories of the average."""


@dataclass(frozen=True, slots=True)
class PieceCost:
    """What one returned piece of a category costs, in cents."""

    shipping: int = 0
    handling: int = 0
    write_down: int = 0

    @property
    def total(self) -> int:
        """The sum, in cents."""
        return self.shipping + self.handling + self.write_down


@dataclass(frozen=True, slots=True)
class CostModel:
    """``by_category`` holds the rows, "" for all others. ``usual``: cents where no row stands; None: nobody has said.

    from_alerts: there are no rows, and ``usual`` is the amount of the alerts' settings.
    """

    by_category: Mapping[str, PieceCost] = field(default_factory=dict)
    usual: int | None = None
    from_alerts: bool = False

    @property
    def known(self) -> bool:
        """Tell whether anybody has said what a return costs."""
        return self.usual is not None or bool(self.by_category)

    def cents(self, category: str) -> int | None:
        """Return what one piece of a category costs; None when nobody has said it."""
        found = self.by_category.get(category)
        return found.total if found else self.usual


class Dictionary(Protocol):
    """The values of dimensions by code, as ``facts`` knows them."""

    def values(self, dimension: str) -> tuple[str, ...]:
        """Return the values of a dimension by code."""
        ...


async def cost_model() -> CostModel:
    """Return what holds now."""
    rows = await fetch('SELECT "category", "shipping", "handling", "write_down" FROM "return_cost" ORDER BY "category"')
    if not rows:
        usual = (await settings_now()).cents_per_return
        return CostModel(usual=usual, from_alerts=usual is not None)
    found = {row["category"]: PieceCost(row["shipping"], row["handling"], row["write_down"]) for row in rows}
    others = found.get(ALL_OTHERS)
    return CostModel(found, others.total if others else (await settings_now()).cents_per_return)


def cents_of(cut: Cut, facts: Dictionary, model: CostModel) -> NDArray[np.int64]:
    """Return what each row of a cut costs, (n,): quantity × cost of its category; 0 for what is no returned item.

    A category of which nobody has said a cost counts as 0; ``pieces_without_cost`` says how many that are.
    """
    prices = np.array([model.cents(name) or 0 for name in facts.values("category")], np.int64)
    return prices[cut.column("category")] * _pieces(cut)


def pieces_without_cost(cut: Cut, facts: Dictionary, model: CostModel) -> int:
    """Count the returned pieces of which nobody has said what they cost."""
    unknown = np.array([model.cents(name) is None for name in facts.values("category")], np.bool_)
    return int(_pieces(cut)[unknown[cut.column("category")]].sum())


def cents_by_theme(cut: Cut, cents: NDArray[np.int64], size: int) -> NDArray[np.float64]:
    """Return what each theme costs by its code, (size,): a comment's cost is split equally among its themes.

    So the themes' costs add up to the cost of all rows that have a theme. ``cents`` is what ``cents_of`` returned.
    """
    pairs = cut.themes()
    shared = np.bincount(pairs.row, minlength=cut.size)
    parts = cents[pairs.row] / shared[pairs.row]
    return np.bincount(pairs.theme, weights=parts, minlength=size).astype(np.float64)


async def save_model(costs: Mapping[str, PieceCost], today: date, now: datetime) -> None:
    """Let these costs hold from now on, by category, "" for all others; none: the model is given up.

    The alerts reckon with one amount: the average piece of the last year's returns, and it is written with the model.
    A model that is given up leaves that amount as it is.
    """
    async with transaction():
        await take_turns("cost model")
        await execute('DELETE FROM "return_cost"')
        await insert_many(
            ReturnCost,
            ("category", "shipping", "handling", "write_down", "changed_at"),
            [(name, cost.shipping, cost.handling, cost.write_down, now) for name, cost in sorted(costs.items())],
        )
        if costs:
            await save_cost(await _average(costs, today))


def average_cents(costs: Mapping[str, PieceCost], pieces: Sequence[tuple[str, int]]) -> int | None:
    """Return what the average piece costs, in whole cents; ``pieces`` came back by category.

    Categories without any cost are left out; None when nothing is left and there is no cost for all others.
    """
    others = costs.get(ALL_OTHERS)
    priced = [(cost.total, count) for name, count in pieces if (cost := costs.get(name, others)) is not None]
    total = sum(count for _, count in priced)
    if total:
        # Half a cent goes up, as people reckon.
        return int((2 * sum(cents * count for cents, count in priced) + total) // (2 * total))
    return others.total if others else None


async def _average(costs: Mapping[str, PieceCost], today: date) -> int | None:
    rows = await fetch(
        """
        SELECT "category", SUM("pieces") AS pieces FROM "daily_return" WHERE "day" > ? AND "day" <= ?
        GROUP BY "category"
        """,
        today - timedelta(days=WEIGHED_DAYS),
        today,
    )
    return average_cents(costs, [(row["category"], int(row["pieces"])) for row in rows])


def _pieces(cut: Cut) -> NDArray[np.int64]:
    return np.where(cut.returns, cut.column("quantity"), 0).astype(np.int64)
