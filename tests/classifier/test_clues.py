"""Hints at themes, denied words and formalities: what the model sees of a text besides its words."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.clues import DENIED, FORMAL_MARK, GOODS_MARK, clue_phrases, is_mark, marked, marks_of
from classifier.clues_de import CLUES_DE
from classifier.clues_en import CLUES_EN
from classifier.starter_themes import starter_themes
from classifier.stopwords import Language
from classifier.stream import read_stream


def words_of(text: str, language: Language) -> list[str]:
    stream = marked(read_stream([text], [language]))
    return [stream.words[i][0] for i in stream.ids]


def hints(text: str, language: Language) -> set[str]:
    seen = set(words_of(text, language))
    return {theme for theme in CLUES_DE if not seen.isdisjoint(marks_of(theme))}


def test_every_theme_has_clues_in_both_languages() -> None:
    assert set(CLUES_DE) == set(CLUES_EN) == {t.code for t in starter_themes()}
    assert all(clue_phrases()[theme] for theme in CLUES_DE)


@pytest.mark.parametrize(
    ("text", "language", "theme"),
    [
        ("krieg den Knopf nicht zu", "de", "too_small"),
        ("steht wie ein Sack an mir", "de", "too_big"),
        ("zuruck geschickt weil zu gros", "de", "too_big"),
        ("nicht groß genug", "de", "too_small"),
        ("could not zip it up", "en", "too_small"),
        ("two sizes down please", "en", "too_big"),
        ("hat sich erledigt", "de", "changed_mind"),
        ("the driver left it in the rain", "en", "delivery_service"),
    ],
)
def test_a_turn_of_phrase_hints_at_its_theme(text: str, language: Language, theme: str) -> None:
    assert theme in hints(text, language)


@pytest.mark.parametrize(
    ("text", "language", "denied", "hinted"),
    [
        ("nicht zu klein, sondern zu weit", "de", "too_small", "too_big"),
        ("nicht zu eng sondern zu weit", "de", "too_small", "too_big"),
        ("not too small but too wide", "en", "too_small", "too_big"),
        ("isn't broken, just too late", "en", "defective", "too_late"),
        ("kaputt ist es nicht, aber zu spät", "de", "defective", "too_late"),
    ],
)
def test_a_denied_complaint_hints_at_nothing(text: str, language: Language, denied: str, hinted: str) -> None:
    assert DENIED in words_of(text, language)
    assert denied not in hints(text, language)
    assert hinted in hints(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("kein Defekt", "de"),
        ("es fehlt nichts", "de"),
        ("an der Qualität liegt es nicht", "de"),
        ("nothing wrong with it", "en"),
        ("no visible damage", "en"),
    ],
)
def test_a_complaint_that_is_denied_leaves_the_words(text: str, language: Language) -> None:
    assert DENIED in words_of(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("passt nicht zu klein", "de"),
        ("passt nicht", "de"),
        ("nicht nur zu klein sondern auch kaputt", "de"),
        ("does not fit too small", "en"),
        ("not only too small", "en"),
    ],
)
def test_what_is_not_denied_stays(text: str, language: Language) -> None:
    assert DENIED not in words_of(text, language)


def test_praise_is_taken_back_by_a_negation() -> None:
    assert "praise" in hints("bin sehr zufrieden", "de")
    assert "praise" not in hints("bin gar nicht zufrieden", "de")


@pytest.mark.parametrize("text", ["Bitte Geld zurück, danke", "anbei die Rücksendung", "wie telefonisch besprochen"])
def test_formalities_are_marked(text: str) -> None:
    assert FORMAL_MARK in words_of(text, "de")


def test_names_of_goods_alone_are_marked() -> None:
    assert GOODS_MARK in words_of("Winterstiefel, Damen", "de")
    assert GOODS_MARK not in words_of("Winterstiefel zu eng", "de")


def test_marks_are_the_same_in_both_languages_and_stand_behind_the_words() -> None:
    german, english = words_of("zu klein", "de"), words_of("too small", "en")
    assert [w for w in german if is_mark(w)] == [w for w in english if is_mark(w)] != []
    assert german[:2] == ["zu", "klein"]


def test_a_text_is_marked_alike_beside_others() -> None:
    texts = ["zu klein", "", "geht nicht an", "Danke"]
    together = marked(read_stream(texts, ["de"] * 4))
    apart = [words_of(t, "de") for t in texts]
    assert [[together.words[i][0] for i in together.ids[together.rows == row]] for row in range(4)] == apart


@settings(deadline=None)
@given(st.lists(st.text(max_size=80), max_size=4))
def test_any_texts_can_be_marked(texts: list[str]) -> None:
    plain = read_stream(texts, ["de"] * len(texts))
    stream = marked(plain)
    assert stream.n_texts == len(texts)
    assert (stream.rows[1:] >= stream.rows[:-1]).all()
    assert len(stream.ids) >= len(plain.ids)


@pytest.mark.parametrize("text", ["zu klein nicht " * 3300, "nicht " * 8300, "zu " * 16600, "a" * 50_000, "." * 50_000])
def test_50_kb_are_marked_in_linear_time(text: str) -> None:
    stream = read_stream([text], ["de"])
    marked(read_stream(["zu klein nicht"], ["de"]))
    begin = time.process_time()
    marked(stream)
    assert time.process_time() - begin < 1


def test_few_texts_are_marked_like_many() -> None:
    texts = ["krieg den Knopf nicht zu", "nicht zu klein, sondern zu weit", "Bitte Geld zurück", "passt nicht zum Sofa"]
    many = marked(read_stream(texts * 100, ["de"] * 400))
    for row, text in enumerate(texts):
        assert [many.words[i][0] for i in many.ids[many.rows == row]] == words_of(text, "de")
