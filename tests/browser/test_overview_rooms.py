"""The overview as people meet it: on a phone and a desk, by keyboard, without a script, and while it renews itself."""

from __future__ import annotations

import pytest

from feedback_app.foundation.access import Role
from feedback_app.insights.store import packing
from surveys import imports
from tests.browser.desk_story import Desk
from tests.browser.findings import SIGHTS, finding, hidden_focus, look, small_targets, too_wide
from tests.browser.windows import PHONE, Window

pytestmark = pytest.mark.browser
PAGES = (
    "/", "/?compare=0&days=90", "/?since=2027-01-01", "/?size=9XL", "/submissions?text=1", "/submissions?size=9XL",
    "/themes/filter?to=/", "/themes/filter?to=/submissions",
)  # fmt: skip
NOW = "document.dispatchEvent(new CustomEvent('live:now'))"


async def tell_more(desk: Desk) -> None:
    """Let one more customer answer, and pack the day."""
    at = desk.served.house.now().isoformat()
    row = {"external_id": "live-1", "submitted_at": at, "language": "de", "product": "Hose Malmö", "rating": "5"}
    await imports.store_submission_rows(desk.served.house, [row])
    await packing.run(desk.served.house)


@pytest.mark.parametrize("path", PAGES)
async def test_every_page_is_accessible_in_every_look(desk: Desk, page_at: Window, path: str):
    page, found = await page_at(language="en", role=Role.PRODUCT), {}
    await page.goto(path)
    for sight in SIGHTS:
        await look(page, sight)
        found[str(sight)] = [await finding(page, ("color-contrast-enhanced",)), *await too_wide(page)]
    assert {name: wrong for name, wrong in found.items() if any(wrong)} == {}


async def test_the_keyboard_is_seen_and_a_thumb_meets_what_it_means(desk: Desk, page_at: Window):
    page, found = await page_at(width=PHONE, role=Role.PRODUCT), {}
    for path in PAGES:
        await page.goto(path)
        found[path] = await small_targets(page) + await hidden_focus(page)
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


async def test_without_a_script_days_filters_and_numbers_lead_on(desk: Desk, page_at: Window):
    page = await page_at(javascript=False, role=Role.PRODUCT)
    await page.goto("/")
    await page.locator(".own-days summary").click()
    await page.fill("#since", "2026-11-01")
    await page.locator(".own-days button").click()
    assert "since=2026-11-01" in page.url
    await page.get_by_role("link", name="Filtern").click()
    await page.select_option("#carrier", "GLS")
    await page.locator("form.filter-form button").click()
    assert "carrier=GLS" in page.url
    assert "since=2026-11-01" in page.url
    await page.locator("#number-returns a").first.click()
    assert "/submissions?" in page.url
    assert "carrier=GLS" in page.url
    assert await page.locator("li.alert-row").count() > 0


async def test_which_product_first_is_answered_within_two_clicks(desk: Desk, page_at: Window):
    page = await page_at(role=Role.PRODUCT)
    await page.goto("/?days=90")
    first = page.locator(".first-list > li").first
    assert await first.locator(".first-name").is_visible()
    await first.locator(".first-why a").first.click()
    assert "product=" in page.url
    assert await page.locator("li.alert-row").count() > 0


async def test_the_page_renews_itself_and_keeps_the_readers_place(desk: Desk, page_at: Window):
    page = await page_at(language="en", role=Role.PRODUCT)
    await page.goto("/?days=30")
    before = await page.locator("#number-csat").inner_text()
    await page.locator("#course summary").click()
    await page.locator("#number-csat .amount a").focus()
    await page.evaluate("window.scrollTo(0, 300)")
    await tell_more(desk)
    await page.evaluate(NOW)
    await page.wait_for_function("old => document.querySelector('#number-csat').innerText !== old", arg=before)
    assert await page.locator("#course details").get_attribute("open") is not None
    assert await page.evaluate("window.scrollY") == 300
    assert await page.evaluate("document.activeElement.closest('#number-csat') !== null")


async def test_a_page_of_which_nothing_changed_is_left_alone(desk: Desk, page_at: Window):
    page = await page_at(role=Role.PRODUCT)
    await page.goto("/")
    await page.evaluate("document.querySelector('#numbers').dataset.mine = 'yes'")
    async with page.expect_response(lambda answer: "live=" in answer.url) as answered:
        await page.evaluate(NOW)
    assert (await answered.value).status == 204
    assert await page.locator("#numbers[data-mine]").count() == 1
