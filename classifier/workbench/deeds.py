"""What members do to themes: create, rename, merge, split, move, retire, restore.

Each deed is one transaction, is written into the book of deeds, and returns its number there. ``by`` is the member's
id, ``signed`` the name that the book shows. Invariants: deeds follow
each other; the same deed done twice (a double click) is done once; ClassifierError says in a person's words why not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from classifier.errors import ClassifierError
from classifier.tables import Theme, ThemeGroup
from classifier.workbench import keeping, moving, past
from classifier.workbench.drafts import Draft, Part, new_code
from classifier.workbench.keeping import About, Before, Row
from classifier.workbench.lineage import Change, Kind
from classifier.workbench.settling import WHILE_SOMEBODY_WAITS, settle
from classifier.workbench.tree import same_name
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch, insert_many
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.languages import language

CHOSEN: Final = 1.0
GROUPED: Final = 0.5
"""How much an example weighs that came with a group of comments instead of being looked at alone."""
DOUBLE_CLICK: Final = timedelta(minutes=1)
WRITTEN: Final = ("name_de", "name_en", "team", "definition_de", "definition_en", "words_de", "words_en")
NOTHING_NEW: Final = 0
THEME: Final = (
    "code", *WRITTEN, "group_code", "position", "retired", "merged_into", "origin",
)  # fmt: skip


async def create(
    draft: Draft, comments: Sequence[int], by: int, now: datetime, weight: float = CHOSEN, signed: str = ""
) -> int:
    """Add a theme; ``comments`` get it at once and stand for it from now on, with this weight."""
    async with transaction():
        await keeping.wait_for_turn()
        twin = await _made_just_now(draft, comments, by, now)
        if twin is not None:
            return twin
        code = await _add_theme(draft)
        about = About({code: draft.names}, len(set(comments)), by=signed)
        change = await keeping.note(Kind.CREATED, code, (), by, now, about, Before())
        before = Before(outcomes=await moving.give(code, comments))
        await moving.keep_examples(code, comments, change, weight)
        await keeping.remember(change, before)
    return change


async def rename(code: str, draft: Draft, by: int, now: datetime, signed: str = "") -> int:
    """Change names, definitions, words and team (not the group); returns 0 when nothing was different."""
    async with transaction():
        await keeping.wait_for_turn()
        theme = await _known(code)
        wanted = dict(zip(WRITTEN, _written(draft), strict=True))
        different = {name: str(theme[name]) for name, value in wanted.items() if theme[name] != value}
        if not different:
            return NOTHING_NEW
        if {"name_de", "name_en"} & different.keys():
            await _check_name(draft, but=code)
        about = About({code: (theme["name_de"], theme["name_en"])}, to=draft.names, by=signed)
        change = await keeping.note(Kind.RENAMED, code, (), by, now, about, Before(dict(different)))
        await _set(code, wanted)
    return change


async def merge(code: str, into: str, by: int, now: datetime, signed: str = "") -> int:
    """Give all comments of a theme to another one; from now on the first means the second everywhere.

    At most 5,000 comments change at once; more follow in further transactions, some of them before this returns, the
    rest with the worker's next beats (``settling.settle``).
    """
    async with transaction():
        await keeping.wait_for_turn()
        theme, target = await _known(code), await _known(into)
        if theme["merged_into"] == into:
            return await _last(Kind.MERGED, into, code)
        _check_live(theme)
        _check_live(target)
        if code == into:
            raise ClassifierError(_("A theme cannot be merged with itself."))
        about = About({code: _names(theme), into: _names(target)}, by=signed)
        before = Before({"retired": False, "merged_into": ""})
        change = await keeping.note(Kind.MERGED, into, (code,), by, now, about, before)
        await past.snapshot(f"change:{change}", now, (code, into))
        before.moved, before.rows = await moving.move_all(code, into)
        await keeping.remember(change, before, len(before.moved) + len(before.rows) // 2)
        await _set(code, {"retired": True, "merged_into": into})
    await settle(WHILE_SOMEBODY_WAITS)
    return change


async def split(code: str, parts: Sequence[Part], by: int, now: datetime, signed: str = "") -> int:
    """Make new themes out of comments of one; what is in no part stays with it. Parts come into its group."""
    async with transaction():
        await keeping.wait_for_turn()
        theme = await _known(code)
        twin = await _split_just_now(code, parts, by, now)
        if twin is not None:
            return twin
        _check_live(theme)
        if not parts:
            raise ClassifierError(_("Please name at least one part."))
        new = [await _add_theme(part.draft, theme["group_code"]) for part in parts]
        names = {code: _names(theme), **{c: p.draft.names for c, p in zip(new, parts, strict=True)}}
        change = await keeping.note(Kind.SPLIT, code, new, by, now, About(names, by=signed), Before())
        await past.snapshot(f"change:{change}", now, (code, *new))
        rows = await _take_parts(code, new, parts, change)
        await keeping.remember(change, Before(rows=rows), len(rows))
    return change


async def _take_parts(code: str, new: Sequence[str], parts: Sequence[Part], change: int) -> list[Row]:
    rows: list[Row] = []
    for target, part in zip(new, parts, strict=True):
        taken = await moving.take_out(code, target, list(dict.fromkeys(part.comments)))
        if not taken:
            said = _("None of the comments of “%(part)s” has this theme any more. Please split it again.")
            raise ClassifierError(said % {"part": _spoken(part.draft.names)})
        await moving.keep_examples(target, [row.comment for row in taken], change, GROUPED)
        rows += taken
    return rows


async def move(code: str, group: str, by: int, now: datetime, signed: str = "") -> int:
    """Put a theme into another group, "" = none; returns 0 when it is there already."""
    async with transaction():
        await keeping.wait_for_turn()
        theme = await _known(code)
        if theme["group_code"] == group:
            return NOTHING_NEW
        to = await _group_names(group)
        change = await keeping.note(
            Kind.MOVED,
            code,
            (),
            by,
            now,
            About({code: _names(theme)}, to=to, by=signed),
            Before({"group_code": theme["group_code"]}),
        )
        await _set(code, {"group_code": group})
    return change


async def retire(code: str, by: int, now: datetime, signed: str = "") -> int:
    """Stop assigning a theme; the comments that have it keep it."""
    async with transaction():
        await keeping.wait_for_turn()
        theme = await _known(code)
        if theme["retired"] and not theme["merged_into"]:
            return await _last(Kind.RETIRED, code)
        _check_live(theme)
        return await _note_life(Kind.RETIRED, theme, {"retired": True, "merged_into": ""}, by, now, signed)


async def restore(code: str, by: int, now: datetime, signed: str = "") -> int:
    """Let a retired or merged theme be assigned again; comments that went to another one stay there."""
    async with transaction():
        await keeping.wait_for_turn()
        theme = await _known(code)
        if not theme["retired"]:
            return await _last(Kind.RESTORED, code)
        await _check_name(Draft(*_names(theme), theme["team"]), but=code)
        change = await _note_life(Kind.RESTORED, theme, {"retired": False, "merged_into": ""}, by, now, signed)
        await moving.read_again_since(await _resting_since(code, now))
    return change


async def _note_life(
    kind: Kind, theme: Mapping[str, Any], after: dict[str, str | bool], by: int, now: datetime, signed: str
) -> int:
    code = str(theme["code"])
    before = Before({"retired": bool(theme["retired"]), "merged_into": theme["merged_into"]})
    change = await keeping.note(kind, code, (), by, now, About({code: _names(theme)}, by=signed), before)
    await past.snapshot(f"change:{change}", now, (code,))
    await _set(code, after)
    return change


async def _add_theme(draft: Draft, group: str | None = None) -> str:
    await _check_name(draft)
    chosen = draft.group or group or ""
    await _group_names(chosen)
    taken = [row["code"] for row in await fetch('SELECT "code" FROM "theme"')]
    # A code of the past stays with its past: counts and deeds still name it.
    used = [row["theme"] for row in await fetch('SELECT DISTINCT "theme" FROM "theme_change"')]
    code = new_code(draft.names, (*taken, *used))
    last = (await fetch('SELECT COALESCE(MAX("position"), -1) AS "last" FROM "theme"'))[0]["last"]
    await insert_many(Theme, THEME, [(code, *_written(draft), chosen, last + 1, False, "", "member")])
    return code


def _written(draft: Draft) -> tuple[str, ...]:
    return (
        *draft.names,
        draft.team,
        draft.definition_de,
        draft.definition_en,
        draft.words_de,
        draft.words_en,
    )


async def _check_name(draft: Draft, but: str = "") -> None:
    """Two themes of one name could not be told apart on any page."""
    if not any(draft.names):
        raise ClassifierError(_("Please give the theme a name."))
    same = await same_name(draft.names, but)
    if same:
        raise ClassifierError(_("There is a theme “%(name)s” already.") % {"name": same})


async def _made_just_now(draft: Draft, comments: Sequence[int], by: int, now: datetime) -> int | None:
    """Return the deed of a first click, with the same comments; somebody who clicks twice wants one theme."""
    rows = await fetch(
        """
        SELECT c."id" FROM "theme_change" c JOIN "theme" t ON t."code" = c."theme"
        WHERE c."kind" = ? AND c."member_id" = ? AND c."changed_at" > ? AND c."undone_at" IS NULL
        AND t."name_de" = ? AND t."name_en" = ? ORDER BY c."id" DESC LIMIT 1
        """,
        Kind.CREATED.value, by, now - DOUBLE_CLICK, *draft.names,
    )  # fmt: skip
    if not rows:
        return None
    taken = await fetch('SELECT "comment" FROM "theme_example" WHERE "change" = ?', rows[0]["id"])
    return int(rows[0]["id"]) if {row["comment"] for row in taken} == set(comments) else None


async def _split_just_now(code: str, parts: Sequence[Part], by: int, now: datetime) -> int | None:
    wanted = [part.draft.names for part in parts]
    for change in reversed(await keeping.all_changes()):
        if change.changed_at <= now - DOUBLE_CLICK:
            return None
        if (change.kind, change.theme, change.member_id, change.undone) == (Kind.SPLIT, code, by, False):
            known = {row["code"]: _names(row) for row in await fetch('SELECT * FROM "theme"')}
            if [known.get(other) for other in change.others] == wanted:
                return change.id
    return None


async def _last(kind: Kind, theme: str, other: str = "") -> int:
    """Return the newest standing deed of this kind: what was asked for has been done already."""

    def fits(change: Change) -> bool:
        return (
            change.kind is kind
            and change.theme == theme
            and not change.undone
            and (not other or other in change.others)
        )

    return max((change.id for change in await keeping.all_changes() if fits(change)), default=NOTHING_NEW)


async def _resting_since(code: str, now: datetime) -> datetime:
    """Return when a theme went out of use; ``now`` when no deed did it."""
    ends = (Kind.RETIRED, Kind.MERGED)
    deeds = [one for one in await keeping.all_changes() if not one.undone and one.kind in ends and code in one.themes]
    return deeds[-1].changed_at if deeds else now


async def _known(code: str) -> dict[str, Any]:
    rows = await fetch('SELECT * FROM "theme" WHERE "code" = ?', code)
    if not rows:
        raise ClassifierError(_("This theme does not exist any more."))
    return rows[0]


def _check_live(theme: Mapping[str, Any]) -> None:
    if theme["retired"]:
        said = _("“%(name)s” is not in use any more. Please restore it first.")
        raise ClassifierError(said % {"name": _spoken(_names(theme))})


async def _group_names(group: str) -> tuple[str, str]:
    if not group:
        return "", ""
    rows = await ThemeGroup.select().where(ThemeGroup.code == group)
    if not rows:
        raise ClassifierError(_("This group does not exist any more."))
    return _names(rows[0])


async def _set(code: str, values: Mapping[str, str | bool]) -> None:
    changed = ", ".join(f'"{name}" = ?' for name in values)
    await execute(f'UPDATE "theme" SET {changed} WHERE "code" = ?', *values.values(), code)  # noqa: S608 our own names only


def _names(row: Mapping[str, Any]) -> tuple[str, str]:
    return str(row["name_de"]), str(row["name_en"])


def _spoken(names: tuple[str, str]) -> str:
    return names[0] if language() == "de" else names[1]
