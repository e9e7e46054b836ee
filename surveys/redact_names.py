"""Finds names of people where something announces them: a title, "mein Name ist", a greeting at the end.

A name that nothing announces cannot be told from a product by rules ("Anna" may be a dress), so it stays. An
expression finds the announcement; words are then read one by one, at most four. Keeps the rules of
`redact_numbers`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from surveys.redact_numbers import Place

_WORD: Final = re.compile(r"[^\W\d_]\.(?:-?[^\W\d_]\.)?|[^\W\d_]{1,40}+(?:['’-][^\W\d_]{1,40}+){0,3}+(?![\w@])")
_LINE_END: Final = re.compile(r"[^\w\n\[]{0,20}+(?:\Z|\n|\[)")
_BLANK: Final = re.compile(r"[ \u00a0]{1,3}")
_PARTICLES: Final = frozenset("von van zu de di da del dos el al ten ter vom zum bin ibn le la".split())  # noqa: SIM905
_ARTICLES: Final = frozenset(("der", "den", "dem"))

_TITLE: Final = re.compile(
    r"(?<!\w)(?P<before>(?:mein|dein|sein|ihr|unser|euer|eur|jed|kein)(?:e[rnms]?)?[ ])?"
    r"(?:frau|herrn?|fr\.|hr[n]?\.|familie|fam\.|mr|mrs|ms|(?<!swiss )miss|mister)\.?[ \u00a0]{1,3}"
    r"(?:(?:dr|prof|professor|doktor|dipl|ing|med|rer|nat|phil|jur|mag|dent)(?:\.[ -]{0,2}|[ ])){0,5}+",
    re.IGNORECASE,
)
_INTRODUCTION: Final = re.compile(
    r"(?<!\w)(?=[aimu])(?:meine?n?[ ]{1,2}namen?[ ]?(?:ist|lautet|war|:)|ich[ ]hei(?:ß|ss)e|my[ ](?:full[ ])?name"
    r"(?:[ ]is|['’]s|:)|(?:auf|unter)[ ](?:den|dem)[ ]namen|under[ ]the[ ]name(?:[ ]of)?|in[ ]the[ ]name[ ]of"
    r"|i[ ]am[ ]called)[\s:„“\"',–-]{1,4}",
    re.IGNORECASE,
)
_FIELD: Final = re.compile(
    r"(?<![\w-])(?<!marken )(?<!produkt )(?<!artikel )(?<!modell )(?<!model )(?<!product )(?<!brand )(?<!item )"
    r"(?:(?:vor|nach|zu|kunden|familien)?name|name[ ]des[ ]kunden|vor-[ ]und[ ]nachname"
    r"|(?:first|last|full|customer)[ ]name"
    r"|surname|empfänger(?:in)?|besteller(?:in)?|absender(?:in)?|recipient|sender|ansprechpartner(?:in)?"
    r"|(?:gez|gezeichnet)\.?)[ ]?:[ ]{0,3}",
    re.IGNORECASE,
)
_CLOSING: Final = re.compile(
    r"(?<!\w)(?:gru(?:ß|ss)|grü(?:ß|ss)(?:e|le)?|gruesse|(?:freundlich|herzlich|lieb|best|viel|schön)en[ ]"
    r"(?:grüßen|grüssen|gruessen)|m\.?f\.?g\.?|(?P<short>[lvbhsk]g|g?glg|vlg)\.?"
    r"|regards|(?:best|warm|kind)[ ]wishes|sincerely|yours[ ](?:truly|faithfully)|cheers|hochachtungsvoll"
    r"|(?P<thanks>danke(?:[ ]schön)?|vielen[ ]dank|besten[ ]dank|thanks|thank[ ]you|many[ ]thanks)(?=[ ]?[,!.]?[ ]?\n))"
    r"(?:[ ]?[,!:–-])?\s{0,4}"
    r"(?:(?:i\.?[ ]?[av]\.?|ihre?|eure?|your|deine?|von|from)[ ]{1,2}(?:kund(?:e|in)[ ]|customer[ ])?)?",
    re.IGNORECASE,
)
_BEFORE_CLOSING: Final = re.compile(
    r"(?:[.!?,;:)…\n]|(?:danke?|dank|schön|thx|thanks|und|viele|liebe|und)[ ])[ ]{0,2}\Z", re.I
)

_SURNAMES: Final = frozenset(
    """müller mueller schmidt schmitt schmid schneider fischer weber meyer meier maier mayer wagner becker schulz
    hoffmann hofmann schäfer koch bauer richter klein wolf schröder schroeder neumann schwarz zimmermann braun
    krüger krueger hartmann lange werner krause lehmann schmitz schulze köhler herrmann hermann könig walter
    huber kaiser fuchs peters lang scholz möller moeller weiß jung hahn schubert vogel friedrich keller günther
    frank berger winkler roth beck lorenz baumann franke albrecht schuster simon ludwig böhm winter kraus martin
    schumacher krämer vogt stein jäger otto sommer groß seidel heinrich brandt haas schreiber graf schulte
    dietrich ziegler kuhn kühn pohl engel horn busch bergmann thomas voigt sauer arnold wolff pfeiffer yilmaz
    kaya demir schüller smith jones brown taylor wilson johnson williams miller davis evans walker""".split()  # noqa: SIM905 - a list of words reads best as words
)
_NO_NAME: Final = frozenset(
    """aus an ans am von vom und für ein eine einen einem das die der den dem des ich du er sie es wir ihr man mein
    meine bitte ps danke dank vielen viele team alle euch ihnen euer ihre auf im in zu zum zur nach mit
    ohne bei hat habe haben ist war sind wird kann leider nicht kein keine falsch richtig noch schon sehr so wie
    was wer wo wenn weil aber oder auch nur mal hier da dann falls nie nun jetzt wurde werden sagte meinte
    schrieb bekommt trägt braucht findet größe grösse kleid hose hosen schuh schuhe jacke mantel bluse hemd
    pullover tasche rock jeans shirt t-shirt bh slip stiefel sandalen kette ring ohrringe uhr parfum parfüm
    geschenk geschenke geburtstag weihnachten weihnacht artikel produkt paket ware bestellung lieferung retoure
    rücksendung umtausch geld kunde kundin kunden stammkunde kundendienst service support shop onlineshop doktor
    gott nachbar chef urlaub hotline zusteller bote fahrer postbote mitarbeiter mitarbeiterin berlin hamburg
    münchen köln frankfurt stuttgart deutschland österreich schweiz montag dienstag mittwoch donnerstag freitag
    samstag sonntag the a and is was from to for on not in it its of this that with we i you they he she my your
    our please all there but or so very size dress shoes support team sir madam everyone customer customers
    spelled wrong misspelled missing printed written engraved here order shop returns coffee spex sixty dior
    clean propper bean potato marvis muscle men women
    at by as if thank oberbürgermeister bürgermeister minister präsident direktor zustellerin verkäufer verkäuferin
    nachbarin""".split()  # noqa: SIM905
)
_NEVER: Final = _NO_NAME - _PARTICLES - _ARTICLES


def names(text: str) -> Iterator[Place]:
    """Yield announced names."""
    places = sorted({*_titled(text), *_introduced(text), *_closing(text)})
    end = 0
    for start, stop in places:
        if stop > end:
            yield max(start, end), stop
            end = stop


def _titled(text: str) -> Iterator[Place]:
    """Yield names after Frau, Herr, Mr; "meine Frau" is no title, and small letters need a common surname."""
    for match in _TITLE.finditer(text):
        start = match.end()
        word = _WORD.match(text, start)
        if word is None or _is_shouted(match.group(), word.group()):
            continue
        end = 0 if match["before"] else _capital_words(text, start, 3)
        if not end and word.group().lower() in _SURNAMES:
            end = word.end()
        if end:
            yield start, end


def _is_shouted(title: str, word: str) -> bool:
    """Tell capitals for stress ("die ganze Familie LIEBT es", "MS Office") from a text all in capitals."""
    return title.strip() == "MS" or (word.isupper() and len(word) > 2 and not title.isupper())


def _introduced(text: str) -> Iterator[Place]:
    """Yield names after "mein Name ist" and in fields such as "Empfänger:"."""
    for match in _INTRODUCTION.finditer(text):
        end = _capital_words(text, match.end(), 4) or _any_words(text, match.end(), 2)
        if end:
            yield match.end(), end
    for match in _FIELD.finditer(text):
        end = _capital_words(text, match.end(), 4)
        if end:
            yield match.end(), end


def _closing(text: str) -> Iterator[Place]:
    """Yield names after a greeting; after "LG" (also a brand) and thanks only where they end the line."""
    for match in _CLOSING.finditer(text):
        start = match.end()
        if match["short"] and not _BEFORE_CLOSING.search(text[max(0, match.start() - 12) : match.start()]):
            continue
        end = _capital_words(text, start, 3)
        if (match["short"] or match["thanks"]) and end and not _LINE_END.match(text, end):
            continue
        if not end and not match["thanks"]:
            end = _any_words(text, start, 3)
            end = end if end and _LINE_END.match(text, end) else 0
        if end:
            yield start, end


def _capital_words(text: str, start: int, most: int) -> int:
    """Return the end of up to `most` words with a capital letter, particles between them included; 0 = none."""
    end, at = 0, start
    for _ in range(most + 2):
        word = _WORD.match(text, at)
        if word is None or word.group().lower() in _NEVER:
            break
        if word.group()[0].isupper() and word.group().lower() not in _NO_NAME:
            end, most = word.end(), most - 1
        elif word.group() not in _PARTICLES and not (word.group() in _ARTICLES and _after_particle(text, at)):
            break
        gap = _BLANK.match(text, word.end())
        if gap is None or not most:
            break
        at = gap.end()
    return end


def _after_particle(text: str, at: int) -> bool:
    return text[max(0, at - 5) : at].strip().rpartition(" ")[2] in _PARTICLES


def _any_words(text: str, start: int, most: int) -> int:
    """Return the end of up to `most` words in any letters that are no everyday words; 0 = none."""
    end, at = 0, start
    for _ in range(most):
        word = _WORD.match(text, at)
        if word is None or word.group().lower() in _NO_NAME:
            break
        end = word.end()
        gap = _BLANK.match(text, end)
        if gap is None:
            break
        at = gap.end()
    return end
