"""The rows of what is read one by one: inspections, alerts, and actions with their effects.

Inspections are those of the days, and with filters those whose returned item the filters fit. Alerts are those that
rose or were open in the days; a filter leaves those that are narrowed to its value. What members wrote is masked like
customers' words, because nobody masked it when it was typed.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, Final

import numpy as np

from classifier.themes import ThemeName, theme_names
from feedback_app.alerts.slices import parse_series
from feedback_app.foundation.dialect import fetch
from feedback_app.insights.exports.catalogue import ACTIONS, ALERTS, INSPECTIONS, Block, Cell, Column, block_of
from feedback_app.insights.exports.choices import Choice
from feedback_app.insights.store.facts import facts_now
from feedback_app.insights.views import EARLIEST, LATEST, Span, View
from surveys.redact import redact

ROWS_AT_ONCE: Final = 1_000
Row = Mapping[str, Any]
Names = tuple[Mapping[str, ThemeName], Mapping[str, ThemeName]]


async def rows_of_inspections(choice: Choice) -> AsyncIterator[Block]:
    """Yield inspections in the order in which they were made."""
    span, last, fitting = choice.view.span, 0, await _fitting(choice.view)
    while found := await fetch(
        f"""
        SELECT w."id" AS "inspection", w."day", w."order_id" AS "order",
            COALESCE(NULLIF(w."sku", ''), c."sku") AS "sku",
            COALESCE(NULLIF(c."product", ''), c."sku", w."sku") AS "product", c."category", w."condition", w."finding",
            w."comment", c."reason_group", c."reason", w."member_id"
        FROM "inspection" w LEFT JOIN "comment" c ON c."id" = w."comment"
        WHERE w."day" BETWEEN ? AND ? AND w."id" > ? ORDER BY w."id" LIMIT {ROWS_AT_ONCE}
        """,  # noqa: S608 our own number only
        span.since,
        span.until,
        last,
    ):
        last = found[-1]["inspection"]
        kept = [row for row in found if _fits(row, choice.view, fitting)]
        yield block_of(INSPECTIONS, [{**row, "imported": row["member_id"] is None} for row in kept])


async def _fitting(view: View) -> frozenset[int] | None:
    """Return the comments that the filters fit, of all days; None when everything fits."""
    if not view.slices:
        return None
    cut = (await facts_now()).said(Span(EARLIEST, LATEST), view.slices)
    return frozenset(np.unique(cut.column("comment")[cut.returns]).tolist())


def _fits(row: Row, view: View, fitting: frozenset[int] | None) -> bool:
    if fitting is None or row["comment"] in fitting:
        return True
    return row["comment"] is None and set(view.slices) == {"sku"} and row["sku"] == view.slices["sku"]


async def rows_of_alerts(choice: Choice) -> AsyncIterator[Block]:
    """Yield alerts in the order in which they were opened."""
    names, span, last = await _names(), choice.view.span, 0
    while found := await fetch(
        f"""
        SELECT "id" AS "alert", "kind", "series", "theme", "team", "severity", "state", "since", "last_day", "observed",
            "expected", "lower", "upper", "exposure" AS "answers", "usual_share", "score", "cost_per_week", "opened_at",
            "due_at", "seen_at", "closed_at", "parent"
        FROM "alert" WHERE "since" <= ? AND "last_day" >= ? AND "id" > ? ORDER BY "id" LIMIT {ROWS_AT_ONCE}
        """,  # noqa: S608 our own number only
        span.until,
        span.since,
        last,
    ):
        last = found[-1]["alert"]
        yield _named_block(ALERTS, found, choice.view, names)


async def rows_of_actions(choice: Choice) -> AsyncIterator[Block]:
    """Yield the actions that began in the days, with what they brought."""
    names, span, last = await _names(), choice.view.span, 0
    while found := await fetch(
        f"""
        SELECT a."id" AS "action", a."alert", l."theme", l."team",
            COALESCE(NULLIF(a."scope", ''), l."series") AS "series", a."started_on",
            a."cause", a."measure", e."verdict", e."final", e."measured_on", e."days_after",
            e."before_count", e."before_answers", e."after_count", e."after_answers", e."ratio", e."lower", e."upper",
            e."comparison", e."relapsed_on", m."cost", m."extra_revenue"
        FROM "action" a JOIN "alert" l ON l."id" = a."alert" LEFT JOIN "effect" e ON e."action" = a."id"
        LEFT JOIN "action_money" m ON m."action_id" = a."id"
        WHERE a."started_on" BETWEEN ? AND ? AND a."id" > ? ORDER BY a."id" LIMIT {ROWS_AT_ONCE}
        """,  # noqa: S608 our own number only
        span.since,
        span.until,
        last,
    ):
        last = found[-1]["action"]
        yield _named_block(ACTIONS, await asyncio.to_thread(_masked, found), choice.view, names)


def _masked(rows: Sequence[Row]) -> list[Row]:
    return [
        {
            **row,
            **{name: redact(row[name]).text for name in ("cause", "measure")},
            **{name: None if row[name] is None else row[name] / 100 for name in ("cost", "extra_revenue")},
            "final": None if row["final"] is None else bool(row["final"]),
        }
        for row in rows
    ]


def _named_block(columns: tuple[Column, ...], rows: Sequence[Row], view: View, names: Names) -> Block:
    """Return the rows that a view leaves, with the names of their themes and what they are narrowed to."""
    kept = []
    for row in rows:
        part = parse_series(row["series"]).slice
        if view.team not in {"", row["team"]} or not _narrowed(row["theme"], part.as_dict(), view.slices):
            continue
        german, english = (known[row["theme"]].name if row["theme"] in known else row["theme"] for known in names)
        more: dict[str, Cell] = {"name_de": german, "name_en": english}
        kept.append({**row, **more, "dimension": part.dimension, "value": part.value})
    return block_of(columns, kept)


def _narrowed(theme: str, part: Mapping[str, str], filters: Mapping[str, str]) -> bool:
    return all(theme == value if name == "theme" else part.get(name) == value for name, value in filters.items())


async def _names() -> Names:
    return await theme_names("de"), await theme_names("en")
