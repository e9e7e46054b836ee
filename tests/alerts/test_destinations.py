"""A team's places: locked in the database, sent to in their own shape, disabled when they are gone."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from standardwebhooks import Webhook

from feedback_app.alerts import destinations, notifications, outbox, secrets
from feedback_app.alerts.channels import Channels, SmtpServer
from feedback_app.alerts.destinations import Kind, Wanted
from feedback_app.alerts.tables import Mute, Notification
from feedback_app.alerts.team_tables import Team
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.keys import Keys
from tests.alerts.receivers import http_server, smtp_server
from tests.alerts.test_notifications import SECRET, answering, open_alert

NOWHERE = Channels(None, "feedback@shop.example", {"logistics": "alle@shop.example"}, "", "", False)


@pytest.fixture
async def logistics(world):
    await Team(code="logistics", name_de="Logistik", name_en="Logistics").save()


async def place(house, kind: Kind, address: str, secret: str = "", private: bool = True, least: str = "low") -> int:
    return await destinations.add(house, Wanted("logistics", kind, f"Our {kind}", address, secret, private, least))


async def run(house, channels=NOWHERE) -> int:
    return await notifications.run(house, channels, lambda: 0.0)


async def only() -> Notification:
    found = await Notification.objects()
    assert len(found) == 1
    return found[0]


async def test_a_webhook_of_a_team_is_signed_with_its_own_secret(logistics, house, clock):
    from datetime import UTC, datetime

    clock.now = datetime.now(UTC)
    async with http_server() as hook:
        await place(house, Kind.WEBHOOK, hook.url, SECRET)
        await open_alert(house, NOWHERE)
        assert await run(house) == 1
    ((headers, body),) = hook.requests
    assert Webhook(SECRET).verify(body, headers)["type"] == "alert.opened"


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        (Kind.SLACK, lambda said: said["text"]),
        (Kind.TEAMS, lambda said: said["attachments"][0]["content"]["body"][0]["inlines"][0]["text"]),
        (Kind.MATTERMOST, lambda said: said["text"]),
    ],
)
async def test_a_chat_of_a_team_hears_the_sentence(logistics, house, kind, says):
    async with http_server() as hook:
        await place(house, kind, hook.url)
        alert_id = await open_alert(house, NOWHERE)
        assert await run(house) == 1
    said = json.loads(hook.requests[0][1])
    assert "Transportschaden" in says(said)
    assert f"https://shop.example/alerts/{alert_id}" in hook.requests[0][1].decode()
    assert hook.requests[0][0]["webhook-id"] == (await only()).message_id


async def test_a_mail_goes_to_the_teams_own_address(logistics, house):
    async with smtp_server() as box:
        channels = replace(NOWHERE, smtp=SmtpServer("127.0.0.1", box.port))
        await place(house, Kind.MAIL, "lager@shop.example")
        await open_alert(house, channels)
        assert await run(house, channels) == 1
    assert [mail["To"] for mail in box.mails] == ["lager@shop.example"]
    assert (await only()).recipient == "Our mail"


async def test_without_a_place_the_environment_holds(logistics, house):
    await place(house, Kind.FEED, destinations.new_feed_token())
    await open_alert(house, NOWHERE)
    assert (await only()).recipient == "alle@shop.example"


async def test_a_place_for_severe_alerts_hears_nothing_of_others(logistics, house):
    await place(house, Kind.SLACK, "https://hooks.example/x", least="critical")
    await open_alert(house, NOWHERE)
    assert await Notification.count() == 0


async def test_addresses_and_secrets_stand_nowhere_in_the_database(logistics, house):
    url = "https://hooks.example/services/T000/B000/thesecretpartofit"
    await place(house, Kind.WEBHOOK, url, SECRET)
    await open_alert(house, NOWHERE)
    await run(house)
    stored = json.dumps(
        [await fetch("SELECT * FROM destination"), await fetch("SELECT * FROM notification")], default=str
    )
    assert "thesecretpart" not in stored
    assert SECRET not in stored
    (shown,) = await destinations.shown(house)
    assert (shown.address, shown.secret) == ("hooks.example …ofit", f"…{SECRET[-4:]}")


async def test_a_place_that_is_gone_is_disabled_and_can_be_sent_everything_again(logistics, house, clock):
    async with http_server() as hook:
        hook.answer = answering("410 Gone")
        there = await place(house, Kind.WEBHOOK, hook.url, SECRET)
        await open_alert(house, NOWHERE)
        await run(house)
        (shown,) = await destinations.shown(house)
        assert (shown.active, shown.disabled_reason, shown.failed) == (False, "HTTP 410", 1)
        clock.pass_time(days=4)
        assert (await run(house), len(hook.requests)) == (0, 1)
        hook.answer = answering("204 Fine")
        await destinations.enable(there)
        assert await outbox.try_all_again(house, there) == 1
        assert await run(house) == 1
    first, second = (headers["webhook-id"] for headers, _ in hook.requests)
    assert first == second
    assert (await destinations.shown(house))[0].failed == 0


async def test_what_waits_for_a_disabled_or_deleted_place_is_given_up_and_kept(logistics, house):
    async with http_server() as hook:
        first = await place(house, Kind.SLACK, hook.url)
        second = await place(house, Kind.TEAMS, hook.url)
        await open_alert(house, NOWHERE)
        await destinations.delete(first)
        async with destinations.transaction():
            await destinations.disable(second, "too loud")
        await run(house)
    assert hook.requests == []
    rows = await Notification.select(Notification.last_error, Notification.failed_at).order_by(Notification.id)
    assert [row["last_error"] for row in rows] == ["the destination was deleted", "the destination is disabled"]
    assert all(row["failed_at"] for row in rows)


async def test_a_disabled_place_leaves_the_team_to_the_environment(logistics, house):
    there = await place(house, Kind.SLACK, "https://hooks.example/x")
    async with destinations.transaction():
        await destinations.disable(there, "HTTP 410")
    await open_alert(house, NOWHERE)
    assert (await only()).recipient == "alle@shop.example"


async def test_a_private_address_is_reached_only_where_an_administrator_allowed_it(logistics, house):
    async with http_server() as hook:
        await place(house, Kind.SLACK, hook.url, private=False)
        await open_alert(house, replace(NOWHERE, private_targets=True))
        await run(house, replace(NOWHERE, private_targets=True))
    assert hook.requests == []
    assert "private" in (await only()).last_error


async def test_a_changed_secret_of_the_house_opens_what_the_old_one_locked(logistics, house):
    url = "https://hooks.example/services/abcdefgh"
    await place(house, Kind.SLACK, url)
    renewed = replace(house, keys=Keys("n" * 40, old_secret="s" * 40))
    assert (await destinations.place_of(renewed, 1)).address == url
    await destinations.lock_anew(renewed)
    assert (await destinations.place_of(replace(house, keys=Keys("n" * 40)), 1)).address == url


async def test_without_the_old_secret_the_message_waits_instead_of_being_lost(logistics, house, clock):
    async with http_server() as hook:
        await place(house, Kind.SLACK, hook.url)
        await open_alert(house, NOWHERE)
        await run(replace(house, keys=Keys("n" * 40)))
        assert "FEEDBACK_SECRET" in (await only()).last_error
        clock.pass_time(seconds=5)
        assert await run(house) == 1


async def test_a_message_to_people_waits_for_their_hours_and_a_program_does_not(logistics, house, clock):
    workdays = {day: [["08:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
    await Team.update({Team.hours: json.dumps(workdays)}).where(Team.code == "logistics")
    clock.pass_time(hours=8)
    async with http_server() as hook:
        await place(house, Kind.SLACK, hook.url)
        await place(house, Kind.WEBHOOK, hook.url, SECRET)
        await open_alert(house, NOWHERE)
        assert await run(house) == 1
        clock.pass_time(days=2, hours=12)
        assert house.now().astimezone(house.zone).isoformat().startswith("2026-11-23T08:00")
        clock.pass_time(seconds=-1)
        assert await run(house) == 0
        clock.pass_time(seconds=1)
        assert await run(house) == 1


async def test_what_is_severe_enough_wakes_people(logistics, house, clock):
    await Team.update({Team.hours: '{"mon": [["08:00", "18:00"]]}', Team.wake_from: "medium"}).where(
        Team.code == "logistics"
    )
    await place(house, Kind.SLACK, "https://hooks.example/x")
    await open_alert(house, NOWHERE)
    assert (await only()).due_at == house.now()


async def test_a_team_that_asked_for_silence_hears_nothing(logistics, house):
    end = house.now() + timedelta(days=1)
    await Mute(theme="damaged_transport", team="logistics", until=end, created_at=house.now()).save()
    await place(house, Kind.SLACK, "https://hooks.example/x")
    await open_alert(house, replace(NOWHERE, webhook_url="https://all.example/hook"))
    assert (await only()).recipient == "https://all.example/hook"


def test_a_short_secret_shows_none_of_its_characters():
    assert [secrets.ending(text) for text in ("", "abc", "abcdefghijk", "abcdefghijkl")] == ["…", "…", "…", "…ijkl"]
    assert secrets.opened(Keys("a" * 40), secrets.locked(Keys("b" * 40), "x")) is None
    assert secrets.opened(Keys("a" * 40), "") == secrets.locked(Keys("a" * 40), "") == ""
    assert secrets.shown_address("apprise", "tgram://123456:ABCDEFGH/9999") == "tgram …9999"
    assert secrets.shown_address("mail", "lager@shop.example") == "lager@shop.example"
