"""One refit of the baseline: what every series of a panel has learnt from a span of past rows.

Pure. The panel's total teaches the shape (trend, weekday, season, peaks); each series learns its own level and strays
from that shape as far as its cases carry. Its dispersion is shrunk to the panel's. No result depends on the order
or the chunk in which series are worked off.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from feedback_app.alerts.regression import (
    Observations,
    Prior,
    capped,
    dispersion,
    mean_of,
    newton,
    outbreak_weights,
)
from feedback_app.alerts.seasons import FIXED, Columns, Floats

ROUNDS = 3
"""Fits in a row: the first on capped counts, the others with past outbreaks played down."""
NEWTON_STEPS = 4
FIRST_PHI = 1.3
LEAST_PHI = 1.01
GROUP_EASE = 0.1
"""The panel's own shape is held this much more loosely (to zero) than a series is held to the panel."""
LEAST_LEVEL_SPREAD = 0.5
"""Least standard deviation of log levels between series; a lone series has no group to learn it from."""
PSEUDO_CASES = (4.0, 60.0)
"""Least and greatest weight of the panel's phi against a series' own."""
TRIMMED_SHARE = 0.01
PSEUDO_SERIES = 10.0
"""Series for which the assumed spread between series counts when the spread is learnt."""


@dataclass(frozen=True, slots=True)
class LearningOptions:
    """Days of rows under which a series keeps to the panel's shape, and from which on it needs no caution.

    chunk: series worked off at once; changes memory only.
    """

    learning_days: float = 56.0
    settled_days: float = 182.0
    chunk: int = 512


@dataclass(frozen=True, slots=True)
class History:
    """The rows a refit may use.

    counts, exposure: (n_series, n_steps), NaN where missing. recency: (n_steps,) weights by age. stretch: steps whose
    total is judged when past outbreaks are played down. per_day: steps in one day.
    """

    counts: Floats
    exposure: Floats
    recency: Floats
    columns: Columns
    stretch: int
    per_day: float

    def seen(self, rows: slice) -> Observations:
        """Return the rows of some series with weight 0 for steps that are missing or that nobody answered in."""
        counts, exposure = self.counts[rows], self.exposure[rows]
        usable = ~np.isnan(counts) & (exposure > 0)
        offset = np.log(np.where(usable, exposure, 1.0))
        return Observations(np.where(usable, counts, 0.0), offset, np.where(usable, self.recency, 0.0))


@dataclass(frozen=True, slots=True)
class Model:
    """What a refit found: coefficients (n_series, n_columns), their covariance, phi (n_series,).

    caution: (n_series,) standard errors by which the usual mean is raised, 1 for a new series, 0 for a settled one.
    """

    beta: Floats
    covariance: Floats
    phi: Floats
    caution: Floats


def learn(history: History, options: LearningOptions) -> Model | None:
    """Fit all series; None when no row can be used."""
    chunks = list(_chunks(len(history.counts), options.chunk))
    levels = [_levels(history.seen(rows)) for rows in chunks]
    rate, weight, days = (np.concatenate(part) for part in zip(*levels, strict=True))
    days = days / history.per_day
    if not weight.any():
        return None
    prior = _prior(history, chunks, rate, weight, days, options)
    rate = np.where(weight > 0, rate, np.exp(prior.mean[:, 0]))
    beta = prior.mean.copy()
    beta[:, 0] = np.log(rate)
    phi = np.full(len(rate), FIRST_PHI)
    covariance = np.empty((*beta.shape, beta.shape[1]))
    for number in range(ROUNDS):
        found, information = np.ones_like(phi), np.zeros_like(phi)
        for rows in chunks:
            part = Prior(prior.mean[rows], prior.precision[rows])
            seen = _reweighted(history, rows, beta[rows], phi[rows], rate[rows], first=number == 0)
            beta[rows], covariance[rows] = newton(
                seen, history.columns.matrix, part, phi[rows], beta[rows], NEWTON_STEPS - number
            )
            mean = mean_of(beta[rows], history.columns.matrix, seen.offset)
            found[rows], information[rows] = dispersion(seen, mean, covariance[rows], part.precision)
        phi = _shrunk(found, information)
        prior = _relearnt(prior, beta, covariance, history.columns)
    caution = (options.settled_days - days) / max(options.settled_days - options.learning_days, 1.0)
    return Model(beta, covariance, phi, np.clip(caution, 0, 1))


def _chunks(series: int, size: int) -> Iterator[slice]:
    for begin in range(0, series, size):
        yield slice(begin, min(begin + size, series))


def _levels(seen: Observations) -> tuple[Floats, Floats, Floats]:
    """Return the rough rate of each series, the exposure behind it and its number of usable steps.

    Steps beyond three times the 99th percentile are cut, so that one absurd day sets no level.
    """
    exposure = seen.weights * np.exp(seen.offset)
    cases = seen.weights * seen.counts
    top = max(1, int(seen.counts.shape[1] * TRIMMED_SHARE))
    most = np.partition(cases, -top - 1, axis=1)[:, -top - 1] if seen.counts.shape[1] > top else cases[:, 0]
    total = exposure.sum(axis=1)
    trimmed = np.minimum(cases, 3 * most[:, None] + 3).sum(axis=1)
    return (trimmed + 0.5) / np.maximum(total, 1e-9), total, (seen.weights > 0).sum(axis=1).astype(float)


def _prior(
    history: History, chunks: list[slice], rate: Floats, weight: Floats, days: Floats, options: LearningOptions
) -> Prior:
    """Return what a series is held to: the panel's shape, and levels like those of the other series."""
    logs = np.log(rate[weight > 0])
    spread = max(float(logs.std()), LEAST_LEVEL_SPREAD)
    shape = _panel_shape(history, chunks, np.where(weight > 0, rate, 0.0), float(days.max()))
    shape[0] = logs.mean()
    precision = np.where(history.columns.span_days > days[:, None], FIXED, history.columns.precision)
    precision[days < options.learning_days, 1:] = FIXED
    precision[:, 0] = spread**-2
    return Prior(np.tile(shape, (len(rate), 1)), precision)


def _panel_shape(history: History, chunks: list[slice], rate: Floats, days: float) -> Floats:
    """Return the coefficients (n_columns,) of all series' total, given what their rates and exposures predict."""
    cases, usual = np.zeros(len(history.recency)), np.zeros(len(history.recency))
    for rows in chunks:
        seen = history.seen(rows)
        usable = seen.weights > 0
        cases += (capped(seen, rate[rows]) * usable).sum(axis=0)
        usual += (rate[rows, None] * np.exp(seen.offset) * usable).sum(axis=0)
    weights = np.where(usual > 0, history.recency, 0.0)
    total = Observations(cases[None], np.log(np.where(usual > 0, usual, 1.0))[None], weights[None])
    learnable = history.columns.span_days <= days
    precision = np.where(learnable, GROUP_EASE * history.columns.precision, FIXED)
    precision[0] = GROUP_EASE
    prior = Prior(np.zeros((1, len(precision))), precision[None])
    beta, phi = np.zeros_like(prior.mean), np.array([FIRST_PHI])
    seen = total
    for _ in range(ROUNDS):
        beta, covariance = newton(seen, history.columns.matrix, prior, phi, beta, NEWTON_STEPS)
        mean = mean_of(beta, history.columns.matrix, total.offset)
        found, _ = dispersion(seen, mean, covariance, prior.precision)
        phi = np.maximum(found, LEAST_PHI)
        played_down = outbreak_weights(total, mean, phi, history.stretch)
        seen = Observations(total.counts, total.offset, total.weights * played_down)
    return np.asarray(beta[0], float)


def _reweighted(history: History, rows: slice, beta: Floats, phi: Floats, rate: Floats, *, first: bool) -> Observations:
    seen = history.seen(rows)
    if first:
        return Observations(capped(seen, rate), seen.offset, seen.weights)
    mean = mean_of(beta, history.columns.matrix, seen.offset)
    weights = seen.weights * outbreak_weights(seen, mean, phi, history.stretch)
    return Observations(seen.counts, seen.offset, weights)


def _relearnt(prior: Prior, beta: Floats, covariance: Floats, shared: Columns) -> Prior:
    """Return the prior with the spread between series learnt from the fits, in place of the assumed one.

    MacKay's update (1992, Neural Computation 4:415, section 4.3): squared deviations over the number of well-determined
    coefficients, pooled over the columns of a kind, the assumed spread counting as PSEUDO_SERIES series.
    """
    free = prior.precision < FIXED
    determined = np.where(free, 1 - prior.precision * np.diagonal(covariance, axis1=1, axis2=2), 0.0)
    squares = np.where(free, (beta - prior.mean) ** 2, 0.0)
    precision = prior.precision.copy()
    for kind in np.unique(shared.kind[1:]):
        of_kind = shared.kind == kind
        assumed = PSEUDO_SERIES * of_kind.sum()
        variance = assumed / shared.precision[of_kind][0] + squares[:, of_kind].sum()
        learnt = (assumed + determined[:, of_kind].sum()) / variance
        precision[:, of_kind] = np.where(free[:, of_kind], learnt, FIXED)
    return Prior(prior.mean, precision)


def _shrunk(phi: Floats, information: Floats) -> Floats:
    """Shrink each phi to the panel's, by the information behind it and by how much series differ beyond chance.

    The variance between series is DerSimonian & Laird's (1986, Controlled Clinical Trials 7:177) of phi over the
    panel's phi; one of these ratios has about the variance 1 / information.
    """
    total = information.sum()
    if total <= 0:
        return np.full_like(phi, LEAST_PHI)
    panel = float((information * phi).sum() / total)
    ratio = phi / max(panel, 1e-9)
    beyond_chance = (information * (ratio - 1) ** 2).sum() - (information > 0).sum() + 1
    variance = beyond_chance / max(total - (information**2).sum() / total, 1e-9)
    pseudo_cases = np.clip(1 / max(variance, 1e-9), *PSEUDO_CASES)
    shrunk = (information * phi + pseudo_cases * panel) / (information + pseudo_cases)
    return np.asarray(np.maximum(shrunk, LEAST_PHI), float)
