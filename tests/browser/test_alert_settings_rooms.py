"""Who hears of what, set on a phone or by keyboard, with and without scripts; nothing that axe-core finds."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from feedback_app.alerts import destinations, route_order
from feedback_app.alerts.destinations import Kind, Wanted
from feedback_app.foundation.access import Role
from tests.browser.desk_story import Desk
from tests.browser.findings import Sight, findings
from tests.browser.places import Places, Station, at
from tests.browser.windows import DESK, PHONE, Window

pytestmark = pytest.mark.browser
AAA_CONTRAST = ("color-contrast-enhanced",)
SETTINGS = "/alerts/settings"


async def _wrong_team(page: Page, _: Places) -> None:
    await page.goto(f"{SETTINGS}/teams/logistics")
    await page.locator("#escalate_hours").fill("9999")
    await page.locator("main button.main").click()
    await page.locator("#errors").wait_for()


async def _wrong_route(page: Page, _: Places) -> None:
    await page.goto(f"{SETTINGS}/routes/new")
    await page.locator("#value").fill("GLS")
    await page.locator("main button.main").click()
    await page.locator("#errors").wait_for()


STATIONS = tuple(
    Station(name, reach, signed_in=True)
    for name, reach in (
        ("settings", at(SETTINGS)),
        ("team-error", _wrong_team),
        ("route-error", _wrong_route),
        ("webhook", at(f"{SETTINGS}/teams/logistics/places/new?kind=webhook")),
    )
)


@pytest.fixture
async def filled(desk: Desk) -> Desk:
    """A shop with a route, a chat that is gone and a feed."""
    house = desk.served.house
    await route_order.add({"theme": "damaged_transport", "dimension": "carrier", "value": "GLS", "team": "logistics"})
    await route_order.add({"party": "supplier", "severity_from": "high", "team": "product"})
    chat = await destinations.add(house, Wanted("logistics", Kind.SLACK, "#lager", "https://hooks.example/abcdefghijk"))
    await destinations.note_test(house, chat, "HTTP 404")
    await destinations.add(house, Wanted("logistics", Kind.FEED, "Schicht", destinations.new_feed_token()))
    return desk


@pytest.mark.parametrize(("language", "theme"), [("de", "dark"), ("en", "light")])
async def test_the_settings_are_accessible_on_a_phone_and_at_a_desk(
    filled: Desk, page_at: Window, language: str, theme: str
):
    page = await page_at(language=language, role=Role.ADMIN)
    sights = (Sight(PHONE, theme), Sight(DESK, theme))
    assert await findings(page, await filled.places(language), STATIONS, sights, AAA_CONTRAST) == {}


@pytest.mark.parametrize(("width", "javascript"), [(PHONE, True), (DESK, False)])
async def test_a_rule_is_made_moved_and_deleted(filled: Desk, page_at: Window, width: int, javascript: bool):
    page = await page_at(width, javascript=javascript, role=Role.LOGISTICS)
    await page.goto("/alerts")
    await page.get_by_role("link", name="Wer was erfährt").click()
    await page.get_by_role("link", name="Neue Regel").click()
    await page.get_by_label("Nur für").select_option("warehouse")
    await page.get_by_label("Welcher Wert").fill("Erfurt")
    await page.get_by_label("Geht an das Team").select_option("logistics")
    await page.get_by_role("button", name="Speichern").click()
    rules = page.locator(".rules > li")
    await expect(rules.nth(2)).to_contain_text("Meldungen im Lager Erfurt gehen an Logistik.")
    await rules.nth(2).get_by_role("button", name="Nach oben").click()
    await expect(rules.nth(1)).to_contain_text("Lager Erfurt")
    await rules.nth(1).get_by_role("button", name="Löschen").click()
    await expect(rules).to_have_count(2)


async def test_a_team_sets_its_hours_by_keyboard_alone(filled: Desk, page_at: Window):
    page = await page_at(role=Role.LOGISTICS)
    await page.goto(f"{SETTINGS}/teams/logistics")
    await page.locator("#mon_start").focus()
    await page.keyboard.type("0800AM")
    await page.keyboard.press("Tab")
    if await page.evaluate("document.activeElement.id") == "mon_start":
        await page.keyboard.press("Tab")
    await page.keyboard.type("0530PM")
    await page.locator("#owner").focus()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.locator("#logistics")).to_contain_text("Nachrichten Mo. 08:00–17:30, nicht an Feiertagen.")
