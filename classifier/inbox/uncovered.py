"""Which comments no theme covers, and how many: reads only.

A comment is uncovered when no theme fits it, when the only sure theme is "other", or when the model finds little in it
that it knows and no person has said what it is about. It is unsure when it has themes of which the model is not sure.
Both definitions stand here once and are used by the search, by decisions and by pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from classifier.inbox.grouping import Texts
from classifier.text import language_of
from feedback_app.foundation.dialect import fetch, marks

NEWEST: Final = 10_000
COMPARED: Final = 5_000
UNSURE_AMONG: Final = 20_000
"""Newest comments among which those are looked for that themes cover poorly."""
AT_ONCE: Final = 900

# The literals are those of the partial indexes, so that both engines use them.
READ = """FROM "classification" k JOIN "comment" c ON c."id" = k."comment" """
CURRENT = """c."superseded_at" IS NULL AND c."text" <> '' """
BY_A_PERSON = """
    SELECT 1 FROM "assignment" p WHERE p."comment" = k."comment" AND p."source" IN ('member', 'rule', 'customer')
"""
NO_THEME = """k."outcome" = 'none'"""
NOVEL = f"""k."outcome" = 'themes' AND k."novelty" >= 0.5 AND NOT EXISTS ({BY_A_PERSON})"""
ONLY_OTHER = """
    k."outcome" = 'themes'
    AND EXISTS (SELECT 1 FROM "assignment" o WHERE o."comment" = k."comment" AND o."theme" = 'other')
    AND NOT EXISTS (SELECT 1 FROM "assignment" o WHERE o."comment" = k."comment" AND o."theme" <> 'other'
        AND (o."source" <> 'model' OR o."probability" >= 0.6))
"""
UNCOVERED = f"({NO_THEME} OR ({NOVEL}) OR ({ONLY_OTHER}))"
UNSURE = f"""
    k."outcome" = 'themes' AND NOT EXISTS ({BY_A_PERSON}) AND (k."novelty" >= 0.2 OR NOT EXISTS (
        SELECT 1 FROM "assignment" s WHERE s."comment" = k."comment" AND s."theme" <> 'other'
        AND (s."source" <> 'model' OR s."probability" >= 0.6)))
"""  # noqa: S608 our own words only
COLUMNS = 'c."id", c."text", k."language"'


@dataclass(frozen=True, slots=True)
class Found:
    """Comments by their ids, the newest first, and what they say."""

    ids: tuple[int, ...]
    texts: Texts


@dataclass(frozen=True, slots=True)
class Uncovered:
    """Of the texts read in a span: without a theme (or only with "other"), with a theme that hardly fits, foreign."""

    texts: int
    without: int
    novel: int
    foreign: int

    @property
    def share(self) -> float | None:
        """Return how many of the texts no theme covers, 0..1; None without any."""
        return min(self.without / self.texts, 1.0) if self.texts else None


async def newest_uncovered() -> Found:
    """Return the newest comments that no theme covers; each kind of them has an index of its own."""
    newest = 'ORDER BY k."day" DESC, k."comment" DESC LIMIT ?'
    last = 'ORDER BY o."comment" DESC LIMIT ?'
    sql = f"""
        SELECT {COLUMNS} {READ} WHERE {CURRENT} AND k."comment" IN (
            SELECT "comment" FROM (SELECT k."comment" FROM "classification" k WHERE {NO_THEME} {newest}) AS "without"
            UNION SELECT "comment" FROM (SELECT k."comment" FROM "classification" k WHERE {NOVEL} {newest}) AS "novel"
            UNION SELECT "comment" FROM (
                SELECT o."comment" FROM "assignment" o WHERE o."theme" = 'other' {last}) AS "other")
        AND {UNCOVERED} ORDER BY c."id" DESC LIMIT ?
    """  # noqa: S608 our own words only
    return _found(await fetch(sql, NEWEST, NEWEST, NEWEST, NEWEST))


async def newest_unsure(most: int) -> Found:
    """Return those of the newest comments that themes cover poorly."""
    return _found(await fetch(_among_newest(f"{UNSURE} AND NOT {UNCOVERED}"), UNSURE_AMONG, most))


async def newest_covered() -> Found:
    """Return the newest comments that themes cover well, to compare with."""
    return _found(await fetch(_among_newest(f"""k."outcome" = 'themes' AND NOT ({UNSURE})"""), UNSURE_AMONG, COMPARED))


def _among_newest(which: str) -> str:
    return f"""
        SELECT {COLUMNS} {READ} WHERE {CURRENT} AND c."id" > (SELECT COALESCE(MAX("id"), 0) - ? FROM "comment")
        AND {which} ORDER BY c."id" DESC LIMIT ?
    """  # noqa: S608 our own words only


async def still_open(comments: Sequence[int]) -> list[int]:
    """Return those of the comments that still wait for a theme, in the order given: uncovered or unsure."""
    left: set[int] = set()
    for start in range(0, len(comments), AT_ONCE):
        part = comments[start : start + AT_ONCE]
        sql = f'SELECT c."id" {READ} WHERE c."id" IN ({marks(part)}) AND {CURRENT} AND ({UNCOVERED} OR ({UNSURE}))'
        left |= {int(row["id"]) for row in await fetch(sql, *part)}
    return [comment for comment in comments if comment in left]


async def counted(since: date, until: date) -> Uncovered:
    """Count the texts of a span that were read, and those that no theme covers."""
    span = f'{READ} WHERE {CURRENT} AND k."day" BETWEEN ? AND ?'
    texts = await fetch(
        """
        SELECT COUNT(*) AS n FROM "comment" c WHERE c."day" BETWEEN ? AND ? AND c."superseded_at" IS NULL
        AND c."text" <> '' AND c."id" <= (SELECT COALESCE(MAX("comment"), 0) FROM "classification")
        """,
        since,
        until,
    )
    numbers = {
        name: int((await fetch(f"SELECT COUNT(*) AS n {span} AND {which}", since, until))[0]["n"])
        for name, which in (("none", NO_THEME), ("novel", NOVEL), ("foreign", """k."outcome" = 'foreign'"""))
    }
    other = await fetch(
        f"""
        SELECT COUNT(*) AS n {READ} WHERE {CURRENT} AND k."day" BETWEEN ? AND ?
        AND k."comment" IN (SELECT o."comment" FROM "assignment" o WHERE o."theme" = 'other') AND {ONLY_OTHER}
        """,  # noqa: S608 our own words only
        since,
        until,
    )
    without = numbers["none"] + int(other[0]["n"])
    return Uncovered(int(texts[0]["n"]), without, numbers["novel"], numbers["foreign"])


async def foreign_comments(most: int) -> list[int]:
    """Return the newest comments that are neither German nor English."""
    newest = 'ORDER BY k."day" DESC, c."id" DESC LIMIT ?'
    sql = f"""SELECT c."id" {READ} WHERE {CURRENT} AND k."outcome" = 'foreign' {newest}"""
    return [int(row["id"]) for row in await fetch(sql, most)]


def _found(rows: Sequence[dict[str, Any]]) -> Found:
    texts = [str(row["text"]) for row in rows]
    languages = [language_of(row["text"], row["language"]) for row in rows]
    return Found(tuple(int(row["id"]) for row in rows), Texts(texts, languages))
