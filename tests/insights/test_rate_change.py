"""Whether a return rate changed, in shops made by chance: few false arrows, true ones also when all is back. Pure."""

from __future__ import annotations

import numpy as np
import pytest

from feedback_app.alerts.delay import final_rate, learn_delays
from feedback_app.insights.overview.return_rate import ReturnRate, change_of_rates
from feedback_app.insights.products.cohorts import change_of

DAYS, PER_DAY, MONTH = 180, 40, 30
Rates = tuple[float, float]


@pytest.mark.parametrize("ago", [0, 15, 80])
def test_where_nothing_changed_hardly_an_arrow_is_drawn(ago):
    rng = np.random.default_rng(ago)
    found = [change_of_rates(*two_months(rng, (0.3, 0.3), ago)).trend for _ in range(60)]
    assert sum(trend in {"rising", "falling"} for trend in found) <= 3


@pytest.mark.parametrize("ago", [15, 80])
def test_a_rate_that_rose_by_half_is_told_also_when_all_is_back(ago):
    rng = np.random.default_rng(ago)
    found = [change_of_rates(*two_months(rng, (0.3, 0.45), ago)).trend for _ in range(20)]
    assert set(found) == {"rising"}


def test_pieces_that_come_back_in_one_parcel_make_no_change_of_a_product() -> None:
    rng, called, spread = np.random.default_rng(3), 0, (0.85 + 0.15 * 9) / 1.3
    for _ in range(1000):
        returned = (rng.random(rng.binomial(400, 0.25)) < 0.15 for _ in range(2))
        before, now = ((float(np.where(three, 3, 1).sum()), 520.0) for three in returned)
        called += change_of(before, now, spread).trend in {"rising", "falling"}
    assert called <= 20


def test_a_product_that_comes_back_twice_as_often_has_risen() -> None:
    assert change_of((40, 400), (80, 400), 1.5).trend == "rising"
    assert change_of((40, 400), (80, 400), 1.5).by == pytest.approx(1.0)
    assert change_of((0, 0), (8, 400), 1.5).by is None


def two_months(rng: np.random.Generator, rates: Rates, ago: int) -> tuple[ReturnRate, ReturnRate]:
    """Return the rates of two months of orders, the second of which ended so many days ago."""
    age, changed = np.arange(DAYS - 1, -1, -1), DAYS - ago - MONTH
    back, delays, ages = np.zeros(DAYS), [], []
    for day in range(DAYS):
        came = (2 + rng.gamma(2, 3, rng.binomial(PER_DAY, rates[day >= changed]))).astype(int)
        came = came[came <= age[day]]
        back[day], delays, ages = len(came), [*delays, *came.tolist()], [*ages, *[int(age[day])] * len(came)]
    curve = learn_delays(delays, ages, [1] * len(delays))
    assert curve is not None
    sent = np.full(MONTH, float(PER_DAY))
    months = (slice(changed - MONTH, changed), slice(changed, changed + MONTH))
    before, now = (
        ReturnRate("known", sent, back[days], final_rate(sent, age[days], int(back[days].sum()), curve, np.nan), curve)
        for days in months
    )
    return before, now
