"""What the worker does about cases by itself: it tells who is late, once, and hands over to the helpdesk."""

import dataclasses
import json
from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook

from feedback_app.alerts import destinations, notifications
from feedback_app.alerts.destinations import Kind, Wanted
from feedback_app.alerts.tables import Notification
from feedback_app.alerts.team_tables import Team
from feedback_app.cases import escalating, following, handing, opening, stage, work
from feedback_app.cases.errors import CaseError
from feedback_app.cases.tables import Case
from tests.alerts.receivers import http_server
from tests.cases.cases_world import MIA, PHONE, happened, only_case, tells_of_danger, wants_call

# Every room of the stage that writes.
WRITERS = (escalating, following, handing, opening, stage, work)
SECRET = "whsec_" + "c2VjcmV0IG9mIHRoZSBoZWxwZGVzayBob29r"


@pytest.fixture
async def late(house, channels, clock):
    """A wish to be called that nobody answered until Monday."""
    await wants_call(house)
    await stage.run(house, channels)
    clock.now = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


async def test_a_late_first_response_is_told_once(house, channels, late, clock):
    assert await stage.run(house, channels) == 1
    clock.pass_time(minutes=5)
    assert await stage.run(house, channels) == 0
    message = await Notification.objects().first()
    assert (message.channel, message.recipient) == ("mailbox", "service")
    assert message.subject == "Überfällig: Möchte angerufen werden, Anliegen 1"
    assert "20.11.2026, 16:00" in message.body
    assert "/cases/1" in message.body
    assert await happened() == ["opened", "escalated"]


async def test_it_goes_to_the_team_that_hears_of_what_nobody_saw(house, channels, late):
    await Team.update({Team.escalate_to: "product"}).where(Team.code == "service")
    await Team.update({Team.language: "en"}).where(Team.code == "product")
    await stage.run(house, dataclasses.replace(channels, team_mail={"product": "p@shop.example"}))
    message = await Notification.objects().first()
    assert (message.channel, message.recipient) == ("mail", "p@shop.example")
    assert message.subject == "Late: Wants to be called, case 1"


async def test_a_team_with_places_of_its_own_hears_there_and_so_do_programs(house, channels, late):
    await destinations.add(house, Wanted("service", Kind.WEBHOOK, "Zentrale", "https://desk.example/hook"))
    await stage.run(house, channels)
    messages = await Notification.objects()
    assert [(one.channel, one.recipient) for one in messages] == [("webhook", "Zentrale")]
    assert json.loads(messages[0].body)["data"] == {
        "id": "case-1", "kind": "callback", "priority": "high", "state": "new", "order_id": "O-1",
        "due": "2026-11-20T15:00:00Z", "url": "https://shop.example/cases/1",
    }  # fmt: skip


async def test_a_late_solution_is_told_even_when_the_customer_was_answered_in_time(house, channels, clock):
    await wants_call(house)
    await stage.run(house, channels)
    await work.answer(house, (await only_case()).id, MIA)
    clock.pass_time(days=3)
    assert await stage.run(house, channels) == 0
    clock.pass_time(days=1, seconds=1)
    assert await stage.run(house, channels) == 1
    assert "Lösung" in (await Notification.objects().first()).body


async def test_no_word_of_the_customer_stands_in_the_message(house, channels, clock):
    await tells_of_danger(house.now())
    await stage.run(house, channels)
    clock.pass_time(days=3)
    await stage.run(house, channels)
    message = await Notification.objects().first()
    assert message is not None
    assert "Netzteil" not in message.body + message.html + message.subject


async def test_a_round_without_work_writes_nothing(house, channels, monkeypatch):
    await wants_call(house)
    await stage.run(house, channels)
    for module in WRITERS:
        monkeypatch.setattr(module, "transaction", None)
    assert await stage.run(house, channels) == 0


async def test_the_helpdesk_hears_of_a_case_once_signed_and_without_the_number(house, channels):
    await tells_of_danger(house.now(), order="O-3")
    await stage.run(house, channels)
    case = await only_case()
    async with http_server() as hook:
        told = dataclasses.replace(channels, webhook_url=hook.url, webhook_secret=SECRET)
        await work.ask_helpdesk(house, case.id, MIA)
        assert await stage.run(house, told) == 1
        assert await stage.run(house, told) == 0
        # The receiver refuses what is not of this minute, so the signature tells the real time.
        awake = dataclasses.replace(house, wire_clock=lambda: datetime.now(UTC))
        await notifications.run(awake, told, lambda: 0.0)
    assert len(hook.requests) == 1
    headers, body = hook.requests[0]
    said = Webhook(SECRET).verify(body, headers)
    assert said["type"] == "case.handed_over"
    assert said["data"]["id"] == f"case-{case.id}"
    assert said["data"]["subject"] == "Hinweis auf Gefahr, Lampe Juist, Bestellung O-3"
    assert said["data"]["text"] == "Das Netzteil hat gequalmt"
    assert (said["data"]["order_id"], said["data"]["priority"], said["data"]["score"]) == ("O-3", "urgent", None)
    assert said["data"]["url"] == f"https://shop.example/cases/{case.id}"


async def test_a_telephone_number_never_leaves_with_a_case(house, channels):
    await wants_call(house, rating=2)
    await stage.run(house, channels)
    await work.ask_helpdesk(house, (await only_case()).id, MIA)
    await stage.run(house, dataclasses.replace(channels, webhook_url="https://desk.example/hook"))
    body = (await Notification.objects().first()).body
    assert PHONE not in body
    assert json.loads(body)["data"]["score"] == {"value": 2, "of": 5}


async def test_a_helpdesk_of_the_service_team_hears_instead_of_the_environments_webhook(house, channels):
    helpdesk = await destinations.add(house, Wanted("service", Kind.WEBHOOK, "Helpdesk", "https://desk.example/hook"))
    await wants_call(house)
    await stage.run(house, channels)
    await work.ask_helpdesk(house, (await only_case()).id, MIA)
    await stage.run(house, dataclasses.replace(channels, webhook_url="https://other.example/hook"))
    assert [(one.recipient, one.destination_id) for one in await Notification.objects()] == [("Helpdesk", helpdesk)]


async def test_without_a_webhook_the_wish_comes_back_and_may_be_repeated(house, channels):
    await wants_call(house)
    await stage.run(house, channels)
    case = await only_case()
    for _ in range(2):
        await work.ask_helpdesk(house, case.id, MIA)
        await stage.run(house, channels)
    assert (await happened()).count("not_handed_over") == 2
    assert (await only_case()).handover_asked_at is None


async def test_who_was_handed_over_is_not_handed_over_again(house, channels):
    await wants_call(house)
    await stage.run(house, channels)
    case = await only_case()
    await work.ask_helpdesk(house, case.id, MIA)
    await stage.run(house, dataclasses.replace(channels, webhook_url="https://desk.example/hook"))
    with pytest.raises(CaseError):
        await work.ask_helpdesk(house, case.id, MIA)


async def test_the_number_of_the_ticket_is_kept(house, channels):
    await wants_call(house)
    await stage.run(house, channels)
    await work.keep_reference(house, (await only_case()).id, "ZD-4711", MIA)
    assert [row["helpdesk_reference"] for row in await Case.select(Case.helpdesk_reference)] == ["ZD-4711"]
