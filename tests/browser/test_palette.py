"""The command palette and the single keys, by keyboard alone, with a screen reader's eyes, and without script."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from feedback_app.auth.tables import Member
from feedback_app.foundation.access import Role
from tests.browser.desk_story import Desk
from tests.browser.findings import finding
from tests.browser.windows import PHONE, Window

pytestmark = pytest.mark.browser
ACTIVE = "document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))?.textContent"


def field(page: Page):
    return page.get_by_role("combobox", name="Wohin?")


async def active(page: Page) -> str:
    """What a screen reader hears as the chosen entry."""
    return str(
        await page.evaluate(
            "document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))?.textContent"
        )
    )


async def test_the_palette_leads_to_a_room_by_keyboard_alone(desk: Desk, page_at: Window):
    page = await page_at(role=Role.PRODUCT)
    await page.goto("/alerts")
    await page.keyboard.press("Control+k")
    await expect(field(page)).to_be_focused()
    await page.keyboard.type("umfr")
    await expect(page.get_by_role("option").first).to_contain_text("Umfragen")
    assert (await active(page)).startswith("Umfragen")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/surveys")


async def test_the_empty_palette_begins_with_the_pages_visited_last(desk: Desk, page_at: Window):
    page = await page_at(role=Role.PRODUCT)
    for path in ("/themes", "/mailbox", "/alerts"):
        await page.goto(path)
    await page.keyboard.press("/")
    labels = [text.split(" besucht")[0].strip() for text in await page.get_by_role("option").all_inner_texts()]
    assert [label.split("\n")[0] for label in labels[:2]] == ["Postfach", "Themen"]
    await page.keyboard.press("ArrowDown")
    assert (await active(page)).startswith("Themen")


async def remembered(page: Page) -> list[str]:
    return list(await page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('recent:'))"))


async def test_a_tab_forgets_the_pages_of_a_member_who_signs_out(desk: Desk, page_at: Window):
    page = await page_at(role=Role.PRODUCT)
    await page.goto("/search?q=Quastenflosser")
    assert await remembered(page) == [f"recent:{await id_of(Role.PRODUCT)}"]
    await page.get_by_role("button", name="Abmelden").click()
    await page.wait_for_url("**/login")
    assert await remembered(page) == []


async def test_a_tab_forgets_the_pages_of_another_member_whatever_they_are_called(desk: Desk, page_at: Window):
    page, other = await page_at(role=Role.PRODUCT), await page_at(role=Role.LOGISTICS)
    await page.goto("/search?q=Quastenflosser")
    await page.context.add_cookies(await other.context.cookies())
    await page.goto("/alerts")
    assert await remembered(page) == [f"recent:{await id_of(Role.LOGISTICS)}"]


async def id_of(role: Role) -> int:
    member = await Member.objects().get(Member.role == role.value)
    assert member is not None
    return int(member.id)


async def test_whoever_types_fast_searches_for_what_was_typed(desk: Desk, page_at: Window):
    page = await page_at(role=Role.PRODUCT)
    await page.goto("/alerts")
    await page.keyboard.press("Control+k")
    await page.keyboard.type("reißverschluss")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/search?q=rei%C3%9Fverschluss")


async def test_escape_closes_the_palette_and_gives_the_focus_back(desk: Desk, page_at: Window):
    page = await page_at(role=Role.PRODUCT)
    await page.goto("/alerts")
    opener = page.locator("[data-palette]")
    await opener.focus()
    await page.keyboard.press("Enter")
    await expect(field(page)).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(opener).to_be_focused()


@pytest.mark.parametrize("width", [PHONE, 1280])
async def test_the_open_palette_has_nothing_that_axe_finds(desk: Desk, page_at: Window, width: int):
    page = await page_at(width, role=Role.PRODUCT, dark=width == PHONE)
    await page.goto("/keys")
    for typed in ("", "a", "xyz"):
        await page.locator("[data-palette]").click()
        await field(page).fill(typed)
        await expect(page.locator("#palette [role=status]")).not_to_be_empty()
        assert await finding(page, ("color-contrast-enhanced",)) == ""
        await page.keyboard.press("Escape")


async def test_how_much_was_found_is_said(desk: Desk, page_at: Window):
    page = await page_at(role=Role.PRODUCT)
    await page.goto("/keys")
    await page.keyboard.press("Control+k")
    await field(page).fill("umfragen")
    await expect(page.locator("#palette [role=status]")).to_have_text("Ein Treffer")


async def test_two_keys_lead_to_a_room_and_j_walks_through_a_list(desk: Desk, page_at: Window):
    page = await page_at(role=Role.PRODUCT)
    await page.goto("/keys")
    await page.keyboard.type("ga")
    await page.wait_for_url("**/alerts")
    heads = page.locator(".alert-row h2 a")
    await page.keyboard.press("j")
    await expect(heads.first).to_be_focused()
    await page.keyboard.press("j")
    await expect(heads.nth(1)).to_be_focused()
    await page.keyboard.press("k")
    await expect(heads.first).to_be_focused()
    await page.keyboard.press("?")
    await page.wait_for_url("**/keys")


async def test_no_key_leads_anywhere_while_somebody_types(desk: Desk, page_at: Window):
    page = await page_at(role=Role.PRODUCT)
    await page.goto("/enter")
    await page.locator("#order").press_sequentially("ga/?jk")
    await expect(page.locator("#order")).to_have_value("ga/?jk")
    assert page.url.endswith("/enter")


async def test_single_keys_that_are_off_do_nothing_but_the_palette_stays(desk: Desk, page_at: Window):
    page = await page_at(role=Role.PRODUCT)
    await page.goto("/keys")
    await page.get_by_role("button", name="Einzelne Tasten abschalten").click()
    await page.get_by_role("button", name="Einzelne Tasten einschalten").wait_for()
    await page.locator("h1").click()
    await page.keyboard.type("ga/")
    await expect(page.locator("#palette")).to_be_hidden()
    assert "/keys" in page.url
    await page.keyboard.press("Control+k")
    await expect(field(page)).to_be_focused()


async def test_without_script_the_word_in_the_rail_leads_to_a_page_that_does_the_same(desk: Desk, page_at: Window):
    page = await page_at(javascript=False, role=Role.PRODUCT)
    await page.goto("/alerts")
    await page.locator("[data-palette]").click()
    await page.wait_for_url("**/go")
    assert await page.locator("#palette").is_hidden()
