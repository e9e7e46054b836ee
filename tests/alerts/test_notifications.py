"""Messages go out once, with one id through every try, and are never lost."""

import asyncio
import dataclasses
import json
from contextlib import suppress
from datetime import date, timedelta

import pytest
from standardwebhooks import Webhook

from classifier.tables import Theme
from feedback_app.alerts import notifications, reading
from feedback_app.alerts.channels import Channels, SmtpServer
from feedback_app.alerts.tables import Alert, Notification
from feedback_app.foundation.database import transaction
from tests.alerts.alert_world import TODAY
from tests.alerts.receivers import http_server, smtp_server

SECRET = "whsec_" + "c2VjcmV0IG9mIHRoaXJ0eS10d28gYnl0ZXMhISEhISE="


def answering(status: str, extra: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n{extra}\r\n".encode()


async def open_alert(house, channels, event="opened", time=1) -> int:
    now = house.now()
    alert = await Alert.objects().first()
    if alert is None:
        alert = Alert(
            series="damaged_transport|carrier=GLS", theme="damaged_transport", slice='{"carrier":"GLS"}',
            team="logistics", state="new", since=date(2026, 11, 17), last_day=TODAY, observed=41, expected=12.2,
            lower=6, upper=19, exposure=418, usual_share=0.031, score=5.0, opened_at=now, updated_at=now,
        )  # fmt: skip
    async with transaction():
        await alert.save()
        card = await reading.card(alert.id)
        await notifications.announce(house, channels, card, event, time, False)
    return alert.id


def hooked(url: str, **changes) -> Channels:
    made = Channels(None, "feedback@shop.example", {}, url, SECRET, True)
    return dataclasses.replace(made, **changes)


@pytest.fixture
async def postbox():
    async with smtp_server() as box:
        yield box


@pytest.fixture
def mailing(postbox) -> Channels:
    team_mail = {"logistics": "logistik@shop.example"}
    return Channels(SmtpServer("127.0.0.1", postbox.port), "feedback@shop.example", team_mail, "", "", False)


async def only() -> Notification:
    found = await Notification.objects()
    assert len(found) == 1
    return found[0]


async def run(house, channels, jitter=0.0) -> int:
    return await notifications.run(house, channels, lambda: jitter)


async def test_an_alert_is_mailed_to_its_team_in_text_and_html(world, house, mailing, postbox):
    alert_id = await open_alert(house, mailing)
    assert [await run(house, mailing), await run(house, mailing)] == [1, 0]
    mail = postbox.mails[0]
    assert (mail["To"], mail["From"]) == ("logistik@shop.example", "feedback@shop.example")
    assert mail["Message-ID"] == f"<{(await only()).message_id}@shop.example>"
    plain, html = (part.get_payload(decode=True).decode() for part in mail.get_payload())
    link = f"https://shop.example/alerts/{alert_id}"
    assert "41 statt erwartet 12 (6–19), 9,8\u00a0% statt 3,1\u00a0% der Rückmeldungen." in plain
    assert link in plain
    assert f'href="{link}"' in html


async def test_the_same_alert_is_enqueued_once_and_a_reopening_once_more(world, house, mailing):
    for event, time in (("opened", 1), ("opened", 1), ("reopened", 1), ("reopened", 1), ("reopened", 2)):
        await open_alert(house, mailing, event, time)
    assert await Notification.count() == 3


async def test_a_mail_that_the_server_defers_is_tried_again_with_the_same_id(world, house, mailing, postbox, clock):
    await open_alert(house, mailing)
    postbox.answer = "451 later"
    assert await run(house, mailing) == 0
    waiting = await only()
    assert (waiting.last_error, waiting.attempts, waiting.failed_at) == ("SMTP 451", 1, None)
    assert waiting.due_at == house.now() + timedelta(seconds=5)
    postbox.answer = ""
    assert await run(house, mailing) == 0
    clock.pass_time(seconds=5)
    assert await run(house, mailing) == 1
    first, second = postbox.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert first.get_payload()[0].get_payload() == second.get_payload()[0].get_payload()


async def test_a_mail_that_the_server_refuses_is_given_up(world, house, mailing, postbox, clock):
    await open_alert(house, mailing)
    postbox.answer = "550 no such user"
    await run(house, mailing)
    given_up = await only()
    assert (given_up.failed_at, given_up.last_error) == (house.now(), "SMTP 550")
    clock.pass_time(days=9)
    assert await run(house, mailing) == 0
    assert len(postbox.mails) == 1


async def test_a_server_that_is_away_loses_nothing(world, house, mailing, postbox, clock):
    await open_alert(house, mailing)
    away = dataclasses.replace(mailing, smtp=SmtpServer("127.0.0.1", 9))
    await run(house, away)
    assert (await only()).failed_at is None
    clock.pass_time(seconds=5)
    assert await run(house, mailing) == 1


async def test_what_was_given_up_can_be_tried_again(world, house, mailing, postbox):
    await open_alert(house, mailing)
    postbox.answer = "550 no such user"
    await run(house, mailing)
    postbox.answer = ""
    assert await notifications.try_again(house, (await only()).id)
    assert await run(house, mailing) == 1
    assert not await notifications.try_again(house, (await only()).id)


async def test_without_a_server_the_mailbox_keeps_the_mail(world, house, mailbox_only):
    await open_alert(house, mailbox_only)
    assert await run(house, mailbox_only) == 1
    kept = await only()
    assert (kept.channel, kept.sent_at, kept.recipient) == ("mailbox", house.now(), "logistics")


async def test_a_webhook_is_signed_and_says_everything(world, house):
    async with http_server() as hook:
        channels = hooked(hook.url)
        alert_id = await open_alert(house, channels)
        assert await run(house, channels) == 2
    ((headers, body),) = hook.requests
    assert headers["webhook-signature"].startswith("v1,")
    assert headers["webhook-timestamp"] == str(int(house.now().timestamp()))
    named = {name: headers[name] for name in ("webhook-id", "webhook-timestamp", "webhook-signature")}
    with pytest.raises(Exception, match="signature"):
        Webhook(SECRET).verify(body + b" ", {**named, "webhook-timestamp": now_second()})
    said = json.loads(body)
    assert (said["type"], said["timestamp"]) == ("alert.opened", "2026-11-20T11:00:00Z")
    assert said["data"]["slice"] == {"carrier": "GLS"}
    assert said["data"]["url"] == f"https://shop.example/alerts/{alert_id}"
    assert said["data"]["sentence"].startswith("Transportschaden bei GLS steigt seit Dienstag, 17. November: 41 statt")
    assert {"id", "theme", "team", "since", "observed", "expected", "lower", "upper", "share", "usual_share"} <= set(
        said["data"]
    )


def now_second() -> str:
    import time

    return str(int(time.time()))


async def test_a_webhook_verifies_with_the_reference_library(world, house, clock):
    from datetime import UTC, datetime

    clock.now = datetime.now(UTC)
    async with http_server() as hook:
        channels = hooked(hook.url)
        await open_alert(house, channels)
        await run(house, channels)
    headers, body = hook.requests[0]
    assert Webhook(SECRET).verify(body, headers)["type"] == "alert.opened"


async def webhook_row() -> Notification:
    return await Notification.objects().where(Notification.channel == "webhook").first()


@pytest.mark.parametrize(
    ("answer", "error", "given_up"),
    [
        (answering("500 Oops"), "HTTP 500", False),
        (answering("404 Not Found"), "HTTP 404", False),
        (answering("302 Found", "Location: http://127.0.0.1:1/\r\n"), "HTTP 302", False),
        (answering("410 Gone"), "HTTP 410", True),
        (b"nonsense\r\n\r\n", "RemoteProtocolError", False),
        (b"HTTP/1.1 500 Big\r\n\r\n" + b"x" * 3_000_000, "HTTP 500", False),
    ],
)
async def test_what_a_receiver_answers_decides_what_happens(world, house, answer, error, given_up):
    async with http_server() as hook:
        hook.answer = answer
        channels = hooked(hook.url)
        await open_alert(house, channels)
        await run(house, channels)
    row = await webhook_row()
    assert (row.last_error, row.failed_at is not None, row.sent_at) == (error, given_up, None)
    assert len(hook.requests) == 1


async def test_a_receiver_may_ask_for_patience(world, house, clock):
    async with http_server() as hook:
        hook.answer = answering("429 Slow", "Retry-After: 1000\r\n")
        channels = hooked(hook.url)
        await open_alert(house, channels)
        await run(house, channels)
        assert (await webhook_row()).due_at == house.now() + timedelta(seconds=1000)
        clock.pass_time(seconds=1000)
        hook.answer = answering("503 Busy", "Retry-After: Fri, 20 Nov 2026 13:00:00 GMT\r\n")
        await run(house, channels)
    assert (await webhook_row()).due_at.isoformat() == "2026-11-20T13:00:00+00:00"


async def test_a_crash_between_sending_and_noting_repeats_the_message_with_its_id(world, house, clock, monkeypatch):
    async with http_server() as hook:
        channels = hooked(hook.url)
        await open_alert(house, channels)
        with monkeypatch.context() as crash:
            crash.setattr(notifications, "_note", None)
            for _ in range(2):
                with suppress(TypeError):
                    await run(house, channels)
        assert len(hook.requests) == 1
        assert await run(house, channels) == 0
        clock.pass_time(minutes=2)
        await run(house, channels)
    first, second = hook.requests
    assert first[0]["webhook-id"] == second[0]["webhook-id"]
    assert first[1] == second[1]
    assert (await webhook_row()).sent_at == house.now()


async def test_two_workers_never_hold_the_same_message(world, house, mailbox_only):
    for time in range(1, 6):
        await open_alert(house, mailbox_only, "reopened", time)
    held = [await notifications._claim(house) for _ in range(6)]
    assert len({one.id for one in held[:5]}) == 5
    assert held[5] is None


async def test_a_receiver_that_is_away_for_three_days_gets_everything(world, house, clock):
    async with http_server() as hook:
        channels = hooked(hook.url)
        await open_alert(house, channels)
        hook.answer = answering("500 Away")
        gone, tries = house.now() + timedelta(days=3), 0
        while house.now() < gone:
            await run(house, channels, jitter=1.0)
            row = await webhook_row()
            assert row.failed_at is None
            clock.now, tries = row.due_at, tries + 1
        hook.answer = answering("204 Fine")
        assert await run(house, channels) == 1
    assert tries == 9
    assert len({headers["webhook-id"] for headers, _ in hook.requests}) == 1


async def test_ten_failed_tries_are_enough(world, house, clock):
    async with http_server() as hook:
        channels = hooked(hook.url)
        await open_alert(house, channels)
        hook.answer = answering("500 Away")
        for _ in range(12):
            await run(house, channels)
            clock.pass_time(days=1)
    assert len(hook.requests) == 10
    assert (await webhook_row()).failed_at is not None


def test_the_waits_are_those_of_standard_webhooks():
    assert sum(notifications.WAITS) == 75 * 3600 + 35 * 60 + 5
    assert notifications.wait_after(1, None, 0.0) == 5
    assert notifications.wait_after(9, None, 1.0) == pytest.approx(24 * 3600 * 1.1)
    assert notifications.wait_after(10, None, 0.0) is None
    assert notifications.wait_after(2, 10**9, 0.0) == 24 * 3600


async def test_a_private_address_is_not_reached_unless_allowed(world, house):
    async with http_server() as hook:
        channels = hooked(hook.url, private_targets=False)
        await open_alert(house, channels)
        await run(house, channels)
    assert hook.requests == []
    row = await webhook_row()
    assert row.failed_at is not None
    assert "private" in row.last_error


async def test_a_receiver_that_answers_drop_by_drop_does_not_hold_the_others_up(world, house, monkeypatch):
    monkeypatch.setattr(notifications, "LONGEST_TRY", 0.3)
    async with http_server() as hook:
        hook.answer, hook.lingers = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", 5.0
        channels = hooked(hook.url)
        await open_alert(house, channels)
        assert await asyncio.wait_for(run(house, channels), 3) == 1
    assert ((await webhook_row()).last_error, (await webhook_row()).failed_at) == ("TimeoutError", None)


async def test_an_address_that_is_none_is_given_up_and_stops_nothing(world, house):
    channels = hooked("http://[")
    await open_alert(house, channels)
    assert await run(house, channels) == 1
    assert (await webhook_row()).failed_at is not None


async def test_a_line_break_in_a_name_does_not_stop_the_mail(world, house, mailing, postbox):
    await Theme.update({Theme.name_de: "Transport-\nschaden"}).where(Theme.code == "damaged_transport")
    await open_alert(house, mailing)
    assert await run(house, mailing) == 1
    assert (await only()).subject == "Transport- schaden bei GLS steigt seit Dienstag, 17. November"


async def test_a_channel_that_breaks_uses_the_tries_up_and_stops_no_other_letter(world, house, mailbox_only, clock):
    await open_alert(house, hooked("https://hooks.example/x"))
    await Notification.update({Notification.channel: "pigeon"}, force=True).where(Notification.channel == "webhook")
    clock.pass_time(seconds=1)
    await open_alert(house, mailbox_only, "reopened")
    assert await run(house, mailbox_only) == 2
    broken = await Notification.objects().where(Notification.channel == "pigeon").first()
    assert (broken.last_error, broken.attempts, broken.sent_at) == ("KeyError", 1, None)
    assert broken.due_at == house.now() + timedelta(seconds=5)
