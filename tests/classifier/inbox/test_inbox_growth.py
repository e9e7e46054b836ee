"""A group grows only when that is no chance and not merely because more is written. Pure."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from classifier.inbox.growth import LEVEL, WEEKS, course_of, growth_of, per_week

TODAY = date(2026, 11, 20)
EVEN = (100,) * WEEKS


@pytest.mark.parametrize(
    ("counts", "course"),
    [
        ((0, 0, 0, 0, 0, 0, 1, 1, 2, 3, 4, 6), "rising"),
        ((6, 4, 3, 2, 1, 1, 0, 0, 0, 0, 0, 0), "falling"),
        ((2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1), "steady"),
        ((0,) * 11 + (3,), "too_early"),
        ((0,) * 12, "too_early"),
    ],
)
def test_a_word_stands_only_where_it_is_no_chance(counts, course):
    assert course_of(counts, EVEN) == course


def test_more_comments_of_all_kinds_are_no_growth():
    busy = (50, 50, 50, 50, 100, 100, 100, 100, 400, 400, 400, 400)
    assert course_of([size // 50 for size in busy], EVEN) == "rising"
    assert course_of([size // 50 for size in busy], busy) == "steady"


def test_chance_is_called_growth_as_seldom_as_promised():
    dice = np.random.default_rng(1)
    found = [course_of(dice.poisson(1.5, WEEKS).tolist(), EVEN) for _ in range(3000)]
    assert np.mean([course in {"rising", "falling"} for course in found]) < 1.6 * LEVEL


def test_weeks_end_today_and_older_days_do_not_count():
    counts = per_week({TODAY: 2, TODAY - timedelta(days=6): 1, TODAY - timedelta(days=7): 4}, TODAY)
    assert counts[-2:] == (4, 3)
    assert sum(per_week({TODAY - timedelta(days=7 * WEEKS): 9}, TODAY)) == 0


def test_growth_carries_what_it_rests_on():
    found = growth_of({TODAY: 8}, {TODAY: 10, TODAY - timedelta(days=70): 90}, TODAY)
    assert (found.counts[-1], found.weeks[-1], len(found.weeks)) == (8, TODAY - timedelta(days=6), WEEKS)
    assert found.course == "rising"
