"""Reading single fields of a form, and what was wrong with them. Pure.

Invariants: of a field with one answer the last value counts; blanks around a value do not; nothing here raises.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from surveys.answers import Fields, Problem, ProblemKind
from surveys.text_input import TextProblem, clean_text

YES: Final = "yes"
NO_ANSWER: Final = "none"
NO_PHOTOS: Final[Mapping[str, int]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Reading:
    """The fields of one step while they are read; what is wrong gathers in ``problems``."""

    fields: Fields
    step: str
    problems: list[Problem] = field(default_factory=list)

    def one(self, name: str) -> str:
        """Return a field's value, "" when there is none."""
        values = self.fields.get(name, ())
        return values[-1].strip() if values else ""

    def ticked(self, name: str) -> bool:
        """Tell whether a tick box is ticked."""
        return self.one(name) == YES

    def refuse(self, control: str, kind: ProblemKind, excess: int = 0) -> None:
        """Note that the control with this id needs another look."""
        self.problems.append(Problem(control, kind, excess, self.step))

    def code(self, name: str, known: Collection[str]) -> str:
        """Return a chosen code, "" for none; an unknown one is refused."""
        chosen = self.one(name)
        if not chosen or chosen in known:
            return chosen
        self.refuse(name, ProblemKind.UNKNOWN_CHOICE)
        return ""

    def codes(self, name: str, known: Collection[str]) -> tuple[str, ...]:
        """Return all chosen codes in the order of ``known``; unknown ones are refused."""
        chosen = {value.strip() for value in self.fields.get(name, ())} - {""}
        if not chosen <= set(known):
            self.refuse(name, ProblemKind.UNKNOWN_CHOICE)
        return tuple(code for code in known if code in chosen)

    def number(self, name: str, least: int, most: int) -> int | None:
        """Return a whole number from ``least`` to ``most``, None for none; anything else is refused."""
        typed = self.one(name)
        if not typed:
            return None
        # Only plain digits: int() would also take "²", "1_0" and a number of a million digits.
        if typed.isascii() and typed.isdigit() and len(typed) <= 9 and least <= int(typed) <= most:
            return int(typed)
        self.refuse(name, ProblemKind.UNKNOWN_CHOICE)
        return None

    def text(self, name: str, limit: int) -> str:
        """Return a cleaned text of at most ``limit`` characters; a longer or unreadable one is refused."""
        cleaned = clean_text(self.one(name), limit)
        if isinstance(cleaned, TextProblem):
            kind = ProblemKind.TOO_LONG if cleaned.kind == "too_long" else ProblemKind.UNREADABLE
            self.refuse(name, kind, max(0, cleaned.length - cleaned.limit))
            return ""
        # Removing unseen characters can uncover blanks at the ends.
        return cleaned.text.strip()
