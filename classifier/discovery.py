"""Finds themes nobody has named yet: groups of texts that say the same, each with a readable name.

Pure and deterministic. Texts become singular vectors of stems and n-grams (latent semantic analysis, Deerwester et al.
1990). Many small spherical clusters are joined pairwise by mean similarity, and of the resulting partitions the one
with the best silhouette wins (Rousseeuw 1987, with centres in place of all pairs), so nobody says how many themes
there are. Texts without content, or without anything in common with others, stay unsorted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD

from classifier.features import Features
from classifier.naming import name_clusters
from classifier.stopwords import Language
from classifier.text import has_content

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DIMENSIONS: Final = 100
FEWEST_CLUSTERS, MOST_CLUSTERS = 2, 150
TEXTS_PER_CLUSTER: Final = 12
COUNTS_TRIED: Final = 24
ROUNDS: Final = 10
TOO_COMMON: Final = 0.2


@dataclass(frozen=True, slots=True)
class Clusters:
    """`labels` has one number per text, None = unsorted; `names` has one name per number."""

    labels: tuple[int | None, ...]
    names: tuple[str, ...]


def discover(texts: Sequence[str], languages: Sequence[Language], random_state: int = 0) -> Clusters:
    """Group texts by what they say and name the groups; the largest group has number 0."""
    filled = [i for i, text in enumerate(texts) if has_content(text)]
    said, spoken = [texts[i] for i in filled], [languages[i] for i in filled]
    if len(said) == 0:
        return Clusters((None,) * len(texts), ())
    points = _points(said, spoken, random_state)
    sorted_ = np.linalg.norm(points, axis=1) > 0
    found = np.full(len(said), -1, dtype=np.int64)
    found[sorted_] = _by_size(_group(points[sorted_], random_state))
    labels: list[int | None] = [None] * len(texts)
    for position, label in zip(filled, found.tolist(), strict=True):
        labels[position] = label if label >= 0 else None
    return Clusters(tuple(labels), name_clusters(said, spoken, found))


def _points(texts: Sequence[str], languages: Sequence[Language], seed: int) -> Floats:
    """Return singular vectors of length 1, shape (n_texts, dimensions); 0 where a text shares nothing."""
    vectors = Features().fit(texts, languages).transform(texts, languages)
    common = np.bincount(vectors.indices, minlength=vectors.shape[1]) / len(texts)
    rare_enough = common <= (TOO_COMMON if len(texts) >= 5 * TEXTS_PER_CLUSTER else 1.0)
    vectors = _unit_rows(vectors @ sp.diags(rare_enough.astype(np.float64)))
    size = min(DIMENSIONS, vectors.shape[0] - 1, vectors.shape[1] - 1)
    if size < 1:
        return np.ones((len(texts), 1))
    lsa = TruncatedSVD(size, n_iter=4, random_state=seed).fit_transform(vectors)
    length = np.linalg.norm(lsa, axis=1, keepdims=True)
    return np.asarray(np.where(length > 1e-6, lsa / np.maximum(length, 1e-6), 0.0))


def _unit_rows(vectors: sp.csr_matrix) -> sp.csr_matrix:
    length = np.sqrt(np.asarray(vectors.multiply(vectors).sum(axis=1)).ravel())
    return sp.diags(1 / np.maximum(length, 1e-12)) @ vectors


def _group(points: Floats, seed: int) -> Ints:
    """Return a cluster number per point."""
    n = len(points)
    most = min(MOST_CLUSTERS, n // TEXTS_PER_CLUSTER)
    if most <= FEWEST_CLUSTERS:
        return np.zeros(n, dtype=np.int64)
    fine = KMeans(min(2 * most, n), n_init=1, random_state=seed).fit_predict(points)
    centres = _centres(points, fine)
    tree = linkage(centres, method="average", metric="cosine")
    counts = sorted({int(c) for c in np.geomspace(FEWEST_CLUSTERS, most, COUNTS_TRIED)})
    tried = [_settle(points, fcluster(tree, c, criterion="maxclust")[fine] - 1) for c in counts]
    return max(tried, key=lambda labels: _silhouette(points, labels))


def _centres(points: Floats, labels: Ints) -> Floats:
    sums = np.zeros((int(labels.max()) + 1, points.shape[1]))
    np.add.at(sums, labels, points)
    return np.asarray(sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-12))


def _settle(points: Floats, labels: Ints) -> Ints:
    """Move every point to the nearest centre, some rounds long (spherical k-means, Dhillon and Modha 2001)."""
    for _ in range(ROUNDS):
        _, labels = np.unique(labels, return_inverse=True)
        moved = (points @ _centres(points, labels).T).argmax(axis=1)
        if (moved == labels).all():
            break
        labels = moved
    return np.asarray(np.unique(labels, return_inverse=True)[1], dtype=np.int64)


def _silhouette(points: Floats, labels: Ints) -> float:
    if labels.max() == 0:
        return -1.0
    distance = 1 - points @ _centres(points, labels).T
    own = distance[np.arange(len(labels)), labels]
    distance[np.arange(len(labels)), labels] = np.inf
    other = distance.min(axis=1)
    return float(((other - own) / np.maximum(np.maximum(own, other), 1e-12)).mean())


def _by_size(labels: Ints) -> Ints:
    order = np.argsort(-np.bincount(labels), kind="stable") if len(labels) else labels
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return np.asarray(rank[labels], dtype=np.int64)
