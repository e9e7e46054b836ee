"""What texts have in common beneath their words: singular vectors of labelled and unlabelled texts together.

Pure; the random start comes from the seed. Latent semantic analysis (Deerwester et al. 1990) by randomised singular
value decomposition (Halko et al. 2011): texts come near each other that share no word, but words that occur together.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import scipy.sparse as sp
from sklearn.utils.extmath import randomized_svd

MOST_DIMENSIONS: Final = 200
FEWEST_TEXTS: Final = 50
"""With fewer texts there is nothing to find beneath the words."""


def with_latent(known: sp.csr_matrix, unlabelled: sp.csr_matrix, seed: int) -> tuple[sp.csr_matrix, sp.csr_matrix]:
    """Return both matrices with latent coordinates of length 1 beside the features; as they are with too few texts."""
    together = sp.vstack([known, unlabelled], format="csr")
    if together.shape[0] < FEWEST_TEXTS or together.nnz == 0:
        return known, unlabelled
    size = min(MOST_DIMENSIONS, *(n - 1 for n in together.shape))
    narrow = together.astype(np.float32)  # half the memory, and the places are needed to three digits only
    _, _, axes = randomized_svd(narrow, size, n_oversamples=10, n_iter=2, random_state=seed, flip_sign=True)
    places = np.asarray(narrow @ axes.T)
    places /= np.maximum(np.linalg.norm(places, axis=1, keepdims=True), 1e-9)
    joined = sp.hstack([together, sp.csr_matrix(places)], format="csr")
    joined.indices, joined.indptr = joined.indices.astype(np.int32), joined.indptr.astype(np.int32)
    return joined[: known.shape[0]], joined[known.shape[0] :]
