"""How serious an alert is: by cases, ratio, cost and danger; and when somebody must have taken it on."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_app.alerts.cards import SEVERITIES
from feedback_app.alerts.severity import cost_of, due_of, is_louder, most_serious, severity_of, weekly

NOW = datetime(2026, 11, 20, 11, tzinfo=UTC)
AMOUNTS = st.floats(0, 1e6)


@pytest.mark.parametrize(
    ("excess", "expected", "cost", "severity"),
    [
        (4, 3, None, "low"),
        (12, 30, None, "medium"),
        (40, 35, None, "high"),
        (40, 60, None, "medium"),
        (250, 60, None, "critical"),
        (250, 400, None, "medium"),
        (5, 5, 200.0, "medium"),
        (5, 5, 1500.0, "high"),
        (5, 5, 5000.0, "critical"),
        (9, 0, None, "medium"),
    ],
)
def test_cases_their_ratio_and_their_cost_make_it_serious(excess, expected, cost, severity):
    assert severity_of(excess, expected, cost) == severity


def test_one_danger_is_critical_whatever_else():
    assert severity_of(0, 0, None, danger=True) == "critical"


@given(AMOUNTS, AMOUNTS, st.none() | AMOUNTS, AMOUNTS)
def test_more_cases_are_never_less_serious(excess, expected, cost, more):
    before, after = severity_of(excess, expected, cost), severity_of(excess + more, expected, cost)
    assert SEVERITIES.index(after) >= SEVERITIES.index(before)


def test_it_is_due_in_four_hours_a_day_three_days_or_a_week():
    spans = {one: due_of(one, NOW) - NOW for one in SEVERITIES}
    assert spans == {
        "critical": timedelta(hours=4), "high": timedelta(hours=24), "medium": timedelta(days=3),
        "low": timedelta(days=7),
    }  # fmt: skip


def test_only_a_climb_to_high_or_critical_is_told():
    climbs = {(old, new) for old in SEVERITIES for new in SEVERITIES if is_louder(new, than=old)}
    assert climbs == {
        ("low", "high"), ("low", "critical"), ("medium", "high"), ("medium", "critical"), ("high", "critical"),
    }  # fmt: skip


def test_a_steady_rise_is_as_serious_on_each_day_and_one_bad_day_is_not_seven():
    assert [weekly(5 * days, days) for days in (3, 7, 21)] == [35, 35, 35]
    assert weekly(15, 1) == 35


def test_what_a_case_costs_makes_the_cost_of_a_week():
    assert (cost_of(41.5, 800), cost_of(-3, 800), cost_of(41.5, None)) == (332.0, 0.0, None)


def test_the_most_serious_of_none_is_low():
    assert (most_serious(), most_serious("medium", "critical", "low")) == ("low", "critical")
