"""Packing: turns each changed day of comments, ratings and shipments into columns that the desk counts in.

A stage of the worker. Invariants: a day is packed anew whenever the tables below hold anything else than when it was
packed (its fingerprint), or an order of its answers changed (changed_day), so the stage may be killed and run twice; a
pass without news writes nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

import msgspec
import numpy as np

from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import count_rows, execute, fetch, insert_many, take_turns
from feedback_app.foundation.house import House
from feedback_app.insights.store.columns import (
    LONGEST_DELAY,
    MOST_PIECES,
    PAIR,
    RETURNED,
    SAID,
    SAID_DIMENSIONS,
    SELECTION,
    SENT,
    SENT_DIMENSIONS,
    TEXT,
    THEME,
    Array,
    pack,
)
from feedback_app.insights.store.facets import Facets, learn, read_new
from feedback_app.insights.tables import PackedDay
from surveys.definition import Nps
from surveys.first_definition import read_definition

DAYS_PER_BATCH: Final = 30
ROWS_PER_BATCH: Final = 30_000
MANY: Final = 500
"""So many rows to pack may be an import that the planner knows nothing of: for each, it would look through all."""
LONG_AGO: Final = date(1970, 1, 1)
CONDITIONS: Final = ("A", "B", "C", "D", "E")
FINDINGS: Final = ("nothing", "defective", "damaged", "worn", "incomplete", "wrong_item", "other")
OUTCOMES: Final = {"themes": 1, "none": 2, "empty": 3, "foreign": 4}
SAID_DAYS, SENT_DAYS = "said", "sent"

Prints = dict[date, str]
Row = Mapping[str, Any]


async def run(house: House) -> int:
    """Pack all days that changed; returns how many."""
    del house
    return await _pack(LONG_AGO)


async def run_recent(house: House) -> int:
    """Pack today and yesterday, if they changed: cheap enough to follow every answer; returns how many."""
    return await _pack(house.today() - timedelta(days=1))


async def _pack(since: date) -> int:
    said = await _said_prints(since)
    noted = {day: said.get(day, "") for day in await _days_of_changed_orders(since)}
    changed = {**await _changed(SAID_DAYS, said, since), **noted}
    shipped = await _changed(SENT_DAYS, await _sent_prints(since), since)
    if not changed and not shipped:
        return 0
    rows = sum(map(_rows, changed.values()))
    if rows >= MANY:
        await count_rows(rows, "comment", "submission", "shop_order", "order_item")
    facets, scores = Facets(), await _nps_questions() if changed else []
    for kind, days in ((SAID_DAYS, changed), (SENT_DAYS, shipped)):
        for batch in _batches(days):
            await _pack_days(kind, batch, days, facets, scores)
    return len(changed) + len(shipped)


def _batches(prints: Prints) -> Iterator[list[date]]:
    """Return days in batches of about as many rows each, the newest first: memory stays flat for a shop of any size."""
    batch: list[date] = []
    rows = 0
    for day in sorted(prints, reverse=True):
        batch.append(day)
        rows += _rows(prints[day])
        if rows >= ROWS_PER_BATCH or len(batch) == DAYS_PER_BATCH:
            yield batch
            batch, rows = [], 0
    if batch:
        yield batch


def _rows(fingerprint: str) -> int:
    return int(re.match(r"[a-z]?(\d+)|", fingerprint)[1] or 0)  # type: ignore[index]  # the pattern always fits


async def _pack_days(
    kind: str, days: Sequence[date], prints: Mapping[date, str], facets: Facets, scores: Sequence[str]
) -> None:
    """Write some days in one transaction. A day that holds nothing any more stays as an empty one: a newer version."""
    marks = ", ".join("?" * len(days))
    async with transaction():
        await take_turns("packing")
        await read_new(facets)
        if kind == SAID_DAYS:
            # Before the rows are read: what changes from now on is noted again, and stays for the next pass.
            await execute(f'DELETE FROM "changed_day" WHERE "day" IN ({marks})', *days)  # noqa: S608 marks only
        packed = await (_pack_said(days, facets, scores) if kind == SAID_DAYS else _pack_sent(days, facets))
        await execute(f'DELETE FROM "packed_day" WHERE "kind" = ? AND "day" IN ({marks})', kind, *days)  # noqa: S608 marks only
        await insert_many(
            PackedDay,
            ("day", "kind", "fingerprint", "size", "content"),
            [(day, kind, prints[day], *packed[day]) for day in days],
        )


async def _changed(kind: str, now: Prints, since: date) -> Prints:
    """Return the days whose fingerprint differs from the one they were packed with."""
    rows = await fetch('SELECT "day", "fingerprint" FROM "packed_day" WHERE "kind" = ? AND "day" >= ?', kind, since)
    before = {row["day"]: row["fingerprint"] for row in rows}
    return {day: now.get(day, "") for day in now.keys() | before.keys() if before.get(day) != now.get(day, "")}


async def _days_of_changed_orders(since: date) -> list[date]:
    """Return the days of answers whose order, its lines or its other answers changed since they were packed."""
    rows = await fetch('SELECT DISTINCT "day" FROM "changed_day" WHERE "day" >= ?', since)
    return [row["day"] for row in rows]


async def _said_prints(since: date) -> Prints:
    parts: dict[date, list[str]] = defaultdict(list)
    for sign, table, column, number, which in (
        ("c", "comment", "day", '"revision"', ""), ("k", "classification", "day", '"revision"', ""),
        # A text that was erased is gone and its comment the same as before; a partial index knows the texts.
        ("t", "comment", "day", '"id"', """AND "text" <> '' AND "superseded_at" IS NULL"""),
        # One taken back and one written anew have the same revision, never the same id; one that went over to the
        # comment that replaced its own has the same id and day, never the same comment.
        ("s", "submission", "day", '"revision"', ""),
        ("i", "inspection", "comment_day", '"id" + COALESCE("comment", 0)', ""),
    ):  # fmt: skip
        rows = await fetch(
            f"""
            SELECT "{column}" AS "day", COUNT(*) AS n, SUM({number}) AS revisions FROM "{table}"
            WHERE "{column}" >= ? {which} GROUP BY "{column}"
            """,  # noqa: S608 names are ours
            since,
        )
        for row in rows:
            parts[row["day"]].append(f"{sign}{row['n']}.{row['revisions']}")
    return {day: " ".join(found) for day, found in parts.items()}


async def _sent_prints(since: date) -> Prints:
    rows = await fetch(
        'SELECT "day", COUNT(*) AS n, SUM("revision") AS revisions FROM "shipment" WHERE "day" >= ? GROUP BY "day"',
        since,
    )
    return {row["day"]: f"{row['n']}.{row['revisions']}" for row in rows}


async def _pack_said(days: Sequence[date], facets: Facets, scores: Sequence[str]) -> dict[date, tuple[int, bytes]]:
    marks = ", ".join("?" * len(days))
    said = await fetch(COMMENTS.format(marks), *days)
    bare = await fetch(BARE.format(marks), *days)
    themes = await fetch(THEMES.format(marks), *days)
    given = await _nps_of(days, scores)
    rows = sorted((*said, *bare), key=lambda row: (row["submission"], row["comment"]))
    await learn(facets, {name: {row[name] or "" for row in rows} for name in SAID_DIMENSIONS})
    await learn(facets, {THEME: {row["theme"] for row in themes}})
    of_day, pairs_of_day = _by_day(rows), _by_day(themes)
    packed = {}
    for day in days:
        table = _said_table(of_day[day], facets, given)
        packed[day] = (len(table), pack(table, _pairs(table, pairs_of_day[day], facets)))
    return packed


def _said_table(rows: Sequence[Row], facets: Facets, given: Mapping[int, int]) -> Array:
    table = np.zeros(len(rows), SAID)
    for name in ("comment", "submission"):
        table[name] = [row[name] for row in rows]
    table["delay"] = [_delay(row["day"], row["ordered_on"]) for row in rows]
    table["quantity"] = [min(max(row["quantity"], 0), MOST_PIECES) for row in rows]
    table["rating"] = [row["rating"] or 0 for row in rows]
    table["nps"] = [given.get(row["submission"], -1) for row in rows]
    table["flags"] = [_flags(row) for row in rows]
    table["outcome"] = [OUTCOMES.get(row["outcome"] or "", 0) for row in rows]
    table["told"] = [0 if row["told"] is None else 1 if row["told"] else 2 for row in rows]
    table["condition"] = [_place(row["condition"], CONDITIONS) for row in rows]
    table["finding"] = [_place(row["finding"], FINDINGS) for row in rows]
    for name in SAID_DIMENSIONS:
        table[name] = _codes(rows, name, facets)
    return table


def _pairs(table: Array, themes: Iterable[Row], facets: Facets) -> Array:
    place = {int(comment): row for row, comment in enumerate(table["comment"]) if comment}
    codes = facets.by_value.get(THEME, {})
    found = sorted((place[row["comment"]], codes[row["theme"]]) for row in themes if row["comment"] in place)
    return np.array(found, PAIR)


async def _pack_sent(days: Sequence[date], facets: Facets) -> dict[date, tuple[int, bytes]]:
    marks = ", ".join("?" * len(days))
    rows = await fetch(SHIPMENTS.format(marks), *days)
    await learn(facets, {name: {row[name] for row in rows} for name in SENT_DIMENSIONS})
    of_day = _by_day(rows)
    packed = {}
    for day in days:
        table = np.zeros(len(of_day[day]), SENT)
        table["quantity"] = [row["quantity"] for row in of_day[day]]
        for name in SENT_DIMENSIONS:
            table[name] = _codes(of_day[day], name, facets)
        packed[day] = (len(table), pack(table))
    return packed


def _by_day(rows: Iterable[Row]) -> dict[date, list[Row]]:
    found: dict[date, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["day"]].append(row)
    return found


def _codes(rows: Sequence[Row], name: str, facets: Facets) -> list[int]:
    return [facets.code(name, row[name] or "") or 0 for row in rows]


def _delay(day: date, ordered: date | None) -> int:
    return min(max((day - ordered).days, 0), LONGEST_DELAY) if ordered else -1


def _flags(row: Row) -> int:
    item = bool(row["comment"]) and row["question"] == ""
    return RETURNED * item + TEXT * bool(row["has_text"]) + SELECTION * bool(row["selection"])


def _place(value: str | None, values: Sequence[str]) -> int:
    return values.index(value) + 1 if value in values else 0


async def _nps_questions() -> list[str]:
    """Return the codes of all questions that ask how likely a recommendation is."""
    found: set[str] = set()
    for row in await fetch('SELECT "definition" FROM "survey"'):
        try:
            definition = read_definition(row["definition"])
        except msgspec.ValidationError:
            # Nobody could have answered such a version; the others still count.
            continue
        found |= {
            question.code for page in definition.pages for question in page.questions if isinstance(question, Nps)
        }
    return sorted(found)


async def _nps_of(days: Sequence[date], questions: Sequence[str]) -> dict[int, int]:
    if not questions:
        return {}
    rows = await fetch(SCORES.format(", ".join("?" * len(days)), ", ".join("?" * len(questions))), *days, *questions)
    return {row["submission"]: min(max(int(row["number"]), 0), 10) for row in rows}


# A comment about one size of an article of which the same order holds another size: ordered to choose from. The order
# is known by its lines, or, where only answers were imported, by what else of it came back.
OTHER_SIZE: Final = """
    c."size" <> '' AND s."order_id" <> '' AND (
        EXISTS (
            SELECT 1 FROM "order_item" o WHERE o."order" = p."id" AND o."size" <> '' AND o."size" <> c."size"
            AND (o."product" = c."product" AND c."product" <> '' OR o."sku" = c."sku" AND c."sku" <> '')
        ) OR EXISTS (
            SELECT 1 FROM "submission" t JOIN "comment" o ON o."submission" = t."id"
            WHERE t."order_id" = s."order_id" AND o."superseded_at" IS NULL
            AND o."size" <> '' AND o."size" <> c."size"
            AND (o."product" = c."product" AND c."product" <> '' OR o."sku" = c."sku" AND c."sku" <> '')
        )
    )
"""
COMMENTS: Final = f"""
    SELECT c."id" AS "comment", c."submission", c."day", c."question", c."ordered_on", c."quantity", c."reason",
        c."reason_group", COALESCE(NULLIF(c."product", ''), c."sku") AS "product", c."sku", c."category", c."size",
        c."color", c."carrier", c."warehouse", c."region", c."hub", c."packaging", c."shift", c."lot", c."area",
        COALESCE(NULLIF(c."language", ''), k."language", '') AS "language", s."channel", s."rating",
        COALESCE(p."channel", '') AS "sales_channel", v."code" || ':' || v."version" AS "survey",
        CASE WHEN c."text" <> '' THEN 1 ELSE 0 END AS "has_text", k."outcome", k."reason_in_text" AS "told",
        CASE WHEN c."reason" = 'selection_order' OR {OTHER_SIZE} THEN 1 ELSE 0 END AS "selection",
        w."condition", w."finding"
    FROM "comment" c JOIN "submission" s ON s."id" = c."submission" JOIN "survey" v ON v."id" = s."survey"
    LEFT JOIN "classification" k ON k."comment" = c."id"
    LEFT JOIN "shop_order" p ON p."external_id" = s."order_id" AND s."order_id" <> ''
    LEFT JOIN "inspection" w ON w."id" = (SELECT MAX(x."id") FROM "inspection" x WHERE x."comment" = c."id")
    WHERE c."superseded_at" IS NULL AND c."day" IN ({{}})
"""  # noqa: S608 our own words only
# Ratings without any comment: what the order tells stands in for the item.
BARE: Final = """
    SELECT 0 AS "comment", s."id" AS "submission", s."day", '' AS "question", NULL AS "ordered_on", 0 AS "quantity",
        '' AS "reason", '' AS "reason_group", '' AS "product", '' AS "sku", '' AS "category", '' AS "size",
        '' AS "color", COALESCE(p."carrier", '') AS "carrier", COALESCE(p."warehouse", '') AS "warehouse",
        COALESCE(p."region", '') AS "region", COALESCE(p."hub", '') AS "hub",
        COALESCE(p."packaging", '') AS "packaging", COALESCE(p."shift", '') AS "shift", '' AS "lot", '' AS "area",
        s."language", s."channel", s."rating", COALESCE(p."channel", '') AS "sales_channel",
        v."code" || ':' || v."version" AS "survey", 0 AS "has_text", NULL AS "outcome", NULL AS "told",
        0 AS "selection", NULL AS "condition", NULL AS "finding"
    FROM "submission" s JOIN "survey" v ON v."id" = s."survey"
    LEFT JOIN "shop_order" p ON p."external_id" = s."order_id" AND s."order_id" <> ''
    WHERE s."day" IN ({}) AND NOT EXISTS (
        SELECT 1 FROM "comment" c WHERE c."submission" = s."id" AND c."superseded_at" IS NULL)
"""
THEMES: Final = """
    SELECT c."day", a."comment", a."theme" FROM "assignment" a JOIN "comment" c ON c."id" = a."comment"
    WHERE c."superseded_at" IS NULL AND c."day" IN ({})
"""
SCORES: Final = """
    SELECT a."submission", a."number" FROM "answer" a JOIN "submission" s ON s."id" = a."submission"
    WHERE a."superseded_at" IS NULL AND a."number" IS NOT NULL AND s."day" IN ({}) AND a."question" IN ({})
    ORDER BY a."id"
"""
SHIPMENTS: Final = """
    SELECT "day", "quantity", "sku", COALESCE(NULLIF("product", ''), "sku") AS "product", "category", "carrier",
        "warehouse", "region"
    FROM "shipment" WHERE "day" IN ({}) ORDER BY "id"
"""
