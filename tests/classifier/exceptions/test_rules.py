"""Patterns of rules: what they mean, what is refused and where, and that nothing typed by anybody takes long."""

from __future__ import annotations

import random
import string
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.exceptions.parsing import DEEPEST, Complaint, Trouble, parse
from classifier.exceptions.patterns import Pattern, shared_words
from classifier.exceptions.rules import Rule, RuleBook, settled
from classifier.exceptions.sentences import complaint_sentence
from classifier.exceptions.written import Written


def pattern(typed: str) -> Pattern:
    read = parse(typed)
    assert isinstance(read, Pattern), read
    return read


def means(typed: str, text: str) -> bool:
    return pattern(typed).matches(Written(text))


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("karton", "Der KARTON war offen"),
        ("Größe", "falsche groesse bestellt"),
        ("groesse", "FALSCHE GRÖSSE"),
        ("Größe", "Gro\u0308ße passt nicht"),
        ("karton nass", "nass war der Karton"),
        ("karton UND nass", "nass war der Karton"),
        ('"zu klein"', "leider viel zu  klein!"),
        ("„zu klein“", "zu klein"),
        ("karton ODER paket", "das Paket"),
        ("(karton OR paket) nass", "Paket: nass"),
        ("karton NOT schön", "Karton kaputt"),
        ("Verpack*", "Umverpackung und verpackt"),
        ('"zu klei*"', "zu kleines"),
        ("Reißverschluss~", "der Reisverschlus hakt"),
        ("Reißverschluss~", "der Reißevrschluss hakt"),
        ("T-Shirt", "das T Shirt"),
        ("4711", "Artikel 4711"),
        ("nicht", "gefällt nicht"),
    ],
)
def test_a_text_is_meant(typed: str, text: str) -> None:
    assert means(typed, text)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("karton", "Kartons"),
        ("karton nass", "Karton trocken"),
        ('"zu klein"', "klein, aber zu"),
        ("karton NOT nass", "nasser Karton, ganz nass"),
        ("(karton OR paket) nass", "Karton"),
        ("Verpack*", "Pack"),
        ("Schraube~", "Traube"),
        ("4711", "Artikel 4712"),
        ("große", "Größe"),
    ],
)
def test_a_text_is_not_meant(typed: str, text: str) -> None:
    assert not means(typed, text)


def test_not_binds_strongest_and_or_weakest() -> None:
    assert means("a OR b c", "a")
    assert not means("a OR b c", "b")
    assert means("NOT a b", "b")
    assert not means("NOT a b", "a b")


@pytest.mark.parametrize(
    ("typed", "trouble", "place"),
    [
        ("", Trouble.EMPTY, 1),
        ("x" * 301, Trouble.TOO_LONG, 301),
        ("(" * (DEEPEST + 1) + "a", Trouble.TOO_DEEP, DEEPEST + 1),
        ('nass "zu klein', Trouble.QUOTE_OPEN, 6),
        ('nass ""', Trouble.QUOTE_EMPTY, 6),
        ("nass (karton", Trouble.BRACKET_OPEN, 6),
        ("nass)", Trouble.BRACKET_CLOSED, 5),
        (")", Trouble.BRACKET_CLOSED, 1),
        ("nass AND", Trouble.NOTHING_AFTER, 6),
        ("nass OR OR karton", Trouble.NOTHING_BEFORE, 9),
        ("OR nass", Trouble.NOTHING_BEFORE, 1),
        ("nass ka*on", Trouble.STAR, 8),
        ("*karton", Trouble.STAR, 1),
        ("ka*", Trouble.BEGINNING_SHORT, 1),
        ("ka~ton", Trouble.TILDE, 3),
        ("Zip~", Trouble.MISSPELLED_SHORT, 1),
        ("nass !!", Trouble.NO_WORD, 6),
        ("NOT nass", Trouble.ONLY_WITHOUT, 1),
        ("nass OR NOT karton", Trouble.ONLY_WITHOUT, 1),
    ],
)
def test_a_pattern_that_says_nothing_is_refused_with_its_place(typed: str, trouble: Trouble, place: int) -> None:
    read = parse(typed)
    assert isinstance(read, Complaint)
    assert (read.trouble, read.place) == (trouble, place)
    assert complaint_sentence(read).endswith(".")


def test_every_trouble_has_a_sentence() -> None:
    assert all("%(" not in complaint_sentence(Complaint(trouble, 3, "x")) for trouble in Trouble)


def test_the_words_a_text_was_meant_for_are_found_in_the_original() -> None:
    text = "Der KARTON war zu klein, der Karton!"
    spans = pattern('karton "zu klein" NOT blau').spans(Written(text))
    assert [text[start:end] for start, end in spans] == ["KARTON", "zu klein", "Karton"]
    assert pattern("karton NOT klein").spans(Written(text)) == []


def test_where_two_rules_disagree_never_wins() -> None:
    always = Rule("packaging", "always", pattern("karton"))
    never = Rule("packaging", "never", pattern("karton nass"))
    for rules in ([always, never], [never, always]):
        assert RuleBook(rules).apply("Karton nass") == {"packaging": False}
        assert RuleBook(rules).apply("Karton") == {"packaging": True}
    assert RuleBook([always]).apply("") == {}


def test_rules_of_merged_themes_speak_for_the_successor_and_never_wins_there_too() -> None:
    assert settled({"a": True, "b": False, "c": True}, {"a": "b"}) == {"b": False, "c": True}


def test_two_patterns_share_a_word_they_ask_for_not_one_they_exclude() -> None:
    assert shared_words(pattern("karton nass"), pattern('"der karton"'))
    assert not shared_words(pattern("karton"), pattern("paket NOT karton"))


@given(st.text(max_size=320))
def test_whatever_is_typed_is_a_pattern_or_a_complaint_within_it(typed: str) -> None:
    read = parse(typed)
    if isinstance(read, Complaint):
        assert 1 <= read.place <= max(len(typed), 1)
    else:
        assert not read.matches(Written(""))


@given(st.text(max_size=200))
def test_a_word_of_a_text_means_that_text(text: str) -> None:
    written = Written(text)
    for word in written.words[:5]:
        found = parse(f'"{text[word.start : word.end]}"')
        assert isinstance(found, Complaint) or found.matches(written)


@pytest.mark.parametrize("kind", ["same", "random", "near", "one"])
def test_50_kb_of_bad_will_take_no_time(kind: str) -> None:
    chance = random.Random(1)
    texts = {
        "same": "reissverschlusz " * 3_200,
        "random": " ".join("".join(chance.choices(string.ascii_lowercase, k=10)) for _ in range(4_600)),
        "near": " ".join("reissverschlu" + "".join(chance.choices("abst", k=2)) for _ in range(3_200)),
        "one": "a" * 50_000,
    }
    hard = pattern('Reißverschluss~ "zu klei*" (reiss* OR verpackung~) NOT quarks~')
    started = time.process_time()
    hard.spans(Written(texts[kind]))
    assert time.process_time() - started < 0.5
