"""Each number of a product's page leads to a list of exactly what it counts, by day of return and of order."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qsl

import pytest

from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch
from feedback_app.foundation.languages import speaking
from feedback_app.insights.only import only
from feedback_app.insights.products.product_list import product_list
from feedback_app.insights.products.product_page import product_page
from feedback_app.insights.store import packing
from feedback_app.insights.store.facts import Facts, facts_now
from feedback_app.insights.views import view_of
from tests.insights.desk_world import count, inspect
from tests.insights.product_world import LAST, sell
from tests.insights.test_products import SHOP, VIEWER, row_of, view


def listed(facts: Facts, url: str) -> int:
    """Return how many items the list behind a link holds."""
    asked = view_of("/submissions", dict(parse_qsl(url.partition("?")[2])), LAST, ("only",))
    return only(facts.said(asked.span, asked.slices), asked.own.get("only", "")).size


@pytest.mark.parametrize("cohort", ["", "ordered"])
async def test_links_of_a_product_list_what_its_figures_count(db, house, cohort) -> None:
    await sell(house, SHOP)
    facts, seen = await facts_now(), view(cohort=cohort, days="30")

    page = await product_page(house, seen, "Chino", VIEWER)
    assert page is not None
    row = row_of(await product_list(house, seen), "Chino")
    assert listed(facts, row.back_url) == row.items
    counted = [(part.url, part.count) for part in row.reasons]
    counted += [(bar.url, bar.value) for bar in (*page.reasons, *page.more_reasons)]
    counted += [(part.url, part.items) for part in page.colors]
    assert len(counted) > 5
    assert [listed(facts, url) for url, _n in counted] == [n for _url, n in counted]


async def test_links_beside_an_inspection_list_the_inspected_items_alone(db, house) -> None:
    await sell(house, SHOP)
    rows = await fetch("""SELECT "id", "day" FROM "comment" WHERE "product" = 'Chino' ORDER BY "day" DESC LIMIT 9""")
    for row in rows:
        await inspect(row["id"], row["day"])
    await packing.run(house)
    facts = await facts_now()
    page = await product_page(house, view(cohort="ordered"), "Chino", VIEWER)
    assert page is not None
    assert sum(one.witness.inspected for one in page.around.witnesses) == 9
    for one in page.around.witnesses:
        assert listed(facts, one.url) == one.witness.inspected


async def test_how_many_items_have_no_order_day_is_said_where_orders_are_meant(db, house) -> None:
    await sell(house, SHOP)
    day = LAST - timedelta(days=2)
    async with transaction():
        await execute("""UPDATE "comment" SET "ordered_on" = NULL, "revision" = 2 WHERE "day" = ?""", day)
    await packing.run(house)
    missing = await count("""SELECT COUNT(*) FROM "comment" WHERE "day" = ? AND "product" = 'Chino'""", day)
    with speaking("en"):
        page = await product_page(house, view(cohort="ordered"), "Chino", VIEWER)
        whole = await product_list(house, view())
    assert page is not None
    assert missing > 1
    assert f" {missing} items that came back in these days do not name the day of their order" in page.cohort_words
    assert "day of their order" not in whole.cohort_words
