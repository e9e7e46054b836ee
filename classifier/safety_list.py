"""The list of words of danger as it stands in safety_words.csv, read once. Light to import."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Final

from classifier.safety import SafetyLine, SafetyWords, safety_words

LIST: Final = Path(__file__).resolve().parent / "safety_words.csv"


@cache
def known_words() -> SafetyWords:
    """Return the list of both languages, made ready for reading."""
    with LIST.open(encoding="utf-8", newline="") as source:
        return safety_words(SafetyLine(**row) for row in csv.DictReader(source))
