"""Deeds and the assign stage: chosen comments keep their theme, merged themes go on under their new name."""

from __future__ import annotations

from datetime import timedelta

from classifier import assignments
from classifier.examining import Assigned, Finding, Outcome, Waiting
from classifier.tables import Classification
from classifier.themes import themes_of
from classifier.workbench import deeds
from classifier.workbench.drafts import Part
from classifier.workbench.standing import Stand, standing
from classifier.workbench.undoing import undo
from tests.classifier.workbench.conftest import ANNA, Cast, draft
from tests.shop_cast import TODAY, add_classified, add_comment

READ = Finding(
    Waiting(1, TODAY, "", "Karton offen", "de"), "de", Outcome.THEMES, 0.1, (Assigned("packaging", 0.8, "model"),)
)
LIVE = {"packaging", "box", "fit"}


def themes(found: Finding) -> list[tuple[str, str]]:
    return [(one.theme, one.source) for one in found.assigned]


def test_what_a_comment_stands_for_comes_before_what_the_model_says() -> None:
    found = standing(READ, [Stand("box")], LIVE, {})
    assert themes(found) == [("box", "member"), ("packaging", "model")]


def test_a_part_takes_the_place_of_the_theme_it_was_split_off_from() -> None:
    assert themes(standing(READ, [Stand("box", "packaging")], LIVE, {})) == [("box", "member")]


def test_merged_themes_mean_their_successor_and_retired_ones_nothing() -> None:
    assert themes(standing(READ, [Stand("old")], LIVE, {"old": "fit"})) == [("fit", "member"), ("packaging", "model")]
    assert standing(READ, [Stand("retired")], LIVE, {}) is READ


def test_of_two_deeds_on_one_comment_the_later_split_counts() -> None:
    assert themes(standing(READ, [Stand("fit"), Stand("box", "fit")], LIVE, {}))[0] == ("box", "member")


async def read_all(house, model) -> None:
    after = 0
    while True:
        after, read, _ = await assignments.classify_again(house, model, "again", after)
        if not read:
            return


async def test_chosen_comments_keep_their_theme_when_all_are_read_again(cast: Cast, now, house, model) -> None:
    await deeds.create(draft("Hund"), [cast.none], ANNA, now)
    await deeds.split("packaging", [Part(draft("Polster"), [cast.stated])], ANNA, now)
    await read_all(house, model)
    found = await themes_of([cast.none, cast.stated])
    assert found == {cast.none: ["hund"], cast.stated: ["polster"]}


async def test_undone_deeds_are_forgotten_when_all_are_read_again(cast: Cast, now, house, model) -> None:
    change = await deeds.create(draft("Hund"), [cast.none], ANNA, now)
    await undo(change, ANNA, now)
    await read_all(house, model)
    assert await themes_of([cast.none]) == {cast.none: []}


async def test_a_comment_that_waited_gets_the_theme_it_was_chosen_for(cast: Cast, now, house, model) -> None:
    waiting = await add_comment("Der Hund mag es nicht")
    await deeds.create(draft("Hund"), [waiting], ANNA, now)
    await assignments.run(house, model, "test")
    assert (await themes_of([waiting]))[waiting] == ["hund"]


async def test_a_reason_with_the_name_of_a_merged_theme_counts_for_its_successor(cast: Cast, now, house, model) -> None:
    await deeds.merge("packaging", "damaged_transport", ANNA, now)
    comment = await add_comment(reason="packaging")
    await assignments.run(house, model, "test")
    assert (await themes_of([comment]))[comment] == ["damaged_transport"]


async def test_after_an_undone_merge_later_comments_are_read_again(cast: Cast, now, house, model) -> None:
    change = await deeds.merge("packaging", "damaged_transport", ANNA, now - timedelta(hours=1))
    comment = await add_comment(reason="packaging")
    await assignments.run(house, model, "test")
    await undo(change, ANNA, now)
    await assignments.run(house, model, "test")
    assert (await themes_of([comment]))[comment] == ["packaging"]


async def test_after_restoring_comments_that_came_meanwhile_are_read_again(cast: Cast, now, house, model) -> None:
    await deeds.retire("too_late", ANNA, now - timedelta(hours=1))
    comment = await add_comment(reason="too_late")
    await assignments.run(house, model, "test")
    assert (await themes_of([comment]))[comment] == []
    await deeds.restore("too_late", ANNA, now)
    await assignments.run(house, model, "test")
    assert (await themes_of([comment]))[comment] == ["too_late"]


async def test_comments_that_were_read_before_are_left_alone_by_restoring(cast: Cast, now) -> None:
    await add_classified("Zu spät", ["too_late"], day=TODAY - timedelta(days=5))
    await deeds.retire("too_late", ANNA, now + timedelta(days=1))
    await deeds.restore("too_late", ANNA, now + timedelta(days=1))
    assert await Classification.count().where(Classification.model_version == "") == 0
