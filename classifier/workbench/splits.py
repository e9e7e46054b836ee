"""Splitting a theme: the product proposes parts, a member names them, moves or drops comments, and accepts.

Invariant: what is accepted is what the page has shown: the form carries the comments of each part, so that comments
which arrive meanwhile change nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from classifier.comments import CommentView, comment_views
from classifier.inbox.splitting import SplitPart, proposed_split
from classifier.themes import theme_names
from classifier.workbench.drafts import Draft
from classifier.workbench.forms import FilledPart
from classifier.workbench.pages import theme_row
from feedback_app.foundation.access import Viewer
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import language
from feedback_app.foundation.pages import FieldError

SHOWN: Final = 5
CHOSEN_FROM: Final = 60
SAME_WORDS: Final = 0.6
"""Words that two comments share (of the shorter one) when one is the other with a greeting."""


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
    """Context of workbench/split.html. ``in_parts``: how many of the ``total`` comments are in a part."""

    code: str
    name: str
    parts: tuple[PartBox, ...]
    total: int
    in_parts: int
    errors: tuple[FieldError, ...]
    room: str = "tree"


async def proposed_page(code: str, house: House, viewer: Viewer) -> SplitPage | None:
    """Return the page with the parts that the product proposes; None when there is no such theme."""
    row = await theme_row(code)
    if row is None:
        return None
    proposed = await proposed_split(code, house)
    parts = [
        FilledPart(number, _named(part, row["team"]), _typical_first(part), True)
        for number, part in enumerate(proposed, 1)
    ]
    return await _page(code, parts, viewer, ())


def _typical_first(part: SplitPart) -> tuple[int, ...]:
    return tuple(dict.fromkeys((*part.typical, *part.comments)))


def _named(part: SplitPart, team: str) -> Draft:
    return Draft(part.name if part.language == "de" else "", part.name if part.language != "de" else "", team)


async def refused_page(
    code: str, parts: Sequence[FilledPart], viewer: Viewer, errors: Sequence[FieldError]
) -> SplitPage | None:
    """Return the page as it was filled in, with what is wrong; None when there is no such theme."""
    if await theme_row(code) is None:
        return None
    return await _page(code, parts, viewer, tuple(errors))


async def _page(code: str, parts: Sequence[FilledPart], viewer: Viewer, errors: tuple[FieldError, ...]) -> SplitPage:
    counted = await fetch('SELECT COUNT(*) AS "n" FROM "assignment" WHERE "theme" = ?', code)
    return SplitPage(
        code=code,
        name=(await theme_names(language()))[code].name,
        parts=tuple([await _box(part, viewer) for part in parts]),
        total=int(counted[0]["n"]),
        in_parts=sum(len(part.comments) for part in parts),
        errors=errors,
    )


async def _box(part: FilledPart, viewer: Viewer) -> PartBox:
    shown = _different(await comment_views(part.comments[:CHOSEN_FROM], viewer))
    return PartBox(
        number=part.number,
        draft=part.draft,
        take=part.wanted,
        shown=shown,
        more=max(0, len(part.comments) - len(shown)),
        count=len(part.comments),
        ids=",".join(map(str, part.comments)),
    )


def _different(views: Sequence[CommentView]) -> tuple[CommentView, ...]:
    """Return some comments of which none says nearly the words of another."""
    chosen: list[CommentView] = []
    said: list[set[str]] = []
    for view in views:
        words = set("".join(part.text for part in view.parts).casefold().split())
        if words and all(len(words & other) < SAME_WORDS * min(len(words), len(other)) for other in said):
            chosen.append(view)
            said.append(words)
    return tuple(chosen[:SHOWN])
