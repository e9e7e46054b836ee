"""Submissions with their themes, for the command line and the API."""

from __future__ import annotations

from typing import Any

from classifier.themes import themes_of
from surveys import listing
from surveys.listing import SubmissionRow

ROWS_PER_PAGE = 1_000


async def list_submissions(limit: int) -> list[dict[str, Any]]:
    """Return the newest submissions, each with id, submitted_at, language, reason, comment, themes and its slice."""
    found: list[dict[str, Any]] = []
    before: int | None = None
    while len(found) < limit:
        page = await listing.list_submissions(min(limit - len(found), ROWS_PER_PAGE), before)
        if not page:
            break
        themes = await themes_of([comment for row in page for comment in row.comment_ids])
        found.extend(_entry(row, themes) for row in page)
        before = page[-1].id
    return found


def _entry(row: SubmissionRow, themes: dict[int, list[str]]) -> dict[str, Any]:
    found = [theme for comment in row.comment_ids for theme in themes.get(comment, [])]
    return {
        "id": row.id,
        "external_id": row.external_id,
        "submitted_at": row.submitted_at.isoformat(),
        "language": row.language,
        "rating": row.rating,
        "reason": row.reason,
        "comment": row.comment,
        "themes": list(dict.fromkeys(found)),
        "sku": row.sku,
        "product": row.product,
        "carrier": row.carrier,
        "warehouse": row.warehouse,
    }
