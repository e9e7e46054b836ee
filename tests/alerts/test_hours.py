"""On-call hours, quiet hours and holidays on the shop's clock, through both changes of the clock."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_app.alerts.hours import (
    ALWAYS,
    Calendar,
    OnCall,
    after_on_call,
    clock_of,
    german_holidays,
    hours_json,
    minute_of,
    next_on_call,
    parse_hours,
)

BERLIN = ZoneInfo("Europe/Berlin")
WORKDAYS = OnCall(((((8 * 60), (18 * 60)),),) * 5 + ((), ()))


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


def calendar(hours: OnCall, state: str = "") -> Calendar:
    return Calendar(hours, BERLIN, german_holidays(state))


@pytest.mark.parametrize(
    ("at", "then"),
    [
        ("2026-11-20T12:00", "2026-11-20T12:00"),
        ("2026-11-20T07:59", "2026-11-20T08:00"),
        ("2026-11-20T18:00", "2026-11-23T08:00"),
        ("2026-12-24T18:30", "2026-12-28T08:00"),
        ("2026-03-27T20:00", "2026-03-30T08:00"),
        ("2026-10-23T20:00", "2026-10-26T08:00"),
    ],
)
def test_a_message_waits_for_the_next_working_hour(at, then):
    assert next_on_call(berlin(at), calendar(WORKDAYS)) == berlin(then)


def test_a_holiday_of_one_state_is_a_working_day_elsewhere():
    corpus_christi = berlin("2026-06-04T10:00")
    assert next_on_call(corpus_christi, calendar(WORKDAYS, "BE")) == corpus_christi
    assert next_on_call(corpus_christi, calendar(WORKDAYS, "BY")) == berlin("2026-06-05T08:00")


def test_without_hours_every_minute_counts_but_the_quiet_ones():
    assert next_on_call(berlin("2026-12-25T03:00"), calendar(ALWAYS)) == berlin("2026-12-25T03:00")
    nights = OnCall(quiet=((22 * 60, 6 * 60),))
    assert next_on_call(berlin("2026-11-20T23:15"), calendar(nights)) == berlin("2026-11-21T06:00")
    assert next_on_call(berlin("2026-11-20T05:59"), calendar(nights)) == berlin("2026-11-20T06:00")
    assert next_on_call(berlin("2026-11-20T21:59"), calendar(nights)) == berlin("2026-11-20T21:59")


def test_a_night_shift_runs_over_midnight():
    nights = calendar(OnCall((((20 * 60, 4 * 60),),) * 7))
    assert next_on_call(berlin("2026-11-20T02:00"), nights) == berlin("2026-11-20T02:00")
    assert next_on_call(berlin("2026-11-20T04:00"), nights) == berlin("2026-11-20T20:00")


@pytest.mark.parametrize(("night", "hours"), [("2026-03-28", 7), ("2026-10-24", 9), ("2026-11-20", 8)])
def test_a_night_shift_is_an_hour_shorter_in_march_and_longer_in_october(night, hours):
    nights = calendar(OnCall((((22 * 60, 6 * 60),),) * 7))
    start = berlin(f"{night}T22:00")
    assert after_on_call(start, timedelta(hours=hours), nights) == start + timedelta(hours=hours)
    later = after_on_call(start, timedelta(hours=hours, minutes=1), nights)
    assert later == start + timedelta(hours=24 + hours - 8, minutes=1)


def test_on_call_time_passes_in_on_call_hours_only():
    assert after_on_call(berlin("2026-11-20T17:00"), timedelta(hours=4), calendar(WORKDAYS)) == berlin(
        "2026-11-23T11:00"
    )
    assert after_on_call(berlin("2026-11-20T19:00"), timedelta(hours=24), calendar(ALWAYS)) == berlin(
        "2026-11-21T19:00"
    )


def test_windows_that_overlap_are_counted_once():
    both = OnCall((((20 * 60, 10 * 60), (8 * 60, 12 * 60)),) * 7)
    assert after_on_call(berlin("2026-11-20T08:00"), timedelta(hours=5), calendar(both)) == berlin("2026-11-20T21:00")


def test_hours_that_never_come_keep_no_message_back():
    never = OnCall(week=(((0, 60),),) + ((),) * 6, quiet=((0, 24 * 60),))
    assert next_on_call(berlin("2026-11-20T12:00"), calendar(never)) == berlin("2026-11-20T12:00")


windows = st.tuples(st.integers(0, 1439), st.integers(0, 1440))
weeks = st.tuples(*[st.lists(windows, max_size=2).map(lambda found: tuple(sorted(found)))] * 7)


@given(weeks, st.lists(windows, max_size=1).map(tuple), st.integers(0, 400 * 1440))
def test_what_is_next_is_on_call_itself_and_not_before(week, quiet, minutes):
    team = calendar(OnCall(week, quiet))
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    then = next_on_call(at, team)
    assert then >= at
    assert next_on_call(then, team) == then
    assert after_on_call(at, timedelta(0), team) >= at


@given(weeks, st.lists(windows, max_size=1).map(tuple))
def test_hours_are_read_as_they_were_written(week, quiet):
    assert parse_hours(hours_json(OnCall(week, quiet))) == OnCall(week, quiet)


@pytest.mark.parametrize("stored", ["", "[]", '{"mon": 3}', '{"mon": [["8", "9"]]}', '{"mon": [["08:00", "25:00"]]}'])
def test_hours_that_cannot_be_read_mean_always(stored):
    assert parse_hours(stored) == ALWAYS


def test_the_clock_reads_and_writes_midnight_at_both_ends():
    assert [clock_of(minute_of(text)) for text in ("00:00", "08:05", "24:00")] == ["00:00", "08:05", "24:00"]
    for wrong in ("8:00", "08:60", "24:01", "٠٨:٠٠", "-1:00"):
        with pytest.raises(ValueError, match=wrong):
            minute_of(wrong)
