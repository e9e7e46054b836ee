"""Whatever stands in an address: it is never our fault (500), never markup, and what members see is kept by no cache.

Every path that there is gets such a part, and every choice such a value: those that pages read by themselves all at
once, those that are checked before a page is asked one by one, because the first wrong one ends the request.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import quote

import pytest
from litestar.params import QueryParameter

from classifier.themes import install_themes
from feedback_app.alerts.teams import install_teams
from feedback_app.auth.api_keys import create_key
from feedback_app.foundation.database import engine_name
from feedback_app.foundation.house import House
from feedback_app.insights.routes import ROUTES
from feedback_app.insights.search import indexing
from feedback_app.insights.views import FILTERS
from tests.insights.desk_world import write_shop
from tests.insights.export_world import one_alert
from tests.web.browsing import Browser, ClientAs

LEADING: Final = ("q", "product")
"""These lead to another page before the others are looked at: they come alone."""
OF_FIGURES: Final = frozenset(path for route in ROUTES for path in route.paths)
CHOICES: Final = (
    *(name for name in FILTERS if name not in LEADING),
    *("days", "since", "until", "team", "compare", "version", "every", "by", "all", "saved", "to", "only", "older"),
    *("newer", "find", "done", "what", "format", "status", "asked", "mood", "sort", "level", "open", "page", "live"),
    *("rank", "together", "cohort", "selections", "from", "lang", "sku", "tour", "embed", "step", "score", "kiosk"),
    *("edit", "sent", "cost", "use", "state", "nobody-asks-for-this"),
)
SIGNS: Final = {
    "nul": "%00",
    "half a surrogate": "%ED%A0%80",
    "no UTF-8": "%FF%FE",
    "half an escape": "%zz%",
    "a query of the index": quote('"a NEAR(b c, 2) text: ^x* -( OR'),
}
NUMBERS: Final = {
    "a digit that is no number": "returns%3A%C2%B2",
    "a number that no column holds": "9" * 20,
    "a version that no column holds": "returns%3A" + "9" * 25,
    "less than nothing": "-2147483649",
    "a day that never was": "2026-02-30",
    "a day without a calendar": "99999-12-31",
}
WORDS: Final = {
    "what never ends": "x" * 1_000,
    "markup": quote("'\"><script>alert(1)</script>"),
    "a format": quote("{x}%(y)s{{ 7 * 7 }}%"),
    "another host": quote("//evil.example/\\\r\nset-cookie: a=b"),
    "no number": "NaN",
    "nothing": "",
}
PARTS: Final = {"name": "submissions.csv", "team": "product", "place": "questions", "token": "forged"}
CODES: Final = {"themes": "too_small", "surveys": "returns", "alerts": "logistics"}
"""A code that there is, by the first word of the path."""
FOR_EVERYBODY: Final = ("/fit-hint/", "/changes", "/static/", "/brand/", "/healthz", "/readyz", "/api", "/feed/")


@pytest.fixture
async def house(app: Any) -> House:
    here: House = app.state.house
    await install_themes()
    await install_teams()
    await write_shop(here, 24, seed=7)
    await one_alert()
    await indexing.run(here)
    return here


def paths(app: Any, api: bool) -> Iterator[tuple[str, list[str]]]:
    """Yield every path that can be read, and the names that are checked before its page is asked."""
    for route in app.routes:
        if "GET" in getattr(route, "methods", ()) and route.path.startswith("/api/v1/") is api:
            handler, _ = route.route_handler_map["GET"]
            asked = handler.parsed_fn_signature.parameters.items()
            kinds = [(name, one.kwarg_definition) for name, one in asked]
            yield route.path, [kind.name or name for name, kind in kinds if isinstance(kind, QueryParameter)]


def addresses(path: str, alone: list[str], value: str) -> Iterator[str]:
    """Yield a path with the value in all choices, in each that must come alone, and in its own variable parts."""
    code = CODES.get(path.split("/")[1], "returns")
    plain = re.sub(r"{(\w+)(:\w+)?}", lambda part: PARTS.get(part[1], code if part[1] == "code" else "1"), path)
    together = [name for name in CHOICES if name not in alone]
    yield f"{plain}?{'&'.join(f'{name}={value}' for name in together)}"
    if path in OF_FIGURES:
        yield f"{plain}?{'&'.join(f'{name}={value}' for name in LEADING)}"
    for name in alone:
        yield f"{plain}?{name}={value}&{name}=1&{name}[]={value}"
    if plain != path and value:
        yield re.sub(r"{[^}]+}", value, path)


async def wrong_with(browser: Browser, address: str) -> str:
    """Return what is wrong with the answer to an address, "" for nothing."""
    answer = await browser.get(address)
    if answer.status_code >= 500:
        return str(answer.status_code)
    if "<script>alert" in answer.text:
        return "markup"
    if "evil.example" in answer.headers.get("location", "").partition("?")[0]:
        return "leads away"
    if "a" in answer.cookies or (
        not address.startswith(FOR_EVERYBODY) and answer.headers["cache-control"] != "no-store"
    ):
        return "is kept"
    return ""


@pytest.mark.parametrize("hostile", [SIGNS, NUMBERS, WORDS], ids=["signs", "numbers", "words"])
async def test_no_address_is_our_fault_or_runs(
    app: Any, house: House, client_as: ClientAs, hostile: dict[str, str]
) -> None:
    if hostile is WORDS and engine_name() == "postgres":
        pytest.skip("what no engine reads in its own way is asked of one")
    desk, found = await client_as("admin", "en"), {}
    for kind, value in hostile.items():
        for path, alone in paths(app, api=False):
            for address in addresses(path, alone, value):
                if wrong := await wrong_with(desk, address):
                    found[kind, address[:100]] = wrong
    assert found == {}


async def test_no_address_of_the_api_is_our_fault(app: Any, house: House, client_as: ClientAs) -> None:
    program, found = await client_as(None), {}
    program.headers["Authorization"] = f"Bearer {await create_key(house, 'test')}"
    for kind, value in {**SIGNS, **NUMBERS, **WORDS}.items():
        for path, alone in paths(app, api=True):
            # A wrong filter of a file ends the request too.
            for address in addresses(path, [*alone, *(FILTERS if "export" in path else ())], value):
                answer = await program.get(address)
                if answer.status_code >= 500 or answer.status_code == 401 or "set-cookie" in answer.headers:
                    found[kind, address[:100]] = answer.status_code
    assert found == {}
