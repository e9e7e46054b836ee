"""The questions that a survey's results ask of the tables. Reads only; a figure is one grouped statement.

Invariants: only rows without ``superseded_at`` count; drafts and suspects are counted apart and never as answers;
invitations are followed from the day they were made, answers lie on the shop's own day they were given.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from feedback_app.foundation.dialect import fetch, marks, typed
from surveys.results.cut import Cut, VersionHead


@dataclass(frozen=True, slots=True)
class Turnout:
    """What became of the invitations of a span. ``unfinished``: begun and not sent, by the step where they stopped."""

    invited: int
    answered: int
    disowned: int
    suspects: int
    replaced: int
    unfinished: tuple[tuple[str, int], ...]

    @property
    def started(self) -> int:
        """How many began and have not sent."""
        return sum(count for _, count in self.unfinished)


@dataclass(frozen=True, slots=True)
class GivenCount:
    """Equal answers to one question. ``day`` is None unless there is a number; ``texts``: a short text was written."""

    question: str
    day: date | None
    number: int | None
    style: str
    codes: tuple[str, ...]
    texts: bool
    n: int


@dataclass(frozen=True, slots=True)
class SaidCount:
    """Equal comments: about items where ``question`` is empty, else texts of that question."""

    question: str
    group: str
    reason: str
    wish: str
    help_shown: str
    helped: bool
    with_text: bool
    n: int


@dataclass(frozen=True, slots=True)
class PlacedCount:
    """Items of one category whose chosen group stood in the same place.

    ``placed`` of them have a reason with a place in the group, and ``first`` had it in the first one.
    """

    group: str
    category: str
    group_position: int
    n: int
    placed: int
    first: int


@dataclass(frozen=True, slots=True)
class Results:
    """Everything a results page counts."""

    submissions: int
    given: tuple[GivenCount, ...]
    said: tuple[SaidCount, ...]
    placed: tuple[PlacedCount, ...]
    photos: tuple[tuple[str, int], ...]


async def versions_of(code: str) -> tuple[VersionHead, ...]:
    """Return all versions of a survey, oldest first; () when there is no such survey."""
    first, last = (
        typed(f'(SELECT {end}(s."day") FROM "submission" s WHERE s."survey" = v."id")', name, "date")  # noqa: S608 our own names only
        for end, name in (("MIN", "first"), ("MAX", "last"))
    )
    found = await fetch(
        f"""
        SELECT v."id", v."version", v."published_at", {first}, {last}
        FROM "survey" v WHERE v."code" = ? ORDER BY v."version"
        """,  # noqa: S608 our own names only
        code,
    )
    return tuple(VersionHead(r["id"], r["version"], r["published_at"], r["first"], r["last"]) for r in found)


async def results_of(cut: Cut, rated: str) -> Results:
    """Count all answers of a cut. ``rated``: code of the question whose value is the submission's rating, or ""."""
    submissions, given, rest, said, placed, photos = await asyncio.gather(
        _submissions(cut), _given(cut), _ratings(cut, rated), _said(cut), _placed(cut), _photos(cut)
    )
    return Results(submissions, (*given, *rest), said, placed, photos)


async def turnout(cut: Cut, zone: ZoneInfo) -> Turnout:
    """Follow the invitations that were made in a span."""
    where, arguments = invited_in(cut, zone)
    heads, suspects, unfinished = await asyncio.gather(
        fetch(
            f"""
            SELECT COUNT(*) AS invited, COUNT(i."disowned_at") AS disowned,
                SUM(CASE WHEN i."spent_on" IS NOT NULL OR EXISTS (
                    SELECT 1 FROM "submission" s WHERE s."invitation" = i."id") THEN 1 ELSE 0 END) AS answered
            FROM "invitation" i WHERE {where}
            """,  # noqa: S608 question marks and our own names only
            *arguments,
        ),
        fetch(
            f"""
            SELECT COUNT(*) AS suspects, COUNT(x."replaced_at") AS replaced
            FROM "suspect" x JOIN "invitation" i ON i."id" = x."invitation" WHERE {where}
            """,  # noqa: S608 question marks and our own names only
            *arguments,
        ),
        fetch(
            f"""
            SELECT d."step", COUNT(*) AS n FROM "draft" d JOIN "invitation" i ON i."id" = d."invitation"
            WHERE {where} AND {UNFINISHED} GROUP BY d."step" ORDER BY d."step"
            """,  # noqa: S608 question marks and our own names only
            *arguments,
        ),
    )
    head, robots = heads[0], suspects[0]
    return Turnout(
        invited=int(head["invited"]),
        answered=int(head["answered"] or 0),
        disowned=int(head["disowned"]),
        suspects=int(robots["suspects"]),
        replaced=int(robots["replaced"]),
        unfinished=tuple((row["step"], int(row["n"])) for row in unfinished),
    )


# A draft beside a sent answer is a change that was begun, and a disowned order is nobody's to finish.
UNFINISHED: Final = """
    i."spent_on" IS NULL AND i."disowned_at" IS NULL
    AND NOT EXISTS (SELECT 1 FROM "submission" s WHERE s."invitation" = i."id")
"""


def invited_in(cut: Cut, zone: ZoneInfo) -> tuple[str, tuple[object, ...]]:
    """Return the condition on invitations ``i`` made on the days of a cut."""
    begin = datetime.combine(cut.since, time(), zone).astimezone(UTC)
    end = datetime.combine(cut.until + timedelta(days=1), time(), zone).astimezone(UTC)
    where = f'i."survey" IN ({marks(cut.survey_ids)}) AND i."created_at" >= ? AND i."created_at" < ?'
    return where, (*cut.survey_ids, begin, end)


def chosen(cut: Cut) -> tuple[str, tuple[object, ...]]:
    """Return the condition on submissions ``s`` of a cut."""
    where = f's."survey" IN ({marks(cut.survey_ids)}) AND s."day" BETWEEN ? AND ?'
    return where, (*cut.survey_ids, cut.since, cut.until)


async def _submissions(cut: Cut) -> int:
    where, arguments = chosen(cut)
    found = await fetch(f'SELECT COUNT(*) AS n FROM "submission" s WHERE {where}', *arguments)  # noqa: S608 question marks and our own names only
    return int(found[0]["n"])


async def _given(cut: Cut) -> tuple[GivenCount, ...]:
    where, arguments = chosen(cut)
    # Only numbers are drawn over time: leaving the day out elsewhere keeps the groups few.
    day = typed('CASE WHEN a."number" IS NOT NULL THEN s."day" END', "day", "date")
    found = await fetch(
        f"""
        SELECT a."question", {day}, a."number", a."style", CAST(a."codes" AS TEXT) AS "chosen",
            CASE WHEN a."text" <> '' THEN 1 ELSE 0 END AS "texts", COUNT(*) AS n
        FROM "submission" s JOIN "answer" a ON a."submission" = s."id"
        WHERE {where} AND a."superseded_at" IS NULL GROUP BY 1, 2, 3, 4, 5, 6
        """,  # noqa: S608 question marks and our own names only
        *arguments,
    )
    return tuple(
        GivenCount(r["question"], r["day"], r["number"], r["style"], _codes(r["chosen"]), bool(r["texts"]), int(r["n"]))
        for r in found
    )


async def _ratings(cut: Cut, question: str) -> tuple[GivenCount, ...]:
    """Ratings that came without an answer of their own, as imports bring them."""
    if not question:
        return ()
    where, arguments = chosen(cut)
    found = await fetch(
        f"""
        SELECT s."day", s."rating", COUNT(*) AS n FROM "submission" s
        WHERE {where} AND s."rating" IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM "answer" a WHERE a."question" = ? AND a."submission" = s."id")
        GROUP BY s."day", s."rating"
        """,  # noqa: S608 question marks and our own names only
        *arguments,
        question,
    )
    return tuple(GivenCount(question, r["day"], r["rating"], "", (), False, int(r["n"])) for r in found)


async def _said(cut: Cut) -> tuple[SaidCount, ...]:
    where, arguments = chosen(cut)
    found = await fetch(
        f"""
        SELECT c."question", c."reason_group", c."reason", c."wish", c."help_shown", c."helped",
            CASE WHEN c."text" <> '' THEN 1 ELSE 0 END AS "with_text", COUNT(*) AS n
        FROM "submission" s JOIN "comment" c ON c."submission" = s."id"
        WHERE {where} AND c."superseded_at" IS NULL GROUP BY 1, 2, 3, 4, 5, 6, 7
        """,  # noqa: S608 question marks and our own names only
        *arguments,
    )
    return tuple(
        SaidCount(
            r["question"],
            r["reason_group"],
            r["reason"],
            r["wish"],
            r["help_shown"],
            bool(r["helped"]),
            bool(r["with_text"]),
            int(r["n"]),
        )
        for r in found
    )


async def _placed(cut: Cut) -> tuple[PlacedCount, ...]:
    where, arguments = chosen(cut)
    found = await fetch(
        f"""
        SELECT c."reason_group", c."category", c."group_position", COUNT(*) AS n, COUNT(c."reason_position") AS placed,
            SUM(CASE WHEN c."reason_position" = 1 THEN 1 ELSE 0 END) AS "first"
        FROM "submission" s JOIN "comment" c ON c."submission" = s."id"
        WHERE {where} AND c."superseded_at" IS NULL AND c."group_position" IS NOT NULL GROUP BY 1, 2, 3
        """,  # noqa: S608 question marks and our own names only
        *arguments,
    )
    return tuple(
        PlacedCount(
            r["reason_group"], r["category"], r["group_position"], int(r["n"]), int(r["placed"]), int(r["first"])
        )
        for r in found
    )


async def _photos(cut: Cut) -> tuple[tuple[str, int], ...]:
    where, arguments = chosen(cut)
    found = await fetch(
        f"""
        SELECT p."place", COUNT(*) AS n FROM "photo" p JOIN "submission" s ON s."invitation" = p."invitation"
        WHERE {where} GROUP BY p."place"
        """,  # noqa: S608 question marks and our own names only
        *arguments,
    )
    return tuple((row["place"], int(row["n"])) for row in found)


def _codes(text: str) -> tuple[str, ...]:
    return msgspec.json.decode(text or "[]", type=tuple[str, ...])
