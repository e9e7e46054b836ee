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

from feedback_app.alerts.baseline import LearningOptions, Model, learn
from feedback_app.alerts.regression import mean_of
from feedback_app.alerts.rows import LARGEST_COUNT, History
from feedback_app.alerts.seasons import STEPS_PER_DAY, Floats, Step, columns, first_step_of_week, week_of_step

Steps = NDArray[np.int64]

STRETCH: dict[Step, int] = {"hour": 24, "day": 7, "week": 1}
"""Steps whose total is judged when past outbreaks are played down."""


@dataclass(frozen=True, slots=True)
class Panel:
    """Count series on one grid of steps.

    counts: (n_series, n_steps), NaN where the step is missing. exposure: forms answered, same shape, or None when
    there is no denominator; NaN is missing and 0 means that nobody answered, so that such a step
    tells nothing whatever its count. first: day or time of step 0. masked: same shape, True where a step must not teach
    what is usual (it lies inside an alert); it is judged all the same. changed: same shape, True on the first step of a
    new level (another wording, theme or model version): the level is learnt anew from there. holidays: public
    holidays of all days of the panel. Raises ValueError for other shapes and for negative or infinite values.
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
        for values in (self.exposure, self.masked, self.changed):
            if values is not None and values.shape != self.counts.shape:
                raise ValueError("counts and exposure, masked or changed differ in shape")
        for amounts in (self.counts, self.exposure):
            if amounts is not None and ((amounts < 0).any() or np.isinf(amounts).any()):
                raise ValueError("counts and exposure must be finite and at least 0")


@dataclass(frozen=True, slots=True)
class Memory:
    """How far back a baseline looks, in days, and after how many a row counts half."""

    history_days: float
    half_life_days: float


MEMORY: dict[Step, Memory] = {"hour": Memory(182, 365), "day": Memory(1826, 1826), "week": Memory(4383, 4383)}
"""An hourly baseline has no season and needs less history; a week is one row only, so a weekly one keeps it longer.

The half-life is that of the shape; how long a level is remembered is learnt from how much levels wander.
"""

FEWEST_DAYS = 3.0
"""Days of rows after a change of level before anything is said about the new one."""


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
    """Forecast steps start..n_steps-1, each from rows that end at least `guard_days` earlier.

    A series (or level) younger than twice the guard learns from the first half of its life.
    """
    steps = np.arange(start, panel.counts.shape[1])
    exposure = np.where(np.isnan(panel.counts), np.nan, 1.0) if panel.exposure is None else panel.exposure
    shape = (len(panel.counts), len(steps))
    result = Forecast(np.full(shape, np.nan), np.full(shape, np.nan), np.ones(shape), np.full(shape, np.nan))
    weeks = week_of_step(panel.first, panel.step, steps)
    guard = int(np.ceil(options.guard_days * STEPS_PER_DAY[panel.step]))
    for week in np.unique(weeks):
        refit = first_step_of_week(panel.first, panel.step, int(week))
        if refit <= guard or not len(panel.counts):
            continue
        model = learn(_history(panel, exposure, refit, guard, options), options.learning)
        if model is not None:
            _predict(panel, exposure, model, refit, start, np.flatnonzero(weeks == week), result, guard)
    return result


def _history(panel: Panel, exposure: Floats, refit: int, guard: int, options: ForecastOptions) -> History:
    per_day = STEPS_PER_DAY[panel.step]
    memory = options.memory or MEMORY[panel.step]
    cutoff = refit - guard
    begin = max(0, cutoff - int(memory.history_days * per_day))
    age = np.maximum(cutoff - np.arange(begin, refit), 0) / per_day
    at = slice(begin, refit)
    level = None if panel.changed is None else np.cumsum(panel.changed[:, at], axis=1, dtype=np.int64)
    return History(
        panel.counts[:, at],
        exposure[:, at],
        None if panel.masked is None else panel.masked[:, at],
        level,
        _guards(panel.counts[:, at], exposure[:, at], level, guard),
        0.5 ** (age / memory.half_life_days),
        columns(panel.first, panel.step, begin, refit, cutoff, panel.holidays),
        STRETCH[panel.step],
        per_day,
    )


def _guards(counts: Floats, exposure: Floats, level: Steps | None, guard: int) -> Steps:
    """Return the last steps (n_series,) that do not teach: `guard`, or half the life of a young series or level."""
    usable = ~np.isnan(counts) & (exposure > 0)
    if level is not None:
        usable &= level == level[:, -1:]
    age = np.where(usable.any(axis=1), usable.shape[1] - usable.argmax(axis=1), 2 * guard)
    return np.asarray(np.minimum(guard, age // 2), np.int64)


def _predict(
    panel: Panel, exposure: Floats, model: Model, refit: int, start: int, ahead: Steps, into: Forecast, guard: int
) -> None:
    """Write the forecast of one week's steps, `ahead` of `start`, into the result."""
    at, here = slice(int(ahead[0]), int(ahead[-1]) + 1), slice(start + int(ahead[0]), start + int(ahead[-1]) + 1)
    span = columns(panel.first, panel.step, here.start, here.stop, refit - guard, panel.holidays)
    answered = np.minimum(exposure[:, here], LARGEST_COUNT)
    known = ~np.isnan(panel.counts[:, here]) & ~np.isnan(answered)
    offset = np.log(np.where(known & (answered > 0), answered, 1.0))
    mean = np.where(answered > 0, mean_of(model.beta, span.matrix, offset), 0.0)
    fitted = np.einsum("tp,npq,tq->nt", span.matrix, model.covariance, span.matrix, optimize=True)
    lead = (np.arange(here.start, here.stop) - refit + guard) / STEPS_PER_DAY[panel.step]
    error = np.sqrt(np.maximum(fitted, 0) + model.wander[:, None] * lead)
    into.expected[:, at] = np.where(known & ~_unlearnt(panel, model, refit, here), mean, np.nan)
    into.cautious[:, at] = into.expected[:, at] * np.exp(model.caution[:, None] * error)
    into.phi[:, at] = model.phi[:, None]
    into.standard_error[:, at] = error


def _unlearnt(panel: Panel, model: Model, refit: int, here: slice) -> NDArray[np.bool_]:
    """Return the steps `here` whose level changed too recently for anything to be known of the new one."""
    if panel.changed is None:
        return np.zeros((len(panel.counts), here.stop - here.start), bool)
    young = panel.changed[:, :refit].any(axis=1) & (model.days < FEWEST_DAYS)
    return (
        young[:, None] | np.logical_or.accumulate(panel.changed[:, refit : here.stop], axis=1)[:, here.start - refit :]
    )
