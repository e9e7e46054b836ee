"""The rooms around the themes: one language to a page, no need for a script, and every stop of the keyboard is seen."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page

from feedback_app.foundation.access import Role
from tests.browser.desk_story import Desk
from tests.browser.findings import SIGHTS, hidden_focus, look, small_targets, too_wide
from tests.browser.member_stations import ROOMS
from tests.browser.windows import Window

pytestmark = pytest.mark.browser
# What a swap without a page shows is tested with the script that swaps it.
BY_SCRIPT = ("room-new-search", "room-why-open")


async def test_every_room_opens_without_a_script(desk: Desk, page_at: Window):
    page, places = await page_at(javascript=False, role=Role.ADMIN), await desk.places()
    for station in ROOMS:
        if station.name not in BY_SCRIPT:
            await station.show(page, places)
            assert await page.locator("h1").count() == 1, station.name


async def test_in_every_room_the_keyboard_is_seen_and_a_thumb_meets_what_it_means(desk: Desk, page_at: Window):
    page, places, found = await page_at(role=Role.ADMIN), await desk.places(), {}
    for station in ROOMS:
        await station.show(page, places)
        await look(page, SIGHTS[0])
        found[station.name] = await too_wide(page) + await small_targets(page) + await hidden_focus(page)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


async def shown_days(page: Page) -> int:
    return int(await page.locator(".zoom-stage").get_attribute("data-shown") or 0)


async def test_the_chart_is_walked_and_zoomed_by_keys_alone(desk: Desk, page_at: Window):
    page = await page_at(role=Role.PRODUCT, language="en")
    await page.goto("/themes/damaged_transport?days=90")
    line = page.locator(".zoom-line")
    await page.locator(".zoom-stage").focus()
    await page.keyboard.press("End")
    await page.locator(".zoom-line", has_text="20 Nov 2026: ").wait_for()
    await page.keyboard.press("ArrowLeft")
    await page.locator(".zoom-line", has_text="19 Nov 2026: ").wait_for()
    assert re.match(r"19 Nov 2026: \d+ counted", await line.inner_text())
    assert await shown_days(page) == 90
    await page.keyboard.press("+")
    await page.keyboard.press("+")
    assert 20 <= await shown_days(page) <= 24
    await page.keyboard.press("Home")
    await page.locator(".zoom-line", has_text="23 Aug 2026: ").wait_for()
    await page.keyboard.press("0")
    assert await shown_days(page) == 90


async def test_the_chart_is_zoomed_by_drawing_with_the_mouse_and_by_buttons(desk: Desk, page_at: Window):
    page = await page_at(role=Role.LOGISTICS, language="de")
    await page.goto("/themes/damaged_transport?days=90")
    await page.locator(".zoom-tools").scroll_into_view_if_needed()
    box = await page.locator(".zoom-stage .u-over").bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    await page.mouse.move(box["x"] + box["width"] * 0.5, middle)
    await page.locator(".zoom-line", has_text="gezählt").wait_for()
    await page.mouse.down()
    await page.mouse.move(box["x"] + box["width"] * 0.75, middle, steps=4)
    await page.mouse.up()
    assert 21 <= await shown_days(page) <= 24
    await page.get_by_role("button", name="Alles zeigen").click()
    assert await shown_days(page) == 90
    await page.get_by_role("button", name="Näher heran").click()
    assert 44 <= await shown_days(page) <= 46


async def test_without_a_script_the_drawing_and_the_table_stand(desk: Desk, page_at: Window):
    page = await page_at(javascript=False, role=Role.LOGISTICS)
    await page.goto("/themes/too_small?days=90")
    assert await page.locator(".zoom-chart .plot .mark-line").count() >= 2
    assert not await page.locator(".zoom-stage").is_visible()
    assert await page.locator(".zoom-chart tbody tr").count() == 90


async def test_a_note_is_written_seen_and_taken_away(desk: Desk, page_at: Window):
    page = await page_at(role=Role.PRODUCT)
    await page.goto("/themes/too_small")
    await page.locator("#notes > summary").click()
    await page.locator("#note-day").fill("2026-11-10")
    await page.locator("#note-text").fill("Neue Fotos im Shop")
    await page.locator(".note-form button").click()
    await page.get_by_text("Neue Fotos im Shop (Petra Lindner)").wait_for()
    await page.locator("#notes > summary").click()
    await page.locator(".note-gone button").click()
    await page.wait_for_url("**/themes/too_small?days=30#course")
    assert await page.get_by_text("Neue Fotos im Shop").count() == 0


async def test_a_group_unfolds_in_place_and_the_keyboard_stays_on_it(desk: Desk, page_at: Window):
    page = await page_at(role=Role.PRODUCT)
    await page.goto("/themes?level=groups")
    fold = page.locator(".theme-fold").first
    await fold.focus()
    await page.keyboard.press("Enter")
    await page.locator(".theme-inside").first.wait_for()
    assert await page.evaluate("document.activeElement.getAttribute('aria-expanded')") == "true"
    assert "open=" in page.url


async def test_a_cell_of_the_map_leads_to_the_submissions_behind_it(desk: Desk, page_at: Window):
    page = await page_at(role=Role.LOGISTICS, language="en")
    await page.goto("/themes/map?by=carrier&days=90")
    row = page.locator(".heat tr", has=page.locator("a[href^='/themes/damaged_transport']"))
    cell = row.locator("td a").first
    title = await cell.get_attribute("title")
    await cell.click()
    assert "theme=damaged_transport" in page.url
    assert "carrier=" in page.url
    assert re.match(r"\d+ of \d+ answers", title or "")
