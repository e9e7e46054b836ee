import datetime as dt

import numpy as np
import pytest

from feedback_app.alerts.trends import DetectorOptions, Panel, scan, window_evidence
from tests.alerts.panels import FIRST, SHARE, counted, cut, quiet_panel, with_counts

pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning")

FIELDS = ("expected", "lower", "upper", "score", "alarm", "since")


def assert_same(one, other, columns=slice(None)):
    for name in FIELDS:
        left, right = getattr(one, name)[:, columns], getattr(other, name)[:, columns]
        np.testing.assert_allclose(left.astype(float), right.astype(float), rtol=1e-6, atol=1e-9, err_msg=name)


@pytest.mark.parametrize("step", ["hour", "day", "week"])
def test_later_steps_change_nothing_that_was_said_before(step):
    panel = quiet_panel(series=12, steps=440, step=step)
    whole, before = scan(panel, 380, 1.0), scan(cut(panel, 417), 380, 1.0)
    assert_same(before, whole, slice(0, 417 - 380))


def test_a_day_does_not_know_what_the_day_after_it_counts():
    panel = quiet_panel(series=6, steps=300)
    counts = panel.counts.copy()
    counts[:, 260:] += 50
    assert_same(scan(panel, 200, 1.0), scan(with_counts(panel, counts), 200, 1.0), slice(0, 60))


def test_the_expectation_does_not_depend_on_where_the_scan_starts():
    panel = quiet_panel(series=6, steps=300)
    early, late = scan(panel, 200, 1.0), scan(panel, 243, 1.0)
    np.testing.assert_allclose(early.expected[:, 43:], late.expected, rtol=1e-9)


def test_two_scans_of_one_panel_are_equal_to_the_last_bit():
    panel = quiet_panel(series=6, steps=300)
    one, other = scan(panel, 200, 1.0), scan(panel, 200, 1.0)
    assert all(np.array_equal(getattr(one, name), getattr(other, name)) for name in FIELDS)


def test_the_order_of_series_does_not_matter():
    panel = quiet_panel(series=30, steps=300)
    order = np.random.default_rng(1).permutation(30)
    turned = with_counts(panel, panel.counts[order], panel.exposure[order])
    straight, mixed = scan(panel, 250, 1.0), scan(turned, 250, 1.0)
    np.testing.assert_allclose(mixed.score, straight.score[order], rtol=1e-6, atol=1e-9)
    np.testing.assert_array_equal(mixed.since, straight.since[order])


def test_a_week_of_twice_the_usual_is_found_among_two_hundred_series():
    panel = quiet_panel(series=200, steps=500, levels=(1.0, 3.0, 10.0, 30.0))
    ill, days = 7, slice(460, 467)
    counts, exposure = panel.counts.copy(), panel.exposure.copy()
    extra = np.random.default_rng(5).poisson(exposure[ill, days] * SHARE)
    counts[ill, days] += extra
    exposure[ill, days] += extra
    found = scan(with_counts(panel, counts, exposure), 440, 1.0)
    assert found.alarm[ill, 20:29].any()
    assert 457 <= found.since[ill, 26] <= 462
    assert found.alarm.any(axis=1).sum() <= 2


def test_quiet_series_stay_within_the_budget_of_false_alarms():
    found = scan(quiet_panel(series=300, steps=360, seed=3, levels=(0.3, 1, 5, 20)), 300, 4.0)
    started = found.alarm & ~np.c_[np.zeros(300, bool), found.alarm[:, :-1]]
    assert started.sum() <= 4 * 2


def test_a_bigger_budget_lowers_the_threshold_and_nothing_else():
    panel = quiet_panel(series=9, steps=200)
    strict, lax = scan(panel, 150, 0.3), scan(panel, 150, 10.0)
    assert strict.threshold > lax.threshold
    np.testing.assert_array_equal(strict.score, lax.score)
    assert strict.threshold < np.log10(1 + 9 * 30 / 0.3)


def test_a_campaign_that_doubles_forms_and_complaints_alike_is_no_trend():
    panel = quiet_panel(series=60, steps=400, seed=4)
    rng, days = np.random.default_rng(8), slice(360, 385)
    counts, exposure = panel.counts.copy(), panel.exposure.copy()
    counts[:, days] = counted(rng, 2 * exposure[:, days] * SHARE)
    exposure[:, days] *= 2
    with_forms = scan(with_counts(panel, counts, exposure), 350, 0.05)
    without = scan(Panel(counts, None, FIRST, "day"), 350, 0.05)
    assert not with_forms.alarm.any()
    assert without.alarm.any(axis=1).mean() > 0.5


def test_a_missing_step_has_no_expectation_and_leaves_the_evidence_alone():
    panel = quiet_panel(series=6, steps=300)
    counts, exposure = panel.counts.copy(), panel.exposure.copy()
    counts[:, 280], exposure[:, 280] = np.nan, np.nan
    found = scan(with_counts(panel, counts, exposure), 270, 1.0)
    assert np.isnan(found.expected[:, 10]).all()
    assert np.isnan(found.upper[:, 10]).all()
    np.testing.assert_array_equal(found.score[:, 10], found.score[:, 9])


def test_a_step_that_nobody_answered_in_is_no_evidence():
    panel = quiet_panel(series=6, steps=300)
    counts, exposure = panel.counts.copy(), panel.exposure.copy()
    counts[:, 280:290], exposure[:, 280:290] = 0, 0
    found = scan(with_counts(panel, counts, exposure), 270, 1.0)
    assert (found.expected[:, 10:20] == 0).all()
    np.testing.assert_array_equal(found.score[:, 19], found.score[:, 9])


@pytest.mark.parametrize("with_exposure", [True, False])
def test_all_zeros_expect_almost_nothing_and_never_alarm(with_exposure):
    shape = (5, 300)
    found = scan(Panel(np.zeros(shape), np.full(shape, 20.0) if with_exposure else None, FIRST, "day"), 200, 1.0)
    assert not found.alarm.any()
    assert (found.expected < 0.05).all()
    assert (found.since == -1).all()


@pytest.mark.parametrize("steps", [1, 10, 14])
def test_a_history_of_a_few_days_says_nothing_yet(steps):
    found = scan(Panel(np.full((3, steps), 50.0), None, FIRST, "day"), 0, 1.0)
    assert np.isnan(found.expected).all()
    assert not found.alarm.any()
    assert (found.score == 0).all()


def test_an_empty_panel_gives_an_empty_scan():
    assert scan(Panel(np.zeros((0, 50)), None, FIRST, "day"), 20, 1.0).score.shape == (0, 30)
    assert scan(Panel(np.zeros((4, 50)), None, FIRST, "day"), 50, 1.0).score.shape == (4, 0)


def test_a_new_series_borrows_from_its_group_and_does_not_alarm_at_an_ordinary_level():
    panel = quiet_panel(series=40, steps=300, levels=(2.0,))
    counts, exposure = panel.counts.copy(), panel.exposure.copy()
    counts[0, :285], exposure[0, :285] = np.nan, np.nan
    found = scan(with_counts(panel, counts, exposure), 280, 1.0)
    assert 0.5 < np.nanmean(found.expected[0]) / np.nanmean(found.expected[1:]) < 2
    assert not found.alarm[0].any()


def test_a_series_that_dies_raises_no_alarm_and_its_return_does():
    panel = quiet_panel(series=10, steps=500, levels=(10.0,))
    counts, exposure = panel.counts.copy(), panel.exposure.copy()
    counts[0, 200:480] = 0
    found = scan(with_counts(panel, counts, exposure), 210, 1.0)
    assert not found.alarm[0, : 480 - 210].any()
    assert found.alarm[0, 480 - 210 :].any()


def test_a_million_in_one_day_alarms_and_spoils_neither_neighbours_nor_the_next_year():
    panel = quiet_panel(series=20, steps=400, levels=(5.0,))
    counts = panel.counts.copy()
    counts[3, 300] = 1e6
    found = scan(with_counts(panel, counts), 290, 1.0)
    clean = scan(panel, 290, 1.0)
    assert found.alarm[3, 10]
    assert np.isfinite(found.score).all()
    others = np.arange(20) != 3
    np.testing.assert_allclose(found.expected[others], clean.expected[others], rtol=0.1)
    assert 0.5 < found.expected[3, -1] / clean.expected[3, -1] < 2


def test_a_gap_of_months_is_jumped_over():
    panel = quiet_panel(series=8, steps=500)
    counts, exposure = panel.counts.copy(), panel.exposure.copy()
    counts[:, 300:420], exposure[:, 300:420] = np.nan, np.nan
    found = scan(with_counts(panel, counts, exposure), 290, 0.1)
    assert np.isnan(found.expected[:, 10:130]).all()
    assert not found.alarm.any()
    assert np.isfinite(found.expected[:, 130:]).all()


def test_the_interval_of_a_usual_day_holds_nineteen_of_twenty_counts():
    panel = quiet_panel(series=120, steps=500, levels=(20.0, 80.0), phi=1.6)
    found = scan(panel, 400, 1.0)
    held = (panel.counts[:, 400:] >= found.lower) & (panel.counts[:, 400:] <= found.upper)
    assert 0.94 < held.mean() < 0.98


def test_hours_are_scanned_with_their_own_rhythm():
    hours = 24 * 40
    rhythm = np.resize(np.r_[np.full(8, 0.2), np.full(16, 1.4)], hours)
    counts = counted(np.random.default_rng(2), np.full((10, 1), 6.0) * rhythm)
    counts[4, -10:] += 12
    found = scan(Panel(counts, None, dt.datetime(2026, 1, 5, tzinfo=dt.UTC), "hour"), 24 * 30, 1.0)
    assert found.alarm[4, -10:].any()
    assert found.alarm.any(axis=1).sum() == 1


def test_a_rise_below_the_least_rise_of_interest_is_let_pass():
    panel = quiet_panel(series=10, steps=450, levels=(200.0,))
    counts = panel.counts.copy()
    counts[0, 400:] = counted(np.random.default_rng(1), panel.exposure[0, 400:] * SHARE * 1.3)
    raised = with_counts(panel, counts)
    assert scan(raised, 390, 1.0).alarm[0].any()
    assert not scan(raised, 390, 1.0, DetectorOptions(least_rise=2.0)).alarm[0].any()


def test_a_start_outside_the_panel_and_a_budget_of_nothing_are_refused():
    panel = quiet_panel(series=2, steps=30)
    with pytest.raises(ValueError, match="start"):
        scan(panel, 31, 1.0)
    with pytest.raises(ValueError, match="budget"):
        scan(panel, 20, 0.0)


@pytest.mark.parametrize("wrong", [-1.0, np.inf])
def test_impossible_counts_are_refused(wrong):
    with pytest.raises(ValueError, match="at least 0"):
        Panel(np.array([[1.0, wrong]]), None, FIRST, "day")


def test_an_exposure_that_ends_before_the_counts_is_refused():
    with pytest.raises(ValueError, match="differ in shape"):
        Panel(np.ones((2, 30)), np.ones((2, 20)), FIRST, "day")


def test_a_count_whose_exposure_is_unknown_is_missing():
    panel = quiet_panel(series=6, steps=300)
    exposure = panel.exposure.copy()
    exposure[:, 280:] = np.nan
    found = scan(with_counts(panel, exposure=exposure), 270, 1.0)
    assert np.isnan(found.expected[:, 10:]).all()
    np.testing.assert_array_equal(found.score[:, -1], found.score[:, 9])


def test_a_window_sums_observed_and_expected_and_gives_both_intervals():
    counts, expected = np.array([1.0, 20, 21, np.nan, 9]), np.array([4.0, 6, 6, 6, 4])
    found = window_evidence(counts, expected, np.full(5, 1.4), np.zeros(5), 1, 3)
    assert (found.observed, found.expected, found.excess) == (41, 12.0, 29.0)
    assert (found.lower, found.upper) == (5.0, 21.0)
    assert found.ratio == pytest.approx(41 / 12)
    assert 1 < found.ratio_lower < found.ratio < found.ratio_upper


def test_an_unsure_baseline_widens_the_window_interval():
    counts, expected, phi = np.full(10, 30.0), np.full(10, 20.0), np.ones(10)
    sure = window_evidence(counts, expected, phi, np.zeros(10), 0, 9)
    unsure = window_evidence(counts, expected, phi, np.full(10, 0.2), 0, 9)
    assert unsure.lower < sure.lower < sure.upper < unsure.upper
    assert unsure.ratio_lower < sure.ratio_lower


def test_a_window_without_cases_or_expectation_is_described_too():
    none_seen = window_evidence(np.zeros(3), np.full(3, 2.0), np.ones(3), np.zeros(3), 0, 2)
    assert (none_seen.ratio, none_seen.ratio_lower) == (0.0, 0.0)
    nothing_expected = window_evidence(np.ones(3), np.full(3, np.nan), np.ones(3), np.zeros(3), 0, 2)
    assert nothing_expected.expected == 0.0
    assert np.isnan(nothing_expected.ratio)


def test_the_window_interval_holds_nineteen_of_twenty_totals():
    rng = np.random.default_rng(6)
    mean, phi = np.full(14, 3.0), np.full(14, 1.8)
    windows = [window_evidence(counted(rng, mean, 1.8), mean, phi, np.zeros(14), 0, 13) for _ in range(400)]
    assert 0.93 < np.mean([w.lower <= w.observed <= w.upper for w in windows]) <= 0.99
    assert 0.92 < np.mean([w.ratio_lower <= 1 <= w.ratio_upper for w in windows]) <= 0.99
