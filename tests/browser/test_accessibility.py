"""Every page in every look: no finding of axe-core, no sideways scrolling on a small phone, no call to another host."""

from __future__ import annotations

from itertools import product

import pytest

from feedback_app.foundation.access import Role
from tests.browser.desk_story import Desk
from tests.browser.findings import finding, findings
from tests.browser.places import STATIONS
from tests.browser.windows import DESK, HEIGHT, SMALL_PHONE, Window

pytestmark = pytest.mark.browser
CUSTOMERS = [station for station in STATIONS if not station.signed_in]
MEMBERS = [station for station in STATIONS if station.signed_in]
LOOKS = list(product((SMALL_PHONE, DESK), ("light", "dark")))
DECISIVE = {station.name: station for station in STATIONS if station.name in {"form-filled", "alert"}}


async def test_every_customers_page_is_accessible_on_a_small_phone(desk: Desk, page_at: Window):
    page = await page_at(SMALL_PHONE)
    assert await findings(page, await desk.places(), CUSTOMERS) == {}


async def test_every_members_page_is_accessible_on_a_small_phone(desk: Desk, page_at: Window):
    page = await page_at(SMALL_PHONE, role=Role.LOGISTICS)
    assert await findings(page, await desk.places(), MEMBERS) == {}


async def test_every_members_page_is_accessible_in_the_dark(desk: Desk, page_at: Window):
    page = await page_at(DESK, dark=True, language="en", role=Role.LOGISTICS)
    assert await findings(page, await desk.places(), MEMBERS) == {}


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("name", DECISIVE)
async def test_the_decisive_pages_are_accessible_in_every_look(desk: Desk, page_at: Window, name: str, language: str):
    page, found = await page_at(language=language, role=Role.LOGISTICS), {}
    await DECISIVE[name].reach(page, await desk.places())
    for width, scheme in LOOKS:
        await page.set_viewport_size({"width": width, "height": HEIGHT})
        await page.emulate_media(color_scheme=scheme)
        if wrong := await finding(page):
            found[f"{width} {scheme}"] = wrong
    assert found == {}
