"""How well a theme is read, as values."""

from __future__ import annotations

import pytest

from classifier.cards.facts import ENOUGH, Texts, drift
from classifier.cards.quality import FEWEST, by_language, proportion, quality, together
from classifier.care.measures import Figure, Hits, OnTexts

WHATEVER = Figure(0.5, 0.4, 0.6)


def part(language: str, **themes: Hits) -> OnTexts:
    return OnTexts("starter", language, 50, WHATEVER, 0.5, themes)


def test_precision_counts_what_was_given_and_recall_what_is_there() -> None:
    found = quality("too_small", Hits(right=8, missed=2, wrong=4))
    assert (found.precision.value, found.precision.of) == (pytest.approx(8 / 12), 12)
    assert (found.recall.value, found.recall.of) == (pytest.approx(0.8), 10)
    assert found.balance.value == pytest.approx(2 * 8 / (2 * 8 + 2 + 4))


def test_bounds_enclose_the_share_and_narrow_with_more_texts() -> None:
    few, many = proportion(6, 10), proportion(600, 1000)
    assert few.low < many.low < 0.6 < many.high < few.high


def test_nothing_decided_is_no_share() -> None:
    assert proportion(0, 0).of == 0


def test_a_theme_that_is_mostly_right_is_reliable() -> None:
    assert quality("a", Hits(30, 5, 5)).reliable is True


def test_a_theme_that_is_mostly_wrong_is_not() -> None:
    assert quality("a", Hits(8, 12, 12)).reliable is False


def test_too_few_texts_say_nothing() -> None:
    assert quality("a", Hits(FEWEST - 1, 0, 0)).reliable is None


def test_languages_are_told_apart_and_summed() -> None:
    parts = (part("de", a=Hits(9, 1, 0)), part("en", a=Hits(1, 9, 2), b=Hits(3, 0, 0)))
    assert [(q.language, q.recall.value) for q in by_language("a", parts)] == [("de", 0.9), ("en", 0.1)]
    assert together(parts)["a"].recall.value == 0.5
    assert set(together(parts)) == {"a", "b"}


def test_texts_that_grow_stranger_are_drift() -> None:
    before, since = Texts(200, 0.1, 0.01), Texts(200, 0.2, 0.02)
    assert drift(before, since) == "stranger"
    assert drift(since, before) == "nearer"
    assert drift(before, before) == "same"


def test_a_few_strange_texts_are_not_drift_yet() -> None:
    assert drift(Texts(ENOUGH - 1, 0.1, 0.01), Texts(500, 0.9, 0.01)) == "too_early"
