"""Which series rise: every step of a panel judged by what was known up to it, with alarms at a budget of false alarms.

Pure. A row of step t depends on steps up to t only. The forecast says what is usual, the detector how strongly a series
speaks against it, the calibration how strong that has to be for the asked number of false alarms.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2, nbinom

from feedback_app.alerts.calibration import STEPS_PER_MONTH, Calibration, calibrate
from feedback_app.alerts.detector import DetectorOptions, Floats32, State, advance, fresh
from feedback_app.alerts.forecast import Forecast, Panel, forecast
from feedback_app.alerts.seasons import Floats

__all__ = [
    "STEPS_PER_MONTH",
    "DetectorOptions",
    "Evidence",
    "Panel",
    "Scan",
    "scan",
    "window_evidence",
]


@dataclass(frozen=True, slots=True)
class Scan:
    """What a scan found; arrays are (n_series, n_scanned), step `start` + column.

    expected: NaN where the step is missing or too early to say. lower, upper: 95 % of the counts that a usual step
    would have, the baseline's own error included. score: log10(1 + evidence), 0 is none; comparable across series.
    alarm: score at or above `threshold`. since: the step of the panel at which the running rise most likely began,
    -1 when there is none. phi: variance over mean. standard_error: of log expected. calibration: which score keeps
    which budget. state: the detector's after the last step, to go on from with `detector.advance`.
    """

    start: int
    expected: Floats
    lower: NDArray[np.float32]
    upper: NDArray[np.float32]
    score: Floats32
    alarm: NDArray[np.bool_]
    since: NDArray[np.int32]
    phi: NDArray[np.float32]
    standard_error: NDArray[np.float32]
    threshold: float
    calibration: Calibration
    state: State


@dataclass(frozen=True, slots=True)
class Evidence:
    """Observed and expected cases of a window; lower..upper holds 95 % of what would be usual.

    ratio: observed over expected, with its 95 % interval; NaN where nothing is expected.
    """

    observed: int
    expected: float
    lower: float
    upper: float
    ratio: float
    ratio_lower: float
    ratio_upper: float

    @property
    def excess(self) -> float:
        """Return the cases beyond what was expected; negative when there were fewer."""
        return self.observed - self.expected


def scan(
    panel: Panel,
    start: int,
    false_alarms_per_month: float,
    options: DetectorOptions | None = None,
    strictness: float = 1.0,
) -> Scan:
    """Scan steps start..n_steps-1 of all series.

    false_alarms_per_month: the budget in 30 days for the whole panel, above 0. strictness: factor on the evidence
    asked for, see `calibration.strictness`. Raises ValueError for a start outside the panel or a budget that is not
    positive.
    """
    options = options or DetectorOptions()
    series, steps = panel.counts.shape
    if not 0 <= start <= steps:
        raise ValueError(f"start must lie between 0 and {steps}")
    if not false_alarms_per_month > 0:
        raise ValueError("the budget of false alarms must be above 0")
    usual = forecast(panel, start, options.baseline)
    score, since, state = _accumulate(panel, start, usual, options)
    lower, upper = _interval(usual.expected, usual.phi + usual.expected * usual.standard_error**2)
    calibration = calibrate(panel, start, usual, options)
    threshold = calibration.threshold(series, false_alarms_per_month, strictness)
    return Scan(
        start,
        usual.expected,
        lower.astype(np.float32),
        upper.astype(np.float32),
        score,
        score >= threshold,
        since,
        usual.phi.astype(np.float32),
        usual.standard_error.astype(np.float32),
        threshold,
        calibration,
        state,
    )


def window_evidence(
    counts: Floats, expected: Floats, phi: Floats, standard_error: Floats, since: int, until: int
) -> Evidence:
    """Sum up one series from column `since` to column `until`, both inclusive.

    All arrays are (n_steps,) of the same steps; rows of a `Scan` are meant, and counts from its start on. Steps
    without a count or an expectation are left out. The interval of the count is that of a negative binomial with the
    window's mean and variance, the baseline's error taken as fully dependent over the window; the ratio's is Garwood's
    (1936, Biometrika 28:437) with cases divided by phi, the quasi-Poisson scaling of McCullagh & Nelder 1989, 9.2.
    """
    window = slice(since, until + 1)
    known = ~np.isnan(counts[window]) & ~np.isnan(expected[window])
    cases, usual = counts[window][known], expected[window][known]
    observed, mean = float(cases.sum()), float(usual.sum())
    if mean <= 0:
        return Evidence(int(observed), 0.0, 0.0, 0.0, np.nan, np.nan, np.nan)
    error = float((usual * standard_error[window][known]).sum()) / mean
    spread = max(1.0, float((usual * phi[window][known]).sum()) / mean) + mean * error**2
    lower, upper = _interval(np.array([mean]), np.array([spread]))
    low = spread * chi2.ppf(0.025, 2 * observed / spread) / 2 if observed else 0.0
    high = spread * chi2.ppf(0.975, 2 * observed / spread + 2) / 2
    return Evidence(
        int(observed), mean, float(lower[0]), float(upper[0]), observed / mean, float(low / mean), float(high / mean)
    )


def _interval(mean: Floats, phi: Floats) -> tuple[Floats, Floats]:
    """Return the 2.5 % and 97.5 % quantiles of negative binomial counts with variance phi * mean; NaN stays NaN."""
    lower, upper = np.where(np.isnan(mean), np.nan, 0.0), np.where(np.isnan(mean), np.nan, 0.0)
    some = mean > 0
    spread = np.maximum(phi[some], 1.001)
    size, chance = mean[some] / (spread - 1), 1 / spread
    lower[some], upper[some] = nbinom.ppf(0.025, size, chance), nbinom.ppf(0.975, size, chance)
    return lower, upper


def _accumulate(
    panel: Panel, start: int, usual: Forecast, options: DetectorOptions
) -> tuple[Floats32, NDArray[np.int32], State]:
    """Take in all scanned steps; return score and likeliest beginning (n_series, n_scanned) and the last state."""
    shape = usual.expected.shape
    score, since = np.zeros(shape, np.float32), np.full(shape, -1, np.int32)
    state = fresh(shape[0], panel.step, start, len(options.effects))
    for now in range(shape[1]):
        state, score[:, now], since[:, now] = advance(
            state,
            panel.counts[:, start + now],
            usual.cautious[:, now],
            usual.phi[:, now],
            usual.standard_error[:, now],
            options,
        )
    return score, since, state
