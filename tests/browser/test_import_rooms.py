"""A file is brought in by somebody who looks or only types; nothing on the way shuts anyone out."""

from __future__ import annotations

import pytest

from feedback_app.foundation.access import Role
from feedback_app.insights.imports import bringing
from tests.browser.desk_story import Desk
from tests.browser.findings import Sight, findings
from tests.browser.import_stations import IMPORTS, waiting
from tests.browser.windows import DESK, SMALL_PHONE, Window

pytestmark = pytest.mark.browser
LOOKS = (Sight(SMALL_PHONE, "light"), Sight(DESK, "dark"))
AAA_CONTRAST = ("color-contrast-enhanced",)


@pytest.mark.parametrize("language", ["de", "en"])
async def test_every_state_is_accessible_on_a_phone_and_in_the_dark(desk: Desk, page_at: Window, language: str):
    page = await page_at(language=language, role=Role.PRODUCT)
    assert await findings(page, await desk.places(language), IMPORTS, LOOKS, AAA_CONTRAST) == {}


async def test_the_page_shows_by_itself_when_the_file_is_in(desk: Desk, page_at: Window):
    page, places = await page_at(role=Role.PRODUCT), await desk.places()
    await waiting(page, places)
    address = page.url
    await bringing.run(places.house)
    await page.locator(".import-done").wait_for()
    assert page.url == address
    assert await page.locator(".figure .value").all_inner_texts() == ["3", "0", "0", "1"]


async def test_a_column_is_chosen_and_brought_in_by_keyboard_alone(desk: Desk, page_at: Window):
    page, places = await page_at(role=Role.PRODUCT), await desk.places()
    await IMPORTS[2].show(page, places)
    await page.locator("#field-quantity").focus()
    await page.keyboard.press("B")
    assert await page.locator("#field-quantity option:checked").inner_text() == "Bemerkung intern"
    await page.locator("button[value=bring]").focus()
    await page.keyboard.press("Enter")
    await page.locator("#import-run").wait_for()
