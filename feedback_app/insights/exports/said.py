"""The rows of submissions: one per returned item, text or bare rating, exactly those of the page's cut.

What a row can be filtered by comes from the packed columns, so that a file and a page agree; words, moments and the
order's number are read from the tables some hundred rows at a time. Invariants: rows stand in the order of day,
submission and comment; no connection is held between two blocks; what was erased since is empty.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np

from classifier.themes import theme_names
from feedback_app.foundation.cells import without_queries
from feedback_app.foundation.dialect import fetch, marks
from feedback_app.foundation.typed_numbers import whole_number
from feedback_app.insights.exports.catalogue import Block, Cell
from feedback_app.insights.exports.choices import Choice
from feedback_app.insights.store.columns import SAID_DIMENSIONS, Array, Chunk, Cut
from feedback_app.insights.store.facts import Facts, facts_now
from feedback_app.insights.store.packing import CONDITIONS, FINDINGS, OUTCOMES

ROWS_AT_FIRST: Final = 50
"""So that something arrives at once."""
ROWS_AT_ONCE: Final = 1_000
COPIED: Final = tuple(name for name in SAID_DIMENSIONS if name != "survey")
"""Columns of the file that are called like dimensions."""
OUTCOME_NAMES: Final = ("", *OUTCOMES)
TOLD: Final = (None, True, False)


@dataclass(frozen=True, slots=True)
class Names:
    """Values by code: of each dimension, of the survey's code and version, and of themes with both names."""

    values: Mapping[str, Sequence[str]]
    surveys: Sequence[tuple[str, int | None]]
    themes: Sequence[tuple[str, str, str]]


async def rows_said(choice: Choice) -> AsyncIterator[Block]:
    """Yield the answers that were sent, oldest first."""
    facts = await facts_now()
    names, size = await _names(facts), ROWS_AT_FIRST
    for chunk, kept in facts.said(choice.view.span, choice.view.slices).parts:
        rows = np.arange(kept.start, kept.stop) if isinstance(kept, slice) else kept
        while len(rows):
            yield await _block(chunk, rows[:size], names)
            rows, size = rows[size:], ROWS_AT_ONCE


async def count_said(choice: Choice) -> int:
    """Count the rows that ``rows_said`` will yield."""
    cut: Cut = (await facts_now()).said(choice.view.span, choice.view.slices)
    return cut.size


async def _names(facts: Facts) -> Names:
    german, english = await theme_names("de"), await theme_names("en")
    return Names(
        {name: [without_queries(value) for value in facts.values(name)] for name in COPIED},
        [_version(value) for value in facts.values("survey")],
        [
            (code, german[code].name if code in german else code, english[code].name if code in english else code)
            for code in facts.values("theme")
        ],
    )


def _version(value: str) -> tuple[str, int | None]:
    code, _colon, version = value.partition(":")
    return code, whole_number(version)


async def _block(chunk: Chunk, rows: Array, names: Names) -> Block:
    comments: list[int] = chunk.columns["comment"][rows].tolist()
    submissions: list[int] = chunk.columns["submission"][rows].tolist()
    written = await _written([comment for comment in comments if comment])
    heads = await _heads(sorted(set(submissions)))
    block: Block = {**_packed(chunk, rows, names), **_themes(chunk, rows, names)}
    block["submission"] = list(submissions)
    block["comment"] = [comment or None for comment in comments]
    for name, cell in WRITTEN.items():
        block[name] = [cell(written[comment]) if comment in written else None for comment in comments]
    for name, cell in HEADS.items():
        block[name] = [cell(heads[submission]) if submission in heads else None for submission in submissions]
    # What was deleted as a whole since the columns were packed has nothing left to say.
    gone = {n for n, submission in enumerate(submissions) if submission not in heads}
    if gone:
        block = {name: [cell for n, cell in enumerate(cells) if n not in gone] for name, cells in block.items()}
    return block


async def _written(comments: Sequence[int]) -> dict[int, Mapping[str, Any]]:
    if not comments:
        return {}
    sql = 'SELECT "id", "question", "reason_raw", "wish", "text" FROM "comment" WHERE "id" IN ({})'
    return {row["id"]: row for row in await fetch(sql.format(marks(comments)), *comments)}


async def _heads(submissions: Sequence[int]) -> dict[int, Mapping[str, Any]]:
    sql = """
        SELECT "id", "order_id", "submitted_at", "changed_at", "revision" FROM "submission" WHERE "id" IN ({})
    """
    return {row["id"]: row for row in await fetch(sql.format(marks(submissions)), *submissions)}


WRITTEN: Final[Mapping[str, Callable[[Mapping[str, Any]], Cell]]] = {
    "question": lambda row: row["question"],
    "reason_raw": lambda row: without_queries(row["reason_raw"]),
    "wish": lambda row: row["wish"],
    "text": lambda row: without_queries(row["text"]),
}
HEADS: Final[Mapping[str, Callable[[Mapping[str, Any]], Cell]]] = {
    "order": lambda row: without_queries(row["order_id"]),
    "submitted_at": lambda row: row["submitted_at"],
    "changed_at": lambda row: row["changed_at"],
    "changes": lambda row: row["revision"] - 1,
}


def _packed(chunk: Chunk, rows: Array, names: Names) -> Block:
    """Return what the packed columns say of some rows."""

    def codes(name: str) -> list[int]:
        found: list[int] = chunk.columns[name][rows].tolist()
        return found

    surveys = [names.surveys[code] for code in codes("survey")]
    block: Block = {name: [values[code] for code in codes(name)] for name, values in names.values.items()}
    block["status"] = ["finished"] * len(rows)
    block["step"] = [""] * len(rows)
    block["day"] = [date.fromordinal(ordinal) for ordinal in codes("day")]
    block["survey"] = [code for code, _version in surveys]
    block["version"] = [version for _code, version in surveys]
    block["rating"] = [number or None for number in codes("rating")]
    block["nps"] = [number if number >= 0 else None for number in codes("nps")]
    block["quantity"] = [
        pieces if item else None for pieces, item in zip(codes("quantity"), codes("returned"), strict=True)
    ]
    block["days_since_order"] = [days if days >= 0 else None for days in codes("delay")]
    block["selection"] = [bool(flag) for flag in codes("selection")]
    block["outcome"] = [OUTCOME_NAMES[code] for code in codes("outcome")]
    block["reason_in_text"] = [TOLD[code] for code in codes("told")]
    block["condition"] = [("", *CONDITIONS)[code] for code in codes("condition")]
    block["finding"] = [("", *FINDINGS)[code] for code in codes("finding")]
    return block


def _themes(chunk: Chunk, rows: Array, names: Names) -> Block:
    """Return the themes of some rows: codes, German names, English names."""
    first, last = np.searchsorted(chunk.pair_rows, (rows[0], rows[-1] + 1))
    found: dict[int, list[tuple[str, str, str]]] = {}
    pairs = zip(chunk.pair_rows[first:last].tolist(), chunk.pair_themes[first:last].tolist(), strict=True)
    for row, theme in pairs:
        found.setdefault(row, []).append(names.themes[theme])
    of_rows = [found.get(row, ()) for row in rows.tolist()]
    columns = ("themes", "theme_names_de", "theme_names_en")
    return {name: [tuple(theme[at] for theme in themes) for themes in of_rows] for at, name in enumerate(columns)}
