"""What a team asks for decides how much evidence an alarm needs, and how large a rise must be."""

import pytest

from feedback_app.alerts import counts, detection
from feedback_app.alerts.budgets import Budget, budget_of, budgets
from feedback_app.alerts.tables import Alert, DetectedDay, Trend
from feedback_app.alerts.team_tables import Team
from feedback_app.alerts.teams import install_teams
from tests.alerts.alert_world import watch


@pytest.fixture
async def risen(world, house):
    await install_teams()
    await world.history(days=100, rise=3, rise_days=8, where=("carrier", "GLS"))
    await counts.run(house)
    return world


async def alarms(house, **wish: float) -> int:
    await Team.update({getattr(Team, name): value for name, value in wish.items()}).where(Team.code == "logistics")
    await DetectedDay.delete(force=True)
    await detection.run(house)
    return await Trend.count().where(Trend.alarm.eq(True))


async def test_a_team_without_a_wish_has_the_houses_budget(db, house):
    await install_teams()
    assert await budget_of(house, "logistics") == Budget(house.false_alarms_per_month)
    await Team.update({Team.false_alarms_per_month: 3.0, Team.least_rise: 1.5}).where(Team.code == "logistics")
    assert (await budgets(house))["logistics"] == Budget(3.0, 1.5)
    assert await budget_of(house, "nobody") == Budget(house.false_alarms_per_month)


async def test_noise_that_was_called_so_asks_for_more_evidence(db, house):
    assert Budget(3.0, calibration=1.5).to_detect == pytest.approx(2.0)
    assert Budget(0.3, calibration=3.0).to_detect == pytest.approx(0.1)


async def test_who_accepts_more_false_alarms_hears_of_a_rise_on_more_days(risen, house):
    strict = await alarms(house, false_alarms_per_month=0.3, calibration=3.0)
    assert await alarms(house, false_alarms_per_month=10.0, calibration=1.0) > strict


async def test_a_rise_below_the_teams_own_least_opens_no_alert(risen, house, mailbox_only):
    assert await alarms(house, false_alarms_per_month=10.0, least_rise=9.0) > 0
    await watch(house, mailbox_only)
    assert not await Alert.exists()
    await alarms(house, least_rise=1.25)
    await watch(house, mailbox_only)
    assert await Alert.exists()
