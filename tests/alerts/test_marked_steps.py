"""Steps that must not teach, levels that begin anew, holidays, and odd denominators."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from feedback_app.alerts.forecast import ForecastOptions, Panel, forecast
from tests.alerts.panels import FIRST, SHARE, counted, quiet_panel, with_counts

pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning")

OPTIONS = ForecastOptions()


def marks(panel, series, steps):
    marked = np.zeros(panel.counts.shape, bool)
    marked[series, steps] = True
    return marked


def louder(panel, series, steps, times, seed=1):
    """Return the panel with the counts of some series and steps drawn anew, `times` as high."""
    counts = panel.counts.copy()
    counts[series, steps] = counted(np.random.default_rng(seed), times * panel.exposure[series, steps] * SHARE)
    return with_counts(panel, counts)


def cut(panel, steps):
    """Return the panel, with all its marks, as it stood after its first steps."""
    fields = {name: getattr(panel, name) for name in ("counts", "exposure", "masked", "changed")}
    return replace(panel, **{name: None if values is None else values[:, :steps] for name, values in fields.items()})


def test_masked_days_teach_nothing_at_all():
    panel = quiet_panel(series=8, steps=300)
    days = slice(150, 250)
    panel = replace(panel, masked=marks(panel, 3, days))
    wild = replace(louder(panel, 3, days, 9), masked=panel.masked)
    np.testing.assert_array_equal(forecast(wild, 280, OPTIONS).expected, forecast(panel, 280, OPTIONS).expected)


def test_a_long_alert_that_is_masked_leaves_the_baseline_where_it_was():
    panel = quiet_panel(series=20, steps=400, levels=(8.0,))
    days = slice(300, 390)
    wild = louder(panel, 0, days, 3)
    usual = panel.exposure[0, 393:] * SHARE
    learnt = forecast(wild, 393, OPTIONS).expected[0] / usual
    spared = forecast(replace(wild, masked=marks(wild, 0, days)), 393, OPTIONS).expected[0] / usual
    assert learnt.mean() > 1.5
    assert spared.mean() == pytest.approx(1, abs=0.15)


def test_masked_days_are_judged_all_the_same():
    panel = quiet_panel(series=4, steps=200)
    everything = replace(panel, masked=marks(panel, slice(None), slice(190, None)))
    np.testing.assert_array_equal(forecast(everything, 190, OPTIONS).expected, forecast(panel, 190, OPTIONS).expected)


def test_a_series_that_is_masked_throughout_takes_the_level_of_its_group():
    panel = quiet_panel(series=12, steps=200, levels=(4.0,))
    found = forecast(replace(panel, masked=marks(panel, 2, slice(None))), 190, OPTIONS)
    assert 0.7 < np.nanmean(found.expected[2] / panel.exposure[2, 190:] / SHARE) < 1.4
    assert (found.cautious[2] > found.expected[2]).all()


def changed_at(step, series=0, times=3.0, steps=420):
    panel = louder(quiet_panel(series=20, steps=steps, levels=(8.0,)), series, slice(step, None), times)
    return replace(panel, changed=marks(panel, series, step))


def test_a_new_level_is_learnt_within_a_fortnight_and_met_with_caution():
    panel = changed_at(380)
    found = forecast(panel, 380, OPTIONS)
    right = found.expected[0] / (3 * panel.exposure[0, 380:] * SHARE)
    assert np.isnan(right[:3]).all()
    assert np.isfinite(right[13:]).all()
    assert 0.75 < right[13:].mean() < 1.25
    assert (found.cautious[0, 13:] > 1.02 * found.expected[0, 13:]).all()


def test_a_new_level_says_nothing_of_the_old_one_and_nothing_of_its_neighbours():
    panel = changed_at(380)
    found, without = forecast(panel, 373, OPTIONS), forecast(replace(panel, changed=None), 373, OPTIONS)
    np.testing.assert_array_equal(found.expected[:, :7], without.expected[:, :7])
    np.testing.assert_allclose(found.expected[1:], without.expected[1:], rtol=0.1)


@pytest.mark.parametrize("step", [1, 200, 407, 412, 419])
def test_a_change_of_all_series_at_once_breaks_nothing_wherever_it_falls(step):
    panel = changed_at(step, series=slice(None))
    found = forecast(panel, 405, OPTIONS)
    assert np.isnan(found.expected[:, max(0, step - 405) :][:, :1]).all() or step < 390
    assert not np.isinf(found.expected).any()
    assert (found.phi >= 1).all()


def test_after_a_change_of_all_series_the_weekday_rhythm_of_the_group_is_still_known():
    rhythm = np.resize([2.0, 1.2, 1, 1, 1, 0.5, 0.3], 404)
    mean = 8.0 * rhythm * np.ones((15, 1))
    mean[:, 380:] *= 2.5
    counts = counted(np.random.default_rng(3), mean)
    panel = Panel(counts, None, FIRST, "day", changed=marks(Panel(counts, None, FIRST, "day"), slice(None), 380))
    expected = forecast(panel, 397, OPTIONS).expected[:, :7].mean(axis=0)
    assert np.abs(np.log(expected / mean[0, 397:404])).max() < 0.35


def test_two_changes_leave_only_the_last_level():
    panel = changed_at(200)
    again = louder(panel, 0, slice(300, None), 0.5)
    both = replace(again, changed=marks(panel, 0, [200, 300]))
    right = forecast(both, 410, OPTIONS).expected[0] / (0.5 * panel.exposure[0, 410:] * SHARE)
    assert 0.75 < right.mean() < 1.25


@pytest.mark.parametrize("step", ["hour", "day", "week"])
def test_marks_of_later_steps_change_nothing_that_was_said_before(step):
    rng = np.random.default_rng(5)
    panel = quiet_panel(series=9, steps=430, step=step)
    missing = rng.random(panel.counts.shape) < 0.05
    panel = with_counts(panel, np.where(missing, np.nan, panel.counts))
    masked, changed = rng.random(panel.counts.shape) < 0.1, rng.random(panel.counts.shape) < 0.004
    off = frozenset(FIRST + dt.timedelta(days=int(day)) for day in rng.choice(430, 20))
    panel = replace(panel, masked=masked, changed=changed, holidays=off)
    whole = forecast(panel, 400, OPTIONS)
    for until in (401, 409, 423):
        before = forecast(cut(panel, until), 400, OPTIONS)
        for name in ("expected", "cautious", "phi", "standard_error"):
            said = getattr(whole, name)[:, : until - 400]
            np.testing.assert_allclose(getattr(before, name), said, rtol=1e-9, atol=1e-12, err_msg=name)


@pytest.mark.parametrize("step", ["hour", "day"])
def test_holidays_of_the_past_prepare_for_the_next_one(step):
    per_day, days = (24, 100) if step == "hour" else (1, 420)
    off = [FIRST + dt.timedelta(days=n) for n in range(9, days, 25) if (FIRST + dt.timedelta(days=n)).weekday() < 6]
    free = np.isin(np.arange(days), [(day - FIRST).days for day in off]).repeat(per_day)
    mean = np.where(free, 2.0, 12.0) * np.ones((20, 1)) / np.sqrt(per_day)
    first = dt.datetime.combine(FIRST, dt.time()) if step == "hour" else FIRST
    panel = Panel(counted(np.random.default_rng(1), mean), None, first, step, holidays=frozenset(off))
    last = ((off[-1] - FIRST).days) * per_day
    known = forecast(panel, last, OPTIONS).expected[:, :per_day].mean()
    unknown = forecast(replace(panel, holidays=frozenset()), last, OPTIONS).expected[:, :per_day].mean()
    assert known / mean[0, last] < 1.6
    assert unknown / mean[0, last] > 3


@pytest.mark.parametrize("factor", [1e-300, 1e-3, 0.37, 1e6, 1e300])
def test_denominators_below_the_count_fractional_or_absurd_do_no_harm(factor):
    panel = quiet_panel(series=10, steps=260, levels=(4.0,))
    exposure = panel.exposure.copy()
    exposure[0, 100:] *= factor
    exposure[1] *= factor
    found = forecast(with_counts(panel, exposure=exposure), 240, OPTIONS)
    healthy = forecast(panel, 240, OPTIONS)
    assert np.isfinite(found.expected).all()
    assert np.isfinite(found.standard_error).all()
    np.testing.assert_allclose(found.expected[2:], healthy.expected[2:], rtol=0.3)


def test_absurd_counts_do_no_harm():
    panel = quiet_panel(series=10, steps=260, levels=(4.0,))
    counts = panel.counts.copy()
    counts[0, 150], counts[1, 200:220] = 1e300, 1e12
    found = forecast(with_counts(panel, counts), 240, OPTIONS)
    assert np.isfinite(found.expected).all()
    healthy = forecast(panel, 240, OPTIONS)
    np.testing.assert_allclose(found.expected[2:], healthy.expected[2:], rtol=0.15)
    np.testing.assert_allclose(found.phi[2:], healthy.phi[2:], rtol=0.15)


@pytest.mark.parametrize("name", ["masked", "changed"])
def test_marks_of_another_shape_are_refused(name):
    with pytest.raises(ValueError, match="differ in shape"):
        replace(quiet_panel(series=3, steps=30), **{name: np.zeros((3, 29), bool)})
