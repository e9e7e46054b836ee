"""Sizes in the order in which people read them, and how they fit: the table of a product's sizes. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from feedback_app.insights.shares import Share, share_of

_LETTERS: Final = ("XXXS", "XXS", "XS", "S", "M", "L", "XL", "XXL", "XXXL", "XXXXL")
_AS_LETTERS: Final[Mapping[str, str]] = {"2XL": "XXL", "3XL": "XXXL", "4XL": "XXXXL", "2XS": "XXS", "3XS": "XXXS"}
_NUMBER: Final = re.compile(r"(\d+)(?:[.,/](\d+))?")


@dataclass(frozen=True, slots=True)
class SizeRow:
    """One size: items back, and how many of them for being too small or too big; small: the part of the former.

    Of all items of this size that came back because of size; None without any.
    """

    size: str
    items: int
    too_small: int
    too_big: int
    small: Share | None


def size_row(size: str, items: int, too_small: int, too_big: int) -> SizeRow:
    """Make the row of one size; the interval is Wilson's (shares.share_of)."""
    sized = too_small + too_big
    return SizeRow(size, items, too_small, too_big, share_of(too_small, sized) if sized else None)


def size_key(size: str) -> tuple[int, float, str]:
    """Return what sizes are sorted by: letters from small to large, then numbers, then all else by name."""
    letters = size.strip().upper()
    letters = _AS_LETTERS.get(letters, letters)
    if letters in _LETTERS:
        return 0, float(_LETTERS.index(letters)), ""
    number = _NUMBER.match(letters)
    if number:
        return 1, float(f"{number[1]}.{number[2] or 0}"), letters
    return 2, 0.0, letters
