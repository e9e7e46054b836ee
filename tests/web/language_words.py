"""Which language a piece of a page speaks, found out by what the product says in each language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import msgspec
from babel.messages.pofile import read_po

from feedback_app.foundation import languages
from surveys.built_in import BUILT_IN
from surveys.catalogue import catalogue, reason_groups
from surveys.definition import Words

MARK = "⟦fr⟧"
TEXTS = ("title", "alt", "placeholder", "aria-label", "data-announce", "data-trouble", "data-left")
SPOKEN = {"de": "de", "du": "de", "en": "en", "fr": "fr"}
# What belongs to the shop and its customers, and is the same in every language.
NAMES = ("Laden 24", "Kanne 12", "Jacke 34", "L/XL", "A-1001", "00000", "anna@", "Deutsch", "English", "Français")
# "Sie warten hier" are the customer's own words.
FORMAL = re.compile(r"\b(?:Sie(?! warten hier)|Ihnen|Ihr|Ihre[mnrs]?)\b")
INFORMAL = re.compile(r"\b(?:du|dich|dir|dein(?:e[mnrs]?)?|deins)\b", re.IGNORECASE)
GERMAN_DATE = re.compile(r"\d\. (?:Januar|Februar|März|Mai|Juni|Juli|Oktober|Dezember)\b")
ENGLISH_DATE = re.compile(r"\b\d{1,2} (?:January|February|March|May|June|July|October|December)\b")
DELETION_CODE = re.compile(r"\b\w{4}(?:-\w{4}){3}\b")
PLACE = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
UNFOUND = "unfound"


def words_of(value: object) -> Iterator[Words]:
    """Return all texts of a definition, however deep."""
    if isinstance(value, Words):
        yield value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from words_of(getattr(value, name))
    elif isinstance(value, tuple | list):
        for one in value:
            yield from words_of(one)


def english_texts() -> set[str]:
    """Return what a translator of one more language finds to translate beside the message ids of pages."""
    texts = {words.en for definition in BUILT_IN.values() for words in words_of(definition)}
    return {text for text in texts | {entry.name_en for entry in (*reason_groups(), *catalogue())} if text}


def texts_of(code: str) -> set[str]:
    """Return everything that the product says in German (de, du) or English (en)."""
    folder = {"de": "de", "du": "de_du", "en": "de"}[code]
    found: set[str] = set()
    for path in sorted((languages.locales_dir() / folder).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="de"):
                texts = message.id if code == "en" else message.string
                found |= set(texts if isinstance(texts, tuple) else (texts,)) if message.id else set()
    for words in (words for definition in BUILT_IN.values() for words in words_of(definition)):
        found.add({"de": words.de, "du": words.du, "en": words.en}[code])
    reasons = (*reason_groups(), *catalogue()) if code != "du" else ()
    found |= {entry.name_en if code == "en" else entry.name_de for entry in reasons}
    return {text for text in found if text}


class Texts:
    """What one language says, to be recognised on a page. Long texts are also recognised inside others."""

    def __init__(self, texts: set[str]) -> None:
        lettered = {text for text in (" ".join(text.split()) for text in texts) if _letters(text) >= 2}
        self.exact = {text for text in lettered if not PLACE.search(text)}
        self.filled = [_pattern(text) for text in lettered if PLACE.search(text)]
        self.long = [_pattern(text) for text in lettered if _letters(text) >= 14]

    def speak_in(self, text: str) -> bool:
        """Tell whether one of the texts stands in this piece of a page."""
        pieces = {text, *re.split(r" [–·] |: ", text)}
        return (
            not pieces.isdisjoint(self.exact)
            or any(pattern.fullmatch(piece) for pattern in self.filled for piece in pieces)
            or any(pattern.search(text) for pattern in self.long)
        )


class Detector:
    """Finds strings of another language on a page."""

    def __init__(self) -> None:
        german, du, english = (texts_of(code) for code in ("de", "du", "en"))
        self.german = Texts((german | du) - english)
        self.english = Texts(english - german - du)
        # Most pieces stand on every page.
        self._is_foreign = cache(self._judged)

    def findings(self, spoken: str, segments: list[str]) -> list[str]:
        """Return what is not of this language: de, du, en or fr (which is made up of marked texts only)."""
        return [segment for segment in segments if self._is_foreign(spoken, segment)]

    def _judged(self, spoken: str, text: str) -> bool:
        if spoken == "fr":
            return MARK not in text and bool(re.search(r"[^\W\d_]{2}", _without_names(text)))
        if MARK in text:
            return True
        if spoken == "en":
            return bool(GERMAN_DATE.search(text)) or self.german.speak_in(text)
        address = FORMAL if spoken == "du" else INFORMAL
        return bool(ENGLISH_DATE.search(text) or address.search(text)) or self.english.speak_in(text)


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(".+?".join(re.escape(part) for part in PLACE.split(text)))


def _letters(text: str) -> int:
    return len(re.findall(r"[^\W\d_]", PLACE.sub("", text)))


def _without_names(text: str) -> str:
    for name in NAMES:
        text = text.replace(name, "")
    return re.sub(r"https?://\S+|\S+\.\S+/\S+", "", DELETION_CODE.sub("", text))
