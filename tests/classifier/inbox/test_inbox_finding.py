"""The stage ``propose``: finds groups, keeps them, forgets nothing that was decided, and may be run twice."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from classifier.assignments import correct
from classifier.inbox import finding
from classifier.inbox.proposals import comments_of, dismiss
from classifier.inbox.uncovered import counted, newest_uncovered
from classifier.tables import Assignment, Classification, Proposal, ProposalComment
from classifier.themes import install_themes
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import fetch
from surveys.tables import Comment
from tests.classifier.inbox.conftest import APP, ODD, say
from tests.shop_cast import TODAY, add_classified

HOUR = timedelta(hours=1)


async def proposals() -> list[dict]:
    rows = await fetch('SELECT "id", "name", "state", "size" FROM "theme_proposal" ORDER BY "id"')
    return [dict(row) for row in rows]


async def again(house, clock) -> int:
    clock.now += HOUR
    return await finding.propose(house)


async def test_a_matter_without_a_theme_is_proposed_with_its_comments(shop, house):
    assert await finding.propose(house) == 1
    (found,) = await proposals()
    assert (found["state"], found["size"]) == ("open", len(APP))
    assert set(await comments_of(found["id"])) == set(shop)
    assert "App" in found["name"] or "Konto" in found["name"]


async def test_twice_is_once(shop, house, clock):
    await finding.propose(house)
    before = await proposals(), await ProposalComment.count()
    assert await finding.propose(house) == 0
    assert await again(house, clock) == 0
    assert (await proposals(), await ProposalComment.count()) == before


async def test_at_most_once_an_hour(shop, house, clock):
    await finding.propose(house)
    await say([f"{text}, wirklich" for text in APP], [])
    clock.now += HOUR - timedelta(seconds=1)
    await finding.propose(house)
    assert (await proposals())[0]["size"] == len(APP)
    clock.now += timedelta(seconds=1)
    await finding.propose(house)
    assert (await proposals())[0]["size"] == 2 * len(APP)


async def test_a_growing_proposal_keeps_its_number_and_name(shop, house, clock):
    await finding.propose(house)
    (before,) = await proposals()
    await say([f"Die Cloud der App: {text}" for text in APP * 2], [])
    assert await again(house, clock) == 0
    (after,) = await proposals()
    assert (after["id"], after["name"]) == (before["id"], before["name"])
    assert after["size"] == 3 * len(APP)


async def test_what_was_dismissed_never_comes_back(shop, house, clock):
    await finding.propose(house)
    (found,) = await proposals()
    await dismiss(found["id"], 7, house.now())
    for _ in range(3):
        await say([f"{text}, wirklich" for text in APP], [])
        assert await again(house, clock) == 0
    assert [row["state"] for row in await proposals()] == ["dismissed"]


async def test_what_was_dismissed_is_known_by_its_words_when_its_comments_are_gone(shop, house, clock):
    await finding.propose(house)
    (found,) = await proposals()
    await dismiss(found["id"], 7, house.now())
    async with transaction():
        await Comment.delete().where(Comment.id.is_in(shop))
    await say(APP, [])
    assert await again(house, clock) == 0
    assert [row["state"] for row in await proposals()] == ["dismissed"]


async def test_a_proposal_fades_when_its_comments_have_themes(shop, house, clock, now):
    await finding.propose(house)
    for comment in shop:
        await correct(comment, ["too_hard"], 7, now)
    await again(house, clock)
    assert [row["state"] for row in await proposals()] == ["faded"]


async def test_a_faded_proposal_comes_back_as_itself(shop, house, clock):
    await finding.propose(house)
    async with transaction():
        await Comment.delete().where(Comment.id.is_in(shop))
    await say(ODD, [])
    await again(house, clock)
    assert [row["state"] for row in await proposals()] == ["faded"]
    await say(APP, [])
    assert await again(house, clock) == 0
    assert [row["state"] for row in await proposals()] == ["open"]


async def test_too_few_comments_are_not_grouped(db, house):
    await install_themes()
    await say(APP, [])
    assert await finding.propose(house) == 0
    assert await proposals() == []


async def test_two_workers_write_it_once(shop, house):
    await asyncio.gather(finding.propose(house), finding.propose(house))
    assert len(await proposals()) == 1


async def test_a_search_that_was_killed_leaves_nothing(shop, house, monkeypatch):
    async def die(*_: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as broken:
        broken.setattr(finding, "_note_search", die)
        with pytest.raises(ConnectionError):
            await finding.propose(house)
    assert await proposals() == []
    assert await finding.propose(house) == 1


async def test_an_erased_comment_leaves_its_proposal(shop, house):
    await finding.propose(house)
    async with transaction():
        await Comment.delete().where(Comment.id == shop[0])
    assert shop[0] not in await comments_of((await proposals())[0]["id"])


async def test_what_counts_as_uncovered(db):
    await install_themes()
    plain = await add_classified("Vermieter verbietet es", [])
    other = await add_classified("Hund mag es nicht", ["other"])
    both = await add_classified("Zu klein, Hund mag es nicht", ["other", "too_small"])
    novel, settled = [await add_classified("Konto in der App", ["too_hard"]) for _ in "12"]
    await Classification.update({Classification.novelty: 0.9}).where(Classification.comment.is_in([novel, settled]))
    await Assignment.update({Assignment.source: "customer"}).where(Assignment.comment == settled)
    assert set((await newest_uncovered()).ids) == {plain, other, novel}
    assert both not in (await newest_uncovered()).ids
    found = await counted(TODAY, TODAY)
    assert (found.texts, found.without, found.novel, found.foreign) == (5, 2, 1, 0)


async def test_other_languages_are_counted_apart(db):
    await install_themes()
    french = await add_classified("La couleur ne me plaît pas", [])
    await Classification.update({Classification.outcome: "foreign"}).where(Classification.comment == french)
    found = await counted(TODAY, TODAY)
    assert (found.without, found.foreign) == (0, 1)
    assert (await newest_uncovered()).ids == ()


async def test_the_nearest_themes_are_kept(shop, house, starter):
    await finding.propose(house, starter[0])
    row = await Proposal.select(Proposal.nearest).output(load_json=True).first()
    assert len(row["nearest"]) == 3
    assert "other" not in row["nearest"]


async def test_odds_and_ends_are_searched_and_not_proposed(db, house):
    await install_themes()
    await say(ODD * 3, [])
    assert await finding.propose(house) == 0
    assert (await fetch('SELECT "comments", "found" FROM "theme_proposal_search"'))[0] == {"comments": 36, "found": 0}
