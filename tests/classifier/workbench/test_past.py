"""Counts as they were counted then, and as they are counted now."""

from __future__ import annotations

from datetime import timedelta

from classifier.tables import PastCount
from classifier.workbench import deeds, past
from classifier.workbench.past import as_counted_now, as_counted_then
from classifier.workbench.undoing import undo
from feedback_app.foundation.database import transaction
from tests.classifier.workbench.conftest import ANNA, Cast
from tests.shop_cast import TODAY, add_classified

EARLIER = TODAY - timedelta(days=3)
TOMORROW = TODAY + timedelta(days=1)


async def snapshot(why: str, moment) -> None:
    async with transaction():
        await past.snapshot(why, moment)


async def both(theme: str) -> tuple[dict, dict]:
    span = (TODAY - timedelta(days=9), TODAY + timedelta(days=9))
    return await as_counted_then(theme, *span), await as_counted_now(theme, *span)


async def test_without_a_change_then_is_now(cast: Cast) -> None:
    then, now = await both("packaging")
    assert then == now == {EARLIER: 1, TODAY: 2}


async def test_a_merge_changes_what_is_counted_now_and_not_what_was_counted_then(cast: Cast, now) -> None:
    await deeds.merge("packaging", "damaged_transport", ANNA, now + timedelta(days=1))
    assert await both("packaging") == ({EARLIER: 1, TODAY: 2}, {})
    assert await both("damaged_transport") == ({EARLIER: 1, TODAY: 1}, {EARLIER: 2, TODAY: 2})


async def test_the_day_of_the_change_is_counted_as_it_is_now(cast: Cast, now) -> None:
    await deeds.merge("packaging", "damaged_transport", ANNA, now)
    assert (await both("packaging"))[0] == {EARLIER: 1}


async def test_days_after_the_change_are_counted_as_they_are_now(cast: Cast, now) -> None:
    await deeds.merge("packaging", "damaged_transport", ANNA, now + timedelta(days=1))
    later = TODAY + timedelta(days=2)
    await add_classified("Karton offen", ["damaged_transport"], day=later)
    assert (await both("damaged_transport"))[0][later] == 1


async def test_the_first_snapshot_after_a_day_says_how_it_was_counted(cast: Cast, now) -> None:
    await snapshot("model:1", now + timedelta(days=1))
    await deeds.merge("packaging", "damaged_transport", ANNA, now + timedelta(days=2))
    await snapshot("model:2", now + timedelta(days=3))
    assert (await both("damaged_transport"))[0] == {EARLIER: 1, TODAY: 1}


async def test_a_theme_that_was_not_mentioned_is_remembered_as_such(cast: Cast, now) -> None:
    await snapshot("model:1", now + timedelta(days=1))
    await add_classified("Reißverschluss klemmt", ["defective"])
    assert await both("defective") == ({}, {TODAY: 1})


async def test_a_snapshot_is_taken_once_for_one_reason(cast: Cast, now) -> None:
    await snapshot("model:1", now)
    rows = await PastCount.count()
    await snapshot("model:1", now + timedelta(minutes=5))
    assert await PastCount.count() == rows


async def test_after_an_undone_merge_then_and_now_are_the_same(cast: Cast, now) -> None:
    change = await deeds.merge("packaging", "damaged_transport", ANNA, now + timedelta(days=1))
    await undo(change, ANNA, now + timedelta(days=1))
    then, today = await both("packaging")
    assert then == today
