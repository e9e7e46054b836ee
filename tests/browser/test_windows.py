"""The guards of the other browser tests notice what they are there for."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser

from tests.browser.desk_story import Desk
from tests.browser.findings import findings
from tests.browser.places import Station
from tests.browser.windows import SMALL_PHONE, Look, Window, open_window

pytestmark = pytest.mark.browser


async def test_a_window_notices_other_hosts_and_broken_policies(desk: Desk, browser: Browser):
    page, watch = await open_window(browser, desk.served.url, Look())
    await page.route("https://elsewhere.example/**", lambda route: route.fulfill(body="<p>elsewhere</p>"))
    await page.goto("/login")
    watch.assert_clean()
    await page.evaluate("document.body.setAttribute('style', 'color: red')")
    await page.goto("https://elsewhere.example/")
    assert "elsewhere.example" in watch.hosts
    assert any("Content Security Policy" in complaint for complaint in watch.complaints)


async def test_findings_name_the_page_and_what_is_wrong_with_it(desk: Desk, page_at: Window):
    page = await page_at(SMALL_PHONE)

    async def spoiled(*_: object) -> None:
        await page.goto("/login")
        await page.evaluate("document.querySelector('main').append(new Image(500))")

    found = await findings(page, await desk.places(), [Station("spoiled", spoiled)])
    assert "px too wide" in found["spoiled"]
    assert "image-alt" in found["spoiled"]
