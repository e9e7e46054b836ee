"""A member enters for a customer, and the submission keeps by which way it came."""

from __future__ import annotations

import pytest
from httpx import AsyncClient, Response

from feedback_app.auth.sessions import start_session
from feedback_app.auth.tables import Member
from feedback_app.foundation.house import House
from surveys.answers import Answers
from surveys.channels.entering import CHANNELS, open_form, survey_titles
from surveys.invitations import Found, find_invitation
from surveys.submissions import submit
from surveys.tables import Invitation, Submission


async def sign_in(web: AsyncClient, house: House, role: str) -> AsyncClient:
    member = Member(email=f"{role}@shop.test", name=role, password_hash="!", role=role, language="de")
    await member.save()
    cookie = await start_session(house, member.id)
    web.cookies.set(cookie.key, cookie.value or "")
    await web.get("/login")
    return web


async def post(desk: AsyncClient, **fields: str) -> Response:
    usual = {"_csrf_token": desk.cookies["csrf"], "order": "A-1", "channel": "phone", "survey": "returns"}
    return await desk.post("/enter", data={**usual, **fields})


@pytest.mark.parametrize("channel", CHANNELS)
async def test_the_submission_keeps_the_way_it_came(shop: House, channel: str) -> None:
    link = await open_form(shop, " #a-1 ", channel, "csat")
    assert link is not None
    found = await find_invitation(shop, link.token)
    assert isinstance(found, Found)
    await submit(shop, found, Answers(rating=4), "de")
    assert (await Submission.select().first())["channel"] == channel


async def test_an_order_asked_for_twice_by_one_way_opens_one_form(shop: House) -> None:
    first, again = [await open_form(shop, "A-1", "phone", "returns") for _ in range(2)]
    chat = await open_form(shop, "A-1", "chat", "returns")
    assert {first, again, chat} & {None} == set()
    assert first == again != chat


async def test_returns_stand_first_among_the_surveys(shop: House) -> None:
    titles = await survey_titles()
    assert next(iter(titles)) == "returns"
    assert {"csat", "ces", "nps"} < titles.keys()


@pytest.mark.parametrize("role", ["admin", "product", "logistics"])
async def test_who_acts_may_enter(web: AsyncClient, house: House, role: str) -> None:
    desk = await sign_in(web, house, role)
    assert (await desk.get("/enter")).status_code == 200
    answer = await post(desk, channel="whatsapp")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/s/")
    assert (await Invitation.select().first())["channel"] == "whatsapp"


async def test_who_only_looks_may_not(web: AsyncClient, house: House) -> None:
    desk = await sign_in(web, house, "viewer")
    assert (await desk.get("/enter")).status_code == 403
    assert (await post(desk)).status_code == 403


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"order": "none"}, "order"), ({"channel": "fax"}, "channel"), ({"survey": "none"}, "survey")],
)
async def test_a_wrong_field_is_named_and_the_rest_is_kept(
    web: AsyncClient, house: House, fields: dict[str, str], field: str
) -> None:
    desk = await sign_in(web, house, "logistics")
    answer = await post(desk, **fields)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert await Invitation.count() == 0


async def test_an_unknown_slip_is_named_where_it_was_typed(web: AsyncClient, house: House) -> None:
    desk = await sign_in(web, house, "logistics")
    answer = await desk.get("/enter/slip?order=none")
    page = await desk.get(answer.headers["location"])
    assert page.status_code == 422
    assert 'href="#slip-order"' in page.text
