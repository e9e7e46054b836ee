"""The rooms of the desk renew themselves under somebody's eyes and hands, and take nothing away."""

from __future__ import annotations

import pytest

from feedback_app.alerts import lifecycle
from feedback_app.foundation.access import Role
from feedback_app.insights.store import packing
from tests.browser.desk_story import Desk
from tests.browser.test_overview_rooms import NOW
from tests.browser.windows import Window
from tests.shop_cast import add_classified

pytestmark = pytest.mark.browser


async def test_the_list_of_themes_renews_itself_and_keeps_details_focus_and_scroll(desk: Desk, page_at: Window):
    page = await page_at(language="en", role=Role.PRODUCT)
    await page.goto("/themes?days=30")
    before = await page.locator("#basis").inner_text()
    await page.locator(".own-days summary").click()
    link = page.locator("#theme-list tbody tr:nth-child(3) a").first
    await link.focus()
    led = await link.get_attribute("href")
    await page.evaluate("window.scrollTo(0, 200)")
    await page.evaluate("document.querySelector('#theme-list').dataset.old = 'yes'")
    for _ in range(3):
        await add_classified("Zu klein", ["too_small"], day=desk.served.house.today())
    await packing.run(desk.served.house)
    await page.evaluate(NOW)
    await page.wait_for_function("old => document.querySelector('#basis').innerText !== old", arg=before)
    assert await page.locator("#theme-list[data-old]").count() == 0
    assert await page.locator(".own-days").get_attribute("open") is not None
    assert await page.evaluate("window.scrollY") == 200
    assert await page.evaluate("document.activeElement.getAttribute('href')") == led


async def test_ticks_in_the_inbox_stay_until_they_are_sent(desk: Desk, page_at: Window):
    page = await page_at(role=Role.ADMIN)
    await page.goto("/alerts")
    box, other = page.locator("#inbox input[type=checkbox]").first, page.locator("#inbox input[type=checkbox]").last
    await box.check()
    asks = await page.locator("#live").get_attribute("hx-get")
    await lifecycle.see(desk.served.house, int(await other.get_attribute("value")), 0, "Lars Ohm")
    async with page.expect_response(lambda answer: "live=" in answer.url) as answered:
        await page.evaluate(NOW)
    assert (await answered.value).status == 200
    await page.wait_for_timeout(200)
    assert await box.is_checked()
    assert await page.locator("#live").get_attribute("hx-get") == asks
    await box.uncheck()
    await page.evaluate(NOW)
    await page.wait_for_function("old => document.querySelector('#live').getAttribute('hx-get') !== old", arg=asks)


async def test_a_group_that_was_unfolded_stays_unfolded(desk: Desk, page_at: Window):
    page = await page_at(language="en", role=Role.PRODUCT)
    await page.goto("/themes?level=groups&days=30")
    await page.locator(".theme-fold").first.click()
    await page.locator(".theme-inside").first.wait_for()
    before = await page.locator("#basis").inner_text()
    await add_classified("Zu klein", ["too_small"], day=desk.served.house.today())
    await packing.run(desk.served.house)
    await page.evaluate(NOW)
    await page.wait_for_function("old => document.querySelector('#basis').innerText !== old", arg=before)
    assert await page.locator(".theme-inside").count() > 0
