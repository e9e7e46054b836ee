"""When a team may be disturbed: on-call hours, quiet hours and public holidays, on the shop's own clock. Pure.

A window names minutes of the wall clock, so a night shift is an hour shorter in March and longer in October, as it is
for the people. Invariants: a day off has no on-call minute but for what a window of the evening before brings over
midnight; time is counted in real minutes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

import holidays
import msgspec

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
QUIET: Final = "quiet"
DAY: Final = 24 * 60
FARTHEST_DAYS: Final = 40

Window = tuple[int, int]
IsOff = Callable[[date], bool]


@dataclass(frozen=True, slots=True)
class OnCall:
    """Windows by weekday in minutes since midnight; an end at or before its start lies on the next day.

    week: seven tuples, Monday first. quiet: what is taken out of every day. Everything empty: always on call.
    """

    week: tuple[tuple[Window, ...], ...] = ((),) * 7
    quiet: tuple[Window, ...] = ()

    @property
    def always(self) -> bool:
        """True when no window is set: every minute counts, holidays too, but for the quiet hours."""
        return not any(self.week)


ALWAYS: Final = OnCall()


@dataclass(frozen=True, slots=True)
class Calendar:
    """A team's hours on the shop's clock; ``is_off`` tells of public holidays."""

    hours: OnCall
    zone: ZoneInfo
    is_off: IsOff


def next_on_call(at: datetime, calendar: Calendar) -> datetime:
    """Return the first instant from ``at`` on when the team may be disturbed, ``at`` itself if it may be now.

    With hours that never come within forty days (every day off), ``at``: a message is rather early than lost.
    """
    for start, end in _open_spans(at, calendar):
        if end > at:
            return max(start, at)
    return at


def after_on_call(at: datetime, span: timedelta, calendar: Calendar) -> datetime:
    """Return the instant at which so much on-call time has passed since ``at``."""
    left, reached = span, at
    for start, end in _open_spans(at, calendar):
        begin = max(start, reached)
        if end <= begin:
            continue
        if end - begin >= left:
            return begin + left
        left, reached = left - (end - begin), end
    return reached + left


def parse_hours(stored: str) -> OnCall:
    """Return the hours of a team's JSON; always on call for what cannot be read."""
    try:
        found = msgspec.json.decode(stored, type=dict[str, list[tuple[str, str]]])
        return OnCall(
            tuple(_windows(found.get(day, ())) for day in WEEKDAYS),
            _windows(found.get(QUIET, ())),
        )
    except (msgspec.DecodeError, ValueError):
        return ALWAYS


def hours_json(hours: OnCall) -> str:
    """Return hours as they are stored."""
    named = {day: _texts(windows) for day, windows in zip(WEEKDAYS, hours.week, strict=True) if windows}
    if hours.quiet:
        named[QUIET] = _texts(hours.quiet)
    return msgspec.json.encode(named).decode()


def minute_of(text: str) -> int:
    """Return the minute of the day of ``HH:MM``, 24:00 included; ValueError for anything else."""
    hour, _, minute = text.partition(":")
    if not (len(hour) == 2 and len(minute) == 2 and text.isascii() and (hour + minute).isdigit()):
        raise ValueError(text)
    found = int(hour) * 60 + int(minute)
    if int(minute) > 59 or found > DAY:
        raise ValueError(text)
    return found


def clock_of(minute: int) -> str:
    """Return ``HH:MM`` of a minute of the day."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def german_holidays(state: str) -> IsOff:
    """Return what knows the public holidays of a federal state, "" for the nationwide ones (holidays library)."""
    return lambda day: day in _holidays_of(state, day.year)


def _open_spans(at: datetime, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
    """Yield the on-call spans in UTC from the day before ``at`` on, in order; they may touch."""
    first = at.astimezone(calendar.zone).date() - timedelta(days=1)
    for number in range(FARTHEST_DAYS):
        day = first + timedelta(days=number)
        yield from sorted(_spans_of(day, calendar))


def _spans_of(day: date, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
    hours = calendar.hours
    if hours.always:
        windows: tuple[Window, ...] = ((0, DAY),)
    elif calendar.is_off(day):
        return
    else:
        windows = hours.week[day.weekday()]
    for window in windows:
        start, end = _reach(window)
        for part in _without((start, end), hours.quiet):
            span = _instant(day, part[0], calendar.zone), _instant(day, part[1], calendar.zone)
            if span[1] > span[0]:
                yield span


def _reach(window: Window) -> Window:
    start, end = window
    return (start, end if end > start else end + DAY)


def _without(window: Window, quiet: tuple[Window, ...]) -> list[Window]:
    """Cut the quiet hours of yesterday, today and tomorrow out of a window that may reach over midnight."""
    parts = [window]
    for one in quiet:
        for shift in (-DAY, 0, DAY):
            start, end = (minute + shift for minute in _reach(one))
            parts = [
                (low, high)
                for left, right in parts
                for low, high in ((left, min(right, start)), (max(left, end), right))
                if low < high
            ]
    return parts


def _instant(day: date, minute: int, zone: ZoneInfo) -> datetime:
    # A wall clock that does not exist on this day (02:30 in March) is the same instant as an hour later.
    days, rest = divmod(minute, DAY)
    wall = datetime.combine(day + timedelta(days=days), time(rest // 60, rest % 60), zone)
    return wall.astimezone(UTC)


def _windows(pairs: list[tuple[str, str]] | tuple[()]) -> tuple[Window, ...]:
    return tuple(sorted((minute_of(start), minute_of(end)) for start, end in pairs))


def _texts(windows: tuple[Window, ...]) -> list[tuple[str, str]]:
    return [(clock_of(start), clock_of(end)) for start, end in windows]


@cache
def _holidays_of(state: str, year: int) -> Mapping[date, str]:
    return holidays.country_holidays("DE", subdiv=state or None, years=year)
