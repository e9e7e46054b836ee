"""Every page in every state and look: nothing that axe-core finds, nothing too wide, too small, cut off or hidden.

A state is reached once per language; then the same window changes its width and its colours.
"""

from __future__ import annotations

import pytest

from feedback_app.foundation.access import Role
from tests.browser.customer_stations import CUSTOMERS
from tests.browser.desk_story import Desk
from tests.browser.findings import SIGHTS, Sight, findings, troubles
from tests.browser.member_stations import GUESTS, MEMBERS
from tests.browser.windows import DESK, SMALL_PHONE, Window

pytestmark = pytest.mark.browser
PHONE_BY_DAY, DESK_BY_NIGHT = Sight(SMALL_PHONE, "light"), Sight(DESK, "dark")
# At the desk AA is promised, contrast of 4.5 : 1. Customers' pages reach AAA's 7 : 1, in the product's own colours.
AAA_CONTRAST = ("color-contrast-enhanced",)
EVERYBODY = CUSTOMERS + GUESTS
STEPS = ("form-items", "form-item-step", "form", "form-last", "csat", "find")
TITLED = (*STEPS, "form-error", "form-last-error", "csat-error", "find-error", "erase-error", "thanks-error")


@pytest.mark.parametrize("language", ["de", "en"])
async def test_every_customers_state_is_accessible_in_every_look(desk: Desk, page_at: Window, language: str):
    page = await page_at(language=language)
    assert await findings(page, await desk.places(language), EVERYBODY, SIGHTS) == {}


async def test_every_members_page_is_accessible_on_a_phone_and_in_the_dark(desk: Desk, page_at: Window):
    page = await page_at(language="en", role=Role.ADMIN)
    assert await findings(page, await desk.places("en"), MEMBERS, (PHONE_BY_DAY, DESK_BY_NIGHT), AAA_CONTRAST) == {}


async def test_an_alert_is_accessible_in_every_look(desk: Desk, page_at: Window):
    page = await page_at(role=Role.ADMIN)
    alert = [station for station in MEMBERS if station.name == "alert"]
    assert await findings(page, await desk.places(), alert, SIGHTS, AAA_CONTRAST) == {}


async def test_nothing_is_lost_by_zoom_by_spaced_text_by_keyboard_or_under_a_thumb(desk: Desk, page_at: Window):
    page = await page_at()
    assert await troubles(page, await desk.places(), EVERYBODY) == {}


@pytest.mark.parametrize(("language", "error"), [("de", "Fehler: "), ("en", "Error: ")])
async def test_a_windows_title_names_the_step_and_says_when_something_is_wrong(
    desk: Desk, page_at: Window, language: str, error: str
):
    page, places, titles = await page_at(language=language), await desk.places(language), {}
    for station in CUSTOMERS:
        if station.name in TITLED:
            await station.show(page, places)
            titles[station.name] = await page.title()
    assert len({titles[name] for name in STEPS}) == len(STEPS)
    assert {name for name, title in titles.items() if title.startswith(error)} == {
        name for name in titles if name.endswith("-error")
    }
