"""Signed links: what makes one, what it is worth, and for how long."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from feedback_app.foundation.house import House
from feedback_app.foundation.keys import fingerprint, sign_token
from surveys import invitations
from surveys.built_in import RETURNS
from surveys.definition import Definition, Page, PhotoQuestion, Words
from surveys.errors import UnknownOrderError, UnknownSurveyError
from surveys.invitations import Expired, Found, Invited, Unknown, find_invitation, invite, offered
from surveys.surveys import publish
from surveys.tables import Invitation
from tests.surveys.conftest import Clock, everything


async def test_a_link_opens_the_survey_about_its_order(shop: House, invited: Invited) -> None:
    found = await find_invitation(shop, invited.token)
    assert isinstance(found, Found)
    assert found.order.external_id == "A-1"
    assert [item.product for item in found.order.items] == ["Regenjacke", "Wanderhose"]
    assert found.definition.items is not None


async def test_a_token_is_short_and_needs_no_escaping(invited: Invited) -> None:
    assert len(invited.token) <= 64
    assert re.fullmatch(r"[A-Za-z0-9._-]+", invited.token)
    assert invited.url == f"http://testserver.local/s/{invited.token}"


async def test_the_database_holds_no_usable_token(invited: Invited) -> None:
    stored = str(await everything())
    assert invited.token not in stored
    assert fingerprint(invited.token) in stored


async def test_a_forged_link_is_refused_without_asking_the_database(
    shop: House, invited: Invited, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_query(*_: object) -> None:
        raise AssertionError("the database was asked")

    monkeypatch.setattr(invitations.Invitation, "select", no_query)
    for forged in (invited.token[:-1] + "!", invited.token.swapcase(), "", "x", "ü" * 40, "1..", invited.token * 9):
        assert isinstance(await find_invitation(shop, forged), Unknown)


async def test_a_token_made_for_another_purpose_opens_no_form(shop: House, invited: Invited) -> None:
    other = sign_token(shop.keys, "invite", b"0" * 16)
    assert isinstance(await find_invitation(shop, other), Unknown)


async def test_a_genuine_token_that_was_never_sent_is_unknown(shop: House) -> None:
    assert isinstance(await find_invitation(shop, sign_token(shop.keys, "answer", b"0" * 16)), Unknown)


async def test_a_link_ends_on_the_second(shop: House, clock: Clock, invited: Invited) -> None:
    clock.now = invited.expires_at
    clock.move(seconds=-1)
    assert isinstance(await find_invitation(shop, invited.token), Found)
    clock.move(seconds=1)
    assert isinstance(await find_invitation(shop, invited.token), Expired)


async def test_the_language_is_the_orders_unless_it_is_given(shop: House) -> None:
    german = await find_invitation(shop, (await invite(shop, "A-1")).token)
    english = await find_invitation(shop, (await invite(shop, "A-1", language="en")).token)
    assert isinstance(german, Found)
    assert isinstance(english, Found)
    assert (german.language, english.language) == ("de", "en")


async def test_nobody_is_invited_about_an_unknown_order_or_to_an_unknown_survey(shop: House) -> None:
    with pytest.raises(UnknownOrderError):
        await invite(shop, "A-2")
    with pytest.raises(UnknownSurveyError):
        await invite(shop, "A-1", survey_code="unknown")
    assert await Invitation.count() == 0


async def test_a_link_knows_whom_it_asks_and_where_it_was_mailed(shop: House) -> None:
    made = await invite(shop, "A-1", person="p" * 64, mail_domain="post.test")
    found = await find_invitation(shop, made.token)
    assert isinstance(found, Found)
    assert (found.person, found.mail_domain, found.spent_on, found.disowned) == ("p" * 64, "post.test", None, False)


async def test_a_survey_may_say_how_long_its_links_last(shop: House, clock: Clock) -> None:
    short = Definition(Words("Kurz", "Short"), Words(), expires_days=3)
    await publish("short", short, shop.now())
    assert (await invite(shop, "A-1", "short")).expires_at == clock.now + timedelta(days=3)
    assert (await invite(shop, "A-1")).expires_at == clock.now + timedelta(days=30)


def test_an_anonymous_survey_offers_nothing_that_gives_its_customer_away() -> None:
    asked = Page(Words("Seite", "Page"), (PhotoQuestion("picture", Words("Bild", "Picture")),))
    full = Definition(Words(), Words(), RETURNS.items, (asked,), call_back=True, anonymous=True)
    seen = offered(full)
    assert seen.items is not None
    assert (seen.contact, seen.call_back, dict(seen.items.photos), list(seen.questions())) == (False, False, {}, [])
    assert offered(RETURNS) == RETURNS
