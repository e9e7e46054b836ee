"""The shop's programs say whom we may ask and whom we shall ask, as often as they like."""

import pytest

from feedback_app.alerts.tables import Notification
from feedback_app.asking.tables import Customer, Mailing
from tests.asking.asking_world import ANNA, ask, states

CUSTOMER = {
    "email": " Anna@Post.example ",
    "legal_basis": "consent",
    "noted_at": "2026-11-01T10:00:00+01:00",
    "source": "newsletter form",
}
MAILING = {"order_id": "O-1", "email": ANNA, "delay_hours": 0}


async def test_a_basis_is_stored_and_replaced(visitor):
    assert (await visitor.post("/api/v1/customers", json=CUSTOMER)).json() == {"may_be_asked": True, "why": ""}
    other = {**CUSTOMER, "legal_basis": "existing_customer"}
    assert (await visitor.post("/api/v1/customers", json=other)).json()["why"] == "no_objection_notice"
    assert (await visitor.post("/api/v1/customers", json={**other, "objection_notice": True})).json()["may_be_asked"]
    stored = await Customer.objects().first()
    assert (await Customer.count(), stored.email, stored.basis_source) == (1, ANNA, "newsletter form")
    assert stored.basis_noted_at.isoformat() == "2026-11-01T09:00:00+00:00"


async def test_an_objection_by_another_way_is_stored(visitor):
    answer = await visitor.post("/api/v1/customers", json={**CUSTOMER, "objected": True})
    assert answer.json() == {"may_be_asked": False, "why": "objected"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "anna"}, {"email": "a@b@c"}, {"email": "a b@post.example"}, {"email": "<a>@post.example"},
        {"email": "a@post.example\r\nBcc: b@c.d"}, {"email": "x" * 250 + "@post.example"}, {"legal_basis": "because"},
        {"noted_at": None}, {"source": ""}, {"noted_at": "2026-11-01T10:00:00"}, {"noted_at": "2027-01-01T00:00:00Z"},
        {"source": "x" * 201}, {"unknown": 1},
    ],
)  # fmt: skip
async def test_a_basis_that_proves_nothing_is_refused(visitor, wrong):
    assert (await visitor.post("/api/v1/customers", json={**CUSTOMER, **wrong})).status_code == 400
    assert await Customer.count() == 0


async def test_a_mailing_is_planned_once_and_sent(visitor, house, channels, postbox):
    await visitor.post("/api/v1/customers", json=CUSTOMER)
    first, second = [await visitor.post("/api/v1/mailings", json=MAILING) for _ in range(2)]
    assert (first.status_code, first.content) == (202, second.content)
    assert (first.json()["state"], first.json()["warning"]) == ("waiting", "")
    assert await ask(house, channels) == 1
    assert await states() == [("sent", "")]


async def test_mailings_are_listed_by_state_without_addresses(visitor, house, channels, postbox):
    await visitor.post("/api/v1/customers", json=CUSTOMER)
    for order in ("O-1", "O-2"):
        await visitor.post("/api/v1/mailings", json={**MAILING, "order_id": order})
    await ask(house, channels)
    listed = await visitor.get("/api/v1/mailings?state=skipped")
    (row,) = listed.json()
    assert (row["order_id"], row["state"], row["why"]) == ("O-2", "skipped", "asked_recently")
    assert len((await visitor.get("/api/v1/mailings")).json()) == 2
    assert ANNA not in listed.text


async def test_a_mailing_without_a_basis_says_so_at_once(visitor, house, channels, postbox):
    assert (await visitor.post("/api/v1/mailings", json=MAILING)).json()["warning"] == "no_legal_basis"
    await ask(house, channels)
    assert (await states(), postbox.mails) == ([("blocked", "no_legal_basis")], [])


async def test_a_mailing_waits_a_day_unless_told_otherwise(visitor, house):
    planned = (await visitor.post("/api/v1/mailings", json={"order_id": "O-1", "email": ANNA})).json()
    assert planned["planned_for"] == "2026-11-21T11:00:00Z"


@pytest.mark.parametrize(
    "wrong", [{"order_id": ""}, {"email": "x"}, {"language": "xx"}, {"delay_hours": -1}, {"occasion": "x" * 61}]
)
async def test_a_mailing_that_cannot_be_is_refused(visitor, wrong):
    assert (await visitor.post("/api/v1/mailings", json={**MAILING, **wrong})).status_code == 400
    assert (await Mailing.count(), await Notification.count()) == (0, 0)
