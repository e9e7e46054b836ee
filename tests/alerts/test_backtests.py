"""A back-test replays the team's own past, before anything is switched on."""

from datetime import date, timedelta

import numpy as np
import pytest

from feedback_app.alerts import backtests, replays
from feedback_app.alerts.backtests import FAILED, NO_SERIES, TOO_SHORT, Wish
from feedback_app.alerts.replays import Found, Outcome
from feedback_app.alerts.tables import DailyCount, DailyVolume
from feedback_app.alerts.team_tables import Backtest
from feedback_app.alerts.teams import install_teams
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import fetch, insert_many
from tests.alerts.alert_world import TODAY

DAYS = 240
ISSUE = (TODAY - timedelta(days=60), TODAY - timedelta(days=40))
NOTICED = TODAY - timedelta(days=45)


@pytest.fixture
async def past(world) -> None:
    """Eight months of 30 answers a day at two carriers; GLS breaks four times as much for three weeks."""
    await install_teams()
    dice, counts, volumes = np.random.default_rng(4), [], []
    for back in range(DAYS):
        day = TODAY - timedelta(days=back)
        for carrier in ("DHL", "GLS"):
            broken = 12.0 if carrier == "GLS" and ISSUE[0] <= day <= ISSUE[1] else 3.0
            volumes.append((day, "H-1", "Hose", "Hosen", carrier, "Erfurt", 30, 0))
            counts.append((day, "damaged_transport", "H-1", carrier, "Erfurt", int(dice.poisson(broken))))
    async with transaction():
        await insert_many(DailyCount, ("day", "theme", "sku", "carrier", "warehouse", "comments"), counts)
        columns = ("day", "sku", "product", "category", "carrier", "warehouse", "answers", "shipments")
        await insert_many(DailyVolume, columns, volumes)


async def outcome_of(number: int) -> Outcome:
    row = await Backtest.select(Backtest.outcome).where(Backtest.id == number).first()
    return replays.from_json(row["outcome"])


async def test_it_says_what_every_budget_would_have_meant(house, past):
    number = await backtests.ask(house, Wish("logistics", 150))
    await backtests.run(house)
    outcome = await outcome_of(number)
    assert [one.budget for one in outcome.choices] == [0.3, 1.0, 3.0, 10.0]
    assert all(one.alerts >= 1 for one in outcome.choices)
    first = outcome.choices[0].issues[0]
    assert ISSUE[0] <= first.first <= ISSUE[0] + timedelta(days=7)
    assert first.together >= 2


async def test_it_says_how_long_before_people_noticed_the_first_warning_came(house, past):
    number = await backtests.ask(
        house, Wish("logistics", 150, 1.0, series="damaged_transport|carrier=GLS", noticed_on=NOTICED)
    )
    await backtests.run(house)
    known = (await outcome_of(number)).choices[0].known
    assert known is not None
    assert known.days_ahead == (NOTICED - known.warned).days >= 8


async def test_every_team_gets_one_a_week_and_no_second(house, past, clock):
    assert await backtests.run(house) == 3
    assert not await backtests.is_due(house)
    assert await backtests.run(house) == 0
    clock.pass_time(days=8)
    assert await backtests.is_due(house)


async def test_a_killed_one_is_taken_up_again_after_its_lease(house, past, clock):
    await backtests.run(house)
    number = await backtests.ask(house, Wish("logistics", 90, 1.0))
    assert (await backtests._claim(house))["id"] == number
    assert await backtests.run(house) == 0
    clock.pass_time(minutes=31)
    assert await backtests.run(house) == 1


async def test_a_past_that_is_too_short_is_said(house, world):
    await install_teams()
    async with transaction():
        columns = ("day", "sku", "product", "category", "carrier", "warehouse", "answers", "shipments")
        await insert_many(DailyVolume, columns, [(TODAY, "H-1", "", "", "GLS", "", 30, 0)])
        await DailyCount(day=TODAY, theme="damaged_transport", comments=3).save()
    await backtests.run(house)
    rows = await fetch("SELECT team, trouble FROM backtest")
    assert {row["team"]: row["trouble"] for row in rows} == {
        "product": NO_SERIES, "service": NO_SERIES, "logistics": TOO_SHORT,
    }  # fmt: skip


async def test_a_house_without_counts_asks_for_nothing(house, world):
    assert not await backtests.is_due(house)
    assert await backtests.run(house) == 0


async def test_one_that_cannot_be_replayed_says_so_and_stops_no_other(house, past, monkeypatch):
    async def broken(house, wish):
        if wish.team == "product":
            raise ZeroDivisionError
        return None, NO_SERIES

    monkeypatch.setattr(backtests, "_replay", broken)
    assert [await backtests.run(house), await backtests.run(house)] == [3, 0]
    rows = {row["team"]: row["trouble"] for row in await fetch("SELECT team, trouble FROM backtest")}
    assert rows == {"product": FAILED, "service": NO_SERIES, "logistics": NO_SERIES}


async def test_an_issue_that_was_noticed_before_all_counts_was_missed(house, past):
    number = await backtests.ask(
        house, Wish("logistics", 90, 1.0, series="damaged_transport|size=XL", noticed_on=date(2001, 1, 1))
    )
    await backtests.run(house)
    assert (await outcome_of(number)).choices[0].known == Found(None, None)
