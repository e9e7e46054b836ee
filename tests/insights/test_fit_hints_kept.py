"""What is kept of fit hints between two requests: never stale, and no longer than the figures it was counted from."""

from __future__ import annotations

import gc
import weakref
from datetime import timedelta

from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute
from feedback_app.foundation.house import House
from feedback_app.insights.products.fit_hints import hints_of
from feedback_app.insights.store import packing
from feedback_app.insights.store.facts import facts_now
from tests.insights.product_world import LAST, Sells, sell

SHOP = (Sells("Chino", rate=0.2, reasons={"too_small": 6.0, "changed_mind": 4.0}),)


async def change_all(house: House) -> None:
    async with transaction():
        await execute('UPDATE "comment" SET "reason" = ?, "revision" = "revision" + 1', "too_big")
    await packing.run(house)


async def test_hints_follow_the_returns_and_the_day(db: str, house: House) -> None:
    await sell(house, SHOP, days=30)
    before = hints_of(await facts_now(), LAST).of("product", "Chino")
    assert before is not None
    assert before.too_big == 0
    await change_all(house)
    after = hints_of(await facts_now(), LAST).of("product", "Chino")
    assert after is not None
    assert (after.too_small, after.too_big) == (0, before.returned)
    a_year_on = hints_of(await facts_now(), LAST + timedelta(days=365)).of("product", "Chino")
    assert a_year_on is not None
    assert a_year_on.returned == 0


async def test_hints_keep_no_snapshot_that_the_desk_has_let_go(db: str, house: House) -> None:
    await sell(house, SHOP, days=30)
    facts = await facts_now()
    hints_of(facts, LAST)
    days = [weakref.ref(chunk.columns["day"]) for chunk in facts.said_chunks]
    del facts
    await change_all(house)
    await facts_now()
    gc.collect()
    assert [day() for day in days] == [None] * len(days)
