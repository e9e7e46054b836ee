"""Names that people spell in many ways: which are the same name, and which may be. Pure.

Invariants: only case, blanks and punctuation are folded without asking ("DHL", "dhl ", "D.H.L."); names that differ in
a letter or a word are never merged, only suggested ("DHL Paket" beside "DHL").
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

LEAST_LETTERS: Final = 5
"""Shorter names that differ in one letter are often different names: DPD and DHL, GLS and TLS."""


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

    names: most frequent first. Either the words of one begin the other's ("DHL", "DHL Paket"), or long names differ in
    one letter.
    """
    place = {name.name: number for number, name in enumerate(names)}
    pairs = sorted({tuple(sorted(pair, key=place.__getitem__)) for pair in _more_words(place) | _slips(place)},
                   key=lambda pair: (place[pair[0]], place[pair[1]]))  # fmt: skip
    found: dict[str, str] = {}
    for larger, smaller in pairs:
        if larger not in found and smaller not in found and smaller not in found.values():
            found[smaller] = larger
    return tuple((larger, smaller) for smaller, larger in found.items())


def _more_words(names: Iterable[str]) -> set[tuple[str, str]]:
    """Return pairs of which one has the words of the other and more behind them."""
    words = {name: _words(name) for name in names}
    known = {said: name for name, said in words.items() if said}
    return {
        (known[said[:length]], name)
        for name, said in words.items()
        for length in range(1, len(said))
        if said[:length] in known
    }


def _words(name: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFKC", name).casefold()
    words = tuple("".join(sign if sign.isalnum() else " " for sign in plain).split())
    # A word that is only a number tells things apart that are called alike.
    return () if any(word.isdigit() for word in words) else words


def _slips(names: Iterable[str]) -> set[tuple[str, str]]:
    """Return pairs of long names that differ in one letter: more, less or other.

    Two such names become the same when one letter, or none, is taken away from each; only those are compared.
    """
    shortened: dict[str, list[str]] = {}
    for name in names:
        plain = fold(name)
        # Names that differ in a number are numbered on purpose: "Station 11" and "Station 12".
        if len(plain) >= LEAST_LETTERS and not any(sign.isdigit() for sign in plain):
            for variant in {plain, *(plain[:at] + plain[at + 1 :] for at in range(len(plain)))}:
                shortened.setdefault(variant, []).append(name)
    pairs = {pair for group in shortened.values() for pair in combinations(group, 2)}
    return {(one, other) for one, other in pairs if _one_apart(fold(one), fold(other))}


def _one_apart(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
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
