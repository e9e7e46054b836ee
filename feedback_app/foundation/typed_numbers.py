"""Whole numbers as people and addresses write them. Pure."""

from __future__ import annotations

from typing import Final

LARGEST_ID: Final = 2**31 - 1
"""Above it no row can be asked for: PostgreSQL refuses the number."""


def whole_number(typed: str, most: int = LARGEST_ID) -> int | None:
    """Return the number that plain digits say, 0..``most``; None for anything else."""
    # "²" is a digit and no number, and int() takes ever longer for digits without end.
    if not (typed.isascii() and typed.isdigit()) or len(typed) > len(str(most)):
        return None
    number = int(typed)
    return number if number <= most else None
