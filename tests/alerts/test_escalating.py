"""An alert that nobody sees is told once to those who are next, in on-call hours."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from feedback_app.alerts import escalating, lifecycle, muting, reading
from feedback_app.alerts.lifecycle import Doer
from feedback_app.alerts.muting import Wish
from feedback_app.alerts.tables import Alert, AlertEvent, Notification
from feedback_app.alerts.team_tables import Team
from feedback_app.foundation.dialect import fetch
from tests.alerts.test_digests import MAILBOX, opened

WORKDAYS = json.dumps({day: [["08:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")})


@pytest.fixture
async def teams(world):
    await Team(
        code="logistics", name_de="Logistik", name_en="Logistics", escalate_hours=4, escalate_to="product"
    ).save()
    await Team(code="product", name_de="Produkt", name_en="Product", owner_name="Petra Produkt", language="en").save()


async def told() -> list[Notification]:
    rows = Notification.objects().where(Notification.dedupe_key.like("%escalated%"))
    return await rows.order_by(Notification.id)


async def test_nobody_saw_it_so_the_next_team_hears_once(teams, house, clock):
    alert_id = await opened(house, "GLS")
    clock.pass_time(hours=4, seconds=-1)
    assert await escalating.run(house, MAILBOX) == 0
    clock.pass_time(seconds=1)
    assert [await escalating.run(house, MAILBOX), await escalating.run(house, MAILBOX)] == [1, 0]
    (message,) = await told()
    assert (message.recipient, message.subject.startswith("Not seen yet: ")) == ("product", True)
    assert "Petra Produkt" in message.body
    assert f"/alerts/{alert_id}" in message.body
    event = await AlertEvent.objects().where(AlertEvent.kind == escalating.ESCALATED).first()
    assert (event.alert, event.note, event.at) == (alert_id, "product", house.now())


async def test_hours_off_do_not_count(teams, house, clock):
    await Team.update({Team.hours: WORKDAYS}).where(Team.code == "logistics")
    clock.now = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
    await opened(house, "GLS")
    clock.now = datetime(2026, 11, 23, 9, 59, tzinfo=UTC)
    assert await escalating.run(house, MAILBOX) == 0
    clock.pass_time(minutes=1)
    assert await escalating.run(house, MAILBOX) == 1


async def test_what_the_team_is_woken_for_does_not_wait_for_monday(teams, house, clock):
    await Team.update({Team.hours: WORKDAYS, Team.wake_from: "critical"}).where(Team.code == "logistics")
    clock.now = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
    await opened(house, "GLS", severity="critical")
    await opened(house, "DPD", severity="high")
    clock.pass_time(hours=4)
    assert await escalating.run(house, MAILBOX) == 1


async def test_what_was_seen_closed_muted_or_explained_is_not_escalated(teams, house, clock):
    seen, parent = await opened(house, "GLS"), await opened(house, "DPD")
    await opened(house, "UPS", parent=parent)
    await opened(house, "Hermes", closed_at=house.now())
    await lifecycle.see(house, seen, 1, "Lena")
    clock.pass_time(hours=5)
    assert await escalating.run(house, MAILBOX) == 1


async def test_a_team_without_a_next_one_hears_itself_again(teams, house, clock):
    await Team.update({Team.escalate_to: ""}).where(Team.code == "logistics")
    await opened(house, "GLS")
    clock.pass_time(hours=4)
    await escalating.run(house, MAILBOX)
    assert [message.recipient for message in await told()] == ["lager@shop.example"]


async def test_zero_hours_mean_never(teams, house, clock):
    await Team.update({Team.escalate_hours: 0}).where(Team.code == "logistics")
    await opened(house, "GLS")
    clock.pass_time(days=40)
    assert await escalating.run(house, MAILBOX) == 0


async def test_a_digest_does_not_hold_an_escalation_back(teams, house, clock):
    await Team.update({Team.digest: "weekly"}).where(Team.code == "product")
    await opened(house, "GLS")
    clock.pass_time(hours=4)
    await escalating.run(house, MAILBOX)
    assert len(await told()) == 1


async def test_the_second_opening_is_escalated_from_its_own_time(teams, house, clock):
    alert_id = await opened(house, "GLS")
    clock.pass_time(hours=4)
    await escalating.run(house, MAILBOX)
    clock.pass_time(days=9)
    await Alert.update({Alert.escalated_at: None, Alert.seen_at: None}).where(Alert.id == alert_id)
    async with escalating.transaction():
        await lifecycle.note(alert_id, house.now(), "reopened")
    clock.pass_time(hours=3)
    assert await escalating.run(house, MAILBOX) == 0
    clock.pass_time(hours=1)
    assert await escalating.run(house, MAILBOX) == 1
    first, second = await told()
    assert second.created_at - first.created_at == timedelta(days=9, hours=4)


async def test_a_next_team_that_muted_it_is_not_disturbed_and_the_own_one_hears(teams, house, clock):
    alert_id = await opened(house, "GLS")
    next_one = replace(await reading.card(alert_id), team="product")
    await muting.mute(house, next_one, Wish("alert", "team", house.now() + timedelta(days=1), None), Doer(1, "Petra"))
    clock.pass_time(hours=4)
    assert await escalating.run(house, MAILBOX) == 1
    assert [message.recipient for message in await told()] == ["lager@shop.example"]


async def test_the_history_is_read_once_for_all_alerts(teams, house, clock, monkeypatch):
    for carrier in ("GLS", "DPD", "UPS"):
        await opened(house, carrier)
    clock.pass_time(hours=3)
    asked = []

    async def counted(sql, *values):
        asked.append(sql)
        return await fetch(sql, *values)

    monkeypatch.setattr(escalating, "fetch", counted)
    assert (await escalating.run(house, MAILBOX), len(asked)) == (0, 1)
