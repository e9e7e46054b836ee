"""How much the fictional shop sends and gets back on a day: week, growth, Black Friday, the wave after Christmas. Pure.

Invariant: what comes back follows from what was sent 4 to 30 days before, so both tell the same story.
"""

from __future__ import annotations

import math
from datetime import date, timedelta
from functools import cache
from typing import Final

PIECES_A_DAY: Final = 228.0
GROWTH_A_YEAR: Final = 0.4
RETURNS_AFTER: Final = range(4, 31)
# Monday to Sunday: the warehouses catch up on Mondays and rest on Sundays; customers write least at weekends.
_SENDING: Final = (1.75, 1.2, 1.1, 1.1, 1.15, 0.7, 0.0)
_WRITING: Final = (1.35, 1.2, 1.08, 1.02, 0.95, 0.65, 0.75)


def pieces_sent(day: date, last_day: date) -> float:
    """Return how many pieces leave on a day on average, in a shop that has grown up to ``last_day``."""
    growth = 1 + GROWTH_A_YEAR * (0.5 - (last_day - day).days / 365)
    return PIECES_A_DAY * max(growth, 0.2) * _SENDING[day.weekday()] * _season(day)


def answers_written(day: date, last_day: date, returned: float) -> float:
    """Return how many forms are answered on a day on average; ``returned`` of the pieces sent lead to one."""
    sent = sum(share * pieces_sent(day - timedelta(days=after), last_day) for after, share in delays())
    # After Christmas people have time, and gifts come back that were bought early.
    wave = 1.4 if (day.month, day.day) >= (12, 27) or (day.month == 1 and day.day <= 20) else 1.0
    return sent * returned * _WRITING[day.weekday()] * wave


def black_friday(year: int) -> date:
    """Return the day after the fourth Thursday of November."""
    first = date(year, 11, 1)
    return first + timedelta(days=(3 - first.weekday()) % 7 + 22)


@cache
def delays() -> tuple[tuple[int, float], ...]:
    """Return how many days after it was sent a piece comes back, and the share of those that do so."""
    weights = {after: (after - 3) * math.exp(-(after - 3) / 4) for after in RETURNS_AFTER}
    return tuple((after, weight / sum(weights.values())) for after, weight in weights.items())


def _season(day: date) -> float:
    since = (day - black_friday(day.year)).days
    if since == 0:
        return 2.8
    if -4 <= since <= 3:
        return 1.9
    if day.month == 12:
        return 1.35 if day.day <= 20 else 0.7
    return 0.9 if day.month in (7, 8) else 1.0
