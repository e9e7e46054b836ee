"""An action's effect is measured from the counted days, each day anew, until four weeks are full."""

from datetime import date, timedelta

import pytest
from test_lifecycle import state_of

from feedback_app.alerts import counts, measuring
from feedback_app.alerts.actions import record_action
from feedback_app.alerts.measuring import window_of
from feedback_app.alerts.tables import Alert, Effect
from tests.alerts.alert_world import TODAY, Batch

STARTED = TODAY - timedelta(days=10)


async def acted(house, world, cured: bool = True, started_on: date = STARTED, days: int = 40) -> int:
    """GLS damages 20 % of 20 parcels a day before the action, and 5 % after it if it helped; DHL stays at 20 %."""
    batches = []
    for number in range(days):
        day = started_on + timedelta(days=number - 20)
        cases = 1 if cured and day > started_on else 4
        batches += [Batch(day, cases, "damaged_transport", "GLS"), Batch(day, 20 - cases, carrier="GLS")]
        batches += [Batch(day, 4, "damaged_transport"), Batch(day, 16)]
    await world.add([one for one in batches if one.day <= house.today()])
    await counts.run(house)
    now = house.now()
    alert = Alert(
        series="damaged_transport|carrier=GLS", open_key="x", theme="damaged_transport", slice='{"carrier":"GLS"}',
        team="logistics", state="assigned", since=started_on - timedelta(days=12), last_day=started_on, observed=48,
        expected=12, lower=6, upper=19, exposure=240, usual_share=0.05, score=4, opened_at=now, updated_at=now,
    )  # fmt: skip
    await alert.save()
    await record_action(house, alert.id, "Band reißt", "Doppelt kleben", started_on, 1, "Jana")
    return alert.id


async def effect() -> Effect:
    return await Effect.objects().first()


async def test_an_action_that_helped_is_an_improvement_with_its_interval(world, house):
    alert_id = await acted(house, world)
    assert await measuring.run(house) == 1
    found = await effect()
    assert (found.before_count, found.before_answers) == (48, 240)
    assert (found.after_count, found.after_answers, found.days_after) == (10, 200, 10)
    assert found.verdict == "improved"
    assert found.lower < found.ratio < found.upper < 1
    assert not found.final
    assert await state_of(alert_id) == "watching"


async def test_an_action_that_changed_nothing_is_no_change(world, house):
    await acted(house, world, cured=False)
    await measuring.run(house)
    assert (await effect()).verdict == "no_change"


async def test_an_effect_is_measured_once_a_day(world, house):
    await acted(house, world)
    assert [await measuring.run(house), await measuring.run(house)] == [1, 0]


async def test_the_first_days_are_too_early_to_say(world, house):
    await acted(house, world, started_on=TODAY - timedelta(days=3))
    await measuring.run(house)
    assert ((await effect()).verdict, (await effect()).days_after) == ("too_early", 3)


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
    ("days_of_rise", "days_before"),
    [(2, 7), (7, 7), (12, 12), (28, 28), (90, 28)],
)
def test_the_time_before_is_that_of_the_rise_within_limits(days_of_rise, days_before):
    window = window_of(STARTED - timedelta(days=days_of_rise), STARTED, TODAY)
    assert window.days_before == days_before
    assert (window.before_until, window.after_from) == (STARTED - timedelta(days=1), STARTED + timedelta(days=1))
