"""From the shop's request to the mail, its links, and the objection: on the whole product."""

import itertools

import pytest

from feedback_app.alerts import notifications
from feedback_app.alerts.channels import Channels, SmtpServer
from feedback_app.asking import asking
from feedback_app.auth.api_keys import create_key
from feedback_app.setup import install
from tests.alerts.receivers import smtp_server
from tests.asking.asking_world import parts
from tests.asking.test_objection import ONE_CLICK, SCANNERS, everything

ORDER = {"order_id": "O-1", "items": [{"sku": "H-1", "product": "Hose Malmö"}]}
CUSTOMER = {
    "email": "anna@post.example",
    "legal_basis": "consent",
    "noted_at": "2026-11-01T10:00:00Z",
    "source": "newsletter form",
}
MAILING = {"order_id": "O-1", "email": "anna@post.example", "delay_hours": 0}


@pytest.fixture
async def shop(app, client_as):
    house = app.state.house
    await install(house, app.state.settings)
    program = await client_as(None)
    program.headers["Authorization"] = f"Bearer {await create_key(house, 'ERP')}"
    await program.post("/api/v1/orders", json=ORDER)
    return program


@pytest.fixture
async def links(app, shop) -> tuple[str, str]:
    """The paths of the form and of the objection in a mail that arrived."""
    assert (await shop.post("/api/v1/customers", json=CUSTOMER)).json()["may_be_asked"]
    assert (await shop.post("/api/v1/mailings", json=MAILING)).status_code == 202
    async with smtp_server() as box:
        channels = Channels(SmtpServer("127.0.0.1", box.port), "f@shop.example", {}, "", "", True)
        await asking.run(app.state.house, channels)
        assert await notifications.run(app.state.house, channels) == 1
    plain, _ = parts(box.mails[0])
    found = [line.removeprefix(app.state.house.base_url) for line in plain.splitlines() if "://" in line]
    return found[0], found[-1]


async def test_the_link_of_a_mail_opens_and_preselects(client_as, links):
    form, _ = links
    page = await (await client_as(None)).get(f"{form}?score=4")
    assert page.status_code == 200
    assert page.text.count("checked") >= 1


async def test_scanners_on_all_links_of_a_mail_change_nothing(client_as, links):
    form, objection = links
    scanner = await client_as(None)
    paths = [objection, form, *(f"{form}?score={score}" for score in range(1, 6))]
    before = await everything()
    for path, agent, method in itertools.product(paths, SCANNERS, ("GET", "HEAD")):
        assert (await scanner.request(method, path, headers={"User-Agent": agent})).status_code == 200
    assert await everything() == before


async def test_mail_programs_object_without_cookie_or_token(client_as, links):
    _, objection = links
    program = await client_as(None)
    answer = await program.post(f"{objection}?lang=en", data=ONE_CLICK, headers={"Origin": "https://mail.example"})
    assert (answer.status_code, "set-cookie" in answer.headers) == (200, False)
    assert "We will not ask you by e-mail again" in answer.text


async def test_the_objection_page_is_kept_by_nobody_and_names_nobody(client_as, links):
    _, objection = links
    page = await (await client_as(None)).get(objection)
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"
    assert "set-cookie" not in page.headers
    assert "anna" not in page.text


@pytest.mark.parametrize("path", ["/api/v1/customers", "/api/v1/mailings"])
async def test_without_a_key_nobody_is_asked(client_as, app, path):
    stranger = await client_as(None)
    assert (await stranger.post(path, json={})).status_code == 401


async def test_a_survey_or_order_that_is_not_known_is_said(shop):
    for wrong in ({"order_id": "O-9"}, {"survey": "nonsense"}):
        assert (await shop.post("/api/v1/mailings", json={**MAILING, **wrong})).status_code == 404


async def test_a_link_by_api_is_still_returned_without_a_mail(shop, app):
    assert (await shop.post("/api/v1/invitations", json={"order_id": "O-1"})).status_code == 201
    assert await asking.run(app.state.house, Channels(None, "", {}, "", "", True)) == 0
