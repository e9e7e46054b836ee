"""The first fitting route says who hears of an alert; without one it is the theme's own team."""

import pytest

from feedback_app.alerts import alert_settings
from feedback_app.alerts.alert_settings import AlertSettings
from feedback_app.alerts.routing import Routed, parties_of, team_for
from feedback_app.alerts.slices import Series, Slice
from feedback_app.alerts.team_tables import Route, Team

CRUSHED_AT_GLS = Series("damaged_transport", Slice("carrier", "GLS"))


@pytest.fixture
async def teams(world):
    for code, owner in (("product", ""), ("logistics", "Lena Lager"), ("service", "")):
        await Team(code=code, name_de=code, name_en=code, owner_name=owner, owner_id=7 if owner else None).save()


async def route(**named) -> None:
    await Route(position=await Route.count(), **named).save()


async def test_a_crushed_box_at_a_carrier_goes_to_logistics_and_its_owner_only(teams):
    assert await team_for(CRUSHED_AT_GLS, "medium", "trend") == Routed("logistics", 7, "Lena Lager")


async def test_the_first_fitting_route_wins(teams):
    await route(theme="too_small", team="logistics")
    await route(dimension="carrier", value="gls", team="service", owner_name="Ina Innendienst", owner_id=3)
    await route(theme="damaged_transport", team="product")
    assert await team_for(CRUSHED_AT_GLS, "medium", "trend") == Routed("service", 3, "Ina Innendienst")
    assert (await team_for(Series("damaged_transport"), "medium", "trend")).team == "product"


async def test_a_route_by_severity_leaves_lesser_alerts_alone(teams):
    await route(severity_from="high", team="service")
    assert (await team_for(CRUSHED_AT_GLS, "medium", "trend")).team == "logistics"
    assert (await team_for(CRUSHED_AT_GLS, "critical", "trend")).team == "service"


async def test_a_route_by_party_asks_the_reason_behind_the_theme(teams):
    await route(party="supplier", team="service")
    await route(party="carrier", team="product")
    assert (await team_for(CRUSHED_AT_GLS, "low", "trend")).team == "product"
    assert (await team_for(Series("too_small", Slice("lot", "L7")), "low", "trend")).team == "service"
    assert (await team_for(Series("too_small"), "low", "trend", parties=("supplier",))).team == "service"


async def test_a_route_to_a_team_that_is_gone_is_passed_over(teams):
    await route(theme="damaged_transport", team="marketing")
    assert (await team_for(CRUSHED_AT_GLS, "low", "trend")).team == "logistics"


async def test_a_return_rate_and_a_theme_of_nobody_go_to_the_product_team(teams):
    assert (await team_for(Series("return_rate", Slice("carrier", "GLS")), "low", "rate")).team == "product"
    assert (await team_for(Series("changed_mind"), "low", "trend")).team == "product"


@pytest.mark.parametrize(
    ("theme", "dimension", "parties"),
    [
        ("damaged_transport", "", {"carrier"}),
        ("damaged_transport", "warehouse", {"carrier", "warehouse"}),
        ("too_small", "carrier", {"product"}),
        ("not_as_described", "", {"listing"}),
        ("refund_slow", "", {"service"}),
        ("made_up", "", set()),
    ],
)
def test_the_place_decides_among_those_who_touch_a_parcel_only(theme, dimension, parties):
    assert parties_of(Series(theme, Slice(dimension, "x") if dimension else Slice())) == parties


async def test_settings_hold_from_the_moment_they_are_saved(db):
    assert await alert_settings.settings_now() == AlertSettings()
    for wanted in (AlertSettings("BY", 650, True), AlertSettings("", None, False)):
        await alert_settings.save_general(wanted.federal_state, wanted.cents_per_return)
        await alert_settings.save_news(wanted.changes_page, wanted.tell_by_itself)
        assert await alert_settings.settings_now() == wanted
