"""Every page in every state and look: nothing that axe-core finds, nothing too wide, too small, cut off or hidden.

A state is reached once per language; then the same window changes its width and its colours.
"""

from __future__ import annotations

import pytest

from feedback_app.foundation.access import Role
from tests.browser.customer_stations import CUSTOMERS
from tests.browser.desk_story import Desk
from tests.browser.findings import (
    SIGHTS,
    Sight,
    findings,
    hidden_focus,
    look,
    small_targets,
    spoiled_by_spacing,
    too_wide,
)
from tests.browser.member_stations import GUESTS, MEMBERS
from tests.browser.windows import DESK, SMALL_PHONE, Window

pytestmark = pytest.mark.browser
PHONE_BY_DAY, DESK_BY_NIGHT = Sight(SMALL_PHONE, "light"), Sight(DESK, "dark")
EVERYBODY = CUSTOMERS + GUESTS
# 1280 px at 200 %, and at 400 % (1.4.4, 1.4.10).
ZOOMED = ({"width": 640, "height": 360}, {"width": 320, "height": 256})


@pytest.mark.parametrize("language", ["de", "en"])
async def test_every_customers_state_is_accessible_in_every_look(desk: Desk, page_at: Window, language: str):
    page = await page_at(language=language)
    assert await findings(page, await desk.places(language), EVERYBODY, SIGHTS) == {}


async def test_every_members_page_is_accessible_on_a_phone_and_in_the_dark(desk: Desk, page_at: Window):
    page = await page_at(language="en", role=Role.ADMIN)
    assert await findings(page, await desk.places("en"), MEMBERS, (PHONE_BY_DAY, DESK_BY_NIGHT)) == {}


async def test_an_alert_is_accessible_in_every_look(desk: Desk, page_at: Window):
    page = await page_at(role=Role.ADMIN)
    alert = [station for station in MEMBERS if station.name == "alert"]
    assert await findings(page, await desk.places(), alert) == {}


async def test_customers_lose_nothing_when_they_zoom_or_space_the_text_out(desk: Desk, page_at: Window):
    page, places, wrong = await page_at(), await desk.places(), {}
    for station in EVERYBODY:
        await station.show(page, places)
        for size in ZOOMED:
            await page.set_viewport_size(size)
            wrong[f"{station.name} {size['width']}"] = await too_wide(page) + await spoiled_by_spacing(page)
    assert {name: found for name, found in wrong.items() if found} == {}


async def test_customers_see_the_focus_at_every_stop_of_the_keyboard(desk: Desk, page_at: Window):
    page, places, wrong = await page_at(), await desk.places(), {}
    for station in EVERYBODY:
        await station.show(page, places)
        await look(page, PHONE_BY_DAY)
        wrong[station.name] = await hidden_focus(page)
    assert {name: found for name, found in wrong.items() if found} == {}


async def test_a_thumb_meets_every_control_of_the_customers_pages(desk: Desk, page_at: Window):
    page, places, wrong = await page_at(), await desk.places(), {}
    for station in EVERYBODY:
        await station.show(page, places)
        await look(page, PHONE_BY_DAY)
        wrong[station.name] = await small_targets(page)
    assert {name: found for name, found in wrong.items() if found} == {}


@pytest.mark.parametrize(("language", "error"), [("de", "Fehler: "), ("en", "Error: ")])
async def test_a_windows_title_names_the_step_and_says_when_something_is_wrong(
    desk: Desk, page_at: Window, language: str, error: str
):
    page, places, titles = await page_at(language=language), await desk.places(language), {}
    for station in CUSTOMERS:
        if station.name.startswith(("form", "csat", "find", "erase")):
            await station.show(page, places)
            titles[station.name] = await page.title()
    assert len({titles[name] for name in ("form-items", "form-item-step", "form", "form-last", "csat", "find")}) == 6
    assert {name for name, title in titles.items() if title.startswith(error)} == {
        name for name in titles if name.endswith("-error")
    }
