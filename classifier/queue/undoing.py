"""Takes a member's last answer back.

Invariants: only one's own and only the newest; what was there before counts again, and the model reads the text anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from classifier.examining import MEMBER, MODEL, Outcome
from classifier.tables import Assignment
from classifier.written_rows import ASSIGNMENT, MARK
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, insert_many


async def take_back(comment_id: int, member_id: int, now: datetime) -> bool:
    """Undo a member's own correction of a comment, if it is the newest and the text is still there; else False.

    What a colleague had said before counts again; where nobody had, the next run reads the comment again.
    """
    async with transaction():
        rows = await execute(
            """
            SELECT r."id", r."member_id", r."themes_before", r."themes_after" FROM "correction" r
            JOIN "comment" c ON c."id" = r."comment" AND c."text" <> '' AND c."superseded_at" IS NULL
            WHERE r."comment" = ? ORDER BY r."id" DESC LIMIT 2
            """,
            comment_id,
        )
        if not rows or rows[0]["member_id"] != member_id:
            return False
        before = rows[1] if len(rows) > 1 else None
        themes = msgspec.json.decode(before["themes_after"] if before else rows[0]["themes_before"], type=list[str])
        said = (MEMBER if before else MODEL, before["member_id"] if before else None)
        gone = await execute('DELETE FROM "correction" WHERE "id" = ? RETURNING "id"', rows[0]["id"])
        if gone:
            await _restore(comment_id, themes, *said, now)
    return bool(gone)


async def _restore(comment_id: int, themes: Sequence[str], source: str, member_id: int | None, now: datetime) -> None:
    outcome = Outcome.THEMES if themes else Outcome.NONE
    await execute(
        """
        UPDATE "classification" SET "outcome" = ?, "source" = ?, "member_id" = ?, "model_version" = ?,
            "classified_at" = ?, "revision" = "revision" + 1 WHERE "comment" = ?
        """,
        outcome.value,
        source,
        member_id,
        MARK,
        now,
        comment_id,
    )
    await execute('DELETE FROM "assignment" WHERE "comment" = ?', comment_id)
    # How sure the model was nobody knows any more, until it has read the comment again a moment later.
    sure = 1.0 if source == MEMBER else 0.5
    await insert_many(Assignment, ASSIGNMENT, [(comment_id, theme, sure, source, MARK) for theme in themes])
