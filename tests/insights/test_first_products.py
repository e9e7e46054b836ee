"""Which product first: said only of one that stands out beyond chance."""

from __future__ import annotations

from typing import Any

import pytest

from feedback_app.insights.overview.first import FirstProduct, first_products
from feedback_app.insights.products.knowing import known_now
from feedback_app.insights.themes.listing import known_now as themes_known_now
from feedback_app.insights.views import view_of
from tests.insights.product_world import LAST, Sells, sell


async def first_of(house: Any, *sold: Sells) -> tuple[FirstProduct, ...]:
    await sell(house, sold)
    view, known = view_of("/", {"days": "30"}, LAST), await known_now(house)
    return first_products(view, known.facts.said(view.span, {}), known, await themes_known_now())


@pytest.mark.parametrize("products", [2, 6])
async def test_of_equal_products_none_stands_out(db, house, products: int) -> None:
    found = await first_of(house, *(Sells(name, per_day=4) for name in "ABCDEF"[:products]))
    assert [(one.name, one.stands, one.why) for one in found if one.tells] == []
    assert len(found) == min(products, 3)


async def test_a_product_of_which_much_more_comes_back_than_of_any_other_is_the_most(db, house) -> None:
    sold = (Sells("A", "Hosen"), Sells("B", "Hüte"), Sells("C", "Schuhe", per_day=80))
    assert {one.name: one.most for one in await first_of(house, *sold)} == {"A": False, "B": False, "C": True}
