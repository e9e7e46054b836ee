"""All texts of a batch as one stream of tokens, and sparse counting on it.

Pure. What is slow in Python is done once per distinct word: blocks of features ask about `words` and spread the
answers over the stream with array arithmetic.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from classifier.stopwords import Language
from classifier.text import tokens

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float32]
Key = tuple[str, Language]

WORD_MEMORY: Final = 100_000
_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class Stream:
    """Tokens in reading order: `ids` point into the distinct `words`, `rows` say which text a token is from."""

    words: list[Key]
    ids: Ints
    rows: Ints
    n_texts: int


def read_stream(texts: Sequence[str], languages: Sequence[Language]) -> Stream:
    """Tokenise all texts; the same spelling in two languages counts as two words."""
    return stream_of(map(tokens, texts), languages)


def stream_of(texts: Iterable[Sequence[str]], languages: Sequence[Language]) -> Stream:
    """Join texts that are split into tokens already."""
    number: dict[Key, int] = {}
    ids: list[int] = []
    lengths: list[int] = []
    for found, language in zip(texts, languages, strict=True):
        lengths.append(len(found))
        ids.extend([number.setdefault((t, language), len(number)) for t in found])
    rows = np.repeat(np.arange(len(lengths), dtype=np.int64), np.array(lengths, dtype=np.int64))
    return Stream(list(number), np.array(ids, dtype=np.int64), rows, len(lengths))


class Remembered(Generic[_Answer]):
    """Asks once per word; forgets everything when it knows more than `WORD_MEMORY` words."""

    def __init__(self, ask: Callable[[str, Language], _Answer]) -> None:
        self._ask = ask
        self._known: dict[Key, _Answer] = {}

    def __call__(self, keys: Sequence[Key]) -> list[_Answer]:
        """Return the answers in the order of the keys."""
        if len(self._known) > WORD_MEMORY:
            self._known = {}
        known = self._known
        for key in keys:
            if key not in known:
                known[key] = self._ask(*key)
        return [known[key] for key in keys]


def counts(rows: Ints, columns: Ints, shape: tuple[int, int]) -> sp.csr_matrix:
    """Count how often each (row, column) occurs; shape (n_rows, n_columns)."""
    return sp.csr_matrix((np.ones(len(rows), dtype=np.float64), (rows, columns)), shape=shape)


def token_counts(stream: Stream) -> sp.csr_matrix:
    """Count the distinct words of every text; shape (n_texts, n_words)."""
    return counts(stream.rows, stream.ids, (stream.n_texts, len(stream.words)))


def stack(rows: Sequence[Ints], n_columns: int) -> sp.csr_matrix:
    """Turn lists of column numbers into a matrix of counts, one row per list."""
    ends = np.concatenate([[0], np.cumsum([len(r) for r in rows])]) if rows else np.zeros(1)
    columns = np.concatenate(rows) if rows else np.zeros(0)
    ones = np.ones(len(columns), dtype=np.float64)
    parts = (ones, columns.astype(np.int64), ends.astype(np.int64))
    return sp.csr_matrix(parts, shape=(len(rows), n_columns))


def idf(frequency: Ints, n_texts: int) -> Floats:
    """Return the inverse text frequency of features found in `frequency` of `n_texts` texts, smoothed by one text."""
    return (np.log((1 + n_texts) / (1 + frequency)) + 1).astype(np.float32)


def weighted(counted: sp.csr_matrix, weights: Floats) -> sp.csr_matrix:
    """Apply 1 + log(count) and the weights of the columns, then bring every row to length 1."""
    values = (1 + np.log(counted.data)) * weights[counted.indices]
    owner = np.repeat(np.arange(counted.shape[0]), np.diff(counted.indptr))
    length = np.sqrt(np.bincount(owner, weights=values**2, minlength=counted.shape[0]))
    return sp.csr_matrix(
        (values / np.maximum(length, 1e-12)[owner], counted.indices, counted.indptr), shape=counted.shape
    )
