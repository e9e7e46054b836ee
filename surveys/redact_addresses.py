"""Finds addresses: a street with its house number, and a postcode with its place.

German nouns are written like names of places, and many products end like streets ("Goldring 54",
"Arbeitsplatz 2"). So what only might be a street counts when nothing about it is typical of a product, or when
a postcode follows. Keeps the rules of `redact_numbers`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from surveys.redact_numbers import UNIT, Place

_CAPITAL = r"[A-ZÄÖÜ][\w'’.-]{0,30}+"
_HOUSE = (
    rf"(?:[ \u00a0]|,[ ])?(?:(?:nr|Nr)\.?[ ]?)?\d{{1,4}}(?![.,:]?\d)(?:[ ]?[a-hA-H](?!\w))?"
    rf"(?:[ ]?[-/–+][ ]?\d{{1,4}}(?!\d)(?:[ ]?[a-hA-H](?!\w))?)?(?!\w){UNIT}"
)
_POSTCODE = r"(?:(?:DE?[ ]?-[ ]?)?\d{5}|(?:AT?|CH)[ ]?-[ ]?\d{4})(?!\d)"
_POSTCODE_NEXT = rf"(?=[ \u00a0]?[,;/|–-]?\s{{0,3}}(?:in[ ])?{_POSTCODE}[ \u00a0][^\W\d_])"

_STREET: Final = re.compile(
    rf"(?<![\w-])(?:(?:{_CAPITAL}[ -]){{0,3}}(?:(?i:straße|strasse|strase|str\.|str)|Allee|Gasse|Chaussee|Damm)"
    r"|[\w-]{1,30}?(?i:straße|strasse|strase|str\.|str|allee|gasse|chaussee))"
    rf"(?:[ ](?:des|der)[ ](?:\d\d?\.[ ])?{_CAPITAL}(?=[ ]\d))?{_HOUSE}"
)
_LIKELY_STREET: Final = re.compile(
    r"(?<![\w-])(?P<stem>[A-ZÄÖÜ]\w{1,30}?(?:-[A-ZÄÖÜ]?\w{1,30}?){0,3})-?"
    r"(?P<kind>[wW]eg|[pP]latz|[rR]ing|[uU]fer|damm|steig|stieg|pfad|kamp|graben|chaussee|promenade)"
    rf"(?P<house>{_HOUSE})"
)
_KNOWN_BY_POSTCODE: Final = re.compile(
    rf"(?<![\w-])(?:{_CAPITAL}[ ](?:(?:de[nrm]|alten|hohen|neuen)[ ]){{0,2}}){{0,2}}"
    rf"[^\W\d_][\w'’.-]{{2,30}}+(?=[ \u00a0,]){_HOUSE}{_POSTCODE_NEXT}"
)
_NO_STREET: Final = frozenset(
    """arbeits park stell sitz spiel camping liege lager steck speicher schlaf fenster steh ablage flug markt studien
    neben um rück hin heim versand liefer post rechts transport aus schul halb durch vor kabel feder hub verfahr
    fahr gold silber ehe verlobungs finger schlüssel ohr dicht dichtungs gummi schwimm trau nasen piercing
    freundschafts siegel damen herren edelstahl titan solitär memoire band partner perlen diamant diamanten
    brillant zirkonia stapel sp st he ge cate sprung spann kolben zier karabiner wickel bei adapter distanz
    halte beiß bluetooth smart herz antrag antrags bahn bürger ein auf ab hoch datei trampel klick""".split()  # noqa: SIM905 - a list of words reads best as words
)

_NO_PLACE = (
    r"(?!(?i:stück|euro|mal|lumen|watt|volt|schritte|umdrehungen|kilometer|meter|tage|jahre|kunden|bewertungen|sterne"
    r"|dollar|pa|artikel|pixel|lux|zyklen|stunden|teile|liter|gramm|punkte|einheiten|personen|leute|exemplare|seiten|mah"
    r"|worte|wörter|minuten|sekunden|grad|prozent|pakete|schrauben|perlen|farben|titel|songs|lieder|fotos|bilder|ip|hz"
    r"|mark|nutzer|user|follower|mitarbeiter|reviews|steps|people|customers|items|pieces|hours|rpm|dpi|kcal|tabletten"
    r"|ladezyklen|sachen|dinge|produkte|hosen|schuhe|shirts|btu|mb|gb|lm|die|der|das|ist|und|in|war|was|wie|wer|wo|warum|ich|wir|es|sie|bei|mit|für|nach|von|zum|zur|auf|am)\b)"
)
_CITIES = (
    r"berlin|hamburg|münchen|muenchen|köln|koeln|frankfurt|stuttgart|düsseldorf|duesseldorf|leipzig|dortmund|essen|bremen"
    r"|dresden|hannover|nürnberg|nuernberg|duisburg|bochum|wuppertal|bielefeld|bonn|münster|muenster|mannheim|karlsruhe"
    r"|augsburg|wiesbaden|mönchengladbach|gelsenkirchen|aachen|braunschweig|chemnitz|kiel|halle|magdeburg|freiburg"
    r"|krefeld|mainz|lübeck|luebeck|erfurt|oberhausen|rostock|kassel|hagen|potsdam|saarbrücken|hamm|ludwigshafen|mülheim"
    r"|oldenburg|osnabrück|leverkusen|heidelberg|darmstadt|solingen|regensburg|herne|paderborn|neuss|ingolstadt"
    r"|offenbach|fürth|ulm|würzburg|heilbronn|pforzheim|wolfsburg|göttingen|bottrop|reutlingen|koblenz|bremerhaven"
    r"|erlangen|trier|jena|siegen|cottbus|gera|schwerin|flensburg|konstanz|bamberg|bayreuth|passau"
)
_CITIES_4 = (
    r"wien|graz|linz|salzburg|innsbruck|klagenfurt|villach|wels|dornbirn|bregenz|zürich|zuerich|bern|basel|genf|luzern"
    r"|winterthur|lausanne|lugano|st\.[ ]?gallen|biel|thun|vienna|zurich|geneva"
)
_PART = (
    r"(?:[ ](?:am|a\.|an[ ]der|i\.|im|bei|ob[ ]der|vor[ ]der|in)[ ]?"
    r"(?:Main|Rhein|Neckar|Oder|Saale|Spree|Weinstraße|Donau"
    r"|Inn|Lahn|Ruhr|Elbe|Weser|Isar|Lech|Aller|Havel|Fulda|Leine|Iller|Breisgau|Br\.|Westf\.|Westfalen|Tauber|Höhe|Holstein"
    r"|OT|See|M\.|Rh\.|München|Berlin|Hamburg)(?!\w))?(?:[ ]?\([A-ZÄÖÜ][\wäöüß.]{1,20}\))?"
)
_STATES = (
    r"(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]"
    r"|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY])"
)
_PLACE: Final = re.compile(
    r"(?<![\w.,/#-])(?:"
    r"(?:(?:D|DE)[ ]?-[ ]?)?(?!\d\d000)\d{5}[ \u00a0](?=[^\W\d_])"
    + _NO_PLACE
    + r"(?:(?:Bad|Sankt|St\.|Schwäbisch|Alt|Neu|Groß|Klein|Markt)[ ])?"
    r"(?:[A-ZÄÖÜ][a-zäöüß]{2,30}+(?:[-/][A-ZÄÖÜ][a-zäöüß]{2,30}+){0,2}+|(?i:"
    + _CITIES
    + r")(?!\w)|[A-ZÄÖÜ]{3,30}+(?!\w))"
    rf"{_PART}|(?:(?:AT?|CH)[ ]?-[ ]?\d{{4}}[ ][A-ZÄÖÜ][a-zäöüß]{{2,30}}+|\d{{4}}[ ](?i:{_CITIES_4})(?!\w))"
    r"|[A-Z]{1,2}\d[A-Z\d]?[ ]\d[A-Z]{2}(?!\w)|(?:[A-Z][a-z]{1,20}[ ]){0,2}[A-Z][a-z]{2,30}+,[ ]"
    + _STATES
    + r"[ ]\d{5}(?:-\d{4})?(?!\w))"
)
_ANNOUNCED_POSTCODE: Final = re.compile(
    r"(?<!\w)(?i:plz|postleitzahl|postcode|post[ ]code|zip(?:[ ]code)?)(?:[\s:=-]|(?:ist|is)\b){0,5}+"
    r"(?P<value>\d{4,5}(?!\w)|[A-Za-z]{1,2}\d[A-Za-z\d]?[ ]?\d[A-Za-z]{2}(?!\w))"
)
_ENGLISH_STREET: Final = re.compile(
    r"(?<![\w.,/#€$£-])\d{1,5}[A-Za-z]?,?[ ]"
    r"(?![A-Za-z ]{0,20}(?i:hard|flash|usb|pen|thumb|test|external|one|two|high|star)[ ])"
    r"(?:(?:[A-Z][\w'’-]{1,20}|St\.)[ ]){1,3}"
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Way|Court|Boulevard|Blvd|Square|Close|Crescent|Terrace|Gardens"
    r"|Grove|Hill|Mews|Row|Walk|Estates?|Parkway|Highway)(?!\w)"
    r"(?:\.?,?[ ](?:Apt|Apartment|Suite|Unit|Flat)\.?[ ]\w{1,6})?"
    r"|(?<![\w.,/#€$£-])\d{1,5}[a-z]?,?[ ](?:[A-Za-z][\w'’-]{2,20}[ ]){1,2}(?i:street|avenue)(?!\w)"
)
_DIGIT: Final = re.compile(r"\d")


def addresses(text: str) -> Iterator[Place]:
    """Yield streets with a house number, and postcodes with their place."""
    if not _DIGIT.search(text):
        return
    places = [match.span() for regex in (_STREET, _ENGLISH_STREET, _PLACE) for match in regex.finditer(text)]
    places += [match.span() for match in _KNOWN_BY_POSTCODE.finditer(text)]
    places += [match.span() for match in _LIKELY_STREET.finditer(text) if _is_street(match)]
    places += [match.span("value") for match in _ANNOUNCED_POSTCODE.finditer(text)]
    end = 0
    for start, stop in sorted(places):
        if stop > end:
            yield max(start, end), stop
            end = stop


def _is_street(match: re.Match[str]) -> bool:
    """Tell a street from a product or a turn of speech; a ring with a ring size is a ring."""
    if match["stem"].lower() in _NO_STREET:
        return False
    number = re.search(r"\d+", match["house"])
    sized = number is not None and 44 <= int(number.group()) <= 74
    return not (match["kind"] == "ring" and sized)
