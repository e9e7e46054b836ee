"""Whether one word is another with a slip of the finger. Pure.

A letter left out, doubled, wrong, or two swapped is one slip (the restricted edit distance of Damerau, 1964). One slip
is forgiven in words of six letters, two in words of ten or more. Only a band of the table is filled, so the time is
linear in the length of the words.
"""

from __future__ import annotations

from typing import Final

LONG: Final = 10


def nearly(meant: str, typed: str) -> bool:
    """Tell whether ``typed`` may be a misspelling of ``meant``, or is the same."""
    if meant == typed:
        return True
    slips = 2 if len(meant) >= LONG else 1
    if abs(len(meant) - len(typed)) > slips or typed.isdigit():
        return False
    return _distance_within(meant, typed, slips)


def _distance_within(one: str, other: str, most: int) -> bool:
    far = most + 1
    before: list[int] = []
    row = [min(place, far) for place in range(len(other) + 1)]
    for i, letter in enumerate(one, 1):
        now = [far] * (len(other) + 1)
        if i <= most:
            now[0] = i
        for j in range(max(1, i - most), min(len(other), i + most) + 1):
            cost = min(row[j] + 1, now[j - 1] + 1, row[j - 1] + (letter != other[j - 1]))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == other[j - 1]:
                cost = min(cost, before[j - 2] + 1)
            now[j] = min(cost, far)
        if min(now) >= far:
            return False
        before, row = row, now
    return row[len(other)] <= most
