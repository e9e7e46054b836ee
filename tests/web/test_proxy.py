"""Behind a proxy the client is whom a trusted proxy names, and nobody else may choose an address."""

from collections.abc import AsyncIterator

import httpx
import pytest

from feedback_app.auth import attempts
from feedback_app.auth.tables import LoginAttempt
from feedback_app.cli.service import web_server
from feedback_app.settings import read_settings
from feedback_app.wiring import house_of
from tests.web.browsing import Browser

PROXY = "10.1.2.3"


@pytest.fixture
async def through(db, tmp_path, request) -> AsyncIterator[Browser]:
    """A browser whose requests reach the web server, as ``serve`` runs it, from the proxy's address."""
    given = {"DATABASE_URL": db, "FEEDBACK_SECRET": "s" * 40, "FEEDBACK_VAR_DIR": str(tmp_path)}
    settings = read_settings(given | {"FEEDBACK_TRUSTED_PROXY": request.param})
    config = web_server(settings).config
    config.load()
    transport = httpx.ASGITransport(app=config.loaded_app, client=(PROXY, 4711))
    async with Browser(transport=transport, base_url="http://shop.test") as browser:
        yield browser


async def clients(browser: Browser, *addresses: str) -> set[str]:
    for address in addresses:
        browser.headers["X-Forwarded-For"] = address
        await browser.submit("/login", {"email": "ada@shop.test", "password": "wrong"})
    return {row["client"] for row in await LoginAttempt.select(LoginAttempt.client)}


@pytest.mark.parametrize("through", ["10.0.0.0/8", f"127.0.0.1, {PROXY}"], indirect=True)
async def test_a_trusted_proxy_names_the_client(through):
    assert await clients(through, "198.51.100.1", "198.51.100.2") == {"198.51.100.1", "198.51.100.2"}


@pytest.mark.parametrize("through", ["", "192.0.2.1"], indirect=True)
async def test_nobody_else_may_choose_an_address(through):
    assert await clients(through, "198.51.100.1", "198.51.100.2") == {PROXY}


@pytest.mark.parametrize("through", [PROXY], indirect=True)
async def test_who_guesses_behind_a_proxy_locks_out_nobody_else(through, tmp_path):
    house = house_of(read_settings({"FEEDBACK_VAR_DIR": str(tmp_path)}))
    for number in range(attempts.PER_CLIENT):
        await attempts.begin(house, f"{number}@shop.test", "198.51.100.1")
    through.headers["X-Forwarded-For"] = "198.51.100.1"
    guessing = await through.submit("/login", {"email": "ada@shop.test", "password": "wrong"})
    through.headers["X-Forwarded-For"] = "198.51.100.2"
    another = await through.submit("/login", {"email": "ada@shop.test", "password": "wrong"})
    assert (guessing.status_code, another.status_code) == (429, 422)
