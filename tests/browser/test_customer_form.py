"""A customer fills in the form on a phone, and a product manager finds what was written."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.async_api import Page, expect

from surveys.definition import COMMENT_LIMIT
from surveys.tables import Contact
from tests.browser.desk_story import MEMBERS, PASSWORD, Desk
from tests.browser.windows import PHONE, Window

pytestmark = pytest.mark.browser
WORDS = "Die Kanne kam in tausend Scherben an, der Karton war eingedrückt."
SCRIPT = pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])


async def fill_in(page: Page, words: str = WORDS) -> None:
    await page.get_by_label("Beschädigt angekommen").check()
    await page.get_by_label("Was genau war los?").fill(words)
    await page.locator("input[name=csat][value='2']").check()


async def send(page: Page) -> None:
    await page.get_by_role("button", name="Antwort senden").click()


@SCRIPT
async def test_what_a_customer_writes_is_found_under_its_theme(desk: Desk, page_at: Window, javascript: bool):
    phone = await page_at(PHONE, javascript=javascript)
    await phone.goto(await desk.invite())
    await fill_in(phone)
    await phone.locator("input[name=tell_me]").check()
    await phone.get_by_label("E-Mail-Adresse").fill("kundin@post.example")
    await send(phone)
    await expect(phone.get_by_role("heading", level=1)).to_have_text("Danke, das hilft.")
    assert await Contact.select(Contact.email).output(as_list=True) == ["kundin@post.example"]

    await desk.works()
    manager = await page_at(javascript=javascript)
    await sign_in(manager)
    await manager.get_by_role("link", name="Transportschaden", exact=True).click()
    comment = manager.locator("li.comment", has_text=WORDS)
    await expect(comment).to_contain_text("Teekanne Föhr")
    await expect(comment.locator(".chip").first).to_contain_text("Transportschaden")


async def sign_in(page: Page) -> None:
    await page.goto("/themes")
    await page.get_by_label("E-Mail-Adresse").fill(MEMBERS[0][1])
    await page.get_by_label("Passwort").fill(PASSWORD)
    await page.get_by_role("button", name="Anmelden").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Themen")


@SCRIPT
async def test_a_comment_that_is_too_long_is_kept_and_explained_first(desk: Desk, page_at: Window, javascript: bool):
    page = await page_at(PHONE, javascript=javascript)
    await page.goto(await desk.invite())
    box = page.get_by_label("Was genau war los?")
    await box.evaluate("box => box.removeAttribute('maxlength')")
    long = "Scherben. " * (COMMENT_LIMIT // 10 + 1)
    await fill_in(page, long)
    await send(page)
    summary = page.locator("#errors")
    await expect(summary).to_be_visible()
    if javascript:
        await expect(summary).to_be_focused()
    await expect(box).to_have_value(long)
    await expect(page.get_by_label("Beschädigt angekommen")).to_be_checked()
    await summary.get_by_role("link").click()
    await expect(box).to_be_in_viewport()


@SCRIPT
async def test_an_answer_can_be_changed(desk: Desk, page_at: Window, javascript: bool):
    page = await page_at(PHONE, javascript=javascript)
    link = await desk.invite()
    await page.goto(link)
    await fill_in(page)
    await send(page)
    await page.get_by_role("link", name="Antwort ändern").click()
    await expect(page.get_by_label("Was genau war los?")).to_have_value(WORDS)
    await page.get_by_label("Zu spät geliefert").check()
    await page.get_by_role("button", name="Änderung speichern").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Danke, das hilft.")
    await page.goto(f"{link}?edit=1")
    await expect(page.get_by_label("Zu spät geliefert")).to_be_checked()


async def test_the_whole_form_can_be_filled_in_by_keyboard(desk: Desk, page_at: Window):
    page = await page_at(PHONE)
    await page.goto(await desk.invite())
    await reach(page, "input[type=radio][name^=reason]")
    await page.keyboard.press("Space")
    await page.keyboard.press("ArrowDown")
    await reach(page, "textarea")
    await page.keyboard.type("Eine Nummer zu groß.")
    await reach(page, "input[name=csat]")
    await page.keyboard.press("ArrowRight")
    await reach(page, "input[name=tell_me]")
    await page.keyboard.press("Space")
    await reach(page, "#email")
    await page.keyboard.type("kundin@post.example")
    await reach(page, "button.main")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Danke, das hilft.")


async def reach(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus."""
    for _ in range(12):
        await page.keyboard.press("Tab")
        if await page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab does not reach {selector}")


async def test_a_customer_can_delete_the_words(desk: Desk, page_at: Window):
    page = await page_at(PHONE)
    link = await desk.invite()
    await page.goto(link)
    await fill_in(page)
    await send(page)
    await page.get_by_role("link", name="Antwort löschen").click()
    await page.get_by_role("button", name="Endgültig löschen").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Ihre Antwort wurde gelöscht")
    await page.goto(f"{link}?edit=1")
    await expect(page.get_by_label("Was genau war los?")).to_have_value("")


async def test_a_forged_link_says_what_may_have_happened(desk: Desk, page_at: Window):
    page = await page_at(PHONE)
    link = await desk.invite()
    answer = await page.goto(link[:-1] + ("A" if link[-1] != "A" else "B"))
    assert answer is not None
    assert answer.status == 404
    await expect(page.get_by_role("heading", level=1)).to_have_text("Dieser Link funktioniert nicht")


async def test_an_expired_link_says_that_nothing_is_to_be_done(desk: Desk, page_at: Window):
    page = await page_at(PHONE)
    link = await desk.invite()
    desk.served.clock.now += timedelta(days=desk.served.house.invitation_days)
    answer = await page.goto(link)
    assert answer is not None
    assert answer.status == 410
    await expect(page.get_by_role("heading", level=1)).to_have_text("Dieser Link ist abgelaufen")


async def test_a_customer_reads_the_form_in_another_language(desk: Desk, page_at: Window):
    page = await page_at(PHONE)
    await page.goto(await desk.invite())
    await page.get_by_role("link", name="English").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Your return")
    assert await page.context.cookies() == []
