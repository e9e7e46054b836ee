"""The steps of a case: each has its state, its line of history and one winner."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from classifier.tables import SafetyFlag
from feedback_app.alerts.tables import Notification
from feedback_app.cases import stage, work
from feedback_app.cases.errors import CaseError
from feedback_app.cases.history import Who
from feedback_app.cases.states import FROM_STATES, State, Step
from feedback_app.cases.tables import Case, CaseEvent
from feedback_app.foundation.access import Colleague, Role
from feedback_app.foundation.dialect import fetch
from surveys.callbacks import mark_called
from surveys.form.deletion import erase_by_link
from surveys.tables import Comment, Submission
from tests.cases.cases_world import MIA, happened, only_case, tells_of_danger, wants_call

JON = Colleague(7, "Jon Ebert", Role.SERVICE)
ALL = {
    Step.TAKE: lambda house, case: work.take(house, case, MIA),
    Step.FORWARD: lambda house, case: work.forward(house, case, JON, "bitte", MIA),
    Step.ANSWER: lambda house, case: work.answer(house, case, MIA),
    Step.SOLVE: lambda house, case: work.solve(house, case, "Ursache", "Ersatz", MIA),
    Step.CLOSE: lambda house, case: work.close(house, case, MIA),
    Step.REOPEN: lambda house, case: work.reopen(house, case, "", MIA),
    Step.HAND_OVER: lambda house, case: work.ask_helpdesk(house, case, MIA),
}


@pytest.fixture
async def case_id(house, channels) -> int:
    await wants_call(house)
    await stage.run(house, channels)
    return int((await only_case()).id)


async def test_a_case_goes_from_new_to_closed_and_says_who_did_what(house, case_id):
    for step in (Step.TAKE, Step.ANSWER, Step.SOLVE, Step.CLOSE):
        await ALL[step](house, case_id)
    case = await only_case()
    assert (case.state, case.owner_name, case.cause, case.done) == ("closed", "Mia Sommer", "Ursache", "Ersatz")
    assert await happened() == ["opened", "taken", "answered", "solved", "closed"]


@pytest.mark.parametrize("step", Step)
async def test_a_step_is_refused_in_every_state_that_does_not_allow_it(house, case_id, step):
    for state in State:
        await Case.update({Case.state: state.value, Case.handover_asked_at: None}, force=True)
        if state in FROM_STATES[step]:
            await ALL[step](house, case_id)
            continue
        with pytest.raises(CaseError) as refused:
            await ALL[step](house, case_id)
        assert refused.value.status == 409
        assert (await only_case()).state == state.value


@pytest.mark.parametrize("step", Step)
async def test_a_step_on_no_case_is_a_case_that_is_not_there(house, step):
    with pytest.raises(CaseError) as refused:
        await ALL[step](house, 999)
    assert refused.value.status == 404


async def test_of_two_who_answer_at_once_one_wins(house, case_id):
    done = await asyncio.gather(
        *(work.answer(house, case_id, Who(number, f"M{number}")) for number in (1, 2)), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in done) == ["CaseError", "NoneType"]
    assert (await happened()).count("answered") == 1


@pytest.mark.parametrize(("cause", "done"), [("", "Ersatz"), ("Ursache", "  ")])
async def test_nothing_is_solved_without_a_cause_and_a_deed(house, case_id, cause, done):
    await work.answer(house, case_id, MIA)
    with pytest.raises(ValueError, match="cause"):
        await work.solve(house, case_id, cause, done, MIA)
    assert (await only_case()).state == "answered"


async def test_the_first_response_is_measured_in_business_time_and_ticks_the_call_off(house, case_id, clock):
    clock.now = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    await work.answer(house, case_id, MIA)
    case, wish = await only_case(), (await fetch("SELECT done_at FROM callback"))[0]
    assert (case.response_seconds, case.first_response_at, wish["done_at"]) == (6.5 * 3600, clock.now, clock.now)
    assert case.owner_name == "Mia Sommer"


async def test_a_call_that_was_ticked_off_elsewhere_is_the_first_response(house, channels, case_id, clock):
    wish = (await fetch("SELECT id FROM callback"))[0]
    clock.pass_time(hours=1)
    await mark_called(wish["id"], clock.now)
    clock.pass_time(hours=2)
    assert await stage.run(house, channels) == 1
    assert await stage.run(house, channels) == 0
    case = await only_case()
    assert (case.state, case.response_seconds, await happened()) == ("answered", 3600, ["opened", "called"])


async def test_passing_on_changes_the_owner_and_keeps_the_note(house, case_id):
    await work.forward(house, case_id, JON, "Du kennst den Kunden", MIA)
    line = await CaseEvent.objects().get(CaseEvent.kind == "passed_on")
    assert (await only_case()).owner_id == JON.id
    assert (line.member_name, line.note) == ("Mia Sommer", "Jon Ebert: Du kennst den Kunden")


async def test_an_opened_again_case_keeps_its_first_response_and_gets_new_time(house, case_id, clock):
    for step in (Step.ANSWER, Step.SOLVE, Step.CLOSE):
        await ALL[step](house, case_id)
    before = await only_case()
    clock.pass_time(days=10)
    await work.reopen(house, case_id, "kam zurück", MIA)
    case = await only_case()
    assert (case.state, case.first_response_at) == ("answered", before.first_response_at)
    assert case.solve_due > clock.now > before.solve_due
    assert (case.solved_at, case.closed_at, case.escalated_at) == (None, None, None)


async def test_what_is_solved_closes_by_itself_after_two_days(house, channels, case_id, clock):
    await work.answer(house, case_id, MIA)
    await work.solve(house, case_id, "Ursache", "Ersatz", MIA)
    clock.pass_time(days=2)
    assert await stage.run(house, channels) == 0
    clock.pass_time(seconds=1)
    assert await stage.run(house, channels) > 0
    assert (await only_case()).state == "closed"


async def test_a_comment_that_was_judged_harmless_closes_its_case_and_asks_nobody(house, channels):
    await tells_of_danger(house.now())
    await stage.run(house, channels)
    await SafetyFlag.update({SafetyFlag.verdict: "harmless"}, force=True)
    assert await stage.run(house, channels) == 1
    assert await stage.run(house, channels) == 0
    assert ((await only_case()).state, await happened()) == ("closed", ["opened", "harmless"])


async def test_notes_go_when_the_customer_deletes_the_answer(house, channels, case_id):
    await work.comment(house, case_id, "wohnt in der Hauptstraße 1", MIA)
    await work.answer(house, case_id, MIA)
    await work.solve(house, case_id, "Frau Schmidt sagt …", "Ersatz", MIA)
    answer = await Submission.objects().first()
    await erase_by_link(answer.invitation)
    assert await stage.run(house, channels) == 1
    assert await stage.run(house, channels) == 0
    case = await only_case()
    assert (case.order_id, case.cause, case.done) == ("", "", "")
    assert {row["note"] for row in await fetch("SELECT note FROM case_event")} == {""}


@pytest.mark.parametrize("sent", [True, False], ids=["sent", "waiting"])
async def test_what_a_helpdesk_was_to_be_told_goes_with_the_answer(house, channels, sent):
    submission = await tells_of_danger(house.now())
    await stage.run(house, channels)
    await work.ask_helpdesk(house, (await only_case()).id, MIA)
    await stage.run(house, replace(channels, webhook_url="https://helpdesk.example/x"))
    assert "gequalmt" in (await Notification.objects().first()).body
    if sent:
        await Notification.update({Notification.sent_at: house.now()}, force=True)
    await Submission.update({Submission.order_id: ""}).where(Submission.id == submission)
    await stage.run(house, channels)
    assert [row.body for row in await Notification.objects()] == (["{}"] if sent else [])


async def test_notes_about_an_answer_without_an_order_go_too(house, channels):
    submission = await tells_of_danger(house.now())
    await Submission.update({Submission.order_id: ""}).where(Submission.id == submission)
    await stage.run(house, channels)
    await work.comment(house, (await only_case()).id, "wohnt in der Hauptstraße 1", MIA)
    assert await stage.run(house, channels) == 0
    await Comment.update({Comment.text: ""}).where(Comment.submission == submission)
    assert [await stage.run(house, channels), await stage.run(house, channels)] == [1, 0]
    assert {row["note"] for row in await fetch("SELECT note FROM case_event")} == {""}
