"""What the returns desk finds in a returned item: finding the item, writing the result down, taking it back.

Invariants: nothing is overwritten, an item inspected again gets one more row with a higher revision and the newest
counts; what says the same as before adds nothing, so that a request, a file and a thumb may come twice; a result that
is older than the newest one of its item is passed over. Notes are masked like customers' words, and triggers take them
and the order's number away when the customer deletes the answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final, Literal

from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch, take_turns
from feedback_app.foundation.house import House
from feedback_app.insights.store.packing import CONDITIONS, FINDINGS
from feedback_app.insights.tables import Inspection
from surveys.redact import redact

RECENT: Final = timedelta(days=90)
"""How far back an article's returns are looked for, and results still find the answer that came after them."""
MOST_ITEMS: Final = 25
UNDO_WITHIN: Final = timedelta(minutes=30)
LONGEST_NOTE: Final = 300

Outcome = Literal["stored", "known", "older"]


@dataclass(frozen=True, slots=True)
class Result:
    """A result of the last inspection of an item."""

    id: int
    condition: str
    finding: str
    note: str
    day: date
    revision: int
    inspected_at: datetime


@dataclass(frozen=True, slots=True)
class Item:
    """A returned item: a comment of a customer, or a line of an order of which no customer has said anything (0).

    reason: the code that the customer stated, "" for none. result: None until it is inspected.
    """

    comment: int
    order_id: str
    sku: str
    product: str
    size: str
    color: str
    day: date | None
    reason: str
    text: str
    quantity: int
    demo: bool = False
    result: Result | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found: condition A to E and one of FINDINGS; ``day`` is the shop's own."""

    condition: str
    finding: str
    day: date
    note: str = ""


def is_verdict(condition: str, finding: str) -> bool:
    """Tell whether these are a condition and a finding that there are."""
    return condition in CONDITIONS and finding in FINDINGS


async def items_of_order(order_id: str) -> tuple[Item, ...]:
    """Return the items of an order: those of which customers told, then its other lines; () for an unknown one."""
    said = await fetch(
        f"""{ITEMS} WHERE s."order_id" = ? AND s."order_id" <> '' AND {CURRENT} ORDER BY c."id" LIMIT ?""",
        order_id,
        MOST_ITEMS,
    )
    lines = await fetch(LINES, order_id, MOST_ITEMS)
    told = {row["order_item"] for row in said if row["order_item"]}
    # An imported answer names no line: it stands for one of its article and size.
    loose = [(row["sku"], row["size"]) for row in said if not row["order_item"]]
    rows = [dict(row) for row in said]
    for line in lines:
        key = (line["sku"], line["size"])
        if line["order_item"] in told:
            continue
        if key in loose:
            loose.remove(key)
            continue
        rows.append(dict(line))
    return await _with_results(rows)


async def items_of_article(sku: str, today: date) -> tuple[Item, ...]:
    """Return the newest returned items of an article number, those that nobody has inspected first."""
    rows = await fetch(
        f"""
        {ITEMS} WHERE c."day" >= ? AND c."sku" = ? AND c."sku" <> '' AND {CURRENT}
        ORDER BY CASE WHEN EXISTS (SELECT 1 FROM "inspection" i WHERE i."comment" = c."id") THEN 1 ELSE 0 END,
            c."day" DESC, c."id" DESC LIMIT ?
        """,  # noqa: S608 our own words only
        today - RECENT,
        sku,
        MOST_ITEMS,
    )
    return await _with_results([dict(row) for row in rows])


async def item_with(comment: int) -> Item | None:
    """Return the item of a comment; None when it counts no more or is about no item."""
    rows = await fetch(f'{ITEMS} WHERE c."id" = ? AND {CURRENT}', comment)
    return (await _with_results([dict(rows[0])]))[0] if rows else None


async def record(house: House, item: Item, verdict: Verdict, member_id: int | None = None) -> tuple[Outcome, int]:
    """Write a result down; returns what became of it and the id of the row that says so (0 for an older one)."""
    async with transaction():
        await take_turns("inspection")
        outcome, newest = weigh(await _rows_of(item), verdict)
        if outcome != "stored":
            return outcome, newest
        row = Inspection(
            comment=item.comment or None,
            order_id=item.order_id,
            sku=item.sku,
            size=item.size,
            day=verdict.day,
            comment_day=item.day if item.comment else None,
            condition=verdict.condition,
            finding=verdict.finding,
            note=masked(verdict.note),
            revision=newest + 1,
            member_id=member_id,
            inspected_at=house.now(),
            demo=item.demo,
        )
        await row.save()
    return "stored", int(row.id)


def weigh(rows: Sequence[Mapping[str, Any]], verdict: Verdict) -> tuple[Outcome, int]:
    """Tell what becomes of a verdict, by the item's results, newest first.

    With "stored" comes the highest revision so far (0: none), with "known" the row that says the same.
    """
    for row in rows:
        if (row["condition"], row["finding"], row["day"]) == (verdict.condition, verdict.finding, verdict.day):
            return "known", int(row["id"])
    if rows and verdict.day < rows[0]["day"]:
        return "older", 0
    return "stored", int(rows[0]["revision"]) if rows else 0


def masked(note: str) -> str:
    """Return a note as it is stored: without personal words, like a customer's."""
    return redact(note).text[:LONGEST_NOTE]


async def take_back(house: House, inspection_id: int, member_id: int) -> Item | None:
    """Take a member's own newest result back; None when it is too old, another's, or not the newest of its item."""
    async with transaction():
        await take_turns("inspection")
        rows = await fetch(
            """
            SELECT "id", "comment", "order_id", "sku", "size" FROM "inspection"
            WHERE "id" = ? AND "member_id" = ? AND "inspected_at" >= ?
            """,
            inspection_id,
            member_id,
            house.now() - UNDO_WITHIN,
        )
        if not rows:
            return None
        row = rows[0]
        item = Item(row["comment"] or 0, row["order_id"], row["sku"], "", row["size"], "", None, "", "", 1)
        if (await _rows_of(item))[0]["id"] != inspection_id:
            return None
        await execute('DELETE FROM "inspection" WHERE "id" = ?', inspection_id)
    return item


async def rejoin(house: House) -> int:
    """Give results the answer that came after them, or the one that replaced theirs; returns how many.

    A stage of the worker, to run before packing: a customer may answer, or change the answer, once the item is back.
    """
    since = house.today() - RECENT
    found = {row["id"]: row for row in (*await fetch(LATE, since), *await fetch(REPLACED, since))}
    if not found:
        return 0
    async with transaction():
        for row in found.values():
            await execute(
                'UPDATE "inspection" SET "comment" = ?, "comment_day" = ? WHERE "id" = ?',
                row["comment"],
                row["day"],
                row["id"],
            )
    return len(found)


async def _rows_of(item: Item) -> list[dict[str, Any]]:
    """Return all results of an item, newest first."""
    if item.comment:
        return await fetch(f'{RESULTS} WHERE i."comment" = ? ORDER BY i."id" DESC', item.comment)
    return await fetch(
        f"""
        {RESULTS} WHERE i."comment" IS NULL AND i."order_id" = ? AND i."sku" = ? AND i."size" = ?
        ORDER BY i."id" DESC
        """,
        item.order_id,
        item.sku,
        item.size,
    )


async def _with_results(rows: Sequence[Mapping[str, Any]]) -> tuple[Item, ...]:
    made = []
    for row in rows:
        item = Item(
            row["comment"],
            row["order_id"],
            row["sku"],
            row["product"],
            row["size"],
            row["color"],
            row["day"],
            row["reason"],
            row["text"],
            row["quantity"],
            bool(row["demo"]),
        )
        results = await _rows_of(item)
        made.append(_inspected(item, results[0]) if results else item)
    return tuple(made)


def _inspected(item: Item, row: Mapping[str, Any]) -> Item:
    result = Result(*(row[name] for name in ("id", "condition", "finding", "note", "day", "revision", "inspected_at")))
    return replace(item, result=result)


CURRENT: Final = """c."superseded_at" IS NULL AND c."question" = ''"""
ITEMS: Final = """
    SELECT c."id" AS "comment", c."order_item", s."order_id", c."sku", c."product", c."size", c."color", c."day",
        c."reason", c."text", c."quantity", s."demo"
    FROM "comment" c JOIN "submission" s ON s."id" = c."submission"
"""
LINES: Final = """
    SELECT 0 AS "comment", o."id" AS "order_item", p."external_id" AS "order_id", o."sku", o."product", o."size",
        o."color", NULL AS "day", '' AS "reason", '' AS "text", o."quantity", p."demo"
    FROM "order_item" o JOIN "shop_order" p ON p."id" = o."order"
    WHERE p."external_id" = ? ORDER BY o."id" LIMIT ?
"""
RESULTS: Final = """
    SELECT i."id", i."condition", i."finding", i."note", i."day", i."revision", i."inspected_at" FROM "inspection" i
"""
# The answer came after the item: one of the same order, article and size.
LATE: Final = f"""
    SELECT i."id", MIN(c."id") AS "comment", MIN(c."day") AS "day"
    FROM "inspection" i JOIN "submission" s ON s."order_id" = i."order_id"
    JOIN "comment" c ON c."submission" = s."id" AND c."sku" = i."sku" AND (i."size" = '' OR c."size" = i."size")
    WHERE i."comment" IS NULL AND i."order_id" <> '' AND i."sku" <> '' AND i."day" >= ? AND {CURRENT}
    GROUP BY i."id"
"""  # noqa: S608 our own words only
# The customer changed the answer: the item is the same line of the order, or the same article and size.
REPLACED: Final = f"""
    SELECT i."id", MIN(c."id") AS "comment", MIN(c."day") AS "day"
    FROM "inspection" i JOIN "comment" b ON b."id" = i."comment" AND b."superseded_at" IS NOT NULL
    JOIN "comment" c ON c."submission" = b."submission" AND c."sku" = b."sku" AND c."size" = b."size"
        AND (c."order_item" = b."order_item" OR c."order_item" IS NULL AND b."order_item" IS NULL)
    WHERE i."day" >= ? AND {CURRENT} GROUP BY i."id"
"""  # noqa: S608 our own words only
