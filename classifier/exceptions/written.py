"""The words of a text as rules and the glossary compare them, with their places. Pure.

A word's form is lower case, ä as "ae", ß as "ss" (so Größe, GRÖSSE and Groesse are one word); a number stays as it is.
Time is linear in the length of the text.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from classifier.text import fold

# A letter may be followed by marks that stand alone: some keyboards send ü as u and two dots.
_WORD: Final = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+(?:['’](?:[^\W_][\u0300-\u036f]*)+)*")


class Word(NamedTuple):
    """A word's form, and where it stands in the text as written."""

    form: str
    start: int
    end: int


def words_of(text: str) -> list[Word]:
    """Return the words of a text in reading order."""
    return [Word(form_of(found.group()), found.start(), found.end()) for found in _WORD.finditer(text)]


@lru_cache(maxsize=50_000)
def form_of(word: str) -> str:
    """Return the form in which spellings of one word are the same."""
    if word.isdigit():
        return word
    return fold((word if word.isascii() else unicodedata.normalize("NFKC", word)).lower(), "de")


class Written:
    """A text cut into words, and where each form stands; made once and shared by all rules."""

    def __init__(self, text: str) -> None:
        self.words = words_of(text)
        self._places: dict[str, list[int]] = {}
        for place, word in enumerate(self.words):
            self._places.setdefault(word.form, []).append(place)
        self._sorted: list[str] | None = None

    def places(self, form: str) -> list[int]:
        """Return the numbers of the words with this form."""
        return self._places.get(form, [])

    def forms(self) -> Iterator[str]:
        """Return every form once."""
        return iter(self._places)

    def beginning(self, with_: str) -> list[str]:
        """Return the forms that begin like this."""
        if self._sorted is None:
            self._sorted = sorted(self._places)
        found = []
        for number in range(bisect_left(self._sorted, with_), len(self._sorted)):
            if not self._sorted[number].startswith(with_):
                break
            found.append(self._sorted[number])
        return found
