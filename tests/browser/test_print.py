"""Any page of the desk prints well: its words without the ways around, its filters, its tables with their heads."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page

from feedback_app.foundation.access import Role
from tests.browser.desk_story import Desk
from tests.browser.windows import Window

pytestmark = pytest.mark.browser
A4_INSIDE = 725
"""Width of the paper inside its margins, in px of style sheets."""
PAGES = (
    "/themes?days=90&carrier=GLS",
    "/alerts",
    "/submissions?days=90&carrier=GLS",
    "/reports/logistics",
    "/products",
)
# innerText knows nothing of what the sheet hides, but everything that is drawn.
DRAWN = "() => document.body.innerText.replaceAll('\\u00a0', ' ')"
LINKS = "() => [...document.querySelectorAll('a')].map(a => getComputedStyle(a, '::after').content)"
TOO_WIDE = "() => document.documentElement.scrollWidth - innerWidth"
HEADS = """() => [...document.querySelectorAll('table.rows thead')]
    .map(head => [getComputedStyle(head).display, getComputedStyle(head).position])"""
CONTROLS = """() => [...document.querySelectorAll('button, input, select, textarea, .rail')]
    .filter(one => one.checkVisibility()).map(one => one.outerHTML)"""
DARK = "() => [getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"


async def paper(page: Page, path: str) -> Page:
    """Go to a page as a printer sees it, of somebody who looks at it in the dark."""
    await page.emulate_media(media="print", color_scheme="dark")
    await page.set_viewport_size({"width": A4_INSIDE, "height": 1000})
    await page.goto(path, wait_until="domcontentloaded")
    return page


@pytest.fixture
async def window(desk: Desk, page_at: Window) -> Page:
    await desk.works()
    return await page_at(role=Role.ADMIN)


async def test_pages_print_without_rail_and_buttons_black_on_white_on_few_sheets(window: Page):
    for path in (*PAGES, f"/alerts/{await _first_alert(window)}"):
        page = await paper(window, path)
        text = await page.evaluate(DRAWN)
        assert "Gedruckt am 20. November 2026" in text, path
        for word in ("Abmelden", "Postfach", "Drucken / PDF", "Suchen …"):
            assert word not in text, (path, word)
        assert await page.evaluate(CONTROLS) == [], path
        assert await page.evaluate(DARK) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"], path
        assert await page.evaluate(TOO_WIDE) <= 0, path
        pdf = await page.pdf(prefer_css_page_size=True)
        assert 1 <= len(re.findall(rb"/Type /Page\b(?!s)", pdf)) <= 8, path


async def test_days_and_filters_stand_on_the_paper_and_targets_of_links_do_not(window: Page):
    page = await paper(window, PAGES[0])
    text = await page.evaluate(DRAWN)
    assert "23.08.2026 – 20.11.2026" in text
    assert "GLS" in text
    assert set(await page.evaluate(LINKS)) <= {"none", "normal"}
    assert "http" not in text


async def test_tables_stay_tables_and_repeat_their_heads(window: Page):
    page = await paper(window, PAGES[0])
    heads = await page.evaluate(HEADS)
    assert heads
    assert {tuple(head) for head in heads} == {("table-header-group", "static")}


async def test_the_word_opens_the_browsers_own_print(window: Page):
    await window.goto("/themes", wait_until="domcontentloaded")
    await window.evaluate("() => { window.printed = 0; window.print = () => { window.printed += 1; }; }")
    await window.get_by_text("Drucken / PDF").click()
    assert await window.evaluate("() => window.printed") == 1
    assert not await window.locator(".print-way[open]").count()


async def test_without_script_the_word_says_how_to_print(desk: Desk, page_at: Window):
    page = await page_at(role=Role.ADMIN, javascript=False)
    await page.goto("/themes")
    await page.get_by_text("Drucken / PDF").click()
    assert await page.get_by_text("Drücken Sie Strg und P").is_visible()


async def _first_alert(page: Page) -> str:
    await page.goto("/alerts", wait_until="domcontentloaded")
    links = await page.eval_on_selector_all("main a", "links => links.map(a => a.getAttribute('href'))")
    return next(link.rsplit("/", 1)[1] for link in links if re.fullmatch(r"/alerts/\d+", link or ""))
