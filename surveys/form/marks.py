"""Which answers open which parts of a page: numbers that the style sheet joins, see form_parts.py. Pure.

A part that more than ``MOST`` conditions precede gets 0: it is always shown; the server ignores what does not apply.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

MOST: Final = 11


class Marks:
    """Numbers for the conditions of one page; equal conditions share one."""

    def __init__(self, conditions: Iterable[Collection[tuple[str, str]]]) -> None:
        """Take the conditions in the order of the page: each is the set of answers (field, value) that meet it."""
        wanted = (frozenset(condition) for condition in conditions)
        self._numbers = {
            condition: number for number, condition in enumerate(dict.fromkeys(wanted), 1) if number <= MOST
        }

    def number(self, condition: Collection[tuple[str, str]]) -> int:
        """Return the number of a condition; 0: always shown."""
        return self._numbers.get(frozenset(condition), 0)

    def of(self, field: str, value: str) -> tuple[int, ...]:
        """Return the numbers of the conditions that an answer meets."""
        return tuple(number for condition, number in self._numbers.items() if (field, value) in condition)
