"""Finds themes nobody has named yet: groups of comments that say the same, each with a readable name.

Pure; the same comments and the same seed give the same groups, names and representatives in every process.

- `discover(texts, languages, random_state, background)` sorts all comments into groups: for the command line.
- `discover_new(texts, languages, novelty, random_state)` sorts only those that no known theme covers.
- `propose_themes(texts, languages, random_state, background, fewest)` -> `Proposal`s, the largest first: for the inbox
  of comments that no theme covers; `background` are comments of known themes, which new names should not sound like.
- `propose_split(texts, languages, random_state)` -> 2 to 4 `Proposal`s into which the comments of one theme fall
  apart, or none.
- `medoids(texts, languages, labels, most)` -> positions of the most typical comments of each group.

How the comments become points stands in `classifier.vectors`, how points become groups in `classifier.clustering`.
Comments without content, or without anything in common with others, stay unsorted. Comments written from one template
(machines do that) count once, so that a talkative machine does not make a theme of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.special import logit
from sklearn.mixture import GaussianMixture

from classifier.clustering import (
    TEXTS_PER_FINE_GROUP,
    averaged,
    centres,
    drawn_together,
    evident_number,
    grouped,
    spherical_k_means,
    word_sources,
)
from classifier.naming import name_clusters
from classifier.stopwords import Language
from classifier.text import has_content
from classifier.vectors import Spoken, comment_points, read_spoken, twins

Floats = NDArray[np.float32]
Reals = NDArray[np.float64]
Ints = NDArray[np.int64]

UNSORTED: Final = -1
FEWEST_MEMBERS: Final = 5
REPRESENTATIVES: Final = 5
BOUNDS: Final = (1e-6, 1 - 1e-6)
FAMILIAR: Final = -2.2
"""Log odds of novelty: a third of the texts of known themes look newer than that."""
AROUND: Final = 4.0
"""How much the neighbours of a text say about its novelty, beside the text itself."""
AROUND_STEPS: Final = 2
STARTS: Final = (0.3, 0.95)
"""Quantiles of novelty where the search for two distributions begins: most texts are familiar."""
FLAT: Final = 0.2
"""Standard deviation of log odds below which there is nothing to tell apart."""
FEWEST_TO_SPLIT: Final = 40
MOST_PARTS: Final = 4
FEWEST_IN_PART: Final = 5
SMALLEST_PART: Final = 0.08
"""Share of a theme's comments that a part must have."""


@dataclass(frozen=True, slots=True)
class Clusters:
    """`labels` has one number per text, None = unsorted; `names` has one name per number."""

    labels: tuple[int | None, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Comments that could be a theme. `members` and `representatives` are positions, the most typical first."""

    members: tuple[int, ...]
    name: str
    representatives: tuple[int, ...]


def discover(
    texts: Sequence[str], languages: Sequence[Language], random_state: int = 0, background: Sequence[str] = ()
) -> Clusters:
    """Group texts by what they say and name the groups; the largest group has number 0."""
    labels, _ = _sorted_texts(texts, languages, random_state)
    names = name_clusters(texts, languages, labels, background)
    return Clusters(tuple(label if label >= 0 else None for label in labels.tolist()), names)


def discover_new(
    texts: Sequence[str], languages: Sequence[Language], novelty: Sequence[float], random_state: int = 0
) -> Clusters:
    """Group what no known theme covers; `novelty` is what a theme model says of each text, 0..1.

    A text is judged together with its like, so that a new matter stands out where single texts do not; how much of the
    texts is new is read from how their novelty is spread. Groups that are mostly familiar are dropped.
    """
    filled = [i for i, text in enumerate(texts) if has_content(text)]
    labels = np.full(len(texts), UNSORTED, dtype=np.int64)
    if filled:
        surprise = np.asarray(logit(np.clip(np.asarray(novelty, dtype=np.float64)[filled], *BOUNDS)))
        spoken = read_spoken([texts[i] for i in filled], [languages[i] for i in filled])
        labels[filled] = _new_groups(spoken, surprise, random_state)
    names = name_clusters(texts, languages, labels)
    return Clusters(tuple(label if label >= 0 else None for label in labels.tolist()), names)


def propose_themes(
    texts: Sequence[str],
    languages: Sequence[Language],
    random_state: int = 0,
    background: Sequence[str] = (),
    fewest: int = FEWEST_MEMBERS,
) -> tuple[Proposal, ...]:
    """Return the groups of `fewest` comments or more as proposals for themes, the largest first."""
    labels, points = _sorted_texts(texts, languages, random_state)
    return _proposals(texts, languages, labels, points, background, fewest)


def propose_split(texts: Sequence[str], languages: Sequence[Language], random_state: int = 0) -> tuple[Proposal, ...]:
    """Return the 2 to 4 parts the comments of one theme fall into, the largest first; none if they belong together."""
    labels, points = _sorted_texts(texts, languages, random_state, MOST_PARTS)
    smallest = max(FEWEST_IN_PART, int(np.ceil(SMALLEST_PART * len(texts))))
    parts = _proposals(texts, languages, labels, points, (), smallest)
    return parts if len(parts) > 1 else ()


def medoids(
    texts: Sequence[str], languages: Sequence[Language], labels: Sequence[int], most: int
) -> dict[int, tuple[int, ...]]:
    """Return the positions of up to `most` typical texts of every label, the most typical first, no wording twice.

    Negative labels stand for "no group" and are left out.
    """
    given = np.asarray(labels, dtype=np.int64)
    points = comment_points(read_spoken(texts, languages), 0) if len(texts) else np.zeros((0, 1), dtype=np.float32)
    return {
        label: _distinct(texts, _typical_first(points, np.flatnonzero(given == label)), most)
        for label in sorted({int(x) for x in given if x >= 0})
    }


def _new_groups(spoken: Spoken, surprise: Reals, seed: int) -> Ints:
    """Group the surprising texts, known by what all texts say, and drop the groups that are mostly familiar."""
    points = comment_points(spoken, seed)
    labels = np.full(len(points), UNSORTED, dtype=np.int64)
    strange = np.flatnonzero(_is_strange(points, surprise) & (np.linalg.norm(points, axis=1) > 0))
    if len(strange):
        labels[strange] = grouped(points[strange], spoken.telling[strange], seed)
    for number in range(int(labels.max(initial=UNSORTED)) + 1):
        if (labels == number).any() and surprise[labels == number].mean() < FAMILIAR:
            labels[labels == number] = UNSORTED
    return _by_size(_numbered(labels))


def _is_strange(points: Floats, surprise: Reals) -> NDArray[np.bool_]:
    """Tell which texts belong to the more surprising of two normal distributions; few texts are judged one by one."""
    value = (surprise + AROUND * averaged(surprise, points, AROUND_STEPS)) / (1 + AROUND)
    if len(points) < FEWEST_TO_SPLIT or value.std() < FLAT:
        return np.asarray(surprise >= 0)
    start = np.quantile(value, STARTS)[:, None]
    both = GaussianMixture(2, means_init=start, random_state=0).fit(value[:, None])
    strange = both.predict(value[:, None]) == int(both.means_.argmax())
    return np.asarray(strange & (value > both.means_.min()) | (value > both.means_.max()))


def _numbered(labels: Ints) -> Ints:
    """Close the gaps between group numbers."""
    known = np.unique(labels[labels >= 0])
    return np.where(labels >= 0, np.searchsorted(known, labels), UNSORTED)


def _sorted_texts(
    texts: Sequence[str], languages: Sequence[Language], seed: int, most: int | None = None
) -> tuple[Ints, Floats]:
    """Return a group number per text, the largest group first, `UNSORTED` where there is none; and the points."""
    labels = np.full(len(texts), UNSORTED, dtype=np.int64)
    filled = [i for i, text in enumerate(texts) if has_content(text)]
    if len(filled) == 0:
        return labels, np.zeros((len(texts), 1), dtype=np.float32)
    own, points = _sorted_filled([texts[i] for i in filled], [languages[i] for i in filled], seed, most)
    labels[filled] = own
    all_points = np.zeros((len(texts), points.shape[1]), dtype=np.float32)
    all_points[filled] = points
    return labels, all_points


def _sorted_filled(
    texts: Sequence[str], languages: Sequence[Language], seed: int, most: int | None
) -> tuple[Ints, Floats]:
    spoken = read_spoken(texts, languages)
    leaders, leader_of = np.unique(twins(spoken), return_inverse=True)
    if len(leaders) < len(texts):
        chosen = leaders.tolist()
        spoken = read_spoken([texts[i] for i in chosen], [languages[i] for i in chosen])
    points = comment_points(spoken, seed)
    labels = np.full(len(points), UNSORTED, dtype=np.int64)
    shared = np.flatnonzero(np.linalg.norm(points, axis=1) > 0)
    if len(shared):
        telling = spoken.telling[shared]
        labels[shared] = (
            grouped(points[shared], telling, seed) if most is None else _parts(points[shared], telling, most, seed)
        )
    elif len(labels):
        labels[:] = 0
    return _by_size(labels[leader_of]), points[leader_of]


def _parts(points: Floats, telling: sp.csr_matrix, most: int, seed: int) -> Ints:
    """Group into `most` parts at the most."""
    fine = min(len(points) // TEXTS_PER_FINE_GROUP, 4 * most)
    if fine < 2:
        return np.zeros(len(points), dtype=np.int64)
    near = drawn_together(points)
    number = min(evident_number(telling, spherical_k_means(near, fine, seed, 1)), most)
    return word_sources(telling, spherical_k_means(near, number, seed, 4))


def _by_size(labels: Ints) -> Ints:
    """Number groups by size; of two alike the one that comes first keeps the smaller number."""
    known = labels[labels >= 0]
    if len(known) == 0:
        return labels
    sizes = np.bincount(known)
    first = np.full(len(sizes), len(labels))
    np.minimum.at(first, known, np.flatnonzero(labels >= 0))
    rank = np.empty(len(sizes), dtype=np.int64)
    rank[np.lexsort((first, -sizes))] = np.arange(len(sizes))
    return np.where(labels >= 0, rank[labels], UNSORTED)


def _proposals(
    texts: Sequence[str],
    languages: Sequence[Language],
    labels: Ints,
    points: Floats,
    background: Sequence[str],
    fewest: int,
) -> tuple[Proposal, ...]:
    names = name_clusters(texts, languages, labels, background)
    found = []
    for number, name in enumerate(names):
        members = _typical_first(points, np.flatnonzero(labels == number))
        if len(members) >= fewest:
            found.append(Proposal(tuple(members), name, _distinct(texts, members, REPRESENTATIVES)))
    return tuple(found)


def _typical_first(points: Floats, members: Ints) -> list[int]:
    """Order members by how near they are to the middle of their group."""
    if len(members) == 0:
        return []
    own = points[members]
    near = own @ centres(own, np.zeros(len(own), dtype=np.int64), 1)[0]
    return [int(i) for i in members[np.lexsort((members, -np.round(near, 5)))]]


def _distinct(texts: Sequence[str], members: Sequence[int], most: int) -> tuple[int, ...]:
    """Take the first `most` members whose wording was not there yet."""
    seen: dict[str, int] = {}
    for i in members:
        seen.setdefault(texts[i].strip().lower(), i)
    return tuple(list(seen.values())[:most])
