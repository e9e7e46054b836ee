"""Which comments and submissions a list shows. Reads only; the words are read by classifier/comments.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from feedback_app.foundation.dialect import fetch
from feedback_app.insights.columns import Cut
from feedback_app.insights.paging import FIRST, PART, Edge, Part, part_of
from feedback_app.insights.queries import Chosen
from feedback_app.insights.views import EVERYTHING, Span


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


async def comments_about(
    theme: str, span: Span, slices: Mapping[str, str] = EVERYTHING, edge: Edge = FIRST, common: bool = False
) -> tuple[Part, Edge]:
    """Return a part of the texts with a theme, newest day first, and the edge it really starts from.

    ``common`` themes are sought among the newest texts, others among all comments with the theme. The answer is the
    same; CROSS JOIN is how SQLite is told the order.
    """
    at = await fetch('SELECT "day", "id" FROM "comment" WHERE "id" = ?', edge.row) if edge.row else []
    start = edge if at else FIRST
    chosen = Chosen.of(span, slices)
    tables = '"comment" c CROSS JOIN "assignment" a' if common else '"assignment" a CROSS JOIN "comment" c'
    found = await fetch(
        f"""
        SELECT c."id" FROM {tables}
        WHERE a."comment" = c."id" AND a."theme" = ? AND c."text" <> '' AND {chosen.where}
        {_beyond(start, 'c."day"', 'c."id"')} LIMIT {PART + 1}
        """,  # noqa: S608 names are ours
        theme,
        *chosen.arguments,
        *((at[0]["day"], at[0]["id"]) if at else ()),
    )
    return part_of([row["id"] for row in found], start), start


def submissions(cut: Cut, edge: Edge = FIRST) -> tuple[Part, Edge, int]:
    """Return a part of a cut's submissions, newest day first, the edge it really starts from, and how many there are.

    A submission is in the cut when at least one of its comments is, or when it has none and itself fits.
    """
    ids = cut.column("submission")[cut.by_submission()][::-1]
    at = np.flatnonzero(ids == edge.row) if edge.row else np.empty(0, np.int64)
    if not len(at):
        return Part(_whole(ids[:PART]), False, len(ids) > PART), FIRST, len(ids)
    first = int(at[0]) + 1 if edge.older_than else max(int(at[0]) - PART, 0)
    last = first + PART if edge.older_than else int(at[0])
    start = replace(edge, position=first + 1)
    return Part(_whole(ids[first:last]), first > 0, last < len(ids)), start, len(ids)


def _whole(ids: NDArray[Any]) -> tuple[int, ...]:
    return tuple(int(one) for one in ids)


def _beyond(edge: Edge, column: str, key: str) -> str:
    """Return the condition and the order that lead away from an edge."""
    if edge.newer_than:
        return f"AND ({column}, {key}) > (?, ?) ORDER BY {column}, {key}"
    older = f"AND ({column}, {key}) < (?, ?) " if edge.older_than else ""
    return f"{older}ORDER BY {column} DESC, {key} DESC"


async def heads(submissions: Sequence[int]) -> list[SubmissionHead]:
    """Return submissions with the ids of their current comments, in the order asked for."""
    if not submissions:
        return []
    marks = ", ".join("?" * len(submissions))
    rows = {row["id"]: row for row in await fetch(f'SELECT * FROM "submission" WHERE "id" IN ({marks})', *submissions)}  # noqa: S608 question marks and our own names only
    comments: dict[int, list[int]] = {submission: [] for submission in submissions}
    current = f"""
        SELECT "id", "submission" FROM "comment"
        WHERE "submission" IN ({marks}) AND "superseded_at" IS NULL ORDER BY "id"
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
