"""Who may put our pages into theirs: nobody, but for a customer's page that asks, on pages that the setting names."""

from __future__ import annotations

import httpx
import pytest

from feedback_app.app import create_app
from feedback_app.security import HEADERS, NOBODY, POLICY
from feedback_app.settings import read_settings
from tests.web.conftest import HOST

SHOP = "https://shop.example"
FRAMED = ("/s/forged?embed=1", "/find?embed=1", "/find?kiosk=1&embed=1", "/s/forged?lang=en&embed=1")
NEVER = ("/login?embed=1", "/themes?embed=1", "/shop?embed=1", "/erase?embed=1", "/find", "/s/forged", "/find?embed=10")


async def headers_of(db: str, tmp_path, now, path: str, ancestors: str) -> httpx.Headers:
    settings = read_settings(
        {
            "DATABASE_URL": db,
            "FEEDBACK_SECRET": "s" * 40,
            "FEEDBACK_VAR_DIR": str(tmp_path),
            "FEEDBACK_FRAME_ANCESTORS": ancestors,
        }
    )
    app = create_app(settings, clock=lambda: now, connected=True)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=HOST) as browser:
        return (await browser.get(path)).headers


@pytest.mark.parametrize("path", FRAMED)
async def test_a_customers_page_that_asks_may_be_framed_by_named_pages(db, tmp_path, now, path):
    headers = await headers_of(db, tmp_path, now, path, f"{SHOP}, https://outlet.example:8443")
    policy = headers["content-security-policy"]
    assert policy == POLICY.replace(NOBODY, f"frame-ancestors {SHOP} https://outlet.example:8443")
    assert "x-frame-options" not in headers
    assert headers["cross-origin-resource-policy"] == "cross-origin"
    assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", NEVER)
async def test_no_other_page_may_be_framed(db, tmp_path, now, path):
    headers = await headers_of(db, tmp_path, now, path, SHOP)
    assert {name: headers[name] for name in HEADERS} == HEADERS


@pytest.mark.parametrize("path", FRAMED)
async def test_without_the_setting_nothing_may_be_framed(db, tmp_path, now, path):
    headers = await headers_of(db, tmp_path, now, path, "")
    assert {name: headers[name] for name in HEADERS} == HEADERS


async def test_foreign_pages_may_load_the_one_script_that_is_meant_for_them(db, tmp_path, now):
    embed = await headers_of(db, tmp_path, now, "/static/0/embed.js", SHOP)
    ours = await headers_of(db, tmp_path, now, "/static/0/app.js", SHOP)
    assert embed["cross-origin-resource-policy"] == "cross-origin"
    assert ours["cross-origin-resource-policy"] == "same-origin"
