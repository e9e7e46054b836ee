"""Groups of points: how many there are, and which text belongs to which.

Pure and deterministic. Points are first moved towards their nearest neighbours, which draws paraphrases together
(graph diffusion, Zhang et al. 2019). How many groups there are is decided by the words: many small groups are joined
pairwise while a joint source of words explains them better than two sources do (Dirichlet-multinomial evidence, as in
Bayesian hierarchical clustering, Heller and Ghahramani 2005). Spherical k-means (Dhillon and Modha 2001) then makes so
many groups, and a mixture of word sources has the last word (Nigam et al. 2000).
"""

from __future__ import annotations

from typing import Final

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.special import gammaln

from classifier.vectors import unit_rows

Floats = NDArray[np.float32]
Reals = NDArray[np.float64]
Ints = NDArray[np.int64]

NEIGHBOURS: Final = 10
STEPS: Final = 5
BLOCK: Final = 500
ROUNDS: Final = 30
WORD_ROUNDS: Final = 10
STARTS: Final = 4
TRIALS: Final = 4
SMOOTHING: Final = 0.5
CONCENTRATION: Final = 0.3
"""Pseudo-count per word of a source: the smaller, the more sources a set of texts seems to need."""
TEXTS_PER_FINE_GROUP: Final = 8
MOST_FINE_GROUPS: Final = 150


def drawn_together(points: Floats, steps: int = STEPS) -> Floats:
    """Move every point towards its nearest neighbours, `steps` times; rows keep length 1."""
    if len(points) <= NEIGHBOURS:
        return points
    graph = _neighbour_graph(points)
    for _ in range(steps):
        points = graph @ points
    return unit_rows(points)


def averaged(values: Reals, points: Floats, steps: int) -> Reals:
    """Replace every value by the mean over the point and its nearest neighbours, `steps` times; shape (n_points,)."""
    if len(points) <= NEIGHBOURS:
        return values
    graph = _nearness(points).astype(np.float64)
    total = np.asarray(graph.sum(axis=1)).ravel()
    for _ in range(steps):
        values = np.asarray(graph @ values) / total
    return values


def _neighbour_graph(points: Floats) -> sp.csr_matrix:
    """Return `_nearness`, symmetrically normalised."""
    both = _nearness(points)
    scale = sp.diags((1 / np.sqrt(np.asarray(both.sum(axis=1)).ravel())).astype(np.float32))
    return (scale @ both @ scale).tocsr()


def _nearness(points: Floats) -> sp.csr_matrix:
    """Who is near whom, both ways, each point to itself too."""
    n = len(points)
    columns, values = [], []
    for start in range(0, n, BLOCK):
        near = points[start : start + BLOCK] @ points.T
        near[np.arange(len(near)), np.arange(start, start + len(near))] = -1
        best = np.argpartition(-near, NEIGHBOURS, axis=1)[:, :NEIGHBOURS]
        columns.append(best.ravel())
        values.append(np.take_along_axis(near, best, axis=1).ravel())
    rows = np.repeat(np.arange(n), NEIGHBOURS)
    weights = np.maximum(np.concatenate(values), 1e-6)
    one_way = sp.csr_matrix((weights, (rows, np.concatenate(columns))), shape=(n, n))
    return (one_way.maximum(one_way.T) + sp.identity(n, dtype=np.float32, format="csr")).tocsr()


def grouped(points: Floats, telling: sp.csr_matrix, seed: int) -> Ints:
    """Return a group number per point; `telling` says which text has which word, shape (n_texts, n_words)."""
    n = len(points)
    fine = min(n // TEXTS_PER_FINE_GROUP, MOST_FINE_GROUPS)
    if fine < 2:
        return np.zeros(n, dtype=np.int64)
    near = drawn_together(points)
    number = evident_number(telling, spherical_k_means(near, fine, seed, 1))
    return word_sources(telling, spherical_k_means(near, number, seed, STARTS))


def spherical_k_means(points: Floats, number: int, seed: int, starts: int) -> Ints:
    """Return the best of several runs: points go to the centre at the smallest angle."""
    runs = [_one_run(points, number, np.random.default_rng(seed + start)) for start in range(starts)]
    return max(runs, key=lambda run: run[0])[1]


def _one_run(points: Floats, number: int, chance: np.random.Generator) -> tuple[float, Ints]:
    middle = points[_first_centres(points, number, chance)]
    labels = np.full(len(points), -1, dtype=np.int64)
    for _ in range(ROUNDS):
        near = points @ middle.T
        moved = near.argmax(axis=1)
        if (moved == labels).all():
            break
        labels = moved
        middle = centres(points, labels, number)
    return float(near.max(axis=1).sum()), _numbered(labels)


def _first_centres(points: Floats, number: int, chance: np.random.Generator) -> list[int]:
    """Choose points far from each other (k-means++ with several trials, Arthur and Vassilvitskii 2007)."""
    chosen = [int(chance.integers(len(points)))]
    far = np.maximum(1 - points @ points[chosen[0]], 0).astype(np.float64)
    for _ in range(number - 1):
        total = far.sum()
        tried = chance.choice(len(points), size=TRIALS, p=far / total if total > 1e-9 else None)
        left = np.minimum(far[:, None], np.maximum(1 - points @ points[tried].T, 0))
        best = int(left.sum(axis=0).argmin())
        chosen.append(int(tried[best]))
        far = left[:, best]
    return chosen


def centres(points: Floats, labels: Ints, number: int) -> Floats:
    """Return the mean direction of each group, shape (number, dimensions)."""
    return unit_rows(_membership(labels, number) @ points)


def _membership(labels: Ints, number: int) -> sp.csr_matrix:
    ones = np.ones(len(labels), dtype=np.float32)
    return sp.csr_matrix((ones, (labels, np.arange(len(labels)))), shape=(number, len(labels)))


def _numbered(labels: Ints) -> Ints:
    return np.asarray(np.unique(labels, return_inverse=True)[1], dtype=np.int64)


def word_sources(telling: sp.csr_matrix, labels: Ints) -> Ints:
    """Let every text go to the group whose words explain it best, until nothing moves."""
    number = int(labels.max()) + 1
    for _ in range(WORD_ROUNDS):
        said = (_membership(labels, number) @ telling).toarray() + SMOOTHING
        logs = np.log(said / said.sum(axis=1, keepdims=True))
        usual = np.log(np.bincount(labels, minlength=number) + 1.0)
        moved = np.asarray(telling @ logs.T + usual).argmax(axis=1)
        if (moved == labels).all():
            break
        labels = moved
    return _numbered(labels)


def evident_number(telling: sp.csr_matrix, fine: Ints) -> int:
    """Return how many sources of words there seem to be: join the best pair until every join makes it worse."""
    said = (_membership(fine, int(fine.max()) + 1) @ telling).toarray().astype(np.float64)
    gain = np.full((len(said), len(said)), -np.inf)
    alone = _evidence(said)
    for i in range(len(said) - 1):
        gain[i, i + 1 :] = _evidence(said[i + 1 :] + said[i]) - alone[i + 1 :] - alone[i]
    left = np.ones(len(said), dtype=bool)
    while left.sum() > 1 and gain.max() >= 0:
        i, j = (int(x) for x in np.unravel_index(gain.argmax(), gain.shape))
        said[i] += said[j]
        left[j] = False
        gain[j], gain[:, j] = -np.inf, -np.inf
        alone[i] = _evidence(said[i : i + 1])[0]
        others = np.flatnonzero(left)
        others = others[others != i]
        joined = _evidence(said[others] + said[i]) - alone[others] - alone[i]
        gain[np.minimum(i, others), np.maximum(i, others)] = joined
    return int(left.sum())


def _evidence(said: Reals) -> Reals:
    """Log probability of the words of each row, all shares of words in a source being alike likely beforehand."""
    n_words = said.shape[1]
    words = (gammaln(said + CONCENTRATION) - gammaln(CONCENTRATION)).sum(axis=1)
    whole = CONCENTRATION * n_words
    return np.asarray(words - gammaln(said.sum(axis=1) + whole) + gammaln(whole))
