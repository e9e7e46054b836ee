"""What a series of counts is about: a theme in a slice of all answers. Pure and light to import."""

from __future__ import annotations

from dataclasses import dataclass

DIMENSIONS = ("carrier", "warehouse", "sku")
"""Counted jointly, so that one can be left out of another."""
PARTS = ("size", "lot", "hub", "packaging", "shift", "area", "survey")
"""Counted each by itself: they explain a rise."""
WATCHED_PARTS = ("lot", "hub")
"""Parts that raise alerts of their own, where there is data."""
EXPLAINING = (*DIMENSIONS, *PARTS)
RETURN_RATE = "return_rate"
"""Reserved theme: pieces that came back, per piece that was due back."""
TEAMS = ("product", "logistics", "service")


@dataclass(frozen=True, slots=True, order=True)
class Slice:
    """A part of all answers: one value of a dimension, or everything when ``dimension`` is empty."""

    dimension: str = ""
    value: str = ""

    def as_dict(self) -> dict[str, str]:
        """Return ``{"carrier": "GLS"}``, or an empty dict for everything."""
        return {self.dimension: self.value} if self.dimension else {}

    @property
    def everything(self) -> bool:
        """True when nothing is left out."""
        return not self.dimension


EVERYTHING = Slice()


@dataclass(frozen=True, slots=True, order=True)
class Series:
    """A theme in a slice."""

    theme: str
    slice: Slice = EVERYTHING

    @property
    def key(self) -> str:
        """Return ``theme`` or ``theme|dimension=value``."""
        return self.theme if self.slice.everything else f"{self.theme}|{self.slice.dimension}={self.slice.value}"


def parse_series(key: str) -> Series:
    """Return the series of a key; values may hold any character, also ``|`` and ``=``."""
    theme, cut, rest = key.partition("|")
    dimension, _, value = rest.partition("=")
    return Series(theme, Slice(dimension, value)) if cut else Series(theme)
