"""Questions to members by keyboard alone: what the keys do, what is heard, and how the keys are turned off."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from classifier.tables import Correction
from feedback_app.foundation.access import Role
from tests.browser.desk_story import Desk
from tests.browser.windows import PHONE, Window

pytestmark = pytest.mark.browser
HOME = "/themes/queue"
HEARD = """() => (document.activeElement.getAttribute("aria-describedby") || "").split(" ")
  .map(id => document.getElementById(id)?.innerText).join(" ")"""


async def asked(page: Page) -> str | None:
    """Return which comment is asked about."""
    return await page.locator(".queue-comment").get_attribute("id")


async def test_a_comment_is_answered_without_the_mouse_and_the_next_one_is_read_out(desk: Desk, page_at: Window):
    page = await page_at(role=Role.PRODUCT)
    await page.goto(HOME)
    await page.keyboard.press("0")
    await page.keyboard.press("Enter")
    await expect(page.locator("#undo")).to_be_visible()
    await expect(page.locator("#choices")).to_be_focused()
    heard = await page.evaluate(HEARD)
    assert heard.startswith("Gespeichert")
    assert await page.locator(".queue-comment blockquote").inner_text() in heard
    assert await Correction.count() == 1


async def test_backspace_takes_the_last_answer_back(desk: Desk, page_at: Window):
    page = await page_at(role=Role.PRODUCT)
    await page.goto(HOME)
    first = await asked(page)
    await page.keyboard.press("1")
    await page.keyboard.press("Enter")
    await expect(page.locator("#undo")).to_be_visible()
    await page.keyboard.press("Backspace")
    await expect(page.locator("#undo")).to_have_count(0)
    assert await asked(page) == first


async def test_an_arrow_leaves_a_comment_out_and_the_keyboard_stays_at_the_next(desk: Desk, page_at: Window):
    page = await page_at(role=Role.PRODUCT)
    await page.goto(HOME)
    first = await asked(page)
    await page.keyboard.press("ArrowRight")
    await expect(page.locator("#choices")).to_be_focused()
    assert await asked(page) != first
    assert await Correction.count() == 0


async def test_who_dictates_turns_the_keys_off_for_good(desk: Desk, page_at: Window):
    page = await page_at(role=Role.PRODUCT)
    await page.goto(HOME)
    await page.keyboard.press("?")
    await page.get_by_label("Diese Tasten verwenden").uncheck()
    await page.reload()
    ticked = await page.locator("#choices input:checked").count()
    for key in ("0", "ArrowRight", "x"):
        await page.keyboard.press(key)
    assert await page.locator("#choices input:checked").count() == ticked
    await expect(page.locator("#other")).not_to_be_focused()
    await expect(page).to_have_url(f"{desk.served.url}{HOME}")


async def test_a_comment_is_answered_without_a_script_on_a_phone(desk: Desk, page_at: Window):
    page = await page_at(PHONE, javascript=False, role=Role.PRODUCT)
    await page.goto(HOME)
    for box in await page.locator("#choices input[name=theme]").all():
        await box.uncheck()
    await page.locator("#choices input[name=none]").check()
    await page.get_by_role("button", name="Speichern und weiter").click()
    await expect(page.locator("#saved")).to_be_visible()
    await expect(page.get_by_label("Diese Tasten verwenden")).to_be_hidden()
    assert await Correction.count() == 1
