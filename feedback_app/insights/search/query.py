"""What people type into the search field, read without ever refusing it. Pure.

Words all have to occur; "a phrase" stands together; -word, NICHT word and NOT word must not occur; word* is a
beginning. Small words (der, ist, the …) are left out where others remain, and said to be. Each wanted word knows its
stems in both languages, so a query is compiled for an engine (engine.py) and asked of a text alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from classifier.stopwords import STOP_WORDS, Language
from classifier.text import language_of
from feedback_app.insights.search.words import LONG, Placed, folded_of, places_of, tokens_of, word_of

LONGEST_QUERY: Final = 200
MOST_UNITS: Final = 12
SHORTEST_PART: Final = 5
"""A word of so many letters is also found inside compounds."""
SHORTEST_PREFIX: Final = 2
NOT_WORDS: Final = frozenset({"NICHT", "NOT"})
QUOTES: Final = str.maketrans({"„": '"', "“": '"', "”": '"', "»": '"', "«": '"'})
UMLAUTS: Final = (("ae", "a"), ("oe", "o"), ("ue", "u"))
APART: Final = frozenset(
    word_of(word, "de")
    for word in (
        "groß", "große", "Größe", "schon", "schön", "schöne", "drucken", "drücken", "Druck", "zahlen", "zählen",
        "fordern", "fördern", "wurde", "würde", "konnte", "könnte", "musste", "müsste", "tot", "töten", "war", "wäre",
        "Blut", "Blüte", "schwul", "schwül", "lasst", "lässt", "hatte", "hätte", "fallen", "fällen",
    )
)  # fmt: skip
"""Stems that an umlaut makes another word of: who looks for the size does not mean "große"."""

_UNIT: Final = re.compile(r'(?P<sign>[-−–]?)(?:"(?P<phrase>[^"]*)"|(?P<chunk>[^\s"]+))')


@dataclass(frozen=True, slots=True)
class Wanted:
    """One word in one language: the stems that are it, and the beginnings of compounds that begin or end with it.

    ``heads`` are compared with the start of a stem, ``tails`` with its end.
    """

    exact: frozenset[str]
    heads: frozenset[str] = frozenset()
    tails: frozenset[str] = frozenset()

    def fits(self, stem: str) -> bool:
        """Tell whether a stem of a text is this word."""
        if stem in self.exact or any(stem.startswith(head) for head in self.heads):
            return True
        return len(stem) >= LONG and stem.isalpha() and any(stem.endswith(tail) for tail in self.tails)


@dataclass(frozen=True, slots=True)
class Unit:
    """A word or phrase that has to occur, or must not: what it is in German and in English.

    A phrase has several words, and these stand side by side.
    """

    said: str
    german: tuple[Wanted, ...]
    english: tuple[Wanted, ...]
    without: bool = False

    def in_language(self, language: Language) -> tuple[Wanted, ...]:
        """Return its words in one language."""
        return self.german if language == "de" else self.english


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for. ``left_out``: small words that were not asked for."""

    units: tuple[Unit, ...]
    left_out: tuple[str, ...] = ()

    @property
    def wanted(self) -> tuple[Unit, ...]:
        """What has to occur."""
        return tuple(unit for unit in self.units if not unit.without)

    @property
    def unwanted(self) -> tuple[Unit, ...]:
        """What must not occur."""
        return tuple(unit for unit in self.units if unit.without)

    def places(self, text: str, language: Language) -> list[tuple[int, int]]:
        """Return the places (start, end) of what was looked for in a text, for marking."""
        placed = list(places_of(text, language))
        return [place for unit in self.wanted for place in _places(unit.in_language(language), placed)]

    def fits(self, text: str, language: Language) -> bool:
        """Tell whether a text is found; the engines say the same of what is indexed."""
        placed = list(places_of(text, language))
        return all(bool(_places(unit.in_language(language), placed)) != unit.without for unit in self.units)


def read_query(typed: str) -> Query:
    """Read what was typed; nothing to look for when there is no letter or digit in it. Never raises."""
    text = typed[:LONGEST_QUERY].translate(QUOTES)
    units = list(_units(text))[:MOST_UNITS]
    small = STOP_WORDS[language_of(text)]
    bare = [unit for unit in units if len(unit.german) == 1 and not unit.without and not unit.said.endswith("*")]
    left_out = [unit for unit in bare if folded_of(unit.said) in small]
    kept = [unit for unit in units if unit not in left_out]
    if not any(not unit.without for unit in kept):
        return Query(tuple(units))
    return Query(tuple(kept), tuple(unit.said for unit in left_out))


def _units(text: str) -> Iterator[Unit]:
    negated = False
    for match in _UNIT.finditer(text):
        phrase, chunk = match.group("phrase"), match.group("chunk") or ""
        if chunk in NOT_WORDS and not match.group("sign"):
            negated = True
            continue
        said = phrase if phrase is not None else chunk
        found = _unit(said, phrase is None and chunk.endswith("*"), negated or bool(match.group("sign")))
        if found:
            yield found
        negated = False


def _unit(said: str, beginning: bool, without: bool) -> Unit | None:
    tokens = [token for token in tokens_of(said) if folded_of(token)]
    if not tokens:
        return None
    if len(tokens) == 1:
        german, english = _one_word(tokens[0], beginning)
        return Unit(tokens[0] + "*" * beginning, (german,), (english,), without)
    return Unit(" ".join(tokens), _phrase(tokens, "de"), _phrase(tokens, "en"), without)


def _phrase(tokens: Sequence[str], language: Language) -> tuple[Wanted, ...]:
    return tuple(Wanted(frozenset({word_of(token, language)})) for token in tokens)


def _one_word(token: str, beginning: bool) -> tuple[Wanted, Wanted]:
    folded = folded_of(token)
    if beginning and len(folded) >= SHORTEST_PREFIX:
        begins = Wanted(frozenset(), frozenset({folded}))
        return begins, begins
    exact = _with_umlauts(word_of(token, "de"))
    parts = frozenset(stem for stem in exact if len(stem) >= SHORTEST_PART and stem.isalpha())
    if not parts and len(folded) >= SHORTEST_PART and folded.isalpha():
        parts = frozenset({folded})
    return Wanted(exact, parts, parts), Wanted(frozenset({word_of(token, "en")}))


def _with_umlauts(stem: str) -> frozenset[str]:
    """Return a German stem with and without its umlaut: Naht and Nähte are one word."""
    if stem in APART or len(stem) < 3 or not stem.isalpha():
        return frozenset({stem})
    for umlaut, plain in UMLAUTS:
        if umlaut in stem:
            return frozenset({stem, stem.replace(umlaut, plain)} - APART)
    last = max(range(len(stem)), key=lambda place: (stem[place] in "aou", place))
    # au, eu, ou, aa … take no umlaut here.
    alone = stem[last - 1 : last] not in {"a", "e", "o", "q"} and stem[last + 1 : last + 2] not in {"u", "e"}
    if stem[last] not in "aou" or not alone:
        return frozenset({stem})
    return frozenset({stem, f"{stem[:last]}{stem[last]}e{stem[last + 1 :]}"} - APART)


def _places(words: Sequence[Wanted], placed: Sequence[Placed]) -> list[tuple[int, int]]:
    size = len(words)
    return [
        (placed[first].start, placed[first + size - 1].end)
        for first in range(len(placed) - size + 1)
        if all(word.fits(placed[first + place].stem) for place, word in enumerate(words))
    ]
