"""A group of today is an earlier proposal again when their comments or their words say so. Pure."""

from __future__ import annotations

from classifier.inbox.matching import Known, Today, elsewhere, matched

APP, NOISE = ("app", "konto", "registrier"), ("brumm", "fiep")


def today(first: int, last: int, words: tuple[str, ...] = APP) -> Today:
    return Today(frozenset(range(first, last)), words)


def known(number: int, first: int, last: int, words: tuple[str, ...] = APP, closed: bool = False) -> Known:
    return Known(number, closed, frozenset(range(first, last)), words)


def test_a_group_that_has_grown_is_the_same():
    assert matched([today(0, 40)], [known(1, 0, 10)]) == [1]


def test_other_words_do_not_matter_while_the_comments_are_the_same():
    assert matched([today(0, 10, NOISE)], [known(1, 0, 10)]) == [1]


def test_the_same_words_do_where_no_comment_is_left():
    assert matched([today(50, 60)], [known(1, 0, 0)]) == [1]


def test_another_matter_is_new():
    assert matched([today(50, 60, NOISE)], [known(1, 0, 10)]) == [None]


def test_a_few_shared_comments_do_not_make_it_the_same():
    assert matched([today(0, 20, NOISE)], [known(1, 17, 40)]) == [None]


def test_of_two_parts_the_likelier_one_goes_on_and_the_other_is_new():
    assert matched([today(0, 4, NOISE), today(4, 20, NOISE)], [known(1, 0, 20)]) == [None, 1]


def test_all_groups_like_a_closed_one_stay_away():
    assert matched([today(0, 10), today(10, 20)], [known(1, 0, 20, closed=True)]) == [1, 1]


def test_the_order_of_what_is_known_does_not_matter():
    several = [known(1, 0, 10), known(2, 10, 30, NOISE), known(3, 40, 50, ("x",))]
    groups = [today(12, 32, NOISE), today(0, 12)]
    assert matched(groups, several) == matched(groups, several[::-1]) == [2, 1]


def test_comments_lie_elsewhere_when_most_are_in_other_groups():
    assert elsewhere(range(10), [today(0, 6)])
    assert not elsewhere(range(10), [today(0, 5)])
