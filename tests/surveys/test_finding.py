"""Finding an order without an account: two details that fit, and nothing revealed when they do not."""

from __future__ import annotations

import asyncio
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from httpx import AsyncClient, Response

from feedback_app.foundation.house import House
from surveys.channels.finding import MOST_TRIES, find_order, order_named, postal
from surveys.channels.lasting import known_link, lasting_link
from surveys.orders import OrderLines, upsert_orders
from surveys.persons import person_of
from surveys.tables import Invitation
from tests.surveys.conftest import JACKET, Clock, everything

EMAIL = "anna@example.org"


@pytest.fixture
async def ordered(shop: House) -> House:
    person = person_of(shop.keys, EMAIL)
    await upsert_orders([OrderLines("AB 12-x", (JACKET,), postal_code="80331", person=person), OrderLines("bare")])
    return shop


@pytest.mark.parametrize("number", ["AB 12-x", "#ab12-X", " ab 12-x ", "ab12-x"])
@pytest.mark.parametrize("proof", ["80331", " 80 331", "D-80331", "DE 80331", EMAIL, " Anna@Example.org "])
async def test_blanks_case_and_signs_around_do_not_count(ordered: House, number: str, proof: str) -> None:
    found = await find_order(ordered, number, proof)
    assert found is not None
    assert found.external_id == "AB 12-x"


@pytest.mark.parametrize(
    ("number", "proof"),
    [
        ("AB 12-x", "80332"),
        ("AB 12-x", ""),
        ("AB 12", "80331"),
        ("", "80331"),
        ("bare", ""),
        ("bare", " "),
        ("x" * 999, "8"),
    ],
)
async def test_what_does_not_fit_finds_nothing(ordered: House, number: str, proof: str) -> None:
    assert await find_order(ordered, number, proof) is None


def test_foreign_postal_codes_stay_what_they_are() -> None:
    assert [postal(code) for code in ("A-1010", "CH-8001", "sw1a 1aa", "DE")] == ["1010", "8001", "SW1A1AA", "DE"]


async def test_members_need_no_proof(ordered: House) -> None:
    found = await order_named(" #ab12-x")
    assert found is not None
    assert found.external_id == "AB 12-x"
    assert await order_named("unknown") is None


async def ask(web: AsyncClient, number: str, proof: str, query: str = "") -> Response:
    return await web.post(f"/find{query}", data={"number": number, "proof": proof})


async def test_a_customer_is_led_to_the_form_and_gets_no_cookie(ordered: House, web: AsyncClient) -> None:
    answer = await ask(web, "ab12-x", "80331", "?lang=en")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/s/")
    assert "set-cookie" not in answer.headers
    assert "set-cookie" not in (await web.get("/find?lang=en")).headers
    invitation = await Invitation.select().first()
    assert (invitation["channel"], invitation["language"]) == ("web", "en")


async def test_the_same_customer_gets_the_same_link_again(ordered: House, web: AsyncClient) -> None:
    first, again = await ask(web, "ab12-x", "80331"), await ask(web, "AB 12-X", EMAIL)
    assert first.headers["location"] == again.headers["location"]
    assert await Invitation.count() == 1


async def test_many_at_once_get_one_link(ordered: House) -> None:
    links = await asyncio.gather(*(lasting_link(ordered, "find-web", "AB 12-x", "returns", "web") for _ in range(8)))
    assert len({link.token for link in links}) == 1
    assert await Invitation.count() == 1


async def test_an_expired_link_gives_way_to_a_new_one(ordered: House, clock: Clock) -> None:
    first = await lasting_link(ordered, "find-web", "AB 12-x", "returns", "web")
    clock.move(days=31)
    assert await known_link(ordered, "find-web", "AB 12-x", "returns") is None
    second = await lasting_link(ordered, "find-web", "AB 12-x", "returns", "web")
    assert second.token != first.token


async def test_at_the_desk_the_way_stays_that_of_the_desk(ordered: House, web: AsyncClient) -> None:
    page = (await web.get("/find?kiosk=1")).text
    assert 'class="kiosk"' in page
    assert page.count('autocomplete="off"') >= 3
    answer = await ask(web, "ab12-x", "80331", "?kiosk=1")
    assert parse_qs(urlsplit(answer.headers["location"]).query)["kiosk"] == ["1"]
    assert (await Invitation.select().first())["channel"] == "store"


async def test_whatever_is_wrong_the_answer_is_the_same(ordered: House, web: AsyncClient) -> None:
    wrong_proof, wrong_number, neither = [
        (await ask(web, number, proof)).text.replace(number, "").replace(proof, "")
        for number, proof in (("ab12-x", "99999"), ("no-such", "80331"), ("no-such", "99999"))
    ]
    assert wrong_proof == wrong_number == neither


@pytest.mark.parametrize("path", ["//evil.example/x", "/\\evil.example/x", "//find"])
async def test_no_link_of_a_page_leads_to_another_host(web: AsyncClient, path: str) -> None:
    page = await web.get(f"http://testserver.local{path}", headers={"accept": "text/html"})
    assert 'href="/' in page.text
    assert not re.findall(r'(?:href|action)="[/\\]{2}', page.text)


async def test_a_sign_that_no_database_takes_is_no_fault_of_ours(ordered: House, web: AsyncClient) -> None:
    assert (await ask(web, "ab12\0-x", "80\0331")).status_code == 422
    assert (await ask(web, "ab12\0-x", "80331")).status_code == 303
    assert (await ask(web, "ab12-x", "80331", "?survey=%00")).status_code == 404


async def test_a_search_that_fails_writes_nothing_and_keeps_what_was_typed(ordered: House, web: AsyncClient) -> None:
    before = await everything()
    answer = await ask(web, "ab12-x", "<b>99999")
    assert answer.status_code == 422
    assert 'value="ab12-x"' in answer.text
    assert "&lt;b&gt;99999" in answer.text
    assert await everything() == before


async def test_ten_tries_that_fail_make_the_eleventh_wait(ordered: House, web: AsyncClient, clock: Clock) -> None:
    for _ in range(MOST_TRIES):
        assert (await ask(web, "ab12-x", "99999")).status_code == 422
    refused = await ask(web, "ab12-x", "80331")
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 600
    clock.move(minutes=10)
    assert (await ask(web, "ab12-x", "80331")).status_code == 303


async def test_customers_who_are_found_use_up_no_tries(ordered: House, web: AsyncClient) -> None:
    answers = [(await ask(web, "ab12-x", "80331")).status_code for _ in range(MOST_TRIES + 2)]
    assert set(answers) == {303}


async def test_an_empty_search_is_asked_again_and_is_no_try(ordered: House, web: AsyncClient) -> None:
    for _ in range(MOST_TRIES + 1):
        assert (await ask(web, "", "")).status_code == 422
    assert (await ask(web, "ab12-x", "80331")).status_code == 303


async def test_addresses_are_kept_as_hashes_only(ordered: House, web: AsyncClient) -> None:
    await ask(web, "ab12-x", "99999")
    kept = web._transport.app.state.find_tries.failed
    assert kept
    assert all(len(key) == 16 and b"127.0.0.1" not in key for key in kept)


async def test_a_survey_that_nobody_published_is_not_found(ordered: House, web: AsyncClient) -> None:
    assert (await ask(web, "ab12-x", "80331", "?survey=none")).status_code == 404
