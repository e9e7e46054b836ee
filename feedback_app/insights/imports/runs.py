"""The rows of brought files: begun, asked for, under way, ended.

Invariants: a file belongs to one member and nobody else finds it; it is asked for once; how far it is stands in the
same transaction as the rows it brought.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

import msgspec

from feedback_app.foundation.access import Viewer
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch
from feedback_app.insights.imports.kinds import KINDS, Kind
from feedback_app.insights.tables import ImportRun
from surveys.import_rows import RowProblem
from surveys.imports import ImportReport

OPEN_FOR: Final = timedelta(hours=1)
OPEN_AT_ONCE: Final = 3
LEASE: Final = timedelta(minutes=5)
LISTED: Final = 10
LONGEST_NAME: Final = 120
End = Literal["", "expired", "dropped", "gone"]
_KNOWN: Final = ", ".join(f'"{name}"' for name in (
    "id", "member_id", "member_name", "kind", "name", "token", "lines", "columns", "created_at", "asked_at", "batches",
    "stored", "changed", "known", "refused", "problems", "done_at", "trouble",
))  # fmt: skip
_DUE: Final = """
    "done_at" IS NULL AND "asked_at" IS NOT NULL AND ("claimed_until" IS NULL OR "claimed_until" <= ?)
"""
_LEFT: Final = """("done_at" IS NULL AND "asked_at" IS NULL AND "created_at" <= ?)"""
_ENDED: Final = """("done_at" IS NOT NULL AND "token" <> '')"""


@dataclass(frozen=True, slots=True)
class Run:
    """A brought file and what became of it. columns: number of the column by our field; empty: not looked at yet."""

    id: int
    member_id: int
    member_name: str
    kind: Kind
    name: str
    token: str
    lines: int
    columns: Mapping[str, int]
    created_at: datetime
    asked_at: datetime | None
    batches: int
    stored: int
    changed: int
    known: int
    refused: int
    problems: tuple[RowProblem, ...]
    done_at: datetime | None
    trouble: str

    @property
    def new(self) -> int:
        """How many rows or orders were not there before."""
        return self.stored - self.changed

    @property
    def seen(self) -> int:
        """How many rows or orders are through."""
        return self.stored + self.known + self.refused


async def begin(viewer: Viewer, kind: Kind, name: str, now: datetime) -> Run:
    """Begin a file before it is written, so that no file ever lies there without a row that ends it."""
    async with transaction():
        row = ImportRun(
            member_id=viewer.id,
            member_name=viewer.name,
            kind=kind.code,
            name=_shown(name),
            token=secrets.token_hex(16),
            created_at=now,
        )
        await row.save()
    found = await run_of(viewer, int(row.id))
    if found is None:
        raise LookupError("the row that was just written")
    return found


async def run_of(viewer: Viewer, run_id: int) -> Run | None:
    """Return a member's own file; None for another's."""
    found = await fetch(f'SELECT {_KNOWN} FROM "import_run" WHERE "id" = ? AND "member_id" = ?', run_id, viewer.id)  # noqa: S608 our own names
    return _run(found[0]) if found else None


async def beyond_open(viewer: Viewer) -> tuple[Run, ...]:
    """Return a member's open files but for the newest ones."""
    sql = f"""
        SELECT {_KNOWN} FROM "import_run" WHERE "member_id" = ? AND "asked_at" IS NULL AND "done_at" IS NULL
        ORDER BY "id" DESC LIMIT 100 OFFSET {OPEN_AT_ONCE}
    """  # noqa: S608 our own names
    return tuple(_run(row) for row in await fetch(sql, viewer.id))


async def latest() -> tuple[Run, ...]:
    """Return what was brought in lately, by whomever, newest first."""
    sql = f'SELECT {_KNOWN} FROM "import_run" WHERE "asked_at" IS NOT NULL ORDER BY "id" DESC LIMIT {LISTED}'  # noqa: S608 our own names
    return tuple(_run(row) for row in await fetch(sql))


async def note_lines(run: Run, lines: int) -> None:
    """Say how long the file is."""
    async with transaction():
        await execute('UPDATE "import_run" SET "lines" = ? WHERE "id" = ?', lines, run.id)


async def choose(run: Run, columns: Mapping[str, int], asked_at: datetime | None) -> bool:
    """Keep which column means what and, with ``asked_at``, have it brought in; False when it was asked for before."""
    async with transaction():
        done = await execute(
            """
            UPDATE "import_run" SET "columns" = ?, "asked_at" = ?
            WHERE "id" = ? AND "asked_at" IS NULL AND "done_at" IS NULL RETURNING "id"
            """,
            msgspec.json.encode(columns).decode(), asked_at, run.id,
        )  # fmt: skip
    return bool(done)


async def is_due(now: datetime) -> bool:
    """Tell whether a file waits, or one is to be forgotten; one query on a table of few rows."""
    sql = f'SELECT 1 AS one FROM "import_run" WHERE ({_DUE}) OR {_LEFT} OR {_ENDED} LIMIT 1'  # noqa: S608 our own words
    return bool(await fetch(sql, now, now - OPEN_FOR))


async def claim(now: datetime) -> Run | None:
    """Take the file that waits longest, for some minutes; None when none waits."""
    waiting = await fetch(f'SELECT "id" FROM "import_run" WHERE {_DUE} ORDER BY "asked_at", "id" LIMIT 1', now)  # noqa: S608 our own words
    if not waiting:
        return None
    async with transaction():
        taken = await execute(
            f'UPDATE "import_run" SET "claimed_until" = ? WHERE "id" = ? AND {_DUE} RETURNING {_KNOWN}',  # noqa: S608 our own words
            now + LEASE, waiting[0]["id"], now,
        )  # fmt: skip
    return _run(taken[0]) if taken else None


async def note(run: Run, batches: int, report: ImportReport, now: datetime) -> bool:
    """Say how far it is, in the transaction of the batch; False where another worker is further."""
    noted = await execute(
        """
        UPDATE "import_run" SET "batches" = ?, "stored" = ?, "changed" = ?, "known" = ?, "refused" = ?,
            "claimed_until" = ? WHERE "id" = ? AND "batches" = ? AND "done_at" IS NULL RETURNING "id"
        """,
        batches, report.stored, report.changed, report.known, report.bad, now + LEASE, run.id, batches - 1,
    )  # fmt: skip
    return bool(noted)


async def end(run: Run, now: datetime, trouble: End = "", report: ImportReport | None = None) -> None:
    """Say that nothing more comes; the file itself goes afterwards."""
    told = report or ImportReport(bad=run.refused)
    async with transaction():
        await execute(
            """
            UPDATE "import_run" SET "done_at" = ?, "trouble" = ?, "refused" = ?, "problems" = ?
            WHERE "id" = ? AND "done_at" IS NULL
            """,
            now, trouble, told.bad, msgspec.json.encode(told.problems).decode(), run.id,
        )  # fmt: skip


async def left_alone(now: datetime) -> tuple[Run, ...]:
    """Return files that nobody asked for within the hour."""
    return tuple(_run(row) for row in await fetch(f'SELECT {_KNOWN} FROM "import_run" WHERE {_LEFT}', now - OPEN_FOR))  # noqa: S608 our own words


async def ended() -> tuple[Run, ...]:
    """Return files that are through and still lie there."""
    return tuple(_run(row) for row in await fetch(f'SELECT {_KNOWN} FROM "import_run" WHERE {_ENDED}'))  # noqa: S608 our own words


async def note_forgotten(run: Run) -> None:
    """Say that the file itself is gone."""
    async with transaction():
        await execute("""UPDATE "import_run" SET "token" = '' WHERE "id" = ?""", run.id)


def _run(row: Mapping[str, Any]) -> Run:
    read = {
        "kind": KINDS[row["kind"]],
        "columns": msgspec.json.decode(row["columns"], type=dict[str, int]),
        "problems": tuple(msgspec.json.decode(row["problems"], type=list[RowProblem])),
    }
    return Run(**{**row, **read})


def _shown(name: str) -> str:
    """Return the last part of a file's name without signs that nobody can see."""
    return "".join(sign for sign in name.replace("\\", "/").rpartition("/")[2] if sign.isprintable())[-LONGEST_NAME:]
