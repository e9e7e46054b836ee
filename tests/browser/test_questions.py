"""Questions to members by keyboard alone, and without script; why a comment has its themes; a rule by hand."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from classifier.tables import Correction
from classifier.themes import themes_of
from feedback_app.foundation.access import Role
from tests.browser.desk_story import Desk
from tests.browser.windows import Window

pytestmark = pytest.mark.browser
QUEUE = "/themes/queue"


async def asked(page: Page) -> int:
    return int(await page.locator("#question input[name=comment]").input_value())


async def next_question(page: Page, before: int) -> int:
    await expect(page.locator("#question input[name=comment]")).not_to_have_value(str(before))
    return await asked(page)


async def test_questions_are_answered_with_keys_alone(desk: Desk, page_at: Window) -> None:
    page = await page_at(role=Role.PRODUCT)
    await page.goto(QUEUE)
    first = await asked(page)
    await page.keyboard.press("0")
    await page.keyboard.press("1")
    await expect(page.locator("input[name=none]")).not_to_be_checked()
    theme = await page.locator("input[name=theme]").first.input_value()
    await expect(page.locator("input[name=theme]").first).to_be_checked()
    await page.keyboard.press("Enter")
    second = await next_question(page, first)
    assert (await themes_of([first]))[first] == [theme]
    await page.keyboard.press("ArrowRight")
    third = await next_question(page, second)
    await page.keyboard.type("Verfrü")
    await expect(page.get_by_label("Ein anderes Thema")).to_have_value("Verfrü")
    await page.keyboard.press("Escape")
    await page.keyboard.type("Verpa")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    await expect(page.locator(".queue-past")).to_contain_text("Verpackung")
    assert "packaging" in (await themes_of([third]))[third]


async def test_backspace_takes_the_last_answer_back(desk: Desk, page_at: Window) -> None:
    page = await page_at(role=Role.PRODUCT)
    await page.goto(QUEUE)
    first = await asked(page)
    await page.keyboard.press("?")
    await expect(page.locator("#keys dl")).to_be_visible()
    await page.keyboard.press("0")
    await page.keyboard.press("Enter")
    await next_question(page, first)
    await page.keyboard.press("Backspace")
    await expect(page.locator("#question input[name=comment]")).to_have_value(str(first))
    assert not await Correction.exists().where(Correction.comment == first)


async def test_questions_are_answered_without_script(desk: Desk, page_at: Window) -> None:
    page = await page_at(role=Role.PRODUCT, javascript=False)
    await page.goto(QUEUE)
    first = await asked(page)
    await page.get_by_label(re.compile("keines passt")).check()
    for box in await page.locator("input[name=theme]").all():
        await box.uncheck()
    await page.get_by_role("button", name="Speichern und weiter").click()
    assert await asked(page) != first
    await page.get_by_role("button", name="Rückgängig machen").click()
    assert await asked(page) == first
    await page.get_by_role("button", name="Überspringen").click()
    assert await asked(page) != first


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
async def test_why_shows_the_words_and_closes_again(desk: Desk, page_at: Window, javascript: bool) -> None:
    page = await page_at(role=Role.LOGISTICS, javascript=javascript)
    await page.goto("/submissions")
    await page.get_by_role("link", name="Warum?").first.click()
    await expect(page.locator(".reasons li").first).to_be_visible()
    await page.get_by_role("link", name="Schließen").click()
    await expect(page.locator(".reasons")).to_have_count(0)


async def test_a_rule_is_looked_at_and_put_in_force(desk: Desk, page_at: Window) -> None:
    page = await page_at(role=Role.PRODUCT)
    await page.goto("/themes/rules")
    await page.get_by_label("Thema", exact=True).select_option("packaging")
    await page.get_by_label("wenn der Kommentar enthält").fill("Karton* ODER Verpack*")
    await page.get_by_role("button", name="Zeigen, was sie trifft").click()
    await expect(page.locator("#preview")).to_be_focused()
    await page.get_by_role("button", name="Regel in Kraft setzen").click()
    await expect(page.locator("table.rules")).to_contain_text("Karton* ODER Verpack*")
    await page.get_by_role("button", name=re.compile("Löschen")).click()
    await page.get_by_role("button", name="Rückgängig machen").click()
    await expect(page.locator("table.rules")).to_contain_text("Karton* ODER Verpack*")
