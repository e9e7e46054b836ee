"""Looking changes nothing: whoever walks through all pages, files and answers of the product leaves every table alone.

And every answer of the API is for those who have a key: without one, also members are told nothing.
"""

from __future__ import annotations

import re
from typing import Any

import pytest

from classifier.themes import install_themes
from feedback_app.alerts.teams import install_teams
from feedback_app.auth.api_keys import create_key
from feedback_app.foundation.database import engine_name
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.house import House
from feedback_app.insights.search import indexing
from tests.insights.desk_world import write_shop
from tests.insights.export_world import one_alert
from tests.web.browsing import ClientAs

TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'",
    "postgres": "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'",
}
CODES = {"themes": "too_small", "surveys": "returns"}
PARTS = {"name": "submissions.csv", "team": "product", "place": "questions", "stop": "2", "token": "forged"}
ASKED = "?days=30&carrier=GLS&q=klemmt&order=O-1&from=csat&language=de&theme=too_small"


@pytest.fixture
async def house(app: Any) -> House:
    here: House = app.state.house
    await install_themes()
    await install_teams()
    await write_shop(here, 24, seed=7)
    await one_alert()
    await indexing.run(here)
    return here


def readable(app: Any) -> list[str]:
    """Return an address for every path that can be read."""
    found = {route.path for route in app.routes if "GET" in getattr(route, "methods", ())}
    return sorted(filled(path) for path in found)


def filled(path: str) -> str:
    code = CODES.get(path.split("/")[1], "returns")
    return re.sub(r"{(\w+)(:\w+)?}", lambda part: PARTS.get(part[1], code if part[1] == "code" else "1"), path)


async def everything() -> dict[str, list[str]]:
    """Return the rows of all tables."""
    names = [row["name"] for row in await fetch(TABLES[engine_name()])]
    return {name: sorted(str(row) for row in await fetch(f'SELECT * FROM "{name}"')) for name in names}


async def test_looking_at_everything_as_anybody_leaves_every_table_alone(
    app: Any, house: House, client_as: ClientAs
) -> None:
    readers = [await client_as(role) for role in ("admin", "viewer", None)]
    readers[-1].headers["Authorization"] = f"Bearer {await create_key(house, 'test')}"
    for reader in readers:
        await reader.get("/login")
    before = await everything()
    for reader in readers:
        for address in readable(app):
            for asked in ("", ASKED):
                assert (await reader.get(address + asked)).status_code < 500, address
    after = await everything()
    assert {name: after[name] for name in after if after[name] != before.get(name)} == {}


async def test_no_answer_of_the_api_is_given_without_a_key(app: Any, house: House, client_as: ClientAs) -> None:
    asked = [address for address in readable(app) if address.startswith("/api/v1/")]
    assert len(asked) >= 7
    for browser in (await client_as(None), await client_as("admin")):
        for address in asked:
            answer = await browser.get(address)
            assert answer.status_code == 401, address
            assert "GLS" not in answer.text
