"""Whatever stands in an address of the desk: it is never our fault (500), never markup, and never kept by a cache.

Every page and file of the desk gets every choice there is with the same hostile value, and every path such a part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import quote

import pytest

from classifier.themes import install_themes
from feedback_app.alerts.teams import install_teams
from feedback_app.auth.api_keys import create_key
from feedback_app.foundation.house import House
from feedback_app.insights.routes import ROUTES
from feedback_app.insights.search import indexing
from feedback_app.insights.views import FILTERS
from tests.insights.desk_world import write_shop
from tests.web.browsing import ClientAs

LEADING: Final = ("q", "product")
"""These lead to another page before the others are looked at: they come alone."""
CHOICES: Final = (
    *(name for name in FILTERS if name not in LEADING),
    *("days", "since", "until", "team", "compare", "version", "every", "by", "all", "saved", "to", "only", "older"),
    *("newer", "find", "done", "what", "format", "status", "asked", "mood", "sort", "level", "open", "page", "live"),
    *("rank", "together", "cohort", "selections", "from", "lang", "sku", "tour", "embed"),
)
HOSTILE: Final = {
    "nul": "%00",
    "half a surrogate": "%ED%A0%80",
    "no UTF-8": "%FF%FE",
    "a digit that is no number": "returns%3A%C2%B2",
    "a number that no column holds": "9" * 20,
    "a version that no column holds": "returns%3A" + "9" * 25,
    "less than nothing": "-2147483649",
    "what never ends": "x" * 1_000,
    "markup": quote("'\"><script>alert(1)</script>"),
    "a query of the index": quote("\"a NEAR(b c, 2) text: ^x* -( OR"),
    "a format": quote("{x}%(y)s{{ 7 * 7 }}%"),
    "another host": quote("//evil.example/\\\r\nset-cookie: a=b"),
}  # fmt: skip
KNOWN_PARTS: Final = {"code": "too_small", "name": "submissions.csv", "team": "product"}


@pytest.fixture
async def house(app: Any) -> House:
    here: House = app.state.house
    await install_themes()
    await install_teams()
    await write_shop(here, 24, seed=7)
    await indexing.run(here)
    return here


def addresses(value: str) -> Iterator[str]:
    """Yield each page of the desk with the value in all choices, and in its path where that has variable parts."""
    whole, each = (f"?{'&'.join(f'{name}={value}' for name in names)}" for names in (CHOICES, LEADING))
    paths = {path for route in ROUTES for path in route.paths if "GET" in route.http_methods}
    for path in sorted(paths):
        plain = re.sub(r"{(\w+)(:\w+)?}", lambda part: KNOWN_PARTS.get(part[1], "1"), path)
        yield f"{plain}{whole}"
        yield f"{plain}{each}"
        if plain != path:
            yield re.sub(r"{[^}]+}", value, path)


@pytest.mark.parametrize("kind", HOSTILE)
async def test_no_address_of_the_desk_is_our_fault_or_runs(house: House, client_as: ClientAs, kind: str) -> None:
    desk = await client_as("admin", "en")
    for address in addresses(HOSTILE[kind]):
        answer = await desk.get(address)
        assert answer.status_code < 500, address[:120]
        assert "<script>alert" not in answer.text, address[:120]
        assert "evil.example" not in answer.headers.get("location", "").partition("?")[0], address[:120]
        assert address.startswith("/fit-hint/") or answer.headers["cache-control"] == "no-store", address[:120]


@pytest.mark.parametrize("kind", HOSTILE)
async def test_no_address_of_the_api_is_our_fault(house: House, client_as: ClientAs, kind: str) -> None:
    program, value = await client_as(None), HOSTILE[kind]
    program.headers["Authorization"] = f"Bearer {await create_key(house, 'test')}"
    names = [f"{name}={value}" for name in (*FILTERS, "since", "days", "status", "version")] + ["lang=de"]
    for path in ("export/submissions.csv", "export/alerts.jsonl", "fit-hint", f"export/{value}", "submissions"):
        for query in ("&".join(names), *(names if path.startswith("export/s") else ()), f"limit={value}"):
            answer = await program.get(f"/api/v1/{path}?{query}")
            assert answer.status_code < 500, (path, query[:80])
            assert answer.status_code != 401
            assert "set-cookie" not in answer.headers, (path, query[:80])
