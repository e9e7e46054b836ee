"""Words of danger in a customer's text: an injury, a burn, fire, an electric shock, something swallowed, an allergy …

Pure: a text and a list of words in, the places found out. The list (safety_words.csv) is written by hand and always
read whole, in both languages, because customers mix them. Nothing here decides that there was danger: a member looks.
Invariants: a finding's ``start`` and ``end`` are offsets into the text as given; the time grows with the length of the
text and no faster.

How a pattern is written: words with blanks between them stand beside each other; ``..`` lets up to four other words in
between; ``a|b`` is either; a star stands for any letters at the start or the end of a word; ``@name`` is a group of
words that the list defines; a slash between blanks separates patterns of which any will do. ``needs``: one of these
words has to stand in the same sentence, at most eight words away. ``unless``: none of these may stand in the sentence,
at most four words away. The kind ``idiom`` hides its words from all other patterns. A word of nine letters or more is
also known with one letter wrong, missing, added or swapped.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from classifier.text import fold

IDIOM: Final = "idiom"
GROUP: Final = "@"
GAP: Final = ".."
OR: Final = " / "
LONGEST_GAP: Final = 4
NEAR: Final = 8
AROUND: Final = 4
NEGATED_WITHIN: Final = 2
SHORTEST_MISSPELT: Final = 9
MOST_FINDINGS: Final = 50
MOST_REMEMBERED: Final = 20_000

_Word = tuple[frozenset[int], bool]

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SHORT_END = re.compile(r"['’](?:ll|re|ve)$")
_SENTENCE_END = re.compile(r"[.!?\n;]")
_PAUSE = re.compile(r"[.,!?\n;:]")
NEGATIONS: Final = frozenset(
    (
        "kein",
        "keine",
        "keinen",
        "keinem",
        "keiner",
        "keinerlei",
        "nicht",
        "nie",
        "niemals",
        "ohne",
        "weder",
        "no",
        "not",
        "never",
        "without",
        "isnt",
        "wasnt",
        "didnt",
        "dont",
        "doesnt",
        "hasnt",
        "havent",
        "wont",
        "cannot",
        "cant",
        "neither",
        "nor",
    )
)


@dataclass(frozen=True, slots=True)
class SafetyLine:
    """One line of the list of words; all fields as they stand in the file."""

    language: str
    kind: str
    pattern: str
    needs: str = ""
    unless: str = ""


@dataclass(frozen=True, slots=True)
class Danger:
    """A place that may tell of danger; ``words`` is ``text[start:end]``."""

    kind: str
    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class _Pattern:
    """Numbers of words: one set for each place, and whether other words may stand before that place."""

    kind: str
    places: tuple[frozenset[int], ...]
    gaps: tuple[bool, ...]
    needs: frozenset[int]
    unless: frozenset[int]


@dataclass(slots=True)
class SafetyWords:
    """The list made ready for reading. Words with stars are numbered; ``of`` says which numbers a word has."""

    numbers: dict[str, int] = field(default_factory=dict)
    whole: dict[str, int] = field(default_factory=dict)
    starts: dict[str, dict[str, int]] = field(default_factory=dict)
    long: dict[str, dict[str, int]] = field(default_factory=dict)
    ends: dict[str, int] = field(default_factory=dict)
    inside: dict[str, int] = field(default_factory=dict)
    by_first: dict[int, list[_Pattern]] = field(default_factory=dict)
    known: dict[str, _Word] = field(default_factory=dict)

    def number(self, word: str) -> int:
        """Return the number of a word as it stands in the list, and remember how it is compared."""
        if word not in self.numbers:
            made = self.numbers[word] = len(self.numbers)
            letters = word.strip("*")
            if word.startswith("*") and word.endswith("*"):
                self.inside[letters] = made
            elif word.startswith("*"):
                self.ends[letters] = made
            elif word.endswith("*"):
                self.starts.setdefault(letters[0], {})[letters] = made
            else:
                self.whole[letters] = made
            if len(letters) >= SHORTEST_MISSPELT and not word.startswith("*"):
                # One slip leaves the first four letters or the next four as they are.
                self.long.setdefault(letters[:4], {})[word] = made
                self.long.setdefault("." + letters[4:8], {})[word] = made
        return self.numbers[word]

    def of(self, written: str) -> _Word:
        """Return which words of the list a text's word is, and whether it negates; remembers common ones."""
        found = self.known.get(written)
        if found is None:
            # Without its end, "I'll" would be "ill".
            word = fold(_SHORT_END.sub("", unicodedata.normalize("NFKC", written).lower()), "de")
            found = frozenset(self._compared(word)), word in NEGATIONS
            if len(self.known) >= MOST_REMEMBERED:
                self.known.clear()
            self.known[written] = found
        return found

    def _compared(self, word: str) -> Iterable[int]:
        if word in self.whole:
            yield self.whole[word]
        yield from (number for stem, number in self.starts.get(word[:1], {}).items() if word.startswith(stem))
        if len(word) >= SHORTEST_MISSPELT - 1:
            for key in (word[:4], *("." + word[at : at + 4] for at in (3, 4, 5))):
                yield from (n for listed, n in self.long.get(key, {}).items() if is_misspelling_of(word, listed))
        yield from (number for end, number in self.ends.items() if word.endswith(end))
        yield from (number for part, number in self.inside.items() if part in word)


def is_misspelling_of(word: str, listed: str) -> bool:
    """Tell whether a word is one of the list, ``stem*`` or whole, with one letter wrong, missing, added or swapped.

    The first letter has to be right: it nearly always is, and other words differ by it.
    """
    stem, open_end = listed.rstrip("*"), listed.endswith("*")
    if word[0] != stem[0] or len(word) < len(stem) - 1 or (not open_end and len(word) > len(stem) + 1):
        return False
    at = next((i for i, (a, b) in enumerate(zip(word, stem, strict=False)) if a != b), min(len(word), len(stem)))
    swapped = stem[at + 1 : at + 2] + stem[at : at + 1] + stem[at + 2 :]
    rests = ((at + 1, stem[at + 1 :]), (at + 1, stem[at:]), (at, stem[at + 1 :]), (at, swapped))
    return any(
        word.startswith(rest, begin) if open_end else word[begin:] == rest
        for begin, rest in rests
        if begin <= len(word)
    )


def safety_words(lines: Iterable[SafetyLine]) -> SafetyWords:
    """Make a list of words ready; raises ValueError for a group that is not defined above its use."""
    words = SafetyWords()
    groups: dict[tuple[str, str], frozenset[int]] = {}
    for line in lines:
        if line.kind.startswith(GROUP):
            groups[line.language, line.kind] = _any(line.pattern, line.language, words, groups)
        else:
            for pattern in line.pattern.split(OR):
                _add(pattern, line, words, groups)
    return words


def _add(pattern: str, line: SafetyLine, words: SafetyWords, groups: Mapping[tuple[str, str], frozenset[int]]) -> None:
    places, gaps, gap = [], [], False
    for part in pattern.split():
        if part != GAP:
            places.append(_any(part.replace("|", " "), line.language, words, groups))
            gaps.append(gap)
        gap = part == GAP
    needs, unless = (_any(words_of, line.language, words, groups) for words_of in (line.needs, line.unless))
    made = _Pattern(line.kind, tuple(places), tuple(gaps), needs, unless)
    for first in places[0]:
        words.by_first.setdefault(first, []).append(made)


def _any(
    listed: str, language: str, words: SafetyWords, groups: Mapping[tuple[str, str], frozenset[int]]
) -> frozenset[int]:
    found: set[int] = set()
    for word in listed.split():
        if word.startswith(GROUP):
            if (language, word) not in groups:
                raise ValueError(f"There is no group {word} in {language}")
            found |= groups[language, word]
        else:
            found.add(words.number(word))
    return frozenset(found)


def dangers(text: str, words: SafetyWords) -> tuple[Danger, ...]:
    """Return what may tell of danger, in reading order; at most fifty places, each kind once at one place."""
    read = _read(text, words)
    begins = _begins(read, words)
    hidden: set[int] = set()
    for at, pattern in begins:
        last = _last(pattern, at, read, hidden) if pattern.kind == IDIOM else None
        if last is not None and _allowed(pattern, at, last, read):
            hidden.update(range(at, last + 1))
    found: list[tuple[str, int, int]] = []
    for at, pattern in begins:
        last = None if pattern.kind == IDIOM or at in hidden else _last(pattern, at, read, hidden)
        if last is not None and _holds(pattern, at, last, read):
            found.append((pattern.kind, at, last))
        if len(found) >= MOST_FINDINGS:
            break
    return tuple(_danger(text, read, *place) for place in _longest(found))


def _begins(read: _Read, words: SafetyWords) -> list[tuple[int, _Pattern]]:
    """Return where patterns begin whose other words stand somewhere in the text."""
    present: frozenset[int] = frozenset().union(*read.numbers)
    possible: dict[int, list[_Pattern]] = {}
    for number in present:
        if likely := [p for p in words.by_first.get(number, ()) if _possible(p, present)]:
            possible[number] = likely
    if not possible:
        return []
    found = []
    for at, numbers in enumerate(read.numbers):
        likely = [pattern for number in numbers if number in possible for pattern in possible[number]]
        # A word that is listed twice, with and without a star, begins its pattern once.
        found += [(at, pattern) for pattern in {id(pattern): pattern for pattern in likely}.values()]
    return found


def _possible(pattern: _Pattern, present: frozenset[int]) -> bool:
    if pattern.needs and pattern.needs.isdisjoint(present):
        return False
    return all(not place.isdisjoint(present) for place in pattern.places[1:])


@dataclass(frozen=True, slots=True)
class _Read:
    """A text's words: where they stand, which of the list they are, in which sentence, and what negates them."""

    spans: Sequence[tuple[int, int]]
    numbers: Sequence[frozenset[int]]
    sentences: Sequence[int]
    negations: Sequence[bool]
    pauses: Sequence[bool]  # a comma or more stands right before this word


def _read(text: str, words: SafetyWords) -> _Read:
    spans = [match.span() for match in _WORD.finditer(text)]
    known = [words.of(text[start:end]) for start, end in spans]
    sentence, sentences, pauses, end_before = 0, [], [], 0
    for start, end in spans:
        between = text[end_before:start]
        pause = between != " " and _PAUSE.search(between) is not None
        sentence += pause and _SENTENCE_END.search(between) is not None
        sentences.append(sentence)
        pauses.append(pause)
        end_before = end
    return _Read(spans, [numbers for numbers, _ in known], sentences, [no for _, no in known], pauses)


def _last(pattern: _Pattern, at: int, read: _Read, hidden: set[int]) -> int | None:
    """Return where a pattern that starts here ends, at its first fit; None where it does not go on."""
    last = at
    for place, gap in zip(pattern.places[1:], pattern.gaps[1:], strict=True):
        farthest = min(len(read.numbers), last + 2 + (LONGEST_GAP if gap else 0))
        fits = (
            i
            for i in range(last + 1, farthest)
            if read.sentences[i] == read.sentences[at] and i not in hidden and not place.isdisjoint(read.numbers[i])
        )
        found = next(fits, None)
        if found is None:
            return None
        last = found
    return last


def _holds(pattern: _Pattern, first: int, last: int, read: _Read) -> bool:
    return not _negated(first, read) and _allowed(pattern, first, last, read)


def _allowed(pattern: _Pattern, first: int, last: int, read: _Read) -> bool:
    if pattern.unless and any(not pattern.unless.isdisjoint(n) for n in _around(first, last, AROUND, read)):
        return False
    return not pattern.needs or any(not pattern.needs.isdisjoint(n) for n in _around(first, last, NEAR, read))


def _around(first: int, last: int, reach: int, read: _Read) -> Iterable[frozenset[int]]:
    for at in range(max(0, first - reach), min(len(read.numbers), last + reach + 1)):
        if read.sentences[at] == read.sentences[first]:
            yield read.numbers[at]


def _negated(first: int, read: _Read) -> bool:
    """Tell whether "no" or "not" stands right before, with no comma in between."""
    for at in range(first - 1, max(-1, first - 1 - NEGATED_WITHIN), -1):
        if read.pauses[at + 1]:
            return False
        if read.negations[at]:
            return True
    return False


def _longest(found: Iterable[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Leave out what lies within a finding of the same kind."""
    kept: list[tuple[str, int, int]] = []
    for kind, first, last in sorted(found, key=lambda place: (place[1], -place[2], place[0])):
        if not any(kind == other and first >= begin and last <= end for other, begin, end in kept):
            kept.append((kind, first, last))
    return kept


def _danger(text: str, read: _Read, kind: str, first: int, last: int) -> Danger:
    start, end = read.spans[first][0], read.spans[last][1]
    return Danger(kind, start, end, text[start:end])
