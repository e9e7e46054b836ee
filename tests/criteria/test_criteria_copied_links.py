"""Every link that the product gives out, whoever copies it from wherever, opens the form it was made for."""

from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import urlsplit

import pytest

from feedback_app.alerts import notifications
from feedback_app.alerts.channels import Channels, SmtpServer
from feedback_app.alerts.tables import Notification
from feedback_app.asking import asking
from feedback_app.asking.tables import Mailing
from feedback_app.auth.api_keys import create_key
from feedback_app.setup import install
from surveys.orders import ItemLine, OrderLines, upsert_orders
from tests.alerts.receivers import smtp_server
from tests.asking.asking_world import parts
from tests.surveys.qr_reader import matrix_of, read_qr
from tests.web.browsing import Browser, ClientAs

ORDER = "2026/7-ä"
MAILED = "anna@post.example"
BASIS = {
    "email": MAILED,
    "legal_basis": "consent",
    "noted_at": "2026-11-01T10:00:00Z",
    "source": "newsletter form",
}
NO_SERVER = Channels(None, "f@shop.example", {}, "", "", True)


@pytest.fixture
async def program(app: Any, client_as: ClientAs) -> Browser:
    """The shop's own program with an API key, and an order whose number is hard to copy."""
    house = app.state.house
    await install(house, app.state.settings)
    await upsert_orders([OrderLines(ORDER, (ItemLine("H-1", "Hose Malmö", "Hosen"),), postal_code="80331")])
    made = await client_as(None)
    made.headers["Authorization"] = f"Bearer {await create_key(house, 'ERP')}"
    return made


async def by_api(program: Browser) -> list[str]:
    answer = await program.post("/api/v1/invitations", json={"order_id": ORDER})
    assert answer.status_code == 201
    return [answer.json()["url"]]


async def by_mail(program: Browser, app: Any) -> list[str]:
    """All addresses of the form in a mail that arrived, in its text and in its HTML."""
    assert (await program.post("/api/v1/customers", json=BASIS)).json()["may_be_asked"]
    wish = {"order_id": ORDER, "email": MAILED, "delay_hours": 0}
    assert (await program.post("/api/v1/mailings", json=wish)).status_code == 202
    async with smtp_server() as box:
        channels = Channels(SmtpServer("127.0.0.1", box.port), "f@shop.example", {}, "", "", True)
        await asking.run(app.state.house, channels)
        assert await notifications.run(app.state.house, channels) == 1
    return links_in("\n".join(parts(box.mails[0])))


async def from_mailbox(program: Browser, app: Any, member: Browser) -> list[str]:
    """What a member copies from the mailbox where no mail server is set."""
    await program.post("/api/v1/customers", json=BASIS | {"email": "ben@post.example"})
    wish = {"order_id": ORDER, "email": "ben@post.example", "survey": "ces", "delay_hours": 0}
    assert (await program.post("/api/v1/mailings", json=wish)).status_code == 202
    await asking.run(app.state.house, NO_SERVER)
    await notifications.run(app.state.house, NO_SERVER)
    newest = (await Notification.select(Notification.id).order_by(Notification.id, ascending=False).first())["id"]
    return links_in((await member.get(f"/mailbox/{newest}")).text)


async def from_slip(member: Browser) -> list[str]:
    printed = await member.get((await member.submit("/slip", {"order": ORDER})).headers["location"])
    return [read_qr(matrix_of(re.search(r"<svg.*?</svg>", printed.text, re.DOTALL)[0]))]


async def by_entering(member: Browser) -> list[str]:
    answer = await member.submit("/enter", {"order": ORDER, "channel": "phone", "survey": "returns"})
    return [answer.headers["location"]]


async def by_finding(stranger: Browser) -> list[str]:
    answer = await stranger.post("/find", data={"number": ORDER, "proof": "80331"})
    return [answer.headers["location"]]


def links_in(text: str) -> list[str]:
    return re.findall(r"https?://[^\s\"<>]+/s/[^\s\"<>]+", html.unescape(text))


async def test_criterion_06_every_link_that_is_given_out_opens_its_form(
    app: Any, client_as: ClientAs, program: Browser
) -> None:
    member, customer = await client_as("admin"), await client_as(None)
    mailed, kept = await by_mail(program, app), await from_mailbox(program, app, member)
    assert (len(mailed) >= 6, len(kept) >= 1) == (True, True)
    found = [*await by_api(program), *await from_slip(member), *await by_entering(member), *await by_finding(customer)]
    for link in (*mailed, *kept, *found):
        parted = urlsplit(link)
        opened = await customer.get(f"{parted.path}?{parted.query}")
        assert opened.status_code == 200, link
        assert (ORDER in html.unescape(opened.text), 'name="nonce"' in opened.text) == (True, True), link
        score = re.search(r"score=(\d+)", parted.query)
        if score:
            assert re.search(rf'name="q-\w+" value="{score[1]}"[^>]* checked', opened.text), link


async def test_criterion_09_a_link_by_api_is_returned_and_nothing_is_mailed(
    app: Any, client_as: ClientAs, program: Browser
) -> None:
    (link,) = await by_api(program)
    await asking.run(app.state.house, NO_SERVER)
    assert (await Mailing.count(), await Notification.count()) == (0, 0)
    assert (await (await client_as(None)).get(urlsplit(link).path)).status_code == 200
