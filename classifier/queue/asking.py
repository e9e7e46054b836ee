"""Which comment to ask a member about next: one whose answer teaches the model most. Pure.

In turn: the comment that stands for most others among those that no theme covers (of a set of comments, the one with
the largest gain in similarity to all, as in facility location: Mirzasoleiman et al. 2013, section 3), the same among
those the model is unsure of, the one nearest to the edge (margin sampling: Lewis & Gale 1994), and one of a theme that
has few labels, which margins alone would starve. Both languages get their share. What says the same in the same words
is asked once. Members draw from different baskets, so that two who look at once are not asked the same.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from classifier.exceptions.written import words_of

BASKETS: Final = 16
FEW_LABELS: Final = 10
UNSURE_BELOW: Final = 0.6
LEAST_SHARE: Final = 1 / 3
"""So much of the answers a language gets that is there at all."""
STEM: Final = 6
"""Letters that tell words apart here: enough to see that comments are alike."""


class Because(StrEnum):
    """Why this comment: what an answer to it is good for."""

    UNCOVERED = "uncovered"
    UNSURE = "unsure"
    EDGE = "edge"
    RARE = "rare"


TURNS: Final = (Because.UNCOVERED, Because.UNSURE, Because.EDGE, Because.UNCOVERED, Because.RARE)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A comment that may be asked about; ``sure``: what the model gave it, by theme, 0..1, empty = nothing."""

    id: int
    text: str
    language: str
    sure: Mapping[str, float]

    @property
    def least(self) -> float:
        """How sure the model is of the least sure theme; 0 without any."""
        return min(self.sure.values(), default=0.0)


@dataclass(frozen=True, slots=True)
class Answered:
    """What members have answered: texts, how often each language, and how many labels each theme has."""

    texts: tuple[str, ...] = ()
    languages: Mapping[str, int] | None = None
    labels: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """The comment to ask about, and why."""

    comment: int
    because: Because


def same_text(text: str) -> str:
    """Return what two comments have in common that say the same in the same words."""
    return " ".join(word.form for word in words_of(text))


def next_question(
    candidates: Sequence[Candidate],
    answered: Answered,
    member_id: int,
    turn: int,
    avoid: AbstractSet[int] = frozenset(),
) -> Question | None:
    """Return the most useful question, or None when there is none; the same arguments give the same one.

    ``turn``: how many this member has answered; ``avoid``: comments that were skipped, or that a colleague looks at.
    """
    taken = {same_text(text) for text in answered.texts}
    taken |= {same_text(c.text) for c in candidates if c.id in avoid}
    unique: dict[str, Candidate] = {}
    for candidate in sorted(candidates, key=lambda c: c.id):
        key = same_text(candidate.text)
        if key and key not in taken:
            unique.setdefault(key, candidate)
    pool = list(unique.values())
    if not pool:
        return None
    behind = _of_language(pool, answered.languages or {})
    for because in _from(turn):
        if group := _group(because, behind, answered.labels or {}):
            return Question(_best(because, _basket(group, member_id), pool, answered).id, because)
    return None


def _from(turn: int) -> list[Because]:
    start = turn % len(TURNS)
    return list(dict.fromkeys((*TURNS[start:], *TURNS[:start])))


def _basket(candidates: Sequence[Candidate], member_id: int) -> list[Candidate]:
    """Return this member's basket; where it is empty the next that is not, in an order of the member's own."""
    baskets: dict[int, list[Candidate]] = {}
    for candidate in candidates:
        baskets.setdefault(_number(same_text(candidate.text)), []).append(candidate)
    return baskets[min(baskets, key=lambda basket: (basket != member_id % BASKETS, _number(f"{member_id} {basket}")))]


def _number(key: str) -> int:
    return hashlib.blake2b(key.encode(), digest_size=2).digest()[0] % BASKETS


def _of_language(pool: Sequence[Candidate], answered: Mapping[str, int]) -> list[Candidate]:
    """Return those in the language that is furthest behind its share of the answers."""
    there = Counter(candidate.language for candidate in pool)
    total, done = len(pool), sum(answered.get(language, 0) for language in there)
    wanted = {language: max(count / total, LEAST_SHARE) for language, count in there.items()}
    scale = sum(wanted.values())
    behind = {language: share / scale * (done + 1) - answered.get(language, 0) for language, share in wanted.items()}
    chosen = min(behind, key=lambda language: (-behind[language], language))
    return [candidate for candidate in pool if candidate.language == chosen]


def _group(because: Because, pool: Sequence[Candidate], labels: Mapping[str, int]) -> list[Candidate]:
    """Return those that a reason speaks for; of the rare themes only those of the rarest."""
    if because is Because.UNCOVERED:
        return [c for c in pool if not c.sure]
    if because is Because.UNSURE:
        return [c for c in pool if _is_unsure(c)]
    if because is Because.EDGE:
        return [c for c in pool if c.sure]
    few = {theme for c in pool for theme in c.sure if labels.get(theme, 0) < FEW_LABELS}
    rarest = min(few, key=lambda theme: (labels.get(theme, 0), theme), default="")
    return [c for c in pool if rarest in c.sure]


def _best(because: Because, mine: Sequence[Candidate], pool: Sequence[Candidate], answered: Answered) -> Candidate:
    if because is Because.UNCOVERED:
        return _typical(mine, [c for c in pool if not c.sure], answered.texts)
    if because is Because.UNSURE:
        return _typical(mine, [c for c in pool if _is_unsure(c)], answered.texts)
    return min(mine, key=lambda c: (c.least, c.id))


def _is_unsure(candidate: Candidate) -> bool:
    return bool(candidate.sure) and candidate.least < UNSURE_BELOW


def _typical(mine: Sequence[Candidate], pool: Sequence[Candidate], answered: Sequence[str]) -> Candidate:
    """Return the comment of ``mine`` that stands for most of ``pool`` beyond what the answers stand for already."""
    vectors = _vectors([*(c.text for c in pool), *answered])
    points, known = vectors[: len(pool)], vectors[len(pool) :]
    row = {c.id: i for i, c in enumerate(pool)}
    near = np.asarray((points[[row[c.id] for c in mine]] @ points.T).todense())
    covered: NDArray[np.float64] = (
        np.asarray((known @ points.T).max(axis=0).todense()).ravel() if known.shape[0] else np.zeros(len(pool))
    )
    gain = np.maximum(near - covered, 0.0).sum(axis=1).round(9)
    return mine[int(gain.argmax())]


def _vectors(texts: Sequence[str]) -> sp.csr_matrix:
    """Return rows of length 1: the beginnings of words, weighted by how rare they are."""
    number: dict[str, int] = {}
    rows = [sorted({number.setdefault(w.form[:STEM], len(number)) for w in words_of(text)}) for text in texts]
    columns = np.array([c for row in rows for c in row], dtype=np.int64)
    starts = np.cumsum([0, *(len(row) for row in rows)])
    rarity = np.log(1 + len(texts) / np.maximum(np.bincount(columns, minlength=len(number)), 1))
    matrix = sp.csr_matrix((rarity[columns], columns, starts), shape=(len(texts), len(number)))
    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return sp.csr_matrix(sp.diags(1 / np.maximum(length, 1e-12)) @ matrix)
