"""Why a text has a theme: the words that spoke for it and against it, as spans of the text as it was written.

Pure. Margins are linear, so what every feature adds is known; a feature's share goes to the tokens it
is made of. A feature that tokens make on their own (a word, a concept, a few letters) is shared by those tokens; one
that needs company (a pair, a negated word) by those without which it would not be there. So the weights add up to the
margin without its offset. Corrections that the model remembers move margins beside the words and are left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import scipy.sparse as sp

from classifier.errors import ClassifierError
from classifier.model import ThemeModel
from classifier.separators import Floats
from classifier.stopwords import Language
from classifier.text import PAUSE, language_of, tokens

NEIGHBOURS: Final = 5
"""A feature of several tokens is looked for among so many tokens on either side."""
_CLUSTER = re.compile(r"\W|.[\u0300-\u036f\u200d\ufe0f]*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Span:
    """Code points `start` to `end` (exclusive) of the text; weight > 0 speaks for the theme, < 0 against it."""

    start: int
    end: int
    weight: float


def explain(model: ThemeModel, text: str, language: str | None, theme: str) -> tuple[Span, ...]:
    """Return the words of the text that weigh for or against the theme, in reading order.

    The weights add up to the margin of the theme without its offset. Raises ClassifierError for an unknown theme.
    """
    if theme not in model.classes_:
        raise ClassifierError(f"The theme {theme!r} is not one of this model's themes")
    found = tokens(text)
    places = _places(text, found)
    shares = _shares(model, found, language_of(text, language), model.classes_.index(theme))
    return _merged(
        Span(start, end, float(weight))
        for (start, end), weight in zip(places, shares, strict=True)
        if weight != 0 and end > start
    )


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Join spans that share a letter: one sign such as "¼" may stand for several tokens."""
    apart: list[Span] = []
    for span in spans:
        if apart and span.start < apart[-1].end:
            last = apart.pop()
            apart.append(Span(last.start, max(last.end, span.end), last.weight + span.weight))
        else:
            apart.append(span)
    return tuple(apart)


def _shares(model: ThemeModel, found: list[str], language: Language, column: int) -> Floats:
    """Return what every token adds to the margin, shape (n_tokens,)."""
    if not found:
        return np.zeros(0)
    whole = model.vectors_of_tokens([found], [language])
    gain = whole.multiply(model.learned.separators.weights[:, column]).tocsr()
    makers = _makers(model, found, language)
    n_makers = np.asarray(makers.sum(axis=0)).ravel()
    added = np.zeros(len(n_makers))
    added[gain.indices] = gain.data
    shares = np.asarray(makers @ np.divide(added, n_makers, out=np.zeros_like(added), where=n_makers > 0))
    words = np.array([t != PAUSE for t in found])
    unclaimed = float(added[n_makers == 0].sum())
    return shares + unclaimed * words / words.sum() if words.any() else shares


def _makers(model: ThemeModel, found: list[str], language: Language) -> sp.csr_matrix:
    """Return which tokens make which feature, shape (n_tokens, n_features) of 0 and 1."""
    alone = _present(model, [[t] for t in found], language)
    windows = list(_windows(found))
    complete = _present(model, [before + after for before, after in windows], language)
    without = _present(model, [before + after[1:] for before, after in windows], language)
    needed = complete - complete.multiply(without)
    lonely = np.asarray(alone.sum(axis=0)).ravel() > 0
    return sp.csr_matrix(alone + needed.multiply(~lonely))


def _present(model: ThemeModel, texts: list[list[str]], language: Language) -> sp.csr_matrix:
    vectors = model.vectors_of_tokens(texts, [language] * len(texts))
    return sp.csr_matrix((np.ones(vectors.nnz), vectors.indices, vectors.indptr), shape=vectors.shape)


def _windows(found: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    """Yield for every token its neighbours before it, and itself with its neighbours after it."""
    for i in range(len(found)):
        yield found[max(0, i - NEIGHBOURS) : i], found[i : i + NEIGHBOURS + 1]


def _places(text: str, found: list[str]) -> list[tuple[int, int]]:
    """Return where each token stands in the text; an empty place where it cannot be told.

    Tokens come from a normalised text (lower case, composed letters), which may be longer or shorter.
    """
    normal, origin = _normalised(text)
    places: list[tuple[int, int]] = []
    at = 0
    for token in found:
        start = _next_pause(normal, at) if token == PAUSE else normal.find(token, at)
        if start < 0 or not token:
            places.append((0, 0))
            continue
        at = start + len(token)
        places.append((origin[start][0], origin[at - 1][1]))
    return places


def _next_pause(normal: str, at: int) -> int:
    return next((i for i in range(at, len(normal)) if not normal[i].isalnum() and not normal[i].isspace()), -1)


def _normalised(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Return the text as `tokens` reads it, and for each of its letters the span of the original it comes from."""
    letters: list[str] = []
    origin: list[tuple[int, int]] = []
    for cluster in _CLUSTER.finditer(text):
        written = unicodedata.normalize("NFKC", cluster.group()).lower()
        letters.append(written)
        origin.extend([cluster.span()] * len(written))
    return "".join(letters), origin
