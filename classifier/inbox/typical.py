"""Which comments of a group stand for it. Pure.

The comment nearest to the centre of its group is its medoid (Kaufman & Rousseeuw 1990, chapter 2); the next ones shown
are as near as possible without saying the same in the same words again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from classifier.text import tokens

SHOWN: Final = 3
SAME_WORDS: Final = 0.7
"""Similarity (cosine) from which on a second comment adds nothing to the first one."""
FEWEST_TOKENS: Final = 4
"""Shorter ones name a matter and do not explain it."""


def typical_first(stems: Sequence[frozenset[str]], texts: Sequence[str], foreign: Sequence[bool] = ()) -> list[int]:
    """Return the positions of a group's comments, the most typical first; the first ``SHOWN`` differ in wording.

    ``foreign``: which of them are not in the group's language; these come last.
    """
    vectors = _vectors(stems)
    centre = np.asarray(vectors.mean(axis=0)).ravel()
    near: NDArray[np.float64] = np.asarray(vectors @ centre).ravel()
    brief = np.array([len(tokens(text)) < FEWEST_TOKENS for text in texts], dtype=bool)
    last = list(foreign) or [False] * len(texts)
    order = sorted(range(len(texts)), key=lambda i: (last[i], bool(brief[i]), -round(float(near[i]), 9), i))
    shown: list[int] = []
    for i in order:
        if len(shown) < SHOWN and all(_cosine(vectors, i, k) < SAME_WORDS for k in shown):
            shown.append(i)
    return [*shown, *(i for i in order if i not in set(shown))]


def _vectors(stems: Sequence[frozenset[str]]) -> sp.csr_matrix:
    """Return rows of length 1: stems weighted by how rare they are within the group."""
    number: dict[str, int] = {}
    rows = [[number.setdefault(root, len(number)) for root in sorted(found)] for found in stems]
    columns = np.array([c for row in rows for c in row], dtype=np.int64)
    starts = np.cumsum([0, *(len(row) for row in rows)])
    rarity = np.log(1 + len(stems) / np.maximum(np.bincount(columns, minlength=len(number)), 1))
    matrix = sp.csr_matrix((rarity[columns], columns, starts), shape=(len(stems), len(number)))
    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return sp.csr_matrix(sp.diags(1 / np.maximum(length, 1e-12)) @ matrix)


def _cosine(vectors: sp.csr_matrix, one: int, other: int) -> float:
    return float((vectors[[one]] @ vectors[[other]].T).sum())
