"""Turns of phrase that hint at a starter theme, and words that only deny something: what a list of words cannot show.

Pure. `read_words` gives the words of a text as the model learns from them: denied words ("not too small", "no defect")
are replaced by marks of denial, and a mark per theme is added for every clue of `classifier.clues_de` and
`classifier.clues_en` that the text holds. Marks are single letters of the private use area, so they cannot be mistaken
for what a customer wrote, and they are the same in both languages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from classifier.clues_de import CLUES_DE
from classifier.clues_en import CLUES_EN
from classifier.lexicon import Lexicon
from classifier.stopwords import CONTRASTS, NEGATIONS, Language
from classifier.text import PAUSE, fold, tokens

REACH: Final = 3
"""At most two other words stand between neighbouring words of a clue."""
WORD_MEMORY: Final = 100_000
FIRST_MARK: Final = 0xE000

_LISTS: Final[dict[Language, dict[str, str]]] = {"de": CLUES_DE, "en": CLUES_EN}
MARKS: Final[dict[str, str]] = {theme: chr(FIRST_MARK + i) for i, theme in enumerate(sorted(CLUES_DE))}
"""The mark of every theme."""


@dataclass(frozen=True, slots=True)
class _Clue:
    mark: str
    rest: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Word:
    marks: frozenset[str]
    parts: frozenset[int]
    starts: tuple[_Clue, ...]


@dataclass(frozen=True, slots=True)
class _Clues:
    single: Lexicon[str]
    parts: Lexicon[int]
    starts: dict[int, tuple[_Clue, ...]]


def read_words(text: str, language: Language) -> list[str]:
    """Return the tokens of a text with its marks behind them, after a pause; without marks, just the tokens."""
    found = tokens(text)
    marks = _marks(found, language)
    return [*found, PAUSE, *marks] if marks else found


def _marks(found: Sequence[str], language: Language) -> list[str]:
    words = [_word(token, language) for token in found]
    marks: set[str] = set()
    for at, word in enumerate(words):
        if word is None:
            continue
        marks |= word.marks
        for clue in word.starts:
            if clue.mark not in marks and _follows(clue.rest, words, at):
                marks.add(clue.mark)
    return sorted(marks)


def _follows(rest: tuple[int, ...], words: Sequence[_Word | None], at: int) -> bool:
    for part in rest:
        for step in range(1, REACH + 1):
            here = words[at + step] if at + step < len(words) else None
            if here is None:
                return False
            if part in here.parts:
                at += step
                break
        else:
            return False
    return True


_known: dict[tuple[str, str], _Word | None] = {}


def _word(token: str, language: Language) -> _Word | None:
    """Return what the lists know about a token; None for a pause. Remembered, because most words come again."""
    if token == PAUSE:
        return None
    key = (token, language)
    if key not in _known:
        if len(_known) > WORD_MEMORY:
            _known.clear()
        _known[key] = _look_up(fold(token, language), language)
    return _known[key]


def _look_up(folded: str, language: Language) -> _Word:
    clues = _clues(language)
    parts = clues.parts.find(folded)
    starts = tuple(clue for part in parts for clue in clues.starts.get(part, ()))
    return _Word(frozenset(clues.single.find(folded)), frozenset(parts), starts)


@cache
def _clues(language: Language) -> _Clues:
    single: list[tuple[str, str]] = []
    number: dict[str, int] = {}
    starts: dict[int, tuple[_Clue, ...]] = {}
    for theme, listed in _LISTS[language].items():
        for clue in listed.split(","):
            words = [part for word in clue.split() for part in _spelled(word)]
            if len(words) == 1:
                single += [(form, MARKS[theme]) for form in words[0].split("/")]
            elif words:
                first, *rest = (number.setdefault(word, len(number)) for word in words)
                starts[first] = (*starts.get(first, ()), _Clue(MARKS[theme], tuple(rest)))
    parts = [(form, i) for word, i in number.items() for form in word.split("/")]
    return _Clues(Lexicon(single, language), Lexicon(parts, language), starts)


def _spelled(word: str) -> list[str]:
    """Part a word where `classifier.text.tokens` would: "usb-c" is two tokens."""
    forms = [tokens(form.replace("*", "")) for form in word.split("/")]
    if len(forms) == 1 and len(forms[0]) > 1:
        return forms[0]
    return [word]
