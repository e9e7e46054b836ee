"""Which words carry a theme: what a member sees marked when asking "Why?". Pure.

Of all the words that speak for a theme (explaining.py) only the weighty ones are shown: a mark on every second word
would say nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from classifier.explaining import explain
from classifier.model import ThemeModel

Spans = tuple[tuple[int, int], ...]
"""Places in a text, (start, end), in reading order."""

LEAST_PART: Final = 0.4
"""A word is shown if it weighs at least this part of what the weightiest weighs."""
LEAST_WEIGHT: Final = 0.1
LEAST_LIKELY: Final = 0.2
"""Of a theme that a person named and the text does not tell of, no word may be marked."""


def carrying_words(model: ThemeModel, text: str, language: str, themes: Sequence[str]) -> dict[str, Spans]:
    """Return for each theme that the model finds likely in the text the places of the words that speak for it.

    A theme has no place where no single word decides. ``language`` as the form says, anything but de and en is guessed.
    """
    said = dict(zip(model.classes_, model.predict_proba([text], [language])[0].tolist(), strict=True))
    found: dict[str, Spans] = {}
    for theme in themes:
        if said.get(theme, 0.0) >= LEAST_LIKELY:
            spans = explain(model, text, language, theme)
            least = max(LEAST_WEIGHT, LEAST_PART * max((span.weight for span in spans), default=0.0))
            found[theme] = tuple((span.start, span.end) for span in spans if span.weight >= least)
    return found
