"""Comments as points, for finding groups nobody has named: what a text is written like, and what it speaks about.

Pure and deterministic. Half of a point is written form: latent semantic analysis (Deerwester et al. 1990) of character
n-grams inside words, which sees compounds and inflections. The other half is meaning, learned from the comments
themselves: positive pointwise mutual information of stems that stand near each other, reduced to vectors (Levy and
Goldberg 2014), and averaged over a text with rare stems weighing more (Arora et al. 2017). Links and addresses count
for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.utils.extmath import randomized_svd

from classifier.stopwords import STOP_WORDS, Language
from classifier.stream import Stream, counts, idf, read_stream, stack, token_counts, weighted
from classifier.text import PAUSE, fold, stem

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

FORM_DIMENSIONS: Final = 30
MEANING_DIMENSIONS: Final = 150
FEWEST_DIMENSIONS: Final = 2
SHORTEST_GRAM, LONGEST_GRAM = 2, 5
RARE_GRAM, RARE_STEM, RARE_PAIR = 3, 2, 3
MOST_GRAMS: Final = 40_000
WINDOW: Final = 15
CONTEXT_SMOOTHING: Final = 0.75
MEANING_POWER: Final = 0.5
COMMON: Final = 1e-3
"""A stem with this share of all words counts half (the constant a of Arora et al.)."""
TWIN_WORDS: Final = 7
TWIN_OVERLAP: Final = 0.5
BLOCK: Final = 1000

_LINK = re.compile(r"https?://\S+|www\.\S+|\S*@\S+")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A batch of comments as a stream of stems; `silent` marks stems that never carry a theme, and pauses."""

    stream: Stream
    folded: list[str]
    stems: list[str]
    of_token: Ints
    silent: Flags
    counted: sp.csr_matrix
    """How often each text has each stem, shape (n_texts, n_stems)."""

    @property
    def telling(self) -> sp.csr_matrix:
        """Which text has which telling stem that two texts or more have: ones, shape (n_texts, n_telling)."""
        frequency = np.bincount(self.counted.indices, minlength=len(self.stems))
        return self.counted[:, ~self.silent & (frequency >= RARE_STEM)].minimum(1).tocsr()


def without_links(text: str) -> str:
    """Return the text with links, addresses and @names blanked out."""
    return _LINK.sub(" ", text)


def read_spoken(texts: Sequence[str], languages: Sequence[Language]) -> Spoken:
    """Split the texts into stems."""
    stream = read_stream([without_links(t) for t in texts], languages)
    folded = [PAUSE if word == PAUSE else fold(word, language) for word, language in stream.words]
    roots = [f if f == PAUSE else stem(f, k[1]) for f, k in zip(folded, stream.words, strict=True)]
    number = {root: i for i, root in enumerate(sorted(set(roots)))}
    of_word = np.array([number[root] for root in roots], dtype=np.int64)
    silent = np.zeros(len(number), dtype=bool)
    silent[[number[r] for r, f, k in zip(roots, folded, stream.words, strict=True) if _is_silent(f, k[1])]] = True
    shape = (len(of_word), len(number))
    spelled = sp.csr_matrix((np.ones(len(of_word)), (np.arange(len(of_word)), of_word)), shape=shape)
    counted = (token_counts(stream) @ spelled).tocsr()
    return Spoken(stream, folded, list(number), of_word[stream.ids], silent, counted)


def _is_silent(folded: str, language: Language) -> bool:
    return folded in STOP_WORDS[language] or not folded[:1].isalnum()


def comment_points(spoken: Spoken, seed: int) -> Floats:
    """Return one point of length 1 per text, shape (n_texts, dimensions); 0 where a text shares nothing with others."""
    halves = [_form(spoken, seed), _meaning(spoken, seed)]
    return unit_rows(np.hstack([unit_rows(half) for half in halves]))


def unit_rows(points: Floats) -> Floats:
    """Bring every row to length 1; rows that are 0 stay 0."""
    length = np.linalg.norm(points, axis=1, keepdims=True)
    return np.asarray(np.where(length > 1e-6, points / np.maximum(length, 1e-6), 0.0), dtype=np.float32)


def _form(spoken: Spoken, seed: int) -> Floats:
    """Latent semantic analysis of n-grams; the first singular vector only says how ordinary a text is."""
    number: dict[str, int] = {}
    rows = [np.array([number.setdefault(g, len(number)) for g in _grams(f)], dtype=np.int64) for f in spoken.folded]
    found = (token_counts(spoken.stream) @ stack(rows, len(number))).tocsr()
    frequency = np.bincount(found.indices, minlength=len(number))
    kept = np.flatnonzero(frequency >= RARE_GRAM)
    if len(kept) > MOST_GRAMS:
        kept = np.sort(kept[np.argsort(-frequency[kept], kind="stable")[:MOST_GRAMS]])
    vectors = weighted(found[:, kept].tocsr(), idf(frequency[kept], spoken.stream.n_texts))
    return _reduced(vectors, FORM_DIMENSIONS + 1, 1.0, seed)[:, 1:]


def _grams(word: str) -> list[str]:
    if word == PAUSE:
        return []
    padded = f" {word} "
    longest = min(LONGEST_GRAM, len(padded))
    return [padded[i : i + n] for n in range(SHORTEST_GRAM, longest + 1) for i in range(len(padded) - n + 1)]


def _reduced(matrix: sp.csr_matrix, size: int, power: float, seed: int) -> Floats:
    """Return singular vectors times singular values to the given power; no column where there is too little."""
    size = min(size, *(n - 1 for n in matrix.shape))
    if size < FEWEST_DIMENSIONS or matrix.nnz == 0:
        return np.zeros((matrix.shape[0], 0), dtype=np.float32)
    left, values, _ = randomized_svd(matrix.astype(np.float32), size, n_iter=3, random_state=seed)
    return np.asarray(left * values**power, dtype=np.float32)


def _meaning(spoken: Spoken, seed: int) -> Floats:
    """Average the vectors of a text's stems, and take out what all texts have in common."""
    frequency = np.bincount(spoken.counted.indices, minlength=len(spoken.stems))
    known = np.flatnonzero((frequency >= RARE_PAIR) & np.array([s != PAUSE for s in spoken.stems], dtype=bool))
    words = unit_rows(_reduced(_associations(spoken, known), MEANING_DIMENSIONS, MEANING_POWER, seed))
    share = np.asarray(spoken.counted.sum(axis=0)).ravel() / max(spoken.counted.sum(), 1)
    weights = COMMON / (COMMON + share[known])
    points = unit_rows(spoken.counted[:, known].minimum(1) @ (words * weights[:, None]))
    if min(points.shape) <= FEWEST_DIMENSIONS:
        return points
    _, _, common = randomized_svd(points, 1, n_iter=5, random_state=seed)
    return np.asarray(points - (points @ common.T) @ common, dtype=np.float32)


def _associations(spoken: Spoken, known: Ints) -> sp.csr_matrix:
    """Positive pointwise mutual information of stems within `WINDOW` words, shape (n_known, n_known)."""
    position = np.full(len(spoken.stems), -1, dtype=np.int64)
    position[known] = np.arange(len(known))
    said = position[spoken.of_token]
    rows, said = spoken.stream.rows[said >= 0], said[said >= 0]
    together = sp.csr_matrix((len(known), len(known)))
    for step in range(1, min(WINDOW, len(said) - 1) + 1):
        same = rows[step:] == rows[:-step]
        together = together + counts(said[:-step][same], said[step:][same], together.shape)
    both = (together + together.T).tocoo()
    total = both.data.sum()
    alone = np.asarray(both.sum(axis=1)).ravel()
    context = alone**CONTEXT_SMOOTHING
    expected = alone[both.row] * context[both.col] / max(context.sum(), 1e-12)
    value = np.log(np.maximum(both.data, 1e-12) / np.maximum(expected, 1e-12)) if total else both.data
    near = value > 0
    return sp.csr_matrix((value[near], (both.row[near], both.col[near])), shape=both.shape)


def twins(spoken: Spoken) -> Ints:
    """Return for every text the first of the texts written from the same template, itself where it is alone.

    Texts of one machine differ in a name or a number: they share half of their pairs of neighbouring words, and have
    `TWIN_WORDS` such pairs or more. People rarely write so much alike.
    """
    pairs = _pairs(spoken)
    n = pairs.shape[0]
    size = np.asarray(pairs.sum(axis=1)).ravel()
    alike = [_alike(pairs, size, start) for start in range(0, n, BLOCK)]
    first = np.concatenate([a for a, _ in alike]) if alike else np.zeros(0, dtype=np.int64)
    second = np.concatenate([b for _, b in alike]) if alike else np.zeros(0, dtype=np.int64)
    ends = np.searchsorted(first, np.arange(n + 1))
    group = np.full(n, -1, dtype=np.int64)
    for leader in np.argsort(-np.diff(ends), kind="stable").tolist():
        if group[leader] < 0:
            members = second[ends[leader] : ends[leader + 1]]
            group[members[group[members] < 0]] = leader
            group[leader] = leader
    return group


def _pairs(spoken: Spoken) -> sp.csr_matrix:
    """Which text has which pair of neighbouring words that `RARE_PAIR` texts or more have."""
    words = np.array([s != PAUSE for s in spoken.stems], dtype=bool)[spoken.of_token]
    said, rows = spoken.of_token[words], spoken.stream.rows[words]
    same = rows[1:] == rows[:-1]
    codes, column = np.unique(said[:-1][same] * len(spoken.stems) + said[1:][same], return_inverse=True)
    found = counts(rows[:-1][same], column, (spoken.stream.n_texts, len(codes))).minimum(1).tocsr()
    frequency = np.bincount(found.indices, minlength=len(codes))
    return found[:, frequency >= RARE_PAIR].astype(np.float32)


def _alike(pairs: sp.csr_matrix, size: Floats, start: int) -> tuple[Ints, Ints]:
    shared = (pairs[start : start + BLOCK] @ pairs.T).tocsr()
    shared.sort_indices()
    shared = shared.tocoo()
    first, second = shared.row.astype(np.int64) + start, shared.col.astype(np.int64)
    overlap = shared.data / np.maximum(size[first] + size[second] - shared.data, 1)
    kept = (overlap >= TWIN_OVERLAP) & (np.minimum(size[first], size[second]) >= TWIN_WORDS)
    return first[kept], second[kept]
