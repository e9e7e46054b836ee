"""How a posted form becomes answers."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from surveys.answers import Answers, Fields, Given, Item, ItemAnswer, Problem, ProblemKind, Problems, Said
from surveys.built_in import BUILT_IN, CSAT, NPS, RETURNS
from surveys.catalogue import catalogue
from surveys.definition import (
    COMMENT_LIMIT,
    Choice,
    Definition,
    Hidden,
    MultiChoice,
    Page,
    PhotoQuestion,
    Scale,
    TextQuestion,
    Words,
    YesNo,
)
from surveys.form.parsing import parse_answers, parse_step
from surveys.form.steps import steps_of

JACKET = Item("1", "Regenjacke", kind="clothes", quantity=3)
TROUSERS = Item("2", "Wanderhose", kind="clothes")
BOTH = (JACKET, TROUSERS)
SEED = "17"
NO_WORDS = Words()
UNKNOWN = ProblemKind.UNKNOWN_CHOICE


def read(fields: Fields, definition: Definition = RETURNS, items: tuple[Item, ...] = (JACKET,), **photos: int):
    return parse_answers(definition, items, fields, SEED, photos)


def answers(fields: Fields, definition: Definition = RETURNS, items: tuple[Item, ...] = (JACKET,)) -> Answers:
    found = read(fields, definition, items)
    assert isinstance(found, Answers)
    return found


def jacket(fields: Fields, definition: Definition = RETURNS) -> ItemAnswer:
    return answers(fields, definition).items[0]


def problems(fields: Fields, definition: Definition = RETURNS, items=(JACKET,), **photos: int) -> list[Problem]:
    found = read(fields, definition, items, **photos)
    assert isinstance(found, Problems)
    return list(found.problems)


def asking(*questions) -> Definition:
    return Definition(NO_WORDS, NO_WORDS, pages=(Page(NO_WORDS, questions),))


def with_photo(rule: str) -> Definition:
    assert RETURNS.items is not None
    items = msgspec.structs.replace(RETURNS.items, photos={"defective": rule})
    return msgspec.structs.replace(RETURNS, items=items)


DEFECT: Fields = {"reason-1": ("broken_or_damaged",), "detail-1-broken_or_damaged": ("defective",)}


@pytest.mark.parametrize("definition", BUILT_IN.values(), ids=BUILT_IN.keys())
def test_an_empty_form_is_a_valid_answer(definition: Definition) -> None:
    assert answers({}, definition, ()) == Answers()


def test_the_only_item_comes_back_even_when_nothing_is_said() -> None:
    assert answers({}).items == (ItemAnswer("1"),)


def test_a_tap_on_a_group_and_one_on_a_reason_give_both_codes_and_where_they_stood() -> None:
    answer = jacket({"reason-1": ("size_or_fit",), "detail-1-size_or_fit": ("too_small",)})
    assert (answer.group, answer.reason) == ("size_or_fit", "too_small")
    assert answer.group_position in range(1, 7)
    assert answer.reason_position in {1, 2, 3}


def test_a_group_alone_is_a_reason() -> None:
    answer = jacket({"reason-1": ("size_or_fit",)})
    assert (answer.group, answer.reason, answer.reason_position) == ("size_or_fit", "size_or_fit", None)


def test_a_detail_of_another_group_is_ignored() -> None:
    answer = jacket({"reason-1": ("size_or_fit",), "detail-1-late_or_lost": ("too_late",)})
    assert answer.reason == "size_or_fit"


def test_a_second_level_code_in_place_of_its_group_is_understood() -> None:
    answer = jacket({"reason-1": ("too_small",)})
    assert (answer.group, answer.reason) == ("size_or_fit", "too_small")


def test_other_stands_at_the_end_of_the_list() -> None:
    answer = jacket({"reason-1": ("other",)})
    assert (answer.group, answer.reason, answer.group_position) == ("other", "other", 7)


def test_no_answer_counts_as_not_stated() -> None:
    assert jacket({"reason-1": ("none",)}) == ItemAnswer("1")


def test_a_reason_that_does_not_suit_the_kind_is_taken_without_a_position() -> None:
    answer = jacket({"reason-1": ("hard_to_use",), "detail-1-hard_to_use": ("too_hard",)})
    assert (answer.reason, answer.group_position, answer.reason_position) == ("too_hard", None, None)


def test_every_reason_of_the_catalogue_but_the_bare_withdrawal_can_be_given() -> None:
    codes = {entry.code for entry in catalogue()}
    assert {code for code in codes if isinstance(read({"reason-1": (code,)}), Answers)} == codes - {"withdrawal"}


def test_only_ticked_items_come_back() -> None:
    assert [item.key for item in answers({"item": ("2",)}, items=BOTH).items] == ["2"]
    assert answers({"item": ()}, items=BOTH).items == ()


def test_a_whole_form_without_ticks_brings_back_what_something_is_said_about() -> None:
    found = answers({"comment-2": ("kratzt",)}, items=BOTH)
    assert [(item.key, item.comment) for item in found.items] == [("2", "kratzt")]


def test_a_follow_up_counts_only_with_its_reason() -> None:
    follow = {"follow-1-where_defect": (" Reißverschluss ",), "follow-1-when_defect": ("at_once",)}
    assert answers({**DEFECT, **follow}).given == (
        Given("where_defect", "1", text="Reißverschluss"),
        Given("when_defect", "1", codes=("at_once",)),
    )
    assert answers({"reason-1": ("late_or_lost",), **follow}).given == ()


def test_a_self_help_counts_as_shown_with_its_reason_and_as_helpful_only_then() -> None:
    assert (jacket(DEFECT).help_shown, jacket(DEFECT).helped) == ("battery_reset", False)
    assert jacket({**DEFECT, "helped-1": ("yes",)}).helped
    elsewhere = jacket({"reason-1": ("late_or_lost",), "helped-1": ("yes",)})
    assert (elsewhere.help_shown, elsewhere.helped) == ("", False)


def test_a_required_photo_is_asked_for_once_more() -> None:
    assert problems(DEFECT, with_photo("required")) == [
        Problem("photo-1", ProblemKind.PHOTO_MISSING, step="item-1"),
    ]


def test_a_photo_or_saying_that_there_is_none_is_enough() -> None:
    required = with_photo("required")
    assert isinstance(read(DEFECT, required, **{"1": 1}), Answers)
    assert isinstance(read({**DEFECT, "nophoto-1": ("yes",)}, required), Answers)
    assert isinstance(read(DEFECT, with_photo("optional")), Answers)
    assert isinstance(read({"reason-1": ("other",)}, required), Answers)


def test_wish_and_quantity_are_read() -> None:
    answer = jacket({"wish-1": ("repair",), "quantity-1": ("3",)})
    assert (answer.wish, answer.quantity) == ("repair", 3)


def test_confirmed_themes_are_kept_once_each_and_at_most_five() -> None:
    tapped = ("zip", "zip", "Not a code", "x" * 61, "a", "b", "c", "d", "e")
    assert jacket({"theme-1": tapped}).themes == ("zip", "a", "b", "c", "d")


def test_every_typed_part_has_its_answer() -> None:
    definition = asking(
        Scale("stars", NO_WORDS, (NO_WORDS,) * 5, style="stars"),
        MultiChoice("why", NO_WORDS, tuple(Choice(code, NO_WORDS) for code in "abc")),
        YesNo("again", NO_WORDS),
        TextQuestion("better", NO_WORDS),
        PhotoQuestion("picture", NO_WORDS),
        Hidden("campaign"),
    )
    fields = {
        "q-stars": ("4",),
        "q-why": ("c", "a"),
        "q-again": ("no",),
        "q-better": (" Ärmel\r\nzu kurz ",),
        "q-campaign": ("mail/2026-11",),
    }
    found = answers(fields, definition, ())
    assert found.given == (
        Given("stars", number=4, style="stars"),
        Given("why", codes=("a", "c")),
        Given("again", codes=("no",)),
        Given("campaign", text="mail/2026-11"),
    )
    assert (found.said, found.rating) == ((Said("better", "Ärmel\nzu kurz"),), 4)


@pytest.mark.parametrize("value", ["0", "10"])
def test_recommendation_goes_from_nought_to_ten_and_is_no_rating(value: str) -> None:
    found = answers({"q-nps": (value,)}, NPS, ())
    assert (found.given, found.rating) == ((Given("nps", number=int(value)),), None)


def test_effort_is_no_rating() -> None:
    assert answers({"q-ces": ("7",)}, BUILT_IN["ces"], ()).rating is None


def test_reasons_for_a_low_score_are_ignored_beside_a_high_one() -> None:
    assert Given("why_low", codes=("delivery",)) in answers({"q-csat": ("2",), "q-why_low": ("delivery",)}, CSAT).given
    high = answers({"q-csat": ("5",), "q-why_low": ("delivery",)}, CSAT)
    assert high.given == (Given("csat", number=5, style="numbers"),)


def test_a_hidden_value_that_is_not_plain_is_dropped() -> None:
    assert answers({"q-ref": ("<script>",)}, asking(Hidden("ref")), ()) == Answers()


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"reason-1": ("nonsense",)}, Problem("reason-1", UNKNOWN)),
        (
            {"reason-1": ("size_or_fit",), "detail-1-size_or_fit": ("gift",)},
            Problem("detail-1-size_or_fit", UNKNOWN),
        ),
        ({"comment-1": ("x" * (COMMENT_LIMIT + 3),)}, Problem("comment-1", ProblemKind.TOO_LONG, 3)),
        ({"comment-1": ("\ud800",)}, Problem("comment-1", ProblemKind.UNREADABLE)),
        ({"quantity-1": ("4",)}, Problem("quantity-1", UNKNOWN)),
        ({"quantity-1": ("0",)}, Problem("quantity-1", UNKNOWN)),
        ({"wish-1": ("gold",)}, Problem("wish-1", UNKNOWN)),
        ({**DEFECT, "follow-1-when_defect": ("never",)}, Problem("follow-1-when_defect", UNKNOWN)),
        (
            {**DEFECT, "follow-1-where_defect": ("x" * 201,)},
            Problem("follow-1-where_defect", ProblemKind.TOO_LONG, 1),
        ),
    ],
)
def test_a_problem_names_its_field_in_the_step_of_the_item(fields: Fields, problem: Problem) -> None:
    assert problems(fields) == [replace(problem, step="item-1")]


@pytest.mark.parametrize("value", ["6", "0", "²", "1_0", "-1", "9" * 5_000, "nonsense"])
def test_a_value_that_is_not_on_the_scale_is_refused(value: str) -> None:
    assert problems({"q-csat": (value,)}) == [Problem("q-csat", UNKNOWN, step="page-1")]


@pytest.mark.parametrize("email", ["anna@", "a@b.de\nBcc: c@d.de", "a\u202eb@c.de", "\ud800@b.de", "a@" + "b" * 300])
def test_a_wrong_address_is_refused_in_the_last_step(email: str) -> None:
    wanted = {"tell_me": ("yes",), "email": (email,)}
    assert problems(wanted) == [Problem("email", ProblemKind.NO_ADDRESS, step="page-1")]


def test_an_address_without_the_tick_is_dropped_even_when_it_is_wrong() -> None:
    found = answers({"email": ("not an address",), "phone": ("x",)}, CSAT, ())
    assert (found.wants_news, found.email, found.wants_call, found.phone) == (False, "", False, "")


def test_the_tick_for_news_without_an_address_is_no_mistake() -> None:
    assert answers({"tell_me": ("yes",)}).wants_news


@pytest.mark.parametrize("phone", ["030 123456", "+49 (0)30 / 12 34-56", "0041.44.668.18.00", "112233"])
def test_a_phone_number_may_be_written_in_many_ways(phone: str) -> None:
    found = answers({"call_me": ("yes",), "phone": (f" {phone} ",)}, CSAT, ())
    assert (found.wants_call, found.phone) == (True, phone)


@pytest.mark.parametrize("phone", ["", "12345", "1" * 21, "030 CALL ME", "+49 30\n123456", "++49 30 123456"])
def test_a_call_needs_a_number(phone: str) -> None:
    wanted = {"call_me": ("yes",), "phone": (phone,)}
    assert problems(wanted, CSAT, ()) == [Problem("phone", ProblemKind.NO_PHONE, step="page-1")]


def test_a_survey_that_offers_no_contact_takes_none() -> None:
    silent = msgspec.structs.replace(CSAT, contact=False, call_back=False)
    wanted = {"tell_me": ("yes",), "email": ("x",), "call_me": ("yes",), "phone": ("x",)}
    assert answers(wanted, silent, ()) == Answers()


def test_a_step_names_only_its_own_problems() -> None:
    fields = {"item": ("1", "2"), "comment-1": ("x" * 2_000,), "q-csat": ("9",), "tell_me": ("yes",), "email": ("x",)}
    steps = steps_of(RETURNS, BOTH, fields)
    found = [[p.field for p in parse_step(RETURNS, BOTH, fields, s, s is steps[-1], SEED)] for s in steps]
    assert found == [[], ["comment-1"], [], ["q-csat", "email"]]


def test_the_steps_together_have_the_problems_of_the_whole_form() -> None:
    fields = {"item": ("1", "2"), "reason-2": ("x",), "quantity-1": ("9",), "q-csat": ("9",)}
    steps = steps_of(RETURNS, BOTH, fields)
    one_by_one = [p for s in steps for p in parse_step(RETURNS, BOTH, fields, s, s is steps[-1], SEED)]
    assert one_by_one == problems(fields, items=BOTH)
