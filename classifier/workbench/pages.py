"""The pages of the workbench as values: the tree, a theme's form, merging, and the groups."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from classifier.comments import CommentView, comment_views
from classifier.themes import theme_names
from classifier.workbench import tree
from classifier.workbench.drafts import TEAMS, Draft
from classifier.workbench.history import HistoryRow, history
from classifier.workbench.past import as_counted_now
from classifier.workbench.then_now import ThenAndNow, then_and_now
from classifier.workbench.tree import Branch, GroupRow, Resting, team_name
from feedback_app.foundation.access import CORRECTING, Viewer
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import language
from feedback_app.foundation.pages import FieldError

FOUND: Final = 25
SAMPLE: Final = 3
LOOKED_AT: Final = timedelta(days=365)
MOST_WORDS: Final = 40
"""Words that are looked for: SQLite takes no more than a thousand conditions, and somebody waits."""


@dataclass(frozen=True, slots=True)
class Option:
    """One entry of a list to choose from; ``group``: the heading it stands under."""

    value: str
    label: str
    chosen: bool
    group: str = ""


@dataclass(frozen=True, slots=True)
class TreePage:
    """Context of workbench/tree.html."""

    branches: tuple[Branch, ...]
    resting: tuple[Resting, ...]
    themes: int
    days: int
    may_edit: bool
    room: str = "tree"


@dataclass(frozen=True, slots=True)
class Tick:
    """A comment that a new theme may begin with, and whether it shall go along."""

    comment: CommentView
    chosen: bool


@dataclass(frozen=True, slots=True)
class NewPage:
    """Context of workbench/new.html. ``searched``: comments with the words were looked for."""

    draft: Draft
    teams: tuple[Option, ...]
    groups: tuple[Option, ...]
    ticks: tuple[Tick, ...]
    searched: bool
    errors: tuple[FieldError, ...]
    room: str = "tree"


@dataclass(frozen=True, slots=True)
class EditPage:
    """Context of workbench/edit.html. ``into``: the theme it was merged into, "" = none."""

    code: str
    name: str
    draft: Draft
    teams: tuple[Option, ...]
    groups: tuple[Option, ...]
    targets: tuple[Option, ...]
    retired: bool
    into: str
    mentions: int
    history: tuple[HistoryRow, ...]
    then_now: ThenAndNow | None
    zone: ZoneInfo
    errors: tuple[FieldError, ...]
    room: str = "tree"


@dataclass(frozen=True, slots=True)
class Side:
    """One of two themes that are to be merged: comments altogether and of the last 90 days, and some words."""

    code: str
    name: str
    team: str
    comments: int
    recent: int
    sample: tuple[CommentView, ...]


@dataclass(frozen=True, slots=True)
class MergePage:
    """Context of workbench/merge.html; without ``into`` nothing is chosen yet. ``both``: comments with both themes."""

    code: str
    name: str
    targets: tuple[Option, ...]
    source: Side | None
    into: Side | None
    both: int
    days: int
    errors: tuple[FieldError, ...]
    room: str = "tree"


@dataclass(frozen=True, slots=True)
class GroupsPage:
    """Context of workbench/groups.html; ``name_de`` and ``name_en`` are of the group that is being added."""

    rows: tuple[GroupRow, ...]
    name_de: str
    name_en: str
    errors: tuple[FieldError, ...]
    room: str = "tree"


async def tree_page(house: House, viewer: Viewer) -> TreePage:
    """Return the tree with what rests below it."""
    branches = await tree.branches(house.today())
    return TreePage(
        branches,
        await tree.resting(),
        sum(len(branch.leaves) for branch in branches),
        tree.DAYS,
        viewer.role in CORRECTING,
    )


async def new_page(
    draft: Draft,
    viewer: Viewer,
    chosen: Sequence[int] = (),
    found: Sequence[int] | None = None,
    errors: tuple[FieldError, ...] = (),
) -> NewPage:
    """Return the form for a new theme; ``found``: comments with its words, None = nobody looked."""
    shown = tuple(dict.fromkeys((*chosen, *(found or ()))))
    words = [word for text in (draft.words_de, draft.words_en) for word in text.splitlines()]
    views = await comment_views(shown, viewer, words)
    return NewPage(
        draft=draft,
        teams=team_options(draft.team),
        groups=await group_options(draft.group),
        ticks=tuple(Tick(view, view.id in chosen or view.id in (found or ())) for view in views),
        searched=found is not None,
        errors=errors,
    )


async def comments_with(draft: Draft, house: House) -> list[int]:
    """Return the newest comments of a year in which one of the theme's words stands; its names where it has none."""
    words = [word for text in (draft.words_de, draft.words_en) for word in text.splitlines()] or list(draft.names)
    words = words[:MOST_WORDS]
    # SQLite knows no case but that of ASCII letters.
    written = dict.fromkeys(
        form for word in words if word for form in (word, word.lower(), word[:1].upper() + word[1:])
    )
    if not written:
        return []
    likes = " OR ".join(["""c."text" LIKE ? ESCAPE '!'"""] * len(written))
    rows = await fetch(
        f"""
        SELECT c."id" FROM "comment" c WHERE c."text" <> '' AND c."superseded_at" IS NULL AND c."day" > ? AND ({likes})
        ORDER BY c."day" DESC, c."id" DESC LIMIT ?
        """,  # noqa: S608 question marks and our own names only
        house.today() - LOOKED_AT,
        *(f"%{_literal(form)}%" for form in written),
        FOUND,
    )
    return [int(row["id"]) for row in rows]


def _literal(word: str) -> str:
    return word.replace("!", "!!").replace("%", "!%").replace("_", "!_")


async def edit_page(
    code: str, house: House, viewer: Viewer, draft: Draft | None = None, errors: tuple[FieldError, ...] = ()
) -> EditPage | None:
    """Return all that can be done with one theme; ``draft``: what was typed, None = as it is. None: no such theme."""
    row = await theme_row(code)
    if row is None:
        return None
    kept = draft_of(row)
    names = await theme_names(language())
    recent = await as_counted_now(code, house.today() - timedelta(days=tree.DAYS - 1), house.today())
    return EditPage(
        code=code,
        name=names[code].name,
        draft=draft or kept,
        teams=team_options((draft or kept).team),
        groups=await group_options(kept.group),
        targets=await target_options(code),
        retired=bool(row["retired"]),
        into=names[row["merged_into"]].name if row["merged_into"] in names else "",
        mentions=sum(recent.values()),
        history=await history(viewer, theme=code),
        then_now=await then_and_now(code, house),
        zone=house.zone,
        errors=errors,
    )


async def merge_page(
    code: str, into: str, house: House, viewer: Viewer, errors: tuple[FieldError, ...] = ()
) -> MergePage | None:
    """Return the preview of a merge; None when there is no such theme."""
    names = await theme_names(language())
    if code not in names:
        return None
    targets = await target_options(code, into)
    chosen = any(target.chosen for target in targets)
    return MergePage(
        code=code,
        name=names[code].name,
        targets=targets,
        source=await _side(code, into, house, viewer) if chosen else None,
        into=await _side(into, code, house, viewer) if chosen else None,
        both=await _with_both(code, into) if chosen else 0,
        days=tree.DAYS,
        errors=errors,
    )


async def _side(code: str, other: str, house: House, viewer: Viewer) -> Side:
    theme = (await theme_names(language()))[code]
    counted = await fetch(
        """
        SELECT COUNT(*) AS "n", SUM(CASE WHEN c."day" > ? THEN 1 ELSE 0 END) AS "recent"
        FROM "assignment" a JOIN "comment" c ON c."id" = a."comment"
        WHERE a."theme" = ? AND c."superseded_at" IS NULL
        """,
        house.today() - timedelta(days=tree.DAYS),
        code,
    )
    newest = await fetch(
        """
        SELECT a."comment" FROM "assignment" a JOIN "comment" c ON c."id" = a."comment"
        WHERE a."theme" = ? AND c."text" <> '' AND c."superseded_at" IS NULL
        AND NOT EXISTS (SELECT 1 FROM "assignment" b WHERE b."comment" = a."comment" AND b."theme" = ?)
        ORDER BY a."comment" DESC LIMIT ?
        """,
        code,
        other,
        SAMPLE,
    )
    sample = await comment_views([row["comment"] for row in newest], viewer)
    found = counted[0]
    return Side(code, theme.name, team_name(theme.team), int(found["n"]), int(found["recent"] or 0), sample)


async def _with_both(code: str, into: str) -> int:
    rows = await fetch(
        """
        SELECT COUNT(*) AS "n" FROM "assignment" a JOIN "assignment" b ON b."comment" = a."comment" AND b."theme" = ?
        WHERE a."theme" = ?
        """,
        into,
        code,
    )
    return int(rows[0]["n"])


async def groups_page(name_de: str = "", name_en: str = "", errors: tuple[FieldError, ...] = ()) -> GroupsPage:
    """Return the groups in their order."""
    return GroupsPage(await tree.groups_in_order(), name_de, name_en, errors)


async def theme_row(code: str) -> dict[str, Any] | None:
    """Return a theme's row; None when there is no such theme."""
    rows = await fetch('SELECT * FROM "theme" WHERE "code" = ?', code)
    return rows[0] if rows else None


def draft_of(row: Mapping[str, Any]) -> Draft:
    """Return what is written down about a theme."""
    return Draft(
        row["name_de"],
        row["name_en"],
        row["team"],
        row["group_code"],
        row["definition_de"],
        row["definition_en"],
        row["words_de"],
        row["words_en"],
    )


def team_options(chosen: str) -> tuple[Option, ...]:
    """Return the teams to choose from."""
    return tuple(Option(code, team_name(code), code == chosen) for code in TEAMS)


async def group_options(chosen: str) -> tuple[Option, ...]:
    """Return the groups to choose from, without "none"."""
    tongue = "name_de" if language() == "de" else "name_en"
    return tuple(Option(row["code"], row[tongue], row["code"] == chosen) for row in await tree.group_rows())


async def target_options(but: str, chosen: str = "", without: Collection[str] = ()) -> tuple[Option, ...]:
    """Return the themes in use under the names of their groups, apart from one."""
    groups = {option.value: option.label for option in await group_options("")}
    names = await theme_names(language())
    order = [*groups, ""]
    found = [
        Option(code, theme.name, code == chosen, groups.get(theme.group, ""))
        for code, theme in names.items()
        if not theme.retired and code != but and code not in without
    ]
    place = {groups.get(code, ""): number for number, code in enumerate(order)}
    return tuple(sorted(found, key=lambda option: (place[option.group], option.label)))
