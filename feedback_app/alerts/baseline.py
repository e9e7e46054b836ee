"""One refit of the baseline: what every series of a panel has learnt from a span of past rows.

Pure. The panel's total teaches a first shape (trend, weekday, season, peaks); each series learns its own level, lets it
wander as far as the panel's series do, and strays from the shape as far as its cases carry. Its dispersion is shrunk to
the panel's. No result depends on the order or the chunk in which series are worked off.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from feedback_app.alerts.regression import (
    Observations,
    Prior,
    capped,
    dispersion,
    inverse,
    less_played_down,
    mean_of,
    newton,
    outbreak_weights,
    unrest,
)
from feedback_app.alerts.rows import History
from feedback_app.alerts.seasons import FIXED, Columns, Floats
from feedback_app.alerts.spread import Told, relearnt

ROUNDS = 3
"""Fits in a row: the first on capped counts, the others with past outbreaks played down."""
NEWTON_STEPS = 4
FIRST_PHI = 1.3
LEAST_PHI = 1.01
GROUP_EASE = 0.1
"""The panel's own shape is held this much more loosely (to zero) than a series is held to the panel."""
LEAST_LEVEL_SPREAD = 0.5
"""Least standard deviation of log levels between series; a lone series has no group to learn it from."""
FARTHEST_LEVEL = 4.0
"""Log units beyond which a level says nothing more about those of others."""
PSEUDO_CASES = (4.0, 60.0)
"""Least and greatest weight of the panel's phi against a series' own."""
TRIMMED_SHARE = 0.01
MOST_PHI_RATIO = 5.0
"""How far a phi may lie from the panel's median and still teach what is common."""
MOST_TEACHERS = 200
"""Series from which spreads are learnt; more teach hardly better and cost time."""


@dataclass(frozen=True, slots=True)
class LearningOptions:
    """Days of rows under which a series keeps to the panel's shape, and from which on it needs no caution.

    chunk: series worked off at once; changes memory only.
    """

    learning_days: float = 56.0
    settled_days: float = 182.0
    chunk: int = 512


@dataclass(frozen=True, slots=True)
class Model:
    """What a refit found: coefficients (n_series, n_columns), their covariance, phi (n_series,).

    caution: (n_series,) standard errors by which the usual mean is raised, 1 for a new series, 0 for a settled one.
    wander: (n_series,) variance that the log level gains per day after the origin. days: (n_series,) days of rows that
    each series learnt from.
    """

    beta: Floats
    covariance: NDArray[np.float32]
    phi: Floats
    caution: Floats
    wander: Floats
    days: Floats


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
    fit = _first_fit(prior, rate)
    teachers = _teachers(rate * weight)
    for number in range(ROUNDS):
        told = _refit(history, chunks, fit, prior, rate, teachers, NEWTON_STEPS - number, first=number == 0)
        if number < ROUNDS - 1:
            prior = relearnt(prior, told, teachers, history.columns)
    diagonal = np.arange(fit.beta.shape[1])
    fit.covariance[:, diagonal, diagonal] += history.columns.unseen
    caution = (options.settled_days - days) / max(options.settled_days - options.learning_days, 1.0)
    return Model(fit.beta, fit.covariance, fit.phi, np.clip(caution, 0, 1), _wander(prior, history.columns), days)


@dataclass(slots=True)
class _Fit:
    """The state of a refit, replaced round by round; covariance is written in the first round."""

    beta: Floats
    covariance: NDArray[np.float32]
    phi: Floats


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
    logs = np.clip(logs, np.median(logs) - FARTHEST_LEVEL, np.median(logs) + FARTHEST_LEVEL)
    spread = max(float(logs.std()), LEAST_LEVEL_SPREAD)
    shape = _panel_shape(history, chunks)
    shape[0] = logs.mean()
    precision = np.where(history.columns.span_days > days[:, None], FIXED, history.columns.precision)
    precision[days < options.learning_days, 1:] = FIXED
    precision[:, 0] = spread**-2
    return Prior(np.tile(shape, (len(rate), 1)), precision)


def _panel_shape(history: History, chunks: list[slice]) -> Floats:
    """Return the coefficients (n_columns,) of all series' total, given what their rates and exposures predict."""
    total = _panel_total(history, chunks)
    learnable = history.columns.span_days <= (total.weights > 0).sum() / history.per_day
    learnable[history.columns.drift :] = False
    precision = np.where(learnable, GROUP_EASE * history.columns.precision, FIXED)
    precision[0] = GROUP_EASE
    prior = Prior(np.zeros((1, len(precision))), precision[None])
    beta, phi = np.zeros_like(prior.mean), np.array([FIRST_PHI])
    seen = total
    for _ in range(ROUNDS):
        beta, information = newton(seen, history.columns.matrix, prior, phi, beta, NEWTON_STEPS)
        mean = mean_of(beta, history.columns.matrix, total.offset)
        found, _ = dispersion(seen, mean, phi, inverse(information), prior.precision)
        phi = np.maximum(found, LEAST_PHI)
        played_down = outbreak_weights(total, mean, phi, history.stretch)
        seen = Observations(total.counts, total.offset, total.weights * played_down)
    return np.asarray(beta[0], float)


def _panel_total(history: History, chunks: list[slice]) -> Observations:
    """Return the panel's cases (1, n_steps) beside what each series' rate at its level of then would have brought.

    Series count by the inverse of their unrest, so that neither a giant nor a broken one speaks for all.
    """
    cases, usual = np.zeros(len(history.recency)), np.zeros(len(history.recency))
    for rows in chunks:
        seen, level = history.all_levels(rows)
        rates = np.zeros(seen.counts.shape)
        for number in range(int(level.max(initial=0)) + 1):
            here = level == number
            rate, _, _ = _levels(Observations(seen.counts, seen.offset, seen.weights * here))
            rates = np.where(here, rate[:, None], rates)
        usable = seen.weights > 0
        counts, means = capped(seen, rates) * usable, rates * np.exp(seen.offset) * usable
        voice = 1 / unrest(counts, means, history.stretch)
        cases += voice @ counts
        usual += voice @ means
    weights = np.where(usual > 0, history.recency, 0.0)
    return Observations(cases[None], np.log(np.where(usual > 0, usual, 1.0))[None], weights[None])


def _first_fit(prior: Prior, rate: Floats) -> _Fit:
    beta = prior.mean.copy()
    beta[:, 0] = np.log(rate)
    covariance = np.empty((*beta.shape, beta.shape[1]), np.float32)
    return _Fit(beta, covariance, np.full(len(rate), FIRST_PHI))


def _teachers(cases: Floats) -> NDArray[np.int64]:
    """Return the series that teach spreads: all of a small panel, of a large one evenly from few cases to many."""
    order = np.argsort(cases, kind="stable")
    return np.sort(order[:: max(1, -(-len(order) // MOST_TEACHERS))])


def _refit(
    history: History,
    chunks: list[slice],
    fit: _Fit,
    prior: Prior,
    rate: Floats,
    teachers: NDArray[np.int64],
    steps: int,
    *,
    first: bool,
) -> Told:
    """Fit all series once more, in place, and return what the teachers' rows say."""
    found, carried = np.ones_like(fit.phi), np.zeros_like(fit.phi)
    told: list[Told] = []
    for rows in chunks:
        part = Prior(prior.mean[rows], prior.precision[rows])
        seen = _reweighted(history, rows, fit.beta[rows], fit.phi[rows], rate[rows], first=first)
        beta, information = newton(seen, history.columns.matrix, part, fit.phi[rows], fit.beta[rows], steps)
        covariance = inverse(information)
        mean = mean_of(beta, history.columns.matrix, seen.offset)
        spread = Observations(seen.counts, seen.offset, less_played_down(seen.weights, history.recency))
        found[rows], carried[rows] = dispersion(spread, mean, fit.phi[rows], covariance, part.precision)
        fit.beta[rows], fit.covariance[rows] = beta, covariance
        mine = teachers[(teachers >= rows.start) & (teachers < rows.stop)] - rows.start
        told.append(Told.of(Prior(part.mean[mine], part.precision[mine]), beta[mine], information[mine]))
    fit.phi = _shrunk(found, carried)
    return Told(np.concatenate([one.information for one in told]), np.concatenate([one.score for one in told]))


def _reweighted(history: History, rows: slice, beta: Floats, phi: Floats, rate: Floats, *, first: bool) -> Observations:
    seen = history.seen(rows)
    if first:
        return Observations(capped(seen, rate[:, None]), seen.offset, seen.weights)
    mean = mean_of(beta, history.columns.matrix, seen.offset)
    weights = seen.weights * outbreak_weights(seen, mean, phi, history.stretch)
    return Observations(seen.counts, seen.offset, weights)


def _wander(prior: Prior, shared: Columns) -> Floats:
    """Return the variance (n_series,) that a log level gains per day, 0 where no drift was learnt."""
    precision = prior.precision[:, shared.drift]
    return np.where(precision < FIXED, 1 / (precision * shared.drift_days), 0.0)


def _shrunk(phi: Floats, information: Floats) -> Floats:
    """Shrink each phi to the panel's, by the information behind it and by how much series differ beyond chance.

    The variance between series is DerSimonian & Laird's (1986, Controlled Clinical Trials 7:177) of phi over the
    panel's phi; one of these ratios has about the variance 1 / information.
    """
    total = information.sum()
    if total <= 0:
        return np.full_like(phi, LEAST_PHI)
    middle = _weighted_median(phi, information)
    own = phi
    phi = np.clip(phi, middle / MOST_PHI_RATIO, middle * MOST_PHI_RATIO)
    panel = float((information * phi).sum() / total)
    ratio = phi / max(panel, 1e-9)
    beyond_chance = (information * (ratio - 1) ** 2).sum() - (information > 0).sum() + 1
    variance = beyond_chance / max(total - (information**2).sum() / total, 1e-9)
    pseudo_cases = np.clip(1 / max(variance, 1e-9), *PSEUDO_CASES)
    shrunk = (information * own + pseudo_cases * panel) / (information + pseudo_cases)
    return np.asarray(np.maximum(shrunk, LEAST_PHI), float)


def _weighted_median(values: Floats, weights: Floats) -> float:
    order = np.argsort(values, kind="stable")
    heavier = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(heavier, heavier[-1] / 2)])
