import datetime as dt

import numpy as np
import pytest

from feedback_app.alerts.backtest import Known, replayed, runs
from feedback_app.alerts.trends import Panel, scan
from tests.alerts.panels import FIRST, SHARE, counted, quiet_panel, with_counts

NAMES = [f"s{number}" for number in range(12)]
START, ILL, NOTICED = 300, 360, 372
MONDAY = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def year():
    """Twelve series of 420 days; series 4 has three times its cases for 20 days from day 360 on."""
    panel = quiet_panel(series=12, steps=420, seed=8, levels=(2.0, 8.0))
    counts, exposure = panel.counts.copy(), panel.exposure.copy()
    days = slice(ILL, ILL + 20)
    extra = counted(np.random.default_rng(1), 2 * exposure[5, days] * SHARE)
    counts[5, days] += extra
    exposure[5, days] += extra
    return with_counts(panel, counts, exposure)


def backtest(panel, names, start, budget, known=()):
    """Replay the steps from ``start`` on at one budget."""
    return replayed(panel, names, scan(panel, start, budget), budget, known)


@pytest.fixture(scope="module")
def done(year):
    return backtest(year, NAMES, START, 0.3, [Known(5, ILL, NOTICED)])


def day(number):
    return FIRST + dt.timedelta(days=number)


def test_a_known_incident_is_warned_of_days_before_people_noticed(done):
    (incident,) = done.incidents
    assert (incident.series, incident.start, incident.noticed) == ("s5", day(ILL), day(NOTICED))
    assert day(ILL) <= incident.warned < day(NOTICED)
    assert incident.days_ahead == (day(NOTICED) - incident.warned).days
    assert done.found == 1


def test_a_warning_says_what_was_seen_and_what_was_expected_since_when(done):
    warning = next(one for one in done.warnings if one.series == "s5")
    assert warning.known
    assert abs((warning.since - day(ILL)).days) <= 3
    assert warning.first == done.incidents[0].warned
    assert warning.last > warning.first
    assert warning.observed > warning.upper > warning.expected > warning.lower


def test_warnings_outside_known_incidents_are_counted_against_the_budget(year, done):
    assert (done.start, done.end, done.months, done.budget) == (day(START), day(419), 4.0, 0.3)
    assert done.unexplained <= 1
    nothing_known = backtest(year, NAMES, START, 0.3)
    assert nothing_known.unexplained == done.unexplained + 1
    assert nothing_known.incidents == ()


def test_a_replay_says_of_every_day_what_was_known_on_it(year, done):
    short = Panel(year.counts[:, :400], year.exposure[:, :400], year.first, "day")
    cut = backtest(short, NAMES, START, 0.3)
    seen = [(one.series, one.first, one.observed) for one in done.warnings if one.first < day(400)]
    assert [(one.series, one.first, one.observed) for one in cut.warnings] == seen


def test_a_larger_budget_warns_no_later(year, done):
    lax = backtest(year, NAMES, START, 10.0, [Known(5, ILL, NOTICED)])
    assert len(lax.warnings) >= len(done.warnings)
    assert lax.incidents[0].warned <= done.incidents[0].warned


def test_an_incident_that_was_missed_or_never_noticed_has_no_days_ahead(year):
    missed, unnoticed = backtest(year, NAMES, START, 0.3, [Known(2, 330, 340), Known(5, ILL)]).incidents
    assert (missed.warned, missed.days_ahead) == (None, None)
    assert unnoticed.warned is not None
    assert unnoticed.days_ahead is None


def test_an_incident_that_was_over_before_the_replay_is_left_out_and_counted(year):
    done = backtest(year, NAMES, START, 0.3, [Known(5, 100, 105), Known(5, ILL)])
    assert (done.left_out, len(done.incidents)) == (1, 1)


def test_a_warning_after_people_noticed_counts_backwards(year):
    (late,) = backtest(year, NAMES, START, 0.3, [Known(5, ILL, ILL)]).incidents
    assert late.days_ahead <= 0


def test_alarms_close_together_are_one_warning():
    alarm = np.zeros(60, bool)
    alarm[[3, 4, 17, 40]] = True
    assert runs(alarm, 14) == [(3, 17), (40, 40)]
    assert runs(np.zeros(5, bool), 14) == []


def test_hours_are_told_in_hours_and_days_ahead_in_days():
    counts = counted(np.random.default_rng(0), np.full((3, 24 * 40), 3.0))
    counts[1, -30:] += 12
    panel = Panel(counts, None, MONDAY, "hour")
    (incident,) = backtest(panel, "abc", 24 * 30, 1.0, [Known(1, 24 * 40 - 30, 24 * 40 - 1)]).incidents
    assert incident.start == MONDAY + dt.timedelta(hours=24 * 40 - 30)
    assert 0.8 < incident.days_ahead < 29 / 24


def test_a_replay_of_no_steps_has_no_warnings():
    panel = quiet_panel(series=2, steps=30)
    done = backtest(panel, ["a", "b"], 30, 1.0)
    assert (done.warnings, done.unexplained) == ((), 0)


def test_every_series_needs_a_name(year):
    with pytest.raises(ValueError, match="name"):
        replayed(year, ["a"], scan(year, 410, 1.0), 1.0)
