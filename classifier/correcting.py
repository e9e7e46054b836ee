"""A member's word on many comments at once: what ``assignments.correct`` does for one, in a few statements for all.

Invariants: only inside a transaction, and only for comments that were read already; each gets a correction of its own.
The statements are few, because nobody else can write while they run on SQLite.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from classifier.assignments import ASSIGNMENT, BATCH, CLASSIFICATION, REPLACE
from classifier.examining import MEMBER, Outcome, stated_theme, tells_of
from classifier.tables import Assignment, Classification, Correction
from classifier.themes import live_codes, successors, themes_of
from feedback_app.foundation.dialect import execute, insert_many, marks

READ: Final = """
    SELECT c."id", c."day", c."reason", k."language" FROM "comment" c JOIN "classification" k ON k."comment" = c."id"
    WHERE c."superseded_at" IS NULL AND c."id" IN ({})
"""
CORRECTION: Final = ("comment", "themes_before", "themes_after", "member_id", "corrected_at")


async def correct_all(chosen: Mapping[int, Sequence[str]], member_id: int, now: datetime) -> None:
    """Replace the themes of comments by what a member says; ``chosen``: existing themes by comment, never none.

    Comments that were not read yet, or that their customers have replaced, are left alone.
    """
    comments = list(chosen)
    for start in range(0, len(comments), BATCH):
        part = comments[start : start + BATCH]
        rows = await execute(READ.format(marks(part)), *part)
        if rows:
            await _correct({row["id"]: chosen[row["id"]] for row in rows}, rows, member_id, now)


async def _correct(
    chosen: Mapping[int, Sequence[str]], rows: Sequence[Mapping[str, Any]], member_id: int, now: datetime
) -> None:
    live, after = await live_codes(), await successors()
    told = {row["id"]: tells_of(stated_theme(row["reason"], live, after), chosen[row["id"]]) for row in rows}
    said = (MEMBER, "", member_id, now, 1)
    await insert_many(
        Classification,
        CLASSIFICATION,
        [(r["id"], r["day"], Outcome.THEMES.value, r["language"], None, *said, told[r["id"]], "") for r in rows],
        REPLACE,
    )
    before = await themes_of(list(chosen))
    await execute(f'DELETE FROM "assignment" WHERE "comment" IN ({marks(chosen)})', *chosen)  # noqa: S608 question marks only
    given = [(comment, theme, 1.0, MEMBER, "") for comment, themes in chosen.items() for theme in themes]
    await insert_many(Assignment, ASSIGNMENT, given)
    corrections = [(c, _json(before[c]), _json(themes), member_id, now) for c, themes in chosen.items()]
    await insert_many(Correction, CORRECTION, corrections)


def _json(themes: Sequence[str]) -> str:
    return msgspec.json.encode(list(themes)).decode()
