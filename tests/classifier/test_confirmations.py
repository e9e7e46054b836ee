"""What customers confirm or deny of their own texts counts: after a member's word, before the model's."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from classifier import assignments, examining, themes
from classifier.comments import comment_views
from classifier.model import ThemeModel
from classifier.routes import CommentPage
from classifier.tables import Assignment, Classification, Theme
from feedback_app.alerts import counts
from feedback_app.alerts.tables import DailyCount
from feedback_app.foundation.access import Role, Viewer
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute
from feedback_app.foundation.house import House
from feedback_app.foundation.keys import Keys
from feedback_app.foundation.languages import speaking
from feedback_app.foundation.pages import render
from surveys.tables import Comment, Confirmation
from tests.shop_cast import add_comment

LIVE = frozenset({"too_small", "too_big", "quality"})
SMALL = "Die Hose ist viel zu klein"


@pytest.fixture
def house(now: datetime) -> House:
    return House(lambda: now, ZoneInfo("Europe/Berlin"), Keys("s" * 40), "http://shop.test", Path("models"))


@pytest.fixture
async def shop(db: str) -> None:
    await themes.install_themes()


async def say(comment: int, theme: str, confirmed: bool, at: datetime, source: str = "afterwards") -> None:
    """Keep what a customer says now, in place of what they said before."""
    async with transaction():
        await execute('DELETE FROM "confirmation" WHERE "comment" = ? AND "theme" = ?', comment, theme)
        await Confirmation(comment=comment, theme=theme, confirmed=confirmed, source=source, confirmed_at=at).save()


async def themes_and_sources(comment: int) -> dict[str, str]:
    rows = await Assignment.select(Assignment.theme, Assignment.source).where(Assignment.comment == comment)
    return {row["theme"]: row["source"] for row in rows}


async def classification(comment: int) -> Classification:
    found = await Classification.objects().get(Classification.comment == comment)
    assert found is not None
    return found


def joined(reason: str, likely: dict[str, float], heard: dict[str, bool]) -> dict[str, str]:
    return {one.theme: one.source for one in examining.joined(reason, likely, heard, LIVE)}


def test_a_confirmation_outweighs_the_reason_and_the_model():
    assert joined("too_small", {"too_small": 0.9, "quality": 0.4}, {"quality": True, "too_small": True}) == {
        "quality": "customer",
        "too_small": "customer",
    }


def test_a_denial_silences_the_model_and_not_the_stated_reason():
    assert joined("too_small", {"too_small": 0.9, "quality": 0.4}, {"quality": False, "too_small": False}) == {
        "too_small": "reason"
    }


def test_a_theme_that_does_not_exist_any_more_is_not_assigned():
    assert joined("", {}, {"gone": True, "too_big": True}) == {"too_big": "customer"}


async def test_a_chip_tapped_while_typing_is_assigned_with_the_text(shop, house, starter, now):
    comment = await add_comment("Passt mir leider nicht")
    await say(comment, "too_big", True, now, "typing")
    assert await assignments.run(house, *starter) == 1
    assert (await themes_and_sources(comment))["too_big"] == "customer"
    row = await Assignment.objects().get(Assignment.theme == "too_big")
    assert (row.probability, row.model_version) == (1.0, "")


async def test_what_is_said_afterwards_is_read_again_once(shop, house, starter, now):
    comment = await add_comment(SMALL)
    await assignments.run(house, *starter)
    assert "too_small" in await themes_and_sources(comment)
    await say(comment, "too_small", False, now)
    await say(comment, "quality", True, now)
    assert [await assignments.run(house, *starter), await assignments.run(house, *starter)] == [1, 0]
    assert await themes_and_sources(comment) == {"quality": "customer"}
    assert (await classification(comment)).revision == 2


async def test_a_confirmation_is_found_whatever_the_clocks_say(shop, house, starter, now):
    comment = await add_comment(SMALL)
    await assignments.run(house, *starter)
    await say(comment, "too_small", True, now - timedelta(hours=1))
    assert await assignments.run(house, *starter) == 1
    assert await themes_and_sources(comment) == {"too_small": "customer"}


async def test_a_confirmation_during_the_run_is_not_lost(shop, house, starter, now, monkeypatch):
    comment = await add_comment(SMALL)
    claim = assignments._claim_new

    async def meanwhile(comments):
        claimed = await claim(comments)
        await execute(
            'INSERT INTO "confirmation" ("comment", "theme", "confirmed", "source", "confirmed_at")'
            " VALUES (?, ?, ?, ?, ?)",
            comment, "too_small", False, "afterwards", now,
        )  # fmt: skip
        return claimed

    monkeypatch.setattr(assignments, "_claim_new", meanwhile)
    assert await assignments.run(house, *starter) == 2
    assert "too_small" not in await themes_and_sources(comment)


async def test_who_changes_their_mind_is_believed(shop, house, starter, now):
    comment = await add_comment(SMALL)
    await assignments.run(house, *starter)
    for confirmed, expected in ((True, {"too_small": "customer"}), (False, {}), (True, {"too_small": "customer"})):
        await say(comment, "too_small", confirmed, now)
        assert await assignments.run(house, *starter) == 1
        assert await themes_and_sources(comment) == expected
    assert (await classification(comment)).outcome == "themes"


async def test_a_denied_theme_leaves_a_text_that_no_theme_fits(shop, house, starter, now):
    comment = await add_comment(SMALL)
    await say(comment, "too_small", False, now)
    await assignments.run(house, *starter)
    assert (await classification(comment)).outcome == "none"


async def test_a_denied_reason_stays_stated_and_is_no_endless_work(shop, house, starter, now):
    comment = await add_comment("", reason="too_small")
    await assignments.run(house, *starter)
    await say(comment, "too_small", False, now)
    assert await assignments.run(house, *starter) == 0
    assert await themes_and_sources(comment) == {"too_small": "reason"}


async def test_a_confirmed_theme_that_is_retired_is_no_work(shop, house, starter, now):
    comment = await add_comment(SMALL)
    await assignments.run(house, *starter)
    await Theme.update({Theme.retired: True}).where(Theme.code == "gift")
    await say(comment, "gift", True, now)
    await say(comment, "no_such_theme", True, now)
    assert await assignments.run(house, *starter) == 0


async def test_a_member_has_the_last_word(shop, house, starter, now):
    before, after = await add_comment(SMALL), await add_comment(SMALL)
    await say(before, "gift", True, now)
    await assignments.run(house, *starter)
    for comment in (before, after):
        await assignments.correct(comment, ["quality"], 7, now)
    await say(after, "too_small", True, now)
    assert await assignments.run(house, *starter) == 0
    assert await themes_and_sources(before) == await themes_and_sources(after) == {"quality": "member"}


async def test_another_version_of_the_model_hears_the_customer_too(shop, house, starter, now):
    comment = await add_comment(SMALL)
    await say(comment, "quality", True, now)
    await say(comment, "too_small", False, now)
    await assignments.run(house, *starter)
    assert await assignments.classify_again(house, starter[0], "newer", 0) == (comment, 1, 0)
    assert await themes_and_sources(comment) == {"quality": "customer"}


async def test_what_was_read_from_a_deleted_text_stays_when_its_customer_speaks(shop, house, starter, now):
    comment = await add_comment(SMALL)
    await assignments.run(house, *starter)
    await Comment.update({Comment.text: ""}).where(Comment.id == comment)
    await say(comment, "quality", True, now)
    assert await assignments.run(house, *starter) == 0
    assert "too_small" in await themes_and_sources(comment)


async def test_two_workers_at_once_hear_a_customer_once(shop, house, starter, now):
    comments = [await add_comment(SMALL) for _ in range(8)]
    await assignments.run(house, *starter)
    for comment in comments:
        await say(comment, "quality", True, now)
    done = await asyncio.gather(*(assignments.run(house, *starter, batch=3) for _ in range(2)))
    left = await assignments.run(house, *starter)
    assert sum(done) + left == len(comments)
    revisions = await Classification.select(Classification.revision).output(as_list=True)
    assert revisions == [2] * len(comments)


async def test_a_run_killed_between_two_batches_goes_on_where_it_stopped(shop, house, starter, now, monkeypatch):
    comments = [await add_comment(SMALL) for _ in range(5)]
    await assignments.run(house, *starter)
    for comment in comments:
        await say(comment, "quality", True, now)
    whole, batches = assignments._store, []

    async def die_in_second(*arguments):
        await whole(*arguments)
        batches.append(1)
        if len(batches) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(assignments, "_store", die_in_second)
    with pytest.raises(KeyboardInterrupt):
        await assignments.run(house, *starter, batch=2)
    monkeypatch.undo()
    assert await assignments.run(house, *starter, batch=2) == 3
    assert all(["quality" in await themes_and_sources(comment) for comment in comments])


async def test_daily_counts_follow(shop, house: House, starter: tuple[ThemeModel, str], now):
    comment = await add_comment(SMALL, reason="gift")
    await assignments.run(house, *starter)
    await counts.run(house)
    await say(comment, "quality", True, now)
    await say(comment, "too_small", False, now)
    await assignments.run(house, *starter)
    assert await counts.run(house) == 1
    assert sorted(row["theme"] for row in await DailyCount.select()) == ["gift", "quality"]


async def test_members_see_what_the_customer_confirmed(shop, house, starter, now):
    comment = await add_comment("Passt mir leider nicht", reason="gift")
    await say(comment, "too_big", True, now)
    await assignments.run(house, *starter)
    (view,) = await comment_views([comment], Viewer(1, "Jana", "jana@shop.test", Role.PRODUCT, "de"))
    chips = {chip.code: (chip.stated, chip.confirmed, chip.sure) for chip in view.themes}
    assert chips["too_big"] == (False, True, None)
    assert chips["gift"] == (True, False, None)
    with speaking("de"):
        page = render("themes/swap_comment.html", CommentPage(view))
    assert page.count("von Kundenseite bestätigt") == 1
