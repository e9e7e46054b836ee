"""What is wrong with a page for somebody with a small phone, a screen reader or weak eyes."""

from __future__ import annotations

from collections.abc import Iterable

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

from tests.browser.places import Places, Station


async def findings(page: Page, places: Places, stations: Iterable[Station]) -> dict[str, str]:
    """Visit the stations; returns what is wrong by station, {} when all is well."""
    found = {}
    for station in stations:
        await station.reach(page, places)
        if wrong := await finding(page):
            found[station.name] = wrong
    return found


async def finding(page: Page) -> str:
    """Return what is wrong with the page as it is shown, "" when all is well."""
    result = await Axe().run(page)
    wide = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if not result.violations_count and wide <= 0:
        return ""
    return f"{wide} px too wide\n{result.generate_report()}"
