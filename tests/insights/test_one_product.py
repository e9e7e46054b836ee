"""Rows that name an article number only belong to the product of this number, whenever its name becomes known."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from feedback_app.foundation.access import Role, Viewer
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute
from feedback_app.insights.products.product_list import OWN, product_list
from feedback_app.insights.products.product_page import product_page, product_with
from feedback_app.insights.store import packing
from feedback_app.insights.store.facts import Facts, facts_now
from feedback_app.insights.views import Span, view_of
from tests.insights.desk_world import LAST, write_shop

EVER = Span(LAST - timedelta(days=400), LAST)
ANNA = Viewer(1, "Anna", "anna@shop.test", Role.PRODUCT, "de")


async def named(house: Any, **names: str) -> Facts:
    """Let all comments be about A-1 or B-2, by their size, under these names only, and pack them."""
    async with transaction():
        for size, sku in (("S", "A-1"), ("M", "B-2")):
            await execute(
                "UPDATE comment SET sku = ?, product = ?, revision = revision + 1 WHERE size = ?",
                sku, names.get(size, ""), size,
            )  # fmt: skip
        await execute("DELETE FROM shipment")
    await packing.run(house)
    return await facts_now()


async def test_a_name_that_comes_later_reaches_the_rows_before_it(db, house) -> None:
    said = await write_shop(house, 120, seed=31, days=70)
    facts = await named(house)
    every = facts.said(EVER, {"sku": "A-1"}).size
    assert facts.said(EVER, {"product": "A-1"}).size == every == sum(one.values["size"] == "S" for one in said)
    newest = max((one for one in said if one.values["size"] == "S"), key=lambda one: one.day)
    async with transaction():
        await execute("UPDATE comment SET product = 'Jacke', revision = revision + 1 WHERE id = ?", newest.id)
    await packing.run(house)
    after = await facts_now()
    assert after.said(EVER, {"product": "Jacke"}).size == after.said(EVER, {"product": "A-1"}).size == every
    assert facts.said(EVER, {"product": "A-1"}).size == every, "a snapshot that was given out never changes"
    assert after.said(EVER, {"product": "B-2"}).size == facts.said(EVER, {"product": "B-2"}).size > 0
    async with transaction():
        await execute("UPDATE comment SET product = '', revision = revision + 1 WHERE id = ?", newest.id)
    await packing.run(house)
    assert (await facts_now()).said(EVER, {"product": "Jacke"}).size == 0


async def test_the_newest_name_of_an_article_number_is_its_name_and_older_ones_stay_as_they_were_said(
    db, house
) -> None:
    said = await write_shop(house, 120, seed=32, days=70)
    await named(house)
    own = sorted((one for one in said if one.values["size"] == "S"), key=lambda one: one.day)
    async with transaction():
        for one, name in ((own[0], "Alt"), (own[-1], "Neu")):
            await execute("UPDATE comment SET product = ?, revision = revision + 1 WHERE id = ?", name, one.id)
    await packing.run(house)
    facts = await facts_now()
    assert facts.said(EVER, {"product": "Alt"}).size == 1
    assert facts.said(EVER, {"product": "Neu"}).size == len(own) - 1


async def test_a_product_that_is_called_like_the_number_of_another_keeps_its_rows(db, house) -> None:
    said = await write_shop(house, 60, seed=34)
    await named(house)
    first, second = (next(one for one in said if one.values["size"] == size) for size in "SM")
    async with transaction():
        for one, name in ((first, "Jacke"), (second, "A-1")):
            await execute("UPDATE comment SET product = ?, revision = revision + 1 WHERE id = ?", name, one.id)
    await packing.run(house)
    facts = await facts_now()
    assert facts.said(EVER, {"product": "Jacke"}).size == facts.said(EVER, {"sku": "A-1"}).size
    assert facts.said(EVER, {"product": "A-1"}).size == facts.said(EVER, {"sku": "B-2"}).size


async def test_shipments_tell_the_name_too_and_the_list_has_one_line(db, house) -> None:
    await write_shop(house, 80, seed=33)
    await named(house)
    async with transaction():
        await execute(
            "INSERT INTO shipment (day, sku, product, category, carrier, warehouse, region, quantity, revision, demo)"
            " VALUES (?, 'A-1', 'Jacke', '', '', '', '', 50, 1, ?), (?, 'A-1', '', '', '', '', '', 7, 1, ?)",
            LAST, False, LAST - timedelta(days=1), False,
        )  # fmt: skip
    await packing.run(house)
    view = view_of("/products", {"days": "90"}, LAST, OWN)
    rows = {row.name: row for row in (await product_list(house, view)).rows}
    assert "A-1" not in rows
    assert rows["Jacke"].sent == 57
    assert rows["Jacke"].items == (await facts_now()).said(EVER, {"sku": "A-1"}).items()
    assert await product_page(house, view, "A-1", ANNA) is None
    assert product_with(await facts_now(), "A-1") == "Jacke"
