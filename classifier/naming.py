"""Readable names for groups of texts: one to three words that the group has and the others have not.

Pure. Stems are ranked by class-based TF-IDF (Grootendorst 2022, section 3.3) and shown in their most frequent spelling.
Invariants: no two forms of one word in a name, no stop words, no two groups with the same name.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.stopwords import NEGATIONS, STOP_WORDS, Language
from classifier.text import PAUSE, fold, stem, tokens

WORDS_IN_NAME: Final = 3
CANDIDATES: Final = 12
TOO_COMMON: Final = 0.2
SAME_ROOT: Final = 5
WEAK: Final = frozenset(
    ("zu", "too", "mehr", "more", "viel", "viele", "much", "many", "bitte", "please", "immer", "always", "leider")
)
"""Words that may carry a theme beside others but say nothing as its name."""


def name_clusters(
    texts: Sequence[str],
    languages: Sequence[Language],
    labels: NDArray[np.int64],
    background: Sequence[str] = (),
) -> tuple[str, ...]:
    """Return one name per cluster number; texts with label -1 only count as background."""
    stems, spelling = _read(texts, languages)
    in_texts = Counter(s for found in stems for s in found)
    per_cluster: dict[int, Counter[str]] = defaultdict(Counter)
    for found, label in zip(stems, labels.tolist(), strict=True):
        if label >= 0:
            per_cluster[label].update(found)
    n_clusters = int(labels.max()) + 1 if len(labels) else 0
    most = max(TOO_COMMON * len(texts), 3) if n_clusters > 1 else len(texts)
    taken: set[frozenset[str]] = set()
    return tuple(
        _name(_ranked(per_cluster[c], in_texts, len(texts), most), spelling, taken, c) for c in range(n_clusters)
    )


def _read(texts: Sequence[str], languages: Sequence[Language]) -> tuple[list[set[str]], dict[str, str]]:
    """Return the telling stems of every text, and the most frequent spelling of each stem."""
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    stems: list[set[str]] = []
    for text, language in zip(texts, languages, strict=True):
        found = set()
        for token in tokens(text):
            folded = fold(token, language)
            if token != PAUSE and _tells(folded, language):
                root = stem(folded, language)
                found.add(root)
                spellings[root][token] += 1
        stems.append(found)
    return stems, {root: min(c, key=lambda w: (-c[w], w)) for root, c in spellings.items()}


def _tells(folded: str, language: Language) -> bool:
    if len(folded) < 3 or not folded.isalpha() or folded in WEAK:
        return False
    return folded not in STOP_WORDS[language] and folded not in NEGATIONS[language]


def _ranked(cluster: Counter[str], in_texts: Counter[str], n_texts: int, most: float) -> list[str]:
    """Rank stems by how often the cluster has them times how rare they are elsewhere."""

    def weight(root: str) -> float:
        inside = cluster[root]
        return float(
            np.log1p(inside) * (inside / in_texts[root]) ** 0.5 * inside * np.log(1 + n_texts / in_texts[root])
        )

    frequent = [r for r in cluster if in_texts[r] <= most] or list(cluster)
    return sorted(frequent, key=lambda r: (-weight(r), r))[:CANDIDATES]


def _name(ranked: list[str], spelling: dict[str, str], taken: set[frozenset[str]], number: int) -> str:
    words = _unlike(ranked)
    for skipped in range(max(len(words) - 1, 1)):
        chosen = [*words[:2], *words[2 + skipped :][:1]] if len(words) > 2 else words
        if chosen and frozenset(chosen) not in taken:
            taken.add(frozenset(chosen))
            return " ".join(spelling[root] for root in chosen[:WORDS_IN_NAME])
    return f"{spelling[words[0]] if words else '#'} {number + 1}"


def _unlike(ranked: list[str]) -> list[str]:
    """Leave out stems that begin like a better one: compounds and inflections say the same thing twice."""
    kept: list[str] = []
    for root in ranked:
        if not any(root[:SAME_ROOT] == k[:SAME_ROOT] or root in k or k in root for k in kept):
            kept.append(root)
    return kept
