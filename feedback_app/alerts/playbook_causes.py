"""The starter decision matrix: what to check first about a theme, and the usual measure. Light to import.

Ours, hand-written, in playbook_causes.csv. ``dimension``: the kind of slice in which a cause shows, "" for any.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

MATRIX: Final = Path(__file__).resolve().parent / "playbook_causes.csv"


@dataclass(frozen=True, slots=True)
class StarterCause:
    """One row, in both languages."""

    theme: str
    dimension: str
    cause_de: str
    check_de: str
    measure_de: str
    cause_en: str
    check_en: str
    measure_en: str

    def said(self, code: str) -> tuple[str, str, str]:
        """Return cause, check and measure for ``de`` or ``en``."""
        if code == "de":
            return self.cause_de, self.check_de, self.measure_de
        return self.cause_en, self.check_en, self.measure_en


@cache
def starter_causes() -> dict[str, tuple[StarterCause, ...]]:
    """Return the rows by theme, in the matrix's own order."""
    found: dict[str, list[StarterCause]] = {}
    with MATRIX.open(encoding="utf-8", newline="") as source:
        for row in csv.DictReader(source):
            found.setdefault(row["theme"], []).append(StarterCause(**row))
    return {theme: tuple(rows) for theme, rows in found.items()}
