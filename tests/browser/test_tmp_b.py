"""The rooms around the themes: one language to a page, no need for a script, and every stop of the keyboard is seen."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page

from feedback_app.foundation.access import Role
from tests.browser.desk_story import Desk
from tests.browser.findings import SIGHTS, hidden_focus, look, small_targets, too_wide
from tests.browser.member_stations import ROOMS as ALL
from tests.browser.windows import Window
from tests.web.language_walk import Reading
from tests.web.language_words import Detector

pytestmark = pytest.mark.browser
ROOMS=[r for r in ALL if r.name in ("room-map","room-theme-note-error","room-theme-nothing")]
# The name of a theme that English and German share; and a language is called what its speakers call it.
SHARED = (
    "Material",
    "Deutsch",
    "English",
    # An English sentence about a German word.
    "Both words, wherever they stand. Capitals and umlauts do not matter: Größe is also GROESSE.",
)
# What a swap without a page shows is tested with the script that swaps it.
BY_SCRIPT = ("room-new-search", "room-why-open")


@pytest.mark.parametrize("language", ["de", "en"])
async def test_no_room_shows_a_string_of_another_language(desk: Desk, page_at: Window, language: str):
    page, places, detector = await page_at(language=language, role=Role.ADMIN), await desk.places(language), Detector()
    found = {}
    for station in ROOMS:
        await station.show(page, places)
        reading = Reading(await page.content())
        assert reading.language == language
        said = [text for text in reading.segments if text not in SHARED]
        found[station.name] = detector.findings(language, said)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


async def test_every_room_opens_without_a_script(desk: Desk, page_at: Window):
    page, places = await page_at(javascript=False, role=Role.ADMIN), await desk.places()
    for station in ROOMS:
        if station.name not in BY_SCRIPT:
            await station.show(page, places)
            assert await page.locator("h1").count() == 1, station.name


async def test_in_every_room_the_keyboard_is_seen_and_a_thumb_meets_what_it_means(desk: Desk, page_at: Window):
    page, places, found = await page_at(role=Role.ADMIN), await desk.places(), {}
    for station in ROOMS:
        await station.show(page, places)
        await look(page, SIGHTS[0])
        found[station.name] = await too_wide(page) + await small_targets(page) + await hidden_focus(page)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


