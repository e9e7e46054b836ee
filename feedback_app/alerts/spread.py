"""How far series stray from their group, learnt from the series themselves (empirical Bayes).

Pure. Coefficients of a kind (weekday, season, drift …) are taken for normal about the group's with one common scale.
The scale tells weak series how much to believe their own rows, and is near zero where series do not differ.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from feedback_app.alerts.regression import Prior
from feedback_app.alerts.seasons import FIXED, Columns, Floats

ROUNDS = 20
PSEUDO_SERIES = 2.0
"""Series for which the assumed scale and the group's mean count when they are learnt."""
FARTHEST_SPREADS = 3.0
"""How far from the group a series may stray and still teach fully; a broken one must not set the spread of all."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the rows of some series say about their coefficients, without any prior.

    information: (n_series, n_columns, n_columns). score: information times the coefficients that fit best,
    (n_series, n_columns).
    """

    information: Floats
    score: Floats

    @classmethod
    def of(cls, prior: Prior, beta: Floats, information: Floats) -> "Told":
        """Take the prior out of a fit's coefficients and their information."""
        diagonal = np.arange(beta.shape[1])
        alone = information.copy()
        alone[:, diagonal, diagonal] -= prior.precision
        return cls(alone, np.einsum("npq,nq->np", information, beta) - prior.precision * prior.mean)


def relearnt(prior: Prior, told: Told, teachers: NDArray[np.int64], shared: Columns) -> Prior:
    """Return the prior with the group's mean and the spread about it learnt from what the teachers' rows told.

    teachers: rows of the prior, one per series of `told`. The level (column 0) keeps its prior.
    MacKay's update (1992, Neural Computation 4:415, section 4.3), squared deviations over the number of
    well-determined coefficients; the mean by the EM step of a random-effects model (Laird & Ware 1982, Biometrics
    38:963). Rows of a fixed coefficient neither teach nor change.
    """
    free = prior.precision < FIXED
    free[:, 0] = False
    open_, level = free[teachers], prior.precision[teachers, 0]
    assumed = prior.mean[0]
    mean, scale = assumed.copy(), np.ones(len(assumed))
    for _ in range(ROUNDS):
        precision = np.where(open_, shared.precision * scale, FIXED)
        precision[:, 0] = level
        fitted, determined = _fitted(told, precision, mean)
        strayed = np.where(open_, (fitted - mean) ** 2 * shared.precision, 0.0)
        heard = open_ * _heard(strayed * scale, shared.kind)
        found, strayed = (heard * determined).sum(axis=0), (heard * strayed).sum(axis=0)
        for kind in np.unique(shared.kind[1:]):
            of_kind = shared.kind == kind
            pseudo = PSEUDO_SERIES * of_kind.sum()
            scale[of_kind] = (pseudo + found[of_kind].sum()) / (pseudo + strayed[of_kind].sum())
        taught = ((heard * fitted).sum(axis=0) + PSEUDO_SERIES * assumed) / (heard.sum(axis=0) + PSEUDO_SERIES)
        mean = np.where(open_.any(axis=0), taught, assumed)
    result = np.where(free, shared.precision * scale, FIXED)
    result[:, 0] = prior.precision[:, 0]
    return Prior(np.tile(mean, (len(free), 1)), result)


def _heard(strayed: Floats, kinds: NDArray[np.int64]) -> Floats:
    """Return how much each teacher is heard on a column (0 to 1): less and less when its kind strays beyond bounds."""
    heard = np.ones_like(strayed)
    for kind in np.unique(kinds):
        of_kind = kinds == kind
        mean_square = strayed[:, of_kind].mean(axis=1)
        heard[:, of_kind] = (FARTHEST_SPREADS**2 / np.maximum(mean_square, FARTHEST_SPREADS**2))[:, None] ** 2
    return heard


def _fitted(told: Told, precision: Floats, mean: Floats) -> tuple[Floats, Floats]:
    """Return coefficients under a prior, and the share of each (0 to 1) that the rows rather than the prior decide."""
    diagonal = np.arange(len(mean))
    information = told.information.copy()
    information[:, diagonal, diagonal] += precision
    covariance = np.linalg.inv(information)
    fitted = np.einsum("npq,nq->np", covariance, told.score + precision * mean)
    return fitted, 1 - precision * covariance[:, diagonal, diagonal]
