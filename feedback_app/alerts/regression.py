"""Many penalised quasi-Poisson regressions at once: log link, offset, weights, a normal prior per coefficient.

Pure, vectorised over series. Variance is phi * mean ("NB1"). Every fit takes a fixed number of Newton steps, so that
a series' result does not depend on its neighbours.
Sources: McCullagh & Nelder 1989, Generalized Linear Models, ch. 6 and 9 (quasi-likelihood); Farrington, Andrews,
Beale & Catchpole 1996, JRSS A 159:547, and Noufaily et al. 2013, Stat Med 32:1206 (weights from Anscombe residuals).
"""

from dataclasses import dataclass

import numpy as np

from feedback_app.alerts.seasons import Floats

OUTLYING = 2.2
"""Anscombe residual above which a stretch of past steps is played down. Noufaily et al. (2013) take 2.58; at 2.2 past
outbreaks lift the baseline less, and quiet series lose nothing."""
SURELY_OUTLYING = 3.0
"""The same bound where the spread is measured; a tighter one would cut the tail that a skewed series really has."""
FEWEST_OUTLYING_CASES = 3
FARTHEST_SD = 8.0
LARGEST_NEWTON_STEP = 1.0
LARGEST_LOG_MEAN = 30.0


@dataclass(frozen=True, slots=True)
class Observations:
    """Counts (n_series, n_steps), log of their denominators, and weights; a weight of 0 leaves a step out."""

    counts: Floats
    offset: Floats
    weights: Floats


@dataclass(frozen=True, slots=True)
class Prior:
    """Normal prior of the coefficients: mean and precision (1 / variance), both (n_series, n_columns)."""

    mean: Floats
    precision: Floats


def newton(
    seen: Observations, matrix: Floats, prior: Prior, phi: Floats, beta: Floats, rounds: int
) -> tuple[Floats, Floats]:
    """Return coefficients (n_series, n_columns) and their information after `rounds` Newton steps from `beta`.

    matrix: (n_steps, n_columns). phi: (n_series,), at least 1. rounds: at least 1. The information, the inverse of the
    covariance, counts the prior too; it is that of the last step's starting point, which spares one pass over all rows.
    """
    width = matrix.shape[1]
    rows, cols = np.triu_indices(width)
    products = matrix[:, rows] * matrix[:, cols]
    diagonal = np.arange(width)
    information = np.empty((len(beta), width, width))
    for _ in range(rounds):
        fitted = seen.weights * mean_of(beta, matrix, seen.offset)
        upper = (fitted @ products) / phi[:, None]
        information[:, rows, cols] = upper
        information[:, cols, rows] = upper
        information[:, diagonal, diagonal] += prior.precision
        gradient = ((seen.weights * seen.counts - fitted) @ matrix) / phi[:, None]
        gradient -= prior.precision * (beta - prior.mean)
        change = np.linalg.solve(information, gradient[:, :, None])[:, :, 0]
        beta = beta + np.clip(change, -LARGEST_NEWTON_STEP, LARGEST_NEWTON_STEP)
    return beta, information


def inverse(matrices: Floats) -> Floats:
    """Return the inverses of (n, width, width) matrices."""
    return np.asarray(np.linalg.inv(matrices), float)


def mean_of(beta: Floats, matrix: Floats, offset: Floats) -> Floats:
    """Return the fitted means (n_series, n_steps)."""
    return np.asarray(np.exp(np.minimum(offset + beta @ matrix.T, LARGEST_LOG_MEAN)), float)


def outbreak_weights(seen: Observations, mean: Floats, phi: Floats, stretch: int) -> Floats:
    """Return weights (n_series, n_steps) that play down past outbreaks: (c / s)^2 where s > c = OUTLYING, else 1.

    s is the Anscombe residual of the total of `stretch` steps, counted from the last step backwards; totals see an
    outbreak of several days that no single day shows. One or two cases are never an outbreak.
    """
    active = seen.weights > 0
    counts = _totals(seen.counts * active, stretch)
    means = np.maximum(_totals(mean * active, stretch), 1e-9)
    residual = 1.5 * (counts ** (2 / 3) - means ** (2 / 3)) / (means ** (1 / 6) * np.sqrt(phi)[:, None])
    residual = np.where(counts >= FEWEST_OUTLYING_CASES, residual, 0.0)
    weights = (OUTLYING / np.maximum(residual, OUTLYING)) ** 2
    return np.repeat(weights, stretch, axis=1)[:, -mean.shape[1] :]


def less_played_down(weights: Floats, before: Floats) -> Floats:
    """Return the weights with only what is surely outlying played down. before: weights without any playing down."""
    return np.minimum(weights * (SURELY_OUTLYING / OUTLYING) ** 2, np.where(weights > 0, before, 0.0))


def capped(seen: Observations, rate: Floats) -> Floats:
    """Return counts with gross outliers cut to 4 times the usual plus 12, for the first fit only.

    rate: cases per unit of the denominator, (n_series, n_steps) or (n_series, 1). Without this, one day of a million
    cases would set the level from which its own residual is judged.
    """
    return np.minimum(seen.counts, 4 * rate * np.exp(seen.offset) + 12)


def unrest(counts: Floats, means: Floats, stretch: int) -> Floats:
    """Return variance over mean (n_series,) of the totals of `stretch` steps, at least 1: noise and all misfit."""
    totals, usual = _totals(counts, stretch), _totals(means, stretch)
    squares = ((totals - usual) ** 2).sum(axis=1)
    return np.asarray(np.maximum(squares / np.maximum(usual.sum(axis=1), 1e-9), 1.0), float)


def dispersion(
    seen: Observations, mean: Floats, phi: Floats, covariance: Floats, precision: Floats
) -> tuple[Floats, Floats]:
    """Return phi (n_series,) as the data show it, and the information (in cases) that stands behind it.

    Moment estimate with weights 1 / (1 + 2 mean), about the inverse variance of a squared residual, so that sparse
    steps do not dominate; corrected for the coefficients spent. phi: (n_series,), what is known so far; counts more
    than eight of its standard deviations too high count as that, so that one absurd day does not blind the panel.
    """
    counts = np.minimum(seen.counts, mean + FARTHEST_SD * np.sqrt(phi[:, None] * mean) + FARTHEST_SD)
    share = seen.weights / (1 + 2 * mean)
    expected = (share * mean).sum(axis=1)
    squares = (share * (counts - mean) ** 2).sum(axis=1)
    information = expected**2 / np.maximum((share * seen.weights * mean).sum(axis=1), 1e-12)
    steps = seen.weights.sum(axis=1)
    spent = (1 - precision * np.diagonal(covariance, axis1=1, axis2=2)).sum(axis=1)
    left = np.maximum(steps - spent, 0.2 * steps)
    phi = squares / np.maximum(expected, 1e-9) * steps / np.maximum(left, 1e-9)
    return np.where(expected > 0, phi, 1.0), information


def _totals(values: Floats, stretch: int) -> Floats:
    missing = -values.shape[1] % stretch
    padded = np.pad(values, ((0, 0), (missing, 0)))
    return np.asarray(padded.reshape(len(values), -1, stretch).sum(axis=2), float)
