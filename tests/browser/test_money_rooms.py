"""The logistics board and the money pages: small phone and desk, both languages, light and dark, axe, keyboard."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from classifier.themes import install_themes
from feedback_app import schema
from feedback_app.alerts.teams import install_teams
from feedback_app.auth.tables import Member
from feedback_app.foundation import database
from feedback_app.foundation.access import Role
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute
from feedback_app.insights.money.action_money import money_of, save_action_money
from feedback_app.insights.money.costs import PieceCost, cost_model, save_model
from feedback_app.insights.store import packing
from surveys.ports import NoReader
from surveys.tables import Shop
from tests.alerts.action_cast import acted, one_alert
from tests.browser.findings import Sight, finding, hidden_focus, look, small_targets, too_wide
from tests.browser.windows import DESK, PHONE, Window
from tests.conftest import NOON, Served
from tests.insights.desk_world import LAST, THEMES, VALUES, write_shop
from tests.shop_cast import add_classified
from tests.web.language_walk import Reading
from tests.web.language_words import Detector

pytestmark = pytest.mark.browser
AAA_CONTRAST = ("color-contrast-enhanced",)
SIGHTS = (Sight(PHONE, "light"), Sight(PHONE, "dark"), Sight(DESK, "light"), Sight(DESK, "dark"))
OWN_WORDS = {"Deutsch", "English", "Dicker Karton", "Wetterfest", "DHL Paket", "dhl", *THEMES}
OWN_WORDS |= {value for values in VALUES.values() for value in values}


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """An empty database: these rooms need no year of answers."""
    return f"sqlite:///{tmp_path / 'feedback.db'}"


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[str]:
    async with database.connect(database_url):
        await schema.migrate()
        yield database_url


@pytest.fixture
def reader() -> NoReader:
    return NoReader()


@pytest.fixture
def desk(served: Served) -> SimpleNamespace:
    return SimpleNamespace(served=served)


@pytest.fixture
async def rooms(desk: SimpleNamespace) -> list[str]:
    """The paths of all rooms: a carrier that stands out, names that may be one, and an action that paid."""
    await install_teams()
    await install_themes()
    await Shop(name="Wetterfest").save()
    await Member(email="lea@shop.test", name="Lea", password_hash="!", role="admin", language="de").save()
    said = await write_shop(desk.served.house, 60, seed=51)
    for number in range(60):
        themes = ["damaged_transport"] if number < 30 else ["wrong_item"]
        await add_classified("kaputt", themes, LAST, carrier="GLS" if number < 32 else "DHL Paket", hub="H1")
    async with transaction():
        for one in said[:9]:
            ordered = one.day - timedelta(days=4)
            sql = "UPDATE comment SET carrier = 'dhl', ordered_on = ?, revision = revision + 1 WHERE id = ?"
            await execute(sql, ordered, one.id)
    await packing.run(desk.served.house)
    await save_model({"": PieceCost(395, 200, 405), "Jacken": PieceCost(395, 0, 900)}, LAST, NOON)
    action = await acted(await one_alert(NOON), NOON)
    await acted(await one_alert(NOON, "DHL"), NOON, "too_early")
    await save_action_money(action, (12_000, 2_000), "", "Lea", NOON)
    return [
        "/logistics", "/logistics?by=hub", "/logistics?by=shift", "/logistics?by=order_weekday&compare=0",
        "/money", "/money?by=carrier&days=7", "/money/roi", "/money/costs", f"/money/actions/{action}",
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["de", "en"])
async def test_the_rooms_are_accessible_in_every_look_and_in_one_language(
    rooms: list[str], page_at: Window, language: str
):
    page, detector, found = await page_at(language=language, role=Role.ADMIN), Detector(), {}
    for path in rooms:
        await page.goto(path)
        said = [text for text in Reading(await page.content()).segments if text not in OWN_WORDS]
        found[path] = list(detector.findings(language, said))
        for sight in SIGHTS:
            await look(page, sight)
            if wrong := await finding(page, AAA_CONTRAST):
                found[path].append(f"{sight}: {wrong}")
    wrong_rooms = {path: wrong for path, wrong in found.items() if wrong}
    assert wrong_rooms == {}, wrong_rooms


async def test_without_a_script_costs_are_entered_by_keyboard_and_thumb(rooms: list[str], page_at: Window):
    page = await page_at(width=PHONE, javascript=False, role=Role.ADMIN, language="de")
    found = {}
    for path in rooms:
        await page.goto(path)
        found[path] = await too_wide(page) + await small_targets(page) + await hidden_focus(page)
    wrong_rooms = {path: wrong for path, wrong in found.items() if wrong}
    assert wrong_rooms == {}, wrong_rooms
    await page.goto("/money/costs")
    await page.locator("#shipping-0").fill("vier")
    await page.keyboard.press("Enter")
    await page.locator("#errors a").press("Enter")
    await page.locator("#shipping-0").fill("4,10")
    await page.locator("#handling-0").press("Enter")
    await page.wait_for_url("**/money?saved=1")
    assert (await cost_model()).by_category[""] == PieceCost(410, 200, 405)


async def test_from_the_costs_to_an_actions_money_and_its_roi_in_four_clicks(rooms: list[str], page_at: Window):
    page = await page_at(role=Role.ADMIN, language="de")
    await page.goto("/money")
    await page.get_by_role("link", name="eintragen – Dicker Karton").click()
    await page.get_by_label("Kosten der Maßnahme, in Euro").fill("80")
    await page.get_by_role("button", name="Speichern").click()
    await page.get_by_role("link", name="ROI, Posten für Posten").click()
    assert await page.get_by_role("link", name="120 €").count() == 2
    assert (await money_of([1, 2]))[2] == (8_000, 0)
