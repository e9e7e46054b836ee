"""The demo says what its returns cost; its removal takes that away, and nothing that somebody has said."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from feedback_app.alerts.alert_settings import save_cost, settings_now
from feedback_app.demo import shop
from feedback_app.demo.costs import COSTS, forget_costs, say_costs
from feedback_app.foundation.house import House
from feedback_app.foundation.keys import Keys
from feedback_app.insights.money.costs import PieceCost, cost_model, save_model
from surveys.tables import Shop

OWN = {"": PieceCost(500, 100, 0)}


@pytest.fixture
async def house(db, now, tmp_path):
    await Shop(name="Laden am Markt").save()
    return House(lambda: now, ZoneInfo("Europe/Berlin"), Keys("s" * 40), "http://shop.test", tmp_path)


async def test_the_demo_says_its_costs_and_the_removal_forgets_them(house):
    await shop.mark_as_demo()
    await say_costs(house)
    assert (await cost_model()).by_category == COSTS
    assert (await settings_now()).cents_per_return == COSTS[""].total
    await forget_costs()
    assert not (await cost_model()).known


async def test_what_a_shop_has_said_stays_through_demo_and_removal(house, now):
    await save_model(OWN, house.today(), now)
    await shop.mark_as_demo()
    await say_costs(house)
    await forget_costs()
    assert (await cost_model()).by_category == OWN


async def test_what_somebody_changed_in_the_demo_stays(house, now):
    await shop.mark_as_demo()
    await say_costs(house)
    await save_cost(700)
    await forget_costs()
    assert (await cost_model()).cents("Schuhe") == 700


async def test_without_a_demo_nothing_is_forgotten(house):
    await say_costs(house)
    await forget_costs()
    assert (await cost_model()).by_category == COSTS
