"""Splitting a theme: the product proposes parts, a member names them, moves or drops comments, and accepts.

Invariant: what is accepted is what the page has shown: the form carries the comments of each part, so that comments
which arrive meanwhile change nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from classifier.comments import CommentView, comment_views
from classifier.discovery import Clusters, discover
from classifier.text import language_of
from classifier.themes import theme_names
from classifier.workbench.drafts import Draft
from classifier.workbench.forms import FilledPart
from classifier.workbench.pages import theme_row
from feedback_app.foundation.access import Viewer
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.languages import language
from feedback_app.foundation.pages import FieldError

LOOKED_AT: Final = 1_000
MOST_PARTS: Final = 4
FEWEST: Final = 3
SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Proposed:
    """A part as the product proposes it: a readable name in one language, the most typical comments first."""

    name: str
    language: str
    comments: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PartBox:
    """One part on the page. ``more``: comments of it that are not shown; ``ids``: all of them, for the form."""

    number: int
    draft: Draft
    take: bool
    shown: tuple[CommentView, ...]
    more: int
    count: int
    ids: str


@dataclass(frozen=True, slots=True)
class SplitPage:
    """Context of workbench/split.html. ``looked_at``: how many of the ``total`` comments the parts were sought in."""

    code: str
    name: str
    parts: tuple[PartBox, ...]
    total: int
    looked_at: int
    most: int
    errors: tuple[FieldError, ...]
    room: str = "tree"


async def proposed_page(code: str, viewer: Viewer) -> SplitPage | None:
    """Return the page with the parts that the product proposes; None when there is no such theme."""
    row = await theme_row(code)
    if row is None:
        return None
    comments = await _newest(code)
    parts = [
        FilledPart(number, _named(part, row["team"]), part.comments, True)
        for number, part in enumerate(await proposed_parts(comments), 1)
    ]
    return await _page(code, parts, len(comments), viewer, ())


async def refused_page(
    code: str, parts: Sequence[FilledPart], viewer: Viewer, errors: Sequence[FieldError]
) -> SplitPage | None:
    """Return the page as it was filled in, with what is wrong; None when there is no such theme."""
    if await theme_row(code) is None:
        return None
    looked_at = sum(len(part.comments) for part in parts)
    return await _page(code, parts, looked_at, viewer, tuple(errors))


async def proposed_parts(comments: Sequence[tuple[int, str, str]]) -> tuple[Proposed, ...]:
    """Group comments (id, text, language) by what they say; at most four parts, each of three comments or more."""
    tongues = [language_of(text, said) for _, text, said in comments]
    found = await asyncio.to_thread(discover, [text for _, text, _ in comments], tongues)
    parts = [_part(number, found, comments, tongues) for number in range(len(found.names))]
    largest = sorted((part for part in parts if len(part.comments) >= FEWEST), key=lambda part: -len(part.comments))
    return tuple(largest[:MOST_PARTS]) if len(largest) > 1 else ()


def _part(number: int, found: Clusters, comments: Sequence[tuple[int, str, str]], tongues: Sequence[str]) -> Proposed:
    here = [place for place, label in enumerate(found.labels) if label == number]
    german = sum(tongues[place] == "de" for place in here)
    spoken = "de" if 2 * german >= len(here) else "en"
    return Proposed(found.names[number], spoken, tuple(comments[place][0] for place in here))


def _named(part: Proposed, team: str) -> Draft:
    name = part.name[:1].upper() + part.name[1:]
    return Draft(name if part.language == "de" else "", name if part.language != "de" else "", team)


async def _newest(code: str) -> list[tuple[int, str, str]]:
    rows = await fetch(
        """
        SELECT c."id", c."text", c."language" FROM "assignment" a JOIN "comment" c ON c."id" = a."comment"
        WHERE a."theme" = ? AND c."text" <> '' AND c."superseded_at" IS NULL ORDER BY a."comment" DESC LIMIT ?
        """,
        code,
        LOOKED_AT,
    )
    return [(row["id"], row["text"], row["language"]) for row in rows]


async def _page(
    code: str, parts: Sequence[FilledPart], looked_at: int, viewer: Viewer, errors: tuple[FieldError, ...]
) -> SplitPage:
    counted = await fetch('SELECT COUNT(*) AS "n" FROM "assignment" WHERE "theme" = ?', code)
    return SplitPage(
        code=code,
        name=(await theme_names(language()))[code].name,
        parts=tuple([await _box(part, viewer) for part in parts]),
        total=int(counted[0]["n"]),
        looked_at=looked_at,
        most=LOOKED_AT,
        errors=errors,
    )


async def _box(part: FilledPart, viewer: Viewer) -> PartBox:
    shown = await comment_views(part.comments[:SHOWN], viewer)
    return PartBox(
        number=part.number,
        draft=part.draft,
        take=part.wanted,
        shown=shown,
        more=max(0, len(part.comments) - len(shown)),
        count=len(part.comments),
        ids=",".join(map(str, part.comments)),
    )
