"""The book of deeds as people read it: who did what to which theme, when, and whether it can be undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec

from classifier.workbench.keeping import About, all_changes
from classifier.workbench.lineage import Change
from classifier.workbench.sentences import comments_moved, sentence, signed
from classifier.workbench.undoing import why_not
from feedback_app.foundation.access import CORRECTING, Viewer
from feedback_app.foundation.dialect import fetch, marks

AT_ONCE: Final = 25


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One deed. ``why_not``: why it cannot be undone now; ``undone_by``: who undid it, "" = it still stands."""

    id: int
    text: str
    comments: str
    who: str
    at: datetime
    may_undo: bool
    why_not: str
    undone_by: str
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """Context of workbench/changes.html. ``older``: id to go on before, 0 = there is no more."""

    rows: tuple[HistoryRow, ...]
    older: int
    zone: ZoneInfo
    error: str = ""
    room: str = "tree"


async def history(viewer: Viewer, theme: str = "", before: int = 0) -> tuple[HistoryRow, ...]:
    """Return deeds, the newest first: of one theme, or all before a number; 25 at the most."""
    changes = await all_changes()
    wanted = [one for one in changes if (not theme or theme in one.themes) and (not before or one.id < before)]
    wanted = wanted[: -AT_ONCE - 1 : -1]
    told = await _told([change.id for change in wanted])
    return tuple([await _row(change, told[change.id], changes, viewer) for change in wanted])


async def _told(ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    if not ids:
        return {}
    rows = await fetch(
        f'SELECT "id", CAST("about" AS TEXT) AS "about", "undone_by", "undone_at" FROM "theme_change" '  # noqa: S608 marks only
        f'WHERE "id" IN ({marks(ids)})',
        *ids,
    )
    return {row["id"]: row for row in rows}


async def _row(change: Change, told: Mapping[str, Any], changes: Sequence[Change], viewer: Viewer) -> HistoryRow:
    about = msgspec.json.decode(told["about"], type=About)
    reason = "" if change.undone else await why_not(change, changes)
    return HistoryRow(
        id=change.id,
        text=sentence(change, about),
        comments=comments_moved(about),
        who=signed(about.by, change.member_id),
        at=change.changed_at,
        may_undo=viewer.role in CORRECTING and not change.undone and not reason,
        why_not=reason,
        undone_by=signed(about.undone_by, told["undone_by"]) if change.undone else "",
        undone_at=told["undone_at"],
    )


async def changes_page(viewer: Viewer, zone: ZoneInfo, before: int = 0, error: str = "") -> ChangesPage:
    """Return the newest deeds before a number, 0 = the newest of all."""
    rows = await history(viewer, before=before)
    return ChangesPage(rows, rows[-1].id if len(rows) == AT_ONCE else 0, zone, error)
