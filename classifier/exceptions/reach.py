"""Which comments a rule or a word of the glossary reaches: a look at the newest, and reading again after a change."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from classifier.assignments import mark_to_read_again
from classifier.care.rereading import start_rereading
from classifier.care.versions import current_row
from classifier.exceptions.written import Written
from feedback_app.foundation.dialect import fetch

LOOK_BACK: Final = 90
MOST_LOOKED_AT: Final = 2_000
MOST_AT_ONCE: Final = 10_000
"""So many of the newest comments are searched at once after a change; older ones are read again in the background."""

NEWEST = """
    SELECT "id", "text" FROM "comment" WHERE "superseded_at" IS NULL AND "text" <> '' AND "day" > ?
    ORDER BY "day" DESC, "id" DESC LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class Text:
    """A comment and its words."""

    id: int
    text: str
    written: Written


@dataclass(frozen=True, slots=True)
class Look:
    """The comments of the last 90 days, the newest first; ``whole`` False: there are more than these."""

    texts: tuple[Text, ...]
    whole: bool


async def look(today: date, most: int = MOST_LOOKED_AT) -> Look:
    """Return the newest comments with a text."""
    rows = await fetch(NEWEST, today - timedelta(days=LOOK_BACK), most + 1)
    found = [(row["id"], row["text"]) for row in rows[:most]]
    return Look(tuple(await asyncio.to_thread(_cut, found)), len(rows) <= most)


def _cut(found: Sequence[tuple[int, str]]) -> list[Text]:
    return [Text(number, text, Written(text)) for number, text in found]


@dataclass(frozen=True, slots=True)
class Reach:
    """The comments that a change touches; ``whole`` False: older ones have not been searched."""

    comments: tuple[int, ...]
    whole: bool


async def reach_of(touches: Callable[[Written], bool]) -> Reach:
    """Search the newest comments for what a change touches: before its transaction, so that nobody has to wait."""
    rows = await fetch(NEWEST, date.min, MOST_AT_ONCE + 1)
    searched = [(row["id"], row["text"]) for row in rows[:MOST_AT_ONCE]]
    touched = await asyncio.to_thread(_touched, searched, touches)
    return Reach(tuple(touched), len(rows) <= MOST_AT_ONCE)


async def read_again(reach: Reach, now: datetime) -> None:
    """Have the comments that a change touches read again, inside the transaction of the change.

    The newest are marked one by one, so that the next beat of the worker shows the effect; where there are older ones
    too, all are read again in the background.
    """
    await mark_to_read_again(reach.comments)
    model = None if reach.whole else await current_row()
    if model is not None:
        await start_rereading(model["version"], "rules", now)


def _touched(searched: Sequence[tuple[int, str]], touches: Callable[[Written], bool]) -> list[int]:
    return [number for number, text in searched if touches(Written(text))]
