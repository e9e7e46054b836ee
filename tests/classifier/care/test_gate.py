"""A candidate takes the place of the model that reads only where it is not worse, in each language by itself."""

from __future__ import annotations

import numpy as np
import pytest

from classifier.care.difference import Tally, ways
from classifier.care.gate import ENOUGH, Asked, compared, f1_of, gate, measured
from classifier.care.measures import Hits


def asked(right: int, wrong: int, source="own", language="de") -> Asked:
    """So many texts are about "a"; the model finds it in the first ones and says "b" of the others."""
    true = [("a",)] * (right + wrong)
    return Asked(source, language, true, [("a",)] * right + [("b",)] * wrong)


def test_figures_are_shares_of_right_decisions_with_an_interval():
    figures = measured(asked(75, 25))
    assert figures.micro.value == pytest.approx(0.75)
    assert 0.6 < figures.micro.low < 0.75 < figures.micro.high < 0.9
    assert figures.themes == {"a": Hits(75, 25, 0), "b": Hits(0, 0, 25)}
    assert figures.texts == 100


def test_a_better_candidate_passes_and_is_called_better():
    verdict = compared(asked(60, 40), asked(90, 10))
    assert (verdict.judgement, gate([verdict]).passed) == ("better", True)
    assert verdict.low > 0


def test_with_enough_labels_of_the_shop_even_a_little_worse_is_turned_away():
    verdict = compared(asked(ENOUGH, 10), asked(ENOUGH - 1, 11))
    assert verdict.judgement == "worse"
    assert not gate([verdict, compared(asked(50, 50), asked(90, 10))]).passed
    assert gate([verdict]).why == "worse"


def test_with_few_labels_only_what_is_surely_worse_is_turned_away_and_the_rest_is_early():
    assert compared(asked(10, 5), asked(9, 6)).judgement == "early"
    assert compared(asked(20, 0), asked(5, 15)).judgement == "worse"
    assert gate([compared(asked(10, 5), asked(9, 6))]).passed


def test_the_shipped_test_set_forgives_a_little_but_not_much():
    assert compared(asked(900, 100, "starter"), asked(890, 110, "starter")).judgement == "same"
    assert compared(asked(900, 100, "starter"), asked(800, 200, "starter")).judgement == "worse"


def test_one_bad_language_closes_the_gate():
    german = compared(asked(60, 40), asked(90, 10))
    english = compared(asked(120, 10, language="en"), asked(60, 70, language="en"))
    assert not gate([german, english]).passed


def test_the_same_texts_give_the_same_interval():
    assert compared(asked(60, 40), asked(70, 30)) == compared(asked(60, 40), asked(70, 30))


def test_a_text_without_a_theme_that_gets_none_is_no_mistake():
    silent = Asked("own", "de", [()] * 20, [()] * 20)
    assert measured(silent).micro.value == 1.0
    assert compared(silent, silent).judgement == "early"


def test_several_parts_together_weigh_by_their_decisions():
    micro, macro = f1_of([measured(asked(10, 0)), measured(asked(10, 20, language="en"))])
    assert micro == pytest.approx(2 * 20 / (2 * 20 + 20 + 20))
    assert macro == pytest.approx(np.mean([2 * 20 / (2 * 20 + 20), 0.0]))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"a"}, {"b"}, [("moved", "a", "b")]),
        ({"a", "c"}, {"b", "c"}, [("moved", "a", "b")]),
        (set(), {"b"}, [("found", "", "b")]),
        ({"a"}, {"a", "b"}, [("added", "", "b")]),
        ({"a"}, set(), [("lost", "a", "")]),
        ({"a", "b"}, {"a"}, [("dropped", "b", "")]),
    ],
)
def test_a_move_says_from_where_to_where(before, after, expected):
    assert list(ways(before, after)) == expected


def test_moves_are_counted_the_most_frequent_first_with_a_few_examples():
    tally = Tally()
    for comment in range(10):
        tally.add(comment, ["packaging"], ["transport"])
    tally.add(10, ["late"], [])
    tally.add(11, ["late"], ["late"])
    difference = tally.difference(12)
    assert (difference.total, difference.read, difference.changed) == (12, 12, 11)
    first, second = difference.moves
    assert (first.kind, first.before, first.after, first.comments) == ("moved", "packaging", "transport", 10)
    assert first.examples == (0, 1, 2, 3)
    assert (second.kind, second.comments) == ("lost", 1)
