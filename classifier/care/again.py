"""Stand-in until assignments.classify_again is there."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from classifier import assignments
from classifier.examining import Waiting, examine
from classifier.labels import confirmations_of
from classifier.themes import live_codes, themes_of
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.house import House

if TYPE_CHECKING:
    from classifier.model import ThemeModel

AGAIN = """
    SELECT c."id", c."day", c."reason", c."text", c."language"
    FROM "comment" c JOIN "classification" k ON k."comment" = c."id"
    WHERE c."id" > ? AND k."source" = 'model' AND c."superseded_at" IS NULL AND c."text" <> ''
    ORDER BY c."id" LIMIT ?
"""


async def classify_again(house: House, model: ThemeModel, version: str, after: int, most: int) -> tuple[int, int, int]:
    """Return the id of the last comment read, how many were read, and how many have other themes now."""
    rows = await fetch(AGAIN, after, most)
    if not rows:
        return after, 0, 0
    waiting = [Waiting(r["id"], r["day"], r["reason"], r["text"], r["language"]) for r in rows]
    ids = [w.id for w in waiting]
    live, heard, before = await live_codes(), await confirmations_of(ids), await themes_of(ids)
    findings = await asyncio.to_thread(examine, waiting, model, live, heard)
    changed = [f for f in findings if {a.theme for a in f.assigned} != set(before[f.comment.id])]
    async with transaction():
        await assignments._store(changed, version, house.now())
    return ids[-1], len(ids), len(changed)
