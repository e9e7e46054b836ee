"""The first steps show what the data say, and what a member puts away stays away."""

from __future__ import annotations

from dataclasses import replace

import pytest

from feedback_app.alerts.team_tables import Team
from feedback_app.alerts.teams import install_teams
from feedback_app.foundation.access import KEYS_OFF, START_DONE, Role, Viewer
from feedback_app.foundation.database import transaction
from feedback_app.foundation.house import House
from feedback_app.foundation.rail import rail_of
from feedback_app.insights.start.first_steps import banner, start_of, stop_url
from feedback_app.insights.start.wishes import wish, wishes_of
from surveys import invitations
from surveys.catalogue import install_catalogue
from surveys.orders import ItemLine, OrderLines, upsert_orders
from surveys.surveys import install_surveys
from surveys.tables import Invitation, Order

PETRA = Viewer(1, "Petra", "petra@laden.example", Role.PRODUCT, "de")


@pytest.fixture
async def shop(db: str, house: House) -> House:
    """A shop as it is on its first day."""
    async with transaction():
        await install_catalogue()
        await install_surveys(house.now())
        await install_teams()
    return house


async def an_order() -> None:
    await upsert_orders([OrderLines("4711", (ItemLine("S1", "Teekanne"),))])


async def done() -> list[bool]:
    return [step.done for step in (await start_of(PETRA)).steps]


async def test_on_the_first_day_nothing_is_done(shop: House) -> None:
    assert await done() == [False, False, False]


async def test_each_step_is_done_when_the_data_show_it(shop: House) -> None:
    await an_order()
    assert await done() == [True, False, False]
    await invitations.invite(shop, "4711")
    assert await done() == [True, True, False]
    await Team.update({Team.false_alarms_per_month: 3.0}).where(Team.code == "service")
    assert await done() == [True, True, True]


async def test_what_the_demo_made_does_not_count(shop: House) -> None:
    await an_order()
    await invitations.invite(shop, "4711")
    await Order.update({Order.demo: True}, force=True)
    await Invitation.update({Invitation.demo: True}, force=True)
    assert await done() == [False, False, False]


async def test_the_overview_shows_the_steps_until_they_are_put_away(shop: House) -> None:
    assert await banner(PETRA) is not None
    assert await banner(replace(PETRA, wishes=frozenset({START_DONE}))) is None


async def test_the_overview_shows_the_steps_until_all_are_done(shop: House) -> None:
    await an_order()
    await invitations.invite(shop, "4711")
    await Team.update({Team.false_alarms_per_month: 3.0}).where(Team.code == "product")
    assert await banner(PETRA) is None


async def test_a_wish_kept_twice_is_kept_once_and_belongs_to_one_member(db: str) -> None:
    await wish(1, KEYS_OFF, wanted=True)
    await wish(1, KEYS_OFF, wanted=True)
    assert (await wishes_of(1), await wishes_of(2)) == ({KEYS_OFF}, frozenset())
    await wish(1, KEYS_OFF, wanted=False)
    assert await wishes_of(1) == frozenset()


async def test_the_tour_has_six_stops_and_skips_an_alert_that_is_not_there(db: str) -> None:
    stops = [await stop_url(stop) for stop in range(8)]
    assert stops[0] is stops[7] is None
    assert stops[1] == "/?tour=1"
    assert stops[3] == "/alerts?tour=3"


def test_logistics_and_service_have_their_own_room_in_front() -> None:
    fronts = {role: [room.key for room in rail_of(role).first][-1] for role in Role}
    assert fronts == {
        Role.ADMIN: "surveys",
        Role.PRODUCT: "surveys",
        Role.LOGISTICS: "logistics",
        Role.SERVICE: "cases",
        Role.VIEWER: "surveys",
    }


@pytest.mark.parametrize("role", Role)
def test_no_room_is_lost_and_no_key_leads_to_two(role: Role) -> None:
    rail = rail_of(role)
    letters = [room.letter for room in rail if room.letter]
    assert len(rail.first) == 5
    assert {"surveys", "logistics", "cases"} <= {room.key for room in rail}
    assert len(letters) == len(set(letters))
    # Keys of their own: the palette's G, J and K.
    assert not {"g", "j", "k"} & set(letters)
