"""One linear support vector machine per theme over all features.

Pure; every random choice comes from the seed. Where a text may have several themes, every theme reads the features
through its own lens: a feature counts by a root of its naive Bayes log odds for the theme (a gentler form of
NB-SVM, Wang and Manning 2012). Where themes exclude one another they are compared with each other, and lenses of
their own would make their margins incomparable.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Final

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn import config_context
from sklearn.svm import LinearSVC

Matrix = NDArray[np.float32]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

BALANCE: Final = 0.5
"""How far rare themes are lifted: 0 = every text counts the same, 1 = both sides of a theme weigh the same."""
STRENGTH: Final = {True: 0.3, False: 0.5}
"""The C of the machines, with a lens of their own and without."""
LENS: Final = 0.4
"""How strongly naive Bayes decides what a theme reads: 0 = not at all, 1 = NB-SVM as published."""
CERTAIN: Final = 1.0
TOLERANCE: Final = 0.1
"""Where the solver stops; smaller values cost time and change no figure beyond noise."""
SMOOTHING: Final = 0.05
"""Added to the summed weight of every feature on either side of a theme before the odds are taken."""

_ONE_AT_A_TIME: Final = Lock()
"""All threads of a process share the random numbers of liblinear: two fits at once would mix them up."""


@dataclass(frozen=True, slots=True)
class Separators:
    """Margins are `vectors @ weights + offsets`; `weights` has shape (n_features, n_themes)."""

    weights: Matrix
    offsets: Matrix

    def margins(self, vectors: sp.csr_matrix) -> Floats:
        """Return the margins `(n_texts, n_themes)`; about 1 for a clear yes, about -1 for a clear no."""
        return np.asarray(vectors @ self.weights, dtype=np.float64) + self.offsets


def fit_separators(vectors: sp.csr_matrix, targets: Flags, weights: Floats, own_lens: bool, seed: int) -> Separators:
    """Fit one separator per column of `targets` `(n_texts, n_themes)`; `weights` has one entry per text.

    A theme that no text or every text has gets the constant margin -1 or 1. `own_lens`: see the module.
    """
    read = _odds(vectors, weights) if own_lens else None
    found = np.zeros((vectors.shape[1], targets.shape[1]), dtype=np.float32)
    offsets = np.zeros(targets.shape[1], dtype=np.float32)
    for column, wanted in enumerate(targets.T):
        if wanted.all() or not wanted.any():
            offsets[column] = CERTAIN if wanted.any() else -CERTAIN
        elif read is None:
            found[:, column], offsets[column] = _separate(vectors, wanted, weights, STRENGTH[False], seed)
        else:
            lens = read(wanted)
            weight, offsets[column] = _separate(_through(lens, vectors), wanted, weights, STRENGTH[True], seed)
            found[:, column] = weight * lens
    return Separators(found, offsets)


def _odds(vectors: sp.csr_matrix, weights: Floats) -> Callable[[Flags], Floats]:
    turned = vectors.T.tocsr()
    total = np.asarray(turned @ weights)

    def read(wanted: Flags) -> Floats:
        yes = np.asarray(turned @ (weights * wanted))
        no = np.maximum(total - yes, 0) + SMOOTHING
        yes = yes + SMOOTHING
        lens = np.abs(np.log(yes / yes.sum()) - np.log(no / no.sum())) ** LENS
        length = float(np.sqrt(np.mean(lens**2)))
        return np.asarray(lens / length) if length > 0 else np.ones_like(lens)

    return read


def _through(lens: Floats, vectors: sp.csr_matrix) -> sp.csr_matrix:
    seen = (vectors.data * lens[vectors.indices], vectors.indices, vectors.indptr)
    return sp.csr_matrix(seen, shape=vectors.shape)


def _separate(
    vectors: sp.csr_matrix, wanted: Flags, weights: Floats, strength: float, seed: int
) -> tuple[Floats, float]:
    yes, no = float(weights[wanted].sum()), float(weights[~wanted].sum())
    lift = (no / yes) ** BALANCE if yes > 0 and no > 0 else 1.0
    machine = LinearSVC(C=strength, random_state=seed, tol=TOLERANCE, max_iter=2000)
    with _ONE_AT_A_TIME, config_context(assume_finite=True, skip_parameter_validation=True):
        machine.fit(vectors, wanted.astype(np.int64), sample_weight=weights * np.where(wanted, lift, 1.0))
    return machine.coef_[0], float(machine.intercept_[0])
