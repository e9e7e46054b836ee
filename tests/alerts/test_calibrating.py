"""What members called noise makes a team's alerts rarer, never more frequent than it asked for."""

from datetime import timedelta

import pytest

from feedback_app.alerts import calibrating
from feedback_app.alerts.budgets import budget_of
from feedback_app.alerts.tables import Alert, AlertEvent
from feedback_app.alerts.team_tables import Team
from feedback_app.alerts.teams import install_teams


@pytest.fixture
async def teams(db) -> None:
    await install_teams()


async def closed(house, number: int, kind: str) -> None:
    """Leave alerts of logistics behind that members closed a week ago."""
    then = house.now() - timedelta(days=7)
    for _ in range(number):
        alert = Alert(
            series="damaged_transport", theme="damaged_transport", team="logistics", state="closed",
            since=then.date(), last_day=then.date(), observed=9, expected=3.0, lower=1.0, upper=6.0, exposure=100,
            usual_share=0.03, score=4.0, opened_at=then, updated_at=then, closed_at=then,
        )  # fmt: skip
        await alert.save()
        await AlertEvent(alert=alert.id, at=then, kind=kind, note="Inventur").save()


async def learnt(house) -> float:
    await calibrating.run(house)
    return (await budget_of(house, "logistics")).calibration


async def test_much_noise_asks_for_more_evidence(house, teams):
    await closed(house, 20, "noise")
    assert await learnt(house) == 3.0
    assert (await budget_of(house, "logistics")).to_detect == pytest.approx(1 / 3)
    assert (await budget_of(house, "product")).calibration == 1.0


async def test_as_much_noise_as_was_asked_for_changes_nothing(house, teams):
    await closed(house, 6, "noise")
    assert await learnt(house) == 1.0


async def test_real_alerts_are_no_noise(house, teams):
    await closed(house, 20, "closed")
    assert await learnt(house) == 1.0


async def test_it_learns_once_a_month(house, teams, clock):
    await learnt(house)
    await closed(house, 20, "noise")
    assert await learnt(house) == 1.0
    clock.pass_time(days=31)
    assert await learnt(house) == 3.0


async def test_a_run_without_anything_due_writes_nothing(house, teams):
    await calibrating.run(house)
    before = await Team.select().order_by(Team.id)
    assert await calibrating.run(house) == 0
    assert await Team.select().order_by(Team.id) == before
