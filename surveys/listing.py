"""Reading submissions in the order they came, newest first, for lists and exports. Themes are added by floors above."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from surveys.tables import Comment, Submission


@dataclass(frozen=True, slots=True)
class SubmissionRow:
    """One submission. With several returned items, different values of a field are joined by `` | ``.

    ``external_id`` is empty for answers that came through a link. ``language`` is de, en or empty.
    """

    id: int
    external_id: str
    submitted_at: datetime
    language: str
    rating: int | None
    reason: str
    comment: str
    comment_ids: tuple[int, ...]
    sku: str
    product: str
    carrier: str
    warehouse: str


async def list_submissions(limit: int = 100, before_id: int | None = None) -> Sequence[SubmissionRow]:
    """Return up to ``limit`` submissions by descending id, with ``before_id`` those below it."""
    query = Submission.select().order_by(Submission.id, ascending=False).limit(limit)
    if before_id is not None:
        query = query.where(Submission.id < before_id)
    submissions = await query
    if not submissions:
        return ()
    comments = await _comments(submissions[-1]["id"], submissions[0]["id"])
    return tuple(_row(row, comments.get(row["id"], [])) for row in submissions)


async def _comments(lowest: int, highest: int) -> dict[int, list[dict[str, Any]]]:
    # A range instead of a list of ids: both engines limit how many values one statement may carry.
    rows = (
        await Comment.select()
        .where((Comment.submission >= lowest) & (Comment.submission <= highest) & Comment.superseded_at.is_null())
        .order_by(Comment.id)
    )
    found: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(int(row["submission"]), []).append(row)
    return found


def _row(submission: dict[str, Any], comments: Sequence[dict[str, Any]]) -> SubmissionRow:
    return SubmissionRow(
        id=submission["id"],
        external_id=submission["external_id"] or "",
        submitted_at=submission["submitted_at"],
        language=submission["language"],
        rating=submission["rating"],
        reason=_joined(comments, "reason"),
        comment=_joined(comments, "text"),
        comment_ids=tuple(comment["id"] for comment in comments),
        sku=_joined(comments, "sku"),
        product=_joined(comments, "product"),
        carrier=_joined(comments, "carrier"),
        warehouse=_joined(comments, "warehouse"),
    )


def _joined(comments: Sequence[dict[str, Any]], column: str) -> str:
    return " | ".join(dict.fromkeys(comment[column] for comment in comments if comment[column]))
