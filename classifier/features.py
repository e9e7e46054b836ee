"""Numbers from texts: stems and concepts with pairs and negations, beside character n-grams inside words.

Pure and deterministic. Each block is TF-IDF with sublinear term frequency, brought to length 1 per text; the joined
row has length 1 where every block knows something of the text. A text is a row of word counts and a word is a row of
n-gram counts, so the n-grams of all texts are the product of two matrices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import scipy.sparse as sp

from classifier.concepts import concept_of
from classifier.stopwords import Language
from classifier.stream import (
    Floats,
    Ints,
    Remembered,
    Stream,
    idf,
    read_stream,
    stack,
    token_counts,
    weighted,
)
from classifier.text import PAUSE, fold, stem
from classifier.words import NOBODY, WordBlock, WordVocabulary

MOST_GRAMS: Final = 80_000
SHORTEST_GRAM, LONGEST_GRAM = 2, 4
MIN_TEXTS_FOR_CUTS: Final = 300
"""From this many texts on, what occurs in a single text is left out."""
BLOCKS: Final = (1.0, 0.5, 1.0)
"""Weights of stems, concepts and n-grams."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything that `Features` has learned."""

    stems: WordVocabulary
    concepts: WordVocabulary
    grams: tuple[str, ...]
    gram_idf: Floats

    @property
    def n_features(self) -> int:
        """Number of columns of `Features.transform`."""
        return len(self.stems.idf) + len(self.concepts.idf) + len(self.gram_idf)


class Features:
    """Turns texts into a sparse matrix `(n_texts, n_features)`; call `fit` once, then `transform`."""

    def __init__(self, vocabulary: Vocabulary | None = None) -> None:
        self._stems = WordBlock(stem, vocabulary.stems if vocabulary else None)
        self._concepts = WordBlock(concept_of, vocabulary.concepts if vocabulary else None)
        self._use_grams((), np.zeros(0, dtype=np.float32))
        if vocabulary is not None:
            self._use_grams(vocabulary.grams, vocabulary.gram_idf)

    def _use_grams(self, grams: tuple[str, ...], weights: Floats) -> None:
        self._grams, self._gram_idf = grams, weights
        self._gram_number = {g: i for i, g in enumerate(grams)}
        self._gram_rows = Remembered(self._gram_row)

    @property
    def vocabulary(self) -> Vocabulary:
        """What has been learned, to be stored and given to another instance."""
        return Vocabulary(self._stems.vocabulary, self._concepts.vocabulary, self._grams, self._gram_idf)

    def fit(self, texts: Sequence[str], languages: Sequence[Language]) -> Features:
        """Learn which words and n-grams there are and how rare each is."""
        return self.fit_stream(read_stream(texts, languages))

    def fit_stream(self, stream: Stream, private: range = NOBODY) -> Features:
        """Learn from texts that are split into tokens already; `private`: rows whose rare words nobody shall find."""
        rare = 2 if stream.n_texts >= MIN_TEXTS_FOR_CUTS else 1
        self._stems.fit(stream, rare, private)
        self._concepts.fit(stream, rare)
        self._use_grams(*_frequent_grams(stream, rare))
        return self

    def transform(self, texts: Sequence[str], languages: Sequence[Language]) -> sp.csr_matrix:
        """Return the matrix `(n_texts, n_features)`; a row is 0 where nothing in the text is known."""
        return self.transform_stream(read_stream(texts, languages))

    def transform_stream(self, stream: Stream) -> sp.csr_matrix:
        """Return the matrix of texts that are split into tokens already."""
        grams = token_counts(stream) @ stack(self._gram_rows(stream.words), len(self._grams))
        blocks = [
            self._stems.transform(stream),
            self._concepts.transform(stream),
            weighted(grams, self._gram_idf),
        ]
        scale = np.array(BLOCKS) / np.linalg.norm(BLOCKS)
        return _narrow(sp.hstack([b * s for b, s in zip(blocks, scale, strict=True)], format="csr"))

    def _gram_row(self, token: str, language: Language) -> Ints:
        known = (self._gram_number.get(g, -1) for g in _grams(fold(token, language)))
        return np.array([i for i in known if i >= 0], dtype=np.int64)


def _frequent_grams(stream: Stream, rare: int) -> tuple[tuple[str, ...], Floats]:
    number: dict[str, int] = {}
    rows = [
        np.array([number.setdefault(g, len(number)) for g in _grams(fold(*key))], dtype=np.int64)
        for key in stream.words
    ]
    found = token_counts(stream) @ stack(rows, len(number))
    texts = np.bincount(found.indices, minlength=len(number)).astype(np.int64)
    kept = np.flatnonzero(texts >= rare)
    if len(kept) > MOST_GRAMS:
        kept = np.sort(kept[np.argsort(-texts[kept], kind="stable")[:MOST_GRAMS]])
    names = list(number)
    return tuple(names[i] for i in kept), idf(texts[kept], stream.n_texts)


def _grams(word: str) -> list[str]:
    """Return the n-grams of the word with a blank at both ends, repeated as often as they occur."""
    if word == PAUSE:
        return []
    padded = f" {word} "
    return [
        padded[start : start + size]
        for size in range(SHORTEST_GRAM, min(LONGEST_GRAM, len(padded)) + 1)
        for start in range(len(padded) - size + 1)
    ]


def _narrow(matrix: sp.csr_matrix) -> sp.csr_matrix:
    """Store positions in 32 bits, the only ones that liblinear reads."""
    parts = (matrix.data, matrix.indices.astype(np.int32), matrix.indptr.astype(np.int32))
    return sp.csr_matrix(parts, shape=matrix.shape)
