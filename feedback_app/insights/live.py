"""Pages that stay up to date by themselves: has anything changed, which parts to swap, and what long work is under way.

A page carries the version of the data it was made of. Every half minute, while somebody looks, it asks for itself with
that version: 204 when nothing changed, otherwise the whole page, of which the browser swaps the parts that differ
(templates/shared/_live.html, static/live.js). Reads only. Invariant: whatever a page of the desk shows and that may
change by itself is part of the version.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from litestar import Request, Response

from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import gettext as _

ASKED: Final = "live"
"""The name under which a page's version stands in the address."""
MANY_UNREAD: Final = 50
VERSION: Final = """
    SELECT (SELECT MAX("id") FROM "packed_day") AS a, (SELECT COUNT(*) FROM "alert") AS b,
        (SELECT MAX("updated_at") FROM "alert") AS c, (SELECT MAX("id") FROM "alert_event") AS d,
        (SELECT MAX("id") FROM "effect") AS e, (SELECT MAX("id") FROM "theme_change") AS f,
        (SELECT MAX("id") FROM "theme_proposal") AS g, (SELECT MAX("decided_at") FROM "theme_proposal") AS h,
        (SELECT MAX("id") FROM "case_event") AS i, (SELECT MAX("changed_at") FROM "return_cost") AS j,
        (SELECT MAX("id") FROM "chart_note") AS k, (SELECT SUM("done") FROM "rereading") AS l,
        (SELECT COUNT(*) FROM "backtest" WHERE "done_at" IS NULL) AS m,
        (SELECT MAX("cents_per_return") FROM "alert_setting") AS n
"""
UNREAD: Final = """
    SELECT COUNT(*) AS n FROM "comment" WHERE "text" <> '' AND "superseded_at" IS NULL
    AND "id" > (SELECT COALESCE(MAX("comment"), 0) FROM "classification")
"""

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
    works: tuple[Work, ...]


async def data_version() -> str:
    """Return a short sign of all that the desk shows; equal signs mean that nothing has changed."""
    (row,) = await fetch(VERSION)
    return hashlib.sha256("|".join(str(value) for value in row.values()).encode()).hexdigest()[:16]


def unchanged(request: AnyRequest, version: str) -> Response[Any] | None:
    """Return 204 when the page asks for itself and nothing has changed since; None otherwise."""
    if request.query_params.get(ASKED) != version:
        return None
    return Response(None, status_code=204, headers={"Cache-Control": "no-store"})


async def live_of(request: AnyRequest, version: str, house: House, parts: Sequence[str]) -> Live:
    """Return what a page needs to renew itself; ``parts`` are ids of elements that it has, or may have later."""
    query = [(name, value) for name, value in request.query_params.multi_items() if name != ASKED]
    url = f"{request.url.path}?{urlencode([*query, (ASKED, version)])}"
    return Live(url, (*parts, "live"), house.now(), house.zone, await works())


async def works() -> tuple[Work, ...]:
    """Return the long work that is under way: reading again, trying alerts on the past, reading what just came."""
    found: list[Work] = []
    for row in await fetch(
        'SELECT "done", "total" FROM "rereading" WHERE "finished_at" IS NULL AND "stopped" = ?', False
    ):
        found.append(_rereading(row))
    trials = (await fetch('SELECT COUNT(*) AS n FROM "backtest" WHERE "done_at" IS NULL'))[0]["n"]
    if trials:
        found.append(Work(_("Alerts are being tried on the past."), 0, 0, "/alerts/settings"))
    unread = (await fetch(UNREAD))[0]["n"]
    if unread >= MANY_UNREAD:
        found.append(Work(_("New texts are being read: %(count)s wait.") % {"count": unread}, 0, 0, "/themes/models"))
    return tuple(found)


def _rereading(row: Mapping[str, Any]) -> Work:
    return Work(_("All texts are being read again."), int(row["done"]), int(row["total"]), "/themes/models")
