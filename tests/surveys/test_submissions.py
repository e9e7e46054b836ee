"""Storing answers: once per link, all or nothing, changeable, and never twice the same."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime

import pytest
from httpx import AsyncClient

from feedback_app.foundation.house import House
from surveys import submissions
from surveys.answers import Answers, Given, ItemAnswer, Said
from surveys.form.confirmations import confirm_afterwards
from surveys.invitations import Found, Invited, find_invitation, invite
from surveys.listing import list_submissions
from surveys.orders import OrderLines, upsert_orders
from surveys.said_rows import current_comments
from surveys.submissions import answer_of, submit
from surveys.tables import Answer, Callback, Comment, Confirmation, Contact, Submission
from tests.surveys.conftest import Clock, everything
from tests.surveys.filling import nonce_in, wait


def _answers(link: Found, reason: str = "too_small", text: str = "Ärmel zu kurz", **more: object) -> Answers:
    jacket, trousers = (str(item.id) for item in link.order.items)
    return Answers(items=(ItemAnswer(jacket, reason, text), ItemAnswer(trousers, "", "")), **more)


async def test_the_first_answer_is_stored_with_the_slice_of_its_order(shop: House, link: Found) -> None:
    stored = await submit(shop, link, _answers(link, rating=2))
    comments = await Comment.select().order_by(Comment.id)
    assert stored.created
    assert [(c["reason"], c["text"], c["sku"]) for c in comments] == [
        ("too_small", "Ärmel zu kurz", "J-1"),
        ("", "", "T-1"),
    ]
    assert {(c["carrier"], c["warehouse"], c["region"], c["day"]) for c in comments} == {
        ("GLS", "Nord", "Bayern", date(2026, 11, 20))
    }
    assert (await Submission.select().first())["rating"] == 2


async def test_the_same_answer_again_adds_nothing(shop: House, link: Found) -> None:
    await submit(shop, link, _answers(link, rating=2, said=(Said("better", "Danke"),), wants_news=True, email="a@b.de"))
    before = await everything()
    again = await submit(
        shop, link, _answers(link, rating=2, said=(Said("better", "Danke"),), wants_news=True, email="a@b.de")
    )
    assert not again.created
    assert await everything() == before


async def test_a_changed_text_supersedes_the_old_one_and_leaves_the_rest_alone(shop: House, link: Found) -> None:
    await submit(shop, link, _answers(link))
    await submit(shop, link, _answers(link, text="Naht offen"))
    rows = await Comment.select().order_by(Comment.id)
    assert [(row["text"], row["superseded_at"] is None, row["revision"]) for row in rows] == [
        ("Ärmel zu kurz", False, 2),
        ("", True, 1),
        ("Naht offen", True, 1),
    ]
    assert (await Submission.select().first())["revision"] == 2


async def test_a_changed_rating_touches_no_comment(shop: House, link: Found) -> None:
    await submit(shop, link, _answers(link, rating=2))
    await submit(shop, link, _answers(link, rating=4))
    row = await Submission.select().first()
    assert (row["rating"], row["revision"], await Comment.count()) == (4, 2, 2)


async def test_a_change_counts_on_the_day_of_the_first_answer(shop: House, clock: Clock, link: Found) -> None:
    await submit(shop, link, _answers(link))
    clock.move(days=3)
    await submit(shop, link, _answers(link, text="Naht offen"))
    assert {row["day"] for row in await Comment.select(Comment.day)} == {date(2026, 11, 20)}
    assert (await Submission.select().first())["changed_at"] == clock.now


async def test_the_day_is_the_shops_not_the_clocks(shop: House, clock: Clock, link: Found) -> None:
    clock.now = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    await submit(shop, link, _answers(link))
    assert (await Submission.select().first())["day"] == date(2026, 11, 21)


async def test_personal_words_are_masked_before_they_are_stored(shop: House, link: Found) -> None:
    await submit(shop, link, _answers(link, text="Rufen Sie 0171 2345678 an, anna@example.org"))
    stored = str(await everything())
    assert "2345678" not in stored
    assert "anna@example.org" not in stored


async def test_an_address_is_kept_only_with_the_tick_and_forgotten_without(shop: House, link: Found) -> None:
    await submit(shop, link, _answers(link, wants_news=True, email="anna@example.org"))
    await submit(shop, link, _answers(link, wants_news=True))
    assert await Contact.count() == 1
    await submit(shop, link, _answers(link))
    assert await Contact.count() == 0


async def test_a_text_about_the_whole_order_is_a_comment_without_an_item(shop: House) -> None:
    csat = await find_invitation(shop, (await invite(shop, "A-1", survey_code="csat")).token)
    await submit(shop, csat, Answers(rating=5, said=(Said("better", "Schnell da"),)))
    rows = await Comment.select()
    assert [(row["text"], row["question"], row["order_item"], row["sku"], row["carrier"]) for row in rows] == [
        ("Schnell da", "better", None, "", "GLS")
    ]


async def test_an_order_without_items_is_answered_as_a_whole(shop: House) -> None:
    await upsert_orders([OrderLines("A-9")])
    bare = await find_invitation(shop, (await invite(shop, "A-9")).token)
    await submit(shop, bare, Answers(items=(ItemAnswer("order", "too_late", "nach drei Wochen"),)))
    rows = await Comment.select()
    assert [(row["reason"], row["text"], row["order_item"]) for row in rows] == [("too_late", "nach drei Wochen", None)]


@pytest.mark.parametrize("step", ["add_comments", "add_answers", "_write_contact", "keep_photos", "drop_draft"])
async def test_a_failure_in_the_middle_leaves_no_row(
    shop: House, link: Found, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    async def fail(*_: object) -> None:
        raise RuntimeError("in the middle")

    before = await everything()
    monkeypatch.setattr(submissions, step, fail)
    with pytest.raises(RuntimeError):
        await submit(shop, link, _answers(link, wants_news=True, email="kundin@post.example"))
    assert await everything() == before


async def test_a_failure_in_the_middle_of_a_change_keeps_the_old_answer(
    shop: House, link: Found, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise RuntimeError("in the middle")

    await submit(shop, link, _answers(link))
    before = await everything()
    monkeypatch.setattr(submissions, "_write_contact", fail)
    with pytest.raises(RuntimeError):
        await submit(shop, link, _answers(link, text="Naht offen"))
    assert await everything() == before


async def test_fifty_posts_at_once_end_as_one_submission(web: AsyncClient, invited: Invited, link: Found) -> None:
    form = {f"reason-{link.order.items[0].id}": "defective", "q-csat": "1", **await _opened(web, invited)}
    replies = await asyncio.gather(*(web.post(f"/s/{invited.token}", data=form) for _ in range(50)))
    assert {reply.status_code for reply in replies} == {303}
    assert [row["revision"] for row in await Submission.select()] == [1]
    assert (await Comment.count(), await Answer.count()) == (1, 1)


async def test_fifty_different_posts_at_once_leave_one_answer_that_counts(
    web: AsyncClient, invited: Invited, link: Found
) -> None:
    field, opened = f"comment-{link.order.items[0].id}", await _opened(web, invited)
    await asyncio.gather(*(web.post(f"/s/{invited.token}", data={field: f"Text {n}", **opened}) for n in range(50)))
    assert [row["revision"] for row in await Submission.select()] == [50]
    assert await Comment.count().where(Comment.superseded_at.is_null()) == 1


async def _opened(web: AsyncClient, invited: Invited) -> dict[str, str]:
    nonce = nonce_in(await web.get(f"/s/{invited.token}"))
    await wait(web)
    return {"nonce": nonce}


async def test_what_was_asked_about_an_item_is_stored_beside_its_reason(shop: House, link: Found) -> None:
    jacket = str(link.order.items[0].id)
    item = ItemAnswer(
        jacket, "too_small", "", "size_or_fit", 2, 3, quantity=1, wish="exchange", help_shown="fit", helped=True
    )
    given = (Given("where_fit", jacket, codes=("chest", "arms")), Given("csat", number=2, style="faces"))
    await submit(shop, link, Answers((item,), given, rating=2))
    comment = await Comment.select().first()
    columns = ("reason_group", "group_position", "reason_position", "quantity", "wish", "help_shown", "helped")
    assert [comment[column] for column in columns] == ["size_or_fit", 2, 3, 1, "exchange", "fit", True]
    rows = await Answer.select().order_by(Answer.id)
    assert [(row["question"], row["order_item"], row["number"], row["codes"], row["style"]) for row in rows] == [
        ("where_fit", int(jacket), None, '["chest","arms"]', ""),
        ("csat", None, 2, "[]", "faces"),
    ]


async def test_an_answer_is_read_back_as_it_was_given(shop: House, link: Found) -> None:
    jacket = str(link.order.items[0].id)
    item = ItemAnswer(jacket, "too_small", "Ärmel", "size_or_fit", 2, 3, themes=("sizing",), wish="refund")
    given = (Given("where_fit", jacket, codes=("arms",)), Given("csat", number=2, style="numbers"))
    answers = Answers((item,), given, (Said("better", "Mehr Größen"),), rating=2)
    await submit(shop, link, answers)
    kept = await answer_of(link)
    assert kept is not None
    assert kept.answers == answers


async def test_only_a_changed_answer_is_superseded(shop: House, link: Found) -> None:
    given = (Given("csat", number=2), Given("why_low", codes=("product",)))
    await submit(shop, link, Answers(given=given, rating=2))
    await submit(shop, link, Answers(given=(Given("csat", number=2), Given("why_low", codes=("service",))), rating=2))
    rows = await Answer.select().order_by(Answer.id)
    assert [(row["codes"], row["superseded_at"] is None) for row in rows] == [
        ("[]", True),
        ('["product"]', False),
        ('["service"]', True),
    ]


async def test_a_tapped_theme_is_confirmed_and_stays_while_its_comment_does(shop: House, link: Found) -> None:
    jacket = str(link.order.items[0].id)
    tapped = ItemAnswer(jacket, "too_small", "Ärmel zu kurz", themes=("sizing", "quality"))
    await submit(shop, link, Answers((tapped,)))
    before = await Confirmation.select().order_by(Confirmation.id)
    await submit(shop, link, Answers((tapped,), rating=4))
    assert await Confirmation.select().order_by(Confirmation.id) == before
    assert [(row["theme"], row["confirmed"], row["source"]) for row in before] == [
        ("sizing", True, "typing"),
        ("quality", True, "typing"),
    ]
    await submit(shop, link, Answers((ItemAnswer(jacket, "too_small", "Ärmel zu kurz", themes=("quality",)),)))
    assert [row["theme"] for row in await Confirmation.select()] == ["quality"]


async def test_a_denied_theme_stays_denied_while_its_words_do(shop: House, link: Found) -> None:
    jacket = str(link.order.items[0].id)
    stored = await submit(shop, link, Answers((ItemAnswer(jacket, "too_small", "Ärmel zu kurz", themes=("quality",)),)))
    first = (await Comment.select().first())["id"]
    await confirm_afterwards(shop, link.id, first, {"sizing": False, "quality": True})
    await submit(shop, link, Answers((ItemAnswer(jacket, "too_small", "Ärmel zu kurz", wish="refund"),)))
    second = (await current_comments(stored.submission_id))[0].id
    rows = await Confirmation.select().where(Confirmation.comment == second).order_by(Confirmation.theme)
    assert second != first
    assert [(row["theme"], row["confirmed"]) for row in rows] == [("quality", True), ("sizing", False)]
    await submit(shop, link, Answers((ItemAnswer(jacket, "too_small", "Doch etwas anderes"),)))
    third = (await current_comments(stored.submission_id))[0].id
    assert not await Confirmation.exists().where(Confirmation.comment == third)


async def test_a_call_is_wished_for_with_a_number_and_forgotten_without_the_tick(shop: House, link: Found) -> None:
    await submit(shop, link, Answers(wants_call=True, phone="+49 361 123456"))
    await submit(shop, link, Answers(wants_call=True))
    assert [row["phone"] for row in await Callback.select()] == ["+49 361 123456"]
    await submit(shop, link, Answers())
    assert await Callback.count() == 0


async def test_an_answer_older_than_single_questions_keeps_its_rating(shop: House, link: Found) -> None:
    await submit(shop, link, Answers(rating=4))
    kept = await answer_of(link)
    assert kept is not None
    assert kept.answers.given == (Given("csat", number=4, style="numbers"),)


async def test_the_list_shows_newest_first_and_only_what_counts(shop: House, link: Found) -> None:
    await submit(shop, link, _answers(link))
    await submit(shop, link, _answers(link, text="Naht offen", rating=3))
    csat = await find_invitation(shop, (await invite(shop, "A-1", survey_code="csat")).token)
    await submit(shop, csat, Answers(rating=5))
    newest, oldest = await list_submissions(10)
    assert (newest.rating, newest.comment, newest.comment_ids) == (5, "", ())
    assert (oldest.reason, oldest.comment, oldest.sku, oldest.carrier) == (
        "too_small",
        "Naht offen",
        "T-1 | J-1",
        "GLS",
    )
    assert await list_submissions(10, before_id=newest.id) == (oldest,)
