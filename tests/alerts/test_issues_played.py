"""One issue is one alert with one opening message, however many series it raises and however long it lasts."""

from datetime import timedelta

import pytest

from classifier.tables import Theme
from feedback_app.alerts import alert_settings, endings, lifecycle
from feedback_app.alerts.lifecycle import Doer
from feedback_app.alerts.tables import Alert, AlertEvent, Notification, Trend
from feedback_app.alerts.teams import install_teams
from feedback_app.foundation.database import transaction
from tests.alerts.alert_world import TODAY
from tests.alerts.played_trends import add_themes, play, settle_day
from tests.alerts.recorded import record_action

LONG_AGO = TODAY - timedelta(days=70)
BROKEN, LOST, LATE = "broken|carrier=GLS", "lost|carrier=GLS", "late|carrier=DPD"


@pytest.fixture
async def played(db):
    await install_teams()
    await add_themes(("broken", "lost", "late"))


async def rising(series: str, days: int = 8, daily: int = 12, ended: int = 0, last=TODAY) -> None:
    since = last - timedelta(days=days + ended - 1)
    await play(series, LONG_AGO, last, since, last - timedelta(days=ended), daily)


async def alerts(*columns):
    return await Alert.select(*columns).order_by(Alert.id)


async def kinds_of(series: str) -> list[str]:
    alert = await Alert.select(Alert.id).where(Alert.series == series).first()
    rows = await AlertEvent.select(AlertEvent.kind).where(AlertEvent.alert == alert["id"]).order_by(AlertEvent.id)
    return [row["kind"] for row in rows]


async def test_36_series_that_rise_together_are_one_parent_and_one_message(db, house, mailbox_only):
    themes = [f"theme_{number}" for number in range(9)]
    await install_teams()
    await add_themes(themes)
    for number, theme in enumerate(themes):
        for part, daily in (("", 34), ("|carrier=GLS", 24 + number), ("|sku=H-1", 12), ("|sku=K-2", 12)):
            await rising(f"{theme}{part}", daily=daily)
    await settle_day(house, mailbox_only)
    found = await alerts(Alert.series, Alert.parent)
    assert [row["series"] for row in found if row["parent"] is None] == ["theme_8|carrier=GLS"]
    assert len(found) == 9
    assert await Notification.count() == 1
    assert (await kinds_of("theme_8|carrier=GLS")).count("joined") == 8


@pytest.mark.slow
async def test_a_step_of_eight_weeks_played_day_by_day_is_one_alert_and_one_message(played, house, mailbox_only, clock):
    last = TODAY + timedelta(days=56)
    for series, daily in ((BROKEN, 9), ("broken", 15), (LOST, 7)):
        await play(series, LONG_AGO, last, TODAY, last, daily)
    for _ in range(57):
        await settle_day(house, mailbox_only)
        clock.pass_time(days=1)
    assert [row["parent"] is None for row in await alerts(Alert.parent)] == [True, False]
    assert await Notification.count() == 1
    assert set(await kinds_of(BROKEN)) == {"opened", "joined"}


async def test_a_second_issue_in_another_slice_is_an_alert_of_its_own(played, house, mailbox_only):
    for series in (BROKEN, LOST, LATE):
        await rising(series)
    await settle_day(house, mailbox_only)
    own = [row["series"] for row in await alerts(Alert.series, Alert.parent) if row["parent"] is None]
    assert sorted(own) == [BROKEN, LATE]
    assert await Notification.count() == 2


async def test_what_joins_later_sends_nothing_and_stands_in_the_parents_history(played, house, mailbox_only, clock):
    await rising(BROKEN)
    await settle_day(house, mailbox_only)
    await rising(LOST, daily=30)
    clock.pass_time(hours=1)
    await settle_day(house, mailbox_only)
    parent, child = await alerts(Alert.id, Alert.series, Alert.parent)
    assert (child["series"], child["parent"]) == (LOST, parent["id"])
    told = [row["subject"] for row in await Notification.select()]
    assert len([one for one in told if "lost" in one.lower()]) == 0
    assert "joined" in await kinds_of(BROKEN)


async def test_a_child_that_outlives_its_parent_becomes_an_alert_of_its_own(played, house, mailbox_only, clock):
    await rising(BROKEN, daily=15)
    await rising(LOST)
    await settle_day(house, mailbox_only)
    clock.pass_time(days=18)
    later = house.today()
    async with transaction():
        await Trend.delete(force=True)
    await play(BROKEN, LONG_AGO, later, TODAY - timedelta(days=7), TODAY - timedelta(days=1), 15)
    await play(LOST, LONG_AGO, later, TODAY - timedelta(days=7), later)
    await settle_day(house, mailbox_only)
    assert (await kinds_of(BROKEN))[-1] == "closed"
    clock.pass_time(hours=1)
    await settle_day(house, mailbox_only)
    child = (await alerts())[1]
    assert (child["series"], child["parent"], child["state"]) == (LOST, None, "new")
    assert (await kinds_of(LOST))[-1] == "own"
    assert await Notification.count() == 2


async def test_what_a_parent_explained_is_the_same_noise(played, house, mailbox_only, clock):
    await rising(BROKEN, daily=15)
    await rising(LOST)
    await settle_day(house, mailbox_only)
    parent = (await alerts(Alert.id))[0]
    await lifecycle.close(house, parent["id"], "Messe", 1, "Jana")
    clock.pass_time(hours=1)
    await settle_day(house, mailbox_only)
    assert [row["state"] for row in await alerts(Alert.state)] == ["closed", "closed"]
    assert (await kinds_of(LOST))[-1] == "noise"


async def test_an_alert_says_how_serious_it_is_what_it_costs_and_until_when(played, house, mailbox_only):
    await alert_settings.save_cost(900)
    await rising(BROKEN, days=7)
    await settle_day(house, mailbox_only)
    (alert,) = await alerts()
    assert (alert["severity"], alert["cost_per_week"], alert["kind"]) == ("high", 56 * 9.0, "trend")
    assert alert["due_at"] - alert["opened_at"] == timedelta(hours=24)


async def test_a_climb_to_a_louder_severity_is_told_once(played, house, mailbox_only, clock):
    await rising(BROKEN, days=4, daily=7)
    await settle_day(house, mailbox_only)
    assert (await alerts(Alert.severity))[0]["severity"] == "medium"
    for daily in (30, 10, 30):
        clock.pass_time(hours=1)
        async with transaction():
            await Trend.update({Trend.observed: daily}, force=True).where(
                (Trend.series == BROKEN) & (Trend.day > TODAY - timedelta(days=4))
            )
        await settle_day(house, mailbox_only)
    (alert,) = await alerts()
    assert alert["severity"] == "critical"
    assert alert["due_at"] == house.now() - timedelta(hours=2) + timedelta(hours=4)
    assert await kinds_of(BROKEN) == ["opened", "worse"]
    assert await Notification.count() == 2


async def test_a_child_that_is_more_serious_makes_the_whole_issue_so(played, house, mailbox_only, clock):
    await rising(BROKEN, days=4, daily=8)
    await settle_day(house, mailbox_only)
    await rising(LOST, days=4, daily=60)
    clock.pass_time(hours=1)
    await settle_day(house, mailbox_only)
    parent = (await alerts())[0]
    assert (parent["series"], parent["severity"]) == (BROKEN, "critical")
    assert "worse" in await kinds_of(BROKEN)


async def test_the_alerts_of_a_merged_theme_go_on_as_those_of_its_successor(played, house, mailbox_only, clock):
    await rising(LOST)
    await settle_day(house, mailbox_only)
    async with transaction():
        await Theme.update({Theme.retired: True, Theme.merged_into: "late"}).where(Theme.code == "lost")
        await Trend.update({Trend.series: "late|carrier=GLS"}, force=True)
    clock.pass_time(hours=1)
    await settle_day(house, mailbox_only)
    (alert,) = await alerts()
    assert (alert["theme"], alert["series"], alert["open_key"]) == ("late", "late|carrier=GLS", "late|carrier=GLS")
    assert await kinds_of("late|carrier=GLS") == ["opened", "merged"]
    assert await Notification.count() == 1


async def test_where_the_successor_has_an_alert_of_its_own_the_merged_one_closes(played, house, mailbox_only, clock):
    await rising(BROKEN, daily=15)
    await rising(LOST)
    await settle_day(house, mailbox_only)
    async with transaction():
        await Theme.update({Theme.retired: True, Theme.merged_into: "broken"}).where(Theme.code == "lost")
        await Trend.delete().where(Trend.series == LOST)
    clock.pass_time(hours=1)
    await settle_day(house, mailbox_only)
    assert [row["open_key"] for row in await alerts(Alert.open_key)] == [BROKEN, None]


async def test_two_runs_of_a_day_are_one(played, house, mailbox_only):
    await rising(BROKEN)
    await rising(LOST)
    await settle_day(house, mailbox_only)
    assert await settle_day(house, mailbox_only) == 0
    assert await AlertEvent.count() == 3


async def test_a_slice_that_joined_does_not_bring_back_what_a_member_closed(played, house, mailbox_only, clock):
    await rising(BROKEN, daily=15)
    await settle_day(house, mailbox_only)
    parent = (await alerts(Alert.id))[0]["id"]
    child = await Alert.objects().get(Alert.id == parent)
    slice_of_it = Alert(**{
        **{name: value for name, value in child.to_dict().items() if name != "id"},
        "series": "broken|sku=K", "open_key": "broken|sku=K", "parent": parent,
    })  # fmt: skip
    await slice_of_it.save()
    await record_action(house, parent, "Band", "Doppelt kleben", TODAY, 1, "Jana")
    await lifecycle.close(house, parent, member_id=1, member_name="Jana")
    clock.pass_time(hours=1)
    await settle_day(house, mailbox_only)
    assert [row["state"] for row in await alerts(Alert.state)] == ["closed", "closed"]
    assert await Notification.count() == 1


async def test_who_stood_alone_before_and_goes_on_without_its_parent_is_told(played, house, mailbox_only, clock):
    await rising(LOST)
    await settle_day(house, mailbox_only)
    async with transaction():
        await Alert.update({Alert.parent: 999}).where(Alert.series == LOST)
    clock.pass_time(hours=1)
    await settle_day(house, mailbox_only)
    assert (await kinds_of(LOST))[-1] == "own"
    assert await Notification.count() == 2


async def test_what_a_member_opened_again_is_not_closed_the_same_night(played, house, mailbox_only, clock):
    await rising(BROKEN)
    await settle_day(house, mailbox_only)
    (alert,) = await alerts()
    await lifecycle.close(house, alert["id"], "Messe", 1, "Jana")
    clock.pass_time(days=30)
    async with transaction():
        await Trend.delete(force=True)
    await endings.reopen(house, alert["id"], "Noch offen", Doer(1, "Jana"))
    states = []
    for _ in range(2):
        await settle_day(house, mailbox_only)
        states.append((await alerts())[0]["state"])
        clock.pass_time(days=15)
    assert states == ["seen", "closed"]
