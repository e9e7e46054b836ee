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
from sklearn.utils.extmath import randomized_svd

from classifier.vectors import unit_rows

Floats = NDArray[np.float32]
Reals = NDArray[np.float64]
Ints = NDArray[np.int64]

NEIGHBOURS: Final = 10
STEPS: Final = 8
STAGES: Final = (2, 5, STEPS)
"""Steps after which points are grouped: long texts need few, short ones many, and what all find is most likely true."""
RUNS: Final = 2
MOST_VOTE_DIMENSIONS: Final = 100
ENOUGH_PER_SOURCE: Final = 60
"""Texts per group from which on their words judge better than their places."""
BLOCK: Final = 500
ROUNDS: Final = 30
WORD_ROUNDS: Final = 10
STARTS: Final = 3
TRIALS: Final = 4
SMOOTHING: Final = 0.5
CONCENTRATION: Final = 0.3
"""Pseudo-count per word of a source: the smaller, the more sources a set of texts seems to need."""
TEXTS_PER_FINE_GROUP: Final = 8
MOST_FINE_GROUPS: Final = 150


def drawn_together(points: Floats, steps: int = STEPS) -> Floats:
    """Move every point towards its nearest neighbours, `steps` times; rows keep length 1."""
    return _drawn_more_and_more(points, (steps,))[-1]


def _drawn_more_and_more(points: Floats, stages: tuple[int, ...] = STAGES) -> list[Floats]:
    """Return the points after so many steps each."""
    if len(points) <= NEIGHBOURS:
        return [points] * len(stages)
    graph = _neighbour_graph(points)
    moved, found = points, []
    for step in range(max(stages) + 1):
        if step in stages:
            found.append(unit_rows(moved))
        moved = graph @ moved
    return found


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
    drawn = _drawn_more_and_more(points)
    number = evident_number(telling, spherical_k_means(drawn[-1], fine, seed, 1))
    labels = _agreed([_one_run(d, number, seed + s)[1] for d in drawn for s in range(RUNS)], number, seed)
    return word_sources(telling, labels) if n >= ENOUGH_PER_SOURCE * number else labels


def _agreed(runs: list[Ints], number: int, seed: int) -> Ints:
    """Return the groups that several groupings agree on most (cluster ensemble, Strehl and Ghosh 2002)."""
    if number < 2:
        return np.zeros(len(runs[0]), dtype=np.int64)
    votes = sp.hstack([_membership(r, int(r.max()) + 1).T for r in runs]).tocsr()
    scale = sp.diags(1 / np.sqrt(np.maximum(np.asarray(votes.sum(axis=0)).ravel(), 1)))
    size = min(number, MOST_VOTE_DIMENSIONS, *(n - 1 for n in votes.shape))
    left, values, _ = randomized_svd(votes @ scale, size, n_iter=3, random_state=seed)
    return spherical_k_means(unit_rows((left * values).astype(np.float32)), number, seed, STARTS)


def spherical_k_means(points: Floats, number: int, seed: int, starts: int) -> Ints:
    """Return the best of several runs: points go to the centre at the smallest angle."""
    runs = [_one_run(points, number, seed + start) for start in range(starts)]
    return max(runs, key=lambda run: run[0])[1]


def _one_run(points: Floats, number: int, seed: int) -> tuple[float, Ints]:
    middle = points[_first_centres(points, number, np.random.default_rng(seed))]
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


def likeliest_sources(telling: sp.csr_matrix, labels: Ints, asked: sp.csr_matrix) -> Ints:
    """Return for each of the texts `asked` the group of `telling` whose words explain it best (naive Bayes)."""
    number = int(labels.max()) + 1
    said = (_membership(labels, number) @ telling).toarray() + SMOOTHING
    logs = np.log(said / said.sum(axis=1, keepdims=True))
    usual = np.log(np.bincount(labels, minlength=number) + 1.0)
    return np.asarray(np.asarray(asked @ logs.T + usual).argmax(axis=1), dtype=np.int64)


def word_sources(telling: sp.csr_matrix, labels: Ints) -> Ints:
    """Let every text go to the group whose words explain it best, until nothing moves."""
    for _ in range(WORD_ROUNDS):
        moved = likeliest_sources(telling, labels, telling)
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
