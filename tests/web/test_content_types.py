"""What an answer says it is: one type, and one charset where there is text."""

from __future__ import annotations

import re
from typing import Any

from feedback_app.foundation.assets import assets, static_url
from tests.web.browsing import ClientAs

KNOWN_PARTS = {"code": "too_small", "name": "submissions.csv", "team": "product"}


def addresses(app: Any) -> list[str]:
    paths = {route.path for route in app.routes if "GET" in getattr(route, "methods", ())}
    filled = {re.sub(r"{(\w+)(:\w+)?}", lambda part: KNOWN_PARTS.get(part[1], "1"), path) for path in paths}
    return sorted({*filled, "/logistics?format=csv", "/money?format=csv", *map(static_url, assets())})


async def test_every_answer_names_its_type_once_and_the_charset_of_every_text(app: Any, client_as: ClientAs) -> None:
    browser, wrong, texts = await client_as("admin"), {}, 0
    for address in addresses(app):
        (kind,) = (await browser.get(address)).headers.get_list("content-type") or [""]
        texts += kind.startswith("text/")
        if kind.count("charset") > 1 or (re.match("text/|.*javascript", kind) and "charset=utf-8" not in kind):
            wrong[address] = kind
    assert wrong == {}
    assert texts > 50
