"""The clock of promises runs in business hours, stands still on holidays, and knows the two odd days of a year."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_app.alerts.hours import german_holidays
from feedback_app.cases.sla import DAY_MINUTES, BusinessHours, business_seconds, due_at

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = BusinessHours(((9 * 60, 17 * 60),) * 5 + ((0, 0),) * 2)
ALWAYS = BusinessHours(((0, DAY_MINUTES),) * 7)
NONE = frozenset[date]().__contains__
instants = st.integers(0, 400 * 86_400).map(lambda ahead: datetime(2025, 12, 1, tzinfo=UTC) + timedelta(seconds=ahead))
days = st.tuples(st.integers(0, DAY_MINUTES), st.integers(0, DAY_MINUTES))
weeks = st.lists(days, min_size=7, max_size=7).filter(lambda week: any(c - o > 60 for o, c in week))
off = st.frozensets(st.dates(date(2025, 12, 1), date(2027, 3, 1)), max_size=20)
lengths = st.floats(0.01, 200)


def berlin(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=BERLIN)


def due(opened: datetime, hours: float, week: BusinessHours = OFFICE, state: str = "") -> datetime:
    return due_at(opened, hours, week, german_holidays(state), BERLIN).astimezone(BERLIN)


def test_the_clock_stands_still_from_friday_evening_to_monday_morning():
    assert due(berlin(2026, 11, 20, 16, 0), 4) == berlin(2026, 11, 23, 12, 0)
    assert due(berlin(2026, 11, 21, 3, 0), 4) == berlin(2026, 11, 23, 13, 0)


def test_a_promise_that_ends_with_the_day_is_due_then_and_not_the_next_morning():
    assert due(berlin(2026, 11, 20, 9, 0), 8) == berlin(2026, 11, 20, 17, 0)


@pytest.mark.parametrize(
    ("state", "expected"),
    [("", berlin(2026, 1, 6, 11)), ("BY", berlin(2026, 1, 7, 11)), ("BE", berlin(2026, 1, 6, 11))],
)
def test_a_holiday_of_the_federal_state_stops_the_clock_there_only(state, expected):
    assert due(berlin(2026, 1, 5, 16, 0), 3, state=state) == expected


def test_holidays_of_the_whole_country_stop_it_everywhere():
    assert due(berlin(2026, 12, 24, 16, 0), 2) == berlin(2026, 12, 28, 10, 0)
    assert due(berlin(2026, 12, 31, 16, 0), 2) == berlin(2027, 1, 4, 10, 0)


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 11, 1), 24)])
def test_a_day_is_as_long_as_it_is(day, hours):
    start = berlin(day.year, day.month, day.day)
    assert due(start, hours, ALWAYS) == start + timedelta(days=1)
    assert business_seconds(start, start + timedelta(days=1), ALWAYS, NONE, BERLIN) == hours * 3600


def test_an_hour_that_is_left_out_is_not_counted_and_one_that_comes_twice_is_counted_twice():
    night = BusinessHours(((2 * 60, 3 * 60),) * 7)
    lost, doubled = berlin(2026, 3, 29), berlin(2026, 10, 25)
    assert business_seconds(lost, lost + timedelta(days=1), night, NONE, BERLIN) == 0
    assert business_seconds(doubled, doubled + timedelta(days=1), night, NONE, BERLIN) == 7200


def test_whoever_never_opens_and_whoever_counts_backwards_hears_so():
    with pytest.raises(ValueError, match="business hours"):
        due_at(berlin(2026, 1, 1), 1, BusinessHours(((0, 0),) * 7), NONE, BERLIN)
    with pytest.raises(ValueError, match="forwards"):
        due_at(berlin(2026, 1, 1), -1, OFFICE, NONE, BERLIN)
    with pytest.raises(ValueError, match="seven days"):
        BusinessHours(((0, 1441),) * 7)


@settings(deadline=None)
@given(instants, lengths, weeks, off)
def test_what_is_due_is_reached_after_exactly_so_many_business_hours(opened, hours, week, closed):
    business = BusinessHours(tuple(week))
    reached = due_at(opened, hours, business, closed.__contains__, BERLIN)
    passed = business_seconds(opened, reached, business, closed.__contains__, BERLIN)
    assert passed == pytest.approx(hours * 3600, abs=0.001)
    earlier = business_seconds(opened, reached - timedelta(seconds=1), business, closed.__contains__, BERLIN)
    assert earlier < passed


@settings(deadline=None)
@given(instants, lengths, lengths, weeks)
def test_a_longer_promise_is_due_later_and_two_in_a_row_are_one(opened, first, second, week):
    business = BusinessHours(tuple(week))
    once = due_at(opened, first + second, business, NONE, BERLIN)
    half = due_at(opened, first, business, NONE, BERLIN)
    assert half < once
    assert abs(due_at(half, second, business, NONE, BERLIN) - once) < timedelta(milliseconds=1)


@settings(deadline=None)
@given(instants, st.integers(0, 40), st.integers(0, 40), weeks, off)
def test_seconds_add_up_and_are_never_more_than_went_by(start, hours, more, week, closed):
    business, middle = BusinessHours(tuple(week)), start + timedelta(hours=hours)
    end = middle + timedelta(hours=more)

    def seconds(one: datetime, other: datetime) -> float:
        return business_seconds(one, other, business, closed.__contains__, BERLIN)

    assert seconds(start, middle) + seconds(middle, end) == pytest.approx(seconds(start, end))
    assert 0 <= seconds(start, end) <= (end - start).total_seconds()
    assert seconds(end, start) == 0
