"""Undoing: all rows are as they were before the deed, and what stands in the way is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from classifier import assignments
from classifier.assignments import correct
from classifier.errors import ClassifierError
from classifier.tables import Classification, ThemeGroup, ThemeRule
from classifier.themes import themes_of
from classifier.workbench import deeds, keeping, moving, undoing
from classifier.workbench.drafts import Part
from classifier.workbench.keeping import Before
from classifier.workbench.undoing import undo
from feedback_app.alerts import counts
from feedback_app.alerts.tables import DailyCount
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import fetch
from tests.classifier.workbench.conftest import ANNA, Cast, draft, everything
from tests.shop_cast import add_classified, add_comment

DEEDS = {
    "create": lambda cast, now: deeds.create(draft("Hund"), [cast.none, cast.transport], ANNA, now),
    "rename": lambda cast, now: deeds.rename("packaging", draft("Karton", "service", words_de="karton"), ANNA, now),
    "merge": lambda cast, now: deeds.merge("packaging", "damaged_transport", ANNA, now),
    "split": lambda cast, now: deeds.split(
        "packaging",
        [Part(draft("Offen"), [cast.packaging, cast.both]), Part(draft("Polster"), [cast.stated])],
        ANNA,
        now,
    ),
    "move": lambda cast, now: deeds.move("packaging", "goods", ANNA, now),
    "retire": lambda cast, now: deeds.retire("packaging", ANNA, now),
}


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("at_once", [1, 5_000])
async def test_undoing_brings_every_row_back(cast: Cast, now, monkeypatch, deed: str, at_once: int) -> None:
    monkeypatch.setattr(moving, "AT_ONCE", at_once)
    before = await everything()
    change = await DEEDS[deed](cast, now)
    assert await everything() != before
    await undo(change, ANNA, now)
    assert await everything() == before


async def test_undoing_raises_revisions_so_that_counting_notices(cast: Cast, now) -> None:
    change = await deeds.merge("packaging", "damaged_transport", ANNA, now)
    await undo(change, ANNA, now)
    found = {row["comment"]: row["revision"] for row in await Classification.select()}
    assert {comment for comment, revision in found.items() if revision == 3} == {cast.packaging, cast.both, cast.stated}


async def test_undoing_twice_is_undoing_once(cast: Cast, now) -> None:
    change = await deeds.retire("packaging", ANNA, now)
    await undo(change, ANNA, now)
    await deeds.retire("packaging", ANNA, now)
    await undo(change, ANNA, now)
    assert await fetch('SELECT 1 FROM "theme" WHERE "code" = ? AND "retired" = ?', "packaging", True)


async def test_a_restored_theme_is_retired_again(cast: Cast, now) -> None:
    await deeds.retire("packaging", ANNA, now)
    before = await everything()
    change = await deeds.restore("packaging", ANNA, now)
    await undo(change, ANNA, now)
    assert await everything() == before


async def test_deeds_are_undone_from_the_last_one_backwards(cast: Cast, now) -> None:
    first = await deeds.merge("packaging", "damaged_transport", ANNA, now)
    second = await deeds.merge("damaged_transport", "too_late", ANNA, now)
    with pytest.raises(ClassifierError):
        await undo(first, ANNA, now)
    await undo(second, ANNA, now)
    await undo(first, ANNA, now)
    assert (await themes_of([cast.packaging]))[cast.packaging] == ["packaging"]


async def test_a_new_name_does_not_stand_in_the_way_of_undoing_a_merge(cast: Cast, now) -> None:
    change = await deeds.merge("packaging", "damaged_transport", ANNA, now)
    await deeds.rename("damaged_transport", draft("Bruch", "logistics"), ANNA, now)
    await undo(change, ANNA, now)
    assert (await themes_of([cast.stated]))[cast.stated] == ["packaging"]


async def test_what_a_member_corrected_since_stays(cast: Cast, now) -> None:
    change = await deeds.merge("packaging", "damaged_transport", ANNA, now)
    await correct(cast.packaging, ["too_late"], ANNA, now + timedelta(minutes=1))
    await correct(cast.both, ["damaged_transport"], ANNA, now + timedelta(minutes=1))
    await undo(change, ANNA, now + timedelta(minutes=2))
    found = await themes_of([cast.packaging, cast.both, cast.stated])
    assert found == {cast.packaging: ["too_late"], cast.both: ["damaged_transport"], cast.stated: ["packaging"]}


async def test_a_theme_that_members_use_by_hand_is_not_made_to_vanish(cast: Cast, now) -> None:
    change = await deeds.create(draft("Hund"), [cast.none], ANNA, now)
    await correct(cast.packaging, ["hund"], ANNA, now + timedelta(minutes=1))
    with pytest.raises(ClassifierError):
        await undo(change, ANNA, now + timedelta(minutes=2))
    assert (await themes_of([cast.none]))[cast.none] == ["hund"]


async def test_a_theme_that_a_rule_names_is_not_made_to_vanish(cast: Cast, now) -> None:
    change = await deeds.create(draft("Hund"), [cast.none], ANNA, now)
    await ThemeRule(theme="hund", effect="always", pattern="hund", member_id=ANNA, created_at=now).save()
    with pytest.raises(ClassifierError):
        await undo(change, ANNA, now)


async def test_a_theme_cannot_move_back_into_a_group_that_is_gone(cast: Cast, now) -> None:
    change = await deeds.move("packaging", "goods", ANNA, now)
    await ThemeGroup.delete().where(ThemeGroup.code == "delivery")
    with pytest.raises(ClassifierError):
        await undo(change, ANNA, now)


@pytest.mark.parametrize("deed", ["merge", "retire", "rename"])
async def test_a_name_that_was_given_away_since_is_not_taken_back(cast: Cast, now, deed: str) -> None:
    change = await DEEDS[deed](cast, now)
    await deeds.create(draft("Verpackung"), [], ANNA, now + timedelta(hours=1))
    with pytest.raises(ClassifierError, match="Verpackung"):
        await undo(change, ANNA, now)
    if deed != "rename":
        with pytest.raises(ClassifierError, match="Verpackung"):
            await deeds.restore("packaging", ANNA, now)


async def test_what_the_model_put_into_a_part_since_goes_back_with_the_part(cast: Cast, now) -> None:
    from tests.shop_cast import add_classified

    change = await deeds.split("packaging", [Part(draft("Polster"), [cast.stated])], ANNA, now)
    later = await add_classified("Kein Polster", ["polster"])
    await undo(change, ANNA, now)
    assert (await themes_of([later]))[later] == ["packaging"]


async def test_comments_erased_since_do_not_stand_in_the_way(cast: Cast, now) -> None:
    from surveys.tables import Comment

    change = await deeds.merge("packaging", "damaged_transport", ANNA, now)
    await Comment.delete().where(Comment.id.is_in([cast.both, cast.stated]))
    await undo(change, ANNA, now)
    assert (await themes_of([cast.packaging]))[cast.packaging] == ["packaging"]


async def test_an_interrupted_merge_is_finished_later(cast: Cast, now, monkeypatch) -> None:
    from classifier.workbench.settling import settle

    before = await everything()
    monkeypatch.setattr(moving, "AT_ONCE", 1)

    async def killed(_: float) -> int:
        return 0

    with monkeypatch.context() as context:
        context.setattr(deeds, "settle", killed)
        change = await deeds.merge("packaging", "damaged_transport", ANNA, now)
    assert await fetch('SELECT 1 FROM "assignment" WHERE "theme" = ?', "packaging") != []
    assert await settle(9.0) == 2
    await undo(change, ANNA, now)
    assert await everything() == before
    assert await settle(9.0) == 0


async def test_the_worker_goes_on_with_a_large_merge_and_with_its_undoing(cast: Cast, now, monkeypatch, house) -> None:
    from feedback_app import worker

    async def left() -> int:
        done = await worker.run_once(house, worker.Tools(None, "", {}), ("reread",))
        return done["reread"]

    async def busy(_: float) -> int:
        return 0

    before = await everything()
    monkeypatch.setattr(moving, "AT_ONCE", 1)
    monkeypatch.setattr(deeds, "settle", busy)
    monkeypatch.setattr(undoing, "settle", busy)
    change = await deeds.merge("packaging", "damaged_transport", ANNA, now)
    assert await left() == 2
    await undo(change, ANNA, now)
    assert await everything() != before
    assert await left() > 0
    assert await everything() == before


async def mentions(theme: str) -> int:
    return sum(await DailyCount.select(DailyCount.comments).where(DailyCount.theme == theme).output(as_list=True))


async def test_daily_counts_follow_a_merge_and_its_undoing(cast: Cast, now, house) -> None:
    await counts.run(house)
    assert (await mentions("packaging"), await mentions("damaged_transport")) == (3, 2)
    change = await deeds.merge("packaging", "damaged_transport", ANNA, now)
    await counts.run(house)
    assert (await mentions("packaging"), await mentions("damaged_transport")) == (0, 4)
    await undo(change, ANNA, now)
    await counts.run(house)
    assert (await mentions("packaging"), await mentions("damaged_transport")) == (3, 2)


async def test_comments_with_both_themes_come_back_in_slices_too(cast: Cast, now, monkeypatch) -> None:
    await add_classified("Karton offen, Glas zerbrochen", ["packaging", "damaged_transport"])
    before = await everything()
    change = await deeds.merge("packaging", "damaged_transport", ANNA, now)
    with_both = Before(rows=(await keeping.before_of(change)).rows)
    monkeypatch.setattr(moving, "AT_ONCE", 1)
    async with transaction():
        left = await moving.move_back(with_both, "packaging", "damaged_transport", now)
    assert len(left.rows) == len(with_both.rows) - 2
    await undo(change, ANNA, now)
    assert (await everything())["assignment"] == before["assignment"]


async def test_what_the_model_put_into_a_created_theme_is_read_again_without_it(cast: Cast, now) -> None:
    change = await deeds.create(draft("Hund"), [cast.none], ANNA, now)
    since = await add_classified("Hund hat Angst", ["hund"])
    await undo(change, ANNA, now + timedelta(minutes=1))
    marked = await Classification.select(Classification.comment).where(Classification.model_version == "")
    assert [row["comment"] for row in marked] == [since]


async def test_reason_and_text_that_are_one_theme_now_agree(cast: Cast, now, house, starter) -> None:
    comment = await add_comment("Der Karton war aufgerissen", reason="damaged_transport")
    await assignments.run(house, *starter)
    row = Classification.select(Classification.reason_in_text).where(Classification.comment == comment).first()
    assert ((await row) or {})["reason_in_text"] == False  # noqa: E712 SQLite says 0
    change = await deeds.merge("packaging", "damaged_transport", ANNA, now)
    later = replace(house, clock=lambda: now + timedelta(minutes=1))
    await assignments.run(later, *starter)
    assert ((await row) or {})["reason_in_text"] == True  # noqa: E712 SQLite says 1
    await undo(change, ANNA, later.now())
    await assignments.run(later, *starter)
    assert ((await row) or {})["reason_in_text"] == False  # noqa: E712 SQLite says 0
