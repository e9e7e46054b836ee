"""All comments are read again: after a change of the model, of themes or of rules, in the background.

Work is one row of ``rereading`` that has no end. It goes forward in slices that are short enough for everything else to
run between them. Invariants: at most one row has no end, a new reason begins it anew; what a slice wrote is written
before the row says so, so a killed worker reads at most one batch twice, which changes nothing.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from classifier.assignments import classify_again
from classifier.tables import Rereading
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch, insert_many
from feedback_app.foundation.house import House

if TYPE_CHECKING:
    # Learning machinery takes a second to import, and starting the work needs none of it.
    from classifier.model import ThemeModel

SLICE_SECONDS: Final = 1.0
BATCH: Final = 500
COLUMNS: Final = ("version", "why", "total", "done", "changed", "after", "stopped", "started_at", "finished_at")
# Comments whose themes a model may change; the others are not read again either.
TO_READ: Final = """
    SELECT COUNT(*) AS comments FROM "classification" k JOIN "comment" c ON c."id" = k."comment"
    WHERE k."source" = 'model' AND k."outcome" <> 'empty' AND c."superseded_at" IS NULL AND c."text" <> ''
"""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the work is; ``total`` is 0 until it was counted. ``finished_at`` None: there is something to do."""

    id: int
    version: str
    why: str
    total: int
    done: int
    changed: int
    after: int
    stopped: bool
    started_at: datetime
    finished_at: datetime | None

    @property
    def share(self) -> float:
        """How much of the work is done, 0..1."""
        if self.finished_at is not None:
            return 1.0
        return min(self.done / self.total, 1.0) if self.total else 0.0


async def start_rereading(version: str, why: str, now: datetime) -> None:
    """Have all comments read again from the first on; inside the transaction of the change that made it necessary.

    ``why``: ``model``, ``change:<id>`` or ``rules``. Work that was not at its end begins anew, also a stopped one.
    """
    row = (version, why, 0, 0, 0, 0, False, now)
    anew = ", ".join(f'"{name}" = ?' for name in COLUMNS[:-1])
    begun = await execute(f'UPDATE "rereading" SET {anew} WHERE "finished_at" IS NULL RETURNING "id"', *row)  # noqa: S608 our own names
    if not begun:
        await insert_many(Rereading, COLUMNS, [(*row, None)])


async def is_due() -> bool:
    """Tell whether there is something to read again that nobody has stopped; one query on a table of few rows."""
    return bool(
        await fetch('SELECT 1 AS one FROM "rereading" WHERE "finished_at" IS NULL AND "stopped" = ? LIMIT 1', False)
    )


async def some_are_marked() -> bool:
    """Tell whether the assign stage was asked to read some comments again; cheap, because hardly any are."""
    sql = """SELECT 1 AS one FROM "classification" WHERE "source" = 'model' AND "model_version" = '' LIMIT 1"""
    return bool(await fetch(sql))


async def reread(house: House, model: ThemeModel, version: str, seconds: float = SLICE_SECONDS) -> int:
    """Read on for about so many seconds, real time; returns how many comments were read, 0 when nothing is to do."""
    work = await latest()
    if work is None or work.stopped or work.finished_at is not None:
        return 0
    if not work.total:
        await _count(work)
    ends, read = time.monotonic() + seconds, 0
    after, done, changed = work.after, work.done, work.changed
    while True:
        last, now_read, now_changed = await classify_again(house, model, version, after, BATCH)
        done, changed, read = done + now_read, changed + now_changed, read + now_read
        finished = house.now() if now_read == 0 else None
        if not await _note(work, after, (max(last, after), done, changed, finished)) or finished:
            return read
        after = last
        if time.monotonic() >= ends:
            return read


async def _count(work: Progress) -> None:
    comments = (await fetch(TO_READ))[0]["comments"]
    async with transaction():
        await execute('UPDATE "rereading" SET "total" = ? WHERE "id" = ? AND "total" = 0', comments, work.id)


async def _note(work: Progress, after: int, reached: tuple[int, int, int, datetime | None]) -> bool:
    """Write how far it is; False where somebody has stopped it or begun it anew meanwhile."""
    async with transaction():
        noted = await execute(
            """
            UPDATE "rereading" SET "after" = ?, "done" = ?, "changed" = ?, "finished_at" = ?
            WHERE "id" = ? AND "after" = ? AND "started_at" = ? AND "finished_at" IS NULL RETURNING "stopped"
            """,
            *reached, work.id, after, work.started_at,
        )  # fmt: skip
    return bool(noted) and not noted[0]["stopped"]


async def latest() -> Progress | None:
    """Return the work that is under way, or the last one that came to its end; None when there was none yet."""
    found = await fetch(
        """
        SELECT "id", "version", "why", "total", "done", "changed", "after", "stopped", "started_at", "finished_at"
        FROM "rereading" ORDER BY "id" DESC LIMIT 1
        """
    )
    if not found:
        return None
    row = found[0]
    return Progress(**{**row, "stopped": bool(row["stopped"])})


async def stop() -> bool:
    """Let the work rest until somebody goes on with it; False when there is none."""
    return await _switch(stopped=True)


async def go_on() -> bool:
    """Go on where it was stopped; False when there is nothing to go on with."""
    return await _switch(stopped=False)


async def _switch(stopped: bool) -> bool:
    async with transaction():
        found = await execute(
            'UPDATE "rereading" SET "stopped" = ? WHERE "finished_at" IS NULL AND "stopped" <> ? RETURNING "id"',
            stopped,
            stopped,
        )
    return bool(found)
