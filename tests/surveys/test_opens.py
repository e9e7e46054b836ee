"""Links that mail scanners open are counted by domain, beside the database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from httpx import AsyncClient

from feedback_app.foundation.house import House
from surveys.form.opens import note_open, opens_by_domain
from surveys.invitations import invite
from tests.surveys.conftest import Clock, everything
from tests.surveys.filling import answer_form


async def test_opens_of_mailed_links_are_counted_until_they_are_answered(web: AsyncClient, shop: House):
    mailed = (await invite(shop, "A-1", mail_domain="Post.test")).token
    other = (await invite(shop, "A-1")).token
    before = await everything()
    for path in (f"/s/{mailed}", f"/s/{mailed}?score=1", f"/s/{other}"):
        await web.get(path)
    await web.head(f"/s/{mailed}")
    assert await everything() == before
    assert opens_by_domain(shop, shop.today()) == {"post.test": 3}
    await answer_form(web, f"/s/{mailed}", {})
    for path in (f"/s/{mailed}", f"/s/{mailed}?edit=1"):
        assert (await web.get(path)).status_code == 200
    assert opens_by_domain(shop, shop.today()) == {"post.test": 4}


def test_only_days_since_the_given_one_count(house: House, clock: Clock):
    note_open(house, "a.test")
    clock.move(days=1)
    note_open(house, "a.test")
    note_open(house, "b.test")
    assert opens_by_domain(house, house.today()) == {"a.test": 1, "b.test": 1}
    assert opens_by_domain(house, house.today() - timedelta(days=1)) == {"a.test": 2, "b.test": 1}


def test_old_days_are_forgotten_when_a_new_one_begins(house: House, clock: Clock):
    first = house.today()
    note_open(house, "a.test")
    clock.move(days=181)
    note_open(house, "b.test")
    assert opens_by_domain(house, first) == {"b.test": 1}


@pytest.mark.parametrize("domain", ["", "a b", "x\ny.test", "ä.test", "a" * 254])
def test_what_is_no_domain_is_not_written(house: House, domain: str):
    note_open(house, domain)
    assert opens_by_domain(house, house.today()) == {}


def test_a_folder_that_cannot_be_written_costs_nobody_a_page(house: House):
    folder = house.models_dir.parent / "opens"
    folder.write_text("in the way")
    note_open(house, "a.test")
    assert opens_by_domain(house, house.today()) == {}
