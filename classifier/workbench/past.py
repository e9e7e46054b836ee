"""How comments were counted then, and how they are counted now.

A snapshot keeps the counts by day and theme of the moment before a change. Invariant: a day was counted "then" as the
first snapshot after its end says; a day that no snapshot has seen is counted then as it is now.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any, Final

from classifier.tables import PastCount
from feedback_app.foundation.dialect import fetch, insert_many, marks

KEPT: Final = timedelta(days=400)
COLUMNS: Final = ("day", "theme", "mentions", "until", "why")


async def snapshot(why: str, now: datetime, themes: Collection[str] | None = None) -> None:
    """Keep the counts of themes (None = all) in the last 400 days before a change; inside its transaction.

    ``why``: ``change:<id>`` or ``model:<version>``. Taken twice for the same reason, the first one stays.
    """
    if await fetch('SELECT 1 AS "one" FROM "past_count" WHERE "why" = ? LIMIT 1', why):
        return
    codes = list(themes) if themes is not None else [row["code"] for row in await fetch('SELECT "code" FROM "theme"')]
    since = now.astimezone(UTC).date() - KEPT
    counted = await _all_counts(since) if themes is None else await _counts_of(codes, since)
    rows = [(row["day"], row["theme"], int(row["mentions"]), now, why) for row in counted]
    # A theme that nobody mentioned was seen too: its days were counted as 0.
    unseen = set(codes) - {row["theme"] for row in counted}
    rows += [(now.astimezone(UTC).date(), theme, 0, now, why) for theme in sorted(unseen)]
    await insert_many(PastCount, COLUMNS, rows, "ON CONFLICT DO NOTHING")


async def _all_counts(since: date) -> list[dict[str, Any]]:
    # A superseded comment has revision 2, which stands in the index of days: no row of a comment is read.
    return await fetch(
        """
        SELECT c."day", a."theme", COUNT(*) AS "mentions" FROM "comment" c CROSS JOIN "assignment" a
        WHERE a."comment" = c."id" AND c."day" > ? AND c."revision" = 1 GROUP BY c."day", a."theme"
        """,
        since,
    )


async def _counts_of(codes: Sequence[str], since: date) -> list[dict[str, Any]]:
    return await fetch(
        f"""
        SELECT c."day", a."theme", COUNT(*) AS "mentions"
        FROM "assignment" a JOIN "comment" c ON c."id" = a."comment"
        WHERE a."theme" IN ({marks(codes)}) AND c."superseded_at" IS NULL AND c."day" > ? GROUP BY c."day", a."theme"
        """,  # noqa: S608 question marks and our own names only
        *codes,
        since,
    )


async def was_counted_otherwise(theme: str) -> bool:
    """Tell whether a theme may have been counted otherwise than now; cheap, for pages."""
    return bool(await fetch('SELECT 1 AS "one" FROM "past_count" WHERE "theme" = ? LIMIT 1', theme))


async def as_counted_then(theme: str, first: date, last: date, zone: tzinfo = UTC) -> dict[date, int]:
    """Return mentions by day, both ends inclusive, as they were counted at the time; days without any are left out."""
    now = await as_counted_now(theme, first, last)
    taken = await _snapshots(theme, zone)
    seen = await fetch(
        'SELECT "day", "mentions", "why" FROM "past_count" WHERE "theme" = ? AND "day" BETWEEN ? AND ?',
        theme, first, last,
    )  # fmt: skip
    kept = {(row["why"], row["day"]): int(row["mentions"]) for row in seen}
    days = {day for _, day in kept} | now.keys()
    then = {day: _then(day, taken, kept, now) for day in sorted(days)}
    return {day: mentions for day, mentions in then.items() if mentions}


async def _snapshots(theme: str, zone: tzinfo) -> list[tuple[date, str]]:
    """Return the shop's day and the reason of each snapshot of a theme, the oldest first."""
    rows = await fetch('SELECT DISTINCT "until", "why" FROM "past_count" WHERE "theme" = ? ORDER BY "until"', theme)
    return [(row["until"].astimezone(zone).date(), row["why"]) for row in rows]


def _then(
    day: date, taken: list[tuple[date, str]], kept: Mapping[tuple[str, date], int], now: Mapping[date, int]
) -> int:
    for taken_on, why in taken:
        if taken_on - KEPT < day < taken_on:
            return kept.get((why, day), 0)
    return now.get(day, 0)


async def as_counted_now(theme: str, first: date, last: date) -> dict[date, int]:
    """Return mentions by day, both ends inclusive, as the themes are today; days without any are left out."""
    rows = await fetch(
        """
        SELECT c."day", COUNT(*) AS "mentions" FROM "assignment" a JOIN "comment" c ON c."id" = a."comment"
        WHERE a."theme" = ? AND c."superseded_at" IS NULL AND c."day" BETWEEN ? AND ?
        GROUP BY c."day" ORDER BY c."day"
        """,
        theme, first, last,
    )  # fmt: skip
    return {row["day"]: int(row["mentions"]) for row in rows}
