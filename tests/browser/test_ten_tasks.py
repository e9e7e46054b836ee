"""Ten questions of a product manager, each answered on the demo shop in at most four clicks from the first page."""

from __future__ import annotations

import asyncio
import re
import shutil
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from classifier.model import ThemeModel
from classifier.starter import starter_model
from feedback_app import schema, worker
from feedback_app.demo.loading import load_demo
from feedback_app.foundation import database
from feedback_app.foundation.access import Role
from feedback_app.settings import read_settings
from feedback_app.setup import install
from feedback_app.wiring import house_of
from tests.browser.desk_story import NO_MAIL
from tests.browser.windows import Window
from tests.conftest import NOON, Clock

pytestmark = pytest.mark.browser
MOST_CLICKS = 4
DAYS = 300
STAGES = ("assign", "count", "pack", "index", "detect", "alert", "measure")


@pytest.fixture(scope="session")
def demo_shop(tmp_path_factory: pytest.TempPathFactory, models: Path) -> tuple[Path, worker.Tools]:
    """The folder of a demo shop whose worker has run, made once."""
    folder = tmp_path_factory.mktemp("demo")
    model, version = starter_model(models)
    asyncio.run(_furnish(folder, model, version))
    return folder, worker.Tools(model, version, NO_MAIL)


async def _furnish(folder: Path, model: ThemeModel, version: str) -> None:
    settings = read_settings({"FEEDBACK_VAR_DIR": str(folder)})
    house = house_of(settings, Clock(NOON))
    async with database.connect(settings.database_url):
        await schema.migrate()
        await install(house, settings)
        await load_demo(house, seed=1, days=DAYS)
        await worker.run_once(house, worker.Tools(model, version, NO_MAIL), STAGES)


@pytest.fixture
def story(demo_shop: tuple[Path, worker.Tools]) -> tuple[Path, worker.Tools]:
    """The demo takes the place of the small story."""
    return demo_shop


@pytest.fixture
def database_url(demo_shop: tuple[Path, worker.Tools], tmp_path: Path) -> str:
    for name in ("feedback.db", "secret"):
        shutil.copy(demo_shop[0] / name, tmp_path / name)
    return f"sqlite:///{tmp_path / 'feedback.db'}"


class Manager:
    """Somebody at the first page who counts her clicks; typing and the Enter key are none."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks = page, 0

    async def click(self, place: Locator) -> None:
        await place.first.click()
        await self.page.wait_for_load_state("load")
        self.clicks += 1
        assert self.clicks <= MOST_CLICKS

    async def link(self, name: str | re.Pattern[str], within: str = "body") -> None:
        await self.click(self.page.locator(within).get_by_role("link", name=name))

    async def ask(self, words: str) -> None:
        """Type into the search room."""
        await self.link("Suche", "nav")
        await self.page.get_by_role("searchbox").first.fill(words)
        await self.page.keyboard.press("Enter")
        await self.page.wait_for_load_state("load")

    async def sees(self, words: str | re.Pattern[str]) -> None:
        await expect(self.page.locator("main")).to_contain_text(words)


@pytest.fixture
async def manager(page_at: Window) -> Manager:
    page = await page_at(role=Role.PRODUCT)
    await page.goto("/")
    return Manager(page)


async def test_which_product_should_we_fix_first_and_why(manager: Manager) -> None:
    first = manager.page.get_by_role("heading", name="Welches Produkt zuerst?").locator("xpath=..")
    await expect(first).to_contain_text("Akkusauger Wirbel")
    await expect(first).to_contain_text("Defekt")
    await manager.link("Akkusauger Wirbel")
    await manager.sees("Defekt")


async def test_did_the_new_carton_help(manager: Manager) -> None:
    await manager.link("Kosten", "nav")
    await manager.sees("Neuer Karton für Hermes")
    await manager.sees(re.compile(r"Der Anteil ist um \d+\s%\sgesunken\s\(\d+–\d+\s%\)"))
    await manager.link(re.compile("Neuer Karton"))
    await manager.sees("Hermes")


async def test_all_comments_about_zips_in_german_since_march(manager: Manager) -> None:
    await manager.ask("Alle Kommentare über Reißverschlüsse auf Deutsch seit März")
    await manager.sees("Sprache: Deutsch")
    await manager.sees("01.03.2026")
    marked = await manager.page.locator("main mark").all_inner_texts()
    assert marked
    assert {text.casefold() for text in marked if not re.match("rei(ß|ss)verschl", text.casefold())} == set()


async def test_what_does_each_theme_cost_us(manager: Manager) -> None:
    await manager.link("Kosten", "nav")
    first = manager.page.locator("main table tbody tr").first
    await expect(first).to_contain_text(re.compile(r"Transportschaden[\s\S]*[\d.]+\s€"))


async def test_which_parcel_service_breaks_most_and_who_says_so(manager: Manager) -> None:
    await manager.link("Logistik", "nav")
    row = manager.page.locator("main tbody tr").first
    await expect(row).to_contain_text("GLS")
    await manager.click(row.locator("td a"))
    await expect(manager.page.get_by_role("heading", level=1)).to_contain_text("Rückmeldungen")
    await manager.sees("GLS")


async def test_does_this_article_run_small(manager: Manager) -> None:
    await manager.link("Produkte", "nav")
    await manager.link("Chino Falkenau")
    await manager.sees("Davon zu klein")


async def test_does_the_returns_desk_find_what_customers_say(manager: Manager) -> None:
    await manager.link("Produkte", "nav")
    await manager.link("Grund und Prüfung")
    row = manager.page.locator("main tbody tr").filter(has_text=re.compile("„.+“ gesagt, nichts gefunden")).first
    await expect(row).to_contain_text(re.compile(r"\d+\s?%?\s*\(\d+–\d+\)"))


async def test_what_hurts_satisfaction_most(manager: Manager) -> None:
    await manager.link("Themen", "nav")
    await manager.link("Wirkung auf CSAT")
    first = manager.page.locator("main table tbody tr").first
    await expect(first).to_contain_text("Transportschaden")


async def test_what_do_customers_say_that_no_theme_covers(manager: Manager) -> None:
    await manager.link("Themen", "nav")
    await manager.link("Neue Themen")
    await expect(manager.page.get_by_role("heading", level=1)).to_contain_text("Neue Themen")


async def test_these_returns_as_a_file_for_excel(manager: Manager) -> None:
    await manager.link("Themen", "nav")
    await manager.link("Transportschaden", "main")
    await manager.link(re.compile("Export|herunterladen"), "main")
