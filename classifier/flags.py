"""Flags on comments that may tell of danger: raised while a comment is read, looked at by a member.

Invariants: a comment has at most one flag; a flag is never taken away, only judged; it says where the words stand and
not what they are, so that deleting a text leaves none of its words here; a flag follows its words when the customer
changes something else of the answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from classifier.safety import Danger, dangers
from classifier.safety_list import known_words
from classifier.tables import SafetyFlag
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch, insert_many, marks

if TYPE_CHECKING:
    from classifier.examining import Waiting

DANGER: Final = "danger"
HARMLESS: Final = "harmless"
VERDICTS: Final = (DANGER, HARMLESS)
PAST: Final = "past"
"""In the place of a verdict: nobody has looked, but the comment was old already when it was read."""
LATE: Final = timedelta(days=1)
# Who reads a whole history for the first time wants a list of what was found, and no alarm about last summer.
RECENT: Final = timedelta(days=14)
LONGEST_PLACES: Final = 300
COLUMNS: Final = ("comment", "day", "kinds", "places", "flagged_at", "seen_name", "verdict", "note")

Places = tuple[tuple[int, int], ...]


async def raise_flags(waiting: Sequence[Waiting], now: datetime) -> int:
    """Flag the comments that may tell of danger, inside the transaction that stores what was read in them.

    Those that have a flag keep it as it is. Returns how many were flagged or found their flag again.
    """
    words = known_words()
    found = {w.id: (w, said) for w in waiting if w.text and (said := dangers(w.text, words))}
    if not found:
        return 0
    await _follow(list(found))
    recent = (now - RECENT).date()
    rows = [
        (w.id, w.day, _kinds(said), written(said), now, "", "" if w.day >= recent else PAST, "")
        for w, said in found.values()
    ]
    await insert_many(SafetyFlag, COLUMNS, rows, 'ON CONFLICT ("comment") DO NOTHING')
    return len(rows)


async def _follow(comments: Sequence[int]) -> None:
    """Let flags of replaced comments go over to those that say the same of the same item in the same answer."""
    moved = await execute(
        f"""
        SELECT f."id", MIN(n."id") AS "to" FROM "comment" n
        JOIN "comment" o ON o."submission" = n."submission" AND o."superseded_at" IS NOT NULL
            AND o."question" = n."question" AND COALESCE(o."order_item", 0) = COALESCE(n."order_item", 0)
            AND o."text" = n."text"
        JOIN "safety_flag" f ON f."comment" = o."id"
        WHERE n."id" IN ({marks(comments)}) AND n."superseded_at" IS NULL
            AND NOT EXISTS (SELECT 1 FROM "safety_flag" own WHERE own."comment" = n."id")
        GROUP BY f."id" ORDER BY f."id"
        """,  # noqa: S608 question marks only
        *comments,
    )
    taken: set[int] = set()
    for row in moved:
        if row["to"] not in taken:
            taken.add(row["to"])
            await execute('UPDATE "safety_flag" SET "comment" = ? WHERE "id" = ?', row["to"], row["id"])


def _kinds(said: Sequence[Danger]) -> str:
    return " ".join(dict.fromkeys(danger.kind for danger in said))[:120]


def written(said: Sequence[Danger]) -> str:
    """Return places as they are stored, as many as there is room for."""
    places = " ".join(f"{start}-{end}" for start, end in dict.fromkeys((d.start, d.end) for d in said))
    return places if len(places) <= LONGEST_PLACES else places[:LONGEST_PLACES].rpartition(" ")[0]


def read_places(places: str) -> Places:
    """Return stored places as offsets."""
    return tuple((int(start), int(end)) for start, _, end in (place.partition("-") for place in places.split()))


@dataclass(frozen=True, slots=True)
class OpenFlags:
    """How many flags nobody has looked at; ``late``: for more than a day."""

    count: int = 0
    late: int = 0


async def open_flags(now: datetime) -> OpenFlags:
    """Count the flags that nobody has looked at yet."""
    found = await fetch(
        """
        SELECT COUNT(*) AS "count", COALESCE(SUM(CASE WHEN "flagged_at" < ? THEN 1 ELSE 0 END), 0) AS "late"
        FROM "safety_flag" WHERE "seen_at" IS NULL AND "verdict" = ''
        """,
        now - LATE,
    )
    return OpenFlags(int(found[0]["count"]), int(found[0]["late"]))


async def states_of(comments: Sequence[int]) -> dict[int, str]:
    """Return for the flagged ones of these comments the verdict, "open" or "past"."""
    if not comments:
        return {}
    sql = f'SELECT "comment", "verdict" FROM "safety_flag" WHERE "comment" IN ({marks(comments)})'  # noqa: S608 question marks only
    found = await fetch(sql, *comments)
    return {row["comment"]: row["verdict"] or "open" for row in found}


async def judge(flag_id: int, verdict: str, note: str, member_id: int, member_name: str, now: datetime) -> bool:
    """Keep what a member says about a flag, ``danger`` or ``harmless``; again is allowed. False: no such flag."""
    async with transaction():
        rows = await execute(
            """
            UPDATE "safety_flag" SET "verdict" = ?, "note" = ?, "seen_by" = ?, "seen_name" = ?, "seen_at" = ?
            WHERE "id" = ? RETURNING "id"
            """,
            verdict, note[:500], member_id, member_name[:200], now, flag_id,
        )  # fmt: skip
    return bool(rows)


@dataclass(frozen=True, slots=True)
class FlagNews:
    """A flag that the teams have to hear of; none of the customer's words."""

    id: int
    kinds: tuple[str, ...]
    product: str
    sku: str
    flagged_at: datetime
    demo: bool


async def claim_unannounced(now: datetime) -> list[FlagNews]:
    """Mark all new flags as announced, inside the transaction that enqueues the messages, and return the recent ones.

    One conditional UPDATE, so that each flag is announced once, whoever else runs.
    """
    rows = await execute('UPDATE "safety_flag" SET "announced_at" = ? WHERE "announced_at" IS NULL RETURNING "id"', now)
    if not rows:
        return []
    ids = [row["id"] for row in rows]
    found: list[FlagNews] = []
    for start in range(0, len(ids), 500):
        found += await _news(ids[start : start + 500])
    return sorted(found, key=lambda news: news.id)


async def _news(flags: Sequence[int]) -> list[FlagNews]:
    rows = await execute(
        f"""
        SELECT f."id", f."kinds", f."flagged_at", c."product", c."sku", s."demo" FROM "safety_flag" f
        JOIN "comment" c ON c."id" = f."comment" JOIN "submission" s ON s."id" = c."submission"
        WHERE f."id" IN ({marks(flags)}) AND f."verdict" = ''
        """,  # noqa: S608 question marks only
        *flags,
    )
    return [_one(row) for row in rows]


def _one(row: Mapping[str, Any]) -> FlagNews:
    kinds = tuple(str(row["kinds"]).split())
    return FlagNews(row["id"], kinds, row["product"], row["sku"], row["flagged_at"], bool(row["demo"]))


async def some_unannounced() -> bool:
    """Tell whether there is a flag that the teams have not heard of; cheap."""
    return bool(await fetch('SELECT 1 AS "one" FROM "safety_flag" WHERE "announced_at" IS NULL LIMIT 1'))


TO_FORGET = """
    ("note" <> '' OR "places" <> '') AND "comment" IN (SELECT "id" FROM "comment" WHERE "text" = '')
"""


async def forget_notes() -> int:
    """Blank the notes of members about texts that their customers have deleted; returns how many.

    A note may repeat what the customer wrote.
    """
    # A write that changes nothing would still wait for its turn, on every round of the worker.
    if not await fetch(f'SELECT 1 AS one FROM "safety_flag" WHERE {TO_FORGET} LIMIT 1'):  # noqa: S608 our own words
        return 0
    async with transaction():
        rows = await execute(
            f"""UPDATE "safety_flag" SET "note" = '', "places" = '' WHERE {TO_FORGET} RETURNING "id" """  # noqa: S608 our own words
        )
    return len(rows)
