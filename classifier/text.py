"""From a customer's free text to words: language, tokens, stems, and whether it says anything at all.

Pure: strings in, values out. Words are compared in a folded form (lower case, ä as "ae", ß as "ss", long
runs of one letter shortened), because customers type Größe, Groesse and GRÖSSE for the same thing. Nothing is
downloaded: stems come from algorithms (Cistem, Snowball), stop words from `classifier.stopwords`; the language
guess reads the table that py3langid ships.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from copy import copy
from functools import lru_cache
from typing import Final, Literal

from nltk.stem.cistem import Cistem
from nltk.stem.snowball import SnowballStemmer
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from classifier.stopwords import (
    FORMALITIES,
    NEGATIONS,
    OTHER_LANGUAGES,
    PLACEHOLDER_PHRASES,
    PLACEHOLDERS,
    STOP_WORDS,
    Language,
)

LANGUAGES: Final[tuple[Language, ...]] = ("de", "en")
LONGEST_WORD: Final = 60
PAUSE: Final = "."
LONGEST_PHRASE: Final = 8
SHORTEST_NOISE: Final = 4
KEY_ROWS: Final = ("asdfghjklöä", "qwertzuiopü", "qwertyuiop", "yxcvbnm", "zxcvbnm")
ENOUGH_TO_GUESS: Final = 1000
"""The language is guessed from so many characters at most."""
NEIGHBOURS: Final = (
    *("fr", "it", "es", "nl", "pl", "tr", "pt", "cs", "sk", "sl", "hr", "sq"),
    *("ro", "hu", "da", "sv", "no", "fi", "et", "lv", "lt", "ca", "vi", "id"),
)
"""Languages in Latin letters that a German or English text is weighed against."""
SMALL_WORD_WEIGHT: Final = 8.0
CLEARLY_OTHER: Final = 12.0
"""So much likelier (natural logarithm, small words included) another language must be: in doubt German or English."""
CLEARLY_OWN: Final = -2
"""With so many more small words of German and English than of others, letters are not asked."""

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[.,;:!?()\n|/–—]+|[☀-➿\U0001F300-\U0001FAFF]")
_RUN = re.compile(r"(.)\1{2,}")
_LONG_NUMBER = re.compile(r"\d{3,}")
_DIGRAPHS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_MARKS = re.compile(r"[\u0300-\u036f]")
_UMLAUT = re.compile(r"[äöüß]")
_LETTERS = re.compile(r"[^\W\d_]")
_VOWEL = re.compile(r"[aeiouyäöü]|[^a-zß]")


def tokens(text: str) -> list[str]:
    """Split a text into lower-case words, single emoji, and `PAUSE` for punctuation, in reading order.

    Words keep their umlauts; `fold` and `stem` take them from here.
    """
    found = _TOKEN.findall(_normal(text))
    return [t if t[0].isalnum() or t[0] >= "☀" else PAUSE for t in found]


def _normal(text: str) -> str:
    return text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).lower()


def fold(word: str, language: Language) -> str:
    """Bring spellings of one word together: umlauts, accents, apostrophes, "sooooo", long numbers.

    ä becomes ae and not a: Größe (size) and große (big) must stay apart.
    """
    word = word[:LONGEST_WORD].replace("'", "").replace("’", "")
    if not word.isascii():
        written = word.translate(_DIGRAPHS) if language == "de" else word.replace("ß", "ss")
        word = _MARKS.sub("", unicodedata.normalize("NFKD", written))
    if word.isdigit():
        return _LONG_NUMBER.sub("000", word)
    return _RUN.sub(r"\1\1", word)


def stem(folded: str, language: Language) -> str:
    """Return the stem of a folded word (Cistem: Weissweiler & Fraser 2017; Snowball English: Porter 2001)."""
    if not folded.isalpha() or len(folded) < 3 or folded in NEGATIONS[language]:
        return folded
    return str(_stemmer(language).stem(folded))


@lru_cache(maxsize=2)
def _stemmer(language: Language) -> Cistem | SnowballStemmer:
    return Cistem() if language == "de" else SnowballStemmer("english")


def language_of(text: str, given: str | None = None) -> Language:
    """Return the language of a text: the given one if it is German or English, else a guess.

    `given` may be a tag such as "de-AT". Frequent small words decide first, because statistics of letters err on
    texts of two or three words; German where nothing decides.
    """
    hint = (given or "").strip().lower()[:2]
    for language in LANGUAGES:
        if hint == language:
            return language
    text = text[:ENOUGH_TO_GUESS]
    words = [t for t in tokens(text) if t != PAUSE]
    german, english = (sum(_is_function_word(w, language) for w in words) for language in LANGUAGES)
    if german != english:
        return "de" if german > english else "en"
    lower = text.lower()
    if _UMLAUT.search(lower) or not _LETTERS.search(lower):
        return "de"
    return "en" if _identifier(LANGUAGES).classify(lower)[0] == "en" else "de"


def reads_as(text: str) -> Language | Literal[""]:
    """Return "de" or "en" as `language_of` does, or "" for a text in clearly another language.

    Letters decide where they are not Latin. Else the statistics of letters and the small words of both sides are
    weighed; dialect, loan words and two-word texts stay German or English. A text without letters is `language_of`'s.
    """
    text = text[:ENOUGH_TO_GUESS]
    letters = _LETTERS.findall(text)
    if sum(map(_is_latin, letters)) < len(letters) / 2:
        return ""
    return "" if letters and _otherness(text) > CLEARLY_OTHER else language_of(text)


def _is_latin(letter: str) -> bool:
    return letter < "\u0250" or "\u1e00" <= letter < "\u1f00"


def _otherness(text: str) -> float:
    words = [t for t in tokens(text) if t != PAUSE]
    own = [any(_is_function_word(w, language) for language in LANGUAGES) for w in words]
    other = [fold(w, "en") in OTHER_LANGUAGES for w in words]
    balance = sum(o and not h for o, h in zip(other, own, strict=True)) - sum(own)
    if balance <= CLEARLY_OWN:
        return 0.0
    likely = dict(_identifier((*LANGUAGES, *NEIGHBOURS)).rank(_normal(text)))
    gap = max(likely[n] for n in NEIGHBOURS) - max(likely[language] for language in LANGUAGES)
    return float(gap) + SMALL_WORD_WEIGHT * balance


def languages_of(texts: Sequence[str], given: Sequence[str | None] | None = None) -> list[Language]:
    """Return `language_of` every text; `given` has one entry per text."""
    hints = given if given is not None else [None] * len(texts)
    return [language_of(text, hint) for text, hint in zip(texts, hints, strict=True)]


def _is_function_word(word: str, language: Language) -> bool:
    folded = fold(word, language)
    if language == "de" and folded == "zu":
        return True
    if language == "en" and folded == "too":
        return True
    return folded in STOP_WORDS[language] or folded in NEGATIONS[language]


@lru_cache(maxsize=2)
def _identifier(languages: tuple[str, ...]) -> LanguageIdentifier:
    identifier = copy(_all_identifiers())
    identifier.set_languages(languages)
    return identifier


@lru_cache(maxsize=1)
def _all_identifiers() -> LanguageIdentifier:
    """Return an identifier of the languages we ask about; the table of all others would take 30 MB for nothing."""
    every = LanguageIdentifier.from_model_file(MODEL_FILE)
    every.set_languages((*LANGUAGES, *NEIGHBOURS))
    kept = (every.nb_ptc, every.nb_pc, every.nb_classes, every.tk_nextmove, every.tk_output)
    return LanguageIdentifier(*kept, tk_row=every.tk_row)


def has_content(text: str) -> bool:
    """Tell whether a text says anything: not only digits, emoji, "k. A.", "siehe oben", "asdf", "thanks".

    A negation counts as content unless it stands alone or beside such a filler: "not for me" says something,
    "no comment" and "keine Angabe" do not.
    """
    found = tokens(text)
    roles = set()
    for token in found:
        roles.add(_role(token))
        if "content" in roles:
            return len(found) > LONGEST_PHRASE or " ".join(t for t in found if t != PAUSE) not in PLACEHOLDER_PHRASES
    return "negation" in roles and "filler" not in roles and sum(_role(t) != "mark" for t in found) > 1


@lru_cache(maxsize=50_000)
def _role(token: str) -> Literal["content", "negation", "small", "filler", "mark"]:
    """Tell what a token of either language adds: "small" are stop words and formalities, "mark" has no letter."""
    if not _LETTERS.match(token):
        return "mark"
    forms = {fold(token, language) for language in LANGUAGES}
    if any(f in NEGATIONS[language] for f in forms for language in LANGUAGES):
        return "negation"
    if any(f in PLACEHOLDERS or len(set(f)) == 1 for f in forms) or _is_noise(token):
        return "filler"
    return "content" if forms.isdisjoint(_SMALL) else "small"


def _is_noise(token: str) -> bool:
    """Tell whether a token is keys struck at random: neighbours on the keyboard, or consonants alone."""
    if len(token) < SHORTEST_NOISE or not token.isalpha():
        return False
    return _VOWEL.search(token) is None or any(token in row or token[::-1] in row for row in KEY_ROWS)


_SMALL: Final = FORMALITIES | STOP_WORDS["de"] | STOP_WORDS["en"]
