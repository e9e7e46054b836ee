"""The catalogue of starter themes: what the built-in model knows, and the team that can act. Light to import."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

CATALOGUE: Final = Path(__file__).resolve().parent / "starter_themes.csv"
GROUPS: Final = CATALOGUE.with_name("starter_groups.csv")


@dataclass(frozen=True, slots=True)
class StarterTheme:
    """One theme of the catalogue; `team` is product, logistics, service or customer."""

    code: str
    name_de: str
    name_en: str
    team: str
    definition_de: str
    definition_en: str


@cache
def starter_themes() -> tuple[StarterTheme, ...]:
    """Return the catalogue of starter themes in its own order."""
    with CATALOGUE.open(encoding="utf-8", newline="") as source:
        return tuple(StarterTheme(**row) for row in csv.DictReader(source))


@dataclass(frozen=True, slots=True)
class StarterGroup:
    """The upper level of the tree: a name in both languages and the starter themes in it."""

    code: str
    name_de: str
    name_en: str
    themes: tuple[str, ...]


@cache
def starter_groups() -> tuple[StarterGroup, ...]:
    """Return the groups of the starter themes, in the order of pages."""
    with GROUPS.open(encoding="utf-8", newline="") as source:
        return tuple(
            StarterGroup(row["code"], row["name_de"], row["name_en"], tuple(row["themes"].split("|")))
            for row in csv.DictReader(source)
        )
