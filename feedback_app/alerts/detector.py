"""Sequential evidence that a count series rises above what is usual: one cheap step at a time.

Pure. The statistic is an e-detector: a mixture of likelihood-ratio sums over effect sizes and over how fast the past is
forgotten, so that one number serves spikes, steps and ramps. If the usual mean is right, the mean number of steps to a
false alarm of one series is at least the evidence asked for, whatever the dependence between series. A step costs the
same however long the past is: all that is kept of it is a `State`.
Sources: Shiryaev 1963, Roberts 1966 (the sums); Shin, Ramdas & Rinaldo 2024, "E-detectors: a nonparametric framework
for sequential change detection" (the bound).
"""

from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from feedback_app.alerts.forecast import ForecastOptions
from feedback_app.alerts.seasons import Floats, Step

Floats32 = NDArray[np.float32]

FORGETTING: Final[dict[Step, tuple[float, ...]]] = {
    "hour": (0.9, 0.98, 0.995),
    "day": (0.5, 0.9, 0.98),
    "week": (0.3, 0.5, 0.7),
}
"""Share of the evidence that is kept from one step to the next."""
LARGEST_ERROR: Final = 0.3
"""Standard error (log units) above which a baseline is not trusted any less."""
LARGEST_LEAST_RISE: Final = 0.5


@dataclass(frozen=True, slots=True)
class DetectorOptions:
    """What counts as a rise.

    effects: in standard deviations of one step. least_rise: factors below it are of no interest. caution: standard
    errors of the baseline by which the usual mean is raised. doubt: the least rise is at least 1 + (error / doubt)^2,
    up to LARGEST_LEAST_RISE: a baseline that is off for weeks looks like a small rise that never ends, and where
    levels wander the stated error is at times exceeded far; one that is known to a per cent is trusted.
    """

    effects: tuple[float, ...] = (1.0, 2.0, 4.0)
    least_rise: float = 1.05
    caution: float = 0.25
    doubt: float = 0.055
    baseline: ForecastOptions = field(default_factory=ForecastOptions)


@dataclass(frozen=True, slots=True)
class State:
    """All that the detector keeps of the past of every series.

    evidence: (n_series, n_effects, n_memories), logarithms, -inf before the first step. rise: (n_series, n_effects), a
    CUSUM per effect, from which the beginning is read. begin: same shape, the step at which that CUSUM left zero, -1
    where it is zero. now: number of the next step.
    """

    evidence: Floats32
    rise: Floats32
    begin: NDArray[np.int32]
    now: int
    step: Step

    def rows(self, source: NDArray[np.int64]) -> "State":
        """Return the state of other series: row `source[i]` becomes row i, -1 stands for a series that is new."""
        blank = fresh(1, self.step, self.now, self.rise.shape[1])
        evidence, rise, begin = (
            np.concatenate([mine, new])[source]
            for mine, new in ((self.evidence, blank.evidence), (self.rise, blank.rise), (self.begin, blank.begin))
        )
        return replace(self, evidence=evidence, rise=rise, begin=begin)


def fresh(series: int, step: Step, now: int = 0, effects: int | None = None) -> State:
    """Return the state of series of which nothing was seen before step `now`."""
    effects = len(DetectorOptions().effects) if effects is None else effects
    return State(
        np.full((series, effects, len(FORGETTING[step])), -np.inf, np.float32),
        np.zeros((series, effects), np.float32),
        np.full((series, effects), -1, np.int32),
        now,
        step,
    )


def advance(
    state: State,
    counts: Floats,
    cautious: Floats,
    phi: Floats,
    standard_error: Floats | None = None,
    options: DetectorOptions | None = None,
) -> tuple[State, Floats32, NDArray[np.int32]]:
    """Take in one step of all series; return the new state, the score and the likeliest beginning (-1 for none).

    All arrays are (n_series,): counts, NaN where missing; the mean to take for usual; variance over mean; standard
    error of the log mean, 0 where None. score: log10(1 + evidence). Per effect and forgetting f the evidence is
    M_t = (1 + f M_{t-1}) L_t with L_t the likelihood ratio, kept as logarithms so that no count overflows. A step
    without a count or with nothing expected leaves the series as it was.
    """
    options = options or DetectorOptions()
    error = np.zeros_like(counts) if standard_error is None else np.nan_to_num(standard_error)
    error = np.minimum(error, LARGEST_ERROR)
    mean = cautious * np.exp(options.caution * error)
    told = np.flatnonzero(~np.isnan(counts) & (mean > 0))
    ratio = _log_ratio(counts[told], mean[told], phi[told], error[told], options).astype(np.float32)
    keep = np.log(np.array(FORGETTING[state.step], np.float32))
    evidence, rise, begin = state.evidence.copy(), state.rise.copy(), state.begin.copy()
    evidence[told] = np.logaddexp(np.float32(0), evidence[told] + keep) + ratio[:, :, None]
    begin[told] = np.where(rise[told] > 0, begin[told], state.now)
    rise[told] = np.maximum(rise[told] + ratio, np.float32(0))
    begin[rise <= 0] = -1
    mixed = np.logaddexp.reduce(evidence, axis=(1, 2)) - np.float32(np.log(evidence[0].size if len(evidence) else 1))
    score = np.logaddexp(np.float32(0), mixed) / np.float32(np.log(10))
    since = begin[np.arange(len(begin)), np.argmax(rise, axis=1)]
    return State(evidence, rise, begin, state.now + 1, state.step), score, since


def _log_ratio(counts: Floats, mean: Floats, phi: Floats, error: Floats, options: DetectorOptions) -> Floats:
    """Return log NB(count; kappa mean) / NB(count; mean), (n_series, n_effects), at the same phi.

    kappa - 1 is the effect and the least rise of interest, added as squares.
    """
    spread = np.maximum(phi, 1.001)[:, None]
    noise = np.sqrt(spread / mean[:, None])
    least = np.minimum((error / options.doubt) ** 2, LARGEST_LEAST_RISE)
    least = np.maximum(least, options.least_rise - 1)[:, None]
    kappa = 1 + np.hypot(np.array(options.effects) * noise, least)
    size, cases = mean[:, None] / (spread - 1), counts[:, None]
    grown = kappa * size
    usual = gammaln(cases + size) - gammaln(size)
    return np.asarray(gammaln(cases + grown) - gammaln(grown) - usual - (grown - size) * np.log(spread), float)
