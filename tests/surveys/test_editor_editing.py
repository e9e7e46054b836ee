"""Operations of the survey editor keep a survey whole, whatever is done in whatever order."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.built_in import BUILT_IN, ITEMS, RETURNS
from surveys.built_in_scores import CSAT
from surveys.definition import Choice, Definition, Page, SingleChoice, When, Words, YesNo
from surveys.editor import editing, item_editing
from surveys.editor.arranging import arranged, lost_conditions
from surveys.editor.editing import codes_of, question_named, settled, values_of, when_of
from surveys.editor.reasons import Known, Reasons
from tests.surveys.editor_strategies import definitions

NO_REASONS = Reasons(())
STEPS = st.tuples(
    st.sampled_from(["question", "page"]),
    st.integers(0, 9),
    st.sampled_from(["up", "down", "remove", "copy", "split", "add", "nonsense"]),
)


def assert_whole(definition: Definition) -> None:
    counted = Counter(codes_of(definition))
    assert [code for code, count in counted.items() if count > 1] == []
    known: dict[str, tuple[str, ...]] = {}
    for question in definition.questions():
        when = when_of(question)
        assert when is None or set(when.values) <= set(known[when.question])
        known[question.code] = values_of(question)


@given(definitions(), st.lists(STEPS, max_size=8))
@settings(max_examples=80, deadline=None)
def test_whatever_is_arranged_codes_stay_unique_and_conditions_point_backwards(definition, steps):
    assert_whole(definition)
    for what, number, go in steps:
        key = f"q{number}" if what == "question" else str(number)
        definition = arranged(definition, what, key, go, NO_REASONS, codes_of(definition))
        assert_whole(definition)


@given(definitions(), st.integers(0, 9), st.sampled_from([-1, 1]))
@settings(max_examples=40, deadline=None)
def test_moving_a_question_loses_none(definition, number, step):
    if question_named(definition, f"q{number}") is None:
        return
    moved = editing.move_question(definition, f"q{number}", step)
    assert sorted(codes_of(moved)) == sorted(codes_of(definition))
    assert not lost_conditions(definition, moved)


def test_a_question_does_not_move_above_the_one_its_condition_names():
    assert editing.move_question(CSAT, "why_low", -1) == CSAT
    assert editing.move_question(CSAT, "csat", 1) == CSAT


def test_a_question_moves_over_the_edge_of_its_page():
    split = editing.split_page(CSAT, "better")
    assert [len(page.questions) for page in split.pages] == [2, 1]
    back = editing.move_question(split, "better", -1)
    assert [len(page.questions) for page in back.pages] == [3, 0]


def test_removing_a_question_takes_conditions_on_it_along():
    without = editing.remove_question(CSAT, "csat")
    assert when_of(question_named(without, "why_low")) is None
    assert lost_conditions(CSAT, without)


def test_a_value_that_is_gone_leaves_the_condition_with_the_others():
    asked = SingleChoice("a", Words("A", "A"), tuple(Choice(code, Words(code, code)) for code in "xyz"))
    depends = YesNo("b", Words("B", "B"), when=When("a", ("x", "y")))
    definition = Definition(Words("T", "T"), Words(), pages=(Page(Words(), (asked, depends)),))
    changed = editing.replace_question(definition, SingleChoice("a", asked.words, asked.choices[1:]))
    assert when_of(question_named(changed, "b")) == When("a", ("y",))


def test_a_copy_stands_behind_its_original_under_a_code_of_its_own():
    copied = arranged(CSAT, "question", "why_low", "copy", NO_REASONS, codes_of(CSAT))
    assert codes_of(copied) == ("csat", "why_low", "why_low_2", "better")


def test_the_first_question_makes_the_first_page():
    empty = Definition(Words("T", "T"), Words())
    assert codes_of(editing.add_question(empty, 0, YesNo("a", Words("A", "A")))) == ("a",)


def test_a_page_that_goes_leaves_its_questions_to_its_neighbour():
    split = editing.split_page(CSAT, "better")
    assert codes_of(editing.remove_page(split, 1)) == codes_of(CSAT)
    assert codes_of(editing.remove_page(split, 0)) == codes_of(CSAT)
    assert editing.remove_page(CSAT, 0) == CSAT


def test_pages_do_not_change_places_when_a_condition_would_point_forwards():
    split = editing.split_page(CSAT, "why_low")
    assert editing.move_page(split, 0, 1) == split
    free = editing.add_page(CSAT, Words("Neu", "New"))
    assert editing.move_page(free, 1, -1).pages[0].title.en == "New"


def test_the_built_in_surveys_are_settled():
    assert all(settled(definition) == definition for definition in BUILT_IN.values())


@given(
    st.lists(st.tuples(st.sampled_from([group.code for group in ITEMS.groups]), st.sampled_from([-1, 1])), max_size=9)
)
@settings(max_examples=40, deadline=None)
def test_groups_stand_in_blocks_without_gaps_however_they_are_moved(moves):
    items = ITEMS
    for code, step in moves:
        items = item_editing.move_group(items, code, step)
    blocks = [group.block for group in items.groups]
    assert blocks == sorted(blocks)
    assert sorted(set(blocks)) == list(range(1, max(blocks) + 1))
    assert {group.code for group in items.groups} == {group.code for group in ITEMS.groups}


def test_a_group_that_is_moved_beyond_the_last_block_begins_one():
    moved = item_editing.move_group(ITEMS, "no_longer_wanted", 1)
    assert moved == ITEMS
    alone = item_editing.move_group(ITEMS, "size_or_fit", -1)
    assert alone.groups[0].code == "size_or_fit"
    assert [group.block for group in alone.groups] == [1, 2, 2, 2, 2, 2, 3]


def test_a_group_of_the_catalogue_is_added_with_the_reasons_that_are_free():
    reasons = Reasons(
        (
            Known("size_or_fit", "Size", "Größe", "Size", "", False),
            Known("too_small", "Too small", "Zu klein", "Too small", "size_or_fit", False),
            Known("too_big", "Too big", "Zu groß", "Too big", "size_or_fit", True),
        )
    )
    without = arranged(RETURNS, "group", "size_or_fit", "remove", reasons, ())
    again = arranged(without, "group", "size_or_fit", "add", reasons, ())
    added = next(group for group in again.items.groups if group.code == "size_or_fit")
    assert added.children == ("too_small",)
    assert arranged(again, "group", "size_or_fit", "add", reasons, ()) == again


def test_follow_ups_move_and_go():
    codes = [part.code for part in ITEMS.follow_ups]
    moved = item_editing.move_part(ITEMS.follow_ups, codes[0], 1)
    assert [part.code for part in moved][:2] == [codes[1], codes[0]]
    assert item_editing.move_part(ITEMS.follow_ups, codes[0], -1) == ITEMS.follow_ups
    assert codes[0] not in {part.code for part in item_editing.remove_part(moved, codes[0])}
