"""The JSON API: keys, rows, repeats, problems."""

import asyncio
import threading

import pytest

from feedback_app.auth.api_keys import create_key, revoke_key
from feedback_app.auth.tables import ApiKey, IdempotentAnswer
from feedback_app.setup import install
from surveys import imports
from surveys.redact import Redacted
from surveys.tables import Comment, Invitation, Submission

ROW = {"external_id": "A-1", "submitted_at": "2026-11-01T10:00:00+01:00", "reason": "too_small", "rating": 2}
ORDER = {"order_id": "O-1", "carrier": "GLS", "items": [{"sku": "H-1", "product": "Hose Malmö"}]}


@pytest.fixture
async def shop(app, client_as):
    """A shop's own program with a valid key."""
    house = app.state.house
    await install(house, app.state.settings)
    program = await client_as(None)
    program.headers["Authorization"] = f"Bearer {await create_key(house, 'ERP')}"
    return program


async def test_submissions_are_stored_once(shop):
    body = {"submissions": [ROW, {**ROW, "external_id": "A-2", "comment": "zu eng"}]}
    first = await shop.post("/api/v1/submissions", json=body)
    assert first.json() == {"stored": 2, "known": 0, "problems": []}
    assert (await shop.post("/api/v1/submissions", json=body)).json()["known"] == 2
    assert await Comment.count() == 2


async def test_a_bad_row_is_named_and_stops_no_other(shop):
    body = {"submissions": [ROW, {**ROW, "external_id": "A-2", "rating": 9}]}
    outcome = (await shop.post("/api/v1/submissions", json=body)).json()
    assert outcome["stored"] == 1
    assert (outcome["problems"][0]["row"], outcome["problems"][0]["column"]) == (2, "rating")


async def test_an_order_is_stored_and_its_customer_invited(shop):
    assert (await shop.post("/api/v1/orders", json=ORDER)).status_code == 200
    answer = await shop.post("/api/v1/invitations", json={"order_id": "O-1"})
    assert answer.status_code == 201
    path = answer.json()["url"].removeprefix("http://127.0.0.1:8000")
    assert "Hose Malmö" in (await shop.get(path)).text


async def test_a_repeated_request_gets_the_same_bytes_and_does_nothing_again(shop):
    await shop.post("/api/v1/orders", json=ORDER)
    headers = {"Idempotency-Key": "k-1"}
    first = await shop.post("/api/v1/invitations", json={"order_id": "O-1"}, headers=headers)
    second = await shop.post("/api/v1/invitations", json={"order_id": "O-1"}, headers=headers)
    assert (second.status_code, second.content) == (first.status_code, first.content)
    assert second.headers["idempotent-replayed"] == "true"
    assert await Invitation.count() == 1


async def test_the_kept_answer_holds_no_link_that_opens(shop):
    await shop.post("/api/v1/orders", json=ORDER)
    answer = await shop.post("/api/v1/invitations", json={"order_id": "O-1"}, headers={"Idempotency-Key": "k-1"})
    token = answer.json()["url"].rpartition("/")[2]
    kept = (await IdempotentAnswer.select().first())["body"]
    assert not any(part in kept for part in token.split(".")[1:])
    assert (await shop.get(f"/s/{token}")).status_code == 200


async def test_a_key_that_was_forgotten_may_be_used_for_a_new_link(shop):
    await shop.post("/api/v1/orders", json=ORDER)
    headers = {"Idempotency-Key": "k-1"}
    first = await shop.post("/api/v1/invitations", json={"order_id": "O-1"}, headers=headers)
    await IdempotentAnswer.delete(force=True)
    second = await shop.post("/api/v1/invitations", json={"order_id": "O-1"}, headers=headers)
    assert (second.status_code, second.json()["url"] != first.json()["url"]) == (201, True)


async def test_others_are_served_while_texts_are_redacted(shop, monkeypatch):
    at_work, go_on = threading.Event(), threading.Event()

    def slow(text: str, language: str | None = None) -> Redacted:
        at_work.set()
        assert go_on.wait(30)
        return Redacted(text, ())

    monkeypatch.setattr(imports, "redact", slow)
    body = {"submissions": [{**ROW, "comment": "zu eng"}]}
    sending = asyncio.create_task(shop.post("/api/v1/submissions", json=body, headers={"Idempotency-Key": "k"}))
    assert await asyncio.to_thread(at_work.wait, 30)
    assert (await shop.post("/api/v1/orders", json=ORDER)).status_code == 200
    go_on.set()
    assert (await sending).json()["stored"] == 1


async def test_a_key_for_another_request_is_refused(shop):
    headers = {"Idempotency-Key": "k-1"}
    await shop.post("/api/v1/submissions", json={"submissions": [ROW]}, headers=headers)
    answer = await shop.post(
        "/api/v1/shipments", json={"shipments": [{"date": "2026-11-01", "quantity": 1}]}, headers=headers
    )
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert await IdempotentAnswer.count() == 1


@pytest.mark.parametrize("header", ["", "Bearer wrong", "Bearer fbk_0000", "Basic abc"])
async def test_without_a_valid_key_nothing_is_said(client_as, app, header):
    program = await client_as(None)
    answer = await program.get("/api/v1/alerts", headers={"Authorization": header} if header else {})
    assert answer.status_code == 401
    assert answer.json()["status"] == 401


async def test_a_revoked_key_is_dead_at_once(shop, app):
    prefix = (await ApiKey.select(ApiKey.prefix).first())["prefix"]
    assert await revoke_key(app.state.house, prefix) == 1
    assert (await shop.get("/api/v1/alerts")).status_code == 401


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b'{"submissions": []}', b'{"submissions": [{"submitted_at": "2026-11-01", "nonsense": 1}]}']
)
async def test_a_body_that_does_not_fit_is_a_problem_with_a_reason(shop, body):
    answer = await shop.post("/api/v1/submissions", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]


@pytest.mark.parametrize("wrong", [{"order_id": ""}, {"items": [{"sku": "T", "quantity": -1}]}])
async def test_an_order_that_cannot_be_is_a_problem(shop, wrong):
    answer = await shop.post("/api/v1/orders", json={**ORDER, **wrong})
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")


@pytest.mark.parametrize(("wrong", "status"), [({"order_id": "O\0-1"}, 201), ({"language": "klingon"}, 400)])
async def test_an_invitation_is_read_like_the_order_it_is_for(shop, wrong, status):
    await shop.post("/api/v1/orders", json=ORDER)
    answer = await shop.post("/api/v1/invitations", json={"order_id": "O-1", **wrong})
    assert answer.status_code == status


async def test_an_invitation_for_an_unknown_order_is_a_404_problem(shop):
    answer = await shop.post("/api/v1/invitations", json={"order_id": "never"})
    assert (answer.status_code, answer.json()["status"]) == (404, 404)


async def test_members_cookies_do_not_open_the_api(client_as):
    assert (await (await client_as("admin")).get("/api/v1/alerts")).status_code == 401


async def test_every_refusal_is_described_as_a_problem(shop):
    description = (await shop.get("/api/openapi.json")).json()
    posted = description["paths"]["/api/v1/invitations"]["post"]["responses"]
    assert {"201", "400", "401", "404", "422", "503"} == set(posted)
    for path in description["paths"].values():
        for verb in path.values():
            refused = [answer for status, answer in verb["responses"].items() if status >= "400"]
            assert refused
            assert all(set(answer["content"]) == {"application/problem+json"} for answer in refused)
    assert set(description["components"]["schemas"]["Problem"]["required"]) == {"type", "title", "status", "detail"}


async def test_the_description_is_openapi_3_1_and_knows_every_route(shop):
    description = (await shop.get("/api/openapi.json")).json()
    assert description["openapi"].startswith("3.1")
    assert set(description["paths"]) == {
        f"/api/v1/{name}"
        for name in ("submissions", "shipments", "orders", "invitations", "alerts", "customers", "mailings", "themes")
    } | {"/api/v1/themes/changes", "/api/v1/inspections", "/api/v1/fit-hint", "/api/v1/export/{name}"}
    assert await Submission.count() == 0
