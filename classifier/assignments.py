"""The assign stage: gives every current comment its themes, and lets members correct them.

Work is a current comment without a classification, one whose assignments do not show yet what its customer confirmed or
denied, and one that was marked to be read again. Who is believed: member > rule > customer > stated reason > model
(examining.py). Invariants: a batch is written whole or not at all; what another worker or a member was quicker to write
stays; a member's correction is never overwritten; counting is told of every change of themes by ``revision``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from classifier.confirmations import confirmations_of
from classifier.correcting import carry_over
from classifier.errors import ClassifierError
from classifier.examining import MEMBER, MODEL, Finding, Heard, Outcome, Waiting, examine, stated_theme, tells_of
from classifier.exceptions.kept import Kept, kept_now
from classifier.flags import raise_flags
from classifier.tables import Assignment, Classification, Correction, Theme
from classifier.text import language_of
from classifier.themes import live_codes, successors, themes_of
from classifier.workbench.standing import deeds_now, standing, stands_of
from classifier.written_rows import (
    ASSIGNMENT,
    BATCH,
    CLASSIFICATION,
    MARK,
    RENEW_UNLESS_CORRECTED,
    REPLACE,
    REPLACE_UNLESS_CORRECTED,
)
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch, insert_many, marks, skip_locked
from feedback_app.foundation.house import House

if TYPE_CHECKING:
    # Learning machinery takes a second to import, and reading themes needs none of it.
    from classifier.model import ThemeModel

NEW = """
    SELECT c."id", c."day", c."reason", c."text", c."language"
    FROM "comment" c LEFT JOIN "classification" k ON k."comment" = c."id"
    WHERE k."id" IS NULL AND c."superseded_at" IS NULL AND c."id" > ?
    ORDER BY c."id" LIMIT ?
"""
# A comment whose text was deleted keeps what was read from it.
READABLE = """
    (c."text" <> '' OR NOT EXISTS (
        SELECT 1 FROM "assignment" a WHERE a."comment" = c."id" AND a."source" IN ('model', 'rule')))
"""
MARKED = f"""
    SELECT c."id", c."day", c."reason", c."text", c."language"
    FROM "classification" k JOIN "comment" c ON k."comment" = c."id"
    WHERE k."source" = 'model' AND k."model_version" = '' AND c."superseded_at" IS NULL AND {READABLE}
    AND k."comment" > ?
    ORDER BY k."comment" LIMIT ?
"""  # noqa: S608 our own words only
ALL_AGAIN = f"""
    SELECT c."id", c."day", c."reason", c."text", c."language"
    FROM "comment" c JOIN "classification" k ON k."comment" = c."id"
    WHERE k."source" = 'model' AND c."superseded_at" IS NULL AND {READABLE} AND c."id" > ?
    ORDER BY c."id" LIMIT ?
"""  # noqa: S608 our own words only
# What a customer said and the assignments do not show. It compares states and no times: neither clocks nor the moment
# at which somebody else's transaction ends can make a confirmation be missed. What a rule or a deed of a member settled
# needs no hearing. A no to one of two themes that are one now is outweighed by the yes to the other.
UNHEARD_IS = f"""
    c."superseded_at" IS NULL AND k."source" = 'model' AND {READABLE}
    AND EXISTS (
        SELECT 1 FROM "confirmation" f JOIN "theme" t ON t."code" = f."theme"
        LEFT JOIN "assignment" a ON a."comment" = f."comment" AND a."theme" = f."theme"
        WHERE f."comment" = c."id" AND (
            (f."confirmed" = ? AND t."retired" = ?
                AND (a."id" IS NULL OR a."source" NOT IN ('customer', 'rule', 'member'))
                AND (' ' || k."overruled" || ' ') NOT LIKE ('% ' || f."theme" || ' %'))
            OR (f."confirmed" = ? AND a."source" IN ('model', 'customer') AND NOT EXISTS (
                SELECT 1 FROM "confirmation" y JOIN "theme" m ON m."code" = y."theme"
                WHERE y."comment" = c."id" AND y."confirmed" = ? AND m."merged_into" <> ''))))
"""  # noqa: S608 our own words only
UNHEARD_WHEN = (True, False, False, True)
UNHEARD = f"""
    SELECT c."id", c."day", c."reason", c."text", c."language"
    FROM "comment" c JOIN "classification" k ON k."comment" = c."id"
    WHERE c."id" IN (SELECT "comment" FROM "confirmation" WHERE "comment" > ?) AND {UNHEARD_IS}
    ORDER BY c."id" LIMIT ?
"""  # noqa: S608 our own words only
Read = Callable[[int], Awaitable[list[dict[str, Any]]]]
Claim = Callable[[Sequence[int]], Awaitable[set[int]]]


async def run(house: House, model: ThemeModel, model_version: str, batch: int = BATCH) -> int:
    """Classify every current comment that has no classification, that was marked, or whose customer spoke since.

    Returns how many this run wrote.
    """

    async def read_new(after: int) -> list[dict[str, Any]]:
        return await fetch(NEW, after, batch)

    async def read_unheard(after: int) -> list[dict[str, Any]]:
        return await fetch(UNHEARD, after, *UNHEARD_WHEN, batch)

    async def read_marked(after: int) -> list[dict[str, Any]]:
        return await fetch(MARKED, after, batch)

    written = await _classify(house, model, model_version, read_new, _claim_new)
    written += await _classify(house, model, model_version, read_unheard, _claim_unheard)
    return written + await _classify(house, model, model_version, read_marked, _claim_marked)


async def newest_comment() -> int:
    """Return the id of the newest comment, 0 when there is none: a cheap sign that there may be work."""
    return int((await fetch("SELECT COALESCE(MAX(id), 0) AS newest FROM comment"))[0]["newest"])


async def mark_to_read_again(comments: Sequence[int]) -> None:
    """Have the next run read these comments again, inside a transaction; what members corrected is left alone."""
    for start in range(0, len(comments), BATCH):
        part = comments[start : start + BATCH]
        sql = f"""
            UPDATE "classification" SET "model_version" = '' WHERE "source" = 'model' AND "comment" IN ({marks(part)})
        """  # noqa: S608 question marks only
        await execute(sql, *part)


async def classify_again(
    house: House, model: ThemeModel, version: str, after: int, most: int = BATCH
) -> tuple[int, int, int]:
    """Read the next comments behind the id ``after`` again, whatever they were read with; at most ``most``.

    Returns the id of the last one, how many were read, and of these how many have other themes now; (after, 0, 0) at
    the end. What members corrected is left alone. The same twice changes nothing.
    """
    rows = await fetch(ALL_AGAIN, after, most)
    if not rows:
        return after, 0, 0
    waiting = _waiting(rows)
    around = await surroundings()
    findings = await _examined(waiting, model, around)
    async with transaction():
        claimed, version = await _claim_current([w.id for w in waiting]), await around.version(version)
        found = [f for f in findings if f.comment.id in claimed]
        before = await themes_of([f.comment.id for f in found])
        changed = [f for f in found if set(before[f.comment.id]) != {one.theme for one in f.assigned}]
        moved = {f.comment.id for f in changed}
        await _store(changed, version, house.now())
        same = [f for f in found if f.comment.id not in moved]
        await _store(same, version, house.now(), RENEW_UNLESS_CORRECTED)
    return waiting[-1].id, len(waiting), len(changed)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known about the shop while a batch is read."""

    live: frozenset[str]
    successors: Mapping[str, str]
    kept: Kept
    deeds: tuple[int, int]

    def examine(self, waiting: Sequence[Waiting], model: ThemeModel, heard: Heard) -> list[Finding]:
        """Return what is known about each comment; see examining.py."""
        rules, glossary = self.kept.rule_book, self.kept.glossary
        return examine(waiting, model, self.live, heard, rules=rules, glossary=glossary, successors=self.successors)

    async def version(self, version: str) -> str:
        """Return ``version``, or the mark "read again" where a rule, word or theme was changed since.

        Inside the transaction that stores what was read, so that no deed of a member is lost in between.
        """
        return version if (await kept_now(), await deeds_now()) == (self.kept, self.deeds) else MARK


async def surroundings() -> Surroundings:
    """Return the themes, rules and words as they stand now."""
    deeds, merged = await deeds_now(), await successors()
    return Surroundings(await live_codes() - merged.keys(), merged, await kept_now(), deeds)


def _waiting(rows: Sequence[Mapping[str, Any]]) -> list[Waiting]:
    return [Waiting(r["id"], r["day"], r["reason"], r["text"], r["language"]) for r in rows]


async def _examined(waiting: Sequence[Waiting], model: ThemeModel, around: Surroundings) -> list[Finding]:
    comments = [w.id for w in waiting]
    heard, stands = await confirmations_of(comments), await stands_of(comments)
    findings = await asyncio.to_thread(around.examine, waiting, model, heard)
    return [standing(f, stands.get(f.comment.id, ()), around.live, around.successors) for f in findings]


async def _classify(house: House, model: ThemeModel, version: str, read: Read, claim: Claim) -> int:
    written, after = 0, 0
    while rows := await read(after):
        waiting = _waiting(rows)
        around = await surroundings()
        findings = await _examined(waiting, model, around)
        async with transaction():
            claimed = await claim([w.id for w in waiting])
            await _store([f for f in findings if f.comment.id in claimed], await around.version(version), house.now())
            await carry_over(sorted(claimed))
        written += len(claimed)
        after = waiting[-1].id
    return written


async def _claim_new(comments: Sequence[int]) -> set[int]:
    """Lock those comments that nobody else is writing, and return the ones that still have no classification.

    Two statements, because on PostgreSQL only a second one sees what was committed before the lock was granted.
    """
    of_these = marks(comments)
    current = f'SELECT "id" FROM "comment" WHERE "id" IN ({of_these}) AND "superseded_at" IS NULL {skip_locked()}'  # noqa: S608 question marks and our own names only
    locked = {int(row["id"]) for row in await execute(current, *comments)}
    done = await execute(f'SELECT "comment" FROM "classification" WHERE "comment" IN ({of_these})', *comments)  # noqa: S608 question marks and our own names only
    return locked - {int(row["comment"]) for row in done}


async def _claim_unheard(comments: Sequence[int]) -> set[int]:
    sql = f"""
        SELECT c."id" FROM "comment" c JOIN "classification" k ON k."comment" = c."id"
        WHERE c."id" IN ({marks(comments)}) AND {UNHEARD_IS} {skip_locked()}
    """  # noqa: S608 question marks and our own names only
    return {int(row["id"]) for row in await execute(sql, *comments, *UNHEARD_WHEN)}


async def _claim_marked(comments: Sequence[int]) -> set[int]:
    return await _claim_classified(comments, """AND k."model_version" = ''""")


async def _claim_current(comments: Sequence[int]) -> set[int]:
    return await _claim_classified(comments, "")


async def _claim_classified(comments: Sequence[int], which: str) -> set[int]:
    sql = f"""
        SELECT c."id" FROM "comment" c JOIN "classification" k ON k."comment" = c."id"
        WHERE c."id" IN ({marks(comments)}) AND c."superseded_at" IS NULL AND k."source" = 'model' AND {READABLE}
        {which} {skip_locked()}
    """  # noqa: S608 question marks and our own words only
    return {int(row["id"]) for row in await execute(sql, *comments)}


async def _store(
    findings: Sequence[Finding], version: str, now: datetime, conflict: str = REPLACE_UNLESS_CORRECTED
) -> None:
    """Write what is known about these comments, inside the transaction that claimed them."""
    if not findings:
        return
    comments = [f.comment.id for f in findings]
    themes = [
        (f.comment.id, a.theme, a.probability, a.source, version if a.source == MODEL else "")
        for f in findings
        for a in f.assigned
    ]
    await insert_many(Classification, CLASSIFICATION, [_row(f, version, now) for f in findings], conflict)
    await execute(f'DELETE FROM "assignment" WHERE "comment" IN ({marks(comments)})', *comments)  # noqa: S608 marks only
    await insert_many(Assignment, ASSIGNMENT, themes, 'ON CONFLICT ("theme", "comment") DO NOTHING')
    await raise_flags([f.comment for f in findings], now)


def _row(found: Finding, version: str, now: datetime) -> tuple[Any, ...]:
    comment = found.comment
    said = (found.outcome.value, found.language, found.novelty, MODEL, version, None, now, 1)
    return (comment.id, comment.day, *said, found.reason_in_text, " ".join(found.overruled))


async def correct(comment_id: int, themes: Sequence[str], viewer_id: int, now: datetime) -> Outcome | None:
    """Replace a comment's themes by what a member says; no themes means "none fits".

    Returns None when there is no such current comment; raises ClassifierError for a theme that does not exist.
    """
    chosen = list(dict.fromkeys(themes))
    await _check_themes(chosen)
    async with transaction():
        current = await execute(
            'SELECT "day", "text", "language", "reason" FROM "comment" WHERE "id" = ? AND "superseded_at" IS NULL',
            comment_id,
        )
        if not current:
            return None
        outcome = Outcome.THEMES if chosen else Outcome.NONE
        comment = current[0]
        language = language_of(comment["text"], comment["language"]) if comment["text"] else comment["language"][:2]
        told = tells_of(stated_theme(comment["reason"], await live_codes(), await successors()), chosen)
        row = (comment_id, comment["day"], outcome.value, language, None, MEMBER, "", viewer_id, now, 1, told, "")
        # First of all: the row's lock makes two corrections, or a correction and the stage, follow each other.
        await insert_many(Classification, CLASSIFICATION, [row], REPLACE)
        await _replace_assignments(comment_id, chosen, viewer_id, now)
        # Who was quicker than the stage leaves it nothing to read.
        await raise_flags([Waiting(comment_id, comment["day"], "", comment["text"], language)], now)
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


def _json(themes: Sequence[str]) -> str:
    return msgspec.json.encode(list(themes)).decode()
