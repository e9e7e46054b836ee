"""What programs send is kept apart, and whoever confirms it is believed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from httpx import ASGITransport, AsyncClient, Response

from feedback_app.foundation.house import House
from surveys.built_in_scores import satisfaction
from surveys.definition import Definition, Page, Words
from surveys.form.robots import MOST_SUSPECTS, Served, Watch, nonce_of, prefix_of, served_by
from surveys.invitations import Found, Invited, invite
from surveys.surveys import publish
from surveys.tables import Comment, Draft, Submission, Suspect
from tests.surveys.conftest import Clock
from tests.surveys.filling import answer_form, nonce_in, post_step

AGAIN = "Bitte tippen Sie noch einmal auf Senden"


def _item(link: Found) -> int:
    return link.order.items[0].id


async def _signs() -> list[str]:
    return [row["signs"] for row in await Suspect.select().order_by(Suspect.id)]


async def _counted() -> tuple[int, int, int]:
    return await Submission.count(), await Comment.count(), await Draft.count()


async def _confirmed(web: AsyncClient, path: str, asked: Response, clock: Clock, fields: dict[str, str]) -> Response:
    clock.move(seconds=3)
    return await web.post(path, data={"nonce": nonce_in(asked), "go": "send", **fields})


async def test_a_robot_that_fills_and_posts_at_once_is_replaced_by_the_person_who_comes_later(
    web: AsyncClient, clock: Clock, invited: Invited, link: Found
):
    path = f"/s/{invited.token}"
    opened = await web.get(path, headers={"user-agent": "Mozilla/5.0 (Outlook SafeLinks)"})
    robot = {"nonce": nonce_in(opened), "go": "send", f"comment-{_item(link)}": "anna@example.org", "q-csat": "1"}
    asked = await web.post(path, data=robot)
    assert (asked.status_code, await _signs(), await _counted()) == (200, ["too_fast"], (0, 0, 0))
    suspect = await Suspect.select().first()
    assert "anna@example.org" not in suspect["fields"]
    assert '"q-csat":["1"]' in suspect["fields"]
    person = await answer_form(web, path, {f"comment-{_item(link)}": "Naht offen", "q-csat": "4"})
    assert person.status_code == 303
    row = await Submission.select().first()
    assert (row["rating"], row["revision"], [c["text"] for c in await Comment.select()]) == (4, 1, ["Naht offen"])
    assert (await Suspect.select().first())["replaced_at"] == clock.now


async def test_a_suspect_sees_everything_again_and_is_believed_when_confirming(
    web: AsyncClient, clock: Clock, invited: Invited, link: Found
):
    path, words = f"/s/{invited.token}", {f"comment-{_item(link)}": "Naht <b>offen</b>"}
    asked = await web.post(path, data={"go": "send", **words})
    assert "Naht &lt;b&gt;offen&lt;/b&gt;" in asked.text or "Welche Artikel" in asked.text
    assert 'role="alert"' in asked.text
    done = await _confirmed(web, path, asked, clock, words)
    assert (done.status_code, await _signs(), await _counted()) == (303, ["no_nonce"], (1, 1, 0))


async def test_confirming_at_once_is_still_a_robots_way(web: AsyncClient, invited: Invited):
    path = f"/s/{invited.token}"
    asked = await web.post(path, data={"go": "send", "q-csat": "1"})
    again = await web.post(path, data={"nonce": nonce_in(asked), "go": "send", "q-csat": "1"})
    assert (again.status_code, await _signs(), await _counted()) == (200, ["no_nonce", "too_fast"], (0, 0, 0))


@pytest.mark.parametrize(
    ("change", "sign"),
    [
        ({"nonce": ""}, "no_nonce"),
        ({"nonce": "1795172400000.f.0000000000000000000000"}, "no_nonce"),
        ({"website": "https://spam.test"}, "honeypot"),
        ({}, "cross_site"),
    ],
)
async def test_each_sign_alone_is_enough(
    web: AsyncClient, clock: Clock, invited: Invited, change: dict[str, str], sign: str
):
    path = f"/s/{invited.token}"
    nonce = nonce_in(await web.get(path))
    clock.move(seconds=3)
    site = "cross-site" if sign == "cross_site" else "same-origin"
    fields = {"nonce": nonce, "go": "send", "q-csat": "1"} | change
    reply = await web.post(path, data=fields, headers={"sec-fetch-site": site})
    assert (reply.status_code, await _signs(), await _counted()) == (200, [sign], (0, 0, 0))


async def test_a_nonce_of_another_link_is_worth_nothing(web: AsyncClient, shop: House, clock: Clock, invited: Invited):
    other = nonce_in(await web.get(f"/s/{(await invite(shop, 'A-1')).token}"))
    clock.move(seconds=3)
    await web.post(f"/s/{invited.token}", data={"nonce": other, "go": "send", "q-csat": "1"})
    assert (await _signs(), await _counted()) == (["no_nonce"], (0, 0, 0))


async def test_a_robots_step_is_not_saved_either(web: AsyncClient, invited: Invited, link: Found):
    path = f"/s/{invited.token}"
    for go in ("next", "back", "not_mine"):
        reply = await web.post(path, data={"step": "items", "go": go, "item": str(_item(link))})
        assert reply.status_code == 200
    assert (await _counted(), await _signs()) == ((0, 0, 0), ["no_nonce"] * 3)
    assert (await web.get(path)).status_code == 200


async def test_a_quick_person_may_go_on_at_once(web: AsyncClient, invited: Invited, link: Found):
    path = f"/s/{invited.token}"
    nonce = nonce_in(await web.get(path))
    on = await web.post(path, data={"step": "items", "go": "next", "item": str(_item(link)), "nonce": nonce})
    assert (on.status_code, await _signs()) == (303, [])


async def test_the_nonce_stays_the_same_through_the_steps(
    web: AsyncClient, clock: Clock, invited: Invited, link: Found
):
    path = f"/s/{invited.token}"
    nonce = nonce_in(await web.get(path))
    clock.move(seconds=1)
    on = await web.post(path, data={"step": "items", "go": "next", "item": str(_item(link)), "nonce": nonce})
    assert nonce_in(await web.get(on.headers["location"])) == nonce


async def test_five_links_from_one_address_within_a_minute_are_a_scanner(web: AsyncClient, shop: House, clock: Clock):
    paths = [f"/s/{(await invite(shop, 'A-1')).token}" for _ in range(5)]
    nonces = [nonce_in(await web.get(path)) for path in paths]
    clock.move(seconds=3)
    asked = await web.post(paths[0], data={"nonce": nonces[0], "go": "send", "q-csat": "1"})
    assert (asked.status_code, await _signs(), await _counted()) == (200, ["many_links"], (0, 0, 0))
    done = await _confirmed(web, paths[0], asked, clock, {"q-csat": "1"})
    assert done.status_code == 303
    clock.move(seconds=61)
    later = await answer_form(web, paths[1], {"q-csat": "1"})
    assert later.status_code == 303


@pytest.mark.parametrize("channel", ["phone", "store", "web", "qr", "chat"])
async def test_an_agent_a_desk_or_a_kiosk_may_be_quick(web: AsyncClient, shop: House, channel: str):
    paths = [f"/s/{(await invite(shop, 'A-1', channel=channel)).token}" for _ in range(7)]
    for path in paths:
        nonce = nonce_in(await web.get(path))
        shop.clock.move(seconds=3)
        assert (await web.post(path, data={"nonce": nonce, "go": "send", "q-csat": "1"})).status_code == 303
    assert (await _signs(), await Submission.count()) == ([], 7)


async def test_a_robot_that_finds_what_was_begun_is_not_slow_because_of_it(
    web: AsyncClient, clock: Clock, invited: Invited, link: Found
):
    path = f"/s/{invited.token}"
    await post_step(web, path, "items", {"item": str(_item(link))})
    clock.move(days=2)
    nonce = nonce_in(await web.get(path))
    reply = await web.post(path, data={"nonce": nonce, "go": "send", "q-csat": "1"})
    assert (reply.status_code, await _signs(), await Submission.count()) == (200, ["too_fast"], 0)


async def test_somebody_elsewhere_is_not_taken_for_the_scanner(web: AsyncClient, shop: House):
    paths = [f"/s/{(await invite(shop, 'A-1')).token}" for _ in range(5)]
    for path in paths:
        await web.get(path)
    app = web._transport.app  # type: ignore[attr-defined]
    async with AsyncClient(transport=ASGITransport(app, client=("198.51.100.7", 1)), base_url=web.base_url) as person:
        assert (await answer_form(person, paths[0], {"q-csat": "1"})).status_code == 303


async def test_who_opens_every_score_within_a_minute_is_a_scanner(web: AsyncClient, shop: House, clock: Clock):
    path = f"/s/{(await invite(shop, 'A-1', 'csat')).token}"
    for score in range(1, 6):
        opened = await web.get(f"{path}?score={score}")
    clock.move(seconds=3)
    sent = {"nonce": nonce_in(opened), "go": "send", "q-csat": "5"}
    assert (await web.post(f"{path}?score=5", data=sent)).status_code == 200
    assert (await _signs(), await _counted()) == (["all_scores"], (0, 0, 0))
    clock.move(seconds=61)
    assert (await answer_form(web, path, {"q-csat": "4"})).status_code == 303


async def test_no_more_than_ten_suspects_are_kept_of_one_link(web: AsyncClient, invited: Invited):
    for _ in range(MOST_SUSPECTS + 3):
        await web.post(f"/s/{invited.token}", data={"go": "send", "q-csat": "1"})
    assert await Suspect.count() == MOST_SUSPECTS


async def test_of_a_suspect_in_an_anonymous_survey_no_words_are_kept(web: AsyncClient, shop: House):
    asked = Definition(Words(), Words(), pages=(Page(Words(), (satisfaction(Words()),)),), anonymous=True)
    await publish("secret", asked, shop.now())
    path = f"/s/{(await invite(shop, 'A-1', 'secret')).token}"
    await web.post(path, data={"go": "send", "q-csat": "1"})
    assert [row["fields"] for row in await Suspect.select()] == ["{}"]
    assert (await answer_form(web, path, {"q-csat": "1"})).status_code == 303
    assert await Suspect.count() == 0


def test_a_nonce_says_when_it_was_given_out_and_nothing_else_is_taken(house: House):
    nonce = nonce_of(house.keys, "token", Served(house.now(), confirming=True))
    assert served_by(house.keys, "token", nonce) == Served(house.now(), confirming=True)
    for wrong in ("", ".", "..", nonce[:-1], nonce + "x", nonce.replace(".c.", ".f."), "9" * 400, "-1.f.x", "²2.f.ü"):
        assert served_by(house.keys, "token", wrong) is None
    assert served_by(house.keys, "other", nonce) is None


@pytest.mark.parametrize(
    ("address", "prefix"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("nonsense", "nonsense"),
    ],
)
def test_an_address_stands_for_its_place_on_the_net(address: str, prefix: str):
    assert prefix_of(address) == prefix


def test_what_is_watched_names_no_address_and_no_link(house: House):
    watch = Watch()
    watch.saw(house, "192.0.2.7", "1.token.tag", "3")
    assert not re.search(r"192\.0|token", repr(watch))


def test_what_is_watched_stays_small(house: House, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("surveys.form.robots.MOST_ADDRESSES", 50)
    watch = Watch()
    for number in range(200):
        watch.saw(house, f"10.0.0.{number}", f"token {number}", "1")
    assert (len(watch.links), len(watch.scores)) == (50, 50)
    for number in range(100):
        house.clock.now += timedelta(seconds=1)  # type: ignore[attr-defined]
        watch.saw(house, "10.1.1.1", f"token {number}")
    assert len(watch.links[next(reversed(watch.links))]) <= 60
