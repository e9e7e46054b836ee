"""The calendar of a count series as regression columns: trend, weekday, hour, season and the peak weeks of trade.

Pure. Columns depend on the calendar alone, never on counts, so that every series of a panel shares them.
Column 0 is the level. Every other column says how far a single series may stray from its group.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Step = Literal["hour", "day", "week"]
Floats = NDArray[np.float64]

STEPS_PER_DAY: dict[Step, float] = {"hour": 24.0, "day": 1.0, "week": 1 / 7}
"""Steps in one day."""

YEAR_DAYS = 365.25
TREND_PRECISION = 20.0
WEEKDAY_PRECISION = 40.0
SEASON_PRECISION = 80.0
FIXED = 1e6
"""A precision that holds a coefficient at its prior."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Regression columns of a span of steps.

    matrix: (n_steps, n_columns). precision: (n_columns,), the inverse variance of a series' coefficient about that
    of its group, in log units; the level's entry is 0 and filled in by the fit. span_days: (n_columns,), history
    that a column needs before it may be learnt. kind: (n_columns,), equal for columns that belong together.
    """

    matrix: Floats
    precision: Floats
    span_days: Floats
    kind: NDArray[np.int64]


def columns(first: dt.date, step: Step, begin: int, end: int, origin: int) -> Columns:
    """Return the columns of steps begin..end-1, counted from `first`; the trend is 0 at step `origin`.

    Hourly panels are too short for a season; weekly ones have no weekday and no peak week.
    """
    steps = np.arange(begin, end)
    days = steps / STEPS_PER_DAY[step]
    parts = [
        (np.ones((len(steps), 1)), 0.0, 0.0),
        ((steps[:, None] - origin) / (STEPS_PER_DAY[step] * YEAR_DAYS), TREND_PRECISION, 90.0),
    ]
    ordinals = np.floor(_clock_hours(first) / 24 + days).astype(np.int64) + first.toordinal()
    if step != "week":
        parts.append((_contrasts((ordinals - 1) % 7, 7), WEEKDAY_PRECISION, 14.0))
    if step == "hour":
        hours = (_clock_hours(first) + steps) % 24
        parts.append((_contrasts(hours, 24), WEEKDAY_PRECISION, 7.0))
    else:
        parts.append((_harmonics(ordinals), SEASON_PRECISION, YEAR_DAYS))
    if step == "day":
        parts.append((_peaks(ordinals), SEASON_PRECISION, 0.0))
    widths = [part.shape[1] for part, _, _ in parts]
    return Columns(
        np.hstack([part for part, _, _ in parts]),
        np.repeat([precision for _, precision, _ in parts], widths),
        np.repeat([span for _, _, span in parts], widths),
        np.repeat(np.arange(len(parts)), widths),
    )


def week_of_step(first: dt.date, step: Step, steps: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number the calendar weeks (Monday first) of steps counted from `first`; every weekly step is its own week."""
    if step == "week":
        return steps
    per_day = int(STEPS_PER_DAY[step])
    since_monday = first.weekday() * per_day + (_clock_hours(first) if step == "hour" else 0)
    return (steps + since_monday) // (7 * per_day)


def first_step_of_week(first: dt.date, step: Step, week: int) -> int:
    """Return the step that begins a week of `week_of_step`; negative when the panel begins within it."""
    if step == "week":
        return week
    per_day = int(STEPS_PER_DAY[step])
    since_monday = first.weekday() * per_day + (_clock_hours(first) if step == "hour" else 0)
    return week * 7 * per_day - since_monday


def black_friday(year: int) -> dt.date:
    """Return the day after the fourth Thursday of November."""
    november = dt.date(year, 11, 1)
    return november + dt.timedelta(days=(3 - november.weekday()) % 7 + 22)


def _clock_hours(first: dt.date) -> int:
    return first.hour if isinstance(first, dt.datetime) else 0


def _contrasts(kind: NDArray[np.int64], kinds: int) -> Floats:
    """Code `kinds` classes in kinds - 1 columns that sum to zero, so that the level is the mean over classes."""
    coded = np.vstack([np.eye(kinds - 1), -np.ones(kinds - 1)])
    return np.asarray(coded[kind], float)


def _harmonics(ordinals: NDArray[np.int64]) -> Floats:
    angle = 2 * np.pi * ordinals / YEAR_DAYS
    return np.column_stack([np.cos(angle), np.sin(angle), np.cos(2 * angle), np.sin(2 * angle)])


def _peaks(ordinals: NDArray[np.int64]) -> Floats:
    """Mark the Black Friday week (from three days before to ten after) and December up to the holidays."""
    days = [dt.date.fromordinal(int(ordinal)) for ordinal in ordinals]
    week = [-3 <= (day - black_friday(day.year)).days <= 10 for day in days]
    december = [day.month == 12 and day.day <= 26 for day in days]
    return np.column_stack([week, december]).astype(float)
