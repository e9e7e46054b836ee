"""Forms by keyboard alone, and how many keys that takes."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from surveys.tables import Answer
from tests.browser.desk_story import Desk
from tests.browser.windows import PHONE, Window

pytestmark = pytest.mark.browser
MOST_KEYS = 12
TO_FOUR = ["Tab", "ArrowRight", "ArrowRight", "ArrowRight"]


async def keys(page: Page, pressed: list[str]) -> int:
    """Press keys one after the other; returns how many."""
    for key in pressed:
        await page.keyboard.press(key)
    return len(pressed)


async def scores() -> list[int]:
    return list(await Answer.select(Answer.number).where(Answer.question == "csat").output(as_list=True))


async def thanked(page: Page) -> None:
    await expect(page.get_by_role("heading", level=1)).to_have_text("Danke, das hilft.")


async def test_five_keys_answer_how_satisfied_a_customer_is(desk: Desk, page_at: Window):
    page = await page_at(PHONE)
    await page.goto(await desk.invite("csat"))
    desk.wait()
    assert await keys(page, [*TO_FOUR, "Enter"]) == 5 <= MOST_KEYS
    await thanked(page)
    assert await scores() == [4]


async def test_nine_keys_answer_over_the_button_itself(desk: Desk, page_at: Window):
    page = await page_at(PHONE)
    await page.goto(await desk.invite("csat"))
    desk.wait()
    # Past the text, the news and the call to the button.
    pressed = await keys(page, [*TO_FOUR, "Tab", "Tab", "Tab", "Tab"])
    await expect(page.get_by_role("button", name="Antwort absenden")).to_be_focused()
    assert pressed + await keys(page, ["Enter"]) == 9 <= MOST_KEYS
    await thanked(page)


async def test_two_keys_answer_a_score_that_was_chosen_in_the_mail(desk: Desk, page_at: Window):
    page = await page_at(PHONE)
    await page.goto(await desk.invite("csat") + "?score=5")
    desk.wait()
    assert await keys(page, ["Tab", "Enter"]) == 2
    await thanked(page)
    assert await scores() == [5]


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
async def test_the_whole_return_form_can_be_filled_in_by_keyboard(desk: Desk, page_at: Window, javascript: bool):
    page = await page_at(PHONE, javascript=javascript)
    await page.goto(await desk.invite())
    await reach(page, "input[type=radio][name^=reason]")
    await page.keyboard.press("Space")
    await reach(page, "input[type=radio][name^=detail]")
    await page.keyboard.press("Space")
    await page.keyboard.press("ArrowDown")
    await reach(page, "textarea")
    await page.keyboard.type("Eine Nummer zu groß.")
    await reach(page, "input[name^=wish]")
    await page.keyboard.press("Space")
    await reach(page, ".send button.main")
    desk.wait()
    await page.keyboard.press("Enter")
    await expect(page.locator(".progress")).to_contain_text("Schritt 2 von 2")
    await reach(page, "input[name=q-csat]")
    await page.keyboard.press("ArrowRight")
    await reach(page, "input[name=tell_me]")
    await page.keyboard.press("Space")
    await reach(page, "#email")
    await page.keyboard.type("kundin@post.example")
    await reach(page, ".send button.main")
    await page.keyboard.press("Enter")
    await thanked(page)


async def reach(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus."""
    for _ in range(20):
        await page.keyboard.press("Tab")
        if await page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab does not reach {selector}")
