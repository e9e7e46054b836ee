"""Cases open by rule: once, for what came after the rule, and with a clock that began when the customer did."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from feedback_app.cases import stage
from feedback_app.cases.tables import Case, CaseRule
from feedback_app.foundation.dialect import fetch
from surveys.answers import Answers
from surveys.callbacks import mark_called
from surveys.invitations import invite
from tests.cases.cases_world import answers_link, customer_says, happened, only_case, tells_of_danger, wants_call


async def test_a_low_score_with_a_wish_to_be_called_opens_one_case(house, channels):
    submission = await wants_call(house)
    assert await stage.run(house, channels) == 1
    assert await stage.run(house, channels) == 0
    case = await only_case()
    assert (case.submission, case.kind, case.priority, case.state) == (submission, "callback", "high", "new")
    assert (case.order_id, case.team, await happened()) == ("O-1", "service", ["opened"])


async def test_the_promise_runs_in_business_hours(house, channels):
    await wants_call(house)
    await stage.run(house, channels)
    case = await only_case()
    assert case.opened_at == house.now() == datetime(2026, 11, 20, 11, tzinfo=UTC)
    assert case.first_response_due == datetime(2026, 11, 20, 15, tzinfo=UTC)
    assert case.solve_due == datetime(2026, 11, 24, 11, tzinfo=UTC)


async def test_a_worker_that_stood_still_makes_no_promise_longer(house, channels, clock):
    await wants_call(house)
    wished = house.now()
    clock.pass_time(days=3)
    await stage.run(house, channels)
    assert (await only_case()).opened_at == wished


@pytest.mark.parametrize(("rating", "cases"), [(3, 1), (4, 0), (None, 1)])
async def test_who_is_content_and_wants_a_call_is_no_case_but_who_gave_no_score_is(house, channels, rating, cases):
    await wants_call(house, rating=rating)
    assert await stage.run(house, channels) == cases


async def test_a_low_score_alone_opens_a_case_only_where_the_shop_wants_that(house, channels):
    await customer_says(house, rating=2)
    assert await stage.run(house, channels) == 0
    await CaseRule.update({CaseRule.active: True}).where(CaseRule.kind == "low_score")
    assert await stage.run(house, channels) == 1
    assert (await only_case()).priority == "normal"


@pytest.mark.parametrize(("verdict", "cases"), [("", 1), ("danger", 1), ("harmless", 0), ("past", 0)])
async def test_danger_opens_an_urgent_case_unless_it_is_none_or_over(house, channels, verdict, cases):
    await tells_of_danger(house.now(), verdict=verdict)
    assert await stage.run(house, channels) == cases
    assert [case.priority for case in await Case.objects()] == ["urgent"] * cases


async def test_one_answer_with_danger_and_a_wish_to_be_called_is_two_cases_and_two_flags_are_one(house, channels):
    submission = await tells_of_danger(house.now())
    await fetch("UPDATE submission SET rating = 1 WHERE id = ? RETURNING id", submission)
    await fetch(
        "INSERT INTO callback (submission, phone, consented_at) VALUES (?, '1', ?) RETURNING id",
        submission,
        house.now(),
    )
    assert await stage.run(house, channels) == 2


async def test_nothing_older_than_the_rule_opens_a_case(house, channels, clock):
    clock.pass_time(minutes=-1)
    await wants_call(house)
    await tells_of_danger(house.now())
    clock.pass_time(minutes=1)
    assert await stage.run(house, channels) == 0


async def test_replaced_words_and_a_wish_that_was_taken_back_open_none(house, channels):
    link = await invite(house, "O-1", "csat")
    await answers_link(house, link.token, Answers(rating=1, wants_call=True, phone="030 2312500"))
    await answers_link(house, link.token, Answers(rating=1))
    await tells_of_danger(house.now())
    await fetch("UPDATE comment SET superseded_at = ? RETURNING id", house.now())
    assert await stage.run(house, channels) == 0


async def test_who_was_called_before_the_worker_looked_is_no_case(house, channels):
    await wants_call(house)
    wish = (await fetch("SELECT id FROM callback"))[0]
    await mark_called(wish["id"], house.now())
    assert await stage.run(house, channels) == 0


async def test_a_case_is_opened_once_whatever_the_customer_changes(house, channels):
    link = await invite(house, "O-1", "csat")
    for phone in ("030 2312500", "030 2312501"):
        await answers_link(house, link.token, Answers(rating=1, wants_call=True, phone=phone))
        await stage.run(house, channels)
    assert await Case.count() == 1


async def test_two_workers_at_once_open_each_case_once(house, channels):
    for order in ("O-1", "O-2", "O-3"):
        await wants_call(house, order)
    await asyncio.gather(stage.run(house, channels), stage.run(house, channels))
    assert (await Case.count(), await happened()) == (3, ["opened"] * 3)


async def test_what_waits_for_a_month_without_a_case_opens_none(house, channels, clock):
    await wants_call(house)
    clock.now += timedelta(days=31)
    assert await stage.run(house, channels) == 0
