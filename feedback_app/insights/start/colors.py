"""The colours that the style sheets name: how well they can be read, and what colour-blind readers see. Pure.

Invariants: colours are #rrggbb; nothing is repeated here that the style sheets say, so that what is checked is what is
shown. Contrast is WCAG 2.2's ratio (surveys.branding.contrast).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Final, Literal

from surveys.branding import SHAPE_CONTRAST, TEXT_CONTRAST, contrast

Sight = Literal["protan", "deutan", "tritan"]
Use = Literal["text", "shape"]
Colors = Mapping[str, str]

SIGHTS: Final[tuple[Sight, ...]] = ("protan", "deutan", "tritan")
GROUNDS: Final = ("paper", "sheet", "wash")
TONES: Final = ("rising", "falling", "attention", "done", "wrong")
_NEEDED: Final[Mapping[Use, float]] = {"text": TEXT_CONTRAST, "shape": SHAPE_CONTRAST}
# What is written or drawn on what. Every colour of words and every ground in the style sheets is in here.
WORDS_ON: Final[Mapping[str, tuple[str, ...]]] = {
    "ink": (
        *GROUNDS,
        *("accent-wash", "attention-wash", "done-wash", "wrong-wash"),
        *("heat-1", "heat-2", "heat-3", "heat-4"),
    ),
    "quiet": GROUNDS,
    "accent-text": (*GROUNDS, "accent-wash"),
    "accent-ink": ("accent", "accent-strong"),
    "rising": GROUNDS,
    "falling": GROUNDS,
    "attention": (*GROUNDS, "attention-wash"),
    "done": (*GROUNDS, "done-wash"),
    "wrong": (*GROUNDS, "wrong-wash"),
}
SHAPES_ON: Final[Mapping[str, tuple[str, ...]]] = {
    "accent": (*GROUNDS, "accent-wash"),
    "edge": ("paper", "sheet"),
    "quiet": ("paper", "sheet"),
    "rising": ("paper", "sheet"),
    "falling": ("paper", "sheet"),
}
# Machado, Oliveira & Fernandes (2009), "A physiologically-based model for simulation of color vision deficiency",
# IEEE TVCG 15(6), table of the matrices at severity 1.0; they work on linear light.
_MATRICES: Final[Mapping[Sight, tuple[tuple[float, float, float], ...]]] = {
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
_TO_XYZ: Final = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
_WHITE_POINT: Final = (0.9505, 1.0, 1.089)
_DARK: Final = re.compile(r"@media \(prefers-color-scheme: dark\) \{\s*:root \{(.*?)\}\s*\}", re.DOTALL)
_LIGHT: Final = re.compile(r":root \{(.*?)\}", re.DOTALL)
_TOKEN: Final = re.compile(r"--([\w-]+): (#[0-9a-f]{6}|#[0-9a-f]{3});?")


@dataclass(frozen=True, slots=True)
class Pair:
    """One colour on another: its contrast in both themes, 1..21, and what it takes."""

    above: str
    below: str
    use: Use
    light: float
    dark: float

    @property
    def needed(self) -> float:
        """4.5 for words, 3 for shapes (WCAG 2.2, 1.4.3 and 1.4.11)."""
        return _NEEDED[self.use]


def read_colors(css: str) -> tuple[Colors, Colors]:
    """Return the colours that style sheets name, of the light and of the dark theme."""
    dark = "".join(_DARK.findall(css))
    light = "".join(_LIGHT.findall(_DARK.sub("", css)))
    return _colors(light), _colors(dark)


def pairs(light: Colors, dark: Colors) -> tuple[Pair, ...]:
    """Return every pair in use; KeyError when a colour is missing."""
    return tuple(
        Pair(above, below, use, contrast(light[above], light[below]), contrast(dark[above], dark[below]))
        for above, below, use in _used()
    )


def seen_by(color: str, sight: Sight) -> str:
    """Return what somebody sees who lacks one kind of cone.

    Machado, Oliveira & Fernandes (2009), at full severity.
    """
    seen = _times(_MATRICES[sight], _linear(color))
    return "#" + "".join(f"{_byte(part):02x}" for part in seen)


def difference(first: str, second: str) -> float:
    """Return how far two colours are apart (CIE 1976 colour difference): 2 is just seen, above 20 is plain."""
    return math.dist(_lab(first), _lab(second))


def closest_tones(colors: Colors, sight: Sight | None) -> tuple[str, str, float]:
    """Return the two meanings that are hardest to tell apart by colour alone, and how far apart they are."""
    shown = {tone: seen_by(colors[tone], sight) if sight else colors[tone] for tone in TONES}
    found = [(one, other, difference(shown[one], shown[other])) for one, other in combinations(TONES, 2)]
    return min(found, key=lambda pair: pair[2])


def _colors(block: str) -> Colors:
    return {
        name: value if len(value) == 7 else "#" + "".join(digit * 2 for digit in value[1:])
        for name, value in _TOKEN.findall(block)
    }


def _used() -> Iterator[tuple[str, str, Use]]:
    for above, grounds in WORDS_ON.items():
        yield from ((above, below, "text") for below in grounds)
    for above, grounds in SHAPES_ON.items():
        yield from ((above, below, "shape") for below in grounds)


def _linear(color: str) -> tuple[float, ...]:
    parts = (int(color[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return tuple(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)


def _byte(light: float) -> int:
    light = min(max(light, 0.0), 1.0)
    return round(255 * (12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055))


def _times(matrix: tuple[tuple[float, float, float], ...], vector: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(sum(weight * part for weight, part in zip(row, vector, strict=True)) for row in matrix)


def _lab(color: str) -> tuple[float, float, float]:
    def root(part: float) -> float:
        return float(part ** (1 / 3)) if part > 216 / 24389 else (24389 / 27 * part + 16) / 116

    x, y, z = (root(part / white) for part, white in zip(_times(_TO_XYZ, _linear(color)), _WHITE_POINT, strict=True))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)
