"""The calendar of a count series as regression columns: level and its drift, trend, weekday, hour, season, peak weeks.

Pure. Columns depend on the calendar alone, never on counts, so that every series of a panel shares them.
Column 0 is the level at the origin. Every other column says how far a single series may stray from its group.
"""

import datetime as dt
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Step = Literal["hour", "day", "week"]
Floats = NDArray[np.float64]
Days = NDArray[np.int64]

STEPS_PER_DAY: dict[Step, float] = {"hour": 24.0, "day": 1.0, "week": 1 / 7}
"""Steps in one day."""

YEAR_DAYS = 365.25
TREND_PRECISION = 20.0
WEEKDAY_PRECISION = 40.0
SEASON_PRECISION = 80.0
MOVE_PRECISION = 1000.0
"""Of the change of a season's amplitudes in one year."""
DRIFT_PRECISION = 1600.0
"""Of the wander of the level in one year: a standard deviation of 2.5 %, before the panel has shown its own."""
DRIFT_LAGS: dict[Step, tuple[float, ...]] = {
    "hour": (0.0, 14.0, 42.0, 98.0, 210.0),
    "day": (0.0, 14.0, 42.0, 98.0, 210.0, 434.0, 882.0),
    "week": (0.0, 28.0, 84.0, 196.0, 420.0, 868.0, 1764.0),
}
"""Days before the origin between which the level wanders by one step of its random walk."""
PEAKS = 4
"""Columns of peak weeks."""
FEWEST_PEAK_DAYS = 7
NEVER = 1e9
"""Days of history that no panel has."""
FIXED = 1e6
"""A precision that holds a coefficient at its prior."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Regression columns of a span of steps.

    matrix: (n_steps, n_columns). precision: (n_columns,), the inverse variance of a series' coefficient about that
    of its group, in log units; the level's entry is 0 and filled in by the fit. span_days: (n_columns,), history
    that a column needs before it may be learnt. kind: (n_columns,), equal for columns that belong together.
    drift: the first column of the random walk; its precision is that of a wander over `drift_days`. unseen:
    (n_columns,), variance that remains because the past has never shown what the column stands for.
    """

    matrix: Floats
    precision: Floats
    span_days: Floats
    kind: NDArray[np.int64]
    drift: int
    drift_days: float
    unseen: Floats


def columns(
    first: dt.date, step: Step, begin: int, end: int, origin: int, holidays: AbstractSet[dt.date] = frozenset()
) -> Columns:
    """Return the columns of steps begin..end-1, counted from `first`; trend and drift are 0 at step `origin`.

    Hourly panels are too short for a season; weekly ones have no weekday, holiday or peak week.
    """
    steps = np.arange(begin, end)
    years = (steps[:, None] - origin) / (STEPS_PER_DAY[step] * YEAR_DAYS)
    ordinals = np.floor(_clock_hours(first) / 24 + steps / STEPS_PER_DAY[step]).astype(np.int64) + first.toordinal()
    parts = [(np.ones((len(steps), 1)), 0.0, 0.0), (years, TREND_PRECISION, 90.0)]
    if step != "week":
        parts.append((_contrasts((ordinals - 1) % 7, 7), WEEKDAY_PRECISION, 14.0))
        parts.append((_holidays(ordinals, holidays), WEEKDAY_PRECISION, 0.0))
    if step == "hour":
        parts.append((_contrasts((_clock_hours(first) + steps) % 24, 24), WEEKDAY_PRECISION, 7.0))
    else:
        season = _harmonics(ordinals)
        parts.append((season, SEASON_PRECISION, YEAR_DAYS))
        parts.append((season * years, MOVE_PRECISION, 3 * YEAR_DAYS))
    if step == "day":
        parts.append((_peaks(ordinals), SEASON_PRECISION, 0.0))
    made = _joined(parts, _drift(years * YEAR_DAYS, DRIFT_LAGS[step]), DRIFT_LAGS[step])
    return _without_half_peaks(made, steps < origin) if step == "day" else made


def _joined(parts: list[tuple[Floats, float, float]], walk: Floats, lags: tuple[float, ...]) -> Columns:
    widths = [part.shape[1] for part, _, _ in parts]
    spans = np.diff(lags)
    return Columns(
        np.hstack([*(part for part, _, _ in parts), walk]),
        np.r_[np.repeat([precision for _, precision, _ in parts], widths), DRIFT_PRECISION * YEAR_DAYS / spans],
        np.r_[np.repeat([span for _, _, span in parts], widths), lags[1:]],
        np.repeat(np.arange(len(parts) + 1), [*widths, len(spans)]),
        sum(widths),
        float(spans[0]),
        np.zeros(sum(widths) + len(spans)),
    )


def _without_half_peaks(made: Columns, past: NDArray[np.bool_]) -> Columns:
    """Keep a peak from being learnt before one has passed: its first days would pass for the whole.

    Until then its effect is taken for that of any other day, with the doubt of its prior.
    """
    peaks = np.arange(made.drift - PEAKS, made.drift)
    active = made.matrix[past][:, peaks] > 0
    over = (active[:-1] & ~active[1:]).any(axis=0) & (active.sum(axis=0) >= FEWEST_PEAK_DAYS)
    span, unseen = made.span_days.copy(), made.unseen.copy()
    span[peaks[~over]], unseen[peaks[~over]] = NEVER, 1 / made.precision[peaks[~over]]
    return replace(made, span_days=span, unseen=unseen)


def _drift(days: Floats, lags: tuple[float, ...]) -> Floats:
    """Code a random walk by its steps back from the origin, each spread evenly over the days between two lags.

    The steps are independent and their variances as long as the spans, so that a series remembers its level for as
    long as its cases and the panel's unrest make best.
    """
    near, far = np.array(lags[:-1]), np.array(lags[1:])
    return np.asarray(-np.clip((-days - near) / (far - near), 0, 1), float)


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


def _harmonics(ordinals: Days) -> Floats:
    angle = 2 * np.pi * ordinals / YEAR_DAYS
    return np.column_stack([np.cos(angle), np.sin(angle), np.cos(2 * angle), np.sin(2 * angle)])


def _holidays(ordinals: Days, holidays: AbstractSet[dt.date]) -> Floats:
    """Mark holidays and the days after them; no columns where no holidays are known. Sundays are free anyway."""
    if not holidays:
        return np.empty((len(ordinals), 0))
    free = np.array([day.toordinal() for day in holidays if day.weekday() != 6])
    return np.column_stack([np.isin(ordinals, free), np.isin(ordinals, np.setdiff1d(free + 1, free))]).astype(float)


def _peaks(ordinals: Days) -> Floats:
    """Mark the strain of the peak season: Black Friday's week, December, the turn of the year, January's returns.

    Black Friday from three days before to ten after; December up to the 23rd; to Epiphany; to the end of January.
    """
    days = [dt.date.fromordinal(int(ordinal)) for ordinal in ordinals]
    marks = [
        (
            -3 <= (day - black_friday(day.year)).days <= 10,
            day.month == 12 and day.day <= 23,
            (day.month == 12 and day.day > 23) or (day.month == 1 and day.day <= 6),
            day.month == 1 and day.day > 6,
        )
        for day in days
    ]
    return np.array(marks, float).reshape(-1, PEAKS)
