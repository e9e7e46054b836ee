"""An anonymous answer cannot be led back to the link, whoever holds the database."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from httpx import AsyncClient

from feedback_app.foundation.house import House
from surveys.answers import Answers, Given, ItemAnswer
from surveys.built_in import RETURNS
from surveys.definition import Definition, Page, TextQuestion, Words
from surveys.invitations import Found, Invited, find_invitation, invite
from surveys.submissions import Spent, Stored, submit
from surveys.surveys import publish
from surveys.tables import Answer, Comment, Draft, Invitation, Photo, Submission
from tests.surveys.conftest import Clock, everything
from tests.surveys.filling import answer_form, post_step

MONDAY = date(2026, 11, 16)
MIDNIGHT = datetime(2026, 11, 15, 23, 0, tzinfo=UTC)
TEXT = TextQuestion("better", Words("Was können wir besser machen?", "What could we do better?"))
TITLE = Words("Unter uns", "Between us")


@pytest.fixture
async def secret(shop: House) -> Invited:
    asked = Definition(TITLE, Words(), RETURNS.items, (Page(TITLE, (TEXT,)),), call_back=True, anonymous=True)
    await publish("secret", asked, shop.now())
    return await invite(shop, "A-1", "secret")


async def _found(shop: House, secret: Invited) -> Found:
    found = await find_invitation(shop, secret.token)
    assert isinstance(found, Found)
    return found


async def test_no_row_of_the_answer_names_link_order_or_time(shop: House, secret: Invited):
    found = await _found(shop, secret)
    key = str(found.order.items[0].id)
    given = (Given("where_fit", key, codes=("arms",)),)
    await submit(shop, found, Answers((ItemAnswer(key, "too_small", "Ärmel", themes=("sizing",)),), given))
    row = await Submission.select().first()
    columns = ("invitation", "order_id", "submitted_at", "changed_at", "day", "deletion_hash")
    assert [row[column] for column in columns] == [None, "", MIDNIGHT, MIDNIGHT, MONDAY, None]
    comment = await Comment.select().first()
    kept = ("order_item", "day", "size", "color", "region", "sku", "carrier")
    assert [comment[column] for column in kept] == [None, MONDAY, "", "", "", "J-1", "GLS"]
    assert (await Answer.select().first())["order_item"] is None
    tables = await everything()
    assert "11:00" not in str([tables[name] for name in ("submission", "comment", "answer", "confirmation")])
    assert (await Invitation.select().where(Invitation.id == found.id).first())["spent_on"] == MONDAY


async def test_a_second_answer_is_refused_with_the_page_that_says_so(web: AsyncClient, secret: Invited):
    path = f"/s/{secret.token}"
    sent = await answer_form(web, path, {"q-better": "Mehr Größen"})
    assert (sent.status_code, "Danke" in (await web.get(sent.headers["location"])).text) == (303, True)
    before = await everything()
    again = await web.post(path, data={"go": "send", "q-better": "Anders"})
    assert (again.status_code, again.headers["location"]) == (303, path)
    page = await web.get(path)
    assert (page.status_code, "Mehr Größen" in page.text, 'name="nonce"' in page.text) == (200, False, False)
    assert await everything() == before


async def test_of_two_answers_at_once_one_is_stored(shop: House, secret: Invited):
    found = await _found(shop, secret)
    first, second = await submit(shop, found, Answers(rating=1)), await submit(shop, found, Answers(rating=2))
    assert (isinstance(first, Stored), isinstance(second, Spent)) == (True, True)
    assert [row["rating"] for row in await Submission.select()] == [1]


async def test_a_failure_in_the_middle_leaves_the_link_unspent(
    shop: House, secret: Invited, monkeypatch: pytest.MonkeyPatch
):
    async def fail(*_: object) -> None:
        raise RuntimeError("in the middle")

    found, before = await _found(shop, secret), await everything()
    monkeypatch.setattr("surveys.submissions.add_comments", fail)
    with pytest.raises(RuntimeError):
        await submit(shop, found, Answers())
    assert await everything() == before


async def test_pictures_news_and_calls_are_neither_offered_nor_taken(web: AsyncClient, shop: House, secret: Invited):
    path, key = f"/s/{secret.token}", (await _found(shop, secret)).order.items[0].id
    for step in ("items", f"item-{key}", "page-1"):
        page = (await web.get(f"{path}?step={step}")).text
        assert not any(f'name="{name}"' in page for name in ("tell_me", "call_me", f"photo-{key}"))
    await post_step(web, path, "items", {"item": str(key)})
    await post_step(web, path, f"item-{key}", {}, files={f"photo-{key}": ("a.jpg", b"\xff\xd8")})
    wanted = {"tell_me": "yes", "email": "a@b.de", "call_me": "yes", "phone": "0361 123456"}
    assert (await post_step(web, path, "page-1", wanted, go="send")).status_code == 303
    stored = str(await everything())
    assert (await Photo.count(), await Draft.count(), "a@b.de" in stored, "123456" in stored) == (0, 0, False, False)


async def test_what_was_begun_goes_when_it_is_sent(web: AsyncClient, clock: Clock, secret: Invited):
    path = f"/s/{secret.token}"
    await post_step(web, path, "page-1", {"q-better": "Mehr Größen"}, go="back")
    assert await Draft.count() == 1
    await post_step(web, path, "page-1", {"q-better": "Mehr Größen"}, go="send")
    assert (await Draft.count(), [row["text"] for row in await Comment.select()]) == (0, ["Mehr Größen"])
