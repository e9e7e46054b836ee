"""Which of the comments that a view shows say what is looked for: the index's hits within a cut of the columns.

Reads only. The index answers with ids, newest first; days and filters are the columns' matter, so every filter of the
desk works and the figures beside the hits cost nothing more. Invariant: a hit is a current comment with a text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from feedback_app.insights.search.engine import Ids, matching_among
from feedback_app.insights.search.query import Query
from feedback_app.insights.store.columns import Array, Cut

MOST: Final = 20_000
"""So many hits of the index are looked at, newest first; of more, the figures are those of the newest."""
MOODS: Final = {"bad": (1, 2), "good": (4, 5)}


@dataclass(frozen=True, slots=True)
class Found:
    """The hits as a cut, oldest day first. ``complete``: False where there were more than MOST to look at.

    ``texts``: how many texts were searched.
    """

    hits: Cut
    complete: bool
    texts: int

    def newest(self, first: int, most: int) -> list[int]:
        """Return the ids of some hits, newest first, from the one numbered ``first`` (from 0) on."""
        comments = self.hits.column("comment")[::-1]
        return [int(comment) for comment in comments[first : first + most]]


async def find(query: Query, cut: Cut) -> Found:
    """Return the comments of a cut that a query finds; all with a text when it asks for no word."""
    has_text = cut.column("has_text").astype(np.bool_)
    texts = int(np.count_nonzero(has_text))
    if not query.units or not texts:
        return Found(cut.where(has_text), True, texts)
    comments = cut.column("comment")
    first, last = int(comments[has_text].min()), int(comments[has_text].max())
    ids = await matching_among(query, comments[has_text], MOST + 1)
    return Found(cut.where(has_text & _among(comments, ids[:MOST], first, last)), len(ids) <= MOST, texts)


def rated(cut: Cut, mood: str) -> Cut:
    """Return the rows of a cut whose customers were content (good) or not (bad); the whole cut for no mood."""
    if mood not in MOODS:
        return cut
    low, high = MOODS[mood]
    ratings = cut.column("rating")
    return cut.where((ratings >= low) & (ratings <= high))


def _among(comments: Array, ids: Ids, first: int, last: int) -> Array:
    """Mark the comments that are among ids, all of these within first..last; other comments may lie outside."""
    found = np.zeros(last - first + 2, np.bool_)
    found[ids - first] = True
    # The last place stands for everything outside.
    places = np.clip(comments.astype(np.int64) - first, -1, last - first + 1)
    return found[places]
