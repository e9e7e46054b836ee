"""Takes a deed on themes back: names, groups and life of the themes, and exactly the assignments that were there.

Invariants: one transaction (a large merge gives its comments back in slices after it); refused with a reason while a
later deed builds on it, or while a theme that would vanish is named by a member's correction or a rule; what members
said about single comments meanwhile stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from classifier.errors import ClassifierError
from classifier.tables import ThemeGroup
from classifier.workbench import keeping, moving
from classifier.workbench.keeping import Before
from classifier.workbench.lineage import Change, Kind, in_the_way
from classifier.workbench.settling import WHILE_SOMEBODY_WAITS, bring_back, settle
from classifier.workbench.tree import same_name
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch, marks
from feedback_app.foundation.languages import gettext as _


async def undo(change_id: int, by: int, now: datetime, signed: str = "") -> int:
    """Take a deed back and return its id; done twice, it is done once. ClassifierError says what stands in the way."""
    async with transaction():
        await keeping.wait_for_turn()
        changes = await keeping.all_changes()
        change = next((one for one in changes if one.id == change_id), None)
        if change is None:
            raise ClassifierError(_("This change does not exist."))
        if change.undone:
            return change_id
        reason = await why_not(change, changes)
        if reason:
            raise ClassifierError(reason)
        await _take_back(change)
        await keeping.mark_undone(change_id, by, now, signed)
    await settle(WHILE_SOMEBODY_WAITS)
    return change_id


async def why_not(change: Change, changes: Sequence[Change]) -> str:
    """Return in a person's words why a deed cannot be undone now; "" when it can."""
    later = in_the_way(change, changes)
    if later is not None:
        return _("A later change builds on it. Please undo that one first.")
    if change.kind is Kind.MOVED:
        before = await keeping.before_of(change.id)
        group = before.theme["group_code"]
        if group and not await ThemeGroup.exists().where(ThemeGroup.code == group):
            return _("The group it was in does not exist any more.")
    if same := await _name_taken(change):
        return _("There is a theme “%(name)s” already.") % {"name": same}
    if change.made and await _said_since(change):
        return _("Members have sorted comments into it by hand since. Please retire the theme instead.")
    if change.made and await _ruled(change.made):
        return _("A rule names it. Please remove the rule first.")
    return ""


async def _name_taken(change: Change) -> str:
    """Return the name that somebody else's theme has got since; "" when the old one is free."""
    if change.kind not in {Kind.MERGED, Kind.RETIRED, Kind.RENAMED}:
        return ""
    code = change.others[0] if change.kind is Kind.MERGED else change.theme
    rows = await fetch('SELECT "name_de", "name_en" FROM "theme" WHERE "code" = ?', code)
    if not rows:
        return ""
    names = {**rows[0], **((await keeping.before_of(change.id)).theme if change.kind is Kind.RENAMED else {})}
    return await same_name((str(names["name_de"]), str(names["name_en"])), code)


async def _said_since(change: Change) -> bool:
    like = " OR ".join(['CAST("themes_after" AS TEXT) LIKE ?'] * len(change.made))
    rows = await fetch(
        f'SELECT 1 AS "one" FROM "correction" WHERE "corrected_at" > ? AND ({like}) LIMIT 1',  # noqa: S608 our own words only
        change.changed_at,
        *(f'%"{code}"%' for code in sorted(change.made)),
    )
    return bool(rows)


async def _ruled(codes: frozenset[str]) -> bool:
    return bool(await fetch(f'SELECT 1 AS "one" FROM "theme_rule" WHERE "theme" IN ({marks(codes)}) LIMIT 1', *codes))  # noqa: S608 marks only


async def _take_back(change: Change) -> None:
    before = await keeping.before_of(change.id)
    match change.kind:
        case Kind.CREATED:
            await _uncreate(change, before)
        case Kind.SPLIT:
            await _unsplit(change, before)
        case Kind.MERGED:
            await _set_columns(change.others[0], before)
            before.theme = {}
            await keeping.remember(change.id, before)
            await moving.read_again_since(change.changed_at, change.theme)
            await bring_back(change.id)
        case Kind.RETIRED:
            await _set_columns(change.theme, before)
            await moving.read_again_since(change.changed_at)
        case _:
            await _set_columns(change.theme, before)


async def _set_columns(code: str, before: Before) -> None:
    changed = ", ".join(f'"{name}" = ?' for name in before.theme)
    await execute(f'UPDATE "theme" SET {changed} WHERE "code" = ?', *before.theme.values(), code)  # noqa: S608 our own names only


async def _uncreate(change: Change, before: Before) -> None:
    comments = await moving.clear(change.theme)
    spared = await moving.corrected_since(change.changed_at)
    known = {comment for had in before.outcomes.values() for comment in had} | spared
    for outcome, had in before.outcomes.items():
        await moving.set_outcome((one for one in had if one not in spared), outcome, bare=True)
    came_since = [one for one in comments if one not in known]
    await moving.set_outcome(came_since, "none", bare=True)
    # A model put them there, perhaps instead of another theme.
    await moving.read_again(came_since)
    await _forget(change)


async def _unsplit(change: Change, before: Before) -> None:
    await moving.put_back(before.rows, (change.theme, *change.others), change.changed_at)
    for part in change.others:
        # What came into a part since then has no other place to go to.
        while any(await moving.move_all(part, change.theme)):
            pass
    await _forget(change)


async def _forget(change: Change) -> None:
    """Let the themes that the deed has made vanish; a proposal that became one waits in the inbox again."""
    codes = sorted(change.made)
    await execute('DELETE FROM "theme_example" WHERE "change" = ?', change.id)
    await execute(
        f"""
        UPDATE "theme_proposal" SET "state" = 'open', "theme" = '', "note" = '', "change_id" = NULL,
            "decided_by" = NULL, "decided_at" = NULL
        WHERE "state" = 'accepted' AND "theme" IN ({marks(codes)})
        """,  # noqa: S608 question marks only
        *codes,
    )
    await moving.remove_themes(codes)
