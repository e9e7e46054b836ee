"""What a member decides: a new theme, part of a known one, nothing; and taking it back."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from classifier import assignments
from classifier.errors import ClassifierError
from classifier.inbox import finding, storing
from classifier.inbox.matching import Known
from classifier.inbox.proposals import UNDO_FOR, accept, comments_of, dismiss, merge_into, reopen
from classifier.inbox.storing import Proposed
from classifier.tables import Classification, Correction, Example, Proposal, Theme
from classifier.themes import themes_of
from classifier.workbench.drafts import Draft
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch
from tests.classifier.inbox.conftest import APP, ODD, say
from tests.shop_cast import add_classified

MEMBER = 7
APP_THEME = Draft("App-Zwang", "Forced app", "product", definition_de="Nur mit App und Konto nutzbar")
NOTHING_LEARNED = "the-same-model"


@pytest.fixture
async def proposal(shop, house) -> int:
    await finding.propose(house)
    return int((await fetch('SELECT "id" FROM "theme_proposal"'))[0]["id"])


async def state_of(proposal: int) -> str:
    return str((await Proposal.select(Proposal.state).where(Proposal.id == proposal).first())["state"])


async def have(theme: str) -> set[int]:
    rows = await fetch('SELECT "comment" FROM "assignment" WHERE "theme" = ?', theme)
    return {row["comment"] for row in rows}


async def outcomes(comments) -> set[str]:
    rows = await Classification.select(Classification.outcome).where(Classification.comment.is_in(list(comments)))
    return {row["outcome"] for row in rows}


async def test_an_accepted_proposal_is_a_theme_with_its_comments_at_once(proposal, shop, now):
    code = await accept(proposal, APP_THEME, MEMBER, now)
    assert await have(code) == set(shop)
    assert await outcomes(shop) == {"themes"}
    assert await state_of(proposal) == "accepted"
    assert (await Theme.select().where(Theme.code == code).first())["name_de"] == "App-Zwang"


async def test_its_comments_are_examples_for_the_next_training(proposal, shop, now):
    code = await accept(proposal, APP_THEME, MEMBER, now)
    examples = await Example.select(Example.comment, Example.theme)
    assert {row["comment"] for row in examples} == set(shop)
    assert {row["theme"] for row in examples} == {code}


async def test_comments_without_a_tick_stay_as_they_are(proposal, shop, now):
    code = await accept(proposal, APP_THEME, MEMBER, now, without=shop[:3])
    assert await have(code) == set(shop[3:])
    assert await outcomes(shop[:3]) == {"none"}


async def test_an_accepted_theme_is_not_proposed_again(proposal, house, clock, now):
    await accept(proposal, APP_THEME, MEMBER, now)
    await say([f"{text}, wirklich" for text in APP], [])
    clock.now += timedelta(hours=1)
    assert await finding.propose(house) == 0
    assert [row["state"] for row in await Proposal.select(Proposal.state)] == ["accepted"]


async def test_reading_all_again_leaves_the_accepted_theme(proposal, shop, house, starter, now):
    code = await accept(proposal, APP_THEME, MEMBER, now)
    after = 0
    while True:
        after, read, _ = await assignments.classify_again(house, starter[0], NOTHING_LEARNED, after)
        if not read:
            break
    assert await have(code) == set(shop)


async def test_merging_is_a_members_word_on_each_comment(proposal, shop, now):
    await merge_into(proposal, "too_hard", MEMBER, now, without=shop[:1])
    assert await have("too_hard") == set(shop[1:])
    assert await Correction.count() == len(shop) - 1
    assert await state_of(proposal) == "merged"


async def test_merging_keeps_the_other_themes_of_a_comment_but_not_the_catch_all(db, house, now):
    await say(ODD * 2, [])
    comments = [await add_classified(text, ["other"]) for text in APP[:5]]
    comments += [await add_classified(text, []) for text in APP[5:]]
    await finding.propose(house)
    proposal = int((await fetch('SELECT "id" FROM "theme_proposal"'))[0]["id"])
    await merge_into(proposal, "too_hard", MEMBER, now)
    assert set(map(tuple, (await themes_of(comments)).values())) == {("too_hard",)}


async def test_a_comment_that_got_a_theme_meanwhile_is_left_alone(proposal, shop, now):
    await assignments.correct(shop[0], ["quality"], 9, now)
    await merge_into(proposal, "too_hard", MEMBER, now)
    assert (await themes_of(shop[:1]))[shop[0]] == ["quality"]


@pytest.mark.parametrize("theme", ["other", "no_such_theme", ""])
async def test_nothing_is_merged_into_what_is_no_theme(proposal, now, theme):
    with pytest.raises(ClassifierError):
        await merge_into(proposal, theme, MEMBER, now)
    assert await state_of(proposal) == "open"


async def test_without_any_comment_nothing_is_decided(proposal, shop, now):
    with pytest.raises(ClassifierError):
        await accept(proposal, APP_THEME, MEMBER, now, without=shop)
    assert await state_of(proposal) == "open"
    assert not await Theme.exists().where(Theme.name_de == "App-Zwang")


async def test_a_proposal_is_decided_once(proposal, now):
    done = await asyncio.gather(
        dismiss(proposal, MEMBER, now), accept(proposal, APP_THEME, 8, now), return_exceptions=True
    )
    assert sum(isinstance(one, ClassifierError) for one in done) == 1


async def test_a_dismissal_keeps_its_reason(proposal, now):
    await dismiss(proposal, MEMBER, now, "  Nur ein Kunde  ")
    row = await Proposal.select(Proposal.note, Proposal.decided_by).where(Proposal.id == proposal).first()
    assert row == {"note": "Nur ein Kunde", "decided_by": MEMBER}


@pytest.mark.parametrize("decision", ["accepted", "merged", "dismissed"])
async def test_each_decision_can_be_taken_back(proposal, shop, now, decision):
    match decision:
        case "accepted":
            await accept(proposal, APP_THEME, MEMBER, now)
        case "merged":
            await merge_into(proposal, "too_hard", MEMBER, now)
        case "dismissed":
            await dismiss(proposal, MEMBER, now, "Zufall")
    await reopen(proposal, MEMBER, now + timedelta(minutes=5))
    await reopen(proposal, MEMBER, now + timedelta(minutes=6))
    assert await state_of(proposal) == "open"
    assert not any((await themes_of(shop)).values())
    assert await outcomes(shop) == {"none"}
    assert not await Theme.exists().where(Theme.name_de == "App-Zwang")
    assert await Correction.count() == 0


async def test_taking_a_merge_back_spares_what_was_said_since(proposal, shop, now):
    await merge_into(proposal, "too_hard", MEMBER, now)
    await assignments.correct(shop[0], ["quality"], 9, now + timedelta(minutes=1))
    await reopen(proposal, MEMBER, now + timedelta(minutes=2))
    assert (await themes_of(shop[:2])) == {shop[0]: ["quality"], shop[1]: []}


async def test_after_a_while_it_cannot_be_taken_back_here(proposal, now):
    await dismiss(proposal, MEMBER, now)
    with pytest.raises(ClassifierError):
        await reopen(proposal, MEMBER, now + UNDO_FOR + timedelta(seconds=1))


async def test_a_decision_about_nothing_is_refused(db, now):
    with pytest.raises(ClassifierError):
        await dismiss(999, MEMBER, now)
    assert await comments_of(999) == []


async def test_a_merge_says_the_same_as_a_correction_of_each_comment(proposal, shop, now):
    await assignments.correct(shop[0], ["too_hard"], MEMBER, now)
    await merge_into(proposal, "too_hard", MEMBER, now)
    columns = '"outcome", "language", "novelty", "source", "model_version", "member_id", "classified_at", "revision"'
    alone, together = [
        await fetch(f'SELECT {columns} FROM "classification" WHERE "comment" = ?', one) for one in shop[:2]
    ]
    assert alone == together
    said = await fetch('SELECT CAST("themes_after" AS TEXT) AS "after", "member_id" FROM "correction" ORDER BY "id"')
    assert said == [{"after": '["too_hard"]', "member_id": MEMBER}] * len(shop)


async def test_what_was_decided_while_comments_were_grouped_stays_decided(proposal, shop, now, monkeypatch):
    groups = [Proposed(tuple(shop), "App", "de", ("app", "konto"), ())]
    as_it_was = await storing._known(now, frozenset(shop))
    await accept(proposal, APP_THEME, MEMBER, now)

    async def known(*_: object) -> list[Known]:
        return as_it_was

    monkeypatch.setattr(storing, "_known", known)
    async with transaction():
        await storing.keep(groups, frozenset(shop), now)
        await storing.keep([], frozenset(shop), now)
    assert await state_of(proposal) == "accepted"


async def test_two_proposals_do_not_become_one_theme_unnoticed(proposal, shop, now):
    await accept(proposal, APP_THEME, MEMBER, now, without=shop[5:])
    async with transaction():
        await execute("""UPDATE "theme_proposal" SET "state" = 'open' WHERE "id" = ?""", proposal)
    with pytest.raises(ClassifierError, match="App"):
        await accept(proposal, APP_THEME, MEMBER, now)
    assert await state_of(proposal) == "open"
