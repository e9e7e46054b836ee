"""The head of every room: its filter leads back to the room, and the room can be saved under a name."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest

from classifier.themes import install_themes
from feedback_app.insights.saved.views import address_of
from tests.insights.desk_world import write_shop
from tests.insights.search_world import Text, write
from tests.shop_cast import TODAY
from tests.web.browsing import ClientAs

ROOMS = (
    "/", "/themes", "/themes/too_small", "/themes/reasons", "/themes/map", "/submissions", "/products", "/logistics",
    "/money", "/inspection/reasons", "/search", "/export",
)  # fmt: skip


@pytest.fixture
async def shop(app: Any) -> None:
    await install_themes()
    await write_shop(app.state.house, 24, seed=7)


@pytest.mark.parametrize("room", ROOMS)
async def test_a_filter_leads_back_to_the_room_it_was_asked_for_in(shop: None, client_as: ClientAs, room: str) -> None:
    await leads_back(await client_as("product"), room)


async def test_a_filter_leads_back_to_a_product_whose_name_is_no_plain_word(app: Any, client_as: ClientAs) -> None:
    await write(app.state.house, [Text("passt nicht", "too_small", TODAY, product="Jacke für große Leute")])
    await leads_back(await client_as("product"), f"/products/{quote('Jacke für große Leute')}")


async def leads_back(browser: Any, room: str) -> None:
    page = (await browser.get(f"{room}?days=365&text=1")).text
    form = (await browser.get(unescape(re.search(r'href="(/themes/filter[^"]*)"', page)[1]))).text
    assert f'<form class="stack filter-form" method="get" action="{room}">' in form
    assert address_of(unescape(re.search(r'name="to" value="([^"]*)"', page)[1])).path == room
