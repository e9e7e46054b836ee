"""The themes in the database: how the starter themes get there, and which theme a stated reason stands for.

Invariant: what a member has named, retired or given to another team stays as it is; only what is missing is added.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from classifier.starter_themes import StarterTheme, starter_groups, starter_themes
from classifier.tables import Theme, ThemeGroup
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch, insert_many, marks

COLUMNS: Final = (
    "code",
    "name_de",
    "name_en",
    "team",
    "definition_de",
    "definition_en",
    "position",
    "retired",
)
# Who broke it, warehouse or carrier, the customer cannot see: both are one theme of the same team, and the slices by
# carrier and warehouse tell them apart.
SAME_THEME: Final = {"damaged_warehouse": "damaged_transport"}
# These are stated so that nothing need be said; they are not a complaint about anything.
SAYS_NOTHING: Final = frozenset({"other", "withdrawal", "unauthorized"})

LISTED_AT_ONCE: Final = 2_000


@dataclass(frozen=True, slots=True)
class ThemeName:
    """What pages need to know of a theme: its name and definition in one language."""

    code: str
    name: str
    definition: str
    team: str
    retired: bool
    group: str = ""
    merged_into: str = ""


async def install_themes() -> None:
    """Add the starter themes and their groups where they are missing; may be called at every start."""
    rows = [_row(theme, position) for position, theme in enumerate(starter_themes())]
    groups = starter_groups()
    named = [(g.code, g.name_de, g.name_en, position) for position, g in enumerate(groups)]
    async with transaction():
        await insert_many(Theme, COLUMNS, rows, 'ON CONFLICT ("code") DO NOTHING')
        await insert_many(
            ThemeGroup, ("code", "name_de", "name_en", "position"), named, 'ON CONFLICT ("code") DO NOTHING'
        )
        for group in groups:
            ungrouped = f"""
                UPDATE "theme" SET "group_code" = ? WHERE "group_code" = '' AND "code" IN ({marks(group.themes)})
            """  # noqa: S608 question marks only
            await execute(ungrouped, group.code, *group.themes)


def _row(theme: StarterTheme, position: int) -> tuple[str | int | bool, ...]:
    named = (theme.code, theme.name_de, theme.name_en, theme.team, theme.definition_de, theme.definition_en)
    return (*named, position, False)


async def live_codes() -> frozenset[str]:
    """Return the codes of the themes that may be assigned; a database without any gets the starter themes first."""
    if not await Theme.exists():
        await install_themes()
    found = await fetch('SELECT "code" FROM "theme" WHERE "retired" = ?', False)
    return frozenset(str(row["code"]) for row in found)


async def theme_names(language: str) -> dict[str, ThemeName]:
    """Return all themes by code, retired ones too, in the order of the catalogue; ``language`` is de or en."""
    tongue = "de" if language == "de" else "en"
    found = await fetch('SELECT * FROM "theme" ORDER BY "position", "code"')
    return {
        row["code"]: ThemeName(
            row["code"],
            row[f"name_{tongue}"],
            row[f"definition_{tongue}"],
            row["team"],
            bool(row["retired"]),
            row["group_code"],
            row["merged_into"],
        )
        for row in found
    }


async def successors() -> dict[str, str]:
    """Return for every merged theme the one that has its comments now, through any number of merges."""
    found = await fetch("""SELECT "code", "merged_into" FROM "theme" WHERE "merged_into" <> ''""")
    direct = {str(row["code"]): str(row["merged_into"]) for row in found}
    return {code: _last(code, direct) for code in direct}


def _last(code: str, direct: dict[str, str]) -> str:
    seen = {code}
    # A circle cannot arise by merging and undoing; if a hand made one, it must not hang the stage.
    while (after := direct.get(code, "")) and after not in seen:
        seen.add(after)
        code = after
    return code


async def group_names(language: str) -> dict[str, str]:
    """Return the names of the theme groups by code, in their order; ``language`` is de or en."""
    tongue = "de" if language == "de" else "en"
    found = await fetch('SELECT * FROM "theme_group" ORDER BY "position", "code"')
    return {row["code"]: row[f"name_{tongue}"] for row in found}


def theme_of_reason(reason: str, known: Collection[str] | None = None) -> str | None:
    """Return the theme that a stated reason stands for, or None where it stands for none.

    A reason speaks for the theme with the same code if it is among ``known`` (the starter themes when None).
    """
    if not reason or reason in SAYS_NOTHING:
        return None
    theme = SAME_THEME.get(reason, reason)
    codes = known if known is not None else {starter.code for starter in starter_themes()}
    return theme if theme in codes else None


async def themes_of(comments: Sequence[int]) -> dict[int, list[str]]:
    """Return the theme codes of each comment, the surest first; an empty list where it has none."""
    found: dict[int, list[str]] = {comment: [] for comment in comments}
    wanted = list(found)
    for start in range(0, len(wanted), LISTED_AT_ONCE):
        part = wanted[start : start + LISTED_AT_ONCE]
        sql = f"""
            SELECT "comment", "theme" FROM "assignment" WHERE "comment" IN ({marks(part)})
            ORDER BY "probability" DESC, "id"
        """  # noqa: S608 question marks and our own names only
        for row in await fetch(sql, *part):
            found[row["comment"]].append(row["theme"])
    return found
