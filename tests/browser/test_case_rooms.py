"""Service cases at the desk: who answers customers sees what is due, acts by thumb or by keyboard, and hears back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.async_api import Page, expect

from feedback_app.auth.tables import Member
from feedback_app.cases import stage
from feedback_app.foundation.access import Role
from surveys.orders import ItemLine, OrderLines, upsert_orders
from tests.browser.desk_story import NO_MAIL, Desk
from tests.browser.findings import SIGHTS, finding, hidden_focus, look, small_targets
from tests.browser.windows import DESK, PHONE, Window
from tests.cases.cases_world import PHONE as NUMBER
from tests.cases.cases_world import tells_of_danger, wants_call
from tests.web.language_walk import Reading
from tests.web.language_words import Detector

pytestmark = pytest.mark.browser
SCRIPT = pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
LATE = "K-1"
AAA_CONTRAST = ("color-contrast-enhanced",)
# Names of people and products, and a language by its own name.
SHARED = ("Deutsch", "English", "Netzteil", "Normal", "Helpdesk")


@pytest.fixture
async def waiting(desk: Desk) -> Desk:
    """Two customers wait: one since Thursday, which is too long, and one since just now."""
    clock = desk.served.clock
    noon = clock.now
    await Member(
        email="sina@laden.example", name="Sina Vogt", password_hash="!", role=Role.SERVICE.value, language="de"
    ).save()
    await upsert_orders([OrderLines(LATE, (ItemLine("S1", "Teekanne Föhr"),))])
    await wants_call(desk.served.house, LATE, rating=2)
    await tells_of_danger(noon, "K-2")
    await stage.run(desk.served.house, NO_MAIL)
    clock.now = noon + timedelta(hours=5, minutes=1)
    return desk


async def open_late(page: Page) -> None:
    await page.goto("/cases")
    await page.get_by_role("link", name="Möchte angerufen werden").click()


@SCRIPT
@pytest.mark.parametrize("width", [PHONE, DESK])
async def test_a_customer_is_answered_and_the_matter_solved(
    waiting: Desk, page_at: Window, width: int, javascript: bool
):
    page = await page_at(width, javascript=javascript, role=Role.SERVICE)
    await open_late(page)
    await expect(page.get_by_role("link", name=NUMBER)).to_be_visible()
    work = page.locator("#work")
    await work.get_by_role("button", name="Übernehmen").click()
    await expect(work).to_contain_text("Sina Vogt")
    await work.get_by_role("button", name="Geantwortet").click()
    await work.get_by_role("button", name="Gelöst").click()
    await expect(page.locator("#errors").get_by_role("link")).to_have_count(2)
    await work.get_by_label("Ursache").fill("Karton zu dünn")
    await work.get_by_label("Was getan wurde").fill("Ersatz geschickt")
    await work.get_by_role("button", name="Gelöst").click()
    await work.get_by_role("button", name="Anliegen abschließen").click()
    await expect(work).to_contain_text("Sina Vogt hat das Anliegen abgeschlossen.")
    await page.goto("/cases?view=closed")
    await expect(page.locator(".case")).to_contain_text("Abgeschlossen")


async def test_what_is_late_stands_first_and_says_so_in_words(waiting: Desk, page_at: Window):
    page = await page_at(PHONE, role=Role.SERVICE)
    await page.goto("/cases")
    first, second = await page.locator(".case").all()
    await expect(first).to_contain_text("Überfällig: Erste Antwort")
    await expect(first.locator("svg").first).to_be_visible()
    await expect(second).to_contain_text("Überfällig")
    await page.get_by_role("link", name="Meine (0)").click()
    await expect(page.get_by_role("heading", name="Hier ist nichts")).to_be_visible()


async def test_it_can_be_passed_on_by_keyboard_alone(waiting: Desk, page_at: Window):
    page = await page_at(role=Role.SERVICE)
    await open_late(page)
    await page.locator("summary", has_text="Weitergeben").focus()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    await page.keyboard.type("Lars")
    await page.keyboard.press("Tab")
    await page.keyboard.type("Du kennst die Strecke")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.locator("#work")).to_contain_text("Lars Ohm: Du kennst die Strecke")


@SCRIPT
async def test_a_customer_who_is_not_content_opens_it_again(waiting: Desk, page_at: Window, javascript: bool):
    page = await page_at(role=Role.SERVICE, javascript=javascript)
    await open_late(page)
    work = page.locator("#work")
    await work.get_by_role("button", name="Geantwortet").click()
    await work.get_by_label("Ursache").fill("Karton")
    await work.get_by_label("Was getan wurde").fill("Ersatz")
    await work.get_by_role("button", name="Gelöst").click()
    await work.get_by_role("button", name="Anliegen abschließen").click()
    await stage.run(waiting.served.house, NO_MAIL)
    await page.reload()
    link = await work.get_by_label("Link zum Weitergeben").input_value()
    customer = await page_at(PHONE, javascript=javascript)
    await customer.goto(link)
    waiting.wait()
    await customer.get_by_text("Nein", exact=True).click()
    await customer.get_by_role("button", name="Absenden").click()
    await expect(customer.get_by_role("heading", level=1)).to_contain_text("Danke")
    await stage.run(waiting.served.house, NO_MAIL)
    await page.reload()
    await expect(work).to_contain_text("Es ist nicht gelöst. Wieder offen.")
    await expect(work.get_by_role("button", name="Gelöst")).to_be_visible()


@pytest.mark.parametrize("language", ["de", "en"])
async def test_the_rooms_of_cases_are_for_everybody(waiting: Desk, page_at: Window, language: str):
    page, detector, found = await page_at(language=language, role=Role.ADMIN), Detector(), {}
    await page.goto("/cases")
    case = await page.locator(".case a").first.get_attribute("href")
    for path in ("/cases", "/cases?view=mine", case, "/cases/settings"):
        await page.goto(path)
        said = [text for text in Reading(await page.content()).segments if text not in SHARED]
        found[f"{path} in {language}"] = detector.findings(language, said)
        for sight in SIGHTS:
            await look(page, sight)
            found[f"{path} {sight}"] = await finding(page, AAA_CONTRAST)
        found[f"{path} by hand"] = await small_targets(page) + await hidden_focus(page)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
