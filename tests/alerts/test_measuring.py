"""An action's effect is measured from the counted days, each day anew, until four weeks are full."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from test_lifecycle import state_of

from feedback_app.alerts import counts, digests, escalating, measuring
from feedback_app.alerts.effect_counts import EVERYWHERE_ELSE, comparison_of, length, window_of
from feedback_app.alerts.slices import Series, Slice
from feedback_app.alerts.tables import Action, Alert, AlertEvent, DailyVolume, Effect, Notification
from feedback_app.alerts.team_tables import Team
from tests.alerts.alert_world import TODAY, Batch
from tests.alerts.played_trends import settle_day
from tests.alerts.recorded import record_action

STARTED = TODAY - timedelta(days=10)


async def acted(house, world, cured: bool = True, started_on: date = STARTED, days: int = 40) -> int:
    """GLS damages 20 % of 40 parcels a day before the action, and 5 % after it if it helped; DHL stays at 20 %.

    The rise began twelve days before the action and raised the alert on its fifth day.
    """
    first = started_on - timedelta(days=20)
    last = min(house.today(), first + timedelta(days=days - 1))
    await days_of(house, world, first, last, lambda day: 2 if cured and day > started_on else 8)
    now = house.now()
    opened = now - timedelta(days=(house.today() - started_on).days + 7)
    alert = Alert(
        series="damaged_transport|carrier=GLS", open_key="x", theme="damaged_transport", slice='{"carrier":"GLS"}',
        team="logistics", state="assigned", since=started_on - timedelta(days=12), last_day=started_on, observed=96,
        expected=24, lower=12, upper=38, exposure=480, usual_share=0.05, score=4, opened_at=opened, updated_at=now,
    )  # fmt: skip
    await alert.save()
    await record_action(house, alert.id, "Band reißt", "Doppelt kleben", started_on, 1, "Jana")
    return alert.id


async def days_of(house, world, first: date, last: date, at_gls: Callable[[date], int]) -> None:
    """Count days with 40 answers about each carrier, eight of them about damage at DHL."""
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        cases = at_gls(day)
        await world.add(
            [
                Batch(day, cases, "damaged_transport", "GLS"),
                Batch(day, 40 - cases, carrier="GLS"),
                Batch(day, 8, "damaged_transport"),
                Batch(day, 32),
            ]
        )
    await counts.run(house)


async def effect() -> Effect:
    return await Effect.objects().first()


async def test_an_action_that_helped_is_an_improvement_with_its_interval(world, house):
    alert_id = await acted(house, world)
    assert await measuring.run(house) == 1
    found = await effect()
    assert (found.before_count, found.before_answers) == (96, 480)
    assert (found.after_count, found.after_answers, found.days_after) == (18, 360, 9)
    assert found.verdict == "improved"
    assert found.lower < found.ratio < found.upper < 1
    assert (found.comparison, found.other_before_count, found.other_before_answers) == ("others", 96, 480)
    assert (found.other_after_count, found.other_after_answers) == (72, 360)
    assert not found.final
    assert await state_of(alert_id) == "watching"


async def test_that_nothing_changed_is_said_at_the_last_look_only(world, house, clock):
    await acted(house, world, cured=False)
    await measuring.run(house)
    assert (await effect()).verdict == "too_early"
    clock.pass_time(days=19)
    await days_of(house, world, TODAY, TODAY + timedelta(days=18), lambda day: 8)
    await measuring.run(house)
    assert ((await effect()).verdict, (await effect()).final) == ("no_change", True)


async def test_what_was_clear_early_stays_until_the_last_look(world, house, clock):
    await acted(house, world)
    await measuring.run(house)
    clock.pass_time(days=3)
    await days_of(house, world, TODAY, TODAY + timedelta(days=2), lambda day: 8)
    await measuring.run(house)
    assert ((await effect()).verdict, (await effect()).final) == ("improved", False)


async def test_who_was_treated_too_is_no_comparison(world, house):
    alert_id = await acted(house, world)
    other = await record_action(house, alert_id, "Band", "Auch bei DHL", STARTED, 1, "Jana")
    await Action.update({Action.scope: "damaged_transport|carrier=DHL"}).where(Action.id == other)
    await measuring.run(house)
    assert (await effect()).comparison == ""


async def test_an_article_is_compared_with_the_others_of_its_category(world, house):
    for sku, category in (("H-1", "Hosen"), ("H-2", "Hosen"), ("H-3", "Hosen"), ("K-1", "Kleider")):
        await DailyVolume(day=STARTED, sku=sku, category=category, answers=9).save()
    treated = {Slice("sku", "H-1"), Slice("sku", "H-3")}
    others = await comparison_of(Series("too_small", Slice("sku", "H-1")), treated)
    assert others == ("category=Hosen", (Series("too_small", Slice("sku", "H-2")),))
    alone = await comparison_of(Series("too_small", Slice("sku", "K-1")), {Slice("sku", "K-1")})
    assert alone == (EVERYWHERE_ELSE, (Series("too_small"),))


async def test_an_effect_is_measured_once_a_day(world, house):
    await acted(house, world)
    assert [await measuring.run(house), await measuring.run(house)] == [1, 0]


async def test_the_first_days_are_too_early_to_say(world, house):
    await acted(house, world, started_on=TODAY - timedelta(days=3))
    await measuring.run(house)
    assert ((await effect()).verdict, (await effect()).days_after) == ("too_early", 2)


async def test_an_action_of_tomorrow_has_no_days_yet(world, house):
    alert_id = await acted(house, world, started_on=TODAY + timedelta(days=1))
    await measuring.run(house)
    found = await effect()
    assert (found.verdict, found.days_after, found.ratio) == ("too_early", 0, None)
    assert await state_of(alert_id) == "action"


async def test_after_four_weeks_the_effect_is_final(world, house, clock):
    await acted(house, world, days=60)
    await measuring.run(house)
    clock.pass_time(days=18)
    await measuring.run(house)
    assert not (await effect()).final
    clock.pass_time(days=1)
    assert await measuring.run(house) == 1
    assert ((await effect()).final, (await effect()).days_after) == (True, 28)
    clock.pass_time(days=1)
    assert await measuring.run(house) == 0
    assert await Effect.count() == 1


@pytest.mark.parametrize(
    ("days_of_rise", "alarm_after", "picked", "waiting"),
    [(2, 1, 2, 0), (12, 4, 5, 7), (12, 30, 12, 0), (28, 3, 4, 24), (90, 4, 0, 28), (90, 80, 19, 9)],
)
def test_days_that_raised_the_alarm_are_kept_apart_from_those_that_waited(days_of_rise, alarm_after, picked, waiting):
    since = STARTED - timedelta(days=days_of_rise)
    window = window_of(since, since + timedelta(days=alarm_after), STARTED, TODAY)
    assert (length(window.picked), length(window.waiting)) == (picked, waiting)
    assert window.after == (STARTED + timedelta(days=1), TODAY - timedelta(days=1))


def test_an_action_before_any_rise_is_compared_with_the_four_weeks_before_it():
    window = window_of(STARTED + timedelta(days=2), None, STARTED, TODAY)
    assert (window.picked, length(window.waiting), window.usual) == (None, 28, None)


async def test_a_rate_that_comes_back_reopens_the_alert_once(world, house, clock, mailbox_only):
    alert_id = await acted(house, world)
    await measuring.run(house, mailbox_only)
    clock.pass_time(days=9)
    await days_of(house, world, TODAY, TODAY + timedelta(days=8), lambda day: 10)
    assert [await measuring.run(house, mailbox_only), await measuring.run(house, mailbox_only)] == [2, 0]
    assert (await effect()).relapsed_on == TODAY + timedelta(days=8)
    assert await state_of(alert_id) == "new"
    lines = await AlertEvent.select(AlertEvent.kind).where(AlertEvent.alert == alert_id)
    assert [line["kind"] for line in lines].count("relapsed") == 1
    assert await Notification.count() == 1


async def test_a_rate_that_stays_low_is_no_relapse(world, house, clock):
    alert_id = await acted(house, world)
    clock.pass_time(days=25)
    await days_of(house, world, TODAY, TODAY + timedelta(days=24), lambda day: 2)
    await measuring.run(house)
    assert ((await effect()).verdict, (await effect()).relapsed_on) == ("improved", None)
    assert await state_of(alert_id) == "watching"


async def test_a_relapse_begins_anew_for_escalation_digest_and_closing(world, house, clock, mailbox_only):
    await Team(code="logistics", name_de="L", name_en="L", escalate_hours=24, digest="daily").save()
    alert_id = await acted(house, world)
    await measuring.run(house, mailbox_only)
    await Alert.update({Alert.escalated_at: house.now()}, force=True)
    clock.pass_time(days=9)
    await days_of(house, world, TODAY, TODAY + timedelta(days=8), lambda day: 10)
    await measuring.run(house, mailbox_only)
    alert = await Alert.objects().get(Alert.id == alert_id)
    assert (alert.escalated_at, alert.due_at > house.now()) == (None, True)
    assert await escalating.run(house, mailbox_only) == 0
    await settle_day(house, mailbox_only)
    assert await state_of(alert_id) == "new"
    clock.pass_time(days=1)
    assert await escalating.run(house, mailbox_only) == 1
    assert await digests.run(house, mailbox_only) == 1
