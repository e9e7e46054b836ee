"""Long lists in parts of 25, newest first, by the key of the row at the edge: fast at any depth, and never a row twice.

Invariant: an edge that has been deleted, or makes no sense, leads to the first part.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from feedback_app.foundation.dialect import LARGEST_ID
from feedback_app.alerts.views import Pages

PART: Final = 25


@dataclass(frozen=True, slots=True)
class Edge:
    """Where a part begins: behind the row ``older_than``, or before the row ``newer_than``; both 0 for the first.

    ``position`` is the number of the part's first entry, counted from 1, for "26–50 of 214".
    """

    older_than: int = 0
    newer_than: int = 0
    position: int = 1

    @property
    def row(self) -> int:
        """The id of the row at the edge; 0 = none."""
        return self.older_than or self.newer_than


FIRST: Final = Edge()


@dataclass(frozen=True, slots=True)
class Part:
    """Ids of one part, newest first, and whether there are rows on either side."""

    ids: tuple[int, ...]
    has_newer: bool
    has_older: bool


def edge_of(query: Mapping[str, str]) -> Edge:
    """Read the edge from an address."""
    position = max(_number(query.get("from", "")), 1)
    return Edge(_number(query.get("older", "")), _number(query.get("newer", "")), position)


def part_of(found: Sequence[int], edge: Edge) -> Part:
    """Make a part of the ids found from an edge on, in reading direction, with one more than ``PART`` if there is."""
    more, ids = len(found) > PART, tuple(found[:PART])
    if edge.newer_than:
        return Part(ids[::-1], has_newer=more, has_older=True)
    return Part(ids, has_newer=bool(edge.older_than), has_older=more)


def pages_of(part: Part, edge: Edge, total: int, url: Callable[..., str]) -> Pages:
    """Return the ways to the parts beside this one; ``url`` makes an address from keywords.

    Going back, fewer than a full part means that the beginning was reached.
    """
    first = edge.position if part.has_newer else 1
    last = first + len(part.ids) - 1
    earlier = later = ""
    if part.ids and part.has_newer:
        earlier = url(newer=str(part.ids[0]), **{"from": str(max(first - PART, 1))})
    if part.ids and part.has_older:
        later = url(older=str(part.ids[-1]), **{"from": str(last + 1)})
    return Pages(first, last, max(total, last) if total else 0, earlier, later)


def _number(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 10 else 0
    return number if number <= LARGEST_ID else 0
