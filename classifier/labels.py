"""What people said about the themes of texts: labels to learn from, and what the assign stage has to respect.

Reads only. Invariant: customers' labels and members' labels are never mixed, because a customer taps one chip of three
while a member looks at a comment as a whole: whoever learns from both weighs the former less.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from classifier.examining import MEMBER
from feedback_app.foundation.dialect import fetch


@dataclass(frozen=True, slots=True)
class Label:
    """One theme of one comment. ``confirmed`` False: it is not about this.

    ``source``: ``member``, or how a customer said so: ``typing`` (a chip under the text) or ``afterwards``.
    """

    comment: int
    theme: str
    confirmed: bool
    source: str


async def customer_labels() -> list[Label]:
    """Return what customers said about their own texts, in the order of comments; only texts that are still there."""
    rows = await fetch(
        """
        SELECT f."comment", f."theme", f."confirmed", f."source"
        FROM "confirmation" f JOIN "comment" c ON c."id" = f."comment"
        WHERE c."text" <> '' ORDER BY f."comment", f."id"
        """
    )
    return [Label(row["comment"], row["theme"], bool(row["confirmed"]), row["source"]) for row in rows]


async def member_labels() -> list[Label]:
    """Return what members corrected, in the order of comments; only texts that are still there.

    Of several corrections the last one counts. A theme that was there before it and not after is a label with
    ``confirmed`` False; a comment that "no theme fits" has only such labels, or none.
    """
    rows = await fetch(
        """
        SELECT r."comment", r."themes_before", r."themes_after"
        FROM "correction" r JOIN "comment" c ON c."id" = r."comment"
        WHERE c."text" <> '' ORDER BY r."comment", r."id"
        """
    )
    last = {row["comment"]: (_themes(row["themes_before"]), _themes(row["themes_after"])) for row in rows}
    return [
        Label(comment, theme, theme in after, MEMBER)
        for comment, (before, after) in last.items()
        for theme in dict.fromkeys((*after, *before))
    ]


async def confirmations_of(comments: Sequence[int]) -> dict[int, dict[str, bool]]:
    """Return what customers said by comment and theme (True = confirmed); comments nobody spoke about are left out."""
    if not comments:
        return {}
    rows = await fetch(
        f"""
        SELECT "comment", "theme", "confirmed" FROM "confirmation"
        WHERE "comment" IN ({", ".join("?" * len(comments))}) ORDER BY "id"
        """,  # noqa: S608 question marks and our own names only
        *comments,
    )
    heard: dict[int, dict[str, bool]] = {}
    for row in rows:
        heard.setdefault(row["comment"], {})[row["theme"]] = bool(row["confirmed"])
    return heard


def _themes(json: str) -> list[str]:
    return msgspec.json.decode(json, type=list[str])
