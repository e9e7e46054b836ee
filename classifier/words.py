"""Features of whole words: the words themselves, pairs of neighbours in a clause, and words near a negation.

Pure. What counts as a word is given from outside: stems for one block, concepts (which not every token has) for
another. Neighbours are neighbours among the tokens that count. Denied words do not count, and the hints of
`classifier.clues` count as words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import scipy.sparse as sp

from classifier.clues import marked
from classifier.stopwords import CONTRASTS, NEGATIONS, Language
from classifier.stream import Flags, Floats, Ints, Remembered, Stream, counts, idf, weighted
from classifier.text import PAUSE, fold

MOST_FEATURES: Final = 60_000
NEGATION_REACH: Final = 3


@dataclass(frozen=True, slots=True)
class WordVocabulary:
    """What a `WordBlock` has learned.

    `pairs` are sorted codes `first * len(names) + second`; `negated` are sorted numbers of names; `idf` covers names,
    pairs and negated names in this order.
    """

    names: tuple[str, ...]
    pairs: Ints
    negated: Ints
    idf: Floats


NOBODY: Final = range(0)


@dataclass(frozen=True, slots=True)
class _Word:
    name: str
    negates: bool
    ends_clause: bool


@dataclass(frozen=True, slots=True)
class _Found:
    """Occurrences in a batch: rows and codes of names, pairs of names, and negated names."""

    name_rows: Ints
    names: Ints
    pair_rows: Ints
    pairs: Ints
    negated_rows: Ints
    negated: Ints


class WordBlock:
    """One block of word features; `name(folded, language)` gives the word, "" where a token does not count."""

    vocabulary: WordVocabulary

    def __init__(self, name: Callable[[str, Language], str], vocabulary: WordVocabulary | None = None) -> None:
        self._name = name
        self._words = Remembered(self._read)
        if vocabulary is not None:
            self._use(vocabulary)

    def fit(self, stream: Stream, rare: int, private: range = NOBODY) -> WordBlock:
        """Learn names, and the pairs and negated names found in `rare` texts or more.

        `private`: rows of which nothing is learned by name that fewer than `rare` texts have.
        """
        stream = marked(stream)
        words = self._words(stream.words)
        names = tuple(sorted({w.name for w in words} - {""}))
        found = self._find(stream, {name: i for i, name in enumerate(names)})
        if private:
            names = _without_private(names, found, rare, private)
            found = self._find(stream, {name: i for i, name in enumerate(names)})
        pairs, pair_texts = _frequent(found.pair_rows, found.pairs, rare)
        negated, negated_texts = _frequent(found.negated_rows, found.negated, rare)
        once = counts(found.name_rows, found.names, (stream.n_texts, len(names)))
        name_texts = np.bincount(once.indices, minlength=len(names)).astype(np.int64)
        texts = np.concatenate([name_texts, pair_texts, negated_texts])
        self._use(WordVocabulary(names, pairs, negated, idf(texts, stream.n_texts)))
        return self

    def _use(self, vocabulary: WordVocabulary) -> None:
        self.vocabulary = vocabulary
        self._number = {name: i for i, name in enumerate(vocabulary.names)}

    def transform(self, stream: Stream) -> sp.csr_matrix:
        """Return the weighted features, shape (n_texts, len(vocabulary.idf))."""
        stream = marked(stream)
        known = self.vocabulary
        found = self._find(stream, self._number)
        pairs, pair_hit = _positions(known.pairs, found.pairs)
        negated, negated_hit = _positions(known.negated, found.negated)
        first_pair, first_negated = len(known.names), len(known.names) + len(known.pairs)
        rows = np.concatenate([found.name_rows, found.pair_rows[pair_hit], found.negated_rows[negated_hit]])
        columns = [found.names, first_pair + pairs[pair_hit], first_negated + negated[negated_hit]]
        return weighted(counts(rows, np.concatenate(columns), (stream.n_texts, len(known.idf))), known.idf)

    def _find(self, stream: Stream, number: dict[str, int]) -> _Found:
        words = self._words(stream.words)
        of_word = np.array([number.get(w.name, -1) for w in words], dtype=np.int64)
        ends = np.array([w.ends_clause for w in words], dtype=bool)[stream.ids]
        clause = np.cumsum(ends) + stream.rows  # both only grow: equal sums mean the same text and clause
        counting = of_word[stream.ids] >= 0
        names, rows, clause = of_word[stream.ids][counting], stream.rows[counting], clause[counting]
        negates = np.array([w.negates for w in words], dtype=bool)[stream.ids][counting]
        together = clause[1:] == clause[:-1]
        codes = names[:-1][together] * len(number) + names[1:][together]
        near = _near_negation(negates, clause)
        return _Found(rows, names, rows[:-1][together], codes, rows[near], names[near])

    def _read(self, token: str, language: Language) -> _Word:
        if token == PAUSE:
            return _Word("", False, True)
        folded = fold(token, language)
        return _Word(self._name(folded, language), folded in NEGATIONS[language], folded in CONTRASTS[language])


def _without_private(names: tuple[str, ...], found: _Found, rare: int, private: range) -> tuple[str, ...]:
    said = np.unique(found.name_rows * len(names) + found.names)
    texts = np.bincount(said % len(names), minlength=len(names)) if len(names) else np.zeros(0)
    inside = (found.name_rows >= private.start) & (found.name_rows < private.stop)
    elsewhere = set(found.names[~inside].tolist())
    return tuple(name for i, name in enumerate(names) if texts[i] >= rare or i in elsewhere)


def _near_negation(negates: Flags, clause: Ints) -> Flags:
    near = np.zeros(len(negates), dtype=bool)
    for step in range(1, min(NEGATION_REACH, len(negates) - 1) + 1):
        same = clause[step:] == clause[:-step]
        near[step:] |= same & negates[:-step]
        near[:-step] |= same & negates[step:]
    return near & ~negates


def _frequent(rows: Ints, codes: Ints, least: int) -> tuple[Ints, Ints]:
    """Return the codes found in `least` texts or more, sorted, and in how many texts each occurs."""
    order = np.lexsort((codes, rows))
    rows, codes = rows[order], codes[order]
    first = np.ones(len(codes), dtype=bool)
    first[1:] = (codes[1:] != codes[:-1]) | (rows[1:] != rows[:-1])
    known, texts = np.unique(codes[first], return_counts=True)
    kept = np.flatnonzero(texts >= least)
    if len(kept) > MOST_FEATURES:
        kept = np.sort(kept[np.argsort(-texts[kept], kind="stable")[:MOST_FEATURES]])
    return known[kept].astype(np.int64), texts[kept].astype(np.int64)


def _positions(known: Ints, codes: Ints) -> tuple[Ints, Flags]:
    """Return where each code stands among the known ones, and whether it is there at all."""
    if len(known) == 0:
        return np.zeros(len(codes), dtype=np.int64), np.zeros(len(codes), dtype=bool)
    found = np.minimum(np.searchsorted(known, codes), len(known) - 1)
    return found, known[found] == codes
