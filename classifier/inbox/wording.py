"""The words of comments as grouping needs them: telling stems, and whether a text says more than a courtesy. Pure."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from classifier.stopwords import NEGATIONS, STOP_WORDS, Language
from classifier.text import PAUSE, fold, has_content, stem, tokens


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


SHORTEST: Final = 3
COURTESIES: Final[dict[Language, frozenset[str]]] = {
    "de": _words(
        """
        angabe angaben ansonsten antwort bedanke bescheid beste besten betreff bitte bitten damen danke dank dankeschoen
        dankend eigentlich erstatten erstattung fall firma freue freuen freundliche freundlichem freundlichen
        freundlicher frau fuers gefreut geehrte geehrten geehrter gern gerne gruende gruenden grund gruesse gruessen
        gruss guten hallo herr herren herzlich herzliche herzlichen hiermit hoffe info kauf kaufvertrag liebe lieben
        lieber mfg mitteilen mitteilung moin nennen okay retoure ruecknahme rueckgabe ruecksende ruecksendung ruecktritt
        sage sagen schade schick schicke schicken schoen schoenen schoener schoene sende senden servus siehe tag team
        teile trete trotzdem tschuess vertrag voraus vorab weitergeben wende widerruf widerrufe widerrufen
        widerrufsrecht wochenende wuensche zurueck zuruecksenden zurueckschicken
        """
    ),
    "en": _words(
        """
        advance anyway best bye cheers contract cordially day dear goodbye greetings hello hey hope kind kindly know let
        note okay order otherwise please pity purchase reason reasons refund regards reply return returned returning
        returns say send sending shame sincerely sir sorry team thank thanks thankyou thx truly weekend wish withdraw
        withdrawal withdrawing withdrew yours
        """
    ),
}
"""What people write to be polite, to sign, or to say that they send something back: none of it is a matter."""
LINKS: Final[dict[Language, frozenset[str]]] = {
    "de": _words(
        """
        abend all alle allem allen aller alles ander andere anderem anderen anderer anderes anders beide beiden bisher
        bloss darf dagegen danach daher deswegen drei duerfen eher einfach einmal endlich erst ersten etwas fast find
        finde finden ganz ganze ganzen geben gefunden gehen geht genau genug gestern gibt gleich gut haette heute immer
        irgendwie jedenfalls jemand kam keins komme kommen kommt lassen leider letzte letzten liegt macht machen manche
        mehr mehrere moechte moeglich musste nehme neben neu neue neuen noch nur passt passen paar recht sache sachen
        sagt schlecht soll sollen sollte sonst sowieso statt stehen steht tage tagen total tun uebrigens ueberhaupt viel
        viele vielen vielleicht voll vorher weg weiter wenig wenige will wirklich woche wochen wohl wollen wollte
        zusammen zwei zweimal
        """
    ),
    "en": _words(
        """
        actually always another away back better cannot come comes even every everything find fine first found get
        getting give given go goes going good got gone last like likely little look make many may maybe might money much
        must need needed never new nice one ones only other others part pass put rather right said see seem seems sent
        since something still take taken tell that thing things think three too took two use used using way week weeks
        well went without work works
        """
    ),
}
"""Words of any matter: they join sentences and tell none apart. Unlike stop words they may matter to a known theme."""


def telling_stems(text: str, language: Language) -> tuple[str, ...]:
    """Return the stems of a text that may carry a matter, each once, in reading order."""
    found = (stem_of(token, language) for token in tokens(text) if token != PAUSE)
    return tuple(dict.fromkeys(root for root in found if root))


def says_something(text: str, language: Language) -> bool:
    """Tell whether a text says more than that somebody sends something back and is polite about it."""
    return has_content(text) and bool(telling_stems(text, language))


@lru_cache(maxsize=50_000)
def stem_of(token: str, language: Language) -> str:
    """Return the stem of a token that may carry a matter, else ""."""
    folded = fold(token, language)
    if len(folded) < SHORTEST or not folded.isalpha():
        return ""
    if any(folded in words[language] for words in (STOP_WORDS, NEGATIONS, COURTESIES, LINKS)):
        return ""
    return stem(folded, language)
