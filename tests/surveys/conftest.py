"""A shop that asks: surveys and reasons installed, one order with two items, a link, and the app it opens in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from httpx import ASGITransport, AsyncClient

from feedback_app.foundation import dialect
from feedback_app.foundation.database import engine_name
from feedback_app.foundation.house import House
from feedback_app.foundation.keys import Keys
from feedback_app.settings import read_settings
from surveys.catalogue import install_catalogue
from surveys.invitations import Found, Invited, find_invitation, invite
from surveys.orders import ItemLine, OrderLines, upsert_orders
from surveys.surveys import install_surveys

SECRET = "a secret of the tests, forty characters long"
JACKET = ItemLine("J-1", "Regenjacke", "Jacken", "M", "blau")
TROUSERS = ItemLine("T-1", "Wanderhose", "Hosen", "50", "grau")


@dataclass
class Clock:
    """A clock that a test can move."""

    now: datetime = field(default=datetime(2026, 11, 20, 11, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def house(clock: Clock, tmp_path: Path) -> House:
    return House(clock, ZoneInfo("Europe/Berlin"), Keys(SECRET), "http://testserver.local", tmp_path / "models")


@pytest.fixture
async def shop(db: str, house: House) -> House:
    """The house with everything in place for order A-1, sent by GLS from the warehouse Nord."""
    await install_catalogue()
    await install_surveys(house.now())
    await upsert_orders(
        [OrderLines("A-1", (JACKET, TROUSERS), carrier="GLS", warehouse="Nord", region="Bayern")],
    )
    return house


@pytest.fixture
async def invited(shop: House) -> Invited:
    return await invite(shop, "A-1")


@pytest.fixture
async def link(shop: House, invited: Invited) -> Found:
    found = await find_invitation(shop, invited.token)
    assert isinstance(found, Found)
    return found


@pytest.fixture
async def web(shop: House, clock: Clock, tmp_path: Path, database_url: str) -> AsyncIterator[AsyncClient]:
    """The whole application on the test's database; it follows no redirects."""
    from feedback_app.app import create_app

    settings = read_settings(
        {"DATABASE_URL": database_url, "FEEDBACK_SECRET": SECRET, "FEEDBACK_VAR_DIR": str(tmp_path)}
    )
    # In the test's own event loop: the database connections belong to it.
    transport = ASGITransport(create_app(settings, clock, connected=True))
    async with AsyncClient(transport=transport, base_url="http://testserver.local") as client:
        yield client


async def everything() -> dict[str, list[str]]:
    """All rows of all tables, to see whether anything was written."""
    names = (
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        if engine_name() == "sqlite"
        else "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"
    )
    tables = sorted(row["name"] for row in await dialect.fetch(names))
    return {table: sorted(repr(row) for row in await dialect.fetch(f'SELECT * FROM "{table}"')) for table in tables}
