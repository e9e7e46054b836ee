"""Which words carry a theme: what a member sees marked when asking "Why?". Pure.

A word carries a theme by as much as the theme becomes less likely without it (occlusion: Zeiler & Fergus 2014,
section 4, for words; Li, Monroe & Jurafsky 2016). That says what this model did with this text, whatever is in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from classifier.exceptions.written import Word, words_of
from classifier.text import language_of

if TYPE_CHECKING:
    # Learning machinery takes a second to import, and reading themes needs none of it.
    from classifier.model import Floats, ThemeModel

Spans = tuple[tuple[int, int], ...]
"""Places in a text, (start, end), in reading order."""

MOST_WORDS: Final = 80
LEAST_PART: Final = 0.25
"""So much of what the weightiest word takes away with it, in log odds, a word must take away to count."""
LEAST_LOSS: Final = 0.1
SMALLEST: Final = 1e-4


def carrying_words(model: ThemeModel, text: str, language: str, themes: Sequence[str]) -> dict[str, Spans]:
    """Return for each theme that the model knows the places of the words that speak for it; at most 80 words are asked.

    A theme has no place where no single word decides. ``language`` as the form says, anything but de and en is guessed.
    """
    words = words_of(text)[:MOST_WORDS]
    asked = [theme for theme in themes if theme in model.classes_]
    if not words or not asked:
        return {}
    without = [text[: word.start] + text[word.end :] for word in words]
    # The language of the whole text: a text without one of its words must not be read as another language.
    texts = [text, *without]
    said = model.predict_proba(texts, [language_of(text, language)] * len(texts))
    column = {theme: i for i, theme in enumerate(model.classes_)}
    return {theme: _carrying(said[:, column[theme]], words) for theme in asked}


def _carrying(sure: Floats, words: Sequence[Word]) -> Spans:
    odds = np.log(np.clip(sure, SMALLEST, 1 - SMALLEST) / np.clip(1 - sure, SMALLEST, 1))
    lost = odds[0] - odds[1:]
    least = max(LEAST_LOSS, LEAST_PART * float(lost.max(initial=0.0)))
    return tuple((word.start, word.end) for word, loss in zip(words, lost.tolist(), strict=True) if loss >= least)
