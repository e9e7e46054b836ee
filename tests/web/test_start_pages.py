"""The rail, the first steps, the tour and the switch for single keys, as members meet them."""

from __future__ import annotations

import re

import pytest

from feedback_app.foundation.access import Role
from feedback_app.foundation.rail import rail_of
from tests.web.browsing import Browser, ClientAs


@pytest.mark.parametrize("role", Role)
async def test_every_room_of_the_rail_opens(editor: Browser, client_as: ClientAs, role: Role) -> None:
    browser = await client_as(role)
    answers = {room.url: (await browser.get(room.url)).status_code for room in rail_of(role)}
    assert {url: status for url, status in answers.items() if status != 200} == {}


async def test_the_page_that_is_open_is_marked_in_the_rail(editor: Browser) -> None:
    for room in rail_of(Role.PRODUCT):
        page = (await editor.get(room.url)).text
        rail = page[page.index('<header class="rail">') : page.index("</header>")]
        assert set(re.findall(r'<a href="([^"]+)"[^>]*aria-current="page"', rail)) == {room.url}, room.url


async def test_single_keys_stay_off_until_they_are_turned_on_again(editor: Browser, client_as: ClientAs) -> None:
    for wanted, shown in (("off", "off"), ("on", "on")):
        answer = await editor.submit("/keys", {"keys": wanted})
        assert (answer.status_code, answer.headers["location"]) == (303, "/keys?saved=1")
        elsewhere = await client_as("product")
        assert f'data-keys="{shown}"' in (await elsewhere.get("/design")).text
    other = await client_as("logistics")
    await editor.submit("/keys", {"keys": "off"})
    assert 'data-keys="on"' in (await other.get("/design")).text


async def test_the_first_steps_say_what_is_done_and_can_be_put_away(editor: Browser) -> None:
    page = (await editor.get("/start")).text
    assert "0 von 3" in page
    assert "Schritte nicht mehr auf dem Überblick zeigen" in page
    put_away = await editor.submit("/start", {"shown": "no", "from": "overview"})
    assert put_away.headers["location"] == "/"
    assert "Schritte wieder auf dem Überblick zeigen" in (await editor.get("/start")).text


async def test_the_tour_leads_over_real_pages_and_can_be_left_at_each(editor: Browser) -> None:
    for stop in range(1, 7):
        led = await editor.get(f"/tour/{stop}")
        assert led.status_code == 303
        page = await editor.get(led.headers["location"])
        assert page.status_code == 200
        assert f"Station {stop} von 6" in page.text
        assert "Rundgang beenden" in page.text
    assert (await editor.get("/tour/7")).status_code == 404


@pytest.mark.parametrize("typed", ["0", "7", "x", "²", "2%0A", ""])
async def test_a_stop_that_does_not_exist_shows_no_strip(editor: Browser, typed: str) -> None:
    page = await editor.get(f"/design?tour={typed}")
    assert page.status_code == 200
    assert "tour-title" not in page.text
