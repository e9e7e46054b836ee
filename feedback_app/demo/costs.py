"""What a return costs the fictional shop, so that the pages show euros.

Invariants: a shop that has said what its returns cost keeps that; the removal takes away only what nobody has changed.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from feedback_app.alerts.alert_settings import save_cost, settings_now
from feedback_app.foundation.database import transaction
from feedback_app.foundation.house import House
from feedback_app.insights.money.costs import ALL_OTHERS, PieceCost, cost_model, save_model
from feedback_app.insights.tables import ReturnCost
from surveys.tables import Shop

COSTS: Final = MappingProxyType(
    {
        ALL_OTHERS: PieceCost(395, 210, 480),
        "Bekleidung": PieceCost(395, 260, 350),
        "Schuhe": PieceCost(395, 230, 520),
        "Elektronik": PieceCost(490, 420, 1900),
        "Wohnen": PieceCost(890, 350, 1250),
    }
)


async def say_costs(house: House) -> None:
    """Say what a return costs, unless somebody has."""
    if not (await cost_model()).known:
        await save_model(COSTS, house.today(), house.now())


async def forget_costs() -> None:
    """Take the demo's costs away, where a demo is loaded and nobody has changed them."""
    if not await Shop.exists().where(Shop.demo.eq(True)) or (await cost_model()).by_category != COSTS:
        return
    async with transaction():
        await ReturnCost.delete(force=True)
        # Before any return was counted, the average piece was that of all others.
        if (await settings_now()).cents_per_return == COSTS[ALL_OTHERS].total:
            await save_cost(None)
