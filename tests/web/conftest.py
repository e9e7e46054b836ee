"""A running app and browsers for its members: ``app`` and ``client_as``, for all tests of pages.

The app runs in the test's own event loop on the test's own database (both engines); only the clock is fake.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from feedback_app.auth.sessions import start_session
from feedback_app.auth.tables import Member
from feedback_app.foundation.access import Role
from feedback_app.settings import read_settings
from surveys.catalogue import install_catalogue
from surveys.surveys import install_surveys
from surveys.tables import Shop
from tests.web.browsing import Browser, ClientAs

HOST = "http://shop.test"


@pytest.fixture
async def app(db: str, tmp_path: Path, now: datetime) -> Any:
    """The whole product on the test's database."""
    from feedback_app.app import create_app

    settings = read_settings(
        {"DATABASE_URL": db, "FEEDBACK_SECRET": "s" * 40, "FEEDBACK_VAR_DIR": str(tmp_path / "var")}
    )
    return create_app(settings, clock=lambda: now, connected=True)


@pytest.fixture
async def client_as(app: Any) -> AsyncIterator[ClientAs]:
    """``await client_as("product")`` gives a signed-in browser; ``client_as(None)`` one of a stranger.

    ``language`` is the browser's. The same role is the same member each time.
    """
    async with AsyncExitStack() as closing:

        async def make(role: Role | str | None, language: str = "de") -> Browser:
            browser = Browser(
                transport=httpx.ASGITransport(app=app), base_url=HOST, headers={"Accept-Language": language}
            )
            await closing.enter_async_context(browser)
            if role is not None:
                browser.member_id = await member_with(Role(role))
                cookie = await start_session(app.state.house, browser.member_id)
                browser.cookies.set(cookie.key, cookie.value or "")
            return browser

        yield make


async def member_with(role: Role) -> int:
    """The one member of a role. The password is unusable: hashing a real one takes a quarter of a second."""
    email = f"{role.value}@shop.test"
    known = await Member.objects().get(Member.email == email)
    if known is None:
        known = Member(email=email, name=role.value.title(), password_hash="!", role=role.value, language="de")
        await known.save()
    return int(known.id)


@pytest.fixture
async def editor(app, client_as, now) -> Browser:
    """A product manager in a shop with the built-in surveys."""
    await install_catalogue()
    await install_surveys(now)
    await Shop(name="Wetterfest").save()
    return await client_as("product")
