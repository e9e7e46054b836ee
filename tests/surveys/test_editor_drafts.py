"""Drafts of surveys on both engines: apart from the versions, never published twice, never over a version unknown."""

from __future__ import annotations

import asyncio

import pytest

from surveys.built_in_scores import CSAT
from surveys.definition import Words
from surveys.editor import drafts
from surveys.editor.drafts import Gone, Outdated, Working
from surveys.editor.editing import add_page, remove_question
from surveys.editor.faults import Fault, FaultKind, Faults
from surveys.surveys import SurveyVersion, current_survey, install_surveys, publish, versions
from surveys.tables import SurveyDraft


@pytest.fixture
async def installed(db, now) -> None:
    await install_surveys(now)


def no_fault(_):
    return None


def with_a_page(known: Working):
    return add_page(known.definition, Words("Neu", "New"))


async def test_looking_begins_no_draft(installed):
    known = await drafts.working("csat")
    assert (known.definition, known.based_on, known.changed_at, known.outdated) == (CSAT, 1, None, False)
    assert await SurveyDraft.count() == 0
    assert await drafts.working("nothing") is None


async def test_the_first_change_begins_a_draft_and_the_next_goes_on_with_it(installed, now):
    await drafts.change("csat", now, with_a_page)
    await drafts.change("csat", now, with_a_page)
    known = await drafts.working("csat")
    assert (len(known.definition.pages), known.based_on, known.changed_at) == (3, 1, now)
    assert (await current_survey("csat")).definition == CSAT


async def test_changes_at_the_same_time_are_all_kept(installed, now):
    await asyncio.gather(*(drafts.change("csat", now, with_a_page) for _ in range(5)))
    assert len((await drafts.working("csat")).definition.pages) == 6


async def test_a_refused_change_is_not_kept(installed, now):
    faults = Faults((Fault(FaultKind.NO_WORDS),))
    assert await drafts.change("csat", now, lambda known: faults) == faults
    assert await drafts.change("nothing", now, with_a_page) is None
    assert await SurveyDraft.count() == 0


async def test_a_code_is_given_once(installed, now):
    begun = await asyncio.gather(*(drafts.begin("mine", CSAT, now) for _ in range(3)))
    assert sorted(begun) == [False, False, True]
    assert await drafts.begin("csat", CSAT, now) is False


async def test_a_draft_is_published_once(installed, now):
    await drafts.change("csat", now, with_a_page)
    outcomes = await asyncio.gather(*(drafts.publish_draft("csat", now, no_fault) for _ in range(3)))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Gone", "Gone", "SurveyVersion"]
    assert [version.version for version in await versions("csat")] == [2, 1]
    assert isinstance(await drafts.publish_draft("csat", now, no_fault), Gone)


async def test_a_draft_with_faults_stays_a_draft(installed, now):
    await drafts.change("csat", now, with_a_page)
    faults = Faults((Fault(FaultKind.EMPTY_PAGE),))
    assert await drafts.publish_draft("csat", now, lambda definition: faults) == faults
    assert await SurveyDraft.count() == 1


async def test_a_draft_is_not_published_over_a_version_it_does_not_know(installed, now):
    await drafts.change("csat", now, with_a_page)
    await publish("csat", remove_question(CSAT, "better"), now)
    assert isinstance(await drafts.publish_draft("csat", now, no_fault), Outdated)
    assert (await drafts.working("csat")).outdated
    assert not await drafts.rebase("csat", 1, now)
    assert await drafts.rebase("csat", 2, now)
    published = await drafts.publish_draft("csat", now, no_fault)
    assert isinstance(published, SurveyVersion)
    assert published.version == 3


async def test_new_questions_take_no_code_of_an_older_version(installed, now):
    await publish("csat", remove_question(CSAT, "better"), now)
    assert "better" in (await drafts.working("csat")).taken_codes()


async def test_discarding_twice_is_as_good_as_once(installed, now):
    await drafts.change("csat", now, with_a_page)
    await drafts.discard("csat")
    await drafts.discard("csat")
    assert (await drafts.working("csat")).changed_at is None
