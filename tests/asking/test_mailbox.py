"""The mailbox shows a customer's link only where somebody must carry it, and only to members who act."""

import dataclasses

import pytest

from feedback_app.alerts.tables import Notification
from tests.asking.asking_world import ask, planned


async def message(visitor, role: str) -> str:
    visitor.signed.role = role
    stored = await Notification.objects().first()
    return (await visitor.get(f"/mailbox/{stored.id}")).text


@pytest.mark.parametrize(("role", "shown"), [("admin", True), ("product", True), ("viewer", False)])
async def test_a_mail_that_stays_here_shows_its_link_to_those_who_act(visitor, house, channels, role, shown):
    await planned(house)
    await ask(house, dataclasses.replace(channels, smtp=None))
    page = await message(visitor, role)
    assert ("https://shop.example/s/1." in page) is shown
    assert "survey_url" not in page
    assert "a…@post.example" in page
    assert "anna" not in page


async def test_a_mail_that_was_sent_shows_no_link(visitor, house, channels, postbox):
    await planned(house)
    await ask(house, channels)
    assert "https://shop.example/s/1." not in await message(visitor, "admin")


async def test_strangers_see_nothing(visitor, house, channels):
    await planned(house)
    await ask(house, dataclasses.replace(channels, smtp=None))
    visitor.signed.role = None
    assert (await visitor.get("/mailbox/1")).status_code == 401


@pytest.mark.parametrize(("role", "shown"), [("product", True), ("viewer", False)])
async def test_the_way_to_the_send_log_is_there_for_who_may_go_it(visitor, role, shown):
    visitor.signed.role = role
    assert ('href="/mailings"' in (await visitor.get("/mailbox")).text) is shown
