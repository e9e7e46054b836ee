"""One linear support vector machine per theme, and the margins of texts that it has not seen.

Pure; every random choice comes from the seed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock
from typing import Final

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.svm import LinearSVC

Matrix = NDArray[np.float32]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

BALANCE: Final = 0.5
"""How far rare themes are lifted: 0 = every text counts the same, 1 = both sides of a theme weigh the same."""
CERTAIN: Final = 1.0
MANY_TEXTS: Final = 3000
FEW_FOLDS, MANY_FOLDS = 3, 5

_ONE_AT_A_TIME: Final = Lock()
"""All threads of a process share the random numbers of liblinear: two fits at once would mix them up."""


@dataclass(frozen=True, slots=True)
class Separators:
    """Margins are `vectors @ weights + offsets`; `weights` has shape (n_features, n_themes)."""

    weights: Matrix
    offsets: Matrix

    def margins(self, vectors: sp.csr_matrix) -> NDArray[np.float64]:
        """Return the margins `(n_texts, n_themes)`; about 1 for a clear yes, about -1 for a clear no."""
        return np.asarray(vectors @ self.weights, dtype=np.float64) + self.offsets


def fit_separators(vectors: sp.csr_matrix, targets: Flags, strength: float, seed: int) -> Separators:
    """Fit one separator per column of `targets` `(n_texts, n_themes)`.

    A theme that no text or every text has gets the constant margin -1 or 1. `strength` is the C of the machine.
    """

    fitted = [_separate(vectors, wanted, strength, seed) for wanted in targets.T]
    weights = np.zeros((vectors.shape[1], targets.shape[1]), dtype=np.float32)
    for column, (weight, _) in enumerate(fitted):
        if weight is not None:
            weights[:, column] = weight
    return Separators(weights, np.array([offset for _, offset in fitted], dtype=np.float32))


def _separate(
    vectors: sp.csr_matrix, wanted: Flags, strength: float, seed: int
) -> tuple[NDArray[np.float64] | None, float]:
    yes = int(wanted.sum())
    no = len(wanted) - yes
    if yes == 0 or no == 0:
        return None, CERTAIN if yes else -CERTAIN
    lift = (no / yes) ** BALANCE
    machine = LinearSVC(C=strength, class_weight={0: 1.0, 1: lift}, random_state=seed, tol=1e-3, max_iter=2000)
    with _ONE_AT_A_TIME:
        machine.fit(vectors, wanted.astype(np.int64))
    return machine.coef_[0], float(machine.intercept_[0])


def unseen_margins(
    vectors: sp.csr_matrix, targets: Flags, groups: Ints, n_seeds: int, strength: float, seed: int
) -> NDArray[np.float64]:
    """Return the margins of every text from separators that saw neither it nor a text of its group.

    The last `n_seeds` rows are theme names: always trained on, never asked. Shape (n_rows - n_seeds, n_themes).
    """
    n_texts = vectors.shape[0] - n_seeds
    margins = np.full((n_texts, targets.shape[1]), -CERTAIN)
    fold = fold_numbers(targets[:n_texts], groups, seed)
    names = np.arange(n_texts, vectors.shape[0])
    for unseen in _parts(fold):
        seen = np.concatenate([np.setdiff1d(np.arange(n_texts), unseen), names])
        margins[unseen] = fit_separators(vectors[seen], targets[seen], strength, seed).margins(vectors[unseen])
    return margins


def fold_numbers(targets: Flags, groups: Ints, seed: int) -> Ints:
    """Deal groups out to folds, theme by theme from the rarest on, so that each fold sees every theme if it can."""
    n_groups = int(groups.max()) + 1 if len(groups) else 0
    folds = min(FEW_FOLDS if len(groups) > MANY_TEXTS else MANY_FOLDS, max(n_groups, 1))
    first = np.zeros(n_groups, dtype=np.int64)
    first[groups[::-1]] = np.arange(len(groups))[::-1]
    size = targets.sum(axis=0)
    rarity = np.where(targets[first], size, len(groups) + 1)
    theme = rarity.argmin(axis=1) if targets.shape[1] else np.zeros(n_groups, dtype=np.int64)
    shuffled = np.random.default_rng(seed).permutation(n_groups)
    dealt = shuffled[np.argsort(theme[shuffled], kind="stable")]
    of_group = np.zeros(n_groups, dtype=np.int64)
    of_group[dealt] = np.arange(n_groups) % folds
    return of_group[groups]


def _parts(fold: Ints) -> Iterator[Ints]:
    for number in np.unique(fold):
        yield np.flatnonzero(fold == number)
