"""Which steps a form has, and which fields belong to each."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.answers import Fields, Item
from surveys.built_in import BUILT_IN, CSAT, RETURNS
from surveys.definition import Definition, Hidden, Page, TextQuestion, When, Words, YesNo
from surveys.form.steps import asked, chosen_items, field_names, is_visible, merged, step_named, steps_of

JACKET, TROUSERS = Item("1", "Regenjacke", kind="clothes"), Item("2", "Wanderhose", kind="clothes")
BOTH = (JACKET, TROUSERS)
NO_WORDS = Words()


def pages(*questions_of_pages: tuple) -> Definition:
    return Definition(NO_WORDS, NO_WORDS, pages=tuple(Page(NO_WORDS, questions) for questions in questions_of_pages))


def keys(definition: Definition, items: tuple[Item, ...], fields: Fields) -> list[str]:
    return [step.key for step in steps_of(definition, items, fields)]


LATER = YesNo("later", NO_WORDS, when=When("first", ("yes",)))
FIRST = YesNo("first", NO_WORDS)


def test_a_return_of_one_item_begins_with_that_item() -> None:
    assert keys(RETURNS, (JACKET,), {}) == ["item-1", "page-1"]


def test_several_items_begin_with_the_choice_of_those_that_come_back() -> None:
    assert keys(RETURNS, BOTH, {}) == ["items", "page-1"]
    assert keys(RETURNS, BOTH, {"item": ("2",)}) == ["items", "item-2", "page-1"]


def test_steps_are_numbered_from_one_to_their_count() -> None:
    steps = steps_of(RETURNS, BOTH, {"item": ("1", "2")})
    assert [(step.number, step.of) for step in steps] == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_a_survey_without_items_asks_nothing_about_them() -> None:
    assert keys(CSAT, BOTH, {"item": ("1",)}) == ["page-1"]


def test_an_empty_definition_still_has_a_step() -> None:
    assert keys(Definition(NO_WORDS, NO_WORDS), (), {}) == ["page-1"]
    assert keys(pages((Hidden("ref"),)), (), {}) == ["page-1"]


def test_a_page_without_a_visible_question_is_left_out_and_the_keys_of_others_stay() -> None:
    definition = pages((FIRST,), (LATER, Hidden("ref")), (TextQuestion("why", NO_WORDS),))
    assert keys(definition, (), {"q-first": ("no",)}) == ["page-1", "page-3"]
    assert keys(definition, (), {"q-first": ("yes",)}) == ["page-1", "page-2", "page-3"]


def test_a_condition_inside_a_page_does_not_hide_the_page() -> None:
    assert keys(pages((FIRST, LATER)), (), {}) == ["page-1"]
    definition = pages((YesNo("zero", NO_WORDS),), (YesNo("first", NO_WORDS, when=When("zero", ("yes",))), LATER))
    assert keys(definition, (), {"q-zero": ("no",)}) == ["page-1"]
    assert keys(definition, (), {"q-zero": ("yes",)}) == ["page-1", "page-2"]


def test_a_question_whose_own_condition_was_not_asked_is_not_asked() -> None:
    last = YesNo("last", NO_WORDS, when=When("later", ("yes",)))
    shown = asked(pages((FIRST, LATER, last)), {"q-first": ("no",), "q-later": ("yes",)})
    assert [question.code for question in shown] == ["first"]


def test_an_unknown_step_is_the_first() -> None:
    assert step_named(steps_of(RETURNS, BOTH, {}), "item-99").key == "items"
    assert step_named(steps_of(RETURNS, BOTH, {}), "page-1").key == "page-1"


def test_where_nobody_was_asked_to_tick_the_items_with_something_said_come_back() -> None:
    assert chosen_items(BOTH, {"comment-2": ("kratzt",)}) == (TROUSERS,)
    assert chosen_items(BOTH, {"detail-1-size_or_fit": ("too_small",)}) == (JACKET,)
    assert chosen_items(BOTH, {"quantity-1": ("1",), "reason-1": (" ",)}) == ()


def test_what_was_said_about_an_item_that_is_ticked_no_more_does_not_bring_it_back() -> None:
    fields = merged({"item": ("1",), "comment-1": ("zu eng",)}, {}, {"item"})
    assert chosen_items(BOTH, fields) == ()
    assert fields["comment-1"] == ("zu eng",)


def test_a_posted_step_replaces_its_own_fields_and_no_others() -> None:
    before = {"reason-1": ("other",), "comment-1": ("alt",), "q-csat": ("5",)}
    after = merged(before, {"comment-1": ("neu",), "q-csat": ("1",)}, {"reason-1", "comment-1"})
    assert after == {"comment-1": ("neu",), "q-csat": ("5",)}


def test_the_steps_share_all_fields_out_and_contact_stands_on_the_last() -> None:
    steps = steps_of(RETURNS, BOTH, {"item": ("1", "2")})
    names = [field_names(RETURNS, BOTH, step, step is steps[-1]) for step in steps]
    assert names[0] == {"item"}
    assert {"reason-1", "detail-1-size_or_fit", "follow-1-where_fit", "quantity-1", "nophoto-1"} <= names[1]
    assert names[3] == {"q-csat", "tell_me", "email"}
    assert sum(len(group) for group in names) == len(frozenset().union(*names))


def test_hidden_questions_belong_to_the_first_step() -> None:
    definition = pages((FIRST,), (TextQuestion("why", NO_WORDS), Hidden("ref")))
    first, second = steps_of(definition, (), {})
    assert field_names(definition, (), first, False) == {"q-first", "q-ref"}
    assert field_names(definition, (), second, False) == {"q-why"}


@pytest.mark.parametrize(("values", "seen"), [(("yes",), True), ((" yes ",), True), (("no",), False), ((), False)])
def test_a_condition_holds_for_its_values(values: tuple[str, ...], seen: bool) -> None:
    assert is_visible(When("first", ("yes",)), {"q-first": values}) is seen


NAMES = ["item", "reason-1", "comment-2", "q-csat", "q-why_low", "theme-1", "detail-1-size_or_fit"]
ANY_FIELDS = st.dictionaries(
    st.sampled_from(NAMES) | st.text(max_size=8), st.lists(st.text(max_size=6), max_size=3).map(tuple)
)


@given(ANY_FIELDS, st.sampled_from(list(BUILT_IN.values())), st.sampled_from([(), (JACKET,), BOTH]))
def test_there_is_always_a_step_and_no_key_twice(fields: Fields, definition: Definition, items: tuple) -> None:
    found = keys(definition, items, fields)
    assert found
    assert len(found) == len(set(found))
