"""What a member decides about a proposal: a new theme, part of a known theme, or nothing; and taking that back.

Invariants: each decision is one transaction with all that follows from it; a proposal is decided once, whoever is
quicker; a comment that has got a theme in the meantime is left alone. ClassifierError says in a person's words why not.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from classifier.assignments import mark_to_read_again
from classifier.correcting import correct_all
from classifier.errors import ClassifierError
from classifier.inbox import uncovered
from classifier.themes import live_codes, themes_of
from classifier.workbench import deeds, undoing
from classifier.workbench.drafts import Draft
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch, marks
from feedback_app.foundation.languages import gettext as _

UNDO_FOR: Final = timedelta(days=14)
"""How long a decision can be taken back here: later, members have built on it."""
LONGEST_NOTE: Final = 500
CATCH_ALL: Final = "other"


async def accept(
    proposal: int, draft: Draft, by: int, now: datetime, without: Collection[int] = (), signed: str = ""
) -> str:
    """Make a proposal a theme; all its comments but ``without`` get it at once. Returns the theme's code.

    ``signed``: the member's name, as the book of deeds shows it.
    """
    async with transaction():
        await _decide(proposal, "accepted", by, now)
        comments = await _chosen(proposal, without)
        change = await deeds.create(draft, comments, by, now, signed=signed)
        rows = await fetch('SELECT "theme" FROM "theme_change" WHERE "id" = ?', change)
        theme = str(rows[0]["theme"])
        await _went_to(proposal, theme, change)
    return theme


async def merge_into(proposal: int, theme: str, by: int, now: datetime, without: Collection[int] = ()) -> None:
    """Say that the comments, but ``without``, are about a theme that exists: a member's word on each of them."""
    async with transaction():
        await _decide(proposal, "merged", by, now)
        if theme not in await live_codes() or theme == CATCH_ALL:
            raise ClassifierError(_("Please choose a theme that is in use."))
        comments = await _chosen(proposal, without)
        had = await themes_of(comments)
        kept = {c: [code for code in had[c] if code not in {theme, CATCH_ALL}] for c in comments}
        await correct_all({comment: [*codes, theme] for comment, codes in kept.items()}, by, now)
        await _went_to(proposal, theme, None)


async def dismiss(proposal: int, by: int, now: datetime, note: str = "") -> None:
    """Never propose these comments, or others like them, again; ``note``: why, or ""."""
    async with transaction():
        await _decide(proposal, "dismissed", by, now)
        await execute('UPDATE "theme_proposal" SET "note" = ? WHERE "id" = ?', note.strip()[:LONGEST_NOTE], proposal)


async def reopen(proposal: int, by: int, now: datetime) -> None:
    """Take a decision back while that is possible; the comments get back what they had. Done twice, it is done once."""
    async with transaction():
        row = await _row(proposal)
        if row["state"] == "open":
            return
        if not may_reopen(row["state"], row["decided_at"], now):
            raise ClassifierError(_("This was decided too long ago. You find the theme in the tree."))
        if row["state"] == "accepted" and row["change_id"] is not None:
            await undoing.undo(row["change_id"], by, now)
        if row["state"] == "merged":
            await _take_back_corrections(proposal, row["theme"], row["decided_by"], row["decided_at"])
        await execute(
            """
            UPDATE "theme_proposal" SET "state" = 'open', "theme" = '', "note" = '', "change_id" = NULL,
                "decided_by" = NULL, "decided_at" = NULL WHERE "id" = ?
            """,
            proposal,
        )


def may_reopen(state: str, decided_at: datetime | None, now: datetime) -> bool:
    """Tell whether a decision can still be taken back."""
    return state in {"accepted", "merged", "dismissed"} and decided_at is not None and now - decided_at <= UNDO_FOR


async def _decide(proposal: int, state: str, by: int, now: datetime) -> None:
    decided = await execute(
        """
        UPDATE "theme_proposal" SET "state" = ?, "decided_by" = ?, "decided_at" = ?
        WHERE "id" = ? AND "state" IN ('open', 'faded') RETURNING "id"
        """,
        state, by, now, proposal,
    )  # fmt: skip
    if not decided:
        raise ClassifierError(_("Somebody has decided about this already."))


async def _went_to(proposal: int, theme: str, change: int | None) -> None:
    await execute('UPDATE "theme_proposal" SET "theme" = ?, "change_id" = ? WHERE "id" = ?', theme, change, proposal)


async def _chosen(proposal: int, without: Collection[int]) -> list[int]:
    members = await comments_of(proposal)
    left = await uncovered.still_open([comment for comment in members if comment not in set(without)])
    if not left:
        raise ClassifierError(_("Please leave at least one comment ticked."))
    return left


async def comments_of(proposal: int) -> list[int]:
    """Return the comments of a proposal, the most typical first."""
    rows = await fetch(
        'SELECT "comment" FROM "theme_proposal_comment" WHERE "proposal" = ? ORDER BY "rank", "comment"', proposal
    )
    return [int(row["comment"]) for row in rows]


async def _row(proposal: int) -> dict[str, Any]:
    rows = await fetch('SELECT * FROM "theme_proposal" WHERE "id" = ?', proposal)
    if not rows:
        raise ClassifierError(_("This proposal does not exist any more."))
    return rows[0]


async def _take_back_corrections(proposal: int, theme: str, by: int, at: datetime) -> None:
    """Forget the corrections that merging made, unless a member has spoken since; those comments are read again."""
    comments = await comments_of(proposal)
    for start in range(0, len(comments), uncovered.AT_ONCE):
        part = comments[start : start + uncovered.AT_ONCE]
        rows = await fetch(
            f"""
            SELECT r."id", r."comment" FROM "correction" r WHERE r."comment" IN ({marks(part)}) AND r."member_id" = ?
            AND r."corrected_at" = ? AND NOT EXISTS (
                SELECT 1 FROM "correction" l WHERE l."comment" = r."comment" AND l."id" > r."id")
            """,  # noqa: S608 question marks only
            *part, by, at,
        )  # fmt: skip
        await _forget([row["id"] for row in rows], [row["comment"] for row in rows], theme)


async def _forget(corrections: Sequence[int], comments: Sequence[int], theme: str) -> None:
    if not corrections:
        return
    of_these = marks(comments)
    await execute(f'DELETE FROM "correction" WHERE "id" IN ({marks(corrections)})', *corrections)  # noqa: S608 question marks only
    await execute(f'DELETE FROM "assignment" WHERE "theme" = ? AND "comment" IN ({of_these})', theme, *comments)  # noqa: S608 question marks only
    left = 'EXISTS (SELECT 1 FROM "assignment" a WHERE a."comment" = "classification"."comment")'
    await execute(
        f"""
        UPDATE "classification" SET "source" = 'model', "member_id" = NULL, "revision" = "revision" + 1,
            "outcome" = CASE WHEN {left} THEN 'themes' ELSE 'none' END WHERE "comment" IN ({of_these})
        """,  # noqa: S608 question marks and our own words only
        *comments,
    )
    await mark_to_read_again(comments)
