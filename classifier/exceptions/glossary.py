"""The words of a shop and what they mean, so that a comment is read with the meaning. Pure.

An entry is a word or a short phrase; a star at its end lets it go on (Loona* is also "Loonas" and "Loonahose").
Where it stands in a text, the meaning stands in what the model reads; a name that says nothing is left out. The text
that people see is never changed, and ``Meant.original`` leads from one to the other. Time is linear in the text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from classifier.exceptions.written import Written, words_of

LONGEST_ENTRY: Final = 4
SHORTEST_STEM: Final = 3


@dataclass(frozen=True, slots=True)
class Meant:
    """A text as the model reads it; ``pieces``: (start here, end here, start in the original, end in the original)."""

    text: str
    pieces: tuple[tuple[int, int, int, int], ...] = ()

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the place in the original of a place in this text; a replaced word is one place as a whole."""
        return self._place(start, last=False), self._place(end, last=True)

    def _place(self, at: int, *, last: bool) -> int:
        number = bisect_right([piece[0] for piece in self.pieces], at - 1 if last else at) - 1
        if number < 0:
            return at
        _, end, original_start, original_end = self.pieces[number]
        if (at <= end) if last else (at < end):
            return original_end if last else original_start
        return original_end + at - end


@dataclass(frozen=True, slots=True)
class _Entry:
    forms: tuple[str, ...]
    open: bool
    meaning: str

    def fits(self, forms: Sequence[str], at: int) -> bool:
        if at + len(self.forms) > len(forms):
            return False
        *before, last = forms[at : at + len(self.forms)]
        if tuple(before) != self.forms[:-1]:
            return False
        return last.startswith(self.forms[-1]) if self.open else last == self.forms[-1]


class Glossary:
    """All words of a shop; ``words`` maps an entry to its meaning, "" for a name that says nothing."""

    def __init__(self, words: Mapping[str, str] | None = None) -> None:
        self._whole: dict[str, list[_Entry]] = {}
        self._begun: dict[str, list[_Entry]] = {}
        for word, meaning in (words or {}).items():
            if entry := _entry(word, meaning):
                begun = entry.open and len(entry.forms) == 1
                where = self._begun if begun else self._whole
                where.setdefault(entry.forms[0][:SHORTEST_STEM] if begun else entry.forms[0], []).append(entry)

    def __bool__(self) -> bool:
        """Tell whether there is any word in it."""
        return bool(self._whole or self._begun)

    def read(self, text: str) -> str:
        """Return the text for the model."""
        return self.meant(text).text if self else text

    def meant(self, text: str) -> Meant:
        """Return the text for the model, and the way back to the original."""
        parts: list[str] = []
        pieces: list[tuple[int, int, int, int]] = []
        done, length = 0, 0
        for start, end, meaning in self._found(text):
            parts += [text[done:start], meaning]
            begin = length + start - done
            length = begin + len(meaning)
            pieces.append((begin, length, start, end))
            done = end
        return Meant("".join([*parts, text[done:]]), tuple(pieces))

    def holds(self, text: Written) -> bool:
        """Tell whether any word of the glossary stands in a text."""
        return any(self._at(text.forms, at) for at in range(len(text.forms)))

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return the places of the glossary's words in a text."""
        return [(start, end) for start, end, _ in self._found(text)]

    def _found(self, text: str) -> list[tuple[int, int, str]]:
        words = words_of(text)
        forms = [word.form for word in words]
        found, at = [], 0
        while at < len(words):
            entry = self._at(forms, at)
            if entry is not None:
                last = words[at + len(entry.forms) - 1]
                found.append((words[at].start, last.end, entry.meaning))
            at += len(entry.forms) if entry else 1
        return found

    def _at(self, forms: Sequence[str], at: int) -> _Entry | None:
        form = forms[at]
        likely = (*self._whole.get(form, ()), *self._begun.get(form[:SHORTEST_STEM], ()))
        fitting = [entry for entry in likely if entry.fits(forms, at)]
        # The longest phrase, then the longest word: what was said most exactly is meant.
        return max(fitting, key=lambda e: (len(e.forms), not e.open, len(e.forms[-1])), default=None)


NO_GLOSSARY: Final = Glossary()


def entry_forms(word: str) -> tuple[str, ...]:
    """Return the words of an entry in the form they are compared in; () where it is none."""
    entry = _entry(word, "")
    return entry.forms if entry else ()


def _entry(word: str, meaning: str) -> _Entry | None:
    bare = word.strip()
    open_ended = bare.endswith("*")
    forms = tuple(found.form for found in words_of(bare.removesuffix("*")))
    if not forms or len(forms) > LONGEST_ENTRY or (open_ended and len(forms[-1]) < SHORTEST_STEM):
        return None
    return _Entry(forms, open_ended, meaning.strip())
