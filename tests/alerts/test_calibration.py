import numpy as np
import pytest

from feedback_app.alerts.calibration import (
    QUIET_STEPS,
    STANDARD,
    STEPS_PER_MONTH,
    Quiet,
    quiet_of,
    simulated,
    strictness,
)
from feedback_app.alerts.detector import DetectorOptions, advance, fresh
from feedback_app.alerts.forecast import Forecast, forecast
from feedback_app.alerts.trends import scan
from tests.alerts.panels import counted, cut, quiet_panel, with_counts

OPTIONS = DetectorOptions()


def alarms(scores, threshold, quiet):
    """Count runs of alarms more than `quiet` steps apart."""
    found = 0
    for row in scores > threshold:
        steps = np.flatnonzero(row)
        found += len(steps) > 0
        found += int((np.diff(steps) > quiet).sum())
    return found


@pytest.fixture(scope="module", params=["day", "week"])
def life(request):
    """Scores of 4,000 quiet series at rare and frequent levels, and the calibration for such."""
    step, dice = request.param, np.random.default_rng(99)
    level, ones = np.resize([0.3, 1.0, 4.0, 20.0], 4000), np.ones(4000)
    state, scores = fresh(4000, step), []
    for _ in range(200):
        state, score, _ = advance(state, counted(dice, level), level, 1.3 * ones, 0.02 * ones)
        scores.append(score)
    quiet = Quiet(level[:40, None], np.full(40, 1.3), np.full(40, 0.02))
    return np.array(scores).T, simulated(quiet, step, OPTIONS)


@pytest.mark.parametrize("asked", [1.0, 3.0, 10.0])
def test_quiet_series_alarm_between_a_third_and_the_whole_of_what_was_asked(life, asked):
    scores, calibration = life
    threshold = calibration.threshold(200, asked)
    months = scores.shape[1] / STEPS_PER_MONTH[calibration.step]
    achieved = alarms(scores, threshold, QUIET_STEPS[calibration.step]) / (20 * months)
    assert 0.3 < achieved / asked < 1.0


def test_smaller_budgets_and_more_series_need_higher_scores(life):
    _, calibration = life
    scores = [calibration.threshold(200, asked) for asked in (10.0, 3.0, 1.0, 0.3, 0.01)]
    assert scores == sorted(scores)
    assert calibration.threshold(2000, 10.0) == pytest.approx(calibration.threshold(200, 1.0))


def test_the_threshold_never_leaves_the_neighbourhood_of_the_proven_bound(life):
    _, calibration = life
    for series, asked in ((1, 10.0), (1, 0.3), (10**6, 0.1)):
        bound = np.log10(1 + series * STEPS_PER_MONTH[calibration.step] / asked)
        assert min(1.04, bound) <= calibration.threshold(series, asked) <= max(bound + 0.5, 1.05)


def test_the_same_panel_gives_the_same_threshold_and_its_order_does_not_matter():
    panel = quiet_panel(series=30, steps=300)
    order = np.random.default_rng(0).permutation(30)
    turned = with_counts(panel, panel.counts[order], panel.exposure[order])
    one, again, other = (scan(which, 280, 1.0).threshold for which in (panel, panel, turned))
    assert one == again
    assert other == pytest.approx(one, abs=1e-4)


def test_what_comes_after_the_start_changes_no_threshold():
    panel = quiet_panel(series=10, steps=300)
    counts = panel.counts.copy()
    counts[:, 281:] += 100
    assert scan(with_counts(panel, counts), 280, 1.0).threshold == scan(cut(panel, 283), 280, 1.0).threshold


def test_a_panel_without_a_past_is_taken_for_an_ordinary_one():
    panel = quiet_panel(series=3, steps=20)
    assert quiet_of(panel, 0, forecast(panel, 0, OPTIONS.baseline)) is STANDARD
    gone = with_counts(panel, np.full((3, 20), np.nan))
    assert quiet_of(gone, 15, forecast(gone, 15, OPTIONS.baseline)) is STANDARD


def test_the_levels_and_the_rhythm_of_a_panel_are_found_again():
    panel = quiet_panel(series=6, steps=364, levels=(2.0, 40.0))
    usual = forecast(panel, 357, OPTIONS.baseline)
    quiet = quiet_of(panel, 357, usual)
    np.testing.assert_allclose(quiet.mean.mean(axis=1), np.resize([2.0, 40.0], 6), rtol=0.2)
    by_day = quiet.mean[1::2].mean(axis=0) / 40
    assert by_day.max() / by_day.min() == pytest.approx(1.3 / 0.7, rel=0.15)
    without = quiet_of(type(panel)(panel.counts, None, panel.first, "day"), 357, usual)
    assert np.ptp(without.mean[1::2].mean(axis=0) / 40) == pytest.approx(np.ptp(by_day), rel=0.3)


def test_a_series_that_was_never_answered_teaches_nothing():
    panel = quiet_panel(series=4, steps=100)
    exposure = panel.exposure.copy()
    exposure[0] = 0
    panel = with_counts(panel, np.where(exposure > 0, panel.counts, 0), exposure)
    shape = (4, 1)
    usual = Forecast(np.ones(shape), np.ones(shape), np.ones(shape), np.full(shape, np.nan))
    assert len(quiet_of(panel, 90, usual).mean) == 3


def test_a_verdict_of_noise_asks_for_more_evidence_up_to_three_times():
    assert strictness(noise=0, months=6, false_alarms_per_month=1) == 1.0
    assert strictness(noise=6, months=6, false_alarms_per_month=1) == 1.0
    assert 1.5 < strictness(noise=12, months=6, false_alarms_per_month=1) < 2.0
    assert strictness(noise=100, months=6, false_alarms_per_month=1) == 3.0
    panel = quiet_panel(series=5, steps=60)
    plain, strict = scan(panel, 40, 1.0), scan(panel, 40, 1.0, strictness=3.0)
    assert strict.threshold == pytest.approx(plain.threshold + np.log10(3))
