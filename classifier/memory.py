"""Corrections that count at once: a small memory of corrected texts in front of what a model has learned.

Pure and deterministic. Every corrected text pulls the margins of texts like it towards what people said of it. Likeness
is a power of the cosine, so texts that share few words hardly move: one correction moves a margin by no more than
`likeness * |what was missing|`. All pulls are found together (kernel ridge regression on what the separators got
wrong), so the order of corrections does not matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from classifier.separators import CERTAIN, Flags, Floats

POWER: Final = 4
"""Likeness is the cosine to this power: .9 -> .66, .7 -> .24, .5 -> .06, .2 -> .002; chosen on the starter corpus."""
RIDGE: Final = 0.05
"""How far a correction of weight 1 may stay behind what was said: the more, the less one slip of the hand moves."""


@dataclass(frozen=True, slots=True)
class Memory:
    """Corrected texts: `vectors` (n_corrections, n_features), what was said and what the separators say of them.

    `targets`, `margins` and `pulls` have shape (n_corrections, n_columns), `weights` one entry per correction.
    """

    vectors: sp.csr_matrix
    targets: Flags
    weights: Floats
    margins: Floats
    pulls: Floats

    def moves(self, vectors: sp.csr_matrix) -> Floats:
        """Return by how much the margins of these texts move, shape (n_texts, n_columns)."""
        if self.vectors.shape[0] == 0:
            return np.zeros((vectors.shape[0], self.pulls.shape[1]))
        return likeness(vectors, self.vectors) @ self.pulls


def likeness(left: sp.csr_matrix, right: sp.csr_matrix) -> NDArray[np.float64]:
    """Return 0..1 for every pair of rows; 1 = the same direction."""
    cosine = np.asarray((left @ right.T).todense(), dtype=np.float64)
    return np.asarray(np.clip(cosine, 0.0, 1.0) ** POWER)


def no_memory(n_features: int, n_columns: int) -> Memory:
    """Return the memory of a model that nobody has corrected yet."""
    nothing = np.zeros((0, n_columns))
    return Memory(sp.csr_matrix((0, n_features)), nothing.astype(bool), np.zeros(0), nothing, nothing)


def remember(memory: Memory, vectors: sp.csr_matrix, targets: Flags, weights: Floats, margins: Floats) -> Memory:
    """Return the memory with further corrections; `margins` are what the separators alone say of the texts.

    Margins are pulled to 1 where a theme was said and to -1 where not, and left alone where they are beyond already.
    """
    known = sp.vstack([memory.vectors, vectors], format="csr")
    said = np.vstack([memory.targets, targets])
    weight = np.concatenate([memory.weights, weights])
    before = np.vstack([memory.margins, margins])
    missing = np.where(said, np.maximum(CERTAIN - before, 0.0), np.minimum(-CERTAIN - before, 0.0))
    pulls = np.linalg.solve(likeness(known, known) + np.diag(RIDGE / weight), missing)
    return Memory(known, said, weight, before, np.asarray(pulls))
