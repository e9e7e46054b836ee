"""A stored answer can be put back into its form; and no fields whatsoever break reading."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.answers import Answers, Fields, Given, Item, ItemAnswer, Problems, Said
from surveys.built_in import BUILT_IN, RETURNS
from surveys.definition import (
    Choice,
    Definition,
    Hidden,
    MultiChoice,
    Page,
    PhotoQuestion,
    SingleChoice,
    TextQuestion,
    When,
    Words,
    YesNo,
)
from surveys.form.parsing import parse_answers, parse_step
from surveys.form.refill import fields_of
from surveys.form.steps import field_names, merged, steps_of

ITEMS = (Item("1", "Regenjacke", kind="clothes", quantity=2), Item("2", "Lampe", kind="devices"))
SEED = "17"
NO_WORDS = Words()
CHOICES = (Choice("a", NO_WORDS), Choice("b", NO_WORDS))
EVERY_PART = msgspec.structs.replace(
    RETURNS,
    items=msgspec.structs.replace(RETURNS.items, photos={"defective": "required", "late_or_lost": "required"}),
    call_back=True,
    pages=(
        Page(NO_WORDS, (SingleChoice("one", NO_WORDS, CHOICES), MultiChoice("many", NO_WORDS, CHOICES))),
        Page(NO_WORDS, (YesNo("again", NO_WORDS, when=When("one", ("a",))), Hidden("ref"))),
        Page(NO_WORDS, (TextQuestion("why", NO_WORDS, when=When("again", ("yes",))), PhotoQuestion("p", NO_WORDS))),
        Page(NO_WORDS, (YesNo("more", NO_WORDS, when=When("many", ("b",))), *RETURNS.pages[0].questions)),
    ),
)
DEFINITIONS = (*BUILT_IN.values(), EVERY_PART)
# Values that mean something, so that chance finds the ways through a form, and any others.
NAMES = sorted(
    {"item", "website", "q-unknown"}
    | {
        name
        for definition in DEFINITIONS
        for step in steps_of(definition, ITEMS, {"item": ("1", "2")})
        for name in field_names(definition, ITEMS, step, True)
    }
)
GROUPS = [code for group in RETURNS.items.groups for code in (group.code, *group.children)]
VALUES = [
    "1",
    "2",
    "yes",
    "no",
    "none",
    "a",
    "b",
    "other",
    "refund",
    "x@y.de",
    "030 123456",
    "at_once",
    " zu\x00 ",
    "5",
]
ANY_FIELDS = st.dictionaries(
    st.sampled_from(NAMES) | st.text(max_size=12),
    st.lists(st.sampled_from(VALUES + GROUPS) | st.text(max_size=12), max_size=3).map(tuple),
    max_size=20,
)
# What a browser would send: each name with a value that often suits it.
SOUND = {
    "item": ["1", "2"],
    "reason": GROUPS,
    "detail": GROUPS,
    "quantity": ["1", "2"],
    "wish": ["refund", "repair"],
    "email": ["x@y.de"],
    "phone": ["030 123456"],
    "q-one": ["a", "b"],
    "q-many": ["a", "b"],
    "q-csat": ["1", "5"],
}


def suits(name: str) -> st.SearchStrategy[tuple[str, ...]]:
    known = SOUND.get(name, SOUND.get(name.partition("-")[0], ["yes"]))
    return st.lists(st.sampled_from(known), min_size=1, max_size=2).map(tuple)


LIKELY_FIELDS = st.fixed_dictionaries({}, optional={name: suits(name) for name in NAMES if "follow" not in name})


@given(ANY_FIELDS, st.sampled_from(DEFINITIONS), st.sampled_from([(), ITEMS[:1], ITEMS]))
def test_no_fields_make_reading_raise(fields: Fields, definition: Definition, items: tuple[Item, ...]) -> None:
    assert isinstance(parse_answers(definition, items, fields, SEED), Answers | Problems)
    for step in steps_of(definition, items, fields):
        assert all(problem.step == step.key for problem in parse_step(definition, items, fields, step, True, SEED))


@settings(max_examples=300)
@given(ANY_FIELDS | LIKELY_FIELDS, st.sampled_from(DEFINITIONS), st.sampled_from([(), ITEMS[:1], ITEMS]))
def test_an_answer_put_back_into_the_form_reads_the_same(
    fields: Fields, definition: Definition, items: tuple[Item, ...]
) -> None:
    first = parse_answers(definition, items, fields, SEED)
    if isinstance(first, Answers):
        assert parse_answers(definition, items, fields_of(definition, items, first), SEED) == first


@given(LIKELY_FIELDS)
def test_a_form_filled_step_by_step_reads_like_one_posted_at_once(fields: Fields) -> None:
    fields = {"item": (), **fields}
    gathered: dict[str, tuple[str, ...]] = {}
    for step in steps_of(EVERY_PART, ITEMS, fields):
        names = field_names(EVERY_PART, ITEMS, step, step.number == step.of)
        gathered = merged(gathered, fields, names)
    assert parse_answers(EVERY_PART, ITEMS, gathered, SEED) == parse_answers(EVERY_PART, ITEMS, fields, SEED)


def same_again(fields: Fields) -> Answers:
    first = parse_answers(EVERY_PART, ITEMS[:1], fields, SEED)
    assert isinstance(first, Answers)
    assert parse_answers(EVERY_PART, ITEMS[:1], fields_of(EVERY_PART, ITEMS[:1], first), SEED) == first
    return first


def test_blanks_behind_characters_that_nobody_sees_are_removed_at_once() -> None:
    assert same_again({"comment-1": ("\x00 zu eng \x00",)}).items[0].comment == "zu eng"


def test_of_two_answers_to_one_question_the_last_decides_what_is_asked_next() -> None:
    read = same_again({"q-one": ("a", "b"), "q-again": ("yes",)})
    assert read.given == (Given("one", codes=("b",)),)


FULL = Answers(
    items=(ItemAnswer("1", "defective", "Naht", "broken_or_damaged", quantity=2, wish="repair", themes=("seam",)),),
    given=(Given("when_defect", "1", codes=("at_once",)), Given("csat", number=2, style="numbers")),
    said=(Said("why", "darum"),),
    wants_news=True,
    email="anna@example.de",
)


def test_everything_that_was_said_stands_in_its_field() -> None:
    assert fields_of(RETURNS, ITEMS, FULL) == {
        "item": ("1",),
        "reason-1": ("broken_or_damaged",),
        "detail-1-broken_or_damaged": ("defective",),
        "comment-1": ("Naht",),
        "wish-1": ("repair",),
        "quantity-1": ("2",),
        "theme-1": ("seam",),
        "follow-1-when_defect": ("at_once",),
        "q-csat": ("2",),
        "q-why": ("darum",),
        "tell_me": ("yes",),
        "email": ("anna@example.de",),
    }


def test_an_answer_of_the_time_before_groups_is_found_in_its_group() -> None:
    old = replace(FULL, items=(ItemAnswer("1", "too_small"),))
    fields = fields_of(RETURNS, ITEMS, old)
    assert (fields["reason-1"], fields["detail-1-size_or_fit"]) == (("size_or_fit",), ("too_small",))


def test_what_was_said_about_an_item_that_is_gone_is_left_out() -> None:
    fields = fields_of(RETURNS, ITEMS[1:], FULL)
    assert not [name for name in fields if "-1" in name]


@pytest.mark.parametrize(("photos", "ticked"), [({}, True), ({"1": 1}, False)])
def test_a_photo_that_was_declined_is_not_asked_for_again(photos: dict[str, int], ticked: bool) -> None:
    fields = fields_of(EVERY_PART, ITEMS, FULL, photos)
    assert ("nophoto-1" in fields) is ticked
    assert isinstance(parse_answers(EVERY_PART, ITEMS, fields, SEED, photos), Answers)
