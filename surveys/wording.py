"""Which of a text's languages a reader sees: their own, else a translation of the English, else what there is."""

from __future__ import annotations

from feedback_app.foundation.languages import gettext, informal, language
from surveys.definition import Words


def said(words: Words) -> str:
    """Return a text in the language of the request, in German as the shop addresses its customers."""
    spoken = language()
    if spoken == "de":
        return (words.du if informal() else "") or words.de or words.en
    if spoken == "en":
        return words.en or words.de
    translated = gettext(words.en) if words.en else ""
    return translated or words.en or words.de
