"""The page of the design shows every part that exists, and its colours can be read."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import pytest

from feedback_app.foundation import languages
from feedback_app.foundation.pages import Frame, render
from feedback_app.insights.start.colors import (
    SHAPES_ON,
    SIGHTS,
    TONES,
    WORDS_ON,
    closest_tones,
    difference,
    pairs,
    seen_by,
)
from feedback_app.insights.start.design import design_page, desk_colors
from tests.web.browsing import ClientAs

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
SHEETS = sorted(path for path in (TEMPLATES / "static").glob("*.css") if path.name != "slip.css")
PLAIN = 20.0
# What a chart says by colour before a word is read: marks above and below the band, marks on the line.
TOLD_APART = (("rising", "falling"), ("rising", "accent"))


def macros() -> set[str]:
    files = (TEMPLATES / "shared").glob("_*.html")
    return {name for file in files for name in re.findall(r"{%-? macro ([a-z]\w*)", file.read_text())}


def tokens_after(prefix: str) -> set[str]:
    return {name for path in SHEETS for name in re.findall(rf"[\s;{{]{prefix}: var\(--([\w-]+)\)", path.read_text())}


def test_every_shared_part_is_shown() -> None:
    html = render("design/design.html", design_page(), Frame("en", (), "Shop", "token"))
    shown = {name for names in re.findall(r'data-macro="([^"]*)"', html) for name in names.split()}
    assert macros()
    assert shown == macros()


@pytest.mark.parametrize("pair", pairs(*desk_colors()), ids=lambda pair: f"{pair.above} on {pair.below}")
def test_every_pair_of_colours_can_be_read_in_both_themes(pair) -> None:
    assert min(pair.light, pair.dark) >= pair.needed


def test_no_sheet_writes_in_a_colour_that_is_not_checked() -> None:
    assert tokens_after("color") - {"text"} <= set(WORDS_ON)


def test_no_sheet_paints_a_ground_that_is_not_checked() -> None:
    grounds = {ground for under in (*WORDS_ON.values(), *SHAPES_ON.values()) for ground in under}
    assert tokens_after("background") <= grounds | {"rule"}


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_what_meets_in_a_chart_stays_apart_for_colour_blind_readers(theme: int) -> None:
    colors = desk_colors()[theme]
    for first, second in TOLD_APART:
        for sight in SIGHTS:
            assert difference(seen_by(colors[first], sight), seen_by(colors[second], sight)) > PLAIN


def test_grey_looks_the_same_to_all_and_the_closest_pair_is_the_closest() -> None:
    assert [seen_by("#808080", sight) for sight in SIGHTS] == ["#808080"] * len(SIGHTS)
    light, _ = desk_colors()
    first, second, apart = closest_tones(light, None)
    assert {first, second} <= set(TONES)
    assert apart == min(difference(light[one], light[other]) for one, other in combinations(TONES, 2))


def test_the_colour_difference_is_the_one_of_the_textbooks() -> None:
    # CIE 1976: black and white are 100 apart by definition of L*.
    assert difference("#000000", "#ffffff") == pytest.approx(100, abs=0.1)


async def test_members_see_the_page_in_their_language(client_as: ClientAs) -> None:
    for language, word in (("de", "Gestaltung"), ("en", "Design")):
        page = await (await client_as("viewer", language)).get("/design")
        assert page.status_code == 200
        assert f"<h1>{word}</h1>" in page.text
    assert languages.language() in languages.LANGUAGES
