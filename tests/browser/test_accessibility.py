"""Every page in every look: no finding of axe-core, no sideways scrolling on a small phone, no call to another host."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

from feedback_app.foundation.access import Role
from tests.browser.conftest import Desk, Window
from tests.browser.places import STATIONS, Places, Station
from tests.browser.windows import DESK, SMALL_PHONE

pytestmark = pytest.mark.browser
CUSTOMERS = [station for station in STATIONS if not station.signed_in]
MEMBERS = [station for station in STATIONS if station.signed_in]
LOOKS = list(product((SMALL_PHONE, DESK), (False, True), ("de", "en")))
DECISIVE = {station.name: station for station in STATIONS if station.name in {"form-filled", "alert"}}


async def findings(page: Page, places: Places, stations: Iterable[Station]) -> dict[str, str]:
    """Visit the stations; returns what is wrong by station, {} when all is well."""
    found = {}
    for station in stations:
        await station.reach(page, places)
        result = await Axe().run(page)
        wide = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if result.violations_count or wide > 0:
            found[station.name] = f"{wide} px too wide\n{result.generate_report()}"
    return found


async def test_every_customers_page_is_accessible_on_a_small_phone(desk: Desk, page_at: Window):
    page = await page_at(SMALL_PHONE)
    assert await findings(page, await desk.places(), CUSTOMERS) == {}


async def test_every_members_page_is_accessible_on_a_small_phone(desk: Desk, page_at: Window):
    page = await page_at(SMALL_PHONE, role=Role.LOGISTICS)
    assert await findings(page, await desk.places(), MEMBERS) == {}


async def test_every_members_page_is_accessible_in_the_dark(desk: Desk, page_at: Window):
    page = await page_at(DESK, dark=True, language="en", role=Role.LOGISTICS)
    assert await findings(page, await desk.places(), MEMBERS) == {}


@pytest.mark.parametrize("name", DECISIVE)
async def test_the_decisive_pages_are_accessible_in_every_look(desk: Desk, page_at: Window, name: str):
    places, found = await desk.places(), {}
    for width, dark, language in LOOKS:
        page = await page_at(width, dark, language, role=Role.LOGISTICS)
        found |= {
            f"{width} {dark} {language}": text for text in (await findings(page, places, [DECISIVE[name]])).values()
        }
    assert found == {}
