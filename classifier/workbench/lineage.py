"""What became of themes: the deeds on them, and which later deed forbids that an earlier one is undone. Pure.

Invariant: undoing goes backwards. A deed on the comments or the life of a theme may be undone only while no later one
that still stands builds on it; names and groups are matters of their own and never forbid anything else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What a member can do to a theme."""

    CREATED = "created"
    RENAMED = "renamed"
    MERGED = "merged"
    SPLIT = "split"
    MOVED = "moved"
    RETIRED = "retired"
    RESTORED = "restored"


APART: Final = frozenset({Kind.RENAMED, Kind.MOVED})
"""Deeds that touch neither comments nor life of a theme: each only stands in the way of its own kind."""


@dataclass(frozen=True, slots=True)
class Change:
    """One deed. ``theme`` is the one it is about; ``others``: merged from, or split into."""

    id: int
    kind: Kind
    theme: str
    others: tuple[str, ...]
    member_id: int
    changed_at: datetime
    undone: bool = False

    @property
    def themes(self) -> frozenset[str]:
        """All themes that it touched."""
        return frozenset((self.theme, *self.others))

    @property
    def made(self) -> frozenset[str]:
        """The themes that did not exist before it."""
        if self.kind is Kind.CREATED:
            return frozenset({self.theme})
        return frozenset(self.others) if self.kind is Kind.SPLIT else frozenset()


def in_the_way(change: Change, all_changes: Sequence[Change]) -> Change | None:
    """Return the newest standing deed after ``change`` that has to be undone first; None when nothing forbids it."""
    later = [one for one in all_changes if one.id > change.id and not one.undone and _builds_on(one, change)]
    return max(later, key=lambda one: one.id, default=None)


def _builds_on(later: Change, earlier: Change) -> bool:
    if later.themes & earlier.made:
        return True
    if not later.themes & earlier.themes:
        return False
    if earlier.kind in APART or later.kind in APART:
        return later.kind is earlier.kind
    return True
