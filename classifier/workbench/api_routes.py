"""What the shop's own programs may read about the themes: the tree as it stands, and how it came about."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from classifier.workbench import keeping, tree
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.house import House
from feedback_app.foundation.problems import READING_ERRORS


class GroupEntry(msgspec.Struct):
    """A group of themes."""

    code: str
    name_de: str
    name_en: str


class ThemeEntry(msgspec.Struct):
    """A theme. ``merged_into``: the code of the theme that has its comments now; ``comments_90_days``: how many."""

    code: str
    name_de: str
    name_en: str
    definition_de: str
    definition_en: str
    team: str
    group: str
    retired: bool
    merged_into: str
    comments_90_days: int


class ThemeTree(msgspec.Struct):
    """All themes, also those that are not in use any more, and the groups in their order."""

    groups: list[GroupEntry]
    themes: list[ThemeEntry]


class ChangeEntry(msgspec.Struct):
    """One change of the themes. ``others``: the themes it was merged from, or split into."""

    id: int
    kind: str
    theme: str
    others: list[str]
    changed_at: datetime
    undone_at: datetime | None


@get("/themes", responses=READING_ERRORS)
async def get_themes(house: NamedDependency[House]) -> ThemeTree:
    """List themes and groups with the comments of the last 90 days."""
    mentions = await tree.mentioned(house.today() - timedelta(days=tree.DAYS))
    rows = await fetch('SELECT * FROM "theme" ORDER BY "position", "code"')
    groups = [GroupEntry(row["code"], row["name_de"], row["name_en"]) for row in await tree.group_rows()]
    return ThemeTree(groups, [_theme(row, mentions.get(row["code"], 0)) for row in rows])


@get("/themes/changes", responses=READING_ERRORS)
async def get_theme_changes(
    before: Annotated[int, QueryParameter(name="before", ge=0, le=2**31 - 1)] = 2**31 - 1,
    limit: Annotated[int, QueryParameter(name="limit", ge=1, le=200)] = 50,
) -> list[ChangeEntry]:
    """List what was done to the themes, newest first; ``before`` an id goes on with older ones."""
    rows = await fetch(
        f'SELECT {keeping.COLUMNS} FROM "theme_change" WHERE "id" < ? ORDER BY "id" DESC LIMIT ?',  # noqa: S608 our own names only
        before,
        limit,
    )
    return [_change(row) for row in rows]


def _theme(row: dict[str, Any], mentions: int) -> ThemeEntry:
    return ThemeEntry(
        row["code"],
        row["name_de"],
        row["name_en"],
        row["definition_de"],
        row["definition_en"],
        row["team"],
        row["group_code"],
        bool(row["retired"]),
        row["merged_into"],
        mentions,
    )


def _change(row: dict[str, Any]) -> ChangeEntry:
    change = keeping.change_from(row)
    return ChangeEntry(
        change.id, change.kind.value, change.theme, list(change.others), change.changed_at, row["undone_at"]
    )


API_ROUTES = (get_themes, get_theme_changes)
