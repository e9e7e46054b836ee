"""The stage ``propose``: groups what no theme covers, and keeps the groups as proposals for new themes.

Invariants: at most once an hour, and only when something has changed; the result is written in one transaction, so the
stage may be killed at any moment and run twice. What becomes of earlier proposals stands in storing.py.
"""

from __future__ import annotations

import asyncio
import hashlib
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from classifier.inbox import uncovered
from classifier.inbox.grouping import groups_of
from classifier.inbox.nearest import nearest_themes
from classifier.inbox.storing import Proposed, keep
from classifier.inbox.uncovered import Found
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch, take_turns
from feedback_app.foundation.house import House

if TYPE_CHECKING:
    from classifier.model import ThemeModel

HOUR: Final = timedelta(hours=1)
ENOUGH: Final = 20
"""Uncovered comments below which grouping them says nothing."""
SEARCHES_KEPT: Final = 100
METHOD: Final = "1"
"""Raise it when grouping changes, so that it is done anew."""


async def propose(house: House, model: ThemeModel | None = None) -> int:
    """Group what no theme covers; returns how many proposals are new. ``model`` says which themes are nearest."""
    last = await _last_search()
    if last is not None and house.now() - last["searched_at"] < HOUR:
        return 0
    found = await uncovered.newest_uncovered()
    sign = await _sign(found)
    if last is not None and last["sign"] == sign:
        await _looked(last["id"], house.now())
        return 0
    groups = await _grouped(found, model) if len(found.ids) >= ENOUGH else []
    async with transaction():
        await take_turns("propose")
        now_last = await _last_search()
        if (now_last and now_last["id"]) != (last and last["id"]):
            return 0  # another worker was quicker
        new = await keep(groups, frozenset(found.ids), house.now())
        await _note_search(house.now(), len(found.ids), len(groups), sign)
    return new


async def _grouped(found: Found, model: ThemeModel | None) -> list[Proposed]:
    unsure, covered = await uncovered.newest_unsure(uncovered.NEWEST - len(found.ids)), await uncovered.newest_covered()
    return await asyncio.to_thread(_group, found, unsure, covered, model)


def _group(found: Found, unsure: Found, covered: Found, model: ThemeModel | None) -> list[Proposed]:
    ids, texts = (*found.ids, *unsure.ids), found.texts + unsure.texts
    core = [True] * len(found.ids) + [False] * len(unsure.ids)
    return [
        Proposed(
            tuple(ids[i] for i in group.members),
            group.name,
            group.language,
            group.words,
            nearest_themes(texts.only(group.members), model) if model is not None else (),
        )
        for group in groups_of(texts, core, covered.texts)
    ]


async def _sign(found: Found) -> str:
    """Return what the outcome depends on: the comments without a theme, and what members have decided."""
    decided = await fetch(
        'SELECT COUNT(*) AS n, MAX("decided_at") AS last FROM "theme_proposal" WHERE "decided_at" IS NOT NULL'
    )
    told = (METHOD, found.ids, decided[0]["n"], str(decided[0]["last"]))
    return hashlib.sha256(repr(told).encode()).hexdigest()


async def _last_search() -> dict[str, Any] | None:
    rows = await fetch('SELECT "id", "searched_at", "sign" FROM "theme_proposal_search" ORDER BY "id" DESC LIMIT 1')
    return rows[0] if rows else None


async def _looked(search: int, now: datetime) -> None:
    async with transaction():
        await execute('UPDATE "theme_proposal_search" SET "searched_at" = ? WHERE "id" = ?', now, search)


async def _note_search(now: datetime, comments: int, found: int, sign: str) -> None:
    sql = """
        INSERT INTO "theme_proposal_search" ("searched_at", "comments", "found", "sign") VALUES (?, ?, ?, ?)
        RETURNING "id"
    """
    rows = await execute(sql, now, comments, found, sign)
    await execute('DELETE FROM "theme_proposal_search" WHERE "id" <= ?', rows[0]["id"] - SEARCHES_KEPT)
