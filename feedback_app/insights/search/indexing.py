"""The stage "index": gives every current text its entry in the full-text index.

Work is a current comment with a text and without an entry; an entry goes with its comment, or when the comment is
replaced or loses its text (triggers, see the migration). A batch is written whole or not at all; what another worker
was quicker to write stays.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Final

from classifier.text import language_of
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch, marks, skip_locked
from feedback_app.foundation.house import House
from feedback_app.insights.search.engine import insert_entries, settle
from feedback_app.insights.search.words import Entry, entry_of

BATCH: Final = 1_000
# Never the words themselves: the partial index of comments with words answers it.
WAITING: Final = """
    SELECT c."id" FROM "comment" c WHERE c."text" <> '' AND c."superseded_at" IS NULL
    AND NOT EXISTS (SELECT 1 FROM "search_entry" e WHERE e."comment" = c."id") AND c."id" > ?
    ORDER BY c."id" LIMIT ?
"""


async def run(house: House, batch: int = BATCH) -> int:
    """Index every current text that has no entry; returns how many this run wrote."""
    written = after = 0
    while waiting := [int(row["id"]) for row in await fetch(WAITING, after, batch)]:
        written += await _index(waiting)
        after = waiting[-1]
    await settle(written)
    return written


async def _index(waiting: Sequence[int]) -> int:
    texts = f'SELECT "id", "text", "language" FROM "comment" WHERE "id" IN ({marks(waiting)})'  # noqa: S608 question marks only
    rows = {int(row["id"]): row for row in await fetch(texts, *waiting)}
    entries = await asyncio.to_thread(_entries, list(rows.values()))
    # A text that was replaced or erased while it was read must not come back.
    current = f"""
        SELECT "id", "text" FROM "comment" WHERE "id" IN ({marks(waiting)}) AND "superseded_at" IS NULL {skip_locked()}
    """  # noqa: S608 question marks and our own words only
    async with transaction():
        claimed = {int(row["id"]): row["text"] for row in await execute(current, *waiting)}
        same = [(c, e) for c, e in entries if claimed.get(c) == rows[c]["text"]]
        await insert_entries(same)
    return len(same)


def _entries(rows: Sequence[Mapping[str, Any]]) -> list[tuple[int, Entry]]:
    texts = [(int(row["id"]), row["text"], language_of(row["text"], row["language"])) for row in rows if row["text"]]
    return [(comment, entry_of(text, language)) for comment, text, language in texts]
