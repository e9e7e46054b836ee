"""Pages that stay up to date by themselves: has anything changed, which parts to swap, and what long work is under way.

A page carries the version of the data it was made of. Every half minute, while somebody looks, it asks for itself with
that version: 204 when nothing changed, otherwise the whole page, of which the browser swaps the parts that differ
(templates/shared/_live.html, static/live.js). Invariant: whatever a page shows and that may change by itself is part of
its version; each floor says what that is for its own pages.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from litestar import Request, Response

from feedback_app.foundation.house import House

ASKED: Final = "live"
"""The name under which a page's version stands in the address."""

AnyRequest = Request[Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Work:
    """Long work that is under way; total 0: how much there is, is not known. url: where it can be looked after."""

    words: str
    done: int
    total: int
    url: str


@dataclass(frozen=True, slots=True)
class Live:
    """Context of shared/_live.html. url: of this page with its version. parts: ids of what may be swapped."""

    url: str
    parts: tuple[str, ...]
    at: datetime
    zone: ZoneInfo
    works: tuple[Work, ...] = ()


def version_of(values: Iterable[object]) -> str:
    """Return a short sign of values; equal signs mean that nothing has changed."""
    return hashlib.sha256("|".join(str(value) for value in values).encode()).hexdigest()[:16]


def unchanged(request: AnyRequest, version: str) -> Response[Any] | None:
    """Return 204 when the page asks for itself and nothing has changed since; None otherwise."""
    if request.query_params.get(ASKED) != version:
        return None
    return Response(None, status_code=204, headers={"Cache-Control": "no-store"})


def live_page(
    request: AnyRequest, version: str, house: House, parts: Sequence[str], works: tuple[Work, ...] = ()
) -> Live:
    """Return what a page needs to renew itself; ``parts`` are ids of elements that it has, or may have later."""
    query = [(name, value) for name, value in request.query_params.multi_items() if name != ASKED]
    url = f"{request.url.path}?{urlencode([*query, (ASKED, version)])}"
    return Live(url, (*parts, "live"), house.now(), house.zone, works)
