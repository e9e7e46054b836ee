"""The parts of a survey that have a form of their own, and which of them a path below ``/edit/`` names.

A part knows what stands in its form, how the form is drawn, and what definition it makes of what was typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from surveys.answers import Fields
from surveys.definition import Definition
from surveys.editor.controls import Control, Drawing
from surveys.editor.drafts import Working
from surveys.editor.faults import Faults
from surveys.editor.reasons import Reasons
from surveys.editor.writing import Written


@dataclass(frozen=True, slots=True)
class Sheet:
    """How a part's form is drawn. ``code``: shown as it stays for ever; ``hidden``: fields carried along."""

    title: str
    lead: str
    controls: tuple[Control, ...]
    code: str = ""
    hidden: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Ground:
    """What every part is made from. ``asked``: the query of a new part, such as its type and page."""

    working: Working
    reasons: Reasons
    du: bool = False
    asked: Mapping[str, str] | None = None

    @property
    def definition(self) -> Definition:
        """The draft."""
        return self.working.definition

    def drawing(self, fields: Fields) -> Drawing:
        """Return what draws controls for these fields."""
        return Drawing(fields, self.du)


class Part(Protocol):
    """One part of the survey."""

    def written(self) -> Written:
        """Return the fields of what stands in the draft."""

    def sheet(self, fields: Fields) -> Sheet:
        """Return the form around these fields."""

    def read(self, fields: Fields) -> Definition | Faults:
        """Return the draft with what was typed, or what is wrong with it."""
