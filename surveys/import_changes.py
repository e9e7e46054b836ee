"""An imported row that comes again under its own id with other content replaces what was stored.

Invariants: only what an import stored is ever changed, never what a customer sent by a link; a comment is superseded
and added anew, as with a customer's change; what is the same is not written. Everything that writes must be called
inside ``transaction()``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from feedback_app.foundation.dialect import execute, fetch, insert_many, marks
from surveys.catalogue import reason_for
from surveys.import_rows import SubmissionRow
from surveys.tables import Comment

_SLICE: Final = (
    "sku", "product", "category", "size", "color", "carrier", "warehouse", "region",
    "hub", "packaging", "shift", "lot", "area", "ordered_on",
)  # fmt: skip
SAID: Final = ("order_id", "submitted_at", "day", "language", "channel", "rating")
"""Columns of a submission that a row states."""
ABOUT: Final = ("day", "reason_raw", "quantity", "text", "language", *_SLICE)
"""Columns of a comment that a row states; the reason follows from the raw one."""
COMMENT: Final = ("submission", *ABOUT, "reason", "revision")
# Rows that are named by their content cannot have another one.
_NAMED_BY_CONTENT: Final = "row-"
_STORED: Final = f"""
    SELECT s."id" AS "submission", s."external_id", c."id" AS "comment",
        {", ".join(f's."{name}" AS "s_{name}"' for name in SAID)}, {", ".join(f'c."{name}" AS "c_{name}"' for name in ABOUT)}
    FROM "submission" s JOIN "comment" c ON c."submission" = s."id" AND c."superseded_at" IS NULL
    WHERE s."external_id" IN ({{}}) AND s."invitation" IS NULL AND s."demo" = ?
"""  # noqa: E501, S608 our own names only; the line is one list


@dataclass(frozen=True, slots=True)
class Change:
    """A stored submission with its comment, and the row that replaces what they say."""

    submission: int
    comment: int
    row: SubmissionRow


def said(row: SubmissionRow) -> tuple[object, ...]:
    """Return a row's values of SAID."""
    return (row.order_id, row.submitted_at, row.day, row.language or "", row.channel or "import", row.rating)


def about(row: SubmissionRow) -> tuple[object, ...]:
    """Return a row's values of ABOUT."""
    return (
        row.day, row.reason_raw, row.quantity, row.comment, row.language or "",
        *(getattr(row, name) for name in _SLICE),
    )  # fmt: skip


def comment_of(submission: int, row: SubmissionRow) -> tuple[object, ...]:
    """Return a row's values of COMMENT."""
    return (submission, *about(row), reason_for(row.reason_raw), 1)


async def changes(rows: Sequence[SubmissionRow], demo: bool) -> tuple[Change, ...]:
    """Return which of the rows, all of known ids, say something else than what is stored."""
    named = {str(row.external_id): row for row in rows if not str(row.external_id).startswith(_NAMED_BY_CONTENT)}
    if not named:
        return ()
    stored = await fetch(_STORED.format(marks(list(named))), *named, demo)
    times = Counter(row["external_id"] for row in stored)
    return tuple(
        Change(one["submission"], one["comment"], named[one["external_id"]])
        for one in stored
        # A submission of several items is none that a row of a file could state.
        if times[one["external_id"]] == 1 and _differs(one, named[one["external_id"]])
    )


async def write_changes(found: Sequence[Change], now: datetime) -> None:
    """Let the rows hold from now on."""
    anew = ", ".join(f'"{name}" = ?' for name in SAID)
    for change in found:
        await execute('UPDATE "comment" SET "superseded_at" = ?, "revision" = 2 WHERE "id" = ?', now, change.comment)
        await execute(
            f'UPDATE "submission" SET {anew}, "revision" = "revision" + 1, "changed_at" = ? WHERE "id" = ?',  # noqa: S608 our own names
            *said(change.row), now, change.submission,
        )  # fmt: skip
    await insert_many(Comment, COMMENT, [comment_of(change.submission, change.row) for change in found])


def _differs(stored: Mapping[str, Any], row: SubmissionRow) -> bool:
    before = (*(stored[f"s_{name}"] for name in SAID), *(stored[f"c_{name}"] for name in ABOUT))
    return before != (*said(row), *about(row))
