import numpy as np
import pytest

from feedback_app.alerts.detector import DetectorOptions, advance, fresh
from feedback_app.alerts.forecast import forecast
from feedback_app.alerts.trends import scan
from tests.alerts.panels import counted, quiet_panel, with_counts

pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning")


def stepped(counts, mean=5.0, step="day", error=0.05):
    """Run the detector over (n_series, n_steps) counts of a constant mean; return the last state and all scores."""
    counts = np.asarray(counts, float)
    state, ones = fresh(len(counts), step), np.ones(len(counts))
    scores, since = [], []
    for column in counts.T:
        state, score, begun = advance(state, column, mean * ones, 1.3 * ones, error * ones)
        scores.append(score)
        since.append(begun)
    return state, np.array(scores).T, np.array(since).T


def test_going_on_step_by_step_is_the_scan():
    panel = quiet_panel(series=20, steps=330, seed=2)
    counts = panel.counts.copy()
    counts[3, 300:] *= 4
    counts[5, 310:315] = np.nan
    panel = with_counts(panel, counts)
    whole, usual = scan(panel, 250, 1.0), forecast(panel, 250, DetectorOptions().baseline)
    state = fresh(20, "day", 250)
    for now in range(80):
        at = (panel.counts[:, 250 + now], usual.cautious[:, now], usual.phi[:, now], usual.standard_error[:, now])
        state, score, since = advance(state, *at)
        np.testing.assert_array_equal(score, whole.score[:, now])
        np.testing.assert_array_equal(since, whole.since[:, now])
    np.testing.assert_array_equal(state.evidence, whole.state.evidence)
    assert state.now == whole.state.now == 330


def test_the_state_of_a_scan_goes_on_where_a_longer_scan_would():
    panel = quiet_panel(series=6, steps=301)
    short = scan(with_counts(panel, panel.counts[:, :300], panel.exposure[:, :300]), 250, 1.0)
    whole, usual = scan(panel, 250, 1.0), forecast(panel, 300, DetectorOptions().baseline)
    at = (panel.counts[:, 300], usual.cautious[:, 0], usual.phi[:, 0], usual.standard_error[:, 0])
    _, score, since = advance(short.state, *at)
    np.testing.assert_allclose(score, whole.score[:, -1], rtol=1e-5, atol=1e-6)
    np.testing.assert_array_equal(since, whole.since[:, -1])


def test_a_state_takes_few_bytes_and_does_not_grow():
    state, _, _ = stepped(np.full((100, 1), 5))
    later, _, _ = stepped(np.full((100, 50), 5))
    sizes = [one.evidence.nbytes + one.rise.nbytes + one.begin.nbytes for one in (state, later)]
    assert sizes[0] == sizes[1] <= 100 * 80


def test_a_step_without_a_count_leaves_everything_as_it_was():
    state, _, _ = stepped(np.full((3, 10), 9))
    nothing, ones = np.full(3, np.nan), np.ones(3)
    after, score, since = advance(state, nothing, 5 * ones, ones)
    np.testing.assert_array_equal(after.evidence, state.evidence)
    np.testing.assert_array_equal(score, advance(after, nothing, nothing, ones)[1])
    assert (since >= 0).all()


def test_rows_follow_their_series_and_new_ones_begin_with_nothing():
    state, _, _ = stepped([[5] * 20, [25] * 20])
    moved = state.rows(np.array([1, -1, 0]))
    np.testing.assert_array_equal(moved.evidence[[2, 0]], state.evidence)
    assert np.isneginf(moved.evidence[1]).all()
    assert (moved.begin[1] == -1).all()
    assert moved.now == state.now


def test_the_beginning_is_the_day_on_which_the_rise_began():
    _, _, since = stepped([[5] * 30 + [15] * 6])
    assert since[0, -1] == 30


def test_a_spike_a_step_and_a_ramp_are_all_told():
    dice = np.random.default_rng(3)
    usual = counted(dice, np.full((3, 60), 5.0))
    usual[0, 50] += 25
    usual[1, 50:] += counted(dice, np.full(10, 7.0))
    usual[2, 40:] += counted(dice, np.linspace(0.5, 12, 20))
    _, scores, _ = stepped(usual)
    assert (scores[:, 40:].max(axis=1) > 3.8).all()
    assert (scores[:, :40].max(axis=1) < 3).all()


def test_a_baseline_that_is_little_known_needs_more_evidence():
    rising = [[5] * 20 + [9] * 10]
    sure, unsure = (stepped(rising, error=error)[1][0, -1] for error in (0.02, 0.3))
    assert sure > unsure + 0.5


def test_a_baseline_that_is_off_by_half_its_error_is_no_rise_that_grows_for_ever():
    dice = np.random.default_rng(1)
    off = counted(dice, np.full((40, 300), 50 * np.exp(0.05)))
    unsure, sure = (np.median(stepped(off, mean=50.0, error=error)[1].max(axis=1)) for error in (0.1, 0.01))
    assert unsure < 2.5
    assert sure > unsure + 1


def test_no_count_is_too_large_for_the_evidence():
    _, scores, _ = stepped([[5] * 5 + [10**9] + [5] * 5])
    assert np.isfinite(scores).all()
    assert scores[0, 5] > 100


def test_mean_evidence_of_a_quiet_series_stays_below_the_bound():
    dice = np.random.default_rng(0)
    _, scores, _ = stepped(counted(dice, np.full((4000, 30), 5.0)), error=0.0)
    assert (10.0 ** scores[:, -1].astype(float) - 1).mean() < 30 * 1.1


@pytest.mark.parametrize("step", ["hour", "day", "week"])
def test_every_kind_of_step_has_its_memory(step):
    state, scores, _ = stepped([[5] * 10 + [30] * 3], step=step)
    assert state.step == step
    assert scores[0, -1] > 3
