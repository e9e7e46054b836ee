"""One alert per issue: opened once, kept up to date, closed when it is over, reopened on relapse."""

import asyncio
from datetime import timedelta

import pytest

from feedback_app.alerts import alerting, counts, detection, lifecycle, notifications, settling
from feedback_app.alerts.evidence import from_json
from feedback_app.alerts.tables import Alert, AlertEvent, DetectedDay, Notification
from feedback_app.foundation.database import transaction
from surveys.tables import Comment
from tests.alerts.alert_world import TODAY, Batch, watch

# Weeks are played day by day here; the journey stays among the quick tests.
pytestmark = pytest.mark.slow

GLS = ("carrier", "GLS")


async def open_series() -> list[str]:
    rows = await Alert.select(Alert.open_key).where(Alert.open_key.is_not_null()).order_by(Alert.id)
    return [row["open_key"] for row in rows]


async def kinds() -> list[str]:
    return [row["kind"] for row in await AlertEvent.select(AlertEvent.kind).order_by(AlertEvent.id)]


async def test_a_rise_at_one_carrier_opens_one_alert_that_names_it(world, house, mailbox_only):
    await world.history(answers=160, rise=3, rise_days=8, where=GLS)
    assert await watch(house, mailbox_only) == 1
    alert = await Alert.objects().first()
    assert (alert.series, alert.open_key, alert.team) == ("damaged_transport|carrier=GLS",) * 2 + ("logistics",)
    assert alert.slice == '{"carrier":"GLS"}'
    assert (alert.state, alert.last_day) == ("new", TODAY)
    assert alert.lower <= alert.expected <= alert.upper < alert.observed < alert.exposure
    assert await kinds() == ["opened"]


async def test_an_alert_shows_who_holds_the_excess_and_typical_comments(world, house, mailbox_only):
    await world.history(answers=160, rise=3, rise_days=8, where=GLS)
    new = (Comment.carrier == "GLS") & (Comment.day > TODAY - timedelta(days=8)) & Comment.text.like("%Karton%")
    await Comment.update({Comment.text: "Alles voller Glasbruch"}).where(new)
    await watch(house, mailbox_only)
    alert = await Alert.objects().first()
    shown = from_json(alert.evidence)
    carriers = shown.dimensions[0]
    assert (carriers.dimension, carriers.parts[0].name) == ("carrier", "GLS")
    assert shown.own_share is not None
    assert shown.own_share > 0.6
    assert shown.cause is None
    texts = await Comment.select(Comment.carrier, Comment.day).where(Comment.id.is_in(list(shown.comments)))
    assert all(row["carrier"] == "GLS" and row["day"] >= alert.since for row in texts)
    assert "glasbruch" in shown.words


async def test_nothing_new_happens_in_a_second_run(world, house, mailbox_only):
    await world.history(answers=160, rise=3, rise_days=8, where=GLS)
    await watch(house, mailbox_only)
    assert await watch(house, mailbox_only) == 0
    await DetectedDay.update({DetectedDay.alerted_at: None}, force=True)
    assert await alerting.run(house, mailbox_only) == 0
    assert await Notification.count() == 1


async def test_a_usual_history_opens_nothing(world, house, mailbox_only):
    await world.history(answers=160)
    assert await watch(house, mailbox_only) == 0


async def test_more_answers_alone_open_nothing(world, house, mailbox_only):
    await world.history(days=112, last=TODAY - timedelta(days=8), answers=80)
    await world.history(days=8, answers=240, seed=2)
    assert await watch(house, mailbox_only) == 0


async def test_a_rise_everywhere_names_no_slice(world, house, mailbox_only):
    await world.history(answers=160, rise=3, rise_days=8)
    await watch(house, mailbox_only)
    assert await open_series() == ["damaged_transport"]


async def test_a_theme_of_the_customer_opens_nothing(world, house, mailbox_only):
    await world.history(answers=160, theme="changed_mind", rise=4, rise_days=8)
    assert await watch(house, mailbox_only) == 0


async def test_a_rise_that_is_over_opens_nothing_on_a_long_history(world, house, mailbox_only):
    await world.history(days=90, last=TODAY - timedelta(days=30), answers=160, rise=4, rise_days=10, where=GLS)
    await world.history(days=30, answers=160, seed=3)
    assert await watch(house, mailbox_only) == 0


async def test_a_step_for_weeks_is_one_alert_and_one_mail(world, house, mailbox_only, clock):
    clock.pass_time(days=-17)
    await world.history(answers=160, rise=3, rise_days=24, where=GLS)
    for _ in range(4):
        await watch(house, mailbox_only)
        clock.pass_time(days=6)
    assert await Alert.count() == 1
    assert await Notification.count() == 1
    assert "reopened" not in await kinds()


async def test_a_growing_alert_carries_todays_figures(world, house, mailbox_only, clock):
    clock.pass_time(days=-4)
    await world.history(answers=160, rise=3, rise_days=10, where=GLS)
    await watch(house, mailbox_only)
    before = (await Alert.select(Alert.observed).first())["observed"]
    clock.pass_time(days=4)
    assert await watch(house, mailbox_only) == 1
    after = await Alert.select(Alert.observed, Alert.last_day).first()
    assert after["observed"] > before
    assert after["last_day"] == TODAY


async def test_an_alert_follows_the_slice_that_explains_it_best(world, house, mailbox_only):
    await world.history(answers=160, rise=3, rise_days=8, where=GLS)
    await watch(house, mailbox_only)
    whole = {Alert.series: "damaged_transport", Alert.open_key: "damaged_transport", Alert.slice: "{}"}
    await Alert.update(whole, force=True)
    await DetectedDay.update({DetectedDay.alerted_at: None}, force=True)
    assert await alerting.run(house, mailbox_only) == 1
    assert await open_series() == ["damaged_transport|carrier=GLS"]
    assert await kinds() == ["opened", "moved"]
    assert await Notification.count() == 1


async def test_two_issues_of_one_theme_are_two_alerts(world, house, mailbox_only):
    await world.history(answers=200)
    for number in range(8):
        day = TODAY - timedelta(days=number)
        await world.add(
            [
                Batch(day, 14, "damaged_transport", "GLS", "Erfurt", "H-1"),
                Batch(day, 14, "damaged_transport", "GLS", "Hamm", "H-1"),
                Batch(day, 9, "damaged_transport", "DHL", "Hamm", "K-2"),
            ]
        )
    await watch(house, mailbox_only)
    assert sorted(await open_series()) == ["damaged_transport|carrier=GLS", "damaged_transport|sku=K-2"]
    assert await Notification.count() == 2
    await DetectedDay.update({DetectedDay.alerted_at: None}, force=True)
    assert await alerting.run(house, mailbox_only) == 0


async def test_an_alert_closes_by_itself_two_weeks_after_the_rise(world, house, mailbox_only, clock):
    await _rise_that_ends(world, house, mailbox_only, clock)
    clock.pass_time(days=13)
    await watch(house, mailbox_only)
    assert await open_series() == []
    alert = await Alert.objects().first()
    assert alert.state == "closed"
    assert alert.closed_at == house.now()
    assert (await kinds())[-1] == "closed"


async def test_a_relapse_reopens_the_alert_with_a_message(world, house, mailbox_only, clock):
    await _rise_that_ends(world, house, mailbox_only, clock)
    clock.pass_time(days=13)
    await watch(house, mailbox_only)
    await world.history(days=6, last=house.today() + timedelta(days=6), answers=160, rise=5, rise_days=6, where=GLS)
    clock.pass_time(days=6)
    await watch(house, mailbox_only)
    assert await Alert.count() == 1
    assert (await Alert.select(Alert.state).first())["state"] == "new"
    assert (await kinds())[-1] == "reopened"
    assert await Notification.count() == 2


async def test_what_a_member_called_noise_stays_closed(world, house, mailbox_only, clock):
    clock.pass_time(days=-3)
    await world.history(answers=160, rise=3, rise_days=9, where=GLS)
    await watch(house, mailbox_only)
    await lifecycle.close(house, (await Alert.select(Alert.id).first())["id"], "Messe", 1, "Jana")
    clock.pass_time(days=3)
    assert await watch(house, mailbox_only) == 0
    assert await Alert.count() == 1
    assert await open_series() == []


async def test_fewer_than_five_cases_open_nothing(world, house, mailbox_only):
    await world.history(days=112, last=TODAY - timedelta(days=8), answers=400, usual=0.0005)
    await world.add([Batch(TODAY, 4, "damaged_transport")])
    await watch(house, mailbox_only)
    assert await Alert.count() == 0


async def _rise_that_ends(world, house, channels, clock):
    """A rise that alarms on one day, and ten usual weeks after it."""
    await world.history(answers=160, rise=4, rise_days=6, where=GLS)
    await watch(house, channels)
    await world.history(days=30, last=TODAY + timedelta(days=30), answers=160, seed=4)
    clock.pass_time(days=14)
    await watch(house, channels)


async def test_two_workers_open_one_alert(world, house, mailbox_only):
    await world.history(answers=160, rise=3, rise_days=8, where=GLS)
    await counts.run(house)
    await detection.run(house)
    await asyncio.gather(alerting.run(house, mailbox_only), alerting.run(house, mailbox_only))
    assert await Alert.count() == await Notification.count() == 1


async def test_an_alert_and_its_message_are_written_together_or_not_at_all(world, house, mailbox_only, monkeypatch):
    await world.history(answers=160, rise=3, rise_days=8, where=GLS)
    with monkeypatch.context() as crash, pytest.raises(TypeError):
        crash.setattr(notifications, "announce", None)
        await watch(house, mailbox_only)
    assert await Alert.count() == await AlertEvent.count() == 0
    assert await watch(house, mailbox_only) == 1
    assert await Notification.count() == 1


async def test_an_alert_that_a_member_closes_meanwhile_stays_closed(world, house, mailbox_only):
    await world.history(answers=160, rise=3, rise_days=8, where=GLS)
    await watch(house, mailbox_only)
    alert = await Alert.objects().first()
    await lifecycle.close(house, alert.id, "Messe")
    told = {column: getattr(alert, column._meta.name) for column in (Alert.series, Alert.severity, Alert.parent)}
    run = settling.Run(house, mailbox_only, TODAY, False)
    async with transaction():
        assert await settling.update(run, alert.id, {**told, Alert.open_key: alert.series, Alert.observed: 99}) == 0
    assert await open_series() == []


async def test_the_words_of_an_alert_are_not_its_own_name(world, house, mailbox_only):
    await world.history(answers=160, theme="", usual=0)
    for number in range(8):
        day = TODAY - timedelta(days=number)
        await world.add([Batch(day, 6, "damaged_transport", carrier="GLS", text="GLS hat die Vase zerbrochen")])
    for number in range(8, 60):
        await world.add([Batch(TODAY - timedelta(days=number), 1, "damaged_transport", text="Karton war nass")])
    await watch(house, mailbox_only)
    words = from_json((await Alert.objects().first()).evidence).words
    assert "zerbrochen" in words
    assert "gls" not in words
