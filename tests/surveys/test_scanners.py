"""Mail scanners may look at every link as often as they like: nothing in the database changes."""

from __future__ import annotations

import hashlib
import itertools

import pytest
from httpx import AsyncClient

from feedback_app.foundation.house import House
from surveys.invitations import Found, find_invitation, invite
from tests.surveys.conftest import everything
from tests.surveys.filling import answer_form

REQUESTS = 10_000
SCANNERS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 SafeLinks",
    "Barracuda Sentinel (EE)",
    "Mimecast-URL-Protection/2.1",
    "Proofpoint URL Defense",
    "Mozilla/5.0 (compatible; MSIE 10.0; Windows NT 6.1) BarracudaCentral",
    "curl/8.5.0",
    "",
)
SCORES = tuple(f"?score={value}" for value in range(11))
VIEWS = ("", *SCORES, "?edit=1", "?step=page-1", "?lang=en", "?embed=1", "?kiosk=1", "?sent=1", "/delete", "/photo/1")


async def checksum() -> str:
    """One number over all rows of all tables."""
    return hashlib.sha256(repr(await everything()).encode()).hexdigest()


async def links(shop: House, web: AsyncClient) -> list[str]:
    """Links of all kinds: of every survey, open, answered, and forged."""
    surveys = ("returns", "csat", "ces", "nps") * 5
    tokens = [(await invite(shop, "A-1", survey)).token for survey in surveys]
    answered = tokens[:4]
    for token in answered:
        assert isinstance(await find_invitation(shop, token), Found)
        assert (await answer_form(web, f"/s/{token}", {})).status_code in {200, 303}
    return [f"/s/{token}" for token in (*tokens, tokens[0][:-1] + "x")]


@pytest.mark.slow
async def test_ten_thousand_looks_of_mail_scanners_leave_the_database_as_it_is(shop: House, web: AsyncClient):
    paths = [link + view for link in await links(shop, web) for view in VIEWS] + ["/erase", "/find", "/u/unknown"]
    before = await checksum()
    rounds = zip(itertools.cycle(paths), itertools.cycle(SCANNERS), itertools.cycle(("GET", "HEAD")), range(REQUESTS))
    refused = 0
    for path, scanner, method, _ in rounds:
        seen = await web.request(method, path, headers={"User-Agent": scanner})
        assert seen.status_code < 500, path
        refused += seen.status_code in {404, 410}
    assert refused < REQUESTS / 4
    assert await checksum() == before
