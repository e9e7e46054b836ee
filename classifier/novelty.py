"""How new a text is: 0 = a known theme fits, 1 = none does.

Pure. What counts is the energy of the margins (Liu et al. 2020): a soft maximum, so that several half-fitting themes
make a text a little more familiar than one does. The scale is learned from known texts that the separators had not
seen, so no example of anything new is needed. One odd text proves little; a text whose like is far from every theme too
proves more. So, where many texts are asked about at once, each may be judged in the company of its nearest neighbours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.special import expit, logsumexp

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

SHARPNESS: Final = 6.0
"""Of the soft maximum over margins: towards 0 all themes count alike, far above 10 only the best one."""
FALSE_ALARMS: Final = 0.05
ENOUGH_KNOWN: Final = 2
NARROWEST: Final = 0.05
UNTAUGHT: Final = (-0.9, 0.1)

NEIGHBOURS: Final = 20
COMPANY: Final = 1.25
"""How much the neighbourhood of a text counts beside the text itself."""
STEPS: Final = 2
DOUBTFUL: Final = (-2.0, 4.0)
"""From the middle of the scale, in widths: clearly new texts lie below, clearly known ones above."""
SKETCH: Final = 512
"""Into so many sums the features are thrown to find neighbours (count sketch, Charikar et al. 2002)."""
AT_ONCE: Final = 2000


@dataclass(frozen=True, slots=True)
class Novelty:
    """Novelty is 0.5 where only `FALSE_ALARMS` of known texts lie farther from every theme."""

    middle: float
    width: float

    def scores(self, margins: Floats, vectors: sp.csr_matrix | None = None) -> Floats:
        """Return 0..1 per text; 1 = no known theme fits.

        `margins` has shape (n_texts, n_themes). With `vectors`, the features of the texts in rows of length 1, each
        text is judged in the company of its neighbours among them; without, on its own.
        """
        if margins.shape[1] == 0:
            return np.ones(len(margins))
        near = familiarity(margins)
        if vectors is not None:
            low, high = (self.middle + side * self.width for side in DOUBTFUL)
            near = in_company(near, vectors, (near > low) & (near < high))
        return np.asarray(expit((self.middle - near) / self.width))


def fit_novelty(margins: Floats, targets: Flags) -> Novelty:
    """Learn the scale from unseen margins of texts that have a theme.

    `margins` may have a last column for "no theme fits", which is as well known as any theme.
    """
    known = familiarity(margins[targets.any(axis=1)]) if targets.any() else np.zeros(0)
    if len(known) < ENOUGH_KNOWN:
        return Novelty(*UNTAUGHT)
    low, middle = (float(q) for q in np.quantile(known, [FALSE_ALARMS, 0.5]))
    return Novelty(low, max((middle - low) / 3, NARROWEST))


def familiarity(margins: Floats) -> Floats:
    """Return the soft maximum of each row: how well the best themes fit, about 1 for a clear yes."""
    return np.asarray(logsumexp(SHARPNESS * margins, axis=1) / SHARPNESS)


def in_company(near: Floats, vectors: sp.csr_matrix, doubtful: Flags) -> Floats:
    """Mix the familiarity of doubtful texts with that of their neighbours and of theirs, among `AT_ONCE` at a time.

    Texts that are clear on their own keep their value, and lend it to their neighbours.
    """
    sketch = _sketched(vectors)
    mixed = np.array(near, dtype=np.float64)
    for start in range(0, len(near), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        asked = np.flatnonzero(doubtful[part])
        if len(near[part]) > NEIGHBOURS and len(asked):
            around = _around(near[part], sketch[part].toarray(), asked)
            mixed[start + asked] = (near[start + asked] + COMPANY * around) / (1 + COMPANY)
    return mixed


def _sketched(vectors: sp.csr_matrix) -> sp.csr_matrix:
    """Throw every feature into one of `SKETCH` sums with a random sign: cosines stay about what they are."""
    n_features = vectors.shape[1]
    chance = np.random.default_rng(n_features)
    places = chance.integers(0, SKETCH, n_features)
    signs = chance.choice(np.array([-1.0, 1.0], dtype=np.float32), n_features)
    throw = sp.csr_matrix((signs, places, np.arange(n_features + 1)), shape=(n_features, SKETCH))
    return (vectors.astype(np.float32) @ throw).tocsr()


def _around(near: Floats, points: NDArray[np.float32], asked: Ints) -> Floats:
    """Return what the neighbourhoods of the points `asked` look like after `STEPS` steps."""
    points = points / np.maximum(np.linalg.norm(points, axis=1, keepdims=True), 1e-9)
    alike = points[asked] @ points.T
    alike[np.arange(len(asked)), asked] = -1
    nearest = np.argpartition(-alike, NEIGHBOURS, axis=1)[:, :NEIGHBOURS]
    weights = np.maximum(np.take_along_axis(alike, nearest, axis=1), 0).astype(np.float64)
    total = 1 + weights.sum(axis=1)
    near = np.array(near, dtype=np.float64)
    for _ in range(STEPS):
        near[asked] = (near[asked] + (weights * near[nearest]).sum(axis=1)) / total
    return near[asked]
