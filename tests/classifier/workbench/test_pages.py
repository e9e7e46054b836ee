"""The pages of the workbench in a running app: every role, both languages, forms that work and forms that do not."""

from __future__ import annotations

import pytest

from classifier.tables import Theme, ThemeChange, ThemeGroup
from classifier.themes import themes_of
from classifier.workbench import deeds
from tests.classifier.workbench.conftest import ANNA, Cast
from tests.shop_cast import add_classified
from tests.web.browsing import Browser, ClientAs
from tests.web.conftest import app, client_as  # noqa: F401 the web tests' own fixtures

PAGES = (
    "/themes/tree",
    "/themes/new",
    "/themes/packaging/edit",
    "/themes/packaging/merge",
    "/themes/packaging/merge?into=damaged_transport",
    "/themes/packaging/split",
    "/themes/changes",
    "/themes/groups",
)
FORM = {"name_de": "Hund", "name_en": "Dog", "team": "product", "words_de": "Hund, Katze", "do": "create"}


@pytest.fixture
async def anna(cast: Cast, client_as: ClientAs) -> Browser:  # noqa: F811
    return await client_as("product")


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("path", PAGES)
async def test_every_page_is_there_in_both_languages(cast: Cast, client_as: ClientAs, path: str, language: str) -> None:  # noqa: F811
    page = await (await client_as("product", language)).get(path)
    assert page.status_code == 200
    assert f'<html lang="{language}"' in page.text


@pytest.mark.parametrize("path", [path for path in PAGES if path not in {"/themes/tree", "/themes/changes"}])
async def test_who_only_looks_is_kept_away_from_forms(cast: Cast, client_as: ClientAs, path: str) -> None:  # noqa: F811
    viewer = await client_as("viewer")
    assert (await viewer.get(path)).status_code == 403
    assert "/edit" not in (await viewer.get("/themes/tree")).text
    assert (await viewer.submit("/themes/packaging/retire")).status_code == 403


@pytest.mark.parametrize("deed", ["edit", "merge", "split", "move", "retire", "restore"])
async def test_what_does_not_exist_is_not_found(anna: Browser, deed: str) -> None:
    if deed in {"edit", "merge", "split"}:
        assert (await anna.get(f"/themes/nothing/{deed}")).status_code == 404
    answer = await anna.submit(f"/themes/nothing/{deed}", {"name_de": "X", "team": "product", "into": "packaging"})
    assert answer.status_code == 404


async def test_a_theme_is_created_from_words_with_the_comments_that_were_ticked(anna: Browser, cast: Cast) -> None:
    found = await anna.submit("/themes/new", {**FORM, "do": "search"})
    assert (found.status_code, await Theme.exists().where(Theme.code == "dog")) == (200, False)
    assert f'name="comment" value="{cast.none}" checked' in found.text
    assert "<mark>Hund</mark>" in found.text
    done = await anna.submit("/themes/new", {**FORM, "comment": str(cast.none)})
    assert (done.status_code, done.headers["location"]) == (303, "/themes/tree?done=created")
    assert (await themes_of([cast.none]))[cast.none] == ["dog"]


async def test_comments_of_other_pages_come_ticked(anna: Browser, cast: Cast) -> None:
    page = await anna.get(f"/themes/new?comments={cast.none},x,99999999999,{cast.packaging}")
    assert page.text.count('name="comment"') == page.text.count(" checked") == 2


async def test_a_form_with_mistakes_comes_back_filled(anna: Browser, cast: Cast) -> None:
    answer = await anna.submit("/themes/new", {**FORM, "name_de": "Verpackung", "definition_de": "Kläffer <b>"})
    assert answer.status_code == 422
    assert "Kläffer &lt;b&gt;" in answer.text
    assert "Verpackung" in answer.text.split('id="errors"')[1]
    assert (await anna.submit("/themes/new", {"do": "create", "team": "nobody"})).status_code == 422
    assert (await anna.submit("/themes/new", {**FORM, "name_de": "x" * 101})).status_code == 422


async def test_very_many_words_are_no_fault(anna: Browser, cast: Cast) -> None:
    words = ",".join(["Hund", *(f"w{number}" for number in range(500))])[:2_000]
    found = await anna.submit("/themes/new", {**FORM, "words_de": words, "do": "search"})
    assert f'name="comment" value="{cast.none}" checked' in found.text


async def test_two_clicks_create_one_theme(anna: Browser) -> None:
    assert [(await anna.submit("/themes/new", FORM)).status_code for _ in range(2)] == [303, 303]
    assert await Theme.count().where(Theme.name_de == "Hund") == 1


async def test_a_theme_gets_another_name_and_keeps_its_place(anna: Browser) -> None:
    answer = await anna.submit("/themes/packaging/edit", {"name_de": "Karton", "name_en": "Box", "team": "logistics"})
    assert answer.headers["location"] == "/themes/packaging/edit?done=renamed"
    page = await anna.get("/themes/tree")
    assert "Karton" in page.text


async def test_the_preview_of_a_merge_says_what_changes(anna: Browser, cast: Cast) -> None:
    page = await anna.get("/themes/packaging/merge?into=damaged_transport")
    assert "3 Kommentare" in page.text
    assert "4 Kommentare" in page.text
    assert "Schlecht verpackt" in page.text


async def test_themes_are_merged_and_the_merge_is_undone(anna: Browser, cast: Cast) -> None:
    done = await anna.submit("/themes/packaging/merge", {"into": "damaged_transport"})
    assert done.headers["location"] == "/themes/damaged_transport/edit?done=merged"
    assert (await anna.submit("/themes/packaging/merge", {"into": "damaged_transport"})).status_code == 303
    book = await anna.get("/themes/changes")
    assert "Product" in book.text
    assert "3 Kommentare" in book.text
    change = (await ThemeChange.select(ThemeChange.id))[0]["id"]
    assert (await anna.submit(f"/themes/changes/{change}/undo")).status_code == 303
    assert (await themes_of([cast.packaging]))[cast.packaging] == ["packaging"]
    assert "rückgängig gemacht" in (await anna.get("/themes/changes")).text


async def test_merging_into_nothing_is_refused(anna: Browser) -> None:
    assert (await anna.submit("/themes/packaging/merge", {"into": ""})).status_code == 422
    assert (await anna.submit("/themes/packaging/merge", {"into": "packaging"})).status_code == 422


async def test_undoing_out_of_order_is_refused_with_a_reason(anna: Browser, cast: Cast, now) -> None:
    first = await deeds.merge("packaging", "damaged_transport", ANNA, now)
    await deeds.retire("damaged_transport", ANNA, now)
    answer = await anna.submit(f"/themes/changes/{first}/undo")
    assert answer.status_code == 422
    assert "spätere Änderung" in answer.text
    assert (await anna.submit("/themes/changes/999999/undo")).status_code == 422


def part(number: int, name: str, *comments: int, take: str = "yes") -> dict[str, str]:
    key = f"part{number}"
    ids = ",".join(map(str, comments))
    return {f"{key}-comments": ids, f"{key}-name_de": name, f"{key}-take": take}


async def test_parts_are_named_comments_moved_and_dropped(anna: Browser, cast: Cast) -> None:
    form = {
        **part(1, "Offen", cast.packaging, cast.both),
        **part(2, "Polster", cast.stated),
        f"to-{cast.both}": "2",
        f"to-{cast.stated}": "0",
    }
    assert (await anna.submit("/themes/packaging/split", form)).status_code == 303
    found = await themes_of([cast.packaging, cast.both, cast.stated])
    assert found[cast.packaging] == ["offen"]
    assert "polster" in found[cast.both]
    assert found[cast.stated] == ["packaging"]


async def test_a_part_that_is_not_taken_stays(anna: Browser, cast: Cast) -> None:
    form = {**part(1, "Offen", cast.packaging), **part(2, "", cast.stated, take="")}
    assert (await anna.submit("/themes/packaging/split", form)).status_code == 303
    assert (await themes_of([cast.stated]))[cast.stated] == ["packaging"]


@pytest.mark.parametrize("name", ["", "Verpackung"])
async def test_a_split_with_mistakes_comes_back_filled(anna: Browser, cast: Cast, name: str) -> None:
    form = {**part(1, name, cast.packaging), **part(2, "Polster", cast.stated)}
    answer = await anna.submit("/themes/packaging/split", form)
    assert answer.status_code == 422
    assert 'value="Polster"' in answer.text
    assert f'value="{cast.stated}"' in answer.text


async def test_nothing_is_split_without_a_part(anna: Browser) -> None:
    assert (await anna.submit("/themes/packaging/split", {})).status_code == 422


async def test_the_product_proposes_parts_of_a_theme_with_several_matters(anna: Browser) -> None:
    for thing in (
        "Hose",
        "Jacke",
        "Tasche",
        "Mantel",
        "Kleid",
        "Bluse",
        "Koffer",
        "Rock",
        "Schuh",
        "Hemd",
        "Schal",
        "Hut",
    ):
        for said in ("{}: Reißverschluss klemmt und ist kaputt", "{}: Naht aufgerissen nach einem Tag"):
            await add_classified(said.format(thing), ["quality"])
    page = await anna.get("/themes/quality/split")
    assert 'name="part1-comments"' in page.text
    assert 'name="part2-comments"' in page.text


async def test_a_theme_moves_rests_and_returns(anna: Browser) -> None:
    assert (await anna.submit("/themes/packaging/move", {"group": "goods"})).status_code == 303
    assert (await anna.submit("/themes/packaging/move", {"group": "nowhere"})).status_code == 422
    assert (await anna.submit("/themes/packaging/retire")).status_code == 303
    assert "Verpackung" in (await anna.get("/themes/tree")).text.split('id="resting"')[1]
    assert (await anna.submit("/themes/packaging/restore")).status_code == 303
    assert 'id="resting"' not in (await anna.get("/themes/tree")).text


async def test_groups_are_added_renamed_ordered_and_removed_when_empty(anna: Browser) -> None:
    await anna.submit("/themes/groups", {"do": "add", "name_de": "Größen", "name_en": ""})
    await anna.submit("/themes/groups", {"do": "add", "name_de": "Größen", "name_en": ""})
    codes = await ThemeGroup.select(ThemeGroup.code).order_by(ThemeGroup.position).output(as_list=True)
    assert codes[-1] == "groessen"
    assert len(codes) == 7
    await anna.submit("/themes/groups", {"do": "up", "code": "groessen"})
    await anna.submit("/themes/groups", {"do": "save", "code": "groessen", "name_de": "Maße", "name_en": "Measures"})
    rows = await ThemeGroup.select().order_by(ThemeGroup.position)
    assert (rows[-2]["name_de"], rows[-2]["name_en"]) == ("Maße", "Measures")
    assert (await anna.submit("/themes/groups", {"do": "remove", "code": "goods"})).status_code == 422
    assert (await anna.submit("/themes/groups", {"do": "remove", "code": "groessen"})).status_code == 303
    assert await ThemeGroup.count() == 6


async def test_a_group_needs_a_name(anna: Browser) -> None:
    assert (await anna.submit("/themes/groups", {"do": "add"})).status_code == 422


async def test_the_edit_page_shows_then_and_now_only_where_they_differ(anna: Browser, now) -> None:
    from datetime import timedelta

    assert 'id="then-now"' not in (await anna.get("/themes/damaged_transport/edit")).text
    await deeds.merge("packaging", "damaged_transport", ANNA, now + timedelta(days=1))
    assert 'id="then-now"' in (await anna.get("/themes/damaged_transport/edit")).text


async def test_a_change_without_the_secret_of_the_page_is_refused(anna: Browser) -> None:
    assert (await anna.post("/themes/packaging/retire")).status_code == 403
