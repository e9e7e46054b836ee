"""Search, quick search and saved views: small phone and desk, both languages, axe, by keyboard and without a script."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from feedback_app import schema
from feedback_app.auth.tables import Member
from feedback_app.foundation import database
from feedback_app.foundation.access import Role, Viewer
from feedback_app.insights.saved.views import Address, save
from surveys.catalogue import install_catalogue
from surveys.ports import NoReader
from surveys.tables import Shop
from tests.browser.findings import Sight, finding, hidden_focus, look, small_targets, too_wide
from tests.browser.windows import DESK, PHONE, Window
from tests.conftest import Served
from tests.insights.search_world import Text, write
from tests.shop_cast import TODAY
from tests.web.language_walk import Reading
from tests.web.language_words import Detector

pytestmark = pytest.mark.browser
AAA_CONTRAST = ("color-contrast-enhanced",)
SIGHTS = (Sight(PHONE, "light"), Sight(PHONE, "dark"), Sight(DESK, "light"), Sight(DESK, "dark"))
GERMAN, ENGLISH = "Der Reißverschluss klemmt und ist kaputt.", "The zip broke on the first day."
OWN_WORDS = {"Deutsch", "English", "Wanderjacke Sturm", "GLS zu spät", "Zips", "Reisverschluss", "Ole", GERMAN, ENGLISH}


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
    """The paths of all rooms: sixty texts in two languages, and two saved views."""
    house = desk.served.house
    await install_catalogue()
    await Shop(name="Wetterfest").save()
    await Member(email="lea@shop.test", name="Lea", password_hash="!", role="admin", language="de").save()
    texts = [
        Text(words, "defective", TODAY - timedelta(days=number), language, "Wanderjacke Sturm", "GLS")
        for number in range(60)
        for words, language in [(ENGLISH, "en") if number % 4 == 3 else (GERMAN, "de")]
    ]
    await write(house, texts)
    mine = await save(house, _viewer(1, "Lea"), "Zips", Address("/search", "q=zip&days=30"), True)
    await save(house, _viewer(2, "Ole"), "GLS zu spät", Address("/themes", "carrier=GLS"), True)
    asked = "/search?q=rei%C3%9Fverschluss&days=90&carrier=GLS&asked=GLS+42"
    return [
        "/search", asked, "/search?q=Reisverschluss", "/go?q=wander", "/saved",
        f"/saved/{mine}", f"/v/{mine}",
    ]  # fmt: skip


def _viewer(number: int, name: str) -> Viewer:
    return Viewer(number, name, f"{name}@shop.test", Role.PRODUCT, "de")


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


async def test_without_a_script_everything_can_be_reached_by_keyboard_and_thumb(rooms: list[str], page_at: Window):
    page, found = await page_at(width=PHONE, javascript=False, role=Role.ADMIN, language="en"), {}
    for path in rooms:
        await page.goto(path)
        found[path] = await too_wide(page) + await small_targets(page) + await hidden_focus(page)
    wrong_rooms = {path: wrong for path, wrong in found.items() if wrong}
    assert wrong_rooms == {}, wrong_rooms


async def test_a_question_is_typed_understood_narrowed_saved_and_opened_again(rooms: list[str], page_at: Window):
    page = await page_at(role=Role.ADMIN, language="en")
    await page.goto("/search")
    await page.get_by_label("What are you looking for").fill("show me all comments about zips in English since October")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/search?*language=en*")
    assert "q=zips" in page.url
    assert await page.locator("mark").first.inner_text() == "zip"
    assert "12 submissions" in await page.locator(".search-count").inner_text()
    await page.get_by_text("Save this view").click()
    await page.get_by_label("Name of the view").fill("English zips")
    await page.get_by_role("button", name="Save", exact=True).click()
    await page.wait_for_url("**/saved#view-*")
    await page.get_by_role("link", name="English zips", exact=True).click()
    await page.wait_for_url("**/search?*q=zips*")
    assert "12 submissions" in await page.locator(".search-count").inner_text()
