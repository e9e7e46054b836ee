"""The fields of one part's form as they were typed, read with care. Pure.

Invariants: texts are cleaned and stripped, and stay plain whatever they look like; no fields whatsoever raise.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from surveys.answers import Fields
from surveys.definition import Choice, Words
from surveys.editor.codes import code_from
from surveys.editor.faults import Fault, FaultKind
from surveys.text_input import CleanText, clean_text

LABEL_LIMIT: Final = 300
HELP_LIMIT: Final = 600
LONG_LIMIT: Final = 2_000
BODY_LIMIT: Final = 5_000
MOST_ROWS: Final = 30
LANGUAGES: Final = ("de", "en", "du")
ON: Final = "yes"


class Typed:
    """Reads fields one by one and gathers what is wrong with them in ``faults``."""

    def __init__(self, fields: Fields) -> None:
        self.fields = fields
        self.faults: list[Fault] = []

    def one(self, name: str) -> str:
        """Return the last value of a field, stripped; "" where there is none."""
        values = self.fields.get(name, ())
        return values[-1].strip() if values else ""

    def on(self, name: str) -> bool:
        """Tell whether a box is ticked."""
        return self.one(name) == ON

    def among(self, name: str, known: Collection[str]) -> tuple[str, ...]:
        """Return the ticked values that exist, in the order of ``known``."""
        ticked = set(self.fields.get(name, ()))
        return tuple(value for value in known if value in ticked)

    def choice(self, name: str, known: Collection[str], otherwise: str) -> str:
        """Return the chosen value, or ``otherwise`` when it does not exist."""
        value = self.one(name)
        return value if value in known else otherwise

    def number(self, name: str, lowest: int, highest: int) -> int:
        """Return a whole number; outside of its range it is a fault and the lowest."""
        value = self.one(name)
        if value.isascii() and value.isdigit() and len(value) < 9 and lowest <= int(value) <= highest:
            return int(value)
        self.faults.append(Fault(FaultKind.NO_NUMBER, name, about=f"{lowest}–{highest}"))
        return lowest

    def text(self, name: str, limit: int, lines: bool = False) -> str:
        """Return a text; without ``lines`` it is one line."""
        cleaned = clean_text(self.one(name), limit)
        if isinstance(cleaned, CleanText):
            return cleaned.text.strip() if lines else " ".join(cleaned.text.split())
        kind = FaultKind.TOO_LONG if cleaned.kind == "too_long" else FaultKind.UNREADABLE
        self.faults.append(Fault(kind, name, about=str(limit)))
        return ""

    def words(self, name: str, limit: int = LABEL_LIMIT, lines: bool = False) -> Words:
        """Return one text in its languages."""
        de, en, du = (self.text(f"{name}-{language}", limit, lines) for language in LANGUAGES)
        return Words(de, en, du)

    def choices(self, known: Collection[str]) -> tuple[Choice, ...]:
        """Return the rows of answers that say something; a new row gets a code, a ``known`` one keeps its own."""
        found: list[Choice] = []
        rows = rows_of(self.fields, "choice")
        kept = {self.one(f"choice-{row}-code") for row in range(1, rows + 1)} & set(known)
        taken = set(known) | kept
        for row in range(1, rows + 1):
            words = self.words(f"choice-{row}")
            if words == Words():
                continue
            code = self.one(f"choice-{row}-code")
            if code not in kept:
                code = code_from(words, taken, "answer")
            kept.discard(code)
            taken.add(code)
            found.append(Choice(code, words))
        return tuple(found)

    def steps(self) -> tuple[Words, ...]:
        """Return the names of a scale's values."""
        return tuple(self.words(f"step-{row}") for row in range(1, rows_of(self.fields, "step") + 1))


def rows_of(fields: Fields, name: str) -> int:
    """Return how many rows a list in a form has."""
    values = fields.get(f"{name}s", ())
    typed = values[-1].strip() if values else ""
    return min(int(typed), MOST_ROWS) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 0


def rearranged(fields: Fields, do: str) -> dict[str, tuple[str, ...]]:
    """Return a form's fields after one of the buttons of its list: ``up-3``, ``down-3``, ``more``, ``resize``."""
    changed = dict(fields)
    verb, _, number = do.partition("-")
    if verb == "more":
        changed["choices"] = (str(min(rows_of(fields, "choice") + 2, MOST_ROWS)),)
    elif verb in {"up", "down"} and number.isascii() and number.isdigit() and len(number) < 4:
        row = int(number)
        _swap(changed, row, row - 1 if verb == "up" else row + 1, rows_of(fields, "choice"))
    return changed


def _swap(fields: dict[str, tuple[str, ...]], one: int, other: int, rows: int) -> None:
    if not (1 <= one <= rows and 1 <= other <= rows):
        return
    for part in ("code", *LANGUAGES):
        first, second = f"choice-{one}-{part}", f"choice-{other}-{part}"
        fields[first], fields[second] = fields.get(second, ()), fields.get(first, ())
