"""Carries out what large merges and their undoing have left: comments in slices, each a transaction of its own.

Work is what has no result yet: an assignment that names a merged theme, and an undone merge whose comments are not all
back. May be killed and run twice; costs next to nothing when there is no work.
"""

from __future__ import annotations

import time
from typing import Final

from classifier.workbench import keeping, moving
from classifier.workbench.keeping import Before
from classifier.workbench.lineage import Kind
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import fetch

WHILE_SOMEBODY_WAITS: Final = 2.0
LEFT: Final = """
    SELECT "code", "merged_into" FROM "theme" WHERE "merged_into" <> ''
    AND EXISTS (SELECT 1 FROM "assignment" a WHERE a."theme" = "theme"."code") ORDER BY "id" LIMIT 1
"""
UNDONE: Final = """
    SELECT "id" FROM "theme_change" WHERE "kind" = 'merged' AND "undone_at" IS NOT NULL
    AND CAST("undo" AS TEXT) <> '{}' ORDER BY "id" DESC LIMIT 1
"""


async def settle(seconds: float) -> int:
    """Move what is left to move, for about so many seconds of real time; returns how many comments."""
    until, moved = time.monotonic() + seconds, 0
    while step := await _one_slice():
        moved += step
        if time.monotonic() >= until:
            break
    return moved


async def _one_slice() -> int:
    if not await fetch(LEFT) and not await fetch(UNDONE):
        return 0
    async with transaction():
        await keeping.wait_for_turn()
        for merged in await fetch(LEFT):
            return await _go_on(merged["code"], merged["merged_into"])
        for undone in await fetch(UNDONE):
            return await bring_back(undone["id"])
    return 0


async def _go_on(code: str, into: str) -> int:
    moved, rows = await moving.move_all(code, into)
    standing = [
        change.id
        for change in await keeping.all_changes()
        if change.kind is Kind.MERGED and not change.undone and change.theme == into and code in change.others
    ]
    if standing:
        before = await keeping.before_of(standing[-1])
        before.moved += moved
        before.rows += rows
        await keeping.remember(standing[-1], before, len(before.moved) + len(before.rows) // 2)
    return len(moved) + len(rows) // 2


async def bring_back(change_id: int) -> int:
    """Give the comments of an undone merge back, at most one slice of them; returns how many. Inside a transaction."""
    change = next(one for one in await keeping.all_changes() if one.id == change_id)
    before = await keeping.before_of(change_id)
    left = await moving.move_back(before, change.others[0], change.theme, change.changed_at)
    await keeping.remember(change_id, left if left.moved or left.rows else Before())
    back = len(before.moved) - len(left.moved) + (len(before.rows) - len(left.rows)) // 2
    return max(back, 1)
