"""Long lists in parts of 25, newest first, by the key of the row at the edge: fast at any depth, and never a row twice.

Invariant: an edge that has been deleted, or makes no sense, leads to the first part.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from feedback_app.alerts.views import Pages
from feedback_app.foundation.typed_numbers import whole_number

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
    older, newer, position = (whole_number(query.get(name, "")) or 0 for name in ("older", "newer", "from"))
    return Edge(older, newer, max(position, 1))


def part_from(ids: NDArray[Any], edge: Edge) -> tuple[Part, Edge]:
    """Return 25 of the ids, newest first, from an edge on, and the edge they really start from."""
    at = np.flatnonzero(ids == edge.row) if edge.row else ids[:0]
    first = 0
    if len(at):
        first = int(at[0]) + 1 if edge.older_than else max(int(at[0]) - PART, 0)
    last = int(at[0]) if len(at) and edge.newer_than else first + PART
    part = Part(tuple(int(one) for one in ids[first:last]), has_newer=first > 0, has_older=last < len(ids))
    return part, replace(edge, position=first + 1) if len(at) else FIRST


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
