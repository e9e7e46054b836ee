"""The tree of themes as a page shows it: groups, themes, and how many comments each had in the last 90 days.

Also what members do to groups: create, rename, order, and remove them when they are empty. Groups only order pages, so
these deeds change no count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from classifier.errors import ClassifierError
from classifier.tables import ThemeGroup
from classifier.themes import ThemeName, theme_names
from classifier.workbench import keeping
from classifier.workbench.drafts import new_code
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch, insert_many
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.languages import language

DAYS: Final = 90


@dataclass(frozen=True, slots=True)
class Leaf:
    """One theme. ``mentions`` of the last 90 days; ``length`` of its bar in percent of the longest."""

    code: str
    name: str
    team: str
    mentions: int
    length: float


@dataclass(frozen=True, slots=True)
class Branch:
    """A group with its themes in the order of how much is said about them; code "" = themes without a group."""

    code: str
    name: str
    leaves: tuple[Leaf, ...]

    @property
    def mentions(self) -> int:
        """How often its themes were mentioned; a comment with two of them counts twice."""
        return sum(leaf.mentions for leaf in self.leaves)


@dataclass(frozen=True, slots=True)
class Resting:
    """A theme that is not in use: retired, or merged into another one (``into``, its name; "" = none)."""

    code: str
    name: str
    into: str
    into_code: str


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group on the page where groups are ordered."""

    code: str
    name_de: str
    name_en: str
    themes: int
    first: bool
    last: bool


def team_name(code: str) -> str:
    """Return what a team is called on the pages of this floor."""
    names = {
        "product": _("Product"),
        "logistics": _("Logistics"),
        "service": _("Customer service"),
        "customer": _("Customers"),
    }
    return names.get(code, code)


async def branches(today: date) -> tuple[Branch, ...]:
    """Return the tree; groups in their order, the themes without a group last."""
    themes = [theme for theme in (await theme_names(language())).values() if not theme.retired]
    mentions = await mentioned(today - timedelta(days=DAYS))
    longest = max((mentions.get(theme.code, 0) for theme in themes), default=0)
    groups = await group_rows()
    tongue = "name_de" if language() == "de" else "name_en"
    known = {group["code"] for group in groups}
    found = [
        Branch(
            group["code"], group[tongue], _leaves([t for t in themes if t.group == group["code"]], mentions, longest)
        )
        for group in groups
    ]
    alone = _leaves([theme for theme in themes if theme.group not in known], mentions, longest)
    return (*found, Branch("", _("Without a group"), alone)) if alone else tuple(found)


def _leaves(themes: Sequence[ThemeName], mentions: Mapping[str, int], longest: int) -> tuple[Leaf, ...]:
    leaves = [
        Leaf(
            theme.code,
            theme.name,
            team_name(theme.team),
            mentions.get(theme.code, 0),
            round(100 * mentions.get(theme.code, 0) / longest, 1) if longest else 0.0,
        )
        for theme in themes
    ]
    return tuple(sorted(leaves, key=lambda leaf: (-leaf.mentions, leaf.name)))


async def mentioned(since: date) -> dict[str, int]:
    """Return how many current comments after a day have each theme."""
    # A superseded comment has revision 2, and the revision stands in the index of days. CROSS JOIN keeps SQLite from
    # reading all assignments that there ever were instead of the comments of these days.
    rows = await fetch(
        """
        SELECT a."theme", COUNT(*) AS "n" FROM "comment" c CROSS JOIN "assignment" a
        WHERE a."comment" = c."id" AND c."day" > ? AND c."revision" = 1 GROUP BY a."theme"
        """,
        since,
    )
    return {row["theme"]: int(row["n"]) for row in rows}


async def resting() -> tuple[Resting, ...]:
    """Return the themes that are not in use, by name."""
    names = await theme_names(language())
    found = [
        Resting(
            theme.code,
            theme.name,
            names[theme.merged_into].name if theme.merged_into in names else "",
            theme.merged_into,
        )
        for theme in names.values()
        if theme.retired
    ]
    return tuple(sorted(found, key=lambda theme: theme.name))


async def same_name(names: tuple[str, str], but: str = "") -> str:
    """Return the name, in the reader's language, of a theme in use that has one of these (de, en) names; "" = none."""
    rows = await fetch(
        'SELECT * FROM "theme" WHERE "retired" = ? AND "code" <> ? AND ("name_de" = ? OR "name_en" = ?)',
        False, but, *names,
    )  # fmt: skip
    return str(rows[0]["name_de" if language() == "de" else "name_en"]) if rows else ""


async def group_rows() -> list[dict[str, Any]]:
    """Return the rows of the groups in their order."""
    return await fetch('SELECT * FROM "theme_group" ORDER BY "position", "id"')


async def groups_in_order() -> tuple[GroupRow, ...]:
    """Return the groups with how many themes in use each has."""
    counted = await fetch(
        'SELECT "group_code", COUNT(*) AS "n" FROM "theme" WHERE "retired" = ? GROUP BY "group_code"', False
    )
    themes = {row["group_code"]: int(row["n"]) for row in counted}
    rows = await group_rows()
    return tuple(
        GroupRow(
            row["code"], row["name_de"], row["name_en"], themes.get(row["code"], 0), place == 0, place == len(rows) - 1
        )
        for place, row in enumerate(rows)
    )


async def add_group(name_de: str, name_en: str) -> str:
    """Add a group at the end and return its code; clicked twice, it is added once."""
    names = (name_de or name_en, name_en or name_de)
    async with transaction():
        await keeping.wait_for_turn()
        rows = await group_rows()
        if not any(names):
            raise ClassifierError(_("Please give the group a name."))
        same = [row["code"] for row in rows if (row["name_de"], row["name_en"]) == names]
        if same:
            return str(same[0])
        used = await fetch('SELECT DISTINCT "group_code" FROM "theme"')
        code = new_code(names, {*(row["code"] for row in rows), *(row["group_code"] for row in used)})
        position = max((row["position"] for row in rows), default=-1) + 1
        await insert_many(ThemeGroup, ("code", "name_de", "name_en", "position"), [(code, *names, position)])
    return code


async def rename_group(code: str, name_de: str, name_en: str) -> None:
    """Give a group other names."""
    if not (name_de or name_en):
        raise ClassifierError(_("Please give the group a name."))
    async with transaction():
        await execute(
            'UPDATE "theme_group" SET "name_de" = ?, "name_en" = ? WHERE "code" = ?',
            name_de or name_en, name_en or name_de, code,
        )  # fmt: skip


async def shift_group(code: str, up: bool) -> None:
    """Let a group change places with its neighbour; at the end nothing happens."""
    async with transaction():
        await keeping.wait_for_turn()
        order = [str(row["code"]) for row in await group_rows()]
        if code not in order:
            raise ClassifierError(_("This group does not exist any more."))
        place = order.index(code)
        other = place - 1 if up else place + 1
        if 0 <= other < len(order):
            order[place], order[other] = order[other], order[place]
        for position, one in enumerate(order):
            await execute('UPDATE "theme_group" SET "position" = ? WHERE "code" = ?', position, one)


async def remove_group(code: str) -> None:
    """Remove a group without themes; retired ones that were in it stand without a group."""
    async with transaction():
        await keeping.wait_for_turn()
        living = await fetch(
            'SELECT 1 AS "one" FROM "theme" WHERE "group_code" = ? AND "retired" = ? LIMIT 1', code, False
        )
        if living:
            raise ClassifierError(_("There are still themes in this group. Please move them first."))
        await execute("""UPDATE "theme" SET "group_code" = '' WHERE "group_code" = ?""", code)
        await execute('DELETE FROM "theme_group" WHERE "code" = ?', code)
