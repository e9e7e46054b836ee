"""Comments change their theme by a deed, and get back by its undoing: whole sets of rows, in one statement each.

Invariants: only inside a transaction; ``revision`` of every comment concerned is raised first, which locks it against
the assign stage and tells counting; what a member has said about a comment after a deed is not undone with the deed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from classifier.examining import CUSTOMER, MEMBER, MODEL, REASON
from classifier.tables import Assignment, Example
from classifier.workbench.keeping import Before, Row
from feedback_app.foundation.dialect import execute, fetch, insert_many, marks

AT_ONCE: Final = 5_000
"""Comments that one transaction moves at most, so that no customer waits for it."""
PER_QUERY: Final = 1_000
BELIEVED: Final = (MEMBER, "rule", CUSTOMER, REASON, MODEL)
ROW: Final = ("id", "comment", "theme", "probability", "source", "model_version")
EXAMPLE: Final = ("theme", "comment", "change", "weight")
RAISE: Final = 'UPDATE "classification" SET "revision" = "revision" + 1 WHERE "comment" IN'


async def move_all(source: str, target: str) -> tuple[list[int], list[Row]]:
    """Move at most ``AT_ONCE`` comments from one theme to another.

    Returns the comments of which only the theme was changed, and the rows of those that had both themes: these keep
    the one that is believed more.
    """
    span = await fetch(
        """
        SELECT MIN("comment") AS "first", MAX("comment") AS "last" FROM (
            SELECT "comment" FROM "assignment" WHERE "theme" = ? ORDER BY "comment" LIMIT ?) AS "slice"
        """,
        source,
        AT_ONCE,
    )
    first, last = span[0]["first"], span[0]["last"]
    if first is None:
        return [], []
    here = """(SELECT "comment" FROM "assignment" WHERE "theme" = ? AND "comment" BETWEEN ? AND ?)"""
    await execute(f"{RAISE} {here}", source, first, last)
    sql = """
        SELECT * FROM "assignment" WHERE "theme" IN (?, ?) AND "comment" IN (
            SELECT a."comment" FROM "assignment" a JOIN "assignment" b ON b."comment" = a."comment" AND b."theme" = ?
            WHERE a."theme" = ? AND a."comment" BETWEEN ? AND ?)
        ORDER BY "comment", "id"
    """
    both = _rows(await fetch(sql, source, target, target, source, first, last))
    await _join(both, target)
    moved = await execute(
        """
        UPDATE "assignment" SET "theme" = ? WHERE "theme" = ? AND "comment" BETWEEN ? AND ? RETURNING "comment"
        """,
        target, source, first, last,
    )  # fmt: skip
    return sorted(int(row["comment"]) for row in moved), both


async def _join(both: Sequence[Row], target: str) -> None:
    """Leave one row of the two that each of these comments has."""
    for part in in_parts(row.id for row in both):
        await execute(f'DELETE FROM "assignment" WHERE "id" IN ({marks(part)})', *part)  # noqa: S608 question marks only
    best: dict[int, Row] = {}
    for row in both:
        known = best.get(row.comment)
        if known is None or _rank(row) < _rank(known):
            best[row.comment] = row
    # The number of the row that was there decides the order of pages: it stays.
    numbers = {row.comment: row.id for row in both if row.theme == target}
    kept = [
        (numbers[row.comment], row.comment, target, row.probability, row.source, row.model_version)
        for row in best.values()
    ]
    await insert_many(Assignment, ROW, kept)
    # What the form states and what the text tells may be one theme now: that is decided when it is read.
    await read_again({row.comment for row in both if row.source == REASON})


def _rank(row: Row) -> tuple[int, float]:
    return (BELIEVED.index(row.source) if row.source in BELIEVED else len(BELIEVED), -row.probability)


async def move_back(before: Before, source: str, target: str, since: datetime) -> Before:
    """Undo ``move_all`` for at most ``AT_ONCE`` comments; returns what is left to undo."""
    moved, left = before.moved[:AT_ONCE], before.moved[AT_ONCE:]
    rows, later = ([], before.rows) if left else _first_comments(before.rows)
    spared = await corrected_since(since)
    for part in in_parts(one for one in moved if one not in spared):
        await _raise(part)
        await execute(
            f"""
            UPDATE "assignment" SET "theme" = ? WHERE "theme" = ? AND "comment" IN ({marks(part)})
            AND NOT EXISTS (
                SELECT 1 FROM "assignment" o WHERE o."comment" = "assignment"."comment" AND o."theme" = ?)
            """,  # noqa: S608 question marks and our own names only
            source, target, *part, source,
        )  # fmt: skip
    await put_back(rows, (source, target), since)
    return Before(moved=left, rows=later)


def _first_comments(rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """Cut rows, two of each comment, behind at most ``AT_ONCE`` comments."""
    return rows[: 2 * AT_ONCE], rows[2 * AT_ONCE :]


async def give(theme: str, comments: Sequence[int]) -> dict[str, list[int]]:
    """Add a theme to comments that were read already; returns these by the outcome they had.

    A comment that still waits for the assign stage gets its theme there.
    """
    had: dict[str, list[int]] = {}
    for part in in_parts(comments):
        rows = await fetch(
            f"""
            SELECT k."comment", k."outcome" FROM "classification" k JOIN "comment" c ON c."id" = k."comment"
            WHERE k."comment" IN ({marks(part)}) AND c."superseded_at" IS NULL ORDER BY k."comment"
            """,  # noqa: S608 question marks and our own names only
            *part,
        )
        for row in rows:
            had.setdefault(row["outcome"], []).append(row["comment"])
        await _raise(part)
        await set_outcome([row["comment"] for row in rows], "themes")
        new = [(row["comment"], theme, 1.0, MEMBER, "") for row in rows]
        await insert_many(Assignment, ROW[1:], new, 'ON CONFLICT ("theme", "comment") DO NOTHING')
    return had


async def take_out(source: str, target: str, comments: Sequence[int]) -> list[Row]:
    """Move chosen comments to a theme as a member's word; returns their rows as they were."""
    before: list[Row] = []
    for part in in_parts(comments):
        await _raise(part)
        found = await fetch(
            f"""SELECT * FROM "assignment" WHERE "theme" = ? AND "comment" IN ({marks(part)}) ORDER BY "comment" """,  # noqa: S608 question marks only
            source,
            *part,
        )
        before += _rows(found)
        await execute(
            f"""
            UPDATE "assignment" SET "theme" = ?, "probability" = 1.0, "source" = ?, "model_version" = ''
            WHERE "theme" = ? AND "comment" IN ({marks(part)})
            """,  # noqa: S608 question marks and our own names only
            target, MEMBER, source, *part,
        )  # fmt: skip
    return before


async def put_back(rows: Sequence[Row], instead_of: Sequence[str], since: datetime) -> None:
    """Restore assignments exactly, and take away those with the themes ``instead_of`` that came in their place."""
    spared = await corrected_since(since)
    kept: dict[int, list[Row]] = {}
    for row in rows:
        if row.comment not in spared:
            kept.setdefault(row.comment, []).append(row)
    for part in in_parts(kept):
        there = await execute(f'{RAISE} ({marks(part)}) RETURNING "comment"', *part)
        await execute(
            f'DELETE FROM "assignment" WHERE "comment" IN ({marks(part)}) AND "theme" IN ({marks(instead_of)})',  # noqa: S608 marks only
            *part,
            *instead_of,
        )
        # A comment that was erased meanwhile has no classification any more.
        living = {int(row["comment"]) for row in there}
        again = [
            (row.id, row.comment, row.theme, row.probability, row.source, row.model_version)
            for comment in part
            if comment in living
            for row in kept[comment]
        ]
        await insert_many(Assignment, ROW, again, "ON CONFLICT DO NOTHING")


async def clear(theme: str) -> list[int]:
    """Take a theme off all comments; returns these."""
    await execute(f'{RAISE} (SELECT "comment" FROM "assignment" WHERE "theme" = ?)', theme)  # noqa: S608 our own words only
    rows = await execute('DELETE FROM "assignment" WHERE "theme" = ? RETURNING "comment"', theme)
    return sorted(int(row["comment"]) for row in rows)


async def set_outcome(comments: Iterable[int], outcome: str, bare: bool = False) -> None:
    """Set the outcome of comments; ``bare``: only of those that have no theme left."""
    left = 'SELECT 1 FROM "assignment" a WHERE a."comment" = "classification"."comment"'
    only = f"AND NOT EXISTS ({left})" if bare else ""
    for part in in_parts(comments):
        await execute(
            f'UPDATE "classification" SET "outcome" = ? WHERE "comment" IN ({marks(part)}) {only}',  # noqa: S608 marks only
            outcome,
            *part,
        )


async def keep_examples(theme: str, comments: Iterable[int], change_id: int, weight: float) -> None:
    """Let comments that exist stand for a theme, until the deed is undone."""
    for part in in_parts(comments):
        rows = await fetch(f'SELECT "id" FROM "comment" WHERE "id" IN ({marks(part)}) ORDER BY "id"', *part)  # noqa: S608 marks only
        await insert_many(
            Example, EXAMPLE, [(theme, row["id"], change_id, weight) for row in rows], "ON CONFLICT DO NOTHING"
        )


async def corrected_since(moment: datetime) -> frozenset[int]:
    """Return the comments that members corrected after a moment."""
    rows = await fetch('SELECT DISTINCT "comment" FROM "correction" WHERE "corrected_at" > ?', moment)
    return frozenset(int(row["comment"]) for row in rows)


async def read_again(comments: Iterable[int]) -> None:
    """Have the assign stage look again at comments; what members corrected is left alone."""
    for part in in_parts(comments):
        await execute(
            f"""
            UPDATE "classification" SET "model_version" = '' WHERE "source" = 'model' AND "comment" IN ({marks(part)})
            """,  # noqa: S608 question marks only
            *part,
        )


async def read_again_since(moment: datetime, theme: str = "") -> None:
    """Have the assign stage look again at what it has read since a moment: it knew other themes then.

    ``theme``: only at comments that have this one.
    """
    having = 'AND "comment" IN (SELECT "comment" FROM "assignment" WHERE "theme" = ?)' if theme else ""
    await execute(
        f"""
        UPDATE "classification" SET "model_version" = '' WHERE "source" = 'model' AND "classified_at" > ? {having}
        """,  # noqa: S608 our own words only
        moment,
        *([theme] if theme else []),
    )


async def remove_themes(codes: Sequence[str]) -> None:
    """Delete themes that a deed has made; nothing may name them any more."""
    await execute(f'DELETE FROM "theme" WHERE "code" IN ({marks(codes)})', *codes)  # noqa: S608 marks only


async def _raise(comments: Sequence[int]) -> None:
    await execute(f"{RAISE} ({marks(comments)})", *comments)


def in_parts(comments: Iterable[int]) -> Iterator[list[int]]:
    """Cut a list into parts that fit into one statement."""
    wanted = list(comments)
    return (wanted[start : start + PER_QUERY] for start in range(0, len(wanted), PER_QUERY))


def _rows(found: Sequence[dict[str, Any]]) -> list[Row]:
    return [
        Row(
            row["id"],
            row["comment"],
            row["theme"],
            float(row["probability"]),
            row["source"],
            row["model_version"],
        )
        for row in found
    ]
