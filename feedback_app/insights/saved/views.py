"""Views under a name of one's own: a page with its filters, kept for oneself or shared with the team.

Invariants: only pages of this desk are kept, without a host or a scheme, so that opening one never leads elsewhere; a
span of days up to today stays one; members see their own views and those that are shared, and change their own
(administrators all). Saving the same twice keeps it once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from feedback_app.foundation.access import Role, Viewer
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch
from feedback_app.foundation.house import House
from feedback_app.foundation.typed_numbers import LARGEST_ID
from feedback_app.insights.tables import SavedView

LONGEST_NAME: Final = 120
LONGEST_PATH: Final = 200
LONGEST_QUERY: Final = 2_000
MOST: Final = 200
"""Views that one member may keep."""
PASSING: Final = frozenset({"lang", "older", "newer", "from", "page", "saved", "notice"})
"""What an address says of the moment and not of the view."""
ROOMS: Final = (
    *("themes", "alerts", "products", "surveys", "logistics", "money", "submissions", "search", "inspection"),
    *("export", "cases", "mailbox", "mailings", "playbooks", "change-notes", "flags", "design"),
)
_PATH: Final = re.compile(rf"/(?:(?:{'|'.join(ROOMS)})(?:/[A-Za-z0-9._~%+:@,;=!$&'()*-]+)*)?")
_CONTROL: Final = re.compile(r"[\x00-\x20\x7f\\]")


@dataclass(frozen=True, slots=True)
class Address:
    """A page of the desk and the choices that stand in its address."""

    path: str
    query: str

    @property
    def url(self) -> str:
        """Return the address."""
        return f"{self.path}?{self.query}" if self.query else self.path


@dataclass(frozen=True, slots=True)
class Saved:
    """One view as a member sees it. ``link`` is stable and can be given to others of the team."""

    id: int
    name: str
    address: Address
    shared: bool
    mine: bool
    member_name: str
    created_at: datetime
    may_change: bool

    @property
    def link(self) -> str:
        """Return the way to it that stays the same."""
        return f"/v/{self.id}"


def address_of(to: str) -> Address | None:
    """Return a page of ours with its choices; None for anything else."""
    if not to.startswith("/") or to.startswith("//") or _CONTROL.search(to):
        return None
    parts = urlsplit(to)
    steps = unquote(parts.path).split("/")
    if parts.scheme or parts.netloc or not _PATH.fullmatch(parts.path) or {".", ".."} & set(steps):
        return None
    chosen = [(name, value) for name, value in parse_qsl(parts.query) if name not in PASSING and "\0" not in value]
    query = urlencode(chosen)
    if len(parts.path) > LONGEST_PATH or len(query) > LONGEST_QUERY:
        return None
    return Address(parts.path, query)


async def save(house: House, viewer: Viewer, name: str, address: Address, shared: bool) -> int | None:
    """Keep a view and return its number; None when the member keeps too many already."""
    async with transaction():
        own = await execute(
            'SELECT "id", "name", "path", "query" FROM "saved_view" WHERE "member_id" = ? ORDER BY "id"', viewer.id
        )
        wanted = (name, address.path, address.query)
        for row in own:
            if (row["name"], row["path"], row["query"]) == wanted:
                await execute('UPDATE "saved_view" SET "shared" = ? WHERE "id" = ?', shared, row["id"])
                return int(row["id"])
        if len(own) >= MOST:
            return None
        kept = SavedView(
            name=name,
            path=address.path,
            query=address.query,
            shared=shared,
            member_id=viewer.id,
            member_name=viewer.name,
            created_at=house.now(),
        )
        await kept.save()
    return int(kept.id)


async def listed(viewer: Viewer) -> tuple[Saved, ...]:
    """Return a member's own views and those that are shared, by name; one's own first."""
    rows = await fetch(
        'SELECT * FROM "saved_view" WHERE "member_id" = ? OR "shared" = ? ORDER BY lower("name"), "id"', viewer.id, True
    )
    views = [_saved(row, viewer) for row in rows]
    return tuple(sorted(views, key=lambda view: not view.mine))


async def one(saved_id: int, viewer: Viewer) -> Saved | None:
    """Return a view that this member may see; None when there is no such."""
    if saved_id > LARGEST_ID:
        return None
    rows = await fetch('SELECT * FROM "saved_view" WHERE "id" = ?', saved_id)
    view = _saved(rows[0], viewer) if rows else None
    return view if view and (view.mine or view.shared or view.may_change) else None


async def rename(view: Saved, name: str, shared: bool) -> None:
    """Give a view another name, and share it or not."""
    async with transaction():
        await execute('UPDATE "saved_view" SET "name" = ?, "shared" = ? WHERE "id" = ?', name, shared, view.id)


async def delete(view: Saved) -> None:
    """Delete a view; its link leads nowhere from then on."""
    async with transaction():
        await execute('DELETE FROM "saved_view" WHERE "id" = ?', view.id)


def _saved(row: Mapping[str, Any], viewer: Viewer) -> Saved:
    mine = row["member_id"] == viewer.id
    return Saved(
        id=int(row["id"]),
        name=row["name"],
        address=Address(row["path"], row["query"]),
        shared=bool(row["shared"]),
        mine=mine,
        member_name=row["member_name"],
        created_at=row["created_at"],
        may_change=mine or viewer.role == Role.ADMIN,
    )
