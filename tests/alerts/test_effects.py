import math

import numpy as np
import pytest

from feedback_app.alerts.effects import LEAST_EXPECTED, Period, measure
from tests.alerts.panels import counted


def test_a_third_of_the_complaints_is_an_improvement():
    found = measure(Period(120, 2000, 28), Period(20, 1000, 14))
    assert found.verdict == "improved"
    assert found.ratio == pytest.approx(1 / 3)
    assert found.lower < 1 / 3 < found.upper < 1
    assert (found.before_rate, found.after_rate) == (0.06, 0.02)


def test_three_times_the_complaints_are_worse():
    assert measure(Period(40, 2000, 28), Period(60, 1000, 14)).verdict == "worse"


def test_the_same_rate_among_twice_the_submissions_is_no_change():
    found = measure(Period(60, 1000, 14), Period(120, 2000, 14))
    assert (found.verdict, found.ratio) == ("no_change", 1.0)


def test_six_days_are_too_early_however_clear_the_counts():
    assert measure(Period(900, 9000, 28), Period(5, 2000, 6)).verdict == "too_early"
    assert measure(Period(900, 9000, 28), Period(5, 2000, 7)).verdict == "improved"


def test_few_expected_cases_are_too_early_however_long_one_waits():
    assert measure(Period(10, 1000, 28), Period(0, 400, 60)).verdict == "too_early"


def test_at_the_bound_a_complete_cure_can_just_not_be_told_from_luck():
    cases = math.ceil(LEAST_EXPECTED)
    assert measure(Period(cases - 1, 1000, 14), Period(0, 1000, 14), phi=1).upper > 1
    assert measure(Period(cases, 1000, 14), Period(0, 1000, 14), phi=1).upper < 1


def test_a_rise_from_nothing_is_told_without_waiting_for_expected_cases():
    found = measure(Period(0, 1000, 28), Period(30, 1000, 14))
    assert (found.verdict, found.ratio, found.upper) == ("worse", math.inf, math.inf)
    assert found.lower > 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Period(0, 0, 28), Period(3, 100, 14)),
        (Period(3, 100, 28), Period(0, 0, 14)),
        (Period(0, 100, 28), Period(0, 100, 14)),
    ],
)
def test_periods_that_say_nothing_have_an_open_interval(before, after):
    found = measure(before, after)
    assert (found.verdict, found.lower, found.upper) == ("too_early", 0.0, math.inf)
    assert math.isnan(found.ratio)


def test_more_dispersion_makes_a_wider_interval():
    narrow, wide = (measure(Period(80, 1000, 28), Period(40, 1000, 28), phi) for phi in (1.0, 2.0))
    assert wide.lower < narrow.lower < narrow.upper < wide.upper


def test_impossible_input_is_refused():
    with pytest.raises(ValueError, match="at least 0"):
        Period(-1, 10, 7)
    with pytest.raises(ValueError, match="phi"):
        measure(Period(1, 10, 7), Period(1, 10, 7), phi=0.5)


@pytest.mark.parametrize(("level", "true"), [(2.0, 0.5), (2.0, 1.0), (10.0, 0.7), (0.7, 1.5)])
def test_the_interval_covers_the_true_ratio_nineteen_times_in_twenty(level, true):
    rng = np.random.default_rng([int(level * 10), int(true * 10)])
    before = counted(rng, np.full((600, 28), level), 1.8).sum(axis=1)
    after = counted(rng, np.full((600, 21), level * true), 1.8).sum(axis=1)
    found = [
        measure(Period(int(b), 2800, 28), Period(int(a), 2100, 21), 1.8) for b, a in zip(before, after, strict=True)
    ]
    assert 0.935 <= np.mean([f.lower <= true <= f.upper for f in found]) <= 0.995


def test_without_an_effect_a_verdict_of_one_is_rare():
    rng = np.random.default_rng(9)
    cases = counted(rng, np.full((2, 600, 28), 1.5), 1.5).sum(axis=2).astype(int).T
    verdicts = [measure(Period(int(b), 2000, 28), Period(int(a), 2000, 28)).verdict for b, a in cases]
    assert np.mean([verdict in {"improved", "worse"} for verdict in verdicts]) < 0.06
