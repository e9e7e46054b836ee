"""Words, stems, language, and the difference between saying something and filling a field."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.starter import starter_corpus
from classifier.stopwords import NEGATIONS, STOP_WORDS
from classifier.text import LANGUAGES, fold, has_content, language_of, reads_as, stem, tokens


@pytest.mark.parametrize(
    "text", ["Größe", "Groesse", "GRÖSSE", "GRÖẞE", "größe", "Gro\u0308ße".replace("o\u0308", "ö")]
)
def test_spellings_of_one_german_word_fold_together(text: str) -> None:
    assert fold(tokens(text)[0], "de") == "groesse"


def test_size_and_big_stay_two_words() -> None:
    assert stem(fold("größe", "de"), "de") != stem(fold("große", "de"), "de")


def test_inflections_share_a_stem() -> None:
    assert stem("gerissen", "de") == stem("risse", "de")
    assert stem("zippers", "en") == stem("zipper", "en")


@pytest.mark.parametrize("word", ["nicht", "kein", "ohne", "zu", "not", "too", "without", "no"])
def test_stop_words_keep_negations_and_degrees(word: str) -> None:
    assert all(word not in STOP_WORDS[language] for language in LANGUAGES)


def test_no_word_is_both_a_stop_word_and_a_negation() -> None:
    assert all(STOP_WORDS[language].isdisjoint(NEGATIONS[language]) for language in LANGUAGES)


@pytest.mark.parametrize(("given_", "language"), [("de", "de"), ("en-GB", "en"), ("DE-at", "de"), (" EN ", "en")])
def test_the_given_language_comes_first(given_: str, language: str) -> None:
    assert language_of("zipper kaputt", given_) == language


@pytest.mark.parametrize("text", ["Hose zu eng", "Passt nicht", "Die Farbe gefällt mir nicht", "Größe M", "zu klein"])
def test_short_german_is_german(text: str) -> None:
    assert language_of(text) == "de"


@pytest.mark.parametrize("text", ["too small", "doesn't fit", "the colour is not what I expected", "arrived too late"])
def test_short_english_is_english(text: str) -> None:
    assert language_of(text) == "en"


def test_a_language_we_do_not_speak_is_guessed_from_the_text() -> None:
    assert language_of("It does not fit at all", "fr") == "en"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "12345",
        "...",
        "😀",
        "👍👍",
        "siehe oben",
        "k.A.",
        "k. A.",
        "n/a",
        "N.A.",
        "-",
        "keine Angabe",
        "keine",
        "no comment",
        "see above",
        "s.o.",
        "s. o.",
        "asdf",
        "xxxxxx",
        "ok",
        "Danke!",
        "weiß nicht",
        "Bestellnr. 4711",
        "asdfghjkl",
        "kfjghw",
        "blabla",
        "bla bla bla",
        "geht niemanden was an",
        "none of your business",
    ],
)
def test_fillers_are_no_content(text: str) -> None:
    assert not has_content(text)


@pytest.mark.parametrize(
    "text",
    [
        "zu klein",
        "not for me",
        "nichts für mich",
        "passt nicht",
        "Größe 38",
        "zu weiß",
        "brauche ich nicht mehr",
        "too much",
        "kaputt 😡",
        "Farbe",
        "doesn't fit",
        "gefällt nicht",
    ],
)
def test_a_few_words_can_be_content(text: str) -> None:
    assert has_content(text)


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    assert language_of(text) in LANGUAGES
    assert all(fold(t, language) is not None for t in tokens(text) for language in LANGUAGES)
    assert isinstance(has_content(text), bool)


@settings(deadline=None)
@given(st.text(alphabet="0123456789 .,;!?-_/😀👍\n", max_size=100))
def test_digits_punctuation_and_emoji_are_never_content(text: str) -> None:
    assert not has_content(text)


OTHER_LANGUAGES = Path(__file__).with_name("other_languages.csv")


def test_other_languages_are_recognised_in_short_texts() -> None:
    with OTHER_LANGUAGES.open(encoding="utf-8", newline="") as source:
        rows = [(row["lang"], row["text"]) for row in csv.DictReader(source)]
    missed = [lang for lang, text in rows if reads_as(text)]
    assert len(missed) <= 0.05 * len(rows)
    assert all(missed.count(lang) <= 3 for lang in {lang for lang, _ in rows})


def test_german_and_english_comments_are_hardly_ever_taken_for_another_language() -> None:
    texts = [e.text for e in starter_corpus() if e.split == "test"]
    assert sum(reads_as(text) == "" for text in texts) <= 0.003 * len(texts)


@pytest.mark.parametrize("text", ["", "12345", "😡", "zu klein", "Hose zu eng", "too small", "Da Janker is ma z'groß"])
def test_in_doubt_a_text_reads_as_german_or_english(text: str) -> None:
    assert reads_as(text) == language_of(text)


@pytest.mark.parametrize("read", [tokens, has_content, language_of, reads_as])
@pytest.mark.parametrize(
    "text",
    [
        "a" * 50_000,
        "a'" * 25_000,
        "." * 50_000,
        "\n" * 50_000,
        "nicht " * 8_300,
        "danke " * 8_300,
        "ä’" * 25_000,
        "\u0300" * 50_000,
        "\ufdfa" * 2_700,
        "😡" * 12_500,
    ],
    ids=range(10),
)
def test_50_kb_are_read_at_once(text: str, read: Callable[[str], object]) -> None:
    read("warm up")
    took = []
    for _ in range(3):
        begin = time.process_time()
        read(text)
        took.append(time.process_time() - begin)
    assert min(took) < 0.05
