"""The guards of the other browser tests notice what they are there for."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, Page

from tests.browser.desk_story import Desk
from tests.browser.findings import findings, hidden_focus, small_targets, spoiled_by_spacing
from tests.browser.places import Station
from tests.browser.windows import SMALL_PHONE, Look, Window, open_window

pytestmark = pytest.mark.browser


async def spoil(page: Page, script: str) -> None:
    """Make a good page bad; styles that a script sets are no inline styles to the content policy."""
    await page.goto("/login")
    await page.evaluate(script)


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
        # An image without a word, too wide; and two tiny buttons side by side: a rule that axe runs only when asked.
        await spoil(
            page,
            "const box = document.createElement('p'), wide = document.createElement('canvas'); wide.width = 500; "
            "document.querySelector('main').append(box, wide, new Image(50)); "
            "for (const name of ['a', 'b']) { const one = document.createElement('button'); one.textContent = name; "
            "one.style.cssText = 'min-width:0;min-height:0;width:9px;height:9px;padding:0'; box.append(one); }",
        )

    found = "".join((await findings(page, await desk.places(), [Station("spoiled", spoiled)])).values())
    assert "px too wide" in found
    assert "image-alt" in found
    assert "target-size" in found


async def test_a_control_too_small_for_a_thumb_is_noticed(desk: Desk, page_at: Window):
    page = await page_at(SMALL_PHONE)
    await spoil(page, "document.querySelector('main button').style.cssText = 'min-height:0;height:20px;padding:0'")
    assert len(await small_targets(page)) == 1


async def test_a_focus_that_is_covered_or_not_marked_is_noticed(desk: Desk, page_at: Window):
    page = await page_at(SMALL_PHONE)
    await spoil(page, "document.querySelector('#email').style.outline = 'none'")
    assert len(await hidden_focus(page)) == 1
    await spoil(
        page,
        "const bar = document.createElement('div'); bar.style.cssText = 'position:fixed;inset:0;background:red'; "
        "document.body.append(bar)",
    )
    assert any("covered by" in stop for stop in await hidden_focus(page))


async def test_text_that_is_cut_off_when_spaced_out_is_noticed(desk: Desk, page_at: Window):
    page = await page_at(SMALL_PHONE)
    await spoil(page, "document.querySelector('h1').style.cssText = 'overflow:hidden;width:2em;white-space:nowrap'")
    assert any("cut off" in wrong for wrong in await spoiled_by_spacing(page))
