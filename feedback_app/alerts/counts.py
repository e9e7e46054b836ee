"""Stage ``count``: comments with themes become counted days.

Work is a day whose fingerprint differs from the tables. Invariants: a day is counted anew as a whole in one
transaction; its fingerprint is read before its rows, so that whatever arrives in between makes it count again; what
is there is counted, also while some comments still wait for their themes; a day's parts (parts.py) are written with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from feedback_app.alerts.parts import count_parts
from feedback_app.alerts.tables import CountedDay
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch, insert_many, marks
from feedback_app.foundation.house import House

DAYS_PER_CHUNK = 30
MOST_PIECES = 100
"""Of one return; more is a slip of the pen that would look like a wave."""
MARKS = (
    "comments",
    "comment_revisions",
    "classifications",
    "classification_revisions",
    "shipments",
    "shipment_revisions",
)

Fingerprint = tuple[int, int, int, int, int, int]
NOTHING: Fingerprint = (0, 0, 0, 0, 0, 0)


async def run(house: House) -> int:
    """Count every day that changed since it was counted; returns how many days."""
    changed = await changed_days()
    for start in range(0, len(changed), DAYS_PER_CHUNK):
        await _count(changed[start : start + DAYS_PER_CHUNK])
    return len(changed)


async def changed_days() -> list[date]:
    """Return the days whose rows differ from what was counted, also days that have none left; ascending."""
    there, counted = await _fingerprints(()), await _counted()
    return sorted(day for day in there.keys() | counted.keys() if there.get(day, NOTHING) != counted.get(day, NOTHING))


async def _count(days: Sequence[date]) -> None:
    async with transaction():
        prints = await _fingerprints(days)
        # Locks the days: a second worker waits here until the first has counted them.
        await insert_many(
            CountedDay,
            ("day", *MARKS),
            [(day, *prints.get(day, NOTHING)) for day in days],
            f"ON CONFLICT (day) DO UPDATE SET {', '.join(f'{mark} = excluded.{mark}' for mark in MARKS)}",
        )
        await execute(f"DELETE FROM daily_count WHERE day IN ({marks(days)})", *days)  # noqa: S608 only question marks
        await execute(f"DELETE FROM daily_volume WHERE day IN ({marks(days)})", *days)  # noqa: S608 only question marks
        await execute(COUNT_THEMES.format(marks(days)), *days)
        await execute(COUNT_VOLUMES.format(marks(days), marks(days)), *days, *days)
        await count_parts(days)
        await execute(f"DELETE FROM daily_return WHERE day IN ({marks(days)})", *days)  # noqa: S608 only question marks
        await execute(COUNT_RETURNS.format(MOST_PIECES, marks(days)), *days)


COUNT_THEMES = """
    INSERT INTO daily_count (day, theme, sku, carrier, warehouse, comments)
    SELECT c.day, a.theme, c.sku, c.carrier, c.warehouse, COUNT(*)
    FROM comment c JOIN assignment a ON a.comment = c.id
    WHERE c.superseded_at IS NULL AND c.day IN ({})
    GROUP BY c.day, a.theme, c.sku, c.carrier, c.warehouse
"""
COUNT_VOLUMES = """
    INSERT INTO daily_volume (day, sku, product, category, carrier, warehouse, answers, shipments)
    SELECT day, sku, MAX(product), MAX(category), carrier, warehouse, SUM(answers), SUM(pieces) FROM (
        SELECT day, sku, product, category, carrier, warehouse, 1 AS answers, 0 AS pieces
        FROM comment WHERE superseded_at IS NULL AND day IN ({})
        UNION ALL
        SELECT day, sku, product, category, carrier, warehouse, 0, quantity FROM shipment WHERE day IN ({})
    ) AS line GROUP BY day, sku, carrier, warehouse
"""
# What a customer says of an item is one return; a text about the order, or a rating, is none.
COUNT_RETURNS = """
    INSERT INTO daily_return (day, ordered_on, sku, category, carrier, warehouse, pieces)
    SELECT day, ordered_on, sku, category, carrier, warehouse, SUM(CASE WHEN quantity > {0} THEN {0} ELSE quantity END)
    FROM comment WHERE superseded_at IS NULL AND question = '' AND day IN ({1})
    GROUP BY day, ordered_on, sku, category, carrier, warehouse
"""


async def _fingerprints(days: Sequence[date]) -> dict[date, Fingerprint]:
    """Return what the tables hold for these days; for all days when none is given."""
    where = f"WHERE day IN ({', '.join('?' * len(days))})" if days else ""
    found: dict[date, list[int]] = {}
    for place, table in enumerate(("comment", "classification", "shipment")):
        rows = await fetch(
            f"SELECT day, COUNT(*) AS n, SUM(revision) AS revisions FROM {table} {where} GROUP BY day",  # noqa: S608 question marks and our own names only
            *days,
        )
        for row in rows:
            found.setdefault(row["day"], [0] * 6)[2 * place : 2 * place + 2] = [int(row["n"]), int(row["revisions"])]
    return {day: (a, b, c, d, e, f) for day, (a, b, c, d, e, f) in found.items()}


async def _counted() -> dict[date, Fingerprint]:
    rows = await fetch(f"SELECT day, {', '.join(MARKS)} FROM counted_day")  # noqa: S608 names are ours
    return {
        row["day"]: tuple(int(row[mark]) for mark in MARKS)  # type: ignore[misc]  # MARKS has six names
        for row in rows
    }
