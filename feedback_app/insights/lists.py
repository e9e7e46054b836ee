"""Which comments and submissions a list shows. Reads only; the words are read by classifier/comments.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from feedback_app.foundation.dialect import fetch
from feedback_app.insights.narrow import EVERYTHING as NO_CHOICE
from feedback_app.insights.narrow import Narrow
from feedback_app.insights.paging import FIRST, PART, Edge, Part, part_of
from feedback_app.insights.queries import Chosen
from feedback_app.insights.views import EVERYTHING, Span

RARE: Final = frozenset({"product", "sku", "lot"})
"""Dimensions of which a value fits few comments."""


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


async def submissions(
    span: Span,
    slices: Mapping[str, str] = EVERYTHING,
    theme: str = "",
    edge: Edge = FIRST,
    narrow: Narrow = NO_CHOICE,
) -> tuple[Part, Edge]:
    """Return a part of the submissions, newest first, and the edge it really starts from.

    With a theme or a slice, those of which at least one comment fits all of it.
    """
    at = await fetch('SELECT "submitted_at", "id" FROM "submission" WHERE "id" = ?', edge.row) if edge.row else []
    start = edge if at else FIRST
    fitting = _fitting(slices, theme)
    narrowed, values = narrow.condition()
    found = await fetch(
        f"""
        SELECT s."id" FROM "submission" s WHERE s."day" BETWEEN ? AND ? {fitting.where} {narrowed}
        {_beyond(start, 's."submitted_at"', 's."id"')} LIMIT {PART + 1}
        """,  # noqa: S608 names are ours
        span.since,
        span.until,
        *fitting.arguments,
        *values,
        *((at[0]["submitted_at"], at[0]["id"]) if at else ()),
    )
    return part_of([row["id"] for row in found], start), start


def _beyond(edge: Edge, column: str, key: str) -> str:
    """Return the condition and the order that lead away from an edge."""
    if edge.newer_than:
        return f"AND ({column}, {key}) > (?, ?) ORDER BY {column}, {key}"
    older = f"AND ({column}, {key}) < (?, ?) " if edge.older_than else ""
    return f"{older}ORDER BY {column} DESC, {key} DESC"


def _fitting(slices: Mapping[str, str], theme: str) -> Chosen:
    """Return the condition that a submission ``s`` has a fitting comment, beginning with AND."""
    if not slices and not theme:
        return Chosen("", ())
    sliced = Chosen.by_slice(slices)
    current = f'c."superseded_at" IS NULL{sliced.where}'
    if theme:
        fits = f'"assignment" a CROSS JOIN "comment" c WHERE a."comment" = c."id" AND a."theme" = ? AND {current}'
        return Chosen(f'AND s."id" IN (SELECT c."submission" FROM {fits})', (theme, *sliced.arguments))  # noqa: S608 question marks and our own names only
    fits = f'"comment" c WHERE {current}'
    if not RARE.isdisjoint(slices):
        # Few fit: find them all first. Of the other dimensions many do: look at the newest submissions one by one.
        return Chosen(f'AND s."id" IN (SELECT c."submission" FROM {fits})', sliced.arguments)  # noqa: S608 question marks and our own names only
    return Chosen(f'AND EXISTS (SELECT 1 FROM {fits} AND c."submission" = s."id")', sliced.arguments)  # noqa: S608 question marks and our own names only


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
