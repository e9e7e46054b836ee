"""Which later deed stands in the way of undoing an earlier one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from classifier.workbench.lineage import Change, Kind, in_the_way

MOMENT = datetime(2026, 11, 20, tzinfo=UTC)


def deed(number: int, kind: Kind, theme: str, *others: str, undone: bool = False) -> Change:
    return Change(number, kind, theme, others, 1, MOMENT, undone)


MERGED = deed(1, Kind.MERGED, "b", "a")


@pytest.mark.parametrize(
    ("later", "forbids"),
    [
        (deed(2, Kind.RENAMED, "b"), False),
        (deed(2, Kind.MOVED, "b"), False),
        (deed(2, Kind.MERGED, "c", "b"), True),
        (deed(2, Kind.SPLIT, "b", "d"), True),
        (deed(2, Kind.RETIRED, "b"), True),
        (deed(2, Kind.RESTORED, "a"), True),
        (deed(2, Kind.RETIRED, "c"), False),
        (deed(2, Kind.RETIRED, "b", undone=True), False),
    ],
)
def test_a_merge_is_undone_unless_comments_or_life_of_its_themes_changed_since(later: Change, forbids: bool) -> None:
    assert (in_the_way(MERGED, [MERGED, later]) is later) is forbids


def test_names_only_wait_for_later_names() -> None:
    first, other, second = deed(1, Kind.RENAMED, "a"), deed(2, Kind.RETIRED, "a"), deed(3, Kind.RENAMED, "a")
    assert in_the_way(first, [first, other]) is None
    assert in_the_way(first, [first, other, second]) is second


@pytest.mark.parametrize("made", [deed(1, Kind.CREATED, "a"), deed(1, Kind.SPLIT, "z", "a")])
def test_a_theme_that_was_made_does_not_vanish_under_any_later_deed(made: Change) -> None:
    renamed = deed(2, Kind.RENAMED, "a")
    assert in_the_way(made, [made, renamed]) is renamed


def test_the_newest_of_several_is_named_first() -> None:
    later = [deed(2, Kind.RETIRED, "b"), deed(3, Kind.RESTORED, "b")]
    assert in_the_way(MERGED, [MERGED, *later]) is later[1]
