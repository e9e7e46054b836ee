"""Proposals in the database: what a search has found goes on as what was there before, or begins anew.

Invariants: only inside a transaction; a proposal keeps its number, name and comments while it grows; what a member has
dismissed never comes back; what went into a theme stays away while training catches up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import msgspec

from classifier.inbox import uncovered
from classifier.inbox.grouping import FEWEST
from classifier.inbox.matching import Known, Today, elsewhere, matched
from classifier.tables import Proposal, ProposalComment
from feedback_app.foundation.dialect import execute, fetch, insert_many, marks, reserve_ids

SETTLING: Final = timedelta(days=30)
"""How long comments like those that went into a theme are not proposed again: the next training needs some time."""
OPEN: Final = ("open", "faded")
MEMBERS: Final = ("proposal", "comment", "rank")


@dataclass(frozen=True, slots=True)
class Proposed:
    """A group as it is stored; ``comments`` by their ids, the most typical first."""

    comments: tuple[int, ...]
    name: str
    language: str
    words: tuple[str, ...]
    nearest: tuple[str, ...]

    @property
    def today(self) -> Today:
        """The group as matching compares it."""
        return Today(frozenset(self.comments), self.words)


async def keep(groups: Sequence[Proposed], searched: frozenset[int], now: datetime) -> int:
    """Write the groups of today; returns how many are new."""
    known = await _known(now, frozenset(searched.union(*(group.comments for group in groups))))
    before = await _comments([one.id for one in known])
    homes = matched([group.today for group in groups], known)
    closed = {one.id for one in known if one.closed}
    new = 0
    for group, home in zip(groups, homes, strict=True):
        if home is None:
            await _add(group, now)
            new += 1
        elif home in closed:
            await _add_members(home, [c for c in group.comments if c not in before[home]], len(before[home]))
        else:
            await _go_on(home, group, before[home], homes, groups, now)
    await _fade([one.id for one in known if not one.closed and one.id not in homes], before, groups)
    return new


async def _known(now: datetime, searched: frozenset[int]) -> list[Known]:
    rows = await fetch(
        """
        SELECT "id", "state", CAST("words" AS TEXT) AS "words" FROM "theme_proposal"
        WHERE "state" IN ('open', 'faded', 'dismissed') OR "decided_at" > ? ORDER BY "id"
        """,
        now - SETTLING,
    )
    comments = await _comments([row["id"] for row in rows])
    return [
        Known(
            row["id"],
            row["state"] not in OPEN,
            frozenset(comments[row["id"]]) & searched,
            tuple(msgspec.json.decode(row["words"], type=list[str])),
        )
        for row in rows
    ]


async def _comments(proposals: Sequence[int]) -> dict[int, list[int]]:
    """Return the comments of each proposal, the most typical first."""
    found: dict[int, list[int]] = {proposal: [] for proposal in proposals}
    for start in range(0, len(proposals), uncovered.AT_ONCE):
        part = proposals[start : start + uncovered.AT_ONCE]
        sql = f"""
            SELECT "proposal", "comment" FROM "theme_proposal_comment"
            WHERE "proposal" IN ({marks(part)}) ORDER BY "proposal", "rank", "comment"
        """  # noqa: S608 question marks only
        for row in await fetch(sql, *part):
            found[row["proposal"]].append(row["comment"])
    return found


async def _add(group: Proposed, now: datetime) -> None:
    (number,) = await reserve_ids(Proposal, 1)
    await execute(
        """
        INSERT INTO "theme_proposal" ("id", "state", "name", "language", "words", "size", "theme", "found_at",
            "seen_at", "nearest", "note")
        VALUES (?, 'open', ?, ?, ?, ?, '', ?, ?, ?, '')
        """,
        number, group.name, group.language, _json(group.words), len(group.comments), now, now, _json(group.nearest),
    )  # fmt: skip
    await _add_members(number, group.comments)


async def _go_on(
    proposal: int,
    group: Proposed,
    before: Sequence[int],
    homes: Sequence[int | None],
    groups: Sequence[Proposed],
    now: datetime,
) -> None:
    """Let a proposal go on as a group of today: its name stays, and so do its earlier comments without a theme."""
    still = await execute(
        """UPDATE "theme_proposal" SET "seen_at" = ? WHERE "id" = ? AND "state" IN ('open', 'faded') RETURNING "id" """,
        now,
        proposal,
    )
    if not still:
        return  # a member has decided a moment ago
    others = {c for home, other in zip(homes, groups, strict=True) if home != proposal for c in other.comments}
    kept = await uncovered.still_open([c for c in before if c not in set(group.comments) and c not in others])
    comments = [*group.comments, *kept]
    await execute('DELETE FROM "theme_proposal_comment" WHERE "proposal" = ?', proposal)
    await _add_members(proposal, comments)
    await execute(
        """
        UPDATE "theme_proposal" SET "state" = 'open', "size" = ?, "words" = ?, "nearest" = ?, "seen_at" = ?
        WHERE "id" = ?
        """,
        len(comments), _json(group.words), _json(group.nearest), now, proposal,
    )  # fmt: skip


async def _fade(proposals: Sequence[int], before: dict[int, list[int]], groups: Sequence[Proposed]) -> None:
    """Let go of proposals whose comments have themes now or lie in other groups; keep those that are only unlucky."""
    for proposal in proposals:
        left = await uncovered.still_open(before[proposal])
        if len(left) < FEWEST or elsewhere(left, [group.today for group in groups]):
            faded = """UPDATE "theme_proposal" SET "state" = 'faded' WHERE "id" = ? AND "state" = 'open' """
            await execute(faded, proposal)
            continue
        gone = [comment for comment in before[proposal] if comment not in set(left)]
        for start in range(0, len(gone), uncovered.AT_ONCE):
            part = gone[start : start + uncovered.AT_ONCE]
            sql = f"""
                DELETE FROM "theme_proposal_comment"
                WHERE "proposal" = ? AND "comment" IN ({marks(part)})
            """  # noqa: S608 question marks only
            await execute(sql, proposal, *part)
        await execute('UPDATE "theme_proposal" SET "size" = ? WHERE "id" = ?', len(left), proposal)


async def _add_members(proposal: int, comments: Sequence[int], first_rank: int = 0) -> None:
    rows = [(proposal, comment, first_rank + rank) for rank, comment in enumerate(comments)]
    await insert_many(ProposalComment, MEMBERS, rows, 'ON CONFLICT ("proposal", "comment") DO NOTHING')


def _json(values: Sequence[str]) -> str:
    return msgspec.json.encode(list(values)).decode()
