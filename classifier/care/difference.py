"""What would change if a candidate read the comments: how many would move, from which theme to which.

The pure part counts; ``difference_of`` streams the comments past it, at most ``SAMPLE`` of them, evenly over all ids.
What members corrected does not move, because no model is asked about it.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import product
from typing import TYPE_CHECKING, Final

from classifier.assignments import surroundings
from classifier.care.measures import Difference, Kind, Move
from classifier.confirmations import confirmations_of
from classifier.examining import Waiting
from classifier.themes import themes_of
from feedback_app.foundation.dialect import fetch

if TYPE_CHECKING:
    from classifier.model import ThemeModel

SAMPLE: Final = 20_000
SLICE: Final = 250
MOST_MOVES: Final = 60
EXAMPLES: Final = 4

Way = tuple[Kind, str, str]


class Tally:
    """Counts comments whose themes would be others."""

    def __init__(self) -> None:
        self.read = 0
        self.changed = 0
        self._ways: Counter[Way] = Counter()
        self._examples: dict[Way, list[int]] = {}

    def add(self, comment: int, before: Sequence[str], after: Sequence[str]) -> None:
        """Note the themes of one comment now and then."""
        self.read += 1
        if set(before) == set(after):
            return
        self.changed += 1
        for way in ways(set(before), set(after)):
            self._ways[way] += 1
            examples = self._examples.setdefault(way, [])
            if len(examples) < EXAMPLES:
                examples.append(comment)

    def difference(self, total: int) -> Difference:
        """Return the counts, the most frequent move first; ``total`` is how many comments there are."""
        ordered = sorted(self._ways.items(), key=lambda found: (-found[1], found[0]))[:MOST_MOVES]
        moves = tuple(Move(*way, count, tuple(self._examples[way])) for way, count in ordered)
        return Difference(total, self.read, self.changed, moves)


def ways(before: set[str], after: set[str]) -> Iterator[Way]:
    """Say how one comment gets from its themes to the others, theme by theme."""
    left, reached = sorted(before - after), sorted(after - before)
    if left and reached:
        yield from (("moved", old, new) for old, new in product(left, reached))
    elif reached:
        yield from (("added" if before else "found", "", new) for new in reached)
    else:
        yield from (("dropped" if after else "lost", old, "") for old in left)


COUNT: Final = """
    SELECT COUNT(*) AS comments FROM "classification" k JOIN "comment" c ON c."id" = k."comment"
    WHERE k."source" = 'model' AND c."superseded_at" IS NULL AND c."text" <> ''
"""
SOME: Final = """
    SELECT c."id", c."day", c."reason", c."text", c."language"
    FROM "comment" c JOIN "classification" k ON k."comment" = c."id"
    WHERE c."id" > ? AND c."id" % ? = 0 AND k."source" = 'model' AND c."superseded_at" IS NULL AND c."text" <> ''
    ORDER BY c."id" LIMIT ?
"""


async def difference_of(model: ThemeModel, most: int = SAMPLE) -> Difference:
    """Compare what stands in the database with what this model would say; nothing is written."""
    total = int((await fetch(COUNT))[0]["comments"])
    step = max(-(-total // most), 1)
    tally, after = Tally(), 0
    while rows := await fetch(SOME, after, step, SLICE):
        waiting = [Waiting(r["id"], r["day"], r["reason"], r["text"], r["language"]) for r in rows]
        ids = [w.id for w in waiting]
        around, heard, before = await surroundings(), await confirmations_of(ids), await themes_of(ids)
        for finding in await asyncio.to_thread(around.examine, waiting, model, heard):
            tally.add(finding.comment.id, before[finding.comment.id], [a.theme for a in finding.assigned])
        after = ids[-1]
    return tally.difference(total)
