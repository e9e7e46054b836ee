"""A team works at the desk: takes an alert, records an action, corrects themes, reads its messages."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from feedback_app.foundation.access import Role
from tests.browser.desk_story import Desk
from tests.browser.windows import DESK, PHONE, Window

pytestmark = pytest.mark.browser
SCRIPT = pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
GLS = "Transportschaden bei GLS steigt"


async def open_alert(page: Page) -> None:
    await page.goto("/alerts")
    await page.get_by_role("link", name=GLS).click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text(GLS)


@SCRIPT
@pytest.mark.parametrize("width", [PHONE, DESK])
async def test_a_team_takes_an_alert_and_records_what_it_did(desk: Desk, page_at: Window, width: int, javascript: bool):
    page = await page_at(width, javascript=javascript, role=Role.LOGISTICS)
    await open_alert(page)
    work = page.locator("#work")
    state = work.locator(".pair").first
    if width == PHONE:
        await page.get_by_role("link", name="Was zu tun ist").click()
        await expect(work).to_be_in_viewport()
    await work.get_by_role("button", name="Gesehen").click()
    await expect(state).to_contain_text("Gesehen")
    await work.get_by_role("button", name="Übernehmen").click()
    await expect(state).to_contain_text("Lars Ohm")
    await work.get_by_label("Ursache").fill("Dünnere Kartons")
    await work.get_by_label("Maßnahme", exact=True).fill("Wieder doppelwellige Kartons")
    await work.get_by_role("button", name="Maßnahme speichern").click()
    await expect(state).to_contain_text("Maßnahme läuft")
    await expect(work.get_by_role("heading", name="Wirkung")).to_be_visible()
    await expect(work).to_contain_text("Wieder doppelwellige Kartons")
    await page.reload()
    await expect(work).to_contain_text("Lars Ohm hat eine Maßnahme eingetragen")


async def test_a_step_is_read_out_and_keeps_the_keyboard(desk: Desk, page_at: Window):
    page = await page_at(role=Role.LOGISTICS)
    await open_alert(page)
    await page.get_by_role("button", name="Übernehmen").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("#status")).to_have_text("Sie haben die Meldung übernommen.")
    assert await page.evaluate("document.activeElement.closest('#work') !== null")


@SCRIPT
async def test_an_action_without_a_measure_comes_back_as_typed(desk: Desk, page_at: Window, javascript: bool):
    page = await page_at(role=Role.LOGISTICS, javascript=javascript)
    await open_alert(page)
    await page.get_by_text("Maßnahme eintragen", exact=True).click()
    await page.get_by_label("Ursache").fill("Dünnere Kartons")
    await page.get_by_role("button", name="Maßnahme speichern").click()
    await expect(page.locator("#errors").get_by_role("link")).to_have_attribute("href", "#measure")
    await expect(page.get_by_label("Ursache")).to_have_value("Dünnere Kartons")


async def test_who_is_of_another_team_reads_but_cannot_act(desk: Desk, page_at: Window):
    page = await page_at(role=Role.PRODUCT)
    await open_alert(page)
    await expect(page.get_by_role("heading", name="Was bisher geschah")).to_be_visible()
    await expect(page.get_by_role("button", name="Übernehmen")).to_have_count(0)


@SCRIPT
async def test_the_themes_of_a_comment_are_corrected_where_it_stands(desk: Desk, page_at: Window, javascript: bool):
    page = await page_at(role=Role.PRODUCT, javascript=javascript)
    await page.goto("/themes/damaged_transport")
    number = await page.locator("li.comment").first.get_attribute("id")
    comment = page.locator(f"#{number}")
    await comment.get_by_role("link", name="Korrigieren").click()
    await comment.get_by_label("Verpackung").check()
    await comment.get_by_role("button", name="Speichern").click()
    await expect(comment).to_contain_text("von Hand korrigiert")
    await expect(comment.locator(".chips")).to_contain_text("Verpackung")


async def test_a_correction_can_be_called_off(desk: Desk, page_at: Window):
    page = await page_at(role=Role.PRODUCT)
    await page.goto("/themes/damaged_transport")
    comment = page.locator("li.comment").first
    before = await comment.inner_text()
    await comment.get_by_role("link", name="Korrigieren").click()
    await comment.get_by_role("link", name="Abbrechen").click()
    await expect(comment.locator("form")).to_have_count(0)
    assert await comment.inner_text() == before


async def test_the_chosen_language_stays(desk: Desk, page_at: Window):
    page = await page_at(role=Role.PRODUCT)
    await page.goto("/alerts")
    await page.get_by_role("link", name="English").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Alerts")
    await page.get_by_role("link", name="Themes", exact=True).click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Themes")
    await expect(page.locator("html")).to_have_attribute("lang", "en")


async def test_who_has_signed_out_must_sign_in_again(desk: Desk, page_at: Window):
    page = await page_at(role=Role.PRODUCT)
    await page.goto("/themes")
    await page.get_by_role("button", name="Abmelden").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Anmelden")
    await page.goto("/alerts")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Anmelden")


async def test_a_message_leads_from_the_mailbox_to_its_alert(desk: Desk, page_at: Window):
    page = await page_at(PHONE, role=Role.LOGISTICS)
    await page.goto("/mailbox")
    await page.get_by_role("link", name=GLS).first.click()
    await page.get_by_role("link", name="Zur Meldung").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text(GLS)


async def test_numbers_of_the_chart_stand_in_a_table_too(desk: Desk, page_at: Window):
    page = await page_at(role=Role.LOGISTICS)
    await open_alert(page)
    await page.get_by_text("Als Tabelle zeigen").first.click()
    table = page.locator(".chart table").first
    await expect(table.locator("tbody tr").first).to_contain_text("20. Nov.")
    await expect(table).to_contain_text("darüber")
