"""Chromium windows that notice what no page may do: call another host, break the content policy, fail in silence."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, Response, async_playwright

from feedback_app.foundation.house import House

CHROMIUM = "chromium"
# The last four keep the browser itself from calling its maker.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
HERE = "127.0.0.1"
PHONE, SMALL_PHONE, DESK = 360, 320, 1280
HEIGHT = 800
Window = Callable[..., Awaitable[Page]]


@dataclass(frozen=True, slots=True)
class Look:
    """How somebody looks at a page."""

    width: int = DESK
    dark: bool = False
    language: str = "de"
    javascript: bool = True

    def __str__(self) -> str:
        script = "" if self.javascript else "-noscript"
        return f"{self.width}-{'dark' if self.dark else 'light'}-{self.language}{script}"


@dataclass
class Watch:
    """What a window did that it should not have done."""

    hosts: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)

    def note_address(self, address: str) -> None:
        if urlsplit(address).scheme in {"http", "https", "ws", "wss"}:
            self.hosts.add(urlsplit(address).hostname or "")

    def note_answer(self, answer: Response) -> None:
        if answer.status >= 500:
            self.complaints.append(f"{answer.status} {answer.url}")

    def note_message(self, message: ConsoleMessage) -> None:
        # A page that answers 404 or 422 is no fault of the page; a style sheet or script that does is one.
        of_page = message.text.startswith("Failed to load resource") and "/static/" not in message.location["url"]
        if message.type in {"error", "warning"} and not of_page:
            self.complaints.append(message.text)

    def assert_clean(self) -> None:
        assert self.complaints == []
        assert self.hosts <= {HERE}


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """The system's own Chromium."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which(CHROMIUM), args=list(ARGUMENTS))
        yield browser
        await browser.close()


async def open_window(browser: Browser, url: str, look: Look, session: str = "") -> tuple[Page, Watch]:
    """Open a watched window; ``session`` is the cookie of a member who has signed in already."""
    context: BrowserContext = await browser.new_context(
        base_url=url,
        viewport={"width": look.width, "height": HEIGHT},
        color_scheme="dark" if look.dark else "light",
        locale={"de": "de-DE", "en": "en-GB"}[look.language],
        java_script_enabled=look.javascript,
        reduced_motion="reduce",
    )
    context.set_default_timeout(10_000)
    if session:
        await context.add_cookies([{"name": "session", "value": session, "url": url}])
    page, watch = await context.new_page(), Watch()
    page.on("request", lambda request: watch.note_address(request.url))
    page.on("response", watch.note_answer)
    page.on("console", watch.note_message)
    page.on("pageerror", lambda error: watch.complaints.append(str(error)))
    return page, watch


async def session_of(house: House, member_id: int) -> str:
    """Return the cookie's value of a new session."""
    from feedback_app.auth.sessions import start_session

    return (await start_session(house, member_id)).value or ""
