"""The money pages: who says what a return costs, what a wrong amount answers, what stands there before and after."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from classifier.themes import install_themes
from feedback_app.alerts.alert_settings import settings_now
from feedback_app.insights.money.action_money import money_of
from feedback_app.insights.money.costs import PieceCost, cost_model, save_model
from tests.alerts.action_cast import acted, one_alert
from tests.conftest import NOON
from tests.insights.desk_world import LAST, write_shop
from tests.web.browsing import Browser, ClientAs

COSTS = {
    **{"category-0": "", "shipping-0": "3,95", "handling-0": "1", "write_down-0": "2,05"},
    **{"category-1": "Jacken", "shipping-1": "3,95", "handling-1": "", "write_down-1": "6"},
}


@pytest.fixture
async def manager(app: Any, client_as: ClientAs) -> Browser:
    await install_themes()
    await write_shop(app.state.house, 60, seed=31)
    return await client_as("product")


async def test_before_anybody_has_said_a_cost_the_page_asks_for_it(manager: Browser) -> None:
    page = (await manager.get("/money")).text
    assert "Noch hat niemand angegeben, was eine Retoure kostet" in page
    assert 'href="/money/costs"' in page
    assert "€" not in page.split("<main")[1]


async def test_who_may_not_enter_it_is_told_who_can(manager: Browser, client_as: ClientAs) -> None:
    page = (await (await client_as("viewer", "en")).get("/money")).text
    assert "Product management and administrators can enter it." in page
    assert "/money/costs" not in page


async def test_the_costs_are_saved_with_a_comma_and_the_page_shows_euros(manager: Browser) -> None:
    answer = await manager.submit("/money/costs", COSTS)
    assert (answer.status_code, answer.headers["location"]) == (303, "/money?saved=1")
    assert (await cost_model()).by_category == {"": PieceCost(395, 100, 205), "Jacken": PieceCost(395, 0, 600)}
    assert (await settings_now()).cents_per_return == 700
    page = (await manager.get("/money")).text
    assert "Transportschaden" in page
    assert "gleichmäßig auf diese verteilt" in page
    assert "9,95\u00a0€" in page


async def test_a_wrong_amount_comes_back_as_it_was_typed_and_nothing_is_saved(manager: Browser) -> None:
    answer = await manager.submit("/money/costs", {**COSTS, "handling-0": "ein Euro"})
    assert answer.status_code == 422
    assert 'value="ein Euro"' in answer.text
    assert 'href="#handling-0"' in answer.text
    assert 'value="3,95"' in answer.text
    assert not (await cost_model()).known


async def test_the_editor_offers_the_categories_that_came_back(manager: Browser) -> None:
    page = (await manager.get("/money/costs")).text
    assert page.index("Alle übrigen") < page.index("Jacken")
    assert "Hosen" in page


async def test_each_table_has_its_file_with_the_same_columns(manager: Browser, now: Any) -> None:
    await save_model({"": PieceCost(500)}, LAST, now)
    for by in ("theme", "product", "category", "reason", "carrier", "nonsense"):
        answer = await manager.get(f"/money.csv?by={by}")
        rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
        assert list(rows[0]) == ["value", "returns", "cost_euro", "share"]
        assert sum(float(row["share"]) for row in rows) == pytest.approx(1, abs=1e-4), by


async def test_an_action_gets_its_money_and_the_roi_its_terms(manager: Browser, now: Any) -> None:
    await save_model({"": PieceCost(500)}, LAST, now)
    action = await acted(await one_alert(NOON), NOON)
    assert "nichts, wodurch man teilen könnte" in (await manager.get("/money/roi")).text
    answer = await manager.submit(f"/money/actions/{action}", {"cost": "120", "extra_revenue": "30,50", "note": "<b>"})
    assert answer.headers["location"] == "/money?saved=1#actions"
    assert await money_of([action]) == {action: (12_000, 3_050)}
    page = (await manager.get("/money/roi")).text
    assert "je eingesetztem Euro" in page
    assert f'href="/money/actions/{action}"' in page
    assert 'href="/alerts/1"' in page
    assert "&lt;b&gt;" in (await manager.get(f"/money/actions/{action}")).text


async def test_a_cost_of_nothing_gives_no_roi_and_no_error(manager: Browser, now: Any) -> None:
    await save_model({"": PieceCost(500)}, LAST, now)
    action = await acted(await one_alert(NOON), NOON)
    await manager.submit(f"/money/actions/{action}", {"cost": "0", "extra_revenue": ""})
    answer = await manager.get("/money/roi")
    assert answer.status_code == 200
    assert "nicht bekannt" in answer.text
    (row,) = csv.DictReader(io.StringIO((await manager.get("/money/actions.csv")).text.removeprefix("\ufeff")))
    assert (row["cost_euro"], row["roi"], row["counted"]) == ("0", "", "yes")


async def test_extra_revenue_without_a_cost_is_asked_back(manager: Browser) -> None:
    action = await acted(await one_alert(NOON), NOON)
    answer = await manager.submit(f"/money/actions/{action}", {"cost": "", "extra_revenue": "30"})
    assert answer.status_code == 422
    assert "0, wenn sie nichts gekostet hat" in answer.text
    assert 'value="30"' in answer.text


async def test_too_early_is_said_where_it_is(manager: Browser, now: Any) -> None:
    await save_model({"": PieceCost(500)}, LAST, now)
    await acted(await one_alert(NOON), NOON, "too_early")
    assert "noch zu früh" in (await manager.get("/money")).text


async def test_an_action_that_does_not_exist_is_not_found_and_any_day_has_a_page(client_as: ClientAs) -> None:
    member = await client_as("product")
    for number in ("999", "99999999999999999999"):
        assert (await member.get(f"/money/actions/{number}")).status_code == 404
    for until in ("0001-01-01", "9999-12-31", "yesterday", "2026-02-28"):
        assert (await member.get(f"/money/roi?until={until}")).status_code == 200
        assert (await member.get(f"/money?since={until}&until={until}")).status_code == 200
