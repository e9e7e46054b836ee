"""What a single danger is called: the reserved themes of alerts about one submission."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from classifier.flag_words import kind_words
from feedback_app.alerts.cards import Names
from feedback_app.foundation.languages import speaking

PREFIX: Final = "danger:"
MOST_KINDS: Final = 3


def theme_of(kinds: Iterable[str]) -> str:
    """Return the reserved theme of kinds of danger; no theme of a shop has such a code."""
    return PREFIX + "+".join(list(dict.fromkeys(kinds))[:MOST_KINDS])


def danger_names(theme: str) -> Names | None:
    """Return what a reserved theme is called in both languages; None for any other theme."""
    if not theme.startswith(PREFIX):
        return None
    kinds = theme.removeprefix(PREFIX).split("+")
    return Names(*(_in_language(kinds, code) for code in ("de", "en")))


def _in_language(kinds: Iterable[str], code: str) -> str:
    with speaking(code):
        return ", ".join(kind_words(kinds))
