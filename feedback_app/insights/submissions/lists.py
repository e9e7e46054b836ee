"""Which comments and submissions a list shows. Reads only; the words are read by classifier/comments.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from feedback_app.foundation.dialect import fetch, marks
from feedback_app.insights.paging import FIRST, Edge, Part, part_from
from feedback_app.insights.store.columns import Cut


@dataclass(frozen=True, slots=True)
class SubmissionHead:
    """What is known of a submission besides its comments. ``rating`` is 1..5 or None."""

    id: int
    order_id: str
    submitted_at: datetime
    language: str
    channel: str
    rating: int | None
    revision: int
    comments: tuple[int, ...]


def submissions(cut: Cut, edge: Edge = FIRST) -> tuple[Part, Edge, int]:
    """Return a part of a cut's submissions, newest day first, the edge it really starts from, and how many there are.

    A submission is in the cut when at least one of its comments is, or when it has none and itself fits.
    """
    ids = cut.column("submission")[cut.by_submission()][::-1]
    part, start = part_from(ids, edge)
    return part, start, len(ids)


async def heads(submissions: Sequence[int]) -> list[SubmissionHead]:
    """Return submissions with the ids of their current comments, in the order asked for."""
    if not submissions:
        return []
    known = f'SELECT * FROM "submission" WHERE "id" IN ({marks(submissions)})'  # noqa: S608 question marks only
    rows = {row["id"]: row for row in await fetch(known, *submissions)}
    comments: dict[int, list[int]] = {submission: [] for submission in submissions}
    current = f"""
        SELECT "id", "submission" FROM "comment"
        WHERE "submission" IN ({marks(submissions)}) AND "superseded_at" IS NULL ORDER BY "id"
    """  # noqa: S608 marks only
    for row in await fetch(current, *submissions):
        comments[row["submission"]].append(row["id"])
    return [
        SubmissionHead(
            id=submission,
            order_id=rows[submission]["order_id"],
            submitted_at=rows[submission]["submitted_at"],
            language=rows[submission]["language"],
            channel=rows[submission]["channel"],
            rating=rows[submission]["rating"],
            revision=rows[submission]["revision"],
            comments=tuple(comments[submission]),
        )
        for submission in submissions
        if submission in rows
    ]
