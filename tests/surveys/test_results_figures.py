"""The statistics of results against published figures, and their bounds."""

from __future__ import annotations

import math
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from surveys.results.chart import ScorePoint, score_chart
from surveys.results.figures import (
    PlaceCount,
    at_ease,
    light,
    mean,
    order_check,
    recommendation,
    satisfied,
    share,
    t_975,
)

COUNTS = st.dictionaries(st.integers(1, 5), st.integers(0, 400))
SCORES = st.dictionaries(st.integers(0, 10), st.integers(0, 400))


def test_the_interval_of_a_share_is_the_published_one():
    # Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3.
    for count, n, lower, upper in ((81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611)):
        found = share(count, n)
        assert found is not None
        assert (round(found.lower, 4), round(found.upper, 4)) == (lower, upper)


def test_without_answers_there_is_no_figure():
    assert share(0, 0) is satisfied({}, 5) is recommendation({}) is mean({}, 1, 5) is order_check([]) is None


def test_the_two_best_of_five_are_satisfied_and_only_the_best_of_three():
    five, three = satisfied({1: 1, 3: 2, 4: 3, 5: 4}, 5), satisfied({1: 1, 2: 2, 3: 1}, 3)
    assert (five.value, five.n, three.value, three.n) == (0.7, 10, 0.25, 4)


def test_effort_counts_what_lies_above_the_middle():
    found = at_ease({1: 1, 4: 3, 5: 2, 6: 2, 7: 2}, 7)
    assert (found.value, found.n) == (0.6, 10)


def test_the_traffic_light_changes_at_55_and_80_percent():
    assert [light(value) for value in (0.54, 0.55, 0.80, 0.81)] == ["poor", "fair", "fair", "good"]


def test_the_net_promoter_score_is_promoters_less_detractors_with_the_adjusted_wald_interval():
    # 19 promoters and 9 detractors of 36, worked by hand: (19.75 - 9.75) / 39 = 0.2564,
    # variance (29.5 / 39 - 0.2564²) / 39 = 0.01771, so 0.2564 ± 1.96 · 0.1331.
    found = recommendation({10: 10, 9: 9, 8: 8, 6: 5, 0: 4})
    assert found.n == 36
    assert found.value == pytest.approx(100 * 10 / 36)
    assert (found.lower, found.upper) == pytest.approx((-0.44, 51.73), abs=0.01)


def test_the_quantiles_of_student_are_those_of_the_tables():
    for freedom in (1, 2, 5, 30, 31, 60, 120, 5_000):
        assert t_975(freedom) == pytest.approx(stats.t.ppf(0.975, freedom), abs=1e-3)


def test_the_mean_has_students_interval():
    values = [1, 2, 2, 3, 4, 5, 5, 5]
    found = mean({1: 1, 2: 2, 3: 1, 4: 1, 5: 3}, 1, 5)
    low, high = stats.t.interval(0.95, 7, loc=stats.tmean(values), scale=stats.sem(values))
    assert (found.value, found.lower, found.upper) == pytest.approx((27 / 8, low, min(high, 5)), abs=1e-3)


def test_one_answer_leaves_the_whole_scale_open():
    found = mean({4: 1}, 1, 5)
    assert (found.value, found.lower, found.upper, found.n) == (4, 1, 5, 1)


@given(count=st.integers(0, 500), more=st.integers(0, 500))
def test_a_share_lies_inside_its_interval_and_the_interval_inside_0_and_1(count: int, more: int):
    found = share(count, count + more)
    assert found is None or 0 <= found.lower <= found.value <= found.upper <= 1


@given(counts=COUNTS)
def test_satisfaction_and_mean_stay_on_their_scales(counts: dict[int, int]):
    top, middle = satisfied(counts, 5), mean(counts, 1, 5)
    assert (top is None) == (middle is None) == (sum(counts.values()) == 0)
    if top and middle:
        assert 0 <= top.lower <= top.value <= top.upper <= 1
        assert 1 <= middle.lower <= middle.value + 1e-9 <= middle.upper + 2e-9 <= 5 + 2e-9


@given(counts=SCORES)
def test_a_net_promoter_score_lies_in_its_interval_and_on_its_scale(counts: dict[int, int]):
    found = recommendation(counts)
    if found is not None:
        assert -100 <= found.lower <= found.value <= found.upper <= 100


@given(counts=SCORES)
def test_more_answers_of_the_same_kind_narrow_the_interval(counts: dict[int, int]):
    few, many = recommendation(counts), recommendation({value: 100 * count for value, count in counts.items()})
    if few and many and few.n > 5:
        assert many.upper - many.lower <= few.upper - few.lower + 1e-9


def test_the_order_check_is_the_exact_binomial_test_for_few_choices():
    # scipy doubles nothing when the two tails differ, so the one-sided tails are compared.
    found = order_check([PlaceCount(4, 60, 27)])
    tail = stats.binomtest(27, 60, 0.25, alternative="greater").pvalue
    assert found.p == pytest.approx(2 * tail)
    assert (found.verdict, found.expected) == ("wins", 0.25)


def test_the_order_check_approaches_the_exact_test_for_many_choices():
    found = order_check([PlaceCount(5, 2_000, 447)])
    tail = stats.binomtest(447, 2_000, 0.2, alternative="greater").pvalue
    assert found.p == pytest.approx(2 * tail, rel=0.1)


def test_choices_of_different_length_are_each_expected_by_their_own_chance():
    found = order_check([PlaceCount(2, 50, 25), PlaceCount(5, 100, 20), PlaceCount(1, 30, 30)])
    assert (found.first.n, found.verdict) == (150, "no_sign")
    assert found.expected == pytest.approx(45 / 150)


def test_few_choices_are_too_early_to_speak_of_order():
    assert order_check([PlaceCount(4, 8, 8)]).verdict == "too_early"


@given(
    places=st.lists(
        st.builds(
            lambda offered, chosen, part: PlaceCount(offered, chosen, math.floor(chosen * part)),
            st.integers(2, 8),
            st.integers(0, 90),
            st.floats(0, 1),
        ),
        max_size=4,
    )
)
def test_an_order_check_gives_a_probability(places: list[PlaceCount]):
    found = order_check(places)
    assert found is None or 0 <= found.p <= 1


def test_honest_shuffling_is_rarely_called_a_bias():
    rng = __import__("random").Random(4)
    verdicts = [order_check([PlaceCount(6, 600, sum(rng.random() < 1 / 6 for _ in range(600)))]) for _ in range(300)]
    wrong = sum(found.verdict != "no_sign" for found in verdicts)
    assert wrong <= 9  # 1 % of 300 is 3; ten or more would be a chance of one in a thousand


def test_a_point_with_too_few_answers_breaks_the_line_and_is_not_drawn():
    counts = (20, 20, 3, 20, 20)
    points = [ScorePoint(date(2026, 11, 1) + timedelta(days=n), share(c // 2, c)) for n, c in enumerate(counts)]
    chart = score_chart(points, 0, 1)
    assert (len(chart.marks), chart.path.count("M"), len(chart.points)) == (4, 2, 5)


@given(counts=st.lists(st.integers(0, 30), min_size=1, max_size=80))
def test_everything_drawn_stays_inside_the_chart(counts: list[int]):
    points = [ScorePoint(date(2026, 1, 1) + timedelta(days=n), share(c // 3, c)) for n, c in enumerate(counts)]
    chart = score_chart(points, 0, 1)
    assert all(0 <= mark.left <= 100 and 0 <= mark.top <= mark.y <= mark.bottom <= chart.base for mark in chart.marks)
