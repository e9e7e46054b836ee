"""The rooms of the products and the returns desk: small phone and desk, both languages, axe, keyboard, taps counted."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from classifier.themes import install_themes
from feedback_app import schema
from feedback_app.auth.tables import Member
from feedback_app.foundation import database
from feedback_app.foundation.access import Role
from feedback_app.foundation.dialect import fetch
from feedback_app.insights.inspection.witnesses import Verdict, items_of_article, record
from feedback_app.insights.store import packing
from surveys.ports import NoReader
from surveys.tables import Shop
from tests.browser.findings import Sight, finding, hidden_focus, look, small_targets, too_wide
from tests.browser.windows import DESK, PHONE, SMALL_PHONE, Window
from tests.conftest import Served
from tests.insights.product_world import LAST, Sells, sell
from tests.shop_cast import add_comment
from tests.web.language_walk import Reading
from tests.web.language_words import Detector

pytestmark = pytest.mark.browser
AAA_CONTRAST = ("color-contrast-enhanced",)
SIGHTS = (Sight(PHONE, "dark"), Sight(DESK, "light"))
# Names, values of the shop, a language's own name, and the hint in the other language to be copied.
OWN_WORDS = ("Deutsch", "English", "Material", "Blau", "Grün", "Geht nicht an", "fit-hint")
SHOP = (
    Sells("4711", rate=0.2, reasons={"too_small": 6.0, "too_big": 1.0, "changed_mind": 4.0, "defective": 2.0}),
    Sells("4712", rate=0.2),
    Sells("4713", rate=0.1, category="X", sizes=()),
)


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
    """The paths of all rooms: products with and without sizes, an order to be inspected and one that was."""
    house = desk.served.house
    await install_themes()
    await Shop(name="Wetterfest").save()
    await Member(email="lea@shop.test", name="Lea", password_hash="!", role="admin", language="de").save()
    await Member(email="pia@shop.test", name="Pia", password_hash="!", role="product", language="de").save()
    await sell(house, SHOP)
    await add_comment("Geht nicht an", reason="defective", order="A-1", sku="4713", product="4713")
    for item in (await items_of_article("SKU-4711", LAST))[:22]:
        await record(house, item, Verdict("B", "nothing", LAST))
    await packing.run(house)
    return [
        "/products?days=90", "/products?q=nichts", "/products/4711?days=90", "/fit-hints",
        "/inspection?find=A-1", "/inspection?find=SKU-4711", "/inspection/reasons?days=90",
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["de", "en"])
async def test_the_rooms_are_accessible_in_every_look_and_in_one_language(
    rooms: list[str], page_at: Window, language: str
):
    page, detector, found = await page_at(language=language, role=Role.ADMIN), Detector(), {}
    for path in rooms:
        await page.goto(path)
        said = [text for text in Reading(await page.content()).segments if not any(own in text for own in OWN_WORDS)]
        found[path] = list(detector.findings(language, said))
        for sight in SIGHTS:
            await look(page, sight)
            if wrong := await finding(page, AAA_CONTRAST):
                found[path].append(f"{sight}: {wrong}")
    wrong_rooms = {path: wrong for path, wrong in found.items() if wrong}
    assert wrong_rooms == {}, wrong_rooms


async def test_without_a_script_thumb_and_keyboard_reach_everything(rooms: list[str], page_at: Window):
    page = await page_at(width=SMALL_PHONE, javascript=False, role=Role.ADMIN, language="en")
    found = {}
    for path in rooms:
        await page.goto(path)
        found[path] = await too_wide(page) + await small_targets(page) + await hidden_focus(page, 120)
    wrong_rooms = {path: wrong for path, wrong in found.items() if wrong}
    assert wrong_rooms == {}, wrong_rooms


async def test_an_item_is_inspected_in_two_taps_after_the_scan_without_a_script(rooms: list[str], page_at: Window):
    page = await page_at(width=PHONE, javascript=False, role=Role.ADMIN)
    await page.goto("/inspection")
    # A scanner types and presses Enter; the field has the focus already.
    await page.locator("#find").press_sequentially("A-1")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/inspection?find=A-1")
    assert not await page.get_by_text("Geht nicht an").is_visible()
    await page.get_by_text("ausgepackt").click()
    await page.get_by_role("button", name="Defekt", exact=True).click()
    await page.wait_for_url("**/inspection?done=*")
    assert "Gespeichert: 4713 – B, Defekt." in await page.locator("main").inner_text()
    (row,) = await fetch("""SELECT "condition", "finding" FROM "inspection" WHERE "order_id" = 'A-1'""")
    assert tuple(row.values()) == ("B", "defective")


async def test_the_next_scan_has_the_focus_after_a_result_and_a_mistake_is_taken_back(
    rooms: list[str], page_at: Window
):
    page = await page_at(role=Role.ADMIN)
    await page.goto("/inspection?find=A-1")
    await page.locator("input[name=condition][value=A]").check()
    await page.get_by_role("button", name="Nichts gefunden").press("Enter")
    await page.wait_for_url("**/inspection?done=*")
    assert await page.evaluate("document.activeElement.id") == "find"
    await page.get_by_role("button", name="Rückgängig machen").press("Enter")
    await page.wait_for_url("**/inspection?find=A-1")
    assert await fetch("""SELECT "id" FROM "inspection" WHERE "order_id" = 'A-1'""") == []


async def test_the_product_to_look_at_is_two_clicks_from_its_comments(rooms: list[str], page_at: Window):
    page = await page_at(role=Role.PRODUCT)
    await page.goto("/products?days=90")
    await page.get_by_role("link", name="4711", exact=True).click()
    await page.wait_for_url("**/products/4711?days=90")
    assert "Fällt kleiner aus" in await page.locator(".fit-says").inner_text()
    await page.locator(".bars a", has_text="Zu klein").click()
    await page.wait_for_url("**/submissions?*reason=too_small*")
    assert await page.locator("h1").count() == 1
