"""A survey's answers as a CSV file: one row per submission and returned item, and one per answer that was not sent.

Invariants: the columns come from all published versions, never from the rows, so that every filter gives the same ones;
rows are exactly those of the page's cut; no address, phone number or link leaves the house; a cell that a spreadsheet
would run as a formula is defused, and web addresses lose what stands behind their question mark. Memory does not grow
with the number of rows.
"""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec

from feedback_app.foundation.cells import BYTE_ORDER_MARK, defused, without_queries
from feedback_app.foundation.dialect import fetch, marks
from surveys.definition import Definition, PhotoQuestion, Question, Scale, TextQuestion
from surveys.results.cut import Cut, VersionHead
from surveys.results.queries import UNFINISHED, invited_in

SUBMISSION_COLUMNS: Final = (
    *("submission", "status", "version", "submitted_at", "day", "changed_at", "step", "order", "language", "channel"),
    *("changes", "rating"),
)
ITEM_COLUMNS: Final = (
    *("sku", "product", "category", "size", "color", "carrier", "warehouse", "region"),
    *("reason_group", "reason", "reason_raw", "quantity", "wish", "comment", "help_shown", "helped", "photos"),
)
COPIED: Final = frozenset(ITEM_COLUMNS) - {"comment", "helped", "photos"}
NOT_STATED: Final = "not_stated"
ROWS_AT_ONCE: Final = 500

Cell = str | int | date | datetime | bool | None
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The columns of a survey's file, and what some questions need to know."""

    columns: tuple[str, ...]
    texts: frozenset[str]
    photos: frozenset[str]
    anonymous: bool


def catalogue_of(definitions: Sequence[Definition]) -> Catalogue:
    """Return the columns for all versions of a survey, newest first: those of a new version stand behind the old."""
    oldest_first = tuple(reversed(definitions))
    questions = [question for definition in oldest_first for question in definition.questions()]
    follow_ups = [one for definition in oldest_first if definition.items for one in definition.items.follow_ups]
    own = (*(f"follow_{one.code}" for one in follow_ups), *(name for q in questions for name in _names(q)))
    return Catalogue(
        columns=tuple(dict.fromkeys((*SUBMISSION_COLUMNS, *ITEM_COLUMNS, *own))),
        texts=frozenset(question.code for question in questions if isinstance(question, TextQuestion)),
        photos=frozenset(question.code for question in questions if isinstance(question, PhotoQuestion)),
        anonymous=any(definition.anonymous for definition in definitions),
    )


def _names(question: Question) -> tuple[str, ...]:
    name = f"q_{question.code}"
    return (name, f"{name}_style") if isinstance(question, Scale) else (name,)


async def export(cut: Cut, catalogue: Catalogue, zone: ZoneInfo) -> AsyncIterator[str]:
    """Yield the file in parts: the head, what was finished, what was only started."""
    yield BYTE_ORDER_MARK + _lines([catalogue.columns])
    if cut.status in {"", "finished"}:
        for version in cut.versions:
            async for rows in _finished(cut, version, catalogue, zone):
                yield rows
    if cut.status in {"", "started"}:
        async for rows in _started(cut, catalogue, zone):
            yield rows


async def _finished(cut: Cut, version: VersionHead, catalogue: Catalogue, zone: ZoneInfo) -> AsyncIterator[str]:
    day, last = cut.since, 0
    while found := await fetch(
        f"""
        SELECT s."id", s."invitation", s."submitted_at", s."day", s."changed_at", s."order_id", s."language",
            s."channel", s."revision", s."rating"
        FROM "submission" s WHERE s."survey" = ? AND s."day" <= ? AND (s."day", s."id") > (?, ?)
        ORDER BY s."day", s."id" LIMIT {ROWS_AT_ONCE}
        """,  # noqa: S608 question marks and our own names only
        version.id,
        cut.until,
        day,
        last,
    ):
        day, last = found[-1]["day"], found[-1]["id"]
        parts = await _parts_of(found)
        yield _lines(
            [row.get(column) for column in catalogue.columns]
            for head in found
            for row in _rows(head, parts, version.version, catalogue, zone)
        )


@dataclass(frozen=True, slots=True)
class _Parts:
    """Comments and answers by submission, photos by invitation and place."""

    comments: Mapping[int, Sequence[Row]]
    answers: Mapping[int, Sequence[Row]]
    photos: Mapping[int, Mapping[str, int]]


async def _parts_of(heads: Sequence[Row]) -> _Parts:
    ids = [head["id"] for head in heads]
    invitations = [head["invitation"] for head in heads if head["invitation"] is not None] or [0]
    comments: dict[int, list[Row]] = {}
    answers: dict[int, list[Row]] = {}
    photos: dict[int, dict[str, int]] = {}
    for row in await fetch(_CURRENT.format("comment", marks(ids)), *ids):
        comments.setdefault(row["submission"], []).append(row)
    for row in await fetch(_CURRENT.format("answer", marks(ids)), *ids):
        answers.setdefault(row["submission"], []).append(row)
    for row in await fetch(_PHOTOS.format(marks(invitations)), *invitations):
        photos.setdefault(row["invitation"], {})[row["place"]] = int(row["n"])
    return _Parts(comments, answers, photos)


_CURRENT: Final = 'SELECT * FROM "{}" WHERE "submission" IN ({}) AND "superseded_at" IS NULL ORDER BY "id"'
_PHOTOS: Final = (
    'SELECT "invitation", "place", COUNT(*) AS n FROM "photo" WHERE "invitation" IN ({}) GROUP BY "invitation", "place"'
)


def _rows(head: Row, parts: _Parts, version: int, catalogue: Catalogue, zone: ZoneInfo) -> Iterable[Mapping[str, Cell]]:
    """Give each item a row; what was said about the order as a whole is repeated in every one of them."""
    comments, answers = parts.comments.get(head["id"], ()), parts.answers.get(head["id"], ())
    photos = parts.photos.get(head["invitation"] or 0, {})
    whole = _head(head, version, zone) | _whole(comments, answers, catalogue)
    whole |= {f"q_{place}": count for place, count in photos.items() if place in catalogue.photos}
    items = [comment for comment in comments if not comment["question"]]
    if not items:
        return [whole]
    return [whole | _item(comment, answers, photos) for comment in items]


def _head(head: Row, version: int, zone: ZoneInfo) -> dict[str, Cell]:
    return {
        "submission": head["id"],
        "status": "finished",
        "version": version,
        "submitted_at": head["submitted_at"].astimezone(zone),
        "day": head["day"],
        "changed_at": head["changed_at"].astimezone(zone),
        "order": head["order_id"],
        "language": head["language"],
        "channel": head["channel"],
        "changes": head["revision"] - 1,
        "rating": head["rating"],
    }


def _whole(comments: Iterable[Row], answers: Iterable[Row], catalogue: Catalogue) -> dict[str, Cell]:
    cells: dict[str, Cell] = {f"q_{row['question']}": row["text"] for row in comments if row["question"]}
    for row in answers:
        if row["order_item"] is None:
            cells[f"q_{row['question']}"] = _value(row)
            if row["style"]:
                cells[f"q_{row['question']}_style"] = row["style"]
    return cells


def _item(comment: Row, answers: Iterable[Row], photos: Mapping[str, int]) -> dict[str, Cell]:
    item = comment["order_item"]
    cells: dict[str, Cell] = {column: comment[column] for column in COPIED}
    cells |= {
        "reason": comment["reason"] or NOT_STATED,
        "comment": comment["text"],
        "helped": ("yes" if comment["helped"] else "no") if comment["help_shown"] else "",
        "photos": photos.get(str(item), 0),
    }
    return cells | {f"follow_{row['question']}": _value(row) for row in answers if row["order_item"] == item}


def _value(answer: Row) -> Cell:
    if answer["number"] is not None:
        return int(answer["number"])
    codes = msgspec.json.decode(answer["codes"] or "[]", type=tuple[str, ...])
    return " | ".join(codes) or str(answer["text"])


async def _started(cut: Cut, catalogue: Catalogue, zone: ZoneInfo) -> AsyncIterator[str]:
    where, arguments = invited_in(cut, zone)
    versions = {version.id: version.version for version in cut.versions}
    last = 0
    while found := await fetch(
        f"""
        SELECT d."id", d."step", d."changed_at", i."survey", i."language", i."channel", o."external_id" AS "order"
        FROM "draft" d JOIN "invitation" i ON i."id" = d."invitation" LEFT JOIN "shop_order" o ON o."id" = i."order"
        WHERE {where} AND {UNFINISHED} AND d."id" > ? ORDER BY d."id" LIMIT {ROWS_AT_ONCE}
        """,  # noqa: S608 question marks and our own names only
        *arguments,
        last,
    ):
        last = found[-1]["id"]
        rows = [_begun(row, versions[row["survey"]], catalogue, zone) for row in found]
        yield _lines([row.get(column) for column in catalogue.columns] for row in rows)


def _begun(row: Row, version: int, catalogue: Catalogue, zone: ZoneInfo) -> Mapping[str, Cell]:
    """What was typed so far is left out: it was not sent. An anonymous survey names nobody's order."""
    return {
        "status": "started",
        "version": version,
        "changed_at": None if catalogue.anonymous else row["changed_at"].astimezone(zone),
        "step": "item" if row["step"].startswith("item-") else row["step"],
        "order": "" if catalogue.anonymous else row["order"] or "",
        "language": row["language"],
        "channel": row["channel"],
    }


def _lines(rows: Iterable[Sequence[Cell]]) -> str:
    written = io.StringIO()
    csv.writer(written).writerows([cell(value) for value in row] for row in rows)
    return written.getvalue()


def cell(value: Cell) -> str:
    """Return a value as a spreadsheet may read it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if not isinstance(value, str):
        return str(value)
    return defused(without_queries(value))
