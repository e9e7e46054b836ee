"""What customers said about the themes of their own texts, which the assign stage has to respect. Reads only."""

from __future__ import annotations

from collections.abc import Sequence

from feedback_app.foundation.dialect import fetch, marks


async def confirmations_of(comments: Sequence[int]) -> dict[int, dict[str, bool]]:
    """Return what customers said by comment and theme (True = confirmed); comments nobody spoke about are left out."""
    if not comments:
        return {}
    rows = await fetch(
        f"""
        SELECT "comment", "theme", "confirmed" FROM "confirmation"
        WHERE "comment" IN ({marks(comments)}) ORDER BY "id"
        """,  # noqa: S608 question marks and our own names only
        *comments,
    )
    heard: dict[int, dict[str, bool]] = {}
    for row in rows:
        heard.setdefault(row["comment"], {})[row["theme"]] = bool(row["confirmed"])
    return heard
