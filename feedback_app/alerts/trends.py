"""Which series rise: sequential evidence against the baseline, and alarms at a budget of false alarms.

Pure. Evidence of step t uses steps up to t only. The statistic is an e-detector: a mixture of likelihood-ratio sums
over effect sizes and over how fast the past is forgotten, so that one number serves spikes, steps and ramps. If the
baseline is right, the mean number of steps to a false alarm of one series is at least the evidence asked for,
whatever the dependence between series. Sources: Shiryaev 1963, Roberts 1966 (the sums); Shin, Ramdas & Rinaldo 2024,
"E-detectors: a nonparametric framework for sequential change detection" (the bound).
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln
from scipy.stats import chi2, nbinom

from feedback_app.alerts.forecast import Forecast, ForecastOptions, Panel, forecast
from feedback_app.alerts.seasons import Floats, Step

STEPS_PER_MONTH: Final[dict[Step, float]] = {"hour": 720.0, "day": 30.0, "week": 30 / 7}
"""Steps in 30 days, the month of the false-alarm budget."""

FORGETTING: Final[dict[Step, tuple[float, ...]]] = {
    "hour": (0.9, 0.98, 1.0),
    "day": (0.5, 0.9, 1.0),
    "week": (0.5, 0.9, 1.0),
}
"""Share of the evidence that is kept from one step to the next."""

__all__ = ["DetectorOptions", "Evidence", "Panel", "Scan", "scan", "window_evidence"]


@dataclass(frozen=True, slots=True)
class DetectorOptions:
    """What counts as a rise.

    effects: in standard deviations of one step. least_rise: smaller factors on the usual are of no interest.
    tolerance: share by which the baseline may be too low without giving evidence. slack: the bound on false alarms is
    loose, because the statistic jumps past the threshold and its parts of short memory never come near the bound; on
    simulated shops (four seeds of 900 quiet series) 0.16 to 0.4 of the asked alarms came at slack 1. The threshold is
    lowered by this factor; 1 keeps the bound as proven.
    """

    effects: tuple[float, ...] = (0.5, 1.0, 2.0, 4.0, 8.0)
    least_rise: float = 1.25
    tolerance: float = 0.05
    slack: float = 2.0
    baseline: ForecastOptions = field(default_factory=ForecastOptions)


@dataclass(frozen=True, slots=True)
class Scan:
    """What a scan found; arrays are (n_series, n_scanned), step `start` + column.

    expected: NaN where the step is missing or too early to say. lower, upper: 95 % of the counts that a usual step
    would have, the baseline's own error included. score: log10(1 + evidence), 0 is none; comparable across series.
    alarm: score at or above `threshold`. since: the step of the panel at which the running rise most likely began,
    -1 when there is none. phi: variance over mean. standard_error: of log expected.
    """

    start: int
    expected: Floats
    lower: NDArray[np.float32]
    upper: NDArray[np.float32]
    score: Floats
    alarm: NDArray[np.bool_]
    since: NDArray[np.int32]
    phi: NDArray[np.float32]
    standard_error: NDArray[np.float32]
    threshold: float


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


def scan(panel: Panel, start: int, false_alarms_per_month: float, options: DetectorOptions | None = None) -> Scan:
    """Scan steps start..n_steps-1 of all series.

    false_alarms_per_month: the budget in 30 days for the whole panel, above 0. Raises ValueError for a start outside
    the panel or a budget that is not positive.
    """
    options = options or DetectorOptions()
    series, steps = panel.counts.shape
    if not 0 <= start <= steps:
        raise ValueError(f"start must lie between 0 and {steps}")
    if not false_alarms_per_month > 0:
        raise ValueError("the budget of false alarms must be above 0")
    usual = forecast(panel, start, options.baseline)
    counts = panel.counts[:, start:]
    score, since = _accumulate(counts, usual, FORGETTING[panel.step], options)
    lower, upper = _interval(usual.expected, usual.phi + usual.expected * usual.standard_error**2)
    threshold = alarm_threshold(series, panel.step, false_alarms_per_month, options)
    return Scan(
        start,
        usual.expected,
        lower.astype(np.float32),
        upper.astype(np.float32),
        score,
        score >= threshold,
        np.where(since >= 0, since + start, -1).astype(np.int32),
        usual.phi.astype(np.float32),
        usual.standard_error.astype(np.float32),
        threshold,
    )


def alarm_threshold(
    series: int, step: Step, false_alarms_per_month: float, options: DetectorOptions | None = None
) -> float:
    """Return the score at which so many series together keep the budget of false alarms in 30 days.

    A series whose evidence has mean at most t after t steps passes A once in A steps at most (Shin, Ramdas, Rinaldo
    2022), so A = series x steps per month / budget.
    """
    slack = (options or DetectorOptions()).slack
    return float(np.log10(1 + series * STEPS_PER_MONTH[step] / false_alarms_per_month / slack))


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
    counts: Floats, usual: Forecast, forgetting: tuple[float, ...], options: DetectorOptions
) -> tuple[Floats, NDArray[np.int64]]:
    """Return the score and the likeliest beginning (column, -1 for none) of every step.

    Per effect and forgetting f the evidence is M_t = (1 + f M_{t-1}) L_t with L_t the likelihood ratio, kept as
    logarithms so that no count overflows. A step without evidence leaves all states as they are.
    """
    series, steps = counts.shape
    keep = np.log(np.array(forgetting))
    evidence = np.full((series, len(options.effects), len(forgetting)), -np.inf)
    rise = np.zeros((series, len(options.effects)))
    begin = np.full(rise.shape, -1)
    score, since = np.zeros((series, steps)), np.full((series, steps), -1)
    for now in range(steps):
        mean = usual.cautious[:, now] * (1 + options.tolerance)
        told = np.flatnonzero(~np.isnan(counts[:, now]) & (mean > 0))
        ratio = _log_ratio(counts[told, now], mean[told], usual.phi[told, now], options)
        evidence[told] = np.logaddexp(0, evidence[told] + keep) + ratio[:, :, None]
        begin[told] = np.where(rise[told] > 0, begin[told], now)
        rise[told] = np.maximum(rise[told] + ratio, 0)
        mixed = np.logaddexp.reduce(evidence, axis=(1, 2)) - np.log(len(options.effects) * len(forgetting))
        score[:, now] = np.logaddexp(0, mixed) / np.log(10)
        best = np.argmax(rise, axis=1)
        rows = np.arange(series)
        since[:, now] = np.where(rise[rows, best] > 0, begin[rows, best], -1)
    return score, since


def _log_ratio(counts: Floats, mean: Floats, phi: Floats, options: DetectorOptions) -> Floats:
    """Return log NB(count; kappa mean) / NB(count; mean), (n_series, n_effects), at the same phi.

    kappa = max(1 + effect * sd / mean, least rise).
    """
    effects = np.array(options.effects)
    kappa = np.maximum(1 + effects * np.sqrt(phi / mean)[:, None], options.least_rise)
    spread = np.maximum(phi, 1.001)[:, None]
    size, cases = mean[:, None] / (spread - 1), counts[:, None]
    grown = kappa * size
    usual = gammaln(cases + size) - gammaln(size)
    return np.asarray(gammaln(cases + grown) - gammaln(grown) - usual - (grown - size) * np.log(spread), float)
