"""Model cards in a running app."""

from __future__ import annotations

from datetime import datetime

import pytest

from classifier.care.measures import Hits
from classifier.themes import install_themes
from tests.classifier.cards.test_reliability import BAD, GOOD, measured
from tests.shop_cast import add_classified
from tests.web.browsing import ClientAs


@pytest.fixture
async def shop(db: str, now: datetime) -> None:
    await install_themes()
    await measured(now, too_small=GOOD, other=BAD, praise=Hits(3, 0, 0))
    await add_classified("zu klein", ["too_small"])
    await add_classified("na ja", ["other"])


async def test_the_list_says_which_themes_raise_no_alerts(shop: None, client_as: ClientAs) -> None:
    page = await (await client_as("viewer", "en")).get("/themes/cards")
    assert page.status_code == 200
    assert "1 of 31 themes are read reliably enough" in page.text
    assert page.text.count("not reliable yet: raises no alerts") == 30


async def test_a_card_shows_precision_and_recall_with_their_bounds(shop: None, client_as: ClientAs) -> None:
    page = await (await client_as("product")).get("/themes/too_small/card")
    assert "Zu Recht vergeben" in page.text
    assert "91" in page.text
    assert "(79–96)" in page.text
    assert "verlässlich" in page.text


async def test_a_theme_page_says_when_it_raises_no_alerts(shop: None, client_as: ClientAs) -> None:
    browser = await client_as("product", "en")
    assert "raises no alerts" in (await browser.get("/themes/other")).text
    assert "raises no alerts" not in (await browser.get("/themes/too_small")).text


async def test_there_is_no_card_of_a_theme_that_does_not_exist(shop: None, client_as: ClientAs) -> None:
    assert (await (await client_as("product")).get("/themes/nothing/card")).status_code == 404
