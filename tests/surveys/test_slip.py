"""The printable return slip: its numbers, its QR code, and entering one that came back."""

from __future__ import annotations

import random
import string

import pytest
from httpx import AsyncClient

from feedback_app.auth.sessions import start_session
from feedback_app.auth.tables import Member
from feedback_app.foundation.house import House
from surveys.answers import Answers, ItemAnswer
from surveys.catalogue import catalogue
from surveys.channels.slip import NUMBERS, SlipLine, enter_slip, make_link, numbered_reasons, qr_svg, slip_of
from surveys.errors import UnknownOrderError
from surveys.invitations import Found, find_invitation
from surveys.orders import OrderLines, upsert_orders
from surveys.shop import ShopLook, save_look
from surveys.submissions import submit
from surveys.tables import Comment, Invitation, Submission
from tests.surveys.conftest import JACKET, everything
from tests.surveys.qr_reader import matrix_of, read_qr


@pytest.fixture
async def desk(web: AsyncClient, house: House) -> AsyncClient:
    """A browser of somebody in logistics, with the token that its forms carry."""
    member = Member(email="l@shop.test", name="L", password_hash="!", role="logistics", language="de")
    await member.save()
    cookie = await start_session(house, member.id)
    web.cookies.set(cookie.key, cookie.value or "")
    await web.get("/login")
    return web


async def post(desk: AsyncClient, path: str, **fields: str):
    return await desk.post(path, data={"_csrf_token": desk.cookies["csrf"], **fields})


def test_the_numbers_are_those_of_the_catalogue() -> None:
    theirs = {number: entry.code for entry in reversed(catalogue()) for number in entry.codes.get("zalando", ())}
    assert {number: code for number, code in NUMBERS if number != "0"} == {
        number: code for number, code in theirs.items() if number != "0"
    }
    assert dict(NUMBERS)["0"] == "other"


async def test_the_reasons_stand_in_the_language_of_the_slip(shop: House) -> None:
    assert [line.name for line in await numbered_reasons("de")][:3] == ["Gefällt nicht", "Zu groß", "Zu klein"]
    assert [line.name for line in await numbered_reasons("en")][1:3] == ["Too big", "Too small"]


@pytest.mark.parametrize("length", [48, 60, 71, 80, 90, 105, 125])
def test_every_qr_code_can_be_read_back(length: int) -> None:
    signs = string.ascii_letters + string.digits + ".-_"
    url = "https://" + "".join(random.Random(length).choices(signs, k=length - 8))
    assert read_qr(matrix_of(qr_svg(url))) == url


def test_a_module_that_is_wrong_is_noticed_by_the_reader() -> None:
    matrix = matrix_of(qr_svg("https://shop.example/s/1.abcdefghijklmnopqrstuv.abcdefghijklmnopqrstuv"))
    matrix[-1][-12] = not matrix[-1][-12]
    with pytest.raises((AssertionError, UnicodeDecodeError)):
        assert read_qr(matrix) == "https://shop.example/s/1.abcdefghijklmnopqrstuv.abcdefghijklmnopqrstuv"


async def test_the_code_on_the_slip_opens_the_form_of_this_order(shop: House) -> None:
    made = await make_link(shop, "A-1", "de")
    slip = await slip_of(shop, "A-1", "de")
    read = read_qr(matrix_of(slip.qr))
    assert read == made.url == slip.url
    found = await find_invitation(shop, read.rpartition("/")[2])
    assert isinstance(found, Found)
    assert (found.order.external_id, found.channel) == ("A-1", "qr")


async def test_a_slip_printed_twice_carries_the_same_link(shop: House) -> None:
    assert (await make_link(shop, "A-1", "de")).token == (await make_link(shop, "A-1", "en")).token
    assert await Invitation.count() == 1


async def test_looking_at_a_slip_writes_nothing(shop: House, desk: AsyncClient) -> None:
    before = await everything()
    page = await desk.get("/orders/A-1/slip")
    assert page.status_code == 200
    assert "<svg" not in page.text
    assert await everything() == before


async def test_the_page_shows_items_numbers_and_code_without_style_attributes(shop: House, desk: AsyncClient) -> None:
    answer = await post(desk, "/slip?order=A-1&language=en")
    assert answer.status_code == 303
    page = (await desk.get(answer.headers["location"])).text
    assert "Regenjacke" in page
    assert "<b>10</b> Defective" in page
    assert "<svg" in page
    assert "style=" not in page
    assert "Return slip" in page


async def test_a_german_slip_addresses_customers_as_the_shop_does(shop: House, desk: AsyncClient) -> None:
    assert "den Sie zurückschicken" in (await desk.get("/orders/A-1/slip?language=de")).text
    await save_look(ShopLook("Laden", form_of_address="du"))
    assert "den du zurückschickst" in (await desk.get("/orders/A-1/slip?language=de")).text


async def test_numbers_with_a_slash_have_an_address_too(shop: House, desk: AsyncClient) -> None:
    await upsert_orders([OrderLines("2026/7 a", (JACKET,))])
    made = await post(desk, "/slip", order="2026/7 a")
    assert made.headers["location"] == "/slip?order=2026%2F7+a&language=de"
    assert (await desk.get(made.headers["location"])).status_code == 200


async def test_an_unknown_order_has_no_slip(shop: House, desk: AsyncClient) -> None:
    assert (await desk.get("/orders/none/slip")).status_code == 404
    assert "unknown=print" in (await post(desk, "/slip", order="none")).headers["location"]
    with pytest.raises(UnknownOrderError):
        await slip_of(shop, "none", "de")


async def keys(shop: House) -> list[str]:
    return [item.key for item in (await slip_of(shop, "A-1", "de")).items]


async def test_a_returned_slip_becomes_a_submission(shop: House) -> None:
    jacket, trousers = await keys(shop)
    lines = {jacket: SlipLine("10", "Reißverschluss klemmt"), trousers: SlipLine("")}
    assert await enter_slip(shop, "A-1", lines, "de") == "stored"
    submission = await Submission.select().first()
    assert (submission["channel"], submission["order_id"]) == ("slip", "A-1")
    comment = await Comment.select().first()
    assert (comment["reason"], comment["reason_group"]) == ("defective", "broken_or_damaged")
    assert (comment["text"], comment["sku"]) == ("Reißverschluss klemmt", "J-1")
    assert await Comment.count() == 1


async def test_a_slip_entered_again_corrects_the_first_time(shop: House) -> None:
    jacket, _ = await keys(shop)
    await enter_slip(shop, "A-1", {jacket: SlipLine("3")}, "de")
    assert await enter_slip(shop, "A-1", {jacket: SlipLine("2")}, "de") == "changed"
    assert await Submission.count() == 1
    current = await Comment.select().where(Comment.superseded_at.is_null())
    assert [row["reason"] for row in current] == ["too_big"]


async def test_an_empty_box_is_not_stated_and_other_is_other(shop: House) -> None:
    jacket, trousers = await keys(shop)
    await enter_slip(shop, "A-1", {jacket: SlipLine("none"), trousers: SlipLine("0")}, "de")
    rows = await Comment.select().order_by(Comment.id)
    assert [(row["reason"], row["reason_group"]) for row in rows] == [("", ""), ("other", "other")]


async def test_who_answered_online_has_said_it_already(shop: House) -> None:
    jacket, _ = await keys(shop)
    link = await make_link(shop, "A-1", "de")
    found = await find_invitation(shop, link.token)
    assert isinstance(found, Found)
    await submit(shop, found, Answers(items=(ItemAnswer(jacket, "too_small", group="size_or_fit"),)), "de")
    before = await everything()
    assert await enter_slip(shop, "A-1", {jacket: SlipLine("10")}, "de") == "answered_online"
    assert await everything() == before


@pytest.mark.parametrize(("number", "outcome"), [("", "nothing"), ("7", "unknown_number"), ("<b>", "unknown_number")])
async def test_what_no_slip_says_is_not_stored(shop: House, number: str, outcome: str) -> None:
    jacket, _ = await keys(shop)
    assert await enter_slip(shop, "A-1", {jacket: SlipLine(number)}, "de") == outcome
    assert (await Submission.count(), await Invitation.count()) == (0, 0)


async def test_the_page_for_entering_leads_from_number_to_number(shop: House, desk: AsyncClient) -> None:
    jacket, _ = await keys(shop)
    page = await desk.get("/enter/slip?order=%20%23a-1")
    assert f'name="number-{jacket}"' in page.text
    wrong = await post(desk, "/enter/slip", order="A-1")
    assert wrong.status_code == 422
    done = await post(desk, "/enter/slip", order="A-1", **{f"number-{jacket}": "5"})
    assert done.headers["location"] == "/enter?done=stored&order=A-1"
    assert "A-1" in (await desk.get(done.headers["location"])).text
