"""The rows of answers that were begun and not sent: that there is one, about which order, and where it stopped.

What was typed so far was not sent and is never read here; an anonymous survey names neither order nor moment. The days
of a view are those on which the invitations were made, as on the page of a survey's results. Invariant: filters that
only an answer could fit, such as a size or a theme, leave no such row.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from feedback_app.foundation.cells import without_queries
from feedback_app.foundation.dialect import fetch
from feedback_app.insights.exports.catalogue import SUBMISSIONS, Block, Cell, block_of
from feedback_app.insights.exports.choices import Choice
from feedback_app.insights.views import survey_of
from surveys.results.queries import UNFINISHED
from surveys.surveys import codes, versions

ROWS_AT_ONCE: Final = 1_000
OF_INVITATION: Final = {"channel": 'i."channel"', "language": 'i."language"'}
OF_ORDER: Final = {"sales_channel": 'o."channel"'} | {
    name: f'o."{name}"' for name in ("carrier", "warehouse", "region", "hub", "packaging", "shift")
}
SOURCE: Final = """
    FROM "draft" d JOIN "invitation" i ON i."id" = d."invitation" JOIN "survey" v ON v."id" = i."survey"
    LEFT JOIN "shop_order" o ON o."id" = i."order"
"""


async def rows_begun(choice: Choice, zone: ZoneInfo) -> AsyncIterator[Block]:
    """Yield what was begun, in the order in which it was."""
    where, arguments = _where(choice, zone)
    silent, last = await _anonymous(), 0
    while found := await fetch(
        f"""
        SELECT d."id", d."step", d."changed_at", i."created_at", i."language", i."channel", v."code", v."version",
            o."external_id" AS "order", {", ".join(f'{column} AS "{name}"' for name, column in OF_ORDER.items())}
        {SOURCE} WHERE {where} AND d."id" > ? ORDER BY d."id" LIMIT {ROWS_AT_ONCE}
        """,
        *arguments,
        last,
    ):
        last = found[-1]["id"]
        yield block_of(SUBMISSIONS, [_row(row, (row["code"], row["version"]) in silent, zone) for row in found])


async def count_begun(choice: Choice, zone: ZoneInfo) -> int:
    """Count the rows that ``rows_begun`` will yield."""
    where, arguments = _where(choice, zone)
    rows = await fetch(f"SELECT COUNT(*) AS n {SOURCE} WHERE {where}", *arguments)
    return int(rows[0]["n"])


def _where(choice: Choice, zone: ZoneInfo) -> tuple[str, tuple[object, ...]]:
    span, parts, arguments = choice.view.span, [UNFINISHED, 'i."created_at" >= ?', 'i."created_at" < ?'], []
    for day in (span.since, span.until + timedelta(days=1)):
        arguments.append(datetime.combine(day, time(), zone).astimezone(UTC))
    values: list[object] = list(arguments)
    for name, value in choice.view.slices.items():
        column = OF_INVITATION.get(name) or OF_ORDER.get(name)
        if name == "survey":
            code, version = survey_of(value)
            parts.append('v."code" = ?' + ("" if version is None else ' AND v."version" = ?'))
            values += [code] if version is None else [code, version]
        elif column:
            parts.append(f"{column} = ?")
            values.append(value)
        else:
            parts.append("1 = 0")
    return " AND ".join(f"({part})" for part in parts), tuple(values)


async def _anonymous() -> frozenset[tuple[str, int]]:
    """Return the versions of surveys that promise not to know who answers."""
    found = [(code, version) for code in await codes() for version in await versions(code)]
    return frozenset((code, version.version) for code, version in found if version.definition.anonymous)


def _row(row: Mapping[str, Any], silent: bool, zone: ZoneInfo) -> dict[str, Cell]:
    begun: dict[str, Cell] = {
        "status": "started",
        "step": "item" if row["step"].startswith("item-") else row["step"],
        "survey": row["code"],
        "version": row["version"],
        "channel": row["channel"],
        "language": row["language"],
    }
    if silent:
        return begun
    known: dict[str, Cell] = {name: row[name] or "" for name in OF_ORDER}
    return {
        **begun,
        **known,
        "day": row["created_at"].astimezone(zone).date(),
        "changed_at": row["changed_at"],
        "order": without_queries(row["order"] or ""),
    }
