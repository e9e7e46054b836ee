"""The assign stage: gives every current comment its themes, and lets members correct them.

Work is a current comment without a classification, and one whose assignments do not show yet what its customer
confirmed or denied. Who is believed: member > customer > stated reason > model (examining.py). Invariants: a batch is
written whole or not at all; what another worker or a member was quicker to write stays; a member's correction is never
overwritten; counting is told of every change by ``revision``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import msgspec

from classifier.errors import ClassifierError
from classifier.examining import MEMBER, MODEL, Finding, Outcome, Waiting, examine
from classifier.labels import confirmations_of
from classifier.tables import Assignment, Classification, Correction, Theme
from classifier.text import language_of
from classifier.themes import live_codes, themes_of
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch, insert_many, skip_locked
from feedback_app.foundation.house import House

if TYPE_CHECKING:
    # Learning machinery takes a second to import, and reading themes needs none of it.
    from classifier.model import ThemeModel

BATCH: Final = 500

NEW = """
    SELECT c."id", c."day", c."reason", c."text", c."language"
    FROM "comment" c LEFT JOIN "classification" k ON k."comment" = c."id"
    WHERE k."id" IS NULL AND c."superseded_at" IS NULL AND c."id" > ?
    ORDER BY c."id" LIMIT ?
"""
OUTDATED = """
    SELECT c."id", c."day", c."reason", c."text", c."language"
    FROM "comment" c JOIN "classification" k ON k."comment" = c."id"
    WHERE k."source" = 'model' AND k."model_version" <> ? AND c."superseded_at" IS NULL AND c."text" <> ''
    AND c."id" > ?
    ORDER BY c."id" LIMIT ?
"""
# What a customer said and the assignments do not show. It compares states and no times: neither clocks nor the moment
# at which somebody else's transaction ends can make a confirmation be missed. A comment whose text was deleted keeps
# what the model had read from it.
UNHEARD_IS = """
    c."superseded_at" IS NULL AND k."source" = 'model'
    AND (c."text" <> '' OR NOT EXISTS (
        SELECT 1 FROM "assignment" a WHERE a."comment" = c."id" AND a."source" = 'model'))
    AND EXISTS (
        SELECT 1 FROM "confirmation" f JOIN "theme" t ON t."code" = f."theme"
        LEFT JOIN "assignment" a ON a."comment" = f."comment" AND a."theme" = f."theme"
        WHERE f."comment" = c."id" AND (
            (f."confirmed" = ? AND t."retired" = ? AND (a."id" IS NULL OR a."source" <> 'customer'))
            OR (f."confirmed" = ? AND a."source" IN ('model', 'customer'))))
"""
UNHEARD_WHEN = (True, False, False)
UNHEARD = f"""
    SELECT c."id", c."day", c."reason", c."text", c."language"
    FROM "comment" c JOIN "classification" k ON k."comment" = c."id"
    WHERE c."id" IN (SELECT "comment" FROM "confirmation" WHERE "comment" > ?) AND {UNHEARD_IS}
    ORDER BY c."id" LIMIT ?
"""  # noqa: S608 our own words only
CLASSIFICATION = (
    "comment",
    "day",
    "outcome",
    "language",
    "novelty",
    "source",
    "model_version",
    "member_id",
    "classified_at",
    "revision",
)
ASSIGNMENT = ("comment", "theme", "probability", "source", "model_version")
REPLACE = """
    ON CONFLICT ("comment") DO UPDATE SET
        "outcome" = excluded."outcome", "language" = excluded."language", "novelty" = excluded."novelty",
        "source" = excluded."source", "model_version" = excluded."model_version",
        "member_id" = excluded."member_id", "classified_at" = excluded."classified_at",
        "revision" = "classification"."revision" + 1
"""
REPLACE_UNLESS_CORRECTED = f"""{REPLACE} WHERE "classification"."source" <> 'member'"""

Read = Callable[[int], Awaitable[list[dict[str, Any]]]]
Claim = Callable[[Sequence[int]], Awaitable[set[int]]]


async def run(house: House, model: ThemeModel, model_version: str, batch: int = BATCH) -> int:
    """Classify every current comment that has no classification, and those whose customer spoke since.

    Returns how many this run wrote.
    """

    async def read_new(after: int) -> list[dict[str, Any]]:
        return await fetch(NEW, after, batch)

    async def read_unheard(after: int) -> list[dict[str, Any]]:
        return await fetch(UNHEARD, after, *UNHEARD_WHEN, batch)

    written = await _classify(house, model, model_version, read_new, _claim_new)
    return written + await _classify(house, model, model_version, read_unheard, _claim_unheard)


async def newest_comment() -> int:
    """Return the id of the newest comment, 0 when there is none: a cheap sign that there may be work."""
    return int((await fetch("SELECT COALESCE(MAX(id), 0) AS newest FROM comment"))[0]["newest"])


async def reassign(house: House, model: ThemeModel, model_version: str, batch: int = BATCH) -> int:
    """Classify again what other versions of the model classified; returns how many this run changed.

    What members have corrected is left alone, and so is a comment whose text was deleted: what was read from it stays.
    May be stopped and started at any time.
    """

    async def read(after: int) -> list[dict[str, Any]]:
        return await fetch(OUTDATED, model_version, after, batch)

    async def claim(comments: Sequence[int]) -> set[int]:
        return await _claim_outdated(comments, model_version)

    return await _classify(house, model, model_version, read, claim)


async def _classify(house: House, model: ThemeModel, version: str, read: Read, claim: Claim) -> int:
    live = await live_codes()
    written, after = 0, 0
    while rows := await read(after):
        waiting = [Waiting(r["id"], r["day"], r["reason"], r["text"], r["language"]) for r in rows]
        heard = await confirmations_of([w.id for w in waiting])
        findings = await asyncio.to_thread(examine, waiting, model, live, heard)
        async with transaction():
            claimed = await claim([w.id for w in waiting])
            await _store([f for f in findings if f.comment.id in claimed], version, house.now())
        written += len(claimed)
        after = waiting[-1].id
    return written


async def _claim_new(comments: Sequence[int]) -> set[int]:
    """Lock those comments that nobody else is writing, and return the ones that still have no classification.

    Two statements, because on PostgreSQL only a second one sees what was committed before the lock was granted.
    """
    marks = _marks(comments)
    current = f'SELECT "id" FROM "comment" WHERE "id" IN ({marks}) AND "superseded_at" IS NULL {skip_locked()}'  # noqa: S608 question marks and our own names only
    locked = {int(row["id"]) for row in await execute(current, *comments)}
    done = await execute(f'SELECT "comment" FROM "classification" WHERE "comment" IN ({marks})', *comments)  # noqa: S608 question marks and our own names only
    return locked - {int(row["comment"]) for row in done}


async def _claim_unheard(comments: Sequence[int]) -> set[int]:
    sql = f"""
        SELECT c."id" FROM "comment" c JOIN "classification" k ON k."comment" = c."id"
        WHERE c."id" IN ({_marks(comments)}) AND {UNHEARD_IS} {skip_locked()}
    """  # noqa: S608 question marks and our own names only
    return {int(row["id"]) for row in await execute(sql, *comments, *UNHEARD_WHEN)}


async def _claim_outdated(comments: Sequence[int], version: str) -> set[int]:
    sql = f"""
        SELECT c."id" FROM "comment" c JOIN "classification" k ON k."comment" = c."id"
        WHERE c."id" IN ({_marks(comments)}) AND c."superseded_at" IS NULL
        AND c."text" <> '' AND k."source" = 'model' AND k."model_version" <> ? {skip_locked()}
    """  # noqa: S608 question marks and our own names only
    return {int(row["id"]) for row in await execute(sql, *comments, version)}


async def _store(findings: Sequence[Finding], version: str, now: datetime) -> None:
    if not findings:
        return
    comments = [f.comment.id for f in findings]
    outcomes = [
        (f.comment.id, f.comment.day, f.outcome.value, f.language, f.novelty, MODEL, version, None, now, 1)
        for f in findings
    ]
    themes = [
        (f.comment.id, a.theme, a.probability, a.source, version if a.source == MODEL else "")
        for f in findings
        for a in f.assigned
    ]
    await insert_many(Classification, CLASSIFICATION, outcomes, REPLACE_UNLESS_CORRECTED)
    await execute(f'DELETE FROM "assignment" WHERE "comment" IN ({_marks(comments)})', *comments)  # noqa: S608 marks only
    await insert_many(Assignment, ASSIGNMENT, themes, 'ON CONFLICT ("theme", "comment") DO NOTHING')


async def correct(comment_id: int, themes: Sequence[str], viewer_id: int, now: datetime) -> Outcome | None:
    """Replace a comment's themes by what a member says; no themes means "none fits".

    Returns None when there is no such current comment; raises ClassifierError for a theme that does not exist.
    """
    chosen = list(dict.fromkeys(themes))
    await _check_themes(chosen)
    async with transaction():
        current = await execute(
            'SELECT "day", "text", "language" FROM "comment" WHERE "id" = ? AND "superseded_at" IS NULL',
            comment_id,
        )
        if not current:
            return None
        outcome = Outcome.THEMES if chosen else Outcome.NONE
        comment = current[0]
        language = language_of(comment["text"], comment["language"]) if comment["text"] else comment["language"][:2]
        row = (comment_id, comment["day"], outcome.value, language, None, MEMBER, "", viewer_id, now, 1)
        # First of all: the row's lock makes two corrections, or a correction and the stage, follow each other.
        await insert_many(Classification, CLASSIFICATION, [row], REPLACE)
        await _replace_assignments(comment_id, chosen, viewer_id, now)
    return outcome


async def _check_themes(themes: Sequence[str]) -> None:
    known = set(await Theme.select(Theme.code).output(as_list=True))
    unknown = [theme for theme in themes if theme not in known]
    if unknown:
        raise ClassifierError(f"There is no theme {', '.join(map(repr, unknown))}")


async def _replace_assignments(comment_id: int, themes: Sequence[str], viewer_id: int, now: datetime) -> None:
    before = (await themes_of([comment_id]))[comment_id]
    await execute('DELETE FROM "assignment" WHERE "comment" = ?', comment_id)
    await insert_many(Assignment, ASSIGNMENT, [(comment_id, theme, 1.0, MEMBER, "") for theme in themes])
    await insert_many(
        Correction,
        ("comment", "themes_before", "themes_after", "member_id", "corrected_at"),
        [(comment_id, _json(before), _json(themes), viewer_id, now)],
    )


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


def _json(themes: Sequence[str]) -> str:
    return msgspec.json.encode(list(themes)).decode()
