"""What is usual: the expected count of every series and step, with its spread and its own uncertainty.

Pure. A log-linear model per series (level, trend, weekday, season, peak weeks) with the denominator as offset; its
shape is shrunk to that of the whole panel, its level to the panel's levels. Refitted at the start of every calendar
week from rows that end `guard_days` before it, so a row of step t depends on rows up to t only, and a rise cannot
teach its own baseline. Missing steps are left out, never taken for zero.
"""

import datetime as dt
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from feedback_app.alerts.baseline import History, LearningOptions, Model, learn
from feedback_app.alerts.regression import mean_of
from feedback_app.alerts.seasons import STEPS_PER_DAY, Floats, Step, columns, first_step_of_week, week_of_step

Steps = NDArray[np.int64]

STRETCH: dict[Step, int] = {"hour": 24, "day": 7, "week": 1}
"""Steps whose total is judged when past outbreaks are played down."""


@dataclass(frozen=True, slots=True)
class Panel:
    """Count series on one grid of steps.

    counts: (n_series, n_steps), NaN where the step is missing. exposure: forms answered, same shape, or None when
    there is no denominator; NaN is missing and 0 means that nobody answered, so that such a step
    tells nothing whatever its count. masked: same shape, True where a step must not teach what is usual. changed: same
    shape, True on the first step of a new level. holidays: days without work. first: day or time of step 0. Raises ValueError for other shapes and for negative
    or infinite values.
    """

    counts: Floats
    exposure: Floats | None
    first: dt.date
    step: Step
    masked: NDArray[np.bool_] | None = None
    changed: NDArray[np.bool_] | None = None
    holidays: frozenset[dt.date] = frozenset()

    def __post_init__(self) -> None:
        if self.counts.ndim != 2:
            raise ValueError("counts must have the shape (series, steps)")
        for values in (self.counts, self.exposure):
            if values is None:
                continue
            if values.shape != self.counts.shape:
                raise ValueError("counts and exposure differ in shape")
            if (values < 0).any() or np.isinf(values).any():
                raise ValueError("counts and exposure must be finite and at least 0")


@dataclass(frozen=True, slots=True)
class Memory:
    """How far back a baseline looks, in days, and after how many a row counts half."""

    history_days: float
    half_life_days: float


MEMORY: dict[Step, Memory] = {"hour": Memory(182, 365), "day": Memory(1826, 365), "week": Memory(4383, 1826)}
"""An hourly baseline has no season and needs less history; a week is one row only, so a weekly one keeps it longer."""


@dataclass(frozen=True, slots=True)
class ForecastOptions:
    """How the baseline learns: never from the last `guard_days`; memory is that of the panel's step where None."""

    guard_days: float = 14.0
    memory: Memory | None = None
    learning: LearningOptions = field(default_factory=LearningOptions)


@dataclass(frozen=True, slots=True)
class Forecast:
    """Expected counts and what a detector needs about them, all (n_series, n_forecast_steps).

    expected: NaN where the step is missing or nothing has been learnt yet. cautious: the mean a detector should
    take for usual, raised by up to one standard error while a series is new. phi: variance over mean.
    standard_error: of log expected.
    """

    expected: Floats
    cautious: Floats
    phi: Floats
    standard_error: Floats


def forecast(panel: Panel, start: int, options: ForecastOptions) -> Forecast:
    """Forecast steps start..n_steps-1, each from rows that end at least `guard_days` earlier."""
    steps = np.arange(start, panel.counts.shape[1])
    exposure = np.where(np.isnan(panel.counts), np.nan, 1.0) if panel.exposure is None else panel.exposure
    shape = (len(panel.counts), len(steps))
    result = Forecast(np.full(shape, np.nan), np.full(shape, np.nan), np.ones(shape), np.full(shape, np.nan))
    weeks = week_of_step(panel.first, panel.step, steps)
    for week in np.unique(weeks):
        refit = first_step_of_week(panel.first, panel.step, int(week))
        cutoff = refit - int(np.ceil(options.guard_days * STEPS_PER_DAY[panel.step]))
        usable = cutoff > 0 and len(panel.counts) > 0
        model = learn(_history(panel, exposure, cutoff, options), options.learning) if usable else None
        if model is not None:
            _predict(panel, exposure, model, cutoff, start, np.flatnonzero(weeks == week), result)
    return result


def _history(panel: Panel, exposure: Floats, cutoff: int, options: ForecastOptions) -> History:
    per_day = STEPS_PER_DAY[panel.step]
    memory = options.memory or MEMORY[panel.step]
    begin = max(0, cutoff - int(memory.history_days * per_day))
    age = (cutoff - np.arange(begin, cutoff)) / per_day
    return History(
        panel.counts[:, begin:cutoff],
        exposure[:, begin:cutoff],
        0.5 ** (age / memory.half_life_days),
        columns(panel.first, panel.step, begin, cutoff, cutoff),
        STRETCH[panel.step],
        per_day,
    )


def _predict(
    panel: Panel, exposure: Floats, model: Model, cutoff: int, start: int, ahead: Steps, into: Forecast
) -> None:
    """Write the forecast of one week's steps, `ahead` of `start`, into the result."""
    at = slice(int(ahead[0]), int(ahead[-1]) + 1)
    span = columns(panel.first, panel.step, start + at.start, start + at.stop, cutoff)
    answered = exposure[:, start + at.start : start + at.stop]
    known = ~np.isnan(panel.counts[:, start + at.start : start + at.stop]) & ~np.isnan(answered)
    offset = np.log(np.where(known & (answered > 0), answered, 1.0))
    mean = np.where(answered > 0, mean_of(model.beta, span.matrix, offset), 0.0)
    error = np.sqrt(np.einsum("tp,npq,tq->nt", span.matrix, model.covariance, span.matrix, optimize=True))
    into.expected[:, at] = np.where(known, mean, np.nan)
    into.cautious[:, at] = into.expected[:, at] * np.exp(model.caution[:, None] * error)
    into.phi[:, at] = model.phi[:, None]
    into.standard_error[:, at] = error
