"""Finds themes nobody has named yet: groups of texts that say the same, each with a readable name.

Pure and deterministic. Texts become singular vectors of stems and n-grams (latent semantic analysis, Deerwester et al.
1990). Many small spherical clusters are joined pairwise by mean similarity, and of the resulting partitions the one
with the best silhouette on a sample wins (Rousseeuw 1987), so nobody says how many themes
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
from sklearn.metrics import silhouette_score

from classifier.features import Features, Vocabulary
from classifier.naming import name_clusters
from classifier.stopwords import Language
from classifier.text import has_content

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DIMENSIONS: Final = 100
FEWEST_CLUSTERS, MOST_CLUSTERS = 2, 120
TEXTS_PER_CLUSTER: Final = 20
COUNTS_TRIED: Final = 14
SILHOUETTE_SAMPLE: Final = 2500
ROUNDS: Final = 10
FEWEST_DIMENSIONS: Final = 5


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
    """Return singular vectors of length 1, shape (n_texts, dimensions); 0 where a text shares nothing.

    The first singular vector is left out: all texts have it, it says how ordinary a text is.
    """
    features = Features().fit(texts, languages)
    vectors = _unit_rows(features.transform(texts, languages) @ sp.diags(_without_concepts(features.vocabulary)))
    size = min(DIMENSIONS + 1, vectors.shape[0] - 1, vectors.shape[1] - 1)
    if size < FEWEST_DIMENSIONS:
        return np.ones((len(texts), 1))
    lsa = TruncatedSVD(size, n_iter=3, random_state=seed).fit_transform(vectors)[:, 1:]
    length = np.linalg.norm(lsa, axis=1, keepdims=True)
    return np.asarray(np.where(length > 1e-6, lsa / np.maximum(length, 1e-6), 0.0))


def _without_concepts(known: Vocabulary) -> Floats:
    """Concepts would pull every group towards what is known already; discovery is for what is not."""
    kept = np.ones(known.n_features)
    kept[len(known.stems.idf) : len(known.stems.idf) + len(known.concepts.idf)] = 0
    return kept


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
    return max(tried, key=lambda labels: _silhouette(points, labels, seed))


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


def _silhouette(points: Floats, labels: Ints, seed: int) -> float:
    chosen = np.random.default_rng(seed).permutation(len(points))[:SILHOUETTE_SAMPLE]
    if len(np.unique(labels[chosen])) < 2:
        return -1.0
    return float(silhouette_score(points[chosen], labels[chosen]))


def _by_size(labels: Ints) -> Ints:
    order = np.argsort(-np.bincount(labels), kind="stable") if len(labels) else labels
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return np.asarray(rank[labels], dtype=np.int64)
