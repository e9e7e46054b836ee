"""From a budget of false alarms to the score that keeps it: a parametric bootstrap of a panel's quiet life.

Pure and deterministic. The proven bound of the detector (one false alarm in A steps at evidence A) is loose, and how
loose depends on how rare the cases are, how they scatter and how well the usual is known. So quiet series are drawn
that resemble the panel's own (levels, rhythm, dispersion, error of the baseline), the detector runs over them, and the
score is read off at which they alarm as often as asked. Nothing after the start of a scan is used, so that later steps
change no alarm. Source of the tail beyond what was drawn: Hill 1975, Annals of Statistics 3:1163.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from feedback_app.alerts.detector import LARGEST_ERROR, DetectorOptions, advance, fresh
from feedback_app.alerts.forecast import Forecast, Panel
from feedback_app.alerts.seasons import STEPS_PER_DAY, Floats, Step

STEPS_PER_MONTH: Final[dict[Step, float]] = {"hour": 720.0, "day": 30.0, "week": 30 / 7}
"""Steps in 30 days, the month of the false-alarm budget."""
QUIET_STEPS: Final[dict[Step, int]] = {"hour": 14 * 24, "day": 14, "week": 4}
"""Steps without an alarm after which the next alarm is a new one."""
AIM: Final = 0.5
"""Share of the budget that is aimed at: what is usual in real series is never known as well as in drawn ones."""
DRAWN_SERIES: Final = 500
DRAWN_STEPS: Final[dict[Step, int]] = {"hour": 1400, "day": 400, "week": 200}
WARM_STEPS: Final[dict[Step, int]] = {"hour": 100, "day": 40, "week": 8}
RHYTHM: Final[dict[Step, int]] = {"hour": 168, "day": 7, "week": 1}
"""Steps after which the rhythm of a series repeats."""
RECENT_DAYS: Final = 182
ERROR_DAYS: Final = 28.0
"""Days after which an error of the baseline has faded to a third."""
LASTING: Final = 0.8
"""Part of the stated standard error that lasts for weeks; the rest changes with the day and is scatter."""
FEWEST_ALARMS: Final = 60
"""Alarms among the drawn series down to which a rate is read off; rarer ones follow the tail."""
TAIL: Final = (0.8, 1.3)
"""Least and greatest fall of the log rate per unit of score beyond what was drawn; 1 is that of the proven bound."""
LOOSE: Final = 30.0
STRICT: Final = 3.0
"""Greatest factor by which the evidence asked for may lie below (LOOSE) and above (STRICT) the proven bound."""
LEAST_EVIDENCE: Final = 10.0
MOST_STRICTNESS: Final = 3.0
SEED: Final = 20260101


@dataclass(frozen=True, slots=True)
class Quiet:
    """What quiet series are like: mean (n_series, n_rhythm), phi and the error of the log mean (n_series,)."""

    mean: Floats
    phi: Floats
    error: Floats


STANDARD: Final = Quiet(np.geomspace(0.3, 30.0, 20)[:, None], np.full(20, 1.4), np.full(20, 0.15))
"""What quiet series are taken to be like before anything is known of a panel."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """How often a quiet series alarms: log10 of alarms per series and step at rising scores, one per entry.

    Beyond the last entry the logarithm falls by `tail` per unit of score.
    """

    scores: Floats
    log_rates: Floats
    tail: float
    step: Step

    def threshold(self, series: int, false_alarms_per_month: float, strictness: float = 1.0) -> float:
        """Return the score at which so many series together keep the budget of false alarms in 30 days.

        strictness: factor on the evidence asked for; above 1 after members called alerts noise.
        """
        allowed = false_alarms_per_month / (max(series, 1) * STEPS_PER_MONTH[self.step])
        aim = np.log10(AIM * allowed)
        beyond = (self.log_rates[-1] - aim) / self.tail
        score = self.scores[-1] + beyond if beyond > 0 else np.interp(-aim, -self.log_rates, self.scores)
        least = max(1 / allowed / LOOSE, LEAST_EVIDENCE)
        score = np.clip(score, np.log10(1 + least), np.log10(1 + max(STRICT / allowed, least)))
        return float(score + np.log10(strictness))


def strictness(noise: int, months: float, false_alarms_per_month: float) -> float:
    """Return the factor, 1 to 3, on the evidence asked for after members called `noise` alerts of these months noise.

    The rate of noise over the asked one, held to 1 by one alert's worth of doubt.
    """
    asked = months * false_alarms_per_month
    return float(np.clip((noise + 1) / (asked + 1), 1.0, MOST_STRICTNESS))


def calibrate(panel: Panel, start: int, usual: Forecast, options: DetectorOptions) -> Calibration:
    """Return how often quiet series like those of the panel alarm, as known at step `start`.

    usual: the forecast from `start` on, of which the first step is used.
    """
    return simulated(quiet_of(panel, start, usual), panel.step, options)


def quiet_of(panel: Panel, start: int, usual: Forecast) -> Quiet:
    """Describe the quiet life of a panel's series by their last half year before step `start`."""
    rhythm = RHYTHM[panel.step]
    begin = max(0, start - max(int(RECENT_DAYS * STEPS_PER_DAY[panel.step]), 2 * rhythm))
    counts = panel.counts[:, begin:start]
    if not usual.phi.shape[1] or np.isnan(counts).all():
        return STANDARD
    exposure = np.where(np.isnan(counts), np.nan, 1.0) if panel.exposure is None else panel.exposure[:, begin:start]
    known = np.asarray(~np.isnan(counts) & (np.nan_to_num(exposure) > 0))
    cases, answered = np.where(known, counts, 0.0), np.where(known, exposure, 0.0)
    rate = (cases.sum(axis=1) + 0.5) / np.maximum(answered.sum(axis=1), 1e-9)
    mean = rate[:, None] * _by_phase(answered, known, rhythm)
    if panel.exposure is None:
        mean = mean * _rhythm_of(cases, known, rhythm)
    # The first scanned step is phase 0 of what is drawn; the order of phases is of no matter.
    seen = known.any(axis=1) & (mean.sum(axis=1) > 0)
    error = np.minimum(np.nan_to_num(usual.standard_error[:, 0], nan=LARGEST_ERROR), LARGEST_ERROR)
    return Quiet(mean[seen], usual.phi[seen, 0].astype(float), error[seen]) if seen.any() else STANDARD


def _by_phase(values: Floats, known: NDArray[np.bool_], rhythm: int) -> Floats:
    """Return the mean of the known values at each phase of the rhythm, (n_series, n_rhythm)."""
    found = np.zeros((len(values), rhythm))
    for phase in range(rhythm):
        found[:, phase] = values[:, phase::rhythm].sum(axis=1) / np.maximum(known[:, phase::rhythm].sum(axis=1), 1)
    return found


def _rhythm_of(cases: Floats, known: NDArray[np.bool_], rhythm: int) -> Floats:
    """Return the panel's rhythm, 1 on average; series share it."""
    steps = np.asarray(known.any(axis=0))[None]
    total = _by_phase(cases.sum(axis=0)[None], steps, rhythm)[0]
    return np.asarray(total / total.mean() if total.sum() > 0 else np.ones(rhythm), float)


def simulated(quiet: Quiet, step: Step, options: DetectorOptions) -> Calibration:
    """Run the detector over series drawn to resemble quiet ones, evenly over their levels; see `calibrate`."""
    order = np.lexsort((quiet.error, quiet.phi, quiet.mean.mean(axis=1)))
    chosen = order[np.linspace(0, len(order) - 1, DRAWN_SERIES).round().astype(int)]
    mean, phi, error = quiet.mean[chosen], quiet.phi[chosen], quiet.error[chosen]
    dice, stays = np.random.default_rng(SEED), np.exp(-1 / (ERROR_DAYS * STEPS_PER_DAY[step]))
    off = dice.standard_normal(DRAWN_SERIES)
    state = fresh(DRAWN_SERIES, step, 0, len(options.effects))
    scores = np.zeros((DRAWN_SERIES, DRAWN_STEPS[step]), np.float32)
    for now in range(-WARM_STEPS[step], DRAWN_STEPS[step]):
        usual = mean[:, now % mean.shape[1]]
        # What is expected is a mean, not a median: the truth is as often a little less as it is sometimes much more.
        counts = _drawn(dice, usual * np.exp(LASTING * error * off - error**2 / 2), phi)
        state, score, _ = advance(state, counts, usual, phi, error, options)
        off = stays * off + np.sqrt(1 - stays**2) * dice.standard_normal(DRAWN_SERIES)
        if now >= 0:
            scores[:, now] = score
    return _rates(scores, step)


def _drawn(dice: np.random.Generator, mean: Floats, phi: Floats) -> Floats:
    """Draw counts with variance phi * mean."""
    beyond = np.maximum(phi, 1.001) - 1
    return np.asarray(dice.poisson(dice.standard_gamma(mean / beyond) * beyond), float)


def _rates(scores: NDArray[np.float32], step: Step) -> Calibration:
    """Count alarms at rising thresholds, down to FEWEST_ALARMS, and measure the tail from there."""
    levels = np.unique(np.quantile(scores, 1 - np.geomspace(0.5, 0.5 / scores.shape[0], 60)))
    starts = [_alarms(scores, level, QUIET_STEPS[step])[0] for level in levels]
    enough = max(int(np.sum(np.array(starts) >= FEWEST_ALARMS)), 1)
    levels, found = levels[:enough], np.maximum(np.array(starts[:enough], float), 0.5)
    peaks = _alarms(scores, levels[-1], QUIET_STEPS[step])[1] - levels[-1]
    tail = 1 / (np.log(10) * max(float(peaks.mean()), 1e-3)) if len(peaks) else 1.0
    return Calibration(levels.astype(float), np.log10(found / scores.size), float(np.clip(tail, *TAIL)), step)


def _alarms(scores: NDArray[np.float32], level: float, quiet: int) -> tuple[int, Floats]:
    """Return how many runs of alarms there are above a level, and the peak of each."""
    rows, steps = np.nonzero(scores > level)
    if not len(rows):
        return 0, np.zeros(0)
    new = np.r_[True, (np.diff(rows) > 0) | (np.diff(steps) > quiet)]
    peaks = np.maximum.reduceat(scores[rows, steps], np.flatnonzero(new))
    return len(peaks), peaks.astype(float)
