"""How a model learns: from labelled texts, then from texts nobody has labelled, and what it says about unseen ones.

Pure; every random choice comes from the seed. Unlabelled texts teach by self-training (Yarowsky 1995): a first set of
separators, which also reads latent coordinates, says what each of them is most likely about; a second set learns from
labelled texts and from these guesses, which count little, and less where the first set was unsure. Unseen margins come
from folds that repeat all of this without the texts they ask about.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import scipy.sparse as sp
from scipy.special import softmax

from classifier.separators import CERTAIN, Flags, Floats, Ints, Separators, fit_separators

GUESS_WEIGHT: Final = 0.2
"""How much a guess counts beside a label, where it is sure."""
GUESS_SHARPNESS: Final = 8.0
MOST_GUESSES: Final = 3000
FOLDS: Final = ((600, 5), (10**9, 3))
"""Up to how many labelled texts into how many folds they are dealt: few texts need large training parts."""
ENOUGH_ASKED: Final = 2500
"""Margins of so many unseen texts are enough to learn curve and cuts from."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What there is to learn from.

    `vectors` has one row per labelled text and behind them `n_seeds` rows for theme names; `targets` and `weights` go
    with them. Texts with the same number in `groups` have the same words; it has no entries for names.
    """

    vectors: sp.csr_matrix
    targets: Flags
    weights: Floats
    groups: Ints
    unlabelled: sp.csr_matrix
    exclusive: bool
    deep: sp.csr_matrix
    """`vectors` with latent coordinates."""
    deep_unlabelled: sp.csr_matrix

    @property
    def n_texts(self) -> int:
        """Number of labelled texts."""
        return len(self.groups)

    def only(self, rows: Ints) -> Lesson:
        """Return the lesson with these labelled texts and all theme names."""
        kept = np.concatenate([rows, np.arange(self.n_texts, self.vectors.shape[0])])
        return replace(
            self,
            vectors=self.vectors[kept],
            deep=self.deep[kept],
            targets=self.targets[kept],
            weights=self.weights[kept],
            groups=self.groups[rows],
        )


@dataclass(frozen=True, slots=True)
class Unseen:
    """Margins of the labelled texts `rows` from separators that saw neither them nor a text of their groups."""

    rows: Ints
    margins: Floats


def learn(lesson: Lesson, seed: int) -> Separators:
    """Fit separators to everything in the lesson."""
    own_lens = not lesson.exclusive
    if lesson.unlabelled.shape[0] == 0 or lesson.targets.shape[1] < 2:
        return fit_separators(lesson.vectors, lesson.targets, lesson.weights, own_lens, seed)
    first = fit_separators(lesson.deep, lesson.targets, lesson.weights, False, seed)
    guessed, sure = _guesses(first.margins(lesson.deep_unlabelled))
    vectors = sp.vstack([lesson.vectors, lesson.unlabelled], format="csr")
    weights = np.concatenate([lesson.weights, GUESS_WEIGHT * sure])
    return fit_separators(vectors, np.vstack([lesson.targets, guessed]), weights, own_lens, seed)


def _guesses(margins: Floats) -> tuple[Flags, Floats]:
    """Return the likeliest theme of every text as flags, and how sure that is, 0..1."""
    sure = softmax(GUESS_SHARPNESS * margins, axis=1).max(axis=1)
    return np.asarray(margins == margins.max(axis=1, keepdims=True)), np.asarray(sure)


def drawn(n_texts: int, seed: int) -> Ints:
    """Return which of so many unlabelled texts to learn from: all, or `MOST_GUESSES` at random, in their order."""
    if n_texts <= MOST_GUESSES:
        return np.arange(n_texts, dtype=np.int64)
    return np.sort(np.random.default_rng(seed).permutation(n_texts)[:MOST_GUESSES]).astype(np.int64)


def ask_unseen(lesson: Lesson, seed: int) -> Unseen:
    """Return margins of labelled texts as if they were new: of all, or of `ENOUGH_ASKED` and more.

    Theme names are always learned from and never asked.
    """
    margins = np.full((lesson.n_texts, lesson.targets.shape[1]), -CERTAIN)
    asked = np.zeros(lesson.n_texts, dtype=bool)
    for unseen in _parts(fold_numbers(lesson.targets[: lesson.n_texts], lesson.groups, seed)):
        if asked.sum() >= ENOUGH_ASKED:
            break
        asked[unseen] = True
        seen = np.setdiff1d(np.arange(lesson.n_texts), unseen)
        margins[unseen] = learn(lesson.only(seen), seed).margins(lesson.vectors[unseen])
    rows = np.flatnonzero(asked)
    return Unseen(rows, margins[rows])


def fold_numbers(targets: Flags, groups: Ints, seed: int) -> Ints:
    """Deal groups out to folds, theme by theme from the rarest on, so that each fold sees every theme if it can."""
    n_groups = int(groups.max()) + 1 if len(groups) else 0
    folds = min(next(n for most, n in FOLDS if len(groups) <= most), max(n_groups, 1))
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
