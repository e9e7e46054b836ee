"""What actions saved: cases, sums and ROI, each computed another way, and how often the interval holds the truth."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_app.alerts.effects import Course, Period, Stretch, measure
from feedback_app.insights.money.savings import (
    Estimate,
    Measured,
    Worked,
    cases_saved,
    cases_without,
    counted_once,
    roi,
    together,
)

DAY = date(2026, 11, 1)


def measured(after: Period, before: Period, phi: float = 1.0) -> Measured:
    found = measure(Course(Stretch(), Stretch(), Stretch(before), Stretch(after)), True, phi)
    return Measured(found.verdict, after.count, found.ratio, found.lower, found.upper, phi)


def test_with_many_cases_it_is_the_level_before_times_the_answers_after() -> None:
    saved = cases_saved(measured(Period(1_000, 10_000, 28), Period(2_000, 10_000, 28)))
    assert saved is not None
    assert saved.value == pytest.approx(1_000, rel=0.002)
    # Only the level before is uncertain: a Poisson count of 2,000 has the standard deviation 44.7.
    assert saved.upper - saved.lower == pytest.approx(2 * 1.96 * 2_000**0.5, rel=0.02)


@pytest.mark.parametrize("verdict", ["no_change", "worse", "too_early"])
def test_only_a_measured_improvement_saves_anything(verdict: str) -> None:
    assert cases_saved(Measured(verdict, 10, 0.5, 0.3, 0.8, 1.0)) is None


def test_without_a_ratio_nothing_is_said() -> None:
    assert cases_saved(Measured("improved", 10, None, None, None, 1.0)) is None


def test_an_action_after_which_nothing_came_saved_a_finite_number_of_cases() -> None:
    saved = cases_saved(measured(Period(0, 500, 28), Period(60, 600, 28)))
    assert saved is not None
    assert 25 < saved.lower < saved.value < saved.upper < 100


def test_an_interval_narrower_than_chance_in_the_cases_after_is_not_made_narrower_still() -> None:
    found = Measured("improved", 14, 0.35, 0.3, 0.4, 1.5)
    expected = cases_without(found)
    assert expected is not None
    assert expected.upper / expected.lower == pytest.approx(0.4 / 0.3)


# Ten per cent of twenty answers a day for a fortnight, then four weeks with the action: halved, a fifth, and noisy.
@pytest.mark.parametrize(("effect", "phi"), [(0.5, 1.0), (0.2, 1.0), (0.5, 1.5)])
def test_the_interval_holds_the_true_number_of_cases_about_nineteen_times_in_twenty(effect: float, phi: float) -> None:
    random, held, rounds = np.random.default_rng(7), 0, 500
    truth = 0.1 * 20 * 28

    def draw(mean: float) -> int:
        return int(random.poisson(mean) if phi == 1 else random.negative_binomial(mean / (phi - 1), 1 / phi))

    for _ in range(rounds):
        before, after = Period(draw(0.1 * 20 * 14), 280, 14), Period(draw(truth * effect), 560, 28)
        found = cases_without(measured(after, before, phi))
        assert found is not None
        held += found.lower <= truth <= found.upper
    assert 0.92 <= held / rounds <= 0.985


def test_a_sum_has_the_spread_of_a_sum_of_independent_draws() -> None:
    random = np.random.default_rng(1)
    parts = [Estimate(100, 80, 120), Estimate(50, 20, 80), Estimate(10, 5, 15)]
    drawn = sum(random.normal(part.value, (part.upper - part.lower) / 3.92, 200_000) for part in parts)
    low, high = np.quantile(drawn, (0.025, 0.975))
    found = together(parts)
    assert found.value == 160
    assert (found.lower, found.upper) == (pytest.approx(low, abs=0.5), pytest.approx(high, abs=0.5))


def test_nothing_adds_up_to_nothing() -> None:
    assert together([]) == Estimate(0, 0, 0)


def test_roi_is_savings_and_extra_revenue_over_cost_with_the_interval_of_the_savings() -> None:
    ratio = roi(Estimate(30_000, 20_000, 50_000), 10_000, 20_000).ratio
    assert ratio == Estimate(2.0, 1.5, 3.0)


def test_without_a_cost_there_is_no_roi() -> None:
    assert roi(Estimate(1, 1, 1), 5, 0).ratio is None


def test_two_actions_against_the_same_in_the_same_days_count_once() -> None:
    def worked(carrier: str, theme: str = "damaged_transport", after: int = 0) -> Worked:
        first = DAY + timedelta(days=after)
        return Worked(theme, "carrier" if carrier else "", carrier, first, first + timedelta(days=27))

    works = [worked("GLS"), worked("DHL"), worked(""), worked("GLS", after=60), worked("GLS", "too_late")]
    assert counted_once(works, [30, 20, 10, 5, 1]) == (True, True, False, True, True)
    assert counted_once(works, [30, 20, 90, 5, 1]) == (False, False, True, True, True)


days = st.integers(0, 80)
works = st.builds(
    lambda theme, where, start, length: Worked(
        theme, *where, DAY + timedelta(days=start), DAY + timedelta(days=start + length)
    ),
    st.sampled_from(("a", "b")),
    st.sampled_from((("", ""), ("carrier", "GLS"), ("carrier", "DHL"), ("sku", "1"))),
    days,
    st.integers(0, 28),
)


def same_cases(one: Worked, other: Worked) -> bool:
    """Tell day by day whether two actions may have saved the same cases."""
    shared = {one.first + timedelta(days=n) for n in range((one.last - one.first).days + 1)} & {
        other.first + timedelta(days=n) for n in range((other.last - other.first).days + 1)
    }
    apart = one.dimension == other.dimension != "" and one.value != other.value
    return bool(shared) and one.theme == other.theme and not apart


@given(st.lists(st.tuples(works, st.floats(0, 100)), max_size=8))
def test_no_case_counts_twice_and_none_is_left_out_for_a_smaller_saving(found: list[tuple[Worked, float]]) -> None:
    worked, saved = [one for one, _ in found], [amount for _, amount in found]
    counted = counted_once(worked, saved)
    for place, counts in enumerate(counted):
        rivals = [n for n in range(len(found)) if n != place and counted[n] and same_cases(worked[place], worked[n])]
        assert (not rivals) if counts else any(saved[n] >= saved[place] for n in rivals)
