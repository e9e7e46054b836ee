"""The clock of a promise: it runs in business hours only. Pure: instants in, instants out.

Invariants: what ``due_at`` returns is reached after exactly so many business hours, also across a change of the clocks:
hours are lengths of real time, and only where a day opens and closes is told by the shop's own clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count, takewhile
from typing import Final
from zoneinfo import ZoneInfo

from feedback_app.alerts.hours import IsOff

DAY_MINUTES: Final = 24 * 60
WEEKDAYS: Final = 7
# Longer than any run of holidays: who never opens promises nothing.
LONGEST_SEARCH: Final = 400
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class BusinessHours:
    """From and until which minute of the day the clock runs, Monday first; (0, 1440) is the whole day.

    A day whose end is not after its start is closed. ValueError for what is no minute or no week.
    """

    days: tuple[tuple[int, int], ...]

    def __post_init__(self) -> None:
        """Refuse hours that no clock shows."""
        minutes = [minute for day in self.days for minute in day]
        if len(self.days) != WEEKDAYS or any(not 0 <= minute <= DAY_MINUTES for minute in minutes):
            raise ValueError("seven days with minutes from 0 to 1440")


def due_at(opened_at: datetime, hours: float, business: BusinessHours, is_off: IsOff, zone: ZoneInfo) -> datetime:
    """Return when so many business hours have passed since ``opened_at``, aware UTC; ``is_off`` knows holidays.

    No hours: ``opened_at`` itself. ValueError for less than none, and where the shop does not open for over a year.
    """
    if hours < 0:
        raise ValueError("hours are counted forwards")
    start = opened_at.astimezone(UTC)
    left = timedelta(hours=hours)
    if not left:
        return start
    closed_until = start + timedelta(days=LONGEST_SEARCH)
    for opens, closes in _spans(start, business, is_off, zone):
        if opens > closed_until:
            break
        if closes - opens >= left:
            return opens + left
        if closes > opens:
            left -= closes - opens
            closed_until = closes + timedelta(days=LONGEST_SEARCH)
    raise ValueError("without business hours nothing is ever due")


def business_seconds(start: datetime, end: datetime, business: BusinessHours, is_off: IsOff, zone: ZoneInfo) -> float:
    """Return how many business seconds lie between two instants, 0 when ``end`` is not after ``start``."""
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    before_end = takewhile(lambda span: span[0] < end, _spans(start, business, is_off, zone))
    return sum(((min(closes, end) - opens).total_seconds() for opens, closes in before_end), 0.0)


def _spans(start: datetime, business: BusinessHours, is_off: IsOff, zone: ZoneInfo) -> Iterator[Span]:
    """Yield for each day from ``start`` on what of it is open, in UTC; a closed day is an empty span at its start."""
    first = start.astimezone(zone).date()
    for ahead in count():
        day = first + timedelta(days=ahead)
        opens, closes = (0, 0) if is_off(day) else business.days[day.weekday()]
        begin = max(_instant(day, opens, zone), start)
        yield begin, max(begin, _instant(day, closes, zone))


def _instant(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """Return the instant at which the shop's clock shows a minute of the day; 1440 is the next midnight.

    A minute that comes twice is its first time, one that is left out comes an hour later.
    """
    ahead, of_day = divmod(minute, DAY_MINUTES)
    shown = datetime.combine(day + timedelta(days=ahead), time(of_day // 60, of_day % 60), zone)
    return shown.astimezone(UTC)
