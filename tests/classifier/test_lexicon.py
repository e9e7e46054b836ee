"""Words are found as people write them: exactly, without umlauts, with a slip; and never a quite different word."""

from __future__ import annotations

import pytest

from classifier.concepts import concept_of
from classifier.lexicon import Lexicon, plain
from classifier.stopwords import Language
from classifier.text import fold

GERMAN = Lexicon(
    [
        ("groß", "big"),
        ("größe", "size"),
        ("zurück", "back"),
        ("fehl*", "missing"),
        ("*verschluss*", "zip"),
        ("schön", "praise"),
        ("lieferung", "delivery"),
    ],
    "de",
)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("groß", "big"),
        ("gross", "big"),
        ("gros", "big"),
        ("Größe", "size"),
        ("Groesse", "size"),
        ("zurück", "back"),
        ("zuruck", "back"),
        ("zurrück", "back"),
        ("fehlte", "missing"),
        ("Reißverschlussproblem", "zip"),
        ("lieferng", "delivery"),
        ("leiferung", "delivery"),
    ],
)
def test_spellings_of_a_listed_word_are_found(written: str, value: str) -> None:
    assert GERMAN.find(fold(written.lower(), "de")) == [value]


@pytest.mark.parametrize("written", ["schon", "lief", "grün", "", "forderung"])
def test_other_words_are_not_found(written: str) -> None:
    assert GERMAN.find(fold(written, "de")) == []


def test_hurried_spelling_keeps_vowels_that_belong_together() -> None:
    assert plain("zurueck") == "zuruck"
    assert plain("teuer") == "teuer"


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [("Reißverschlussproblem", "Reißverschluss", "de"), ("Groesse", "Größe", "de"), ("zippers", "zipper", "en")],
)
def test_words_of_one_matter_share_a_concept(one: str, other: str, language: Language) -> None:
    concepts = [concept_of(fold(word.lower(), language), language) for word in (one, other)]
    assert concepts[0] == concepts[1] != ""


@pytest.mark.parametrize(("german", "english"), [("zerbrochen", "shattered"), ("winzig", "tiny"), ("zwei", "two")])
def test_both_languages_share_concepts(german: str, english: str) -> None:
    assert concept_of(german, "de") == concept_of(english, "en") != ""


def test_numbers_and_sizes_are_concepts() -> None:
    assert concept_of("38", "de") == "NUMBER"
    assert concept_of("xl", "en") == "SIZE_LETTER"
    assert concept_of("20cm", "de") == "MEASURE"
