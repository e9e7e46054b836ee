"""A team that wants one message instead of many gets one: whole, once, and at its hour."""

from datetime import UTC, date, datetime, timedelta

import pytest

from feedback_app.alerts import destinations, digests, notifications, reading
from feedback_app.alerts.channels import Channels
from feedback_app.alerts.destinations import Kind, Wanted
from feedback_app.alerts.lifecycle import note
from feedback_app.alerts.tables import Alert, Notification
from feedback_app.alerts.team_tables import Team
from feedback_app.alerts.team_wishes import save_wishes
from feedback_app.foundation.database import transaction
from tests.alerts.alert_world import TODAY

MAILBOX = Channels(None, "feedback@shop.example", {"logistics": "lager@shop.example"}, "", "", False)


@pytest.fixture
async def daily(world):
    await Team(code="logistics", name_de="Logistik", name_en="Logistics", digest="daily", digest_hour=7).save()


async def opened(house, carrier: str, channels: Channels = MAILBOX, **changed) -> int:
    now = house.now()
    row = {
        "series": f"damaged_transport|carrier={carrier}", "theme": "damaged_transport", "slice": "{}", "state": "new",
        "team": "logistics", "since": date(2026, 11, 17), "last_day": TODAY, "observed": 41, "expected": 12.2,
        "lower": 6, "upper": 19, "exposure": 418, "usual_share": 0.031, "score": 5.0, "opened_at": now,
        "updated_at": now, **changed,
    }  # fmt: skip
    alert = Alert(**row)
    async with transaction():
        await alert.save()
        await note(alert.id, now, "opened")
        await notifications.announce(house, channels, await reading.card(alert.id), "opened", 1, False)
    return alert.id


async def subjects() -> list[str]:
    rows = await Notification.select(Notification.subject).order_by(Notification.id)
    return [row["subject"] for row in rows]


async def test_alerts_wait_for_the_digest_of_the_next_morning(daily, house, clock):
    first, second = await opened(house, "GLS"), await opened(house, "DPD")
    assert (await subjects(), await digests.run(house, MAILBOX)) == ([], 0)
    clock.now = datetime(2026, 11, 21, 5, 59, tzinfo=UTC)
    assert await digests.run(house, MAILBOX) == 0
    clock.pass_time(minutes=1)
    assert [await digests.run(house, MAILBOX), await digests.run(house, MAILBOX)] == [1, 0]
    (mail,) = await Notification.objects()
    for alert_id in (first, second):
        assert f"https://shop.example/alerts/{alert_id}" in mail.body
        assert f'href="https://shop.example/alerts/{alert_id}"' in mail.html
    assert "http" not in mail.html.replace("https://shop.example/", "")


async def test_what_opens_after_the_hour_waits_for_the_next_digest(daily, house, clock):
    await opened(house, "GLS")
    clock.now = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
    late = await opened(house, "DPD")
    await digests.run(house, MAILBOX)
    clock.pass_time(days=1)
    await digests.run(house, MAILBOX)
    first, second = await Notification.objects().order_by(Notification.id)
    assert f"/alerts/{late}" not in first.body
    assert f"/alerts/{late}" in second.body


async def test_a_quiet_day_sends_nothing_and_writes_nothing(daily, house, clock):
    clock.pass_time(days=3)
    assert await digests.run(house, MAILBOX) == 0
    assert (await Team.objects().first()).digested_at is None


async def test_what_is_critical_is_told_at_once_and_not_again(daily, house, clock):
    await opened(house, "GLS", severity="critical")
    assert len(await subjects()) == 1
    clock.pass_time(days=1)
    assert await digests.run(house, MAILBOX) == 0


async def test_programs_hear_each_alert_at_once_and_no_digest(daily, house, clock):
    await destinations.add(house, Wanted("logistics", Kind.WEBHOOK, "ERP", "https://erp.example/hook", "", False))
    await destinations.add(house, Wanted("logistics", Kind.SLACK, "#lager", "https://hooks.example/x", "", False))
    await opened(house, "GLS")
    clock.pass_time(days=1)
    await digests.run(house, MAILBOX)
    assert [row.channel for row in await Notification.objects().order_by(Notification.id)] == ["webhook", "slack"]


async def test_children_closed_and_muted_alerts_stand_in_no_digest(daily, house, clock):
    parent = await opened(house, "GLS")
    await opened(house, "DPD", parent=parent)
    await opened(house, "Hermes", closed_at=house.now())
    clock.pass_time(days=1)
    await digests.run(house, MAILBOX)
    assert (await Notification.objects().first()).body.count("/alerts/") == 1


async def test_a_weekly_digest_comes_on_its_day(daily, house, clock):
    await Team.update({Team.digest: "weekly", Team.digest_weekday: 2}).where(Team.code == "logistics")
    await opened(house, "GLS")
    days = []
    for _ in range(14):
        clock.pass_time(days=1)
        if await digests.run(house, MAILBOX):
            days.append(house.today())
    assert days == [date(2026, 11, 25)]


@pytest.mark.parametrize(
    ("now", "slot"),
    [
        ("2026-03-29T12:00", "2026-03-29T05:00"),
        ("2026-03-28T12:00", "2026-03-28T06:00"),
        ("2026-10-25T05:30", "2026-10-24T05:00"),
        ("2026-10-25T06:00", "2026-10-25T06:00"),
    ],
)
def test_the_hour_is_the_shops_own_through_both_changes_of_the_clock(house, now, slot):
    found = digests.slot_before(datetime.fromisoformat(now).replace(tzinfo=UTC), house.zone, "daily", 0, 7)
    assert found == datetime.fromisoformat(slot).replace(tzinfo=UTC)


async def test_digests_of_thirty_days_name_each_alert_once(daily, house, clock):
    ids = []
    for number in range(30):
        ids.append(await opened(house, f"C{number}"))
        clock.pass_time(hours=23 + number % 3)
        await digests.run(house, MAILBOX)
    clock.pass_time(days=1)
    await digests.run(house, MAILBOX)
    bodies = "\n".join(row.body for row in await Notification.objects())
    assert [bodies.count(f"/alerts/{alert_id}\n") for alert_id in ids] == [1] * 30
    assert house.now() - datetime(2026, 11, 20, tzinfo=UTC) > timedelta(days=30)


async def test_a_team_that_goes_back_to_single_messages_gets_at_once_what_waited(daily, house, clock):
    await save_wishes(house, "logistics", {"digest": "daily"})
    await Team.update({Team.digested_at: house.now()}).where(Team.code == "logistics")
    clock.pass_time(hours=1)
    waiting = await opened(house, "GLS")
    clock.pass_time(hours=1)
    await save_wishes(house, "logistics", {"digest": "none"})
    assert [await digests.run(house, MAILBOX), await digests.run(house, MAILBOX)] == [1, 0]
    (mail,) = await Notification.objects()
    assert f"/alerts/{waiting}" in mail.body
    assert (await Team.objects().get(Team.code == "logistics")).digested_at is None


async def test_who_changes_its_mind_at_once_loses_nothing(daily, house, clock):
    await Team.update({Team.digested_at: house.now()}).where(Team.code == "logistics")
    clock.pass_time(hours=1)
    waiting = await opened(house, "GLS")
    clock.pass_time(hours=1)
    for wish in ("none", "daily"):
        await save_wishes(house, "logistics", {"digest": wish})
    clock.pass_time(days=1)
    await digests.run(house, MAILBOX)
    assert f"/alerts/{waiting}" in (await Notification.objects().first()).body
