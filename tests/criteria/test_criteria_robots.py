"""A scanner that runs scripts loads the page, moves about on it, and even presses the button: no rating comes of it."""

from __future__ import annotations

import pytest
from playwright.async_api import Page

from surveys.invitations import invite
from surveys.orders import ItemLine, OrderLines, upsert_orders
from surveys.tables import Draft, Submission, Suspect
from tests.browser.windows import Look, chromium, open_window
from tests.conftest import Served

pytestmark = pytest.mark.browser
WAIT = 300


async def look_about(page: Page) -> None:
    """Do what a scanner does beside reading: scroll, point, and let every script on the page come to its end."""
    await page.wait_for_load_state("networkidle")
    await page.mouse.wheel(0, 2_000)
    for place in range(20, 800, 60):
        await page.mouse.move(place, place)
    await page.wait_for_timeout(WAIT)


async def test_criterion_02_a_headless_load_of_every_link_of_a_mail_leaves_no_rating(served: Served) -> None:
    await upsert_orders([OrderLines("A-1", (ItemLine("J-1", "Regenjacke"),))])
    path = f"/s/{(await invite(served.house, 'A-1', 'csat')).token}"
    posted: list[str] = []
    async with chromium() as browser:
        page, _ = await open_window(browser, served.url, Look())
        page.on("request", lambda request: posted.append(request.url) if request.method != "GET" else None)
        for query in ("", "?score=1", "?score=5", "?embed=1"):
            await page.goto(path + query)
            await look_about(page)
        assert posted == []
        # Hands it has none: whoever presses at the moment the page is there is kept apart, and asked again.
        await page.locator("main button.main[value=send]").click()
        await page.get_by_role("alert").first.wait_for()
    assert len(posted) == 1
    assert (await Submission.count(), await Draft.count(), await Suspect.count()) == (0, 0, 1)
