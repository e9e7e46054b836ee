"""A member's word on many comments at once: what ``assignments.correct`` does for one, in a few statements for all.

Invariants: only inside a transaction, and only for comments that were read already; each gets a correction of its own.
The statements are few, because nobody else can write while they run on SQLite.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from classifier.examining import MEMBER, Outcome, stated_theme, tells_of
from classifier.tables import Assignment, Classification, Correction
from classifier.themes import live_codes, successors, themes_of
from classifier.written_rows import ASSIGNMENT, BATCH, CLASSIFICATION, REPLACE
from feedback_app.foundation.dialect import execute, fetch, insert_many, marks

READ: Final = """
    SELECT c."id", c."day", c."reason", k."language" FROM "comment" c JOIN "classification" k ON k."comment" = c."id"
    WHERE c."superseded_at" IS NULL AND c."id" IN ({})
"""
# The same words of the same item in another row: the order, the day or the carrier of an answer became known later.
CORRECTED_BEFORE: Final = """
    SELECT n."id", o."id" AS "before", k."member_id", k."classified_at"
    FROM "comment" n JOIN "comment" o ON o."submission" = n."submission" AND o."superseded_at" IS NOT NULL
        AND o."text" = n."text" AND o."reason" = n."reason" AND o."sku" = n."sku" AND o."question" = n."question"
    JOIN "classification" k ON k."comment" = o."id" AND k."source" = 'member'
    JOIN "classification" m ON m."comment" = n."id" AND m."source" <> 'member'
    WHERE n."id" IN ({}) AND n."text" <> '' ORDER BY o."id"
"""
CORRECTION: Final = ("comment", "themes_before", "themes_after", "member_id", "corrected_at")


async def correct_all(chosen: Mapping[int, Sequence[str]], member_id: int, now: datetime) -> None:
    """Replace the themes of comments by what a member says; ``chosen``: existing themes by comment, or none.

    Comments that were not read yet, or that their customers have replaced, are left alone.
    """
    comments = list(chosen)
    for start in range(0, len(comments), BATCH):
        part = comments[start : start + BATCH]
        rows = await execute(READ.format(marks(part)), *part)
        if rows:
            await _correct({row["id"]: chosen[row["id"]] for row in rows}, rows, member_id, now)


async def carry_over(comments: Sequence[int]) -> None:
    """Let what a member said of a comment hold for the one that took its place with the same words.

    For comments that were just read for the first time: what was undone later is not brought back.
    """
    if not comments:
        return
    found = {row["id"]: row for row in await fetch(CORRECTED_BEFORE.format(marks(comments)), *comments)}
    if not found:
        return
    live, after = await live_codes(), await successors()
    said = await themes_of([row["before"] for row in found.values()])
    for comment, row in found.items():
        themes = dict.fromkeys(after.get(theme, theme) for theme in said[row["before"]])
        kept = [theme for theme in themes if theme in live]
        if kept or not themes:
            await correct_all({comment: kept}, row["member_id"], row["classified_at"])


async def _correct(
    chosen: Mapping[int, Sequence[str]], rows: Sequence[Mapping[str, Any]], member_id: int, now: datetime
) -> None:
    live, after = await live_codes(), await successors()
    told = {row["id"]: tells_of(stated_theme(row["reason"], live, after), chosen[row["id"]]) for row in rows}
    said = (MEMBER, "", member_id, now, 1)
    await insert_many(
        Classification,
        CLASSIFICATION,
        [(r["id"], r["day"], _outcome(chosen[r["id"]]), r["language"], None, *said, told[r["id"]], "") for r in rows],
        REPLACE,
    )
    before = await themes_of(list(chosen))
    await execute(f'DELETE FROM "assignment" WHERE "comment" IN ({marks(chosen)})', *chosen)  # noqa: S608 question marks only
    given = [(comment, theme, 1.0, MEMBER, "") for comment, themes in chosen.items() for theme in themes]
    await insert_many(Assignment, ASSIGNMENT, given)
    corrections = [(c, _json(before[c]), _json(themes), member_id, now) for c, themes in chosen.items()]
    await insert_many(Correction, CORRECTION, corrections)


def _outcome(themes: Sequence[str]) -> str:
    return (Outcome.THEMES if themes else Outcome.NONE).value


def _json(themes: Sequence[str]) -> str:
    return msgspec.json.encode(list(themes)).decode()
