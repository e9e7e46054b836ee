"""From a text to the words under which it is found, and where they stand. Pure.

A German comment is indexed by its German stems and an English one by its English stems, apart from each other, so
that no stem of one language finds the other. Long German words are indexed backwards too: a word that a compound begins
with is found as its beginning, and one that it ends with as the beginning of the word read backwards. That is how
"Verschluss" and "Reißverschluss" both find "Reißverschlussproblem" and "Klettverschluss" without a dictionary.
Invariant: what is stored, asked for and marked goes through ``word_of``, so that they agree on both engines.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from classifier.stopwords import Language
from classifier.text import fold, stem

LONG: Final = 8
"""From so many letters on, a German word may be a compound."""
MOST_WORDS: Final = 2_000
"""Words of one comment that are indexed; PostgreSQL knows positions up to 16,383."""

_TOKEN: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_OTHER: Final = re.compile(r"[^a-z0-9]")


@dataclass(frozen=True, slots=True)
class Placed:
    """One word of a text: its stem, and the characters start..end of the text it stands for."""

    stem: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Entry:
    """What is stored of one comment: stems in reading order, and long German ones backwards, each once."""

    language: Language
    stems: tuple[str, ...]
    tails: tuple[str, ...]


def entry_of(text: str, language: Language) -> Entry:
    """Return what is indexed of a text; a word says so once only in ``tails``."""
    stems = tuple(placed.stem for placed, _ in zip(places_of(text, language), range(MOST_WORDS), strict=False))
    tails = {s[::-1]: None for s in stems if language == "de" and len(s) >= LONG and s.isalpha()}
    return Entry(language, stems, tuple(tails))


def places_of(text: str, language: Language) -> Iterator[Placed]:
    """Return the words of a text with their places, in reading order."""
    for match in _TOKEN.finditer(text):
        if found := word_of(match.group(), language):
            yield Placed(found, match.start(), match.end())


def tokens_of(text: str) -> list[str]:
    """Return the words of a text as they are written."""
    return _TOKEN.findall(text)


@lru_cache(maxsize=100_000)
def word_of(token: str, language: Language) -> str:
    """Return the stem of a written word, of a..z and 0..9 only; "" where nothing of it is a letter or a digit."""
    folded = folded_of(token)
    return folded if not folded.isalpha() else _plain(stem(folded, language))


def folded_of(token: str) -> str:
    """Return a written word in lower case, ä as "ae", ß as "ss", letters of other alphabets by their numbers."""
    # Always as in German: an English text that names a Größe writes it no other way.
    folded = fold(unicodedata.normalize("NFKC", token).lower(), "de")
    # Long numbers stay what they are: somebody may look for the number of a lot.
    return _plain(token if token.isascii() and token.isdigit() else folded)


def _plain(word: str) -> str:
    return word if word.isascii() and word.isalnum() else _OTHER.sub(_spelled, word)


def _spelled(match: re.Match[str]) -> str:
    letter = match.group()
    return f"q{ord(letter):x}q" if letter.isalnum() else ""
