"""Did an action help: the estimate, its interval, and the verdicts; planted effects at the end."""

import math

import numpy as np
import pytest

from feedback_app.alerts.effects import LEAST_EXPECTED, Course, Period, Stretch, measure, relapse
from tests.alerts.planted_actions import planted


def course(before: Period, after: Period, usual: Period | None = None, picked: Period | None = None) -> Course:
    """A rise that nobody picked, and no comparison group, unless said otherwise."""
    return Course(Stretch(usual or Period()), Stretch(picked or Period()), Stretch(before), Stretch(after))


def test_a_third_of_the_complaints_is_an_improvement():
    found = measure(course(Period(120, 2000, 28), Period(40, 2000, 28)), True)
    assert found.verdict == "improved"
    assert found.ratio == pytest.approx(1 / 3, abs=0.01)
    assert found.lower < 1 / 3 < found.upper < 1


def test_three_times_the_complaints_are_worse():
    assert measure(course(Period(40, 2000, 28), Period(120, 2000, 28)), True).verdict == "worse"


def test_the_same_rate_among_twice_the_submissions_is_no_change():
    found = measure(course(Period(60, 1000, 14), Period(120, 2000, 28)), True)
    assert found.verdict == "no_change"
    assert found.ratio == pytest.approx(1, abs=0.01)


def test_what_fell_everywhere_is_no_effect():
    fell = (Period(120, 2000, 28), Period(60, 2000, 28))
    alone = measure(Course(Stretch(), Stretch(), Stretch(fell[0]), Stretch(fell[1])), True)
    beside = measure(Course(Stretch(), Stretch(), Stretch(fell[0], fell[0]), Stretch(fell[1], fell[1])), True)
    assert (alone.verdict, beside.verdict) == ("improved", "no_change")
    assert beside.ratio == pytest.approx(1, abs=0.02)


def test_six_days_are_too_early_however_clear_the_counts():
    before = Period(900, 9000, 28)
    assert measure(course(before, Period(5, 2000, 6)), False).verdict == "too_early"
    assert measure(course(before, Period(5, 2000, 7)), False).verdict == "improved"


def test_before_the_last_look_only_three_standard_errors_count():
    counts = course(Period(80, 2000, 28), Period(50, 2000, 20))
    early, last = measure(counts, False), measure(counts, True)
    assert early.upper == last.upper < 1
    assert (early.verdict, last.verdict) == ("too_early", "improved")


def test_few_expected_cases_are_too_early_however_long_one_waits():
    assert measure(course(Period(10, 1000, 28), Period(0, 400, 28)), True).verdict == "too_early"


def test_below_the_bound_a_complete_cure_could_be_luck():
    enough = math.ceil(LEAST_EXPECTED)
    assert measure(course(Period(enough, 1000, 14), Period(0, 1000, 14)), True, phi=1).verdict == "improved"
    assert measure(course(Period(enough - 2, 1000, 14), Period(0, 1000, 14)), True, phi=1).verdict == "too_early"


def test_days_that_were_picked_for_being_high_say_less():
    seen, after = Period(120, 2000, 28), Period(80, 2000, 28)
    waited = measure(course(seen, after), True)
    picked = measure(course(Period(), after, picked=seen), True)
    assert picked.lower < waited.lower < waited.upper < picked.upper
    assert (waited.verdict, picked.verdict) == ("improved", "no_change")


def test_a_rise_that_may_have_been_chance_does_not_make_a_cure():
    usual, picked, after = Period(200, 4000, 56), Period(30, 250, 5), Period(100, 2000, 28)
    found = measure(course(Period(), after, usual, picked), True)
    assert found.by_chance == pytest.approx(0.2)
    assert found.verdict == "no_change"
    assert found.lower < 0.5
    assert found.upper > 1


def test_days_that_waited_tell_whether_the_rise_was_real():
    usual, picked, after = Period(200, 4000, 56), Period(30, 250, 5), Period(100, 2000, 28)
    went_on = measure(course(Period(84, 700, 14), after, usual, picked), True)
    was_over = measure(course(Period(35, 700, 14), after, usual, picked), True)
    assert went_on.by_chance < 0.001
    assert was_over.by_chance > 0.8
    assert (went_on.verdict, was_over.verdict) == ("improved", "no_change")


def test_more_evidence_than_asked_for_makes_chance_unlikely():
    counts = course(Period(), Period(100, 2000, 28), Period(200, 4000, 56), Period(60, 500, 10))
    assert measure(counts, True, odds=4).verdict == "no_change"
    assert measure(counts, True, odds=4000).verdict == "improved"


@pytest.mark.parametrize("after", [Period(3, 100, 14), Period(0, 0, 14), Period()])
def test_without_anybody_before_or_after_nothing_is_said(after):
    found = measure(course(Period(0, 0, 28), after), True)
    assert (found.verdict, found.lower, found.upper) == ("too_early", 0.0, math.inf)
    assert math.isnan(found.ratio)


def test_no_case_at_all_on_either_side_keeps_finite_limits():
    found = measure(course(Period(0, 100, 28), Period(0, 100, 28)), True)
    assert found.verdict == "too_early"
    assert 0 <= found.lower < found.ratio < found.upper < math.inf


def test_more_dispersion_makes_a_wider_interval():
    counts = course(Period(80, 1000, 28), Period(40, 1000, 28))
    narrow, wide = (measure(counts, True, phi) for phi in (1.0, 2.0))
    assert wide.lower < narrow.lower < narrow.upper < wide.upper


def test_a_million_cases_are_counted_too():
    found = measure(course(Period(10**6, 2 * 10**6, 1), Period(5 * 10**5, 2 * 10**6, 28)), True)
    assert found.ratio == pytest.approx(0.5, abs=0.01)


def test_impossible_input_is_refused():
    with pytest.raises(ValueError, match="at least 0"):
        Period(-1, 10, 7)
    with pytest.raises(ValueError, match="phi"):
        measure(course(Period(1, 10, 7), Period(1, 10, 7)), True, phi=0.5)
    with pytest.raises(ValueError, match="odds"):
        measure(course(Period(1, 10, 7), Period(1, 10, 7)), True, odds=0)


def test_a_rate_clearly_back_up_is_a_relapse_and_a_little_more_is_none():
    held = Stretch(Period(20, 1000, 28))
    assert relapse(held, Stretch(Period(20, 250, 7)))
    assert not relapse(held, Stretch(Period(8, 250, 7)))


@pytest.fixture(scope="module")
def planted_actions():
    return list(planted(101, series=600))


def test_the_interval_holds_the_planted_effect_nineteen_times_in_twenty(planted_actions):
    found = [(one, measure(one.course(), True, one.phi, one.odds)) for one in planted_actions]
    covered = np.mean([estimate.lower <= one.truth <= estimate.upper for one, estimate in found])
    assert len(found) > 200
    assert 0.92 <= covered <= 0.985


def test_without_an_effect_daily_looks_rarely_say_improved(planted_actions):
    nothing = [one for one in planted_actions if one.truth == 1][:60]

    def said(one) -> bool:
        looks = ((day, day == 28) for day in (7, 10, 14, 18, 21, 24, 28))
        return any(measure(one.course(day), last, one.phi, one.odds).verdict == "improved" for day, last in looks)

    assert np.mean([said(one) for one in nothing]) <= 0.05


def test_a_planted_cure_is_mostly_found(planted_actions):
    cured = [one for one in planted_actions if one.truth == 0.4]
    assert np.mean([measure(one.course(), True, one.phi, one.odds).verdict == "improved" for one in cured]) > 0.6
