"""One alert per issue: opened once, kept up to date, closed when it is over, reopened on relapse.

Three stories run from comments through counting and detection; the others begin with the trends that they are about.
"""

import asyncio
from datetime import timedelta

import pytest

from classifier.tables import Theme
from feedback_app.alerts import alerting, lifecycle, notifications, settling
from feedback_app.alerts.evidence import from_json
from feedback_app.alerts.tables import Alert, AlertEvent, DetectedDay, Notification, Trend
from feedback_app.alerts.teams import install_teams
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import insert_many
from surveys.tables import Comment
from tests.alerts.alert_world import TODAY, Batch, watch
from tests.alerts.played_trends import add_themes, play, settle_day

GLS = ("carrier", "GLS")
BROKEN = "broken|carrier=GLS"
LONG_AGO = TODAY - timedelta(days=70)


@pytest.fixture
async def played(db):
    await install_teams()
    await add_themes(("broken", "lost"))


async def rise(series: str = BROKEN, begins: int = -7, ends: int = 0, last: int = 0, **more) -> None:
    """A rise between two days, counted from today, in trends up to another."""
    span = TODAY + timedelta(days=begins), TODAY + timedelta(days=ends)
    await play(series, LONG_AGO, TODAY + timedelta(days=last), *span, **more)


async def open_series() -> list[str]:
    rows = await Alert.select(Alert.open_key).where(Alert.open_key.is_not_null()).order_by(Alert.id)
    return [row["open_key"] for row in rows]


async def kinds() -> list[str]:
    return [row["kind"] for row in await AlertEvent.select(AlertEvent.kind).order_by(AlertEvent.id)]


@pytest.mark.slow
async def test_a_rise_at_one_carrier_opens_one_alert_that_names_it_and_its_comments(world, house, mailbox_only):
    await world.history(answers=160, rise=3, rise_days=8, where=GLS)
    new = (Comment.carrier == "GLS") & (Comment.day > TODAY - timedelta(days=8)) & Comment.text.like("%Karton%")
    async with transaction():
        await Comment.update({Comment.text: "Alles voller Glasbruch"}).where(new)
    assert [await watch(house, mailbox_only), await watch(house, mailbox_only)] == [1, 0]
    alert = await Alert.objects().first()
    assert (alert.series, alert.open_key, alert.team) == ("damaged_transport|carrier=GLS",) * 2 + ("logistics",)
    assert (alert.slice, alert.state, alert.last_day) == ('{"carrier":"GLS"}', "new", TODAY)
    assert alert.lower <= alert.expected <= alert.upper < alert.observed < alert.exposure
    await it_shows_who_holds_the_excess_and_typical_comments(alert)


async def it_shows_who_holds_the_excess_and_typical_comments(alert) -> None:
    shown = from_json(alert.evidence)
    assert (shown.dimensions[0].dimension, shown.dimensions[0].parts[0].name) == ("carrier", "GLS")
    assert shown.own_share > 0.6
    assert shown.cause is None
    texts = await Comment.select(Comment.carrier, Comment.day).where(Comment.id.is_in(list(shown.comments)))
    assert all(row["carrier"] == "GLS" and row["day"] >= alert.since for row in texts)
    assert "glasbruch" in shown.words


@pytest.mark.slow
async def test_more_answers_alone_open_nothing(world, house, mailbox_only):
    await world.history(days=112, last=TODAY - timedelta(days=8), answers=80)
    await world.history(days=8, answers=240, seed=2)
    assert await watch(house, mailbox_only) == 0


@pytest.mark.slow
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


async def test_a_rise_everywhere_names_no_slice(played, house, mailbox_only):
    await rise("broken", daily=40)
    for part in ("carrier=GLS", "carrier=DPD", "sku=K-2"):
        await rise(f"broken|{part}", daily=16)
    await settle_day(house, mailbox_only)
    assert await open_series() == ["broken"]


async def test_a_theme_of_the_customer_opens_nothing(played, house, mailbox_only):
    await add_themes(["changed_mind"], team="customer")
    await rise("changed_mind")
    assert await settle_day(house, mailbox_only) == 0


async def test_a_rise_that_is_over_opens_nothing(played, house, mailbox_only):
    await rise(begins=-40, ends=-30)
    assert await settle_day(house, mailbox_only) == 0


async def test_fewer_than_five_cases_open_nothing(played, house, mailbox_only):
    await rise(begins=-3, daily=1)
    async with transaction():
        await Trend.update({Trend.expected: 0.05}, force=True)
    await settle_day(house, mailbox_only)
    assert await Alert.count() == 0


async def test_a_growing_alert_carries_todays_figures(played, house, mailbox_only, clock):
    await rise(last=4, ends=4)
    await settle_day(house, mailbox_only)
    before = (await Alert.select(Alert.observed).first())["observed"]
    clock.pass_time(days=4)
    assert await settle_day(house, mailbox_only) == 1
    after = await Alert.select(Alert.observed, Alert.last_day).first()
    assert (after["observed"] - before, after["last_day"]) == (4 * 12, house.today())
    assert await Notification.count() == 1


async def test_an_alert_follows_the_slice_that_explains_it_best(played, house, mailbox_only, clock):
    await rise("broken", daily=30)
    await settle_day(house, mailbox_only)
    assert await open_series() == ["broken"]
    await rise(daily=24)
    clock.pass_time(hours=1)
    assert await settle_day(house, mailbox_only) == 1
    assert await open_series() == [BROKEN]
    assert await kinds() == ["opened", "moved"]
    assert await Notification.count() == 1


async def test_an_alert_closes_by_itself_two_weeks_after_the_rise(played, house, mailbox_only, clock):
    await rise(last=30)
    await settle_day(house, mailbox_only)
    for days, is_open in ((16, True), (2, False)):
        clock.pass_time(days=days)
        await settle_day(house, mailbox_only)
        assert bool(await open_series()) == is_open
    assert (await Alert.select(Alert.closed_at).first())["closed_at"] == house.now()
    assert (await kinds())[-1] == "closed"


async def test_a_relapse_reopens_the_alert_with_a_message(played, house, mailbox_only, clock):
    await rise(last=60)
    await settle_day(house, mailbox_only)
    clock.pass_time(days=18)
    await settle_day(house, mailbox_only)
    async with transaction():
        await Trend.delete(force=True)
    await rise(begins=20, ends=60, last=60)
    clock.pass_time(days=6)
    await settle_day(house, mailbox_only)
    assert await Alert.count() == 1
    assert (await Alert.select(Alert.state).first())["state"] == "new"
    assert (await kinds())[-1] == "reopened"
    assert await Notification.count() == 2


async def test_what_a_member_called_noise_stays_closed_while_it_goes_on(played, house, mailbox_only, clock):
    await rise(ends=30, last=30)
    await settle_day(house, mailbox_only)
    await lifecycle.close(house, (await Alert.select(Alert.id).first())["id"], "Messe", 1, "Jana")
    for _ in range(3):
        clock.pass_time(days=9)
        assert await settle_day(house, mailbox_only) == 0
    assert await Alert.count() == 1
    assert await open_series() == []


async def test_two_workers_open_one_alert(played, house, mailbox_only):
    await rise()
    async with transaction():
        detected = [(TODAY, "x", house.now())]
        await insert_many(DetectedDay, ("day", "fingerprint", "detected_at"), detected)
    await asyncio.gather(alerting.run(house, mailbox_only), alerting.run(house, mailbox_only))
    assert await Alert.count() == await Notification.count() == 1


async def test_an_alert_and_its_message_are_written_together_or_not_at_all(played, house, mailbox_only, monkeypatch):
    await rise()
    with monkeypatch.context() as crash, pytest.raises(TypeError):
        crash.setattr(notifications, "announce", None)
        await settle_day(house, mailbox_only)
    assert await Alert.count() == await AlertEvent.count() == 0
    assert await settle_day(house, mailbox_only) == 1
    assert await Notification.count() == 1


async def test_an_alert_that_a_member_closes_meanwhile_stays_closed(played, house, mailbox_only):
    await rise()
    await settle_day(house, mailbox_only)
    alert = await Alert.objects().first()
    await lifecycle.close(house, alert.id, "Messe")
    told = {column: getattr(alert, column._meta.name) for column in (Alert.series, Alert.severity, Alert.parent)}
    run = settling.Run(house, mailbox_only, TODAY, False)
    async with transaction():
        assert await settling.update(run, alert.id, {**told, Alert.open_key: alert.series, Alert.observed: 99}) == 0
    assert await open_series() == []


async def test_the_words_of_an_alert_are_not_its_own_name(world, house, mailbox_only):
    async with transaction():
        await Theme.update({Theme.code: "broken"}).where(Theme.code == "damaged_transport")
    for number in range(8):
        day = TODAY - timedelta(days=number)
        await world.add([Batch(day, 6, "broken", carrier="GLS", text="GLS hat die Vase zerbrochen")])
    for number in range(8, 60):
        await world.add([Batch(TODAY - timedelta(days=number), 1, "broken", text="Karton war nass")])
    await rise()
    await settle_day(house, mailbox_only)
    words = from_json((await Alert.objects().first()).evidence).words
    assert "zerbrochen" in words
    assert "gls" not in words
