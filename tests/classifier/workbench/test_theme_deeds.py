"""Deeds on themes: what each does to comments and tree, and that the same click twice is one deed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from classifier.errors import ClassifierError
from classifier.routes import ROUTES
from classifier.tables import Classification, Example, Theme, ThemeChange
from classifier.themes import themes_of
from classifier.workbench import deeds, moving
from classifier.workbench.drafts import RESERVED, Part
from feedback_app.foundation.dialect import fetch
from tests.classifier.workbench.conftest import ANNA, Cast, draft


async def revisions() -> dict[int, int]:
    return {row["comment"]: row["revision"] for row in await Classification.select()}


async def theme(code: str) -> dict:
    return (await fetch('SELECT * FROM "theme" WHERE "code" = ?', code))[0]


async def test_a_new_theme_takes_the_chosen_comments_at_once(cast: Cast, now) -> None:
    await deeds.create(draft("Größe der Öse & Schnürung"), [cast.none], ANNA, now)
    made = await theme("groesse_der_oese_schnuerung")
    assert (made["origin"], bool(made["retired"])) == ("member", False)
    assert await themes_of([cast.none]) == {cast.none: ["groesse_der_oese_schnuerung"]}
    assert (await Classification.select().where(Classification.comment == cast.none))[0]["outcome"] == "themes"
    assert (await Example.select())[0]["weight"] == 1


async def test_a_comment_that_waits_to_be_read_only_becomes_an_example(cast: Cast, now) -> None:
    from tests.shop_cast import add_comment

    waiting = await add_comment("Futter riecht")
    await deeds.create(draft("Futter"), [waiting], ANNA, now)
    assert await themes_of([waiting]) == {waiting: []}
    assert await Example.count() == 1


async def test_codes_avoid_what_was_used_before_and_what_addresses_need(cast: Cast, now) -> None:
    await deeds.create(draft("Groups"), [], ANNA, now)
    await deeds.create(draft("Verpackung innen", name_en="Packaging!"), [], ANNA, now + timedelta(hours=1))
    codes = set(await Theme.select(Theme.code).output(as_list=True))
    assert {"groups_2", "packaging_2"} <= codes


def test_no_theme_gets_a_code_that_is_an_address_of_its_own() -> None:
    paths = {path for handler in ROUTES for path in handler.paths}
    literal = {path.split("/")[2] for path in paths if path.startswith("/themes/")}
    assert {word for word in literal if not word.startswith("{")} <= RESERVED


async def test_another_theme_of_the_same_name_is_no_double_click(cast: Cast, now) -> None:
    await deeds.create(draft("Hund"), [cast.none], ANNA, now)
    with pytest.raises(ClassifierError, match="Hund"):
        await deeds.create(draft("Hund"), [cast.transport], ANNA, now)


async def test_two_themes_of_one_name_are_refused(cast: Cast, now) -> None:
    with pytest.raises(ClassifierError, match="Verpackung"):
        await deeds.create(draft("Verpackung"), [], ANNA, now)


async def test_merging_moves_comments_and_keeps_the_word_that_is_believed_more(cast: Cast, now) -> None:
    before = await revisions()
    await deeds.merge("packaging", "damaged_transport", ANNA, now)
    assert await fetch('SELECT 1 FROM "assignment" WHERE "theme" = ?', "packaging") == []
    kept = await fetch('SELECT * FROM "assignment" WHERE "comment" = ?', cast.both)
    assert [(row["theme"], row["source"]) for row in kept] == [("damaged_transport", "customer")]
    assert (await theme("packaging"))["merged_into"] == "damaged_transport"
    after = await revisions()
    assert {c for c in after if after[c] > before[c]} == {cast.packaging, cast.both, cast.stated}


async def test_a_large_merge_goes_on_in_slices(cast: Cast, now, monkeypatch) -> None:
    monkeypatch.setattr(moving, "AT_ONCE", 1)
    change = await deeds.merge("packaging", "damaged_transport", ANNA, now)
    assert await fetch('SELECT 1 FROM "assignment" WHERE "theme" = ?', "packaging") == []
    assert '"comments":3' in (await ThemeChange.select().where(ThemeChange.id == change))[0]["about"].replace(" ", "")


async def test_splitting_moves_the_chosen_comments_and_leaves_the_rest(cast: Cast, now) -> None:
    parts = [Part(draft("Karton offen"), [cast.packaging, cast.transport]), Part(draft("Polster"), [cast.stated])]
    await deeds.split("packaging", parts, ANNA, now)
    found = await themes_of([cast.packaging, cast.stated, cast.both, cast.transport])
    assert found[cast.packaging] == ["karton_offen"]
    assert found[cast.stated] == ["polster"]
    assert sorted(found[cast.both]) == ["damaged_transport", "packaging"]
    assert found[cast.transport] == ["damaged_transport"]
    assert (await theme("polster"))["group_code"] == "delivery"


async def test_a_part_without_any_comment_of_the_theme_is_refused_and_nothing_is_split(cast: Cast, now) -> None:
    with pytest.raises(ClassifierError, match="Leer"):
        await deeds.split("packaging", [Part(draft("Leer"), [cast.transport])], ANNA, now)
    assert await ThemeChange.count() == 0


async def test_retiring_keeps_the_comments_and_restoring_brings_the_theme_back(cast: Cast, now) -> None:
    await deeds.retire("packaging", ANNA, now)
    assert (await themes_of([cast.packaging]))[cast.packaging] == ["packaging"]
    assert bool((await theme("packaging"))["retired"])
    await deeds.restore("packaging", ANNA, now)
    assert not bool((await theme("packaging"))["retired"])


async def test_renaming_keeps_the_code_and_changes_what_differs(cast: Cast, now) -> None:
    await deeds.rename("packaging", draft("Karton", "logistics"), ANNA, now)
    assert (await theme("packaging"))["name_de"] == "Karton"
    assert await deeds.rename("packaging", draft("Karton", "logistics"), ANNA, now) == deeds.NOTHING_NEW


async def twice(deed) -> int:
    first = await deed()
    assert await deed() in {first, deeds.NOTHING_NEW}
    return await ThemeChange.count()


async def test_a_double_click_is_one_deed(cast: Cast, now) -> None:
    part = [Part(draft("Polster"), [cast.stated])]
    assert await twice(lambda: deeds.create(draft("Hund"), [cast.none], ANNA, now)) == 1
    assert await twice(lambda: deeds.split("packaging", part, ANNA, now)) == 2
    assert await twice(lambda: deeds.merge("packaging", "damaged_transport", ANNA, now)) == 3
    assert await twice(lambda: deeds.retire("too_big", ANNA, now)) == 4
    assert await twice(lambda: deeds.restore("too_big", ANNA, now)) == 5
    assert await twice(lambda: deeds.move("too_big", "goods", ANNA, now)) == 6


@pytest.mark.parametrize("wrong", ["no_such_theme", "packaging"])
async def test_merging_needs_another_theme_that_is_in_use(cast: Cast, now, wrong: str) -> None:
    with pytest.raises(ClassifierError):
        await deeds.merge("packaging", wrong, ANNA, now)
    assert await ThemeChange.count() == 0
