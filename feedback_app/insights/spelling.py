"""Names that people spell in many ways: which are the same name, and which may be. Pure.

Invariants: only case, blanks and punctuation are folded without asking ("DHL", "dhl ", "D.H.L."); names that differ in
a letter or a word are never merged, only suggested ("DHL Paket" beside "DHL").
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

LEAST_LETTERS: Final = 5
"""Shorter names that differ in one letter are often different names: DPD and DHL, GLS and TLS."""
MOST_COMPARED: Final = 300


@dataclass(frozen=True, slots=True)
class Spelled:
    """One name: ``name`` is its most frequent spelling, ``spellings`` all of them with their counts, that one first."""

    name: str
    spellings: tuple[tuple[str, int], ...]

    @property
    def count(self) -> int:
        """How often the name came in any spelling."""
        return sum(count for _, count in self.spellings)


def fold(spelling: str) -> str:
    """Return what spellings of one name share: letters and digits, in lower case; all else where there are none."""
    plain = unicodedata.normalize("NFKC", spelling).casefold()
    return "".join(sign for sign in plain if sign.isalnum()) or plain.strip()


def folded(counts: Mapping[str, int], together: bool = False) -> tuple[Spelled, ...]:
    """Return the names behind these spellings, most frequent first. together: with the suggested ones as one name."""
    groups: dict[str, list[tuple[str, int]]] = {}
    for spelling, count in counts.items():
        groups.setdefault(fold(spelling), []).append((spelling, count))
    names = _ordered(groups.values())
    if not together:
        return names
    merged = {name.name: list(name.spellings) for name in names}
    for larger, smaller in suggestions(names):
        merged[larger] += merged.pop(smaller)
    return _ordered(merged.values())


def suggestions(names: Sequence[Spelled]) -> tuple[tuple[str, str], ...]:
    """Return pairs of names that may be one, the more frequent one first; each smaller name stands in one pair.

    Either the words of one begin the other's ("DHL", "DHL Paket"), or long names differ in one letter.
    """
    found, taken = [], set[str]()
    compared = names[:MOST_COMPARED]
    for place, larger in enumerate(compared):
        if larger.name in taken:
            continue
        for smaller in compared[place + 1 :]:
            if smaller.name not in taken and may_be_one(larger.name, smaller.name):
                taken.add(smaller.name)
                found.append((larger.name, smaller.name))
    return tuple(found)


def may_be_one(one: str, other: str) -> bool:
    """Tell whether two names may be the same with more words, or with a slip of the pen."""
    first, second = sorted((_words(one), _words(other)), key=len)
    if first and len(first) < len(second) and second[: len(first)] == first:
        return True
    short, long = sorted((fold(one), fold(other)), key=len)
    # Names that differ in a number are numbered on purpose: "Station 11" and "Station 12".
    if len(short) < LEAST_LETTERS or any(sign.isdigit() for sign in short + long):
        return False
    return _one_apart(short, long)


def _words(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", name).casefold()
    words = "".join(sign if sign.isalnum() else " " for sign in plain).split()
    # A word that is only a number tells things apart that are called alike.
    return [] if any(word.isdigit() for word in words) else words


def _one_apart(short: str, long: str) -> bool:
    """Tell whether one letter more, less or other makes the one the other; ``short`` is not longer."""
    if len(long) - len(short) > 1 or short == long:
        return False
    start = next((place for place, sign in enumerate(short) if sign != long[place]), len(short))
    return short[start + (len(short) == len(long)) :] == long[start + 1 :]


def _ordered(groups: Iterable[list[tuple[str, int]]]) -> tuple[Spelled, ...]:
    names = []
    for group in groups:
        spellings = tuple(sorted(group, key=lambda spelling: (-spelling[1], spelling[0])))
        names.append(Spelled(spellings[0][0], spellings))
    return tuple(sorted(names, key=lambda name: (-name.count, name.name)))
