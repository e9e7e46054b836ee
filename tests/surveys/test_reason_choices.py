"""Which reasons a customer is offered, and in which order."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from surveys.answers import Item
from surveys.built_in import GROUPS, ITEMS, RETURNS
from surveys.definition import ItemQuestions, ReasonGroup, SelfHelp, Words
from surveys.form.reason_choices import (
    OfferedGroup,
    follow_ups_for,
    group_of,
    help_for,
    helps_for,
    offered_groups,
    photo_rule,
    without_retired,
)
from surveys.kinds import CLOTHES, CONSUMABLES, DEVICES, KINDS

NO_WORDS = Words()
SHIRT = Item("1", "Hemd", kind=CLOTHES)
BLOCKS = ItemQuestions(
    NO_WORDS,
    groups=(
        ReasonGroup("late", block=2),
        ReasonGroup("a", ("a1", "a2", "a3")),
        ReasonGroup("b"),
        ReasonGroup("c", block=1),
    ),
    last=("other", "withdrawal"),
)


def codes(groups: tuple[OfferedGroup, ...]) -> list[str]:
    return [group.code for group in groups]


@given(st.text(max_size=20), st.sampled_from([*KINDS, ""]))
def test_the_same_seed_gives_the_same_order(seed: str, kind: str) -> None:
    item = Item("7", "Artikel", kind=kind)
    assert offered_groups(ITEMS, item, seed) == offered_groups(ITEMS, item, seed)


def test_every_order_inside_a_block_occurs_about_equally_often() -> None:
    seen = [tuple(codes(offered_groups(BLOCKS, SHIRT, str(seed)))[:3]) for seed in range(1_200)]
    counts = [seen.count(order) for order in permutations("abc")]
    assert sum(counts) == 1_200
    # 200 expected each; 140 is more than four standard deviations below.
    assert min(counts) > 140


def test_the_children_of_a_group_are_shuffled_too() -> None:
    seen = {
        tuple(child.code for group in offered_groups(BLOCKS, SHIRT, str(seed)) for child in group.children)
        for seed in range(200)
    }
    assert seen == set(permutations(("a1", "a2", "a3")))


@given(st.text(max_size=20))
def test_blocks_keep_their_order_and_the_last_codes_stay_last(seed: str) -> None:
    assert codes(offered_groups(BLOCKS, SHIRT, seed))[3:] == ["late", "other", "withdrawal"]


@given(st.text(max_size=20), st.sampled_from([*KINDS, ""]))
def test_positions_count_from_one_without_gaps(seed: str, kind: str) -> None:
    offered = offered_groups(ITEMS, Item("7", "Artikel", kind=kind), seed)
    assert [group.position for group in offered] == list(range(1, len(offered) + 1))
    for group in offered:
        assert [child.position for child in group.children] == list(range(1, len(group.children) + 1))


def test_two_items_of_one_order_are_shuffled_apart() -> None:
    first, second = Item("1", "Hemd"), Item("2", "Hemd")
    assert any(
        codes(offered_groups(ITEMS, first, str(n))) != codes(offered_groups(ITEMS, second, str(n))) for n in range(5)
    )


def test_a_shirt_is_not_hard_to_use_and_a_lamp_not_too_tight() -> None:
    shirt, lamp = (offered_groups(ITEMS, Item("1", "", kind=kind), "") for kind in (CLOTHES, DEVICES))
    assert "size_or_fit" in codes(shirt)
    assert "hard_to_use" not in codes(shirt)
    assert "hard_to_use" in codes(lamp)
    assert "size_or_fit" not in codes(lamp)


def test_only_what_can_expire_is_expired() -> None:
    def damages(kind: str) -> set[str]:
        found = offered_groups(ITEMS, Item("1", "", kind=kind), "")
        return {child.code for group in found if group.code == "broken_or_damaged" for child in group.children}

    assert "expired" in damages(CONSUMABLES)
    assert "expired" not in damages(CLOTHES)


def test_an_item_of_unknown_kind_is_offered_every_reason() -> None:
    offered = offered_groups(ITEMS, Item("1", "Ding"), "x")
    assert sorted(codes(offered)) == sorted([*(group.code for group in GROUPS), "other"])
    assert sum(len(group.children) for group in offered) == sum(len(group.children) for group in GROUPS)


def test_nobody_is_asked_about_the_heel_of_what_may_be_no_shoe() -> None:
    asked = [follow_up.code for follow_up in follow_ups_for(ITEMS, Item("1", "Ding"))]
    assert "where_defect" in asked
    assert not {"where_fit", "where_shoe"} & set(asked)
    assert "where_fit" in [follow_up.code for follow_up in follow_ups_for(ITEMS, SHIRT)]


def test_the_help_of_a_reason_goes_before_that_of_its_group() -> None:
    general, special = SelfHelp("general", ("a",), NO_WORDS), SelfHelp("special", ("a1",), NO_WORDS)
    questions = ItemQuestions(NO_WORDS, BLOCKS.groups, helps=(general, special))
    assert help_for(questions, "a1", "a") == special
    assert help_for(questions, "a2", "a") == general
    assert help_for(questions, "b", "b") is None
    assert helps_for(questions, "a") == (general,)


def test_the_photo_rule_of_a_reason_goes_before_that_of_its_group() -> None:
    questions = ItemQuestions(NO_WORDS, BLOCKS.groups, photos={"a": "optional", "a1": "required"})
    assert photo_rule(questions, "a1", "a") == "required"
    assert photo_rule(questions, "a2", "a") == "optional"
    assert photo_rule(questions, "b", "b") is None


def test_every_reason_has_its_group() -> None:
    assert group_of(ITEMS, "too_small") == "size_or_fit"
    assert group_of(ITEMS, "size_or_fit") == "size_or_fit"
    assert group_of(ITEMS, "other") == "other"
    assert group_of(ITEMS, "nonsense") == ""


def test_a_retired_reason_is_offered_no_more_and_the_others_keep_their_order() -> None:
    before = [child.code for group in offered_groups(ITEMS, SHIRT, "s") for child in group.children]
    offered = without_retired(RETURNS, {"gift", "too_small"}, {}).items
    assert offered is not None
    after = [child.code for group in offered_groups(offered, SHIRT, "s") for child in group.children]
    assert after == [code for code in before if code not in {"gift", "too_small"}]


def test_a_retired_reason_that_was_chosen_before_is_still_shown() -> None:
    kept = without_retired(RETURNS, {"gift"}, {"detail-1-no_longer_wanted": ("gift",)})
    assert kept == RETURNS


def test_a_group_is_gone_with_its_last_reason() -> None:
    offered = without_retired(RETURNS, {"too_late", "not_delivered", "other"}, {}).items
    assert offered is not None
    assert "late_or_lost" not in [group.code for group in offered.groups]
    assert offered.last == ()
