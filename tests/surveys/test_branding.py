"""A shop's colour is used only where it can be read."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.branding import (
    DARK_INK,
    DARK_PAPERS,
    LIGHT_PAPERS,
    SHAPE_CONTRAST,
    TEXT_CONTRAST,
    WHITE,
    Accepted,
    Refused,
    Shades,
    brand_css,
    check_color,
    contrast,
)

COLORS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("first", "second", "ratio"),
    [("#000000", "#ffffff", 21.0), ("#ffffff", "#ffffff", 1.0), ("#777777", "#ffffff", 4.48), ("#ff0000", WHITE, 4.00)],
)
def test_contrast_is_that_of_wcag(first: str, second: str, ratio: float) -> None:
    assert contrast(first, second) == pytest.approx(ratio, abs=0.005)
    assert contrast(second, first) == contrast(first, second)


def test_a_readable_colour_is_taken_as_it_is() -> None:
    found = check_color(" #0B5D57 ")
    assert isinstance(found, Accepted)
    assert (found.color, found.light.accent, found.light.ink) == ("#0b5d57", "#0b5d57", WHITE)
    assert found.dark.accent != found.color


def test_a_short_colour_is_the_long_one() -> None:
    assert check_color("#036") == check_color("#003366")


def test_a_pale_colour_is_refused_with_what_was_measured_and_what_would_do() -> None:
    refused = check_color("#ffcc00")
    assert isinstance(refused, Refused)
    assert (refused.why, refused.needed) == ("paper", SHAPE_CONTRAST)
    assert refused.ratio == pytest.approx(1.40, abs=0.05)
    assert isinstance(check_color(refused.nearest), Accepted)


def test_a_colour_on_which_no_ink_can_be_read_is_refused() -> None:
    refused = check_color("#7a7a7a")
    assert isinstance(refused, Refused)
    assert (refused.why, refused.needed) == ("ink", TEXT_CONTRAST)
    assert refused.ratio < TEXT_CONTRAST
    assert contrast(refused.nearest, "#7a7a7a") < 1.1


@pytest.mark.parametrize("text", ["", "red", "#12", "#12345", "#1234567", "#12345g", "url(x)", "#١٢٣"])
def test_what_is_no_colour_is_refused(text: str) -> None:
    assert check_color(text) == Refused("not_a_color")


@given(COLORS)
def test_whatever_is_accepted_can_be_read_in_both_themes(color: str) -> None:
    found = check_color(color)
    if isinstance(found, Refused):
        assert isinstance(check_color(found.nearest), Accepted)
        return
    for shades, papers in ((found.light, LIGHT_PAPERS), (found.dark, DARK_PAPERS)):
        assert_readable(shades, papers)


def assert_readable(shades: Shades, papers: tuple[str, ...]) -> None:
    assert shades.ink in {WHITE, DARK_INK}
    assert contrast(shades.accent, shades.ink) >= TEXT_CONTRAST
    assert contrast(shades.strong, shades.ink) >= TEXT_CONTRAST
    for paper in papers:
        assert contrast(shades.accent, paper) >= SHAPE_CONTRAST
    for ground in (*papers, shades.wash):
        assert contrast(shades.text, ground) >= TEXT_CONTRAST


def test_the_style_sheet_sets_both_themes_and_nothing_else() -> None:
    found = check_color("#e2001a")
    assert isinstance(found, Accepted)
    css = brand_css(found)
    assert css.count("--accent: ") == 2
    assert f"--accent-ink: {found.light.ink};" in css.partition("@media")[0]
    assert re.fullmatch(r"[a-z0-9:#;{}@()\s-]+", css)


def test_a_preview_shows_both_themes_at_once() -> None:
    found = check_color("#e2001a")
    assert isinstance(found, Accepted)
    css = brand_css(found, ".day", ".night")
    assert "@media" not in css
    assert css.index(".day") < css.index(".night")
