"""What a member writes down about a theme, and the code that a new theme gets."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from surveys.definition import Words
from surveys.editor.codes import code_from

TEAMS: Final = ("product", "logistics", "service", "customer")
RESERVED: Final = frozenset(
    (
        "cards",
        "changes",
        "filter",
        "glossary",
        "groups",
        "inbox",
        "list",
        "models",
        "new",
        "queue",
        "reasons",
        "rules",
        "tree",
    )
)
"""Words that stand in addresses where a theme's code would stand."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A theme as a member describes it. Words: one word or short phrase per line. ``group``: a code, "" = none."""

    name_de: str
    name_en: str
    team: str
    group: str = ""
    definition_de: str = ""
    definition_en: str = ""
    words_de: str = ""
    words_en: str = ""

    @property
    def names(self) -> tuple[str, str]:
        """Both names; the one that is missing is the other one."""
        return self.name_de or self.name_en, self.name_en or self.name_de


@dataclass(frozen=True, slots=True)
class Part:
    """One of the themes that another one is split into, and the comments that go with it."""

    draft: Draft
    comments: Sequence[int]


def new_code(names: tuple[str, str], taken: Collection[str]) -> str:
    """Return a code for a new theme or group from its (de, en) names, numbered when it is taken."""
    return code_from(Words(*names), {*taken, *RESERVED}, "theme")
