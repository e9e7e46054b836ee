"""Comments that stand for a theme because of a deed keep it, whatever a model reads in them.

Members chose them when they created or split a theme; a model that has not learned the theme yet must not take it away
when all comments are read again. A member's correction of the single comment still wins: such comments never come here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from classifier.examining import MEMBER, MODEL, Assigned, Finding, Outcome
from feedback_app.foundation.dialect import fetch, marks


@dataclass(frozen=True, slots=True)
class Stand:
    """A theme that a comment stands for, and the one that it was split off from ("" = none)."""

    theme: str
    instead_of: str = ""


async def deeds_now() -> tuple[int, int]:
    """Return the newest deed on themes and how many were undone: equal as long as nobody did or undid one."""
    rows = await fetch('SELECT COALESCE(MAX("id"), 0) AS "newest", COUNT("undone_at") AS "undone" FROM "theme_change"')
    return int(rows[0]["newest"]), int(rows[0]["undone"])


async def stands_of(comments: Sequence[int]) -> dict[int, list[Stand]]:
    """Return what comments stand for, in the order of the deeds; comments that stand for nothing are left out."""
    if not comments:
        return {}
    rows = await fetch(
        f"""
        SELECT e."comment", e."theme", CASE WHEN h."kind" = 'split' THEN h."theme" ELSE '' END AS "instead_of"
        FROM "theme_example" e JOIN "theme_change" h ON h."id" = e."change"
        WHERE e."comment" IN ({marks(comments)}) AND h."undone_at" IS NULL ORDER BY e."id"
        """,  # noqa: S608 question marks and our own names only
        *comments,
    )
    found: dict[int, list[Stand]] = {}
    for row in rows:
        found.setdefault(row["comment"], []).append(Stand(row["theme"], row["instead_of"]))
    return found


def standing(
    finding: Finding, stands: Sequence[Stand], live: Collection[str], successors: Mapping[str, str]
) -> Finding:
    """Return what is known about a comment with the themes that it stands for."""
    themes: dict[str, None] = {}
    left: set[str] = set()
    for stand in stands:
        themes.pop(stand.instead_of, None)
        left.add(successors.get(stand.instead_of, stand.instead_of))
        themes[stand.theme] = None
    today = dict.fromkeys(successors.get(theme, theme) for theme in themes)
    given = [Assigned(theme, 1.0, MEMBER) for theme in today if theme in live]
    if not given:
        return finding
    named = {one.theme for one in given}
    others = [
        one for one in finding.assigned if one.theme not in named and not (one.source == MODEL and one.theme in left)
    ]
    return replace(finding, outcome=Outcome.THEMES, assigned=(*given, *others))
