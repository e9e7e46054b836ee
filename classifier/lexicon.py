"""Word lists with stars, looked up by a folded word: exactly, without umlauts, or with one slip of the finger.

Pure. A list entry is written as people write it ("reiß*", "*verschluss*"); a star at either end stands for any letters.
Spellings are tried from strict to lenient and the first that finds anything decides, so that "große" and "Größe" stay
apart while "zuruck" and "zurrück" still find "zurück".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, Generic, TypeVar

from classifier.stopwords import NEGATIONS, STOP_WORDS, Language
from classifier.text import fold

LEAST_PLAIN: Final = 4
LEAST_TYPED: Final = 8
"""Only words of at least so many letters are read leniently, or may hold a slip: short ones are too close."""

_Value = TypeVar("_Value")
_UMLAUT = re.compile(r"(?<![aeq])([aou])e")
_DOUBLE = re.compile(r"(.)\1+")


class Lexicon(Generic[_Value]):
    """Maps written patterns to values; a word may match several, and they come in the order of the list."""

    def __init__(self, listed: Iterable[tuple[str, _Value]], language: Language) -> None:
        self._values: list[_Value] = []
        self._common = STOP_WORDS[language] | NEGATIONS[language]
        self._strict, self._lenient = _Patterns(), _Patterns()
        self._slips: dict[str, list[int]] = {}
        for pattern, value in listed:
            number = len(self._values)
            self._values.append(value)
            letters = fold(pattern.strip("*").lower(), language)
            ends = pattern.startswith("*"), pattern.endswith("*")
            self._strict.add(letters, ends, number)
            self._lenient.add(plain(letters), ends, number)
            if not any(ends) and len(letters) >= LEAST_TYPED:
                for slip in _without_one(letters):
                    self._slips.setdefault(slip, []).append(number)

    def find(self, folded: str) -> list[_Value]:
        """Return the values of all patterns that match the folded word; [] if none does."""
        found = self._strict.find(folded)
        if not found and len(folded) >= LEAST_PLAIN and folded not in self._common:
            found = self._lenient.find(plain(folded))
            if not found and len(folded) >= LEAST_TYPED and folded.isalpha():
                found = [n for slip in _without_one(folded) for n in self._slips.get(slip, ())]
        return [self._values[n] for n in sorted(set(found))] if found else []


class _Patterns:
    """Patterns by their fixed letters, so that looking up a word takes as many steps as it has letters."""

    def __init__(self) -> None:
        self._exact: dict[str, list[int]] = {}
        self._starting: dict[str, list[int]] = {}
        self._ending: dict[str, list[int]] = {}
        self._inside: dict[str, list[int]] = {}
        self._longest = 0

    def add(self, letters: str, ends: tuple[bool, bool], number: int) -> None:
        kinds = {(False, False): self._exact, (False, True): self._starting, (True, False): self._ending}
        kinds.get(ends, self._inside).setdefault(letters, []).append(number)
        self._longest = max(self._longest, len(letters))

    def find(self, word: str) -> list[int]:
        found = list(self._exact.get(word, ()))
        starting, ending = self._starting, self._ending
        for end in range(1, min(len(word), self._longest) + 1):
            # Most lookups find nothing, so nothing is joined then.
            if word[:end] in starting:
                found += starting[word[:end]]
            if ending and word[-end:] in ending:
                found += ending[word[-end:]]
        for letters, numbers in self._inside.items():
            if letters in word:
                found += numbers
        return found


def plain(folded: str) -> str:
    """Write a folded word as hurried people do: "ae" as "a", "oe" as "o", "ue" as "u", no doubled letters."""
    return _DOUBLE.sub(r"\1", _UMLAUT.sub(r"\1", folded) if "e" in folded else folded)


def _without_one(word: str) -> set[str]:
    """Return the word without one of its letters, never the first: two words share one if a single slip parts them."""
    return {word, *(word[:i] + word[i + 1 :] for i in range(1, len(word)))}
