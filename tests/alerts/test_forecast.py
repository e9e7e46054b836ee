import datetime as dt

import numpy as np
import pytest

from feedback_app.alerts.forecast import ForecastOptions, forecast
from feedback_app.alerts.seasons import black_friday, columns, first_step_of_week, week_of_step
from feedback_app.alerts.trends import Panel
from tests.alerts.panels import FIRST, SHARE, counted, quiet_panel, with_counts

pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning")

OPTIONS = ForecastOptions()


def off_by(panel, start, truth):
    return np.log(forecast(panel, start, OPTIONS).expected / truth)


def test_the_true_mean_is_learnt_to_within_a_few_percent():
    panel = quiet_panel(series=60, steps=500, levels=(2.0, 20.0))
    error = off_by(panel, 480, panel.exposure[:, 480:] * SHARE)
    assert abs(error.mean()) < 0.02
    assert np.sqrt((error[1::2] ** 2).mean()) < 0.05


def test_the_stated_standard_error_is_about_the_size_of_the_error_when_series_differ():
    rng = np.random.default_rng(7)
    weekday = np.exp(rng.normal(0, 0.15, (200, 7)))[:, np.arange(401) % 7]
    mean = rng.lognormal(0.5, 0.5, (200, 1)) * weekday
    found = forecast(Panel(counted(rng, mean), None, FIRST, "day"), 400, OPTIONS)
    error = np.log(found.expected / mean[:, 400:]) / found.standard_error
    assert 0.6 < np.sqrt(np.mean(error**2)) < 1.3


def test_a_weekday_rhythm_without_denominator_is_learnt():
    rhythm = np.array([1.6, 1.2, 1, 1, 1, 0.6, 0.3])
    mean = 8.0 * np.resize(rhythm, 420) * np.ones((12, 1))
    panels = [Panel(counted(np.random.default_rng(seed), mean), None, FIRST, "day") for seed in range(3)]
    assert np.mean([np.abs(off_by(panel, 406, mean[:, 406:])).mean() for panel in panels]) < 0.08


def test_a_rare_series_takes_its_rhythm_from_the_group():
    rhythm = np.resize([2.0, 1.2, 1, 1, 1, 0.5, 0.3], 300)
    mean = np.r_[np.full(20, 20.0), [0.3]][:, None] * rhythm
    panel = Panel(counted(np.random.default_rng(1), mean), None, FIRST, "day")
    rare = forecast(panel, 287, OPTIONS).expected[-1, :7]
    assert 4 < rare.max() / rare.min() < 12


def test_black_friday_of_last_year_prepares_for_this_one():
    first, steps = dt.date(2024, 1, 1), 335 + 365
    days = [first + dt.timedelta(days=n) for n in range(steps)]
    peak = np.array([2.0 if -3 <= (day - black_friday(day.year)).days <= 10 else 1.0 for day in days])
    panel = Panel(counted(np.random.default_rng(2), np.full((20, 1), 10.0) * peak), None, first, "day")
    start = (black_friday(2025) - first).days
    expected = forecast(panel, start, OPTIONS).expected
    assert 17 < expected[:, :7].mean() < 23


def test_the_first_days_of_a_peak_never_seen_do_not_pass_for_the_whole_of_it():
    panel = quiet_panel(series=20, steps=364, seed=6, levels=(6.0,))
    found = forecast(panel, 300, OPTIONS)
    error = np.log(found.expected / panel.exposure[:, 300:] / SHARE)
    assert np.abs(error.reshape(20, -1, 8).mean(axis=(0, 2))).max() < 0.05
    assert found.standard_error[:, -20:].mean() > 1.4 * found.standard_error[:, 7:21].mean()


def test_a_level_that_wanders_is_followed_and_its_doubt_stated():
    rng = np.random.default_rng(11)
    walk = np.cumsum(rng.normal(0, 0.02, (30, 500)), axis=1)
    mean = 200 * np.exp(walk - walk[:, :1])
    found = forecast(Panel(counted(rng, mean), None, FIRST, "day"), 490, OPTIONS)
    error = np.log(found.expected / mean[:, 490:])
    assert np.sqrt((error**2).mean()) < 0.16
    assert 0.6 < np.sqrt(((error / found.standard_error) ** 2).mean()) < 1.5


def test_a_level_that_keeps_still_is_remembered_for_long():
    still = np.full((30, 700), 50.0)
    found = forecast(Panel(counted(np.random.default_rng(2), still), None, FIRST, "day"), 693, OPTIONS)
    assert np.sqrt((np.log(found.expected / 50) ** 2).mean()) < 0.04


def test_a_broken_series_does_not_mislead_its_neighbours():
    panel = quiet_panel(series=8, steps=350, seed=6, levels=(6.0,))
    counts = panel.counts.copy()
    counts[3, 320], counts[5, :200] = 1e6, 0
    broken, whole = forecast(with_counts(panel, counts), 343, OPTIONS), forecast(panel, 343, OPTIONS)
    others = [0, 1, 2, 4, 6, 7]
    np.testing.assert_allclose(broken.expected[others], whole.expected[others], rtol=0.1)
    np.testing.assert_allclose(broken.phi[others], whole.phi[others], rtol=0.1)


def test_the_last_fourteen_days_teach_nothing():
    panel = quiet_panel(series=5, steps=300)
    counts = panel.counts.copy()
    counts[:, 286:299] = 500
    np.testing.assert_array_equal(
        forecast(panel, 299, OPTIONS).expected, forecast(with_counts(panel, counts), 299, OPTIONS).expected
    )


def test_an_outbreak_in_the_past_hardly_lifts_the_baseline():
    panel = quiet_panel(series=20, steps=400, levels=(5.0,))
    counts = panel.counts.copy()
    counts[0, 330:350] += counted(np.random.default_rng(3), np.full(20, 20.0))
    lifted = forecast(with_counts(panel, counts), 390, OPTIONS).expected[0]
    naive = (counts[0, :376].sum()) / (panel.counts[0, :376].sum())
    assert (lifted / forecast(panel, 390, OPTIONS).expected[0]).mean() < 1 + 0.5 * (naive - 1)


def test_missing_steps_are_not_taken_for_zero():
    panel = quiet_panel(series=20, steps=400, levels=(5.0,))
    counts, exposure = panel.counts.copy(), panel.exposure.copy()
    counts[0, 100:380:2], exposure[0, 100:380:2] = np.nan, np.nan
    thinned = forecast(with_counts(panel, counts, exposure), 395, OPTIONS).expected[0]
    assert np.abs(np.log(thinned / forecast(panel, 395, OPTIONS).expected[0])).max() < 0.25


def test_dispersion_is_learnt_and_shrunk_to_the_panel():
    rng = np.random.default_rng(4)
    calm, wild = counted(rng, np.full((10, 400), 8.0), 1.05), counted(rng, np.full((10, 400), 8.0), 3.0)
    phi = forecast(Panel(np.r_[calm, wild], None, FIRST, "day"), 399, OPTIONS).phi[:, 0]
    assert phi[:10].mean() < 1.4
    assert 2.2 < phi[10:].mean() < 3.3


def test_a_new_series_is_met_with_caution_and_a_settled_one_is_not():
    panel = quiet_panel(series=20, steps=400, levels=(3.0,))
    counts, exposure = panel.counts.copy(), panel.exposure.copy()
    counts[0, :360], exposure[0, :360] = np.nan, np.nan
    usual = forecast(with_counts(panel, counts, exposure), 395, OPTIONS)
    raised = usual.cautious / usual.expected
    np.testing.assert_allclose(raised[0], np.exp(usual.standard_error[0]))
    np.testing.assert_array_equal(raised[1:], 1.0)


def test_chunks_change_memory_and_not_the_forecast():
    panel = quiet_panel(series=13, steps=200)
    small = ForecastOptions(learning=type(OPTIONS.learning)(chunk=4))
    np.testing.assert_allclose(forecast(panel, 190, small).expected, forecast(panel, 190, OPTIONS).expected, rtol=1e-7)


def test_a_lone_series_learns_from_itself():
    panel = quiet_panel(series=1, steps=300, levels=(6.0,))
    assert np.abs(off_by(panel, 290, panel.exposure[:, 290:] * SHARE)).max() < 0.2


@pytest.mark.parametrize(("year", "day"), [(2024, 29), (2025, 28), (2026, 27)])
def test_black_friday_follows_the_fourth_thursday_of_november(year, day):
    assert black_friday(year) == dt.date(year, 11, day)


def test_the_days_of_a_peak_are_marked_from_black_friday_to_january():
    year = columns(dt.date(2025, 11, 1), "day", 0, 120, 400)
    marked = (year.matrix[:, year.drift - 4 : year.drift] > 0).any(axis=1)
    assert np.flatnonzero(marked)[[0, -1]].tolist() == [24, 91]


def test_weeks_begin_on_monday_whatever_day_the_panel_begins_on():
    first = dt.date(2024, 1, 3)
    weeks = week_of_step(first, "day", np.arange(12))
    assert weeks.tolist() == [0] * 5 + [1] * 7
    assert [first_step_of_week(first, "day", week) for week in (0, 1)] == [-2, 5]


def test_weekday_columns_sum_to_zero_over_a_week():
    week = columns(FIRST, "day", 0, 7, 0)
    np.testing.assert_allclose(week.matrix[:, week.kind == 2].sum(axis=0), 0)


def test_a_column_stays_the_same_when_it_is_made_for_a_later_span():
    whole, later = columns(FIRST, "hour", 0, 500, 300), columns(FIRST, "hour", 200, 500, 300)
    np.testing.assert_array_equal(whole.matrix[200:], later.matrix)
