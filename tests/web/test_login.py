"""Members sign in and out; nobody can plant, guess or keep a session."""

import asyncio
from datetime import timedelta

import pytest

from feedback_app.auth import attempts, members, sessions
from feedback_app.auth.errors import WeakPasswordError
from feedback_app.auth.routes import own_path
from feedback_app.auth.tables import LoginAttempt, Member, MemberSession
from feedback_app.foundation.access import Role

PASSWORD = "a long enough password"


@pytest.fixture
async def ada(db):
    return await members.add_member("Ada@Shop.test", "Ada", PASSWORD, Role.PRODUCT)


async def test_the_right_password_opens_the_house(client_as, ada):
    browser = await client_as(None)
    answer = await browser.submit("/login", {"email": "ada@shop.test", "password": PASSWORD, "next": "/alerts"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/alerts")
    assert (await browser.get("/alerts")).status_code == 200


@pytest.mark.parametrize("email", ["ada@shop.test", "nobody@shop.test"])
async def test_a_wrong_password_says_the_same_for_known_and_unknown_addresses(client_as, ada, email):
    browser = await client_as(None, language="en")
    answer = await browser.submit("/login", {"email": email, "password": "wrong"})
    assert answer.status_code == 422
    assert "do not fit together" in answer.text
    assert email in answer.text


async def test_a_login_never_adopts_a_session_that_somebody_planted(client_as, ada):
    browser = await client_as(None)
    browser.cookies.set("session", "planted")
    await browser.submit("/login", {"email": "ada@shop.test", "password": PASSWORD})
    assert browser.cookies.get("session", domain="shop.test") != "planted"
    assert await sessions.find_viewer("planted", (await MemberSession.select().first())["created_at"]) is None


async def test_the_database_holds_no_usable_session(client_as, ada):
    browser = await client_as(None)
    await browser.submit("/login", {"email": "ada@shop.test", "password": PASSWORD})
    stored = await MemberSession.select(MemberSession.token_hash).first()
    assert stored["token_hash"] not in browser.cookies.values()


async def test_signing_out_ends_the_session_on_the_server(client_as):
    browser = await client_as("viewer")
    answer = await browser.submit("/logout")
    assert answer.status_code == 303
    assert await MemberSession.count() == 0


async def test_signing_in_again_ends_the_session_before(client_as, ada):
    browser = await client_as(None)
    for _ in range(2):
        await browser.submit("/login", {"email": "ada@shop.test", "password": PASSWORD})
    assert await MemberSession.count() == 1


async def test_a_new_password_ends_all_sessions(client_as, ada):
    browser = await client_as(None)
    await browser.submit("/login", {"email": "ada@shop.test", "password": PASSWORD})
    await members.add_member("ada@shop.test", "Ada", "another long password", Role.PRODUCT)
    assert (await browser.get("/alerts")).status_code == 303


async def test_sessions_end_when_idle_and_at_last(app, client_as, now):
    browser = await client_as("viewer")
    token = browser.cookies["session"]
    assert await sessions.find_viewer(token, now + timedelta(hours=7)) is not None
    assert await sessions.find_viewer(token, now + timedelta(hours=16)) is None
    assert await sessions.find_viewer(token, now + timedelta(days=8)) is None


@pytest.mark.parametrize(("path", "kept_awake"), [("/design", True), ("/design?live=0123", False)])
async def test_a_page_that_only_renews_itself_keeps_no_session_awake(client_as, now, path, kept_awake):
    browser = await client_as("viewer")
    await MemberSession.update({MemberSession.seen_at: now - timedelta(hours=7)}, force=True)
    assert (await browser.get(path)).status_code == 200
    (seen,) = await MemberSession.select(MemberSession.seen_at).output(as_list=True)
    assert (seen == now) is kept_awake


async def test_a_member_who_was_switched_off_is_out_at_once(client_as):
    browser = await client_as("viewer")
    await Member.update({Member.active: False}).where(Member.id == browser.member_id)
    assert (await browser.get("/alerts")).status_code == 303


async def test_guessing_is_slowed_down_in_the_database(client_as, ada):
    browser = await client_as(None)
    for _ in range(10):
        await browser.submit("/login", {"email": "ada@shop.test", "password": "wrong"})
    answer = await browser.submit("/login", {"email": "ada@shop.test", "password": PASSWORD})
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "3600")
    assert await LoginAttempt.count() == 10


@pytest.mark.parametrize(
    ("one", "other", "allowed"), [("2001:db8::1", "2001:db8::ffff", False), ("10.0.0.1", "10.0.0.2", True)]
)
async def test_a_network_counts_as_one_guesser(app, one, other, allowed):
    for number in range(attempts.PER_CLIENT):
        await attempts.begin(app.state.house, f"{number}@shop.test", one)
    assert (await attempts.begin(app.state.house, "ada@shop.test", other) is not None) is allowed


async def test_tries_at_the_same_time_cannot_pass_together(app):
    tries = [attempts.begin(app.state.house, "ada@shop.test", "10.0.0.1") for _ in range(40)]
    begun = await asyncio.gather(*tries)
    assert len([one for one in begun if one is not None]) == attempts.PER_ADDRESS_AND_CLIENT


async def test_signing_in_uses_up_no_tries(client_as, ada):
    browser = await client_as(None)
    await browser.submit("/login", {"email": "ada@shop.test", "password": "wrong"})
    await browser.submit("/login", {"email": "ada@shop.test", "password": PASSWORD})
    assert await LoginAttempt.count() == 1


async def test_a_deactivated_member_is_out_at_once_and_stays_out(client_as, ada):
    browser = await client_as(None)
    await browser.submit("/login", {"email": "ada@shop.test", "password": PASSWORD})
    assert await members.deactivate(" Ada@shop.test ") is True
    assert (await browser.get("/alerts")).status_code == 303
    assert (await browser.submit("/login", {"email": "ada@shop.test", "password": PASSWORD})).status_code == 422
    assert (await MemberSession.count(), await members.deactivate("ada@shop.test")) == (0, False)


async def test_short_passwords_are_refused(db):
    with pytest.raises(WeakPasswordError):
        await members.add_member("b@shop.test", "B", "short", Role.VIEWER)


@pytest.mark.parametrize("url", ["//evil.test", "https://evil.test", "/\\evil.test", "javascript:x", "", "/a\nb"])
def test_after_the_login_nobody_leaves_the_house(url):
    assert own_path(url) == "/"
