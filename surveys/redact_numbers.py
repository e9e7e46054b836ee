"""Finds e-mail addresses, IBANs, cards, telephone numbers and numbers of orders, parcels and customers.

Every finder yields sorted, disjoint places (start, end) of one text. Expressions start only at the edge of a
word and repeat possessively or up to a small bound, so that none of them goes back over a long stretch twice;
none runs across a square bracket (see `redact`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

Place = tuple[int, int]

_GAP = "[ \u00a0]"
_DATE = r"(?:\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2})(?![\w-])"
UNIT = (
    r"(?![ \u00a0]?(?:[€$£%°]|(?i:(?:euros?|eur|cents?|usd|dollars?|pfund|[cmk]?m|k?g|ml|l|[gmt]b|mah|w|watt|v|volt"
    r"|hz|zoll|inch(?:es)?|stück|stk|mal|x|tage?n?|days?|wochen?|weeks?|monaten?|months?|jahren?|years?|minuten?"
    r"|minutes?|stunden?|hours?|uhr|sterne?n?|stars?|pieces|pcs|teile|bewertungen|times|prozent|percent"
    r"|meter|kilo|gramm|liter|grad|lumen|paar|pairs?)\b)))"
)

_EMAIL: Final = re.compile(
    r"(?<![\w.+%-])[\w.+%-]++(?:"
    rf"(?<=\w)[@＠](?=[\w-]*[^\W\d_])[\w-]++(?:\.[\w-]++)*+(?:,(?:de|com|net|org|at|ch)\b)?"
    rf"|(?<=\w){_GAP}?[@＠]{_GAP}?[\w-]++(?:{_GAP}?\.[\w-]++)++)"
)
_AT_SURE = r"(?:[(\[{<][ ]?(?:at|ät|@)[ ]?[)\]}>]|[ ]ät[ ]|[ ]klammeraffe[ ])"
_SPELLED_DOT = r"[ ]?(?:[(\[{<][ ]?(?:punkt|dot|\.)[ ]?[)\]}>]|(?<=[ )\]])(?:punkt|dot)(?=[ ]))[ ]?"
_JOINED = r"(?:(?:[ ](?:punkt|dot|minus|bindestrich|unterstrich|underscore|dash)[ ]|" + _SPELLED_DOT + r")[\w.+-]++)"
_PROVIDER = (
    r"(?:gmx|web|gmail|googlemail|t-online|outlook|hotmail|yahoo|freenet|icloud|posteo|mailbox|live|aol|arcor|proton"
    r"|protonmail|1und1|vodafone|unitybox|kabelmail|msn|me|mail)"
)
# "bought at amazon dot com" names a shop, not a person.
_NO_BOX = (
    r"(?!(?:look|looked|looking|bought|buy|order|ordered|available|shop|shopping|shopped|seen|saw|purchased|cheaper|price"
    r"|prices|it|them|this|that|one|sold|found|online|here|there|and|or|is|was)[ ])"
)
_SPELLED_EMAIL: Final = re.compile(
    r"(?<![\w.+-])(?=[\w.+-])" + _NO_BOX + r"[\w.+-]++" + _JOINED + r"{0,4}+(?:"
    rf"[ ]?{_AT_SURE}[ ]?[\w-]++(?:(?:\.|{_SPELLED_DOT})[\w-]++){{0,4}}+"
    rf"|[ ](?:at|@)[ ](?:{_PROVIDER}(?:\.|{_SPELLED_DOT})[^\W\d_]{{2,6}}\b"
    rf"|[\w-]++(?:\.[\w-]++){{0,2}}+(?:{_SPELLED_DOT}[\w-]++){{1,3}}+))",
    re.IGNORECASE,
)
_SPELLED_SIGN: Final = re.compile(r"\b(?:at|ät|klammeraffe)\b|[(\[{<][ ]?@", re.IGNORECASE)


def emails(text: str) -> Iterator[Place]:
    """Yield e-mail addresses, also those spelled with "at", "(at)", "punkt" or "dot"."""
    places = [match.span() for match in _EMAIL.finditer(text)] if "@" in text or "＠" in text else []
    if _SPELLED_SIGN.search(text):
        places += [match.span() for match in _SPELLED_EMAIL.finditer(text)]
    return _disjoint(places)


# Length of an IBAN without blanks by country: SWIFT IBAN registry, the countries of SEPA.
_IBAN_LENGTH: Final = {
    **dict.fromkeys(("NO",), 15),
    **dict.fromkeys(("BE",), 16),
    **dict.fromkeys(("DK", "FI", "NL"), 18),
    **dict.fromkeys(("SI",), 19),
    **dict.fromkeys(("AT", "EE", "LT", "LU"), 20),
    **dict.fromkeys(("CH", "HR", "LI", "LV"), 21),
    **dict.fromkeys(("BG", "DE", "GB", "IE"), 22),
    **dict.fromkeys(("CZ", "ES", "RO", "SE", "SK"), 24),
    **dict.fromkeys(("IS", "PT"), 25),
    **dict.fromkeys(("FR", "GR", "IT", "MC", "SM"), 27),
    **dict.fromkeys(("CY", "HU", "PL"), 28),
    **dict.fromkeys(("MT",), 31),
}
_IBAN: Final = re.compile(
    r"(?<![^\W_])(?=[A-Z])(?:" + "|".join(_IBAN_LENGTH) + r")[ .\u00a0-]?\d[ ]?\d(?:[ .\u00a0-]{0,2}[A-Z0-9]){11,27}+",
    re.IGNORECASE,
)
_IBAN_DIGITS: Final = re.compile(r"[A-Z]{2}(?:[ .\u00a0-]{0,2}\d){13,26}+(?!\d)", re.IGNORECASE)
_IBAN_SIGN: Final = re.compile(r"[A-Z0-9]", re.IGNORECASE)


def ibans(text: str) -> Iterator[Place]:
    """Yield account numbers: a right check number, or a country followed by digits only (typing errors)."""
    for match in _IBAN.finditer(text):
        end = _iban_end(text, match)
        if end:
            yield match.start(), end


def _iban_end(text: str, match: re.Match[str]) -> int:
    signs = list(_IBAN_SIGN.finditer(match.group()))
    length = _IBAN_LENGTH[match.group()[:2].upper()]
    whole = "".join(sign.group() for sign in signs[:length]).upper()
    if len(whole) == length and int("".join(str(int(c, 36)) for c in whole[4:] + whole[:4])) % 97 == 1:
        return match.start() + signs[length - 1].end()
    digits = _IBAN_DIGITS.match(text, match.start())
    return digits.end() if digits else 0


_CARD: Final = re.compile(
    r"(?<![\w.,-])(?:3[47]\d\d[ .\u00a0-]?\d{6}[ .\u00a0-]?\d{5}|3[068]\d\d[ .\u00a0-]?\d{6}[ .\u00a0-]?\d{4}"
    r"|[2456]\d{3}(?:[ .\u00a0-]?\d{4}){3}(?:[ .\u00a0-]?\d{1,3})?)(?![\w-])"
)


def cards(text: str) -> Iterator[Place]:
    """Yield payment cards: the shape of an issuer (ISO/IEC 7812) and a right Luhn check digit."""
    for match in _CARD.finditer(text):
        if _luhn([int(c) for c in match.group() if c.isdigit()]):
            yield match.span()


def _luhn(digits: list[int]) -> bool:
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[-2::-2])
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


_NUMBERED = (
    r"(?=[abcfgiklmoprstv])(?:bestell(?:ungs)?|auftrags?|rechnungs?|sendungs?(?:verfolgungs?)?|paket|tracking|kunden|vorgangs?|fall"
    r"|ticket"
    r"|retouren?|rückgabe|rücksende|rücksendungs?|reklamations?|beleg|vertrags?|mitglieds?|konto|referenz|liefer(?:ungs?)?"
    r"|lieferschein|buchungs?|gutschrifts?|karten|kreditkarten|versand|transaktions?|kassenbon|order|invoice|customer"
    r"|account|case|reference|ref|shipment|parcel|package|return|booking|confirmation|purchase|transaction"
    r"|client|member(?:ship)?|rma|bestellung|rechnung|sendung|auftrag|vorgang|retoure|lieferung)"
    rf"(?:{_GAP}?-?{_GAP}?(?:nummern?|nrn?|numbers?|num|no|id|code)(?!\w)|{_GAP}?\#|{_GAP}mit{_GAP}der{_GAP}nummer\b)"
)
_LINK = (
    r"(?:[\s:=.#–\-\"'„“(]|(?:lautet|ist|war|waren|sind|is|was|are|die|the|folgende|nr|nummer|no|number|id)\b){0,8}+"
)
# Universal Postal Union, standard S10: two letters, nine digits, the country.
_POSTAL_ITEM = r"[A-Z]{2}[ ]?\d{3}[ ]?\d{3}[ ]?\d{3}[ ]?[A-Z]{2}(?!\w)"
_VALUE = (
    rf"(?P<value>(?!{_DATE})(?:{_POSTAL_ITEM}|(?:[A-Z]{{1,4}}[ ](?=\d{{3}}))?[A-Za-z0-9]++"
    r"(?:[-/_.](?=[A-Za-z]{0,5}+\d)[A-Za-z0-9]++)*+"
    r"(?:[ \u00a0]\d{3,}+(?![,.]\d)|(?:[ \u00a0]\d\d(?![\d,.])){2,}+|[ \u00a0]\d\d(?=[ \u00a0]\d{3}))*+)"
    r"(?:(?:,|[ ](?:und|and|&|\+))[ ]\d{5,}+(?![,.]\d))*+)"
)
_THREE_DIGITS = r"(?=(?:[A-Za-z/._-]{0,8}+\d){3}|(?:\d[ ]?){3}|[A-Z]{1,4}[ ]\d{3})"
_NUMBER: Final = re.compile(
    rf"(?<!\w)(?=[A-Za-z])(?i:{_NUMBERED}|aktenzeichen|rma|kontonr|kto|blz){_LINK}{_THREE_DIGITS}{_VALUE}"
)
_LOOSE_NUMBER: Final = re.compile(
    r"(?<!\w)(?=[A-Za-z])(?i:bestellung(?:en)?|auftrag|rechnung|sendung|paket|retoure|vorgang|kunde|referenz|kreditkarte|orders?"
    r"|tracking|invoice|ticket|shipment|parcel|package|reference|credit[ ]card|dhl|hermes|dpd|gls|ups|fedex)"
    rf"{_LINK}(?=[A-Za-z0-9/._-]{{0,12}}?\d{{5}}|(?:\d[ -]?){{8}}){_VALUE}(?!,\d){UNIT}"
)
_PRODUCT_NUMBER: Final = re.compile(
    r"(?<!\w)(?=[A-Za-z])(?i:(?:artikel|art\.?|modell|model|produkt|product|teile|serien|serial|item|katalog|material|chargen|lot)"
    r"(?:[ -]?(?:nummern?|nrn?|numbers?|no|id|code)\b)?|ean|gtin|upc|isbn|asin|sku|s/?n|imei|charge|barcode)"
    rf"(?:-(?:nummer|nr|code))?{_LINK}{_THREE_DIGITS}{_VALUE}"
)
_SHAPE: Final = re.compile(
    r"(?<![\w#&.,-])(?:\d{3}-\d{7}-\d{7}|(?:\d{12}|\d{14,22})|00340(?:[ .]?\d){15}|\d{4}(?:[ ]\d{4}){3,4}"
    r"|(?i:JJD)[ ]?(?:\d[ ]?){11,21}\d|(?i:1Z)(?:[ ]?[0-9A-Za-z]){16}|(?i:TBA)\d{12}|H\d{19}"
    r"|" + _POSTAL_ITEM + r"|\#[ ]?\d{5,12}"
    r"|(?:ORD|INV|RMA|RET|BEST)[-_#]?(?:\d{4}[-_])?\d{4,})"
    r"(?![\w-])(?![.,]\d)"
)


def announced_numbers(text: str) -> Iterator[Place]:
    """Yield what follows a word such as Bestellnummer, Rechnung, order no., tracking."""
    if not _DIGIT.search(text):
        return iter(())
    sure = [match.span("value") for match in _NUMBER.finditer(text)]
    return _disjoint(sure + [match.span("value") for match in _LOOSE_NUMBER.finditer(text)])


def shaped_numbers(text: str) -> Iterator[Place]:
    """Yield numbers with the shape of a parcel or an order number, unless announced as a product's number."""
    return _outside_products(text, [match.span() for match in _SHAPE.finditer(text)])


_PHONE_GAP = r"[ \u00a0./()\-–]{0,3}+"
_EXTENSION = r"(?:[ ]?(?:x|ext\.?)[ ]?\d{1,5})?"
_PHONE: Final = re.compile(
    rf"(?<![\w+])(?:(?:\+|00)[ ]?[1-9](?:{_PHONE_GAP}\d){{7,14}}+(?!\d){_EXTENSION}"
    rf"|(?<![.,/-])(?!\d{{13}}(?!\d))(?!\d{{8}}(?![\d /-]))"
    rf"\(?0[ ]?[1-9]\d{{1,4}}\)?(?:{_PHONE_GAP}\d){{5,10}}+(?!\d)(?!,\d)(?![ ]Uhr)"
    r"|(?<![.,/-])(?:\(\d{3}\)[ ]?|\d{3}[-.])\d{3}[-.]\d{4}(?!\d)" + _EXTENSION + r"(?![\w-]))"
)
_ANNOUNCED_PHONE: Final = re.compile(
    r"(?<!\w)(?=[A-Za-z])(?i:tel|telefon|telefonnummer|tel\.?-?nr|telefonnr|telefonisch|handy|handynummer|handynr|mobil|mobilnummer"
    r"|mobile|mobilfunk|mobiltelefon|rufnummer|rückrufnummer|fax|whatsapp|phone|telephone|cell|call[ ]me"
    r"|unter[ ]der[ ]nummer|erreichbar|festnetz|(?:phone|mobile|cell)[ ]number)\b"
    r"(?:[\s:=.#–\-(]|(?:ist|lautet|is|unter|at|on|number|nummer|nr|no|der|die)\b){0,8}+"
    rf"(?P<value>(?!{_DATE})\+?\(?\d(?:{_PHONE_GAP}\d){{5,14}}+)(?!\d)(?!,\d)"
    r"(?![ ]?(?:€|(?i:[gmt]b|mah|euro|eur|[cm]m|zoll|uhr)\b))"
)
_DIGIT: Final = re.compile(r"\d")


def phones(text: str) -> Iterator[Place]:
    """Yield telephone numbers: international, German with the leading 0, American, or announced by a word."""
    if not _DIGIT.search(text):
        return iter(())
    places = [match.span("value") for match in _ANNOUNCED_PHONE.finditer(text)]
    return _outside_products(text, places + [match.span() for match in _PHONE.finditer(text)])


def _outside_products(text: str, places: list[Place]) -> Iterator[Place]:
    """Drop places that an article number, EAN or model number covers."""
    if not places:
        return
    products = [match.span("value") for match in _PRODUCT_NUMBER.finditer(text)]
    at = 0
    for start, end in _disjoint(places):
        while at < len(products) and products[at][1] <= start:
            at += 1
        if at == len(products) or products[at][0] >= end:
            yield start, end


def _disjoint(places: list[Place]) -> Iterator[Place]:
    """Sort places and join those that overlap."""
    whole: Place | None = None
    for start, end in sorted(places):
        if whole and start < whole[1]:
            whole = whole[0], max(end, whole[1])
            continue
        if whole:
            yield whole
        whole = start, end
    if whole:
        yield whole
