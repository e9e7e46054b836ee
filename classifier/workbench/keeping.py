"""The book of deeds on themes: each with who, when, what people read of it, and what undoing it needs.

Invariant: a deed and its line in the book are one transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from classifier.tables import ThemeChange
from classifier.workbench.lineage import Change, Kind
from feedback_app.foundation.dialect import execute, fetch, reserve_ids, take_turns

COLUMNS: Final = """
    "id", "kind", "theme", CAST("others" AS TEXT) AS "others", "member_id", "changed_at", "undone_at"
"""


class Row(msgspec.Struct, array_like=True, frozen=True):
    """An assignment as it was."""

    id: int
    comment: int
    theme: str
    probability: float
    source: str
    model_version: str


class Before(msgspec.Struct, omit_defaults=True):
    """What was there before a deed.

    ``theme``: columns of its theme. ``moved``: comments of which only the theme's code was changed. ``rows``:
    assignments that were changed otherwise or taken away. ``outcomes``: comments by the outcome they had.
    """

    theme: dict[str, str | bool] = msgspec.field(default_factory=dict)
    moved: list[int] = msgspec.field(default_factory=list)
    rows: list[Row] = msgspec.field(default_factory=list)
    outcomes: dict[str, list[int]] = msgspec.field(default_factory=dict)


class About(msgspec.Struct, omit_defaults=True):
    """What people read of a deed: names in (de, en) by code as they were, how many comments, and what it led to.

    ``to``: the name of the group, or the new name of the theme, in (de, en). ``by``: names of members as they were.
    """

    names: dict[str, tuple[str, str]] = msgspec.field(default_factory=dict)
    comments: int = 0
    to: tuple[str, str] = ("", "")
    by: str = ""
    undone_by: str = ""


async def wait_for_turn() -> None:
    """Let deeds follow each other; call it first in the transaction."""
    await take_turns("themes")


async def note(
    kind: Kind, theme: str, others: Sequence[str], member_id: int, now: datetime, about: About, before: Before
) -> int:
    """Write a deed into the book and return its id."""
    (number,) = await reserve_ids(ThemeChange, 1)
    await execute(
        """
        INSERT INTO "theme_change" ("id", "kind", "theme", "others", "undo", "about", "member_id", "changed_at")
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
        number, kind.value, theme, encoded(list(others)), encoded(before), encoded(about), member_id, now,
    )  # fmt: skip
    return number


async def remember(change_id: int, before: Before, comments: int | None = None) -> None:
    """Replace what undoing a deed needs; ``comments``: how many it is about, None = as it was."""
    await execute('UPDATE "theme_change" SET "undo" = ? WHERE "id" = ?', encoded(before), change_id)
    if comments is not None:
        about = await _about(change_id)
        about.comments = comments
        await _tell(change_id, about)


async def mark_undone(change_id: int, member_id: int, now: datetime, signed: str) -> None:
    """Say in the book that a deed was undone, and by whom."""
    await execute(
        'UPDATE "theme_change" SET "undone_by" = ?, "undone_at" = ? WHERE "id" = ?', member_id, now, change_id
    )
    about = await _about(change_id)
    about.undone_by = signed
    await _tell(change_id, about)


async def _about(change_id: int) -> About:
    row = (await fetch('SELECT CAST("about" AS TEXT) AS "about" FROM "theme_change" WHERE "id" = ?', change_id))[0]
    return msgspec.json.decode(row["about"], type=About)


async def _tell(change_id: int, about: About) -> None:
    await execute('UPDATE "theme_change" SET "about" = ? WHERE "id" = ?', encoded(about), change_id)


async def before_of(change_id: int) -> Before:
    """Return what was there before a deed."""
    row = (await fetch('SELECT CAST("undo" AS TEXT) AS "undo" FROM "theme_change" WHERE "id" = ?', change_id))[0]
    return msgspec.json.decode(row["undo"], type=Before)


async def all_changes() -> list[Change]:
    """Return all deeds, the oldest first."""
    return [change_from(row) for row in await fetch(f'SELECT {COLUMNS} FROM "theme_change" ORDER BY "id"')]  # noqa: S608 our own names only


def change_from(row: Mapping[str, Any]) -> Change:
    """Read a deed from its row."""
    return Change(
        row["id"],
        Kind(row["kind"]),
        row["theme"],
        tuple(msgspec.json.decode(row["others"], type=list[str])),
        row["member_id"],
        row["changed_at"],
        row["undone_at"] is not None,
    )


def encoded(value: object) -> str:
    """Return a value as JSON text."""
    return msgspec.json.encode(value).decode()
