"""Masking personal words: what is found, what must stay, and that it never takes long."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys import redact_addresses, redact_names, redact_numbers
from surveys.redact import redact

# {kind|words} marks what must be masked, ⏎ is a line break.
PERSONAL = """
Meine E-Mail ist {email|max.mustermann@gmx.de}, bitte melden Sie sich.
Schreiben Sie an {email|anna_m-85@mail.uni-bonn.example}.
Erreichbar über {email|max.mustermann (at) web.de} oder gar nicht
Meine Adresse: {email|max(at)gmx(punkt)de}
{email|max punkt mustermann at gmx punkt de} ist meine Mail
Mail an {email|lisa [at] posteo [dot] de} bitte
Antwort bitte an {email|peter ät t-online punkt de}
Please write to {email|jane.doe+shop@example.co.uk} instead.
mail me: {email|jane dot doe at gmail dot com}
bitte an {email|MAX@GMX.DE} senden
an {email|max.mustermann @ gmx.de} geschrieben
Kontakt {email|max@firma} war falsch
Rufen Sie mich an: {phone|0171 1234567}
Tel. {phone|030/1234567}, abends
Telefon: {phone|+49 (0)30 1234-567}
Handynummer {phone|0049 171 1234567} ab 18 Uhr
Mein Handy: {phone|+491711234567}.
unter {phone|0151-23456789} erreichbar
Call me at {phone|+44 20 7946 0958} please
My number is {phone|(555) 123-4567}
phone {phone|020 7946 0958}, thanks
Tel: {phone|69 12345678}
Faxnummer? Fax {phone|(040) 123 456-78}
IBAN {iban|DE89 3704 0044 0532 0130 00} bitte überweisen
iban: {iban|de89370400440532013000}
Erstattung auf {iban|DE89 3704 0044 0532 0130 01} fehlt
Konto {iban|AT61 1904 3002 3457 3201}
my account {iban|GB29 NWBK 6016 1331 9268 19} was not refunded
Karte {card|4111 1111 1111 1111} wurde belastet
You charged {card|5500-0000-0000-0004} twice
Amex {card|378282246310005} abgelehnt
Bestellnummer {number|12345678} kam nie an
Meine Bestellnr. lautet: {number|2024-00123}.
Bestell-Nr.: {number|B-10293} war falsch
Bestellnummer:⏎{number|4711815}
Order #{number|10234} came late
order no. {number|10234-22} is missing
My order number is {number|AB123456}
Bestellung {number|302-1234567-1234567} storniert
{number|302-1234567-1234567} fehlt
Rechnungsnummer {number|RE-2024-0815} doppelt
invoice {number|2024001234} is wrong
Laut Rechnung Nr. {number|884422} bezahlt
Sendungsnummer {number|00340434161094000123} steht seit Tagen
Die Sendung {number|00340434161094000123} ist weg
tracking {number|1Z999AA10123456784} says delivered
DHL {number|JJD014600004567891234} verloren
Paket {number|123456789012} beim Nachbarn
tracking number: {number|RR 123 456 789 DE}
Kundennr. {number|55 12 33}
Kundennummer {number|K-99887} bitte löschen
customer id {number|889900} please delete
Ticket {number|#4455667} blieb offen
Bestellnummern {number|1234567 und 7654321} fehlen
Vorgangsnummer {number|V2024/5567}
RMA: {number|77889}
geliefert an {address|Musterstraße 12a}, {address|12345 Berlin}
Ich wohne {address|Lange Straße 7}, {address|60311 Frankfurt am Main}.
{address|Hans-Meier-Platz 3}⏎{address|06108 Halle (Saale)}
{address|Karl-Marx-Allee 4-6} statt {address|Rosenweg 3 b}
steht bei {address|hauptstr. 5} im flur, {address|50667 köln}
wurde {address|Am Markt 3}, {address|78462 Konstanz} abgegeben
{address|Straße des 17. Juni 135} nicht gefunden
nach {address|1010 Wien} geliefert
PLZ {address|70173} war falsch
sent to {address|221B Baker Street}, London {address|NW1 6XE}
I live at {address|742 Evergreen Terrace}, {address|Springfield, IL 62704}
at {address|10 Downing Street} nobody answered
Mein Name ist {name|Anna Müller} und ich bin enttäuscht
mein name ist {name|anna müller}
Ich heiße {name|Jörg} und warte noch
Viele Grüße, {name|Anna}
Mit freundlichen Grüßen⏎{name|Peter von der Heide}
mfg {name|max mustermann}
Passt nicht. LG {name|Anna} :)
Liebe Grüße von {name|Anna-Lena Schmidt}
Frau {name|Müller} von der Hotline war freundlich
Herr Dr. {name|Schmidt} hat angerufen
mit herrn {name|schneider} telefoniert
Familie {name|Öztürk} nebenan nahm es an
Empfänger: {name|Max Mustermann}
My name is {name|John Smith} and I am waiting
Too small. Kind regards, {name|Jane O'Neill}
Mr. {name|Brown} signed for it
Thanks,⏎{name|Jane}
Vielen Dank⏎{name|Peter Müller}
"""

HARMLESS = """
Größe 38 fällt zu klein aus, 40 passt
XL war wie M, W32/L34 zu lang
Schuhgröße 42,5 statt 43 1/3
Das Regal ist 120x60 cm statt 120 x 80 cm
Der Kopfhörer WH-1000XM4 rauscht
Mein iPhone 13 passt nicht in die Hülle für das iPhone 12 Pro
Samsung Galaxy S21 Ultra 5G 128 GB
OLED55C97LA flackert
Bosch GSR 18V-60 und Makita DHP 484
EAN 4006381333931 stimmt nicht mit dem Bild überein
4006381333931
Artikelnummer 123456789012 war falsch
Art.-Nr. 40123456 war ausverkauft
Kostet 1.299,00 € statt 999 Euro
Rechnung vom 12.03.2024 über 1299,00 Euro fehlt
am 03.11.2026 um 10:30 Uhr bestellt
ordered on 03/11/2026, arrived 2026-11-14
Bestellung 2024 schon dreimal storniert
2 von 10 Schrauben fehlen, 50 % Ausschuss
10000 Schritte, 12500 Bewertungen, 20000 Umdrehungen
Powerbank 20000 mAh hält 3 Tage
Goldring 54 zu klein
Ring 54 passt nicht, Verlobungsring 52 auch nicht
auf dem Weg 2 Tage verloren
Spielplatz 3 Jahre alt
Nur Platz 2 im Test
String 38 sitzt schlecht
Kette 925 Silber 45 cm
Für meine Frau Größe 38 bestellt
Meine Frau mag die Farbe nicht
Herr der Ringe Box unvollständig
Die Frau im Laden war nett
Ich habe einen LG Fernseher bestellt
LG Monitor kaputt
Dr. Martens drücken an der Ferse
Viele Grüße aus Berlin
Danke und viele Grüße
Mit freundlichen Grüßen
Der Name ist falsch gestickt
my name is spelled wrong on the mug
Produktname: Tasse Blau
I bought it at zalando.de and it was cheaper at amazon.com
looked at amazon dot com
Danke, alles super
Auflösung 3840 x 2160, 60 Hz
One star, 5 Star Way of doing it
1 External Hard Drive missing
Thread count 400, 100 % cotton, 30 °C
Farbe #333 statt #fff
Tel Aviv T-Shirt zu eng
Das Handy hat 128 256 GB angezeigt
Akku 3,7 V 2600 mAh
Paket 2 von 3 fehlt
Ticket 12 Euro zu teuer
Order 2 shirts, got 1
"""


def lines(block: str) -> list[str]:
    return [line.replace("⏎", "\n") for line in block.strip().splitlines()]


def words_of(text: str) -> str:
    return " ".join(re.findall(r"\w+", text))


@pytest.mark.parametrize("marked", lines(PERSONAL))
def test_personal_words_are_masked_and_nothing_else(marked: str) -> None:
    expected = [(kind, words_of(words)) for kind, words in re.findall(r"\{(\w+)\|(.*?)\}", marked)]
    text = re.sub(r"\{\w+\|(.*?)\}", r"\1", marked)
    found = [(span.kind, words_of(text[span.start : span.end])) for span in redact(text).spans]
    assert found == expected


@pytest.mark.parametrize("text", lines(HARMLESS))
def test_words_about_products_stay(text: str) -> None:
    assert redact(text).text == text


def test_there_are_enough_examples() -> None:
    assert len(lines(PERSONAL)) >= 80
    assert len(lines(HARMLESS)) >= 50


def test_the_mask_speaks_the_language_of_the_text() -> None:
    text = "Mr. Brown, 0171 1234567"
    assert redact(text).text == "Mr. [Name], [Telefon]"
    assert redact(text, "de-AT").text == "Mr. [Name], [Telefon]"
    assert redact(text, "en-GB").text == "Mr. [name], [phone]"


def test_offsets_count_code_points_of_the_original() -> None:
    text = "😀😀 a@b.de 👍 c@d.de"
    spans = redact(text).spans
    assert [text[span.start : span.end] for span in spans] == ["a@b.de", "c@d.de"]


_PIECES = [re.sub(r"\{\w+\|(.*?)\}", r"\1", line) for line in lines(PERSONAL)] + lines(HARMLESS)
_WORDS = sorted({word for piece in _PIECES for word in piece.split()})
_ANY = st.one_of(
    st.text(max_size=80),
    st.lists(st.sampled_from(_PIECES), max_size=4).map(" ".join),
    st.lists(st.one_of(st.sampled_from(_WORDS), st.text("0123456789 .,-/@[]\nAa", max_size=8)), max_size=12).map(
        " ".join
    ),
    st.lists(st.sampled_from(_WORDS), max_size=8).map("".join),
)


@settings(max_examples=400, deadline=None)
@given(_ANY, st.sampled_from(["de", "en", None]))
def test_masking_a_masked_text_changes_nothing(text: str, language: str | None) -> None:
    once = redact(text, language)
    assert redact(once.text, language).text == once.text


@settings(max_examples=400, deadline=None)
@given(_ANY)
def test_spans_are_sorted_disjoint_and_explain_the_text(text: str) -> None:
    masked = redact(text)
    at, parts = 0, []
    for span in masked.spans:
        assert at <= span.start < span.end <= len(text)
        parts.append(re.escape(text[at : span.start]) + r"\[[A-Za-z-]+\]")
        at = span.end
    assert re.fullmatch("".join([*parts, re.escape(text[at:])]), masked.text)


# Every announcing word holds one of these letters: without them, digits and @ there is nothing to find.
@given(
    st.text(st.characters(exclude_categories=("Cs", "N"), exclude_characters="@＠aeiouäöüAEIOUÄÖÜmMlLvVbBhHsSgGfFrR"))
)
def test_a_text_without_digits_at_signs_and_announcing_words_stays(text: str) -> None:
    assert redact(text).text == text


@given(
    st.lists(
        st.sampled_from(["Hose", "Kleid", "passt", "nicht", "zu", "klein", "Farbe", "the", "sleeves", "too", "long"])
    )
)
def test_plain_words_stay(words: list[str]) -> None:
    assert redact(" ".join(words)).text == " ".join(words)


SIZE = 50_000
# Read at one place, word by word; all others search the whole text.
_AT_ONE_PLACE = {"_WORD", "_LINE_END", "_BLANK", "_IBAN_DIGITS", "_IBAN_SIGN", "_BEFORE_CLOSING"}
_EXPRESSIONS = {
    f"{room.__name__}.{name}": value
    for room in (redact_addresses, redact_names, redact_numbers)
    for name, value in vars(room).items()
    if isinstance(value, re.Pattern)
}
_HARD = [
    *(
        "a",
        "A",
        "ä",
        "1",
        "@",
        "[",
        "(",
        "+",
        "-",
        ".",
        "\n",
        " ",
        "a ",
        "A ",
        "1 ",
        "Aa ",
        "Aa-",
        "a.",
        "1.",
        "1-",
        "a@",
    ),
    *(
        "a punkt ",
        "a at ",
        "(at)",
        "DE12 ",
        "4111-",
        "0171 ",
        "+49",
        "Telefon ist ",
        "Bestellnummer ",
        "order is ",
        "EAN ",
    ),
    *(
        "Aa Straße ",
        "Aaweg 1",
        "Am Aa 1 1 ",
        "12345 ",
        "12345 Bad Aa-",
        "12345 b ",
        "Frau dr. ",
        "mein name ",
        "Gruß, ",
        "lg ",
        "von ",
    ),
    *("danke,\n", "und 12345, ", "1Z ", "Aa.", "A'", "e\u0301"),
]


def seconds(expression: re.Pattern[str], text: str, whole: bool) -> float:
    started = time.process_time()
    if whole:
        for _ in expression.finditer(text):
            pass
    else:
        expression.match(text)
    return time.process_time() - started


@pytest.mark.slow
@pytest.mark.parametrize("name", _EXPRESSIONS)
def test_no_expression_takes_longer_than_50_ms_on_50_kb(name: str) -> None:
    whole = name.rpartition(".")[2] not in _AT_ONE_PLACE
    for seed in _HARD:
        text = (seed * SIZE)[:SIZE]
        assert any(seconds(_EXPRESSIONS[name], text, whole) <= 0.05 for _ in range(8)), seed


@pytest.mark.slow
@pytest.mark.parametrize("seed", ["Frau Aa ", "a@b.de", "1234 ", "lg a\n", "Aa Straße 1 ", "mfg Aa 0171 1234567 "])
def test_twice_the_text_takes_about_twice_the_time(seed: str) -> None:
    def fastest(size: int) -> float:
        text = (seed * size)[:size]
        times = []
        for _ in range(4):
            started = time.process_time()
            redact(text)
            times.append(time.process_time() - started)
        return min(times)

    assert fastest(40_000) < 8 * fastest(10_000) + 0.02
