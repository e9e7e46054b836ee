"""The delay curve and the rate to be expected at the end, against what was simulated."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from feedback_app.alerts.delay import LONGEST_DELAY, DelayCurve, due, final_rate, learn_delays, rate_behind

WINDOW = 30
AGES = np.arange(WINDOW - 1, -1, -1)


class Shop:
    """Pieces sent on 200 days, of which ``rate`` come back after gamma delays of about two weeks."""

    def __init__(self, rng: np.random.Generator, rate: float, per_day: float) -> None:
        self.sent = rng.poisson(per_day, 200).astype(float)
        self.final, self.back = np.zeros(200), np.zeros(200)
        self.delays: list[int] = []
        self.ages: list[int] = []
        for day, pieces in enumerate(self.sent):
            delays = np.minimum(rng.gamma(2.5, 5.0, rng.binomial(int(pieces), rate)).astype(int) + 2, 119)
            age = 199 - day
            seen = delays[delays <= age]
            self.delays += seen.tolist()
            self.ages += [age] * len(seen)
            self.final[day], self.back[day] = len(delays), len(seen)

    def curve(self) -> DelayCurve:
        found = learn_delays(self.delays, self.ages, [1] * len(self.delays))
        assert found is not None
        return found


def share_of_hits(rate: float, per_day: float, runs: int = 250) -> float:
    """Return how often the interval of the last 30 days' orders holds the rate that they end at."""
    rng, hits = np.random.default_rng(7), 0
    for _ in range(runs):
        shop = Shop(rng, rate, per_day)
        sent = shop.sent[-WINDOW:]
        found = final_rate(sent, AGES, int(shop.back[-WINDOW:].sum()), shop.curve(), np.nan)
        hits += found.lower - 1e-9 <= shop.final[-WINDOW:].sum() / sent.sum() <= found.upper + 1e-9
    return hits / runs


def test_intervals_hold_the_final_rate_in_93_to_97_of_100_cases():
    hits = [share_of_hits(*shop) for shop in ((0.07, 40), (0.25, 10), (0.05, 5), (0.3, 150))]
    assert 0.93 <= np.mean(hits) <= 0.97
    # 250 runs each: chance alone moves one of four by three points.
    assert min(hits) >= 0.92


@pytest.mark.parametrize("ago", [0, 20, 100])
def test_the_rate_behind_a_product_of_few_pieces_lies_in_its_interval_about_nineteen_times_in_twenty(ago: int):
    rng, hits, runs = np.random.default_rng(7), 0, 200
    window, ages = slice(200 - ago - WINDOW, 200 - ago), AGES + ago
    for _ in range(runs):
        curve, shop = Shop(rng, 0.4, 40).curve(), Shop(rng, 0.4, 1)
        sent, back = shop.sent[window], int(shop.back[window].sum())
        found = rate_behind(sent, ages, final_rate(sent, ages, back, curve, np.nan), curve)
        hits += found.lower <= 0.4 <= found.upper
    assert 0.91 <= hits / runs <= 0.99


def test_of_five_pieces_that_are_all_back_the_rate_behind_them_is_hardly_known():
    curve = Shop(np.random.default_rng(5), 0.2, 100).curve()
    sent, ages = np.array([5.0]), np.array([300])
    final = final_rate(sent, ages, 2, curve, np.nan)
    assert (final.lower, final.upper) == (0.4, 0.4)
    found = rate_behind(sent, ages, final, curve)
    assert (found.lower, found.expected, found.upper) == pytest.approx((0.118, 0.4, 0.769), abs=0.001)
    assert rate_behind(sent, np.array([0]), final, curve).upper == 1.0


def test_young_orders_do_not_make_returns_look_quick():
    rng = np.random.default_rng(3)
    shop = Shop(rng, 0.2, 200)
    truth = np.minimum(rng.gamma(2.5, 5.0, 200_000).astype(int) + 2, 119)
    curve = shop.curve()
    for day in (7, 14, 21, 35):
        assert abs(curve.by[day] - np.mean(truth <= day)) < 0.02
    naive = np.mean(np.array(shop.delays)[np.array(shop.ages) <= 30] <= 10)
    assert naive > curve.by[10] + 0.1


@given(
    some.lists(some.tuples(some.integers(-5, 200), some.integers(-5, 400), some.integers(-2, 1_000_000)), max_size=40)
)
@settings(max_examples=60, deadline=None)
def test_a_curve_rises_to_one_whatever_it_was_given(pieces):
    curve = learn_delays(*([one[part] for one in pieces] for part in range(3)))
    if curve is not None:
        assert curve.by[-1] == 1.0
        assert (np.diff(curve.by) >= -1e-12).all()
        assert curve.share.min() >= -1e-12
        assert abs(curve.share.sum() - 1) < 1e-9


def test_without_returns_there_is_no_curve_and_a_small_slice_has_nearly_the_shops():
    assert learn_delays([], [], []) is None
    shop = Shop(np.random.default_rng(5), 0.2, 100).curve()
    few = learn_delays([40, 41], [90, 90], [1, 1], shop)
    assert few is not None
    assert np.abs(few.by - shop.by).max() < 0.05
    many = learn_delays([40, 41], [90, 90], [500_000, 500_000], shop)
    assert many is not None
    assert many.by[39] < 0.05


def test_what_was_sent_is_due_back_by_the_curve_and_never_before():
    curve = learn_delays([2, 2, 4], [60, 60, 60], [1, 1, 2])
    assert curve is not None
    sent = np.zeros(8)
    sent[1] = 100
    np.testing.assert_allclose(due(sent, curve), [0, 0, 0, 50, 0, 50, 0, 0])
    assert due(np.full((3, LONGEST_DELAY * 3), 7.0), curve)[:, -1] == pytest.approx(7)


def test_a_final_rate_keeps_within_bounds_at_the_extremes():
    curve = Shop(np.random.default_rng(5), 0.2, 100).curve()
    sent = np.full(WINDOW, 1_000_000.0)
    none = final_rate(sent, AGES, 0, curve, np.nan)
    assert 0 <= none.lower <= none.expected <= none.upper < 1e-4
    every = final_rate(np.ones(WINDOW), AGES, 500, curve, 0.1)
    assert every.lower == every.expected == every.upper == 1.0
    fresh = final_rate(np.array([100.0]), np.array([0]), 0, curve, 0.2)
    assert 0 <= fresh.lower < 0.2 < fresh.upper <= 1
    with pytest.raises(ValueError, match="nothing was sent"):
        final_rate(np.zeros(3), AGES[:3], 1, curve, 0.1)
