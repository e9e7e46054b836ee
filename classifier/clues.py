"""Turns of phrase that hint at a starter theme, and words that only deny something: what a list of words cannot show.

Pure. `marked` gives a stream of words as the model learns from it: denied words ("not too small", "no defect") are
replaced by a mark of denial, and behind the words of a text stands a mark for every theme that one of its words hints
at, another for every theme that one of its phrases hints at, and one if the text is nothing but formalities or names
of goods. The phrases are those of `classifier.clues_de` and `classifier.clues_en`. Marks are letters of the private
use area, the same in both languages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

import numpy as np

from classifier.clues_de import CLUES_DE
from classifier.clues_en import CLUES_EN
from classifier.denial import ROLES, Role, denied
from classifier.formal import FORMAL, GOODS, NOTHING_SAID
from classifier.lexicon import Lexicon
from classifier.stopwords import CONTRASTS, NEGATIONS, PLACEHOLDERS, STOP_WORDS, Language
from classifier.stream import Flags, Ints, Remembered, Stream, stack
from classifier.text import PAUSE, fold, tokens

REACH: Final = 3
"""At most two other words stand between neighbouring words of a clue."""
FEW_TOKENS: Final = 500
FIRST_WORD_MARK, FIRST_PHRASE_MARK = 0xE000, 0xE100
DENIED: Final = chr(0xE200)
FORMAL_MARK: Final = chr(0xE300)
GOODS_MARK: Final = chr(0xE301)

_LISTS: Final[dict[Language, dict[str, str]]] = {
    "de": {"": NOTHING_SAID["de"], **CLUES_DE},
    "en": {"": NOTHING_SAID["en"], **CLUES_EN},
}
_THEMES: Final = sorted(_LISTS["de"])
"""The themes of the lists; the first, "", stands for phrases that tell no reason."""
PRAISE: Final = frozenset(chr(first + _THEMES.index("praise")) for first in (FIRST_WORD_MARK, FIRST_PHRASE_MARK))
"""Marks that a negation nearby takes back: "not happy" praises nothing."""
_Kind = Literal["formal", "goods", "telling"]
_Clue = tuple[str, tuple[int, ...]]
"""The mark that a clue sets, and those of its parts that are still to come."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry of the lists: a clue of one word, a word of longer clues, a formality or a name of goods, or a role."""

    mark: str = ""
    part: int = -1
    kind: _Kind = "telling"
    role: Role = "word"


@dataclass(frozen=True, slots=True)
class _Word:
    """What the lists know about a word: marks it sets alone, parts of clues it can be, and clues it begins.

    `begins` has the clues by their second part.
    """

    marks: tuple[str, ...]
    parts: tuple[int, ...]
    begins: dict[int, list[_Clue]]
    kind: _Kind
    role: Role


@dataclass(frozen=True, slots=True)
class _Clues:
    entries: Lexicon[_Entry]
    begins: dict[int, dict[int, list[_Clue]]]


def is_mark(word: str) -> bool:
    """Tell whether a word of a marked stream is a mark."""
    return "\ue000" <= word[:1] <= "\uf8ff"


def clue_phrases() -> dict[str, list[str]]:
    """Return for every theme its phrases of two words or more in both languages, with their alternatives in turn."""
    return {
        theme: [
            phrase
            for clues in _LISTS.values()
            for clue in clues[theme].split(",")
            if len(clue.split()) > 1
            for phrase in _spelled_out(clue)
        ]
        for theme in _THEMES
        if theme
    }


def _spelled_out(clue: str) -> list[str]:
    """Write each alternative once, beside the first of the others or the one in the same place."""
    words = [word.replace("*", "").split("/") for word in clue.split()]
    return [" ".join(w[min(i, len(w) - 1)] for w in words) for i in range(max(len(w) for w in words))]


def marks_of(theme: str) -> tuple[str, str]:
    """Return the marks of a theme: for one of its words, and for one of its phrases."""
    at = _THEMES.index(theme)
    return chr(FIRST_WORD_MARK + at), chr(FIRST_PHRASE_MARK + at)


def marked(stream: Stream) -> Stream:
    """Return the stream with denied words replaced and with the marks of each text behind its words.

    The last answer is kept, because every block of features asks about the same stream.
    """
    asked, answer = _last.get("stream", (None, stream))
    if asked is not stream:
        answer = _marked(stream)
        _last["stream"] = (stream, answer)
    return answer


_last: Final[dict[str, tuple[Stream, Stream]]] = {}


def _marked(stream: Stream) -> Stream:
    if len(stream.ids) == 0:
        return stream
    words = _words(stream.words)
    begins = np.searchsorted(stream.rows, np.arange(stream.n_texts + 1)).astype(np.int64)
    silenced = _denied(stream, words, begins)
    rows, marks = _marks(stream, words, silenced, begins)
    return _joined(stream, silenced, rows, marks)


def _denied(stream: Stream, words: Sequence[_Word], begins: Ints) -> Flags:
    """Tell for every token whether it is denied; only texts with a negation and something to deny are read."""
    negating = _texts_with(stream, [w.role == "negation" for w in words])
    complaining = _texts_with(stream, [w.role in ("complaint", "subject") for w in words])
    silenced = np.zeros(len(stream.ids), dtype=bool)
    for row in np.flatnonzero(negating & complaining).tolist():
        here = slice(begins[row], begins[row + 1])
        silenced[here] = denied([words[i].role for i in stream.ids[here].tolist()])
    return silenced


def _texts_with(stream: Stream, wanted: Sequence[bool]) -> Flags:
    rows = stream.rows[np.array(wanted, dtype=bool)[stream.ids]]
    return np.bincount(rows, minlength=stream.n_texts).astype(bool)


def _marks(stream: Stream, words: Sequence[_Word], silenced: Flags, begins: Ints) -> tuple[list[int], list[str]]:
    """Return text and letter of all marks, each once per text, ordered."""
    said = [words[i] for i in stream.ids.tolist()]
    silent, rows, starts = silenced.tolist(), stream.rows.tolist(), begins.tolist()
    hints = [(at, mark) for at in _with_marks(stream, words, silenced) for mark in said[at].marks]
    for at, here in _pairs(stream, words):
        # A negation may begin a clue with what it denies: "not big enough" is too small.
        if silent[at] or (silent[here] and said[at].role != "negation"):
            continue
        end = starts[rows[at] + 1]
        begun = said[at].begins
        for part in said[here].parts if begun else ():
            if part in begun:
                hints += [(at, mark) for mark, rest in begun[part] if not rest or _follows(rest, said, here, end)]
    found = set(_empty_texts(stream, words))
    for at, mark in hints:
        near = slice(max(starts[rows[at]], at - REACH), min(starts[rows[at] + 1], at + REACH))
        if mark not in PRAISE or not any(word.role == "negation" for word in said[near]):
            found.add((rows[at], mark))
    ordered = sorted(found)
    return [row for row, _ in ordered], [mark for _, mark in ordered]


def _with_marks(stream: Stream, words: Sequence[_Word], silenced: Flags) -> list[int]:
    marking = np.array([bool(w.marks) for w in words], dtype=bool)
    return np.flatnonzero(marking[stream.ids] & ~silenced).tolist()


def _pairs(stream: Stream, words: Sequence[_Word]) -> Iterator[tuple[int, int]]:
    """Yield places of two words of one clause, near each other, that may be the first two of a clue."""
    pauses = np.array([w.role == "pause" for w in words], dtype=bool)[stream.ids]
    clause = np.cumsum(pauses) + stream.rows  # both only grow: equal sums mean the same text and clause
    fit = _fitting(stream, words) if len(stream.ids) > FEW_TOKENS else None
    for step in range(1, min(REACH, len(stream.ids) - 1) + 1):
        together = np.flatnonzero((clause[step:] == clause[:-step]) & ~pauses[:-step])
        if fit is not None:
            together = together[fit(together, together + step)]
        for at in together.tolist():
            yield at, at + step


def _fitting(stream: Stream, words: Sequence[_Word]) -> Callable[[Ints, Ints], Flags]:
    """Return what tells for many pairs of places at once whether they begin a clue: worth it for many texts only."""
    of_word = [w.parts for w in words]
    awaited = [tuple(w.begins) for w in words]
    width = 1 + max((max(numbers) for numbers in (*of_word, *awaited) if numbers), default=0)
    parts, seconds = (stack([np.array(n, dtype=np.int64) for n in many], width) for many in (of_word, awaited))

    def fit(first: Ints, second: Ints) -> Flags:
        both = seconds[stream.ids[first]].multiply(parts[stream.ids[second]])
        return np.asarray(both.getnnz(axis=1) > 0)

    return fit


def _follows(rest: Sequence[int], said: Sequence[_Word], at: int, end: int) -> bool:
    for part in rest:
        for here in range(at + 1, min(at + 1 + REACH, end)):
            if said[here].role == "pause":
                return False
            if part in said[here].parts:
                at = here
                break
        else:
            return False
    return True


def _empty_texts(stream: Stream, words: Sequence[_Word]) -> Iterator[tuple[int, str]]:
    telling = _texts_with(stream, [w.kind == "telling" and w.role != "pause" for w in words])
    goods = _texts_with(stream, [w.kind == "goods" for w in words])
    said = np.bincount(stream.rows, minlength=stream.n_texts) > 0
    for row in np.flatnonzero(said & ~telling).tolist():
        yield row, GOODS_MARK if goods[row] else FORMAL_MARK


def _joined(stream: Stream, silenced: Flags, rows: Sequence[int], marks: Sequence[str]) -> Stream:
    """Append the marks to their texts; marks of German and English texts are the same words."""
    letters = [DENIED, PAUSE, *sorted(set(marks))]
    number = {letter: len(stream.words) + i for i, letter in enumerate(letters)}
    language: Language = "de"
    kept = np.where(silenced, number[DENIED], stream.ids)
    with_marks = np.unique(np.array(rows, dtype=np.int64))
    ids = [kept, np.full(len(with_marks), number[PAUSE]), np.array([number[m] for m in marks], dtype=np.int64)]
    owners = np.concatenate([stream.rows, with_marks, np.array(rows, dtype=np.int64)])
    order = np.argsort(owners, kind="stable")
    words = [*stream.words, *((letter, language) for letter in letters)]
    return Stream(words, np.concatenate(ids)[order].astype(np.int64), owners[order], stream.n_texts)


def _look_up(token: str, language: Language) -> _Word:
    if token == PAUSE:
        return _Word((), (), {}, "formal", "pause")
    folded = fold(token, language)
    clues = _clues(language)
    found = clues.entries.find(folded)
    parts = tuple(e.part for e in found if e.part >= 0)
    begins: dict[int, list[_Clue]] = {}
    for begun in (clues.begins.get(part, {}) for part in parts):
        for second, ways in begun.items():
            begins[second] = [*begins.get(second, ()), *ways]
    marks = tuple(dict.fromkeys(e.mark for e in found if e.mark))
    return _Word(marks, parts, begins, _kind(folded, language, found), _role(folded, language, found))


_words: Final = Remembered(_look_up)


def _kind(folded: str, language: Language, found: Sequence[_Entry]) -> _Kind:
    if folded in NEGATIONS[language]:
        return "telling"
    if not folded[:1].isalpha() or folded in STOP_WORDS[language] or folded in PLACEHOLDERS:
        return "formal"
    return next((e.kind for e in found if e.kind != "telling"), "telling")


def _role(folded: str, language: Language, found: Sequence[_Entry]) -> Role:
    if folded in CONTRASTS[language]:
        return "pause"
    if folded in NEGATIONS[language]:
        return "negation"
    return next((e.role for e in found if e.role != "word"), "word")


@cache
def _clues(language: Language) -> _Clues:
    entries: list[tuple[str, _Entry]] = [
        (word, _Entry(role=role)) for role, ws in ROLES[language] for word in ws.split()
    ]
    entries += [(word, _Entry(kind="formal")) for word in FORMAL[language].split()]
    entries += [(word, _Entry(kind="goods")) for word in GOODS[language].split()]
    number: dict[str, int] = {}
    begins: dict[int, dict[int, list[_Clue]]] = {}
    for at, theme in enumerate(_THEMES):
        for clue in _LISTS[language][theme].split(","):
            words = [part for word in clue.split() for part in _parted(word)]
            if len(words) == 1:
                entries += [(form, _Entry(mark=chr(FIRST_WORD_MARK + at))) for form in words[0].split("/")]
            elif words:
                first, second, *rest = (number.setdefault(word, len(number)) for word in words)
                marked_so = (chr(FIRST_PHRASE_MARK + at), tuple(rest))
                begins.setdefault(first, {}).setdefault(second, []).append(marked_so)
    entries += [(form, _Entry(part=i)) for word, i in number.items() for form in _forms(word)]
    return _Clues(Lexicon(entries, language), begins)


def _forms(word: str) -> list[str]:
    """Return the alternatives of a word of a clue; "couldn't" is also the last word of "could not"."""
    forms = word.split("/")
    return [*forms, "not"] if any(form.endswith("n't") for form in forms) and "not" not in forms else forms


def _parted(word: str) -> list[str]:
    """Part a word where `classifier.text.tokens` would: "usb-c" is two tokens."""
    found = tokens(word) if "/" not in word and "*" not in word else []
    return found if len(found) > 1 else [word]
