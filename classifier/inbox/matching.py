"""Which of today's groups is which earlier proposal, so that names stay and what was dismissed stays away. Pure.

Two are the same when at least half of the smaller one's comments lie in the other, or, where hardly any of the earlier
comments are left to compare, when at least half of their telling words are the same.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from classifier.inbox.grouping import alike

SAME_COMMENTS: Final = 0.5
FEWEST_SHARED: Final = 4
"""Comments that must be shared: half of two says nothing."""
SAME_WORDS: Final = 0.5


@dataclass(frozen=True, slots=True)
class Known:
    """An earlier proposal; ``comments``: those of it that were grouped today too. ``closed``: it is not to be shown."""

    id: int
    closed: bool
    comments: frozenset[int]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Today:
    """A group of today."""

    comments: frozenset[int]
    words: tuple[str, ...]


def matched(groups: Sequence[Today], known: Sequence[Known]) -> list[int | None]:
    """Return the id of the earlier proposal for each group, None where it is new.

    A closed proposal keeps away every group like it; any other one goes on in one group, the one most like it.
    """
    pairs = sorted(
        ((likeness(group, one), k, one) for k, group in enumerate(groups) for one in known),
        key=lambda pair: (-pair[0], not pair[2].closed, pair[1], pair[2].id),
    )
    found: list[int | None] = [None] * len(groups)
    used: set[int] = set()
    for likely, k, one in pairs:
        if likely > 0 and found[k] is None and one.id not in used:
            found[k] = one.id
            if not one.closed:
                used.add(one.id)
    return found


def likeness(group: Today, known: Known) -> float:
    """Return 0 where they are two matters, else how alike they are, up to 2: comments say more than words."""
    shared = len(group.comments & known.comments)
    smaller = min(len(group.comments), len(known.comments))
    if shared >= FEWEST_SHARED and shared >= SAME_COMMENTS * smaller:
        return 1 + shared / max(len(group.comments | known.comments), 1)
    words = alike(group.words, known.words)
    return words if words >= SAME_WORDS else 0.0


def elsewhere(comments: Collection[int], groups: Sequence[Today]) -> bool:
    """Tell whether most of these comments lie in groups of today."""
    inside = sum(any(comment in group.comments for group in groups) for comment in comments)
    return 2 * inside > len(comments)
