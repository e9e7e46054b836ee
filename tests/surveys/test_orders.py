"""Orders and surveys that are written more than once."""

from __future__ import annotations

from dataclasses import replace

from feedback_app.foundation.house import House
from surveys.built_in import BUILT_IN, RETURNS
from surveys.definition import Words
from surveys.orders import OrderLines, upsert_orders
from surveys.surveys import current_survey, install_surveys, publish
from surveys.tables import Order, OrderItem, Survey
from tests.surveys.conftest import JACKET, TROUSERS, everything

ORDER = OrderLines("A-1", (JACKET, TROUSERS), carrier="GLS", warehouse="Nord", region="Bayern")


async def test_the_same_order_again_changes_nothing(shop: House) -> None:
    before = await everything()
    await upsert_orders([ORDER])
    assert await everything() == before


async def test_an_item_keeps_its_row_when_others_come_and_go(shop: House) -> None:
    jacket = await OrderItem.select(OrderItem.id).where(OrderItem.sku == "J-1").first()
    await upsert_orders([replace(ORDER, items=(replace(JACKET, quantity=2), replace(TROUSERS, size="52")))])
    rows = await OrderItem.select().order_by(OrderItem.id)
    assert [(row["sku"], row["size"], row["quantity"]) for row in rows] == [("J-1", "M", 2), ("T-1", "52", 1)]
    assert rows[0]["id"] == jacket["id"]


async def test_two_equal_lines_of_an_order_stay_two(shop: House) -> None:
    for _ in range(2):
        await upsert_orders([OrderLines("A-2", (JACKET, JACKET))])
    assert await OrderItem.count().where(OrderItem.sku == "J-1") == 3


async def test_more_orders_than_one_batch_are_all_written(shop: House) -> None:
    await upsert_orders([OrderLines(f"B-{number}", (JACKET,)) for number in range(1_100)])
    assert await Order.count() == 1_101
    assert await OrderItem.count() == 1_102


async def test_surveys_may_be_installed_twice(shop: House) -> None:
    await install_surveys(shop.now())
    assert await Survey.count() == len(BUILT_IN)


async def test_a_new_wording_is_a_new_version_and_the_old_one_stays(shop: House) -> None:
    old = await current_survey("returns")
    reworded = await publish("returns", _titled("Rücksendung"), shop.now())
    assert reworded.version == 2
    assert await publish("returns", _titled("Rücksendung"), shop.now()) == reworded
    assert (await Survey.select().where(Survey.id == old.id).first())["version"] == 1


def _titled(title: str):
    from msgspec.structs import replace as changed

    return changed(RETURNS, title=Words(de=title, en="Return"))
