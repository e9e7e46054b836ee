"""The shop's own words: what the model reads in their place, and how to find the way back to the original."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.exceptions.glossary import Glossary, entry_forms
from classifier.exceptions.words import stems_of, unknown_words
from classifier.exceptions.written import Written

SHOP = Glossary({"loona*": "", "knuffel": "Kissen", "air max": "Schuh", "air": "Luft", "knuf*": "Sofa"})


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Mein KNUFFEL ist kaputt", "Mein Kissen ist kaputt"),
        ("Die Loonahose zu klein", "Die  zu klein"),
        ("Air Max, Air und Knuffels", "Schuh, Luft und Sofa"),
        ("Airline Max", "Airline Max"),
        ("", ""),
    ],
)
def test_the_meaning_stands_in_the_place_of_the_word(text: str, read: str) -> None:
    assert SHOP.read(text) == read


def test_without_words_nothing_changes() -> None:
    assert not Glossary()
    assert Glossary({"  ": "x", "a b c d e": "y", "ab*": "z"}).read("a b c d e ab") == "a b c d e ab"


def test_places_lead_back_to_the_original() -> None:
    text = "Die Loona und Air Max sind zu klein"
    meant = SHOP.meant(text)
    for read, original in (("Schuh", "Air Max"), ("und", "und"), ("klein", "klein")):
        start = meant.text.index(read)
        begin, end = meant.original(start, start + len(read))
        assert text[begin:end] == original


@given(st.lists(st.sampled_from(["Loona", "air max", "Knuffel", "zu", "klein", "Über", "…", "AIR"]), max_size=12))
def test_every_place_of_what_is_read_has_one_in_the_original(words: list[str]) -> None:
    text = " ".join(words)
    meant = SHOP.meant(text)
    for start in range(len(meant.text)):
        begin, end = meant.original(start, start + 1)
        assert 0 <= begin < end <= len(text)


def test_an_entry_is_up_to_four_words() -> None:
    assert entry_forms("Größe*") == ("groesse",)
    assert entry_forms("a b c d e") == ()


def test_frequent_words_that_nothing_learned_from_holds_are_proposed() -> None:
    texts = ["Meine Loona ist zu klein", "loona defekt", "Loona zurück", "Quark", "Reißverschlussschieber"] * 3
    known = stems_of(["zu klein", "defekte Ware", "zurück", "Reißverschluss"])
    seen = [(text, Written(text)) for text in texts]
    assert [(w.word, w.comments) for w in unknown_words(seen, known, set(), 5)] == [("Loona", 9), ("Quark", 3)]
    assert [w.word for w in unknown_words(seen, known, {"loona"}, 5)] == ["Quark"]
