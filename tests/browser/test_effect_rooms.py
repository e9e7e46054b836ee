"""The rooms of an action and the public page of what was changed: small phone and desk, both languages, axe."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from classifier.tables import Theme
from feedback_app import schema
from feedback_app.alerts.alert_settings import save_news
from feedback_app.alerts.tables import ChangeNote
from feedback_app.alerts.teams import install_teams
from feedback_app.auth.tables import Member
from feedback_app.foundation import database
from feedback_app.foundation.access import Role
from surveys.ports import NoReader
from surveys.tables import Shop
from tests.alerts.action_cast import STARTED, acted, listener, one_alert
from tests.browser.findings import Sight, finding, hidden_focus, look, small_targets, too_wide
from tests.browser.windows import DESK, PHONE, Window
from tests.conftest import NOON, Served
from tests.web.language_walk import Reading
from tests.web.language_words import Detector

pytestmark = pytest.mark.browser
AAA_CONTRAST = ("color-contrast-enhanced",)
SIGHTS = (Sight(PHONE, "light"), Sight(PHONE, "dark"), Sight(DESK, "light"), Sight(DESK, "dark"))
OWN_WORDS = {"Deutsch", "English", "Dickere Kartons", "Jetzt doppelt geklebt.", "Thicker boxes", "Now glued twice."}


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
    """The paths of all rooms: one alert with a measured action, one without, and a published entry."""
    await install_teams()
    await Shop(name="Wetterfest").save()
    await Member(email="lea@shop.test", name="Lea", password_hash="!", role="admin", language="de").save()
    names = {"name_de": "Transportschaden", "name_en": "Damaged in transport"}
    await Theme(code="damaged_transport", team="logistics", **names).save()
    helped, fresh = await one_alert(NOON), await one_alert(NOON, "DHL")
    action, early = await acted(helped, NOON), await acted(helped, NOON, "too_early")
    await listener(NOON)
    await save_news(True, False)
    await ChangeNote(
        title_de="Dickere Kartons", text_de="Jetzt doppelt geklebt.", title_en="Thicker boxes",
        text_en="Now glued twice.", day=STARTED, published_at=NOON, created_at=NOON,
    ).save()  # fmt: skip
    return [
        f"/alerts/{helped}", f"/alerts/{fresh}", f"/alerts/{fresh}/act?use=damaged_transport.0",
        f"/actions/{early}/edit", f"/actions/{action}/tell", "/playbooks", "/change-notes",
        f"/change-notes/new?action={action}", "/change-notes/1", "/changes",
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


async def test_without_a_script_customers_are_told_by_keyboard_and_thumb(rooms: list[str], page_at: Window):
    page = await page_at(width=PHONE, javascript=False, role=Role.ADMIN, language="en")
    found = {}
    for path in rooms:
        await page.goto(path)
        found[path] = await too_wide(page) + await small_targets(page) + await hidden_focus(page)
    wrong_rooms = {path: wrong for path, wrong in found.items() if wrong}
    assert wrong_rooms == {}, wrong_rooms
    await page.goto(next(path for path in rooms if path.endswith("/tell")))
    await page.get_by_role("button", name="Tell one customer").press("Enter")
    await page.wait_for_url("**/alerts/*")
    assert "Lea let the customers be told" in await page.content()
