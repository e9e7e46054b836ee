"""Warnings of a replay become the alerts that a team would have met."""

from datetime import date, timedelta

from feedback_app.alerts import replays
from feedback_app.alerts.backtest import Warned
from feedback_app.alerts.detector import DetectorOptions
from feedback_app.alerts.replays import Choice, Found, Outcome, doubling_days, issues_of

DAY = date(2026, 9, 1)


def warned(series: str, day: int, length: int = 5, observed: int = 40, expected: float = 12.0) -> Warned:
    first = DAY + timedelta(days=day)
    return Warned(series, first, first, first + timedelta(days=length), observed, expected, 6, 19, False)


def test_slices_of_a_theme_and_themes_of_a_slice_are_one_issue():
    joined = issues_of(
        [warned("damaged", 0), warned("damaged|carrier=GLS", 1), warned("lost|carrier=GLS", 4), warned("small", 2)],
        1.25,
    )
    assert [(one.series, one.together) for one in joined] == [("damaged", 3), ("small", 1)]


def test_the_same_series_a_month_later_is_another_issue():
    assert len(issues_of([warned("damaged", 0), warned("damaged", 30)], 1.25)) == 2


def test_few_cases_and_small_rises_open_nothing():
    assert issues_of([warned("damaged", 0, observed=4, expected=0.2), warned("small", 0, observed=14)], 1.25) == ()


def test_more_evidence_takes_longer_and_too_much_is_never_reached():
    options = DetectorOptions()
    soon, late = doubling_days(2.0, options), doubling_days(5.0, options)
    assert soon is not None
    assert late is not None
    assert soon < late
    assert doubling_days(400.0, options) is None


def test_an_outcome_is_stored_and_read_again():
    outcome = Outcome(DAY, DAY, 3, (Choice(1.0, 1, issues_of([warned("damaged", 0)], 1.25), 4, Found(None, None)),))
    assert replays.from_json(replays.to_json(outcome)) == outcome
