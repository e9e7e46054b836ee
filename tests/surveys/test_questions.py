"""How a posted form becomes answers."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.built_in import BUILT_IN, CSAT, RETURNS
from surveys.catalogue import catalogue
from surveys.form_body import read_form
from surveys.questions import (
    COMMENT_LIMIT,
    Answers,
    Definition,
    Item,
    Problem,
    ProblemKind,
    Problems,
    Words,
    parse_answers,
)

ITEMS = (Item("1", "Regenjacke"), Item("2", "Wanderhose"))


def test_an_empty_form_is_a_valid_answer() -> None:
    read = parse_answers(RETURNS, {}, ITEMS)
    assert isinstance(read, Answers)
    assert [(answer.reason, answer.comment) for answer in read.items] == [("", ""), ("", "")]
    assert (read.rating, read.wants_news, read.email) == (None, False, "")


def test_reason_comment_and_rating_are_read() -> None:
    form = {"reason-1": "too_small", "comment-1": " Ärmel\r\nzu kurz ", "csat": "2"}
    read = parse_answers(RETURNS, form, ITEMS)
    assert isinstance(read, Answers)
    assert (read.items[0].reason, read.items[0].comment, read.rating) == ("too_small", "Ärmel\nzu kurz", 2)


def test_no_answer_counts_as_not_stated() -> None:
    read = parse_answers(RETURNS, {"reason-1": "none"}, ITEMS)
    assert isinstance(read, Answers)
    assert read.items[0].reason == ""


def test_an_item_that_is_kept_is_no_returned_item() -> None:
    read = parse_answers(RETURNS, {"reason-1": "kept"}, ITEMS)
    assert isinstance(read, Answers)
    assert [answer.key for answer in read.items] == ["2"]


@pytest.mark.parametrize(
    ("form", "problem"),
    [
        ({"reason-1": "nonsense"}, Problem("reason-1", ProblemKind.UNKNOWN_CHOICE)),
        ({"csat": "6"}, Problem("csat", ProblemKind.UNKNOWN_CHOICE)),
        ({"csat": "²"}, Problem("csat", ProblemKind.UNKNOWN_CHOICE)),
        ({"comment-2": "x" * (COMMENT_LIMIT + 3)}, Problem("comment-2", ProblemKind.TOO_LONG, 3)),
        ({"comment-2": "\ud800"}, Problem("comment-2", ProblemKind.UNREADABLE)),
        ({"tell_me": "yes", "email": "anna@"}, Problem("email", ProblemKind.NO_ADDRESS)),
        ({"tell_me": "yes", "email": "a@b.de\nBcc: c@d.de"}, Problem("email", ProblemKind.NO_ADDRESS)),
    ],
)
def test_a_problem_names_its_field_and_everything_typed_is_kept(form: dict[str, str], problem: Problem) -> None:
    read = parse_answers(RETURNS, {"comment-1": "bleibt", **form}, ITEMS)
    assert isinstance(read, Problems)
    assert problem.field in [found.field for found in read.problems]
    assert read.problems[0].kind is problem.kind
    assert read.problems[0].excess == problem.excess
    assert read.typed.comments["1"] == "bleibt"


def test_an_address_without_the_tick_is_dropped_even_when_it_is_wrong() -> None:
    read = parse_answers(RETURNS, {"email": "not an address"}, ITEMS)
    assert isinstance(read, Answers)
    assert (read.wants_news, read.email) == (False, "")


def test_the_tick_without_an_address_is_no_mistake() -> None:
    assert isinstance(parse_answers(RETURNS, {"tell_me": "yes"}, ITEMS), Answers)


@given(st.dictionaries(st.sampled_from(["csat", "comment", "tell_me", "email", "reason-1"]), st.text()))
def test_no_form_makes_the_parser_raise(form: dict[str, str]) -> None:
    for definition in BUILT_IN.values():
        assert isinstance(parse_answers(definition, form, ITEMS), Answers | Problems)


def test_the_returns_form_offers_every_reason_of_the_catalogue_once() -> None:
    assert RETURNS.reason is not None
    offered = (*RETURNS.reason.codes, *RETURNS.reason.more, *RETURNS.reason.last)
    assert sorted(offered) == sorted(entry.code for entry in catalogue())


def test_the_csat_survey_asks_nothing_about_items() -> None:
    read = parse_answers(CSAT, {"csat": "5", "comment": "prima", "reason-1": "nonsense"}, ITEMS)
    assert read == Answers(rating=5, comment="prima")


def test_an_empty_translation_falls_back() -> None:
    assert Words(de="Farbe", en="").said("en") == "Farbe"
    assert Words(de="", en="Colour").said("de") == "Colour"


@pytest.mark.parametrize("definition", BUILT_IN.values(), ids=BUILT_IN.keys())
def test_a_definition_survives_its_way_through_the_database(definition: Definition) -> None:
    assert msgspec.json.decode(msgspec.json.encode(definition), type=Definition) == definition


@given(st.binary(max_size=300))
def test_any_bytes_give_a_form(body: bytes) -> None:
    for value in read_form(body).fields.values():
        value.encode("utf-8")


def test_text_in_another_encoding_is_guessed_and_marked() -> None:
    form = read_form(b"comment-1=zu+gro%DF&csat=3")
    assert form.fields == {"comment-1": "zu groß", "csat": "3"}
    assert form.damaged == {"comment-1"}
