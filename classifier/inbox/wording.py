"""The words of comments as grouping needs them: telling stems, and whether a text says more than a courtesy. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from classifier.stopwords import NEGATIONS, STOP_WORDS, Language
from classifier.text import PAUSE, fold, has_content, stem, tokens

SHORTEST: Final = 3
COURTESIES: Final[dict[Language, frozenset[str]]] = {
    "de": frozenset(
        """
        alles angabe angaben antwort bedanke bescheid beste besten betreff bitte bitten damen danke dank dankeschoen
        dankend erstatten erstattung fall firma freundliche freundlichem freundlichen freundlicher frau geehrte geehrten
        geehrter geht gern gerne grund gruende gruenden gruesse gruessen gruss guten gut hallo herr herren herzlich
        herzliche herzlichen hiermit hoffe info kauf kaufvertrag lg liebe lieben lieber los mfg moechte moin nennen
        nichts okay ok passt retoure ruecknahme rueckgabe ruecksende ruecksendung ruecktritt sage sagen schade schick
        schicke schicken schoen schoenen schoener schoene sende senden servus siehe stornieren tag team teile trete tschuess
        ueberweisung versand vertrag vielen viele vielleicht voraus vorab weitergeben wende widerruf widerrufe
        widerrufen widerrufsrecht wochenende wuensche zurueck zuruecksenden zurueckschicken
        """.split()
    ),
    "en": frozenset(
        """
        advance all already best bye cancel cancelling cheers contract cordially day dear everything fine give given
        good goodbye greetings hello help hey hi hope kind kindly know let many money nice note ok okay order please
        purchase reason reasons refund regards reply returned returning return returns say see sending send sincerely
        sir sorry state team thank thanks thankyou thx truly want week weekend wish withdraw withdrawal withdrawing
        withdrew yours
        """.split()
    ),
}
"""What people write to be polite, to sign, or to say that they send something back: none of it is a matter."""


def telling_stems(text: str, language: Language) -> tuple[str, ...]:
    """Return the stems of a text that may carry a matter, each once, in reading order."""
    found = (_stem_of(token, language) for token in tokens(text) if token != PAUSE)
    return tuple(dict.fromkeys(root for root in found if root))


def says_something(text: str, language: Language) -> bool:
    """Tell whether a text says more than that somebody sends something back and is polite about it."""
    return has_content(text) and bool(telling_stems(text, language))


def wordings(texts: Sequence[str]) -> int:
    """Return how many of the texts differ by more than case, spaces and punctuation."""
    return len({" ".join(token for token in tokens(text) if token != PAUSE) for text in texts})


@lru_cache(maxsize=50_000)
def _stem_of(token: str, language: Language) -> str:
    folded = fold(token, language)
    if len(folded) < SHORTEST or not folded.isalpha():
        return ""
    if any(folded in words[language] for words in (STOP_WORDS, NEGATIONS, COURTESIES)):
        return ""
    return stem(folded, language)
