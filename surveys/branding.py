"""The shop's colour on the customer's pages: checked for contrast, fitted to the light and the dark paper. Pure.

Invariants: what stands on the accent has at least 4.5:1, the accent itself at least 3:1 on paper, and words in the
accent's colour at least 4.5:1 on every ground of their theme. On light paper the given colour is used as it is or not
at all; the dark theme takes the nearest lighter shade by itself, for nobody can be asked for two colours.
Contrast: WCAG 2.2, definition of contrast ratio and of relative luminance.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

TEXT_CONTRAST: Final = 4.5
SHAPE_CONTRAST: Final = 3.0
WHITE: Final = "#ffffff"
BLACK: Final = "#000000"
# The grounds that form.css paints, and the ink it writes with.
LIGHT_PAPERS: Final = ("#ffffff", "#f8f9f6")
DARK_PAPERS: Final = ("#12181a", "#1a2224")
DARK_INK: Final = "#17211f"
# How much of the accent tints a chosen row.
_WASH: Final = {"light": 0.10, "dark": 0.14}
_STEPS: Final = 100
_HEX: Final = re.compile(r"#?([0-9a-f]{6}|[0-9a-f]{3})", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Shades:
    """One theme's colours, each as #rrggbb.

    ``accent``: buttons and marks; ``ink``: on the accent; ``strong``: a button under the pointer; ``text``: links and
    words; ``wash``: ground of what was chosen.
    """

    accent: str
    ink: str
    strong: str
    text: str
    wash: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """A colour that can be read, with the shades for both themes."""

    color: str
    light: Shades
    dark: Shades


@dataclass(frozen=True, slots=True)
class Refused:
    """A colour that cannot be used. ``ratio`` is what was measured and ``needed`` what it takes.

    ``why``: not_a_color (ratio 0, nearest ""); paper: too pale on white; ink: neither white nor dark words on it can be
    read. ``nearest`` is the most similar colour that does.
    """

    why: Literal["not_a_color", "paper", "ink"]
    ratio: float = 0.0
    needed: float = 0.0
    nearest: str = ""


def check_color(color: str) -> Accepted | Refused:
    """Say whether a colour given as #rrggbb or #rgb can be the accent."""
    read = _HEX.fullmatch(color.strip())
    if read is None:
        return Refused("not_a_color")
    digits = read[1].lower()
    accent = "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))
    paper = min(contrast(accent, ground) for ground in LIGHT_PAPERS)
    if paper < SHAPE_CONTRAST:
        return Refused("paper", paper, SHAPE_CONTRAST, _nearest(accent))
    ink = max(contrast(accent, word) for word in (WHITE, DARK_INK))
    if ink < TEXT_CONTRAST:
        return Refused("ink", ink, TEXT_CONTRAST, _nearest(accent))
    dark = next(shade for shade in _shades(accent, WHITE) if _serves(shade, DARK_PAPERS))
    return Accepted(accent, _theme(accent, LIGHT_PAPERS, "light"), _theme(dark, DARK_PAPERS, "dark"))


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours #rrggbb, from 1 to 21 (WCAG 2.2)."""
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(color: str) -> float:
    """Return the relative luminance of a colour #rrggbb, from 0 (black) to 1 (white) (WCAG 2.2)."""
    red, green, blue = (_linear(part / 255) for part in _parts(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def brand_css(colors: Accepted, light: str = ":root", dark: str = ":root") -> str:
    """Return the style sheet that puts the colours over those of form.css.

    ``light`` and ``dark`` are the selectors that get them; for the same one, the reader's own choice of theme decides.
    """
    if light != dark:
        return f"{light} {{ {_variables(colors.light)} }}\n{dark} {{ {_variables(colors.dark)} }}\n"
    return (
        f"{light} {{ {_variables(colors.light)} }}\n"
        f"@media (prefers-color-scheme: dark) {{ {dark} {{ {_variables(colors.dark)} }} }}\n"
    )


def _variables(shades: Shades) -> str:
    values = {
        "accent": shades.accent,
        "accent-ink": shades.ink,
        "accent-strong": shades.strong,
        "accent-text": shades.text,
        "accent-wash": shades.wash,
    }
    return " ".join(f"--{name}: {value};" for name, value in values.items())


def _theme(accent: str, papers: tuple[str, ...], kind: Literal["light", "dark"]) -> Shades:
    away = BLACK if kind == "light" else WHITE
    ink = _ink(accent)
    wash = mixed(papers[1], accent, _WASH[kind])
    grounds = (*papers, wash)
    text = next(
        shade for shade in _shades(accent, away) if all(contrast(shade, ground) >= TEXT_CONTRAST for ground in grounds)
    )
    # Under the pointer a button moves away from its words, never towards them.
    strong = mixed(accent, BLACK if ink == WHITE else WHITE, 0.18)
    return Shades(accent, ink, strong, text, wash)


def _ink(accent: str) -> str:
    return WHITE if contrast(accent, WHITE) >= TEXT_CONTRAST else DARK_INK


def _serves(color: str, papers: tuple[str, ...]) -> bool:
    on_paper = all(contrast(color, paper) >= SHAPE_CONTRAST for paper in papers)
    return on_paper and max(contrast(color, WHITE), contrast(color, DARK_INK)) >= TEXT_CONTRAST


def _nearest(color: str) -> str:
    """Return the colour that serves on light paper and needs the fewest steps towards black or white."""
    both = zip(_shades(color, BLACK), _shades(color, WHITE), strict=True)
    return next(shade for pair in both for shade in pair if _serves(shade, LIGHT_PAPERS))


def _shades(color: str, towards: str) -> Iterator[str]:
    return (mixed(color, towards, step / _STEPS) for step in range(_STEPS + 1))


def mixed(color: str, other: str, share: float) -> str:
    """Return a colour with a share (0..1) of another in it."""
    parts = zip(_parts(color), _parts(other), strict=True)
    return "#" + "".join(f"{round(mine + (theirs - mine) * share):02x}" for mine, theirs in parts)


def _parts(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
