"""The words of a text as rules and the glossary compare them, with their places. Pure.

A word's form is lower case, ä as "ae", ß as "ss" (so Größe, GRÖSSE and Groesse are one word); a number stays as it is.
Time is linear in the length of the text.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from functools import cached_property, lru_cache
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
    """A text cut into the forms of its words; made once for all rules. Places are looked up when asked for."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.forms = [form_of(word) for word in _WORD.findall(text)]
        """The form of each word, in reading order."""
        self.different = frozenset(self.forms)
        """Every form once."""

    @cached_property
    def words(self) -> list[Word]:
        """The words with their places in the text."""
        return words_of(self._text)

    def places(self, form: str) -> list[int]:
        """Return the numbers of the words with this form."""
        return self._numbers.get(form, [])

    @cached_property
    def _numbers(self) -> dict[str, list[int]]:
        numbers: dict[str, list[int]] = {}
        for number, form in enumerate(self.forms):
            numbers.setdefault(form, []).append(number)
        return numbers

    def beginning(self, with_: str) -> list[str]:
        """Return the forms that begin like this."""
        found = []
        for number in range(bisect_left(self._sorted, with_), len(self._sorted)):
            if not self._sorted[number].startswith(with_):
                break
            found.append(self._sorted[number])
        return found

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self.different)
