"""Reads the patterns of rules as members type them. Pure.

A pattern is made of words, "phrases in quotes", AND, OR, NOT (or UND, ODER, NICHT; only in capitals, so that "nicht"
stays a word) and brackets. Words side by side must all occur. A star ends a word that may go on (Verpack*), a tilde one
that may be misspelled (Reißverschluss~; six letters or more). NOT binds strongest, OR weakest. What is not understood
is a complaint with its place; nothing typed raises an exception.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from classifier.exceptions.patterns import Joint, Node, Pattern, Phrase, Term
from classifier.exceptions.written import Written, words_of

LONGEST_PATTERN: Final = 300
DEEPEST: Final = 20
SHORTEST_BEGINNING: Final = 3
SHORTEST_MISSPELLED: Final = 6
OPERATORS: Final = {"AND": "and", "UND": "and", "OR": "or", "ODER": "or", "NOT": "not", "NICHT": "not"}


class Trouble(StrEnum):
    """What is wrong with a pattern."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    TOO_DEEP = "too_deep"
    QUOTE_OPEN = "quote_open"
    QUOTE_EMPTY = "quote_empty"
    BRACKET_OPEN = "bracket_open"
    BRACKET_CLOSED = "bracket_closed"
    NOTHING_AFTER = "nothing_after"
    NOTHING_BEFORE = "nothing_before"
    STAR = "star"
    BEGINNING_SHORT = "beginning_short"
    TILDE = "tilde"
    MISSPELLED_SHORT = "misspelled_short"
    NO_WORD = "no_word"
    ONLY_WITHOUT = "only_without"


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong with a pattern, and where: ``place`` counts characters from 1, ``word`` is what stands there."""

    trouble: Trouble
    place: int
    word: str = ""


@lru_cache(maxsize=2_000)
def parse(pattern: str) -> Pattern | Complaint:
    """Read a pattern; a complaint says what is wrong and where."""
    if len(pattern) > LONGEST_PATTERN:
        return Complaint(Trouble.TOO_LONG, LONGEST_PATTERN + 1)
    try:
        read = Pattern(_Reader(_pieces(pattern), len(pattern)).all())
    except _RefusedError as refused:
        return refused.complaint
    if read.matches(Written("")):
        return Complaint(Trouble.ONLY_WITHOUT, 1)
    return read


class _RefusedError(Exception):
    def __init__(self, trouble: Trouble, start: int, word: str = "") -> None:
        super().__init__(trouble)
        self.complaint = Complaint(trouble, start + 1, word)


@dataclass(frozen=True, slots=True)
class _Piece:
    kind: str
    start: int
    shown: str
    phrase: Phrase | None = None


def _pieces(pattern: str) -> list[_Piece]:
    found: list[_Piece] = []
    place = 0
    while place < len(pattern):
        sign = pattern[place]
        if sign.isspace():
            place += 1
        elif sign in "()":
            found.append(_Piece(sign, place, sign))
            place += 1
        elif sign in _QUOTES:
            end = _closing(pattern, place)
            found.append(_quoted(pattern[place + 1 : end], place))
            place = end + 1
        else:
            end = _end_of_word(pattern, place)
            found += _word(pattern[place:end], place)
            place = end
    return found


_QUOTES: Final = '"„“”«»'


def _closing(pattern: str, start: int) -> int:
    for place in range(start + 1, len(pattern)):
        if pattern[place] in _QUOTES:
            return place
    raise _RefusedError(Trouble.QUOTE_OPEN, start)


def _end_of_word(pattern: str, start: int) -> int:
    for place in range(start, len(pattern)):
        if pattern[place].isspace() or pattern[place] in "()" or pattern[place] in _QUOTES:
            return place
    return len(pattern)


def _quoted(inside: str, start: int) -> _Piece:
    if not inside.strip():
        raise _RefusedError(Trouble.QUOTE_EMPTY, start)
    offset = start + 1
    terms: list[Term] = []
    place = 0
    while place < len(inside):
        if inside[place].isspace():
            place += 1
            continue
        end = _end_of_word(inside, place)
        terms += _terms(inside[place:end], offset + place)
        place = end
    return _Piece("phrase", start, inside, Phrase(tuple(terms)))


def _word(word: str, start: int) -> list[_Piece]:
    if word in OPERATORS:
        return [_Piece(OPERATORS[word], start, word)]
    # "T-Shirt" is two words that stand side by side, in a comment as here.
    return [_Piece("phrase", start, word, Phrase(_terms(word, start)))]


def _terms(word: str, start: int) -> tuple[Term, ...]:
    """Read one word as typed, with a sign at its end; it may come to several, as in "T-Shirt*"."""
    ending = word[-1] if word[-1] in "*~" else ""
    bare = word.removesuffix(ending) if ending else word
    for sign, trouble in (("*", Trouble.STAR), ("~", Trouble.TILDE)):
        if sign in bare:
            raise _RefusedError(trouble, start + bare.index(sign), word)
    forms = [found.form for found in words_of(bare)]
    if not forms:
        raise _RefusedError(Trouble.NO_WORD, start, word)
    if ending == "*" and len(forms[-1]) < SHORTEST_BEGINNING:
        raise _RefusedError(Trouble.BEGINNING_SHORT, start, word)
    if ending == "~" and len(forms[-1]) < SHORTEST_MISSPELLED:
        raise _RefusedError(Trouble.MISSPELLED_SHORT, start, word)
    return (*(Term(form) for form in forms[:-1]), Term(forms[-1], ending))


class _Reader:
    """Reads pieces from left to right: or, and, not, what stands in brackets."""

    def __init__(self, pieces: Sequence[_Piece], length: int) -> None:
        self._pieces, self._length = pieces, length
        self._at, self._deep = 0, 0

    def all(self) -> Node:
        if not self._pieces:
            raise _RefusedError(Trouble.EMPTY, 0)
        node = self._either()
        if (left := self._next()) is not None:
            raise _RefusedError(Trouble.BRACKET_CLOSED, left.start, left.shown)
        return node

    def _next(self) -> _Piece | None:
        return self._pieces[self._at] if self._at < len(self._pieces) else None

    def _comes(self, kind: str) -> _Piece | None:
        piece = self._next()
        if piece is None or piece.kind != kind:
            return None
        self._at += 1
        return piece

    def _either(self) -> Node:
        parts = [self._both()]
        while self._comes("or"):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else Joint("or", tuple(parts))

    def _both(self) -> Node:
        parts = [self._one()]
        while (piece := self._next()) is not None and piece.kind not in {"or", ")"}:
            self._comes("and")
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else Joint("and", tuple(parts))

    def _one(self) -> Node:
        piece = self._next()
        before = self._pieces[self._at - 1] if self._at else None
        if piece is None or piece.kind == ")":
            raise self._missing(piece, before)
        self._at += 1
        if piece.phrase is not None:
            return piece.phrase
        if piece.kind in {"and", "or"}:
            raise _RefusedError(Trouble.NOTHING_BEFORE, piece.start, piece.shown)
        return self._deeper(piece)

    def _missing(self, piece: _Piece | None, before: _Piece | None) -> _RefusedError:
        if before is not None:
            return _RefusedError(Trouble.NOTHING_AFTER, before.start, before.shown)
        if piece is not None:
            return _RefusedError(Trouble.BRACKET_CLOSED, piece.start, piece.shown)
        return _RefusedError(Trouble.EMPTY, 0)

    def _deeper(self, piece: _Piece) -> Node:
        self._deep += 1
        if self._deep > DEEPEST:
            raise _RefusedError(Trouble.TOO_DEEP, piece.start, piece.shown)
        if piece.kind == "not":
            node: Node = Joint("not", (self._one(),))
        else:
            node = self._either()
            if self._comes(")") is None:
                raise _RefusedError(Trouble.BRACKET_OPEN, piece.start, piece.shown)
        self._deep -= 1
        return node
