"""The form inside a page of the shop: it appears, grows with its content, its answer arrives. Elsewhere: nothing."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
import uvicorn
from playwright.async_api import Page, expect

from feedback_app.app import create_app
from feedback_app.settings import read_settings
from feedback_app.setup import install
from surveys.channels.embedding import snippet
from surveys.orders import ItemLine, OrderLines, upsert_orders
from surveys.tables import Submission
from tests.browser.windows import chromium
from tests.conftest import NOON, Clock

# The foreign page runs on another name and port: another origin, and another site.
FOREIGN = "localhost"
PAGE = "<!doctype html><title>Mein Shop</title><body><h1>Meine Retoure</h1>{snippet}<p>Impressum</p>"


@dataclass
class World:
    """Our product on one origin, a shop's page on another that may embed it, and one that may not."""

    page: Page
    clock: Clock
    allowed: str
    other: str


async def _foreign(listener: socket.socket, html: Callable[[], str]) -> asyncio.Server:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        body = html().encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n"
        writer.write(head.encode() + b"Connection: close\r\n\r\n" + body)
        await writer.drain()
        writer.close()

    return await asyncio.start_server(answer, sock=listener)


@pytest.fixture
async def world(db: str, tmp_path: Path) -> AsyncIterator[World]:
    ours, allowed, other = (socket.create_server(("127.0.0.1", 0)) for _ in range(3))
    url = f"http://127.0.0.1:{ours.getsockname()[1]}"
    origins = [f"http://{FOREIGN}:{listener.getsockname()[1]}" for listener in (allowed, other)]
    settings = read_settings(
        {
            "FEEDBACK_VAR_DIR": str(tmp_path),
            "FEEDBACK_BASE_URL": url,
            "DATABASE_URL": db,
            "FEEDBACK_FRAME_ANCESTORS": origins[0],
        }
    )
    clock = Clock(NOON)
    app = create_app(settings, clock, connected=True)
    await install(app.state.house, settings)
    await upsert_orders([OrderLines("EMBED-1", (ItemLine("J-1", "Regenjacke", "Jacken"),), postal_code="80331")])
    shops = [
        await _foreign(listener, lambda: PAGE.format(snippet=snippet(app.state.house).html))
        for listener in (allowed, other)
    ]
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="on", access_log=False))
    task = asyncio.create_task(server.serve([ours]))
    while not server.started:
        assert not task.done(), "the web server did not start"
        await asyncio.sleep(0.01)
    async with chromium() as browser:
        page = await (await browser.new_context(locale="de-DE", viewport={"width": 900, "height": 600})).new_page()
        page.set_default_timeout(10_000)
        yield World(page, clock, *origins)
    server.should_exit = True
    await task
    for shop in shops:
        shop.close()


async def settled(check: Callable[[], Awaitable[bool]]) -> None:
    """Wait until something holds; sizes are told a moment after they change."""
    for _ in range(100):
        if await check():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it never became so")


async def fits(page: Page) -> bool:
    """Tell whether the frame is as high as what is in it, and neither scrolls."""
    inside = page.frames[1]
    needed = await inside.evaluate("document.body.getBoundingClientRect().height")
    scrolls = await inside.evaluate(
        "document.documentElement.scrollHeight > window.innerHeight || document.body.scrollWidth > window.innerWidth"
    )
    given = await page.locator("iframe").evaluate("frame => frame.clientHeight")
    return not scrolls and 0 <= given - needed < 2


async def test_the_form_appears_in_the_shops_page_grows_and_its_answer_arrives(world: World) -> None:
    page, form = world.page, world.page.frame_locator("iframe")
    await page.goto(world.allowed)
    await expect(form.get_by_role("heading", name="Bestellung finden")).to_be_visible()
    await settled(lambda: fits(page))
    before = await page.locator("iframe").evaluate("frame => frame.clientHeight")
    await form.locator("[name=number]").fill("embed-1")
    await form.locator("[name=proof]").fill("80331")
    await form.get_by_role("button", name="Bestellung suchen").click()
    await expect(form.get_by_text("Regenjacke").first).to_be_visible()
    await settled(lambda: fits(page))
    assert await page.locator("iframe").evaluate("frame => frame.clientHeight") > before
    reason = await form.locator("input[type=radio][name^=reason-]").first.get_attribute("id")
    await form.locator(f"label[for={reason}]").first.click()
    await settled(lambda: fits(page))
    world.clock.now += timedelta(seconds=5)
    await form.locator("button[value=send]:visible").first.click()
    await settled(_arrived)
    await settled(lambda: fits(page))
    assert "embed=1" in page.frames[1].url


async def _arrived() -> bool:
    sent = await Submission.select(Submission.channel).where(Submission.order_id == "EMBED-1")
    return [row["channel"] for row in sent] == ["web"]


async def test_a_page_that_was_not_named_stays_blank(world: World) -> None:
    await world.page.goto(world.other)
    await expect(world.page.get_by_role("heading", name="Meine Retoure")).to_be_visible()
    await settled(lambda: _refused(world.page))
    assert await world.page.frame_locator("iframe").get_by_role("heading", name="Bestellung finden").count() == 0


async def _refused(page: Page) -> bool:
    return len(page.frames) == 2 and page.frames[1].url.startswith("chrome-error:")
