"""What somebody may have meant who found nothing: words of customers that differ from the typed ones by a slip.

Reads the newest texts and keeps nothing, so that no word outlives the comment that it stood in.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import Final

from classifier.exceptions.spelling import nearly
from feedback_app.foundation.dialect import fetch
from feedback_app.insights.search.query import Query
from feedback_app.insights.search.words import folded_of, tokens_of

NEWEST: Final = 3_000
SHORTEST: Final = 4
LEAST: Final = 2
"""A word that only one customer wrote may be a slip itself."""


async def meant_by(query: Query, typed: str) -> str:
    """Return the query as it was perhaps meant; "" when nothing is near enough."""
    sought = {unit.said: folded_of(unit.said) for unit in query.wanted if len(unit.german) == 1}
    sought = {said: word for said, word in sought.items() if len(word) >= SHORTEST and not said.endswith("*")}
    if not sought:
        return ""
    rows = await fetch(TEXTS, NEWEST)
    nearest = await asyncio.to_thread(_nearest, [row["text"] for row in rows], sought)
    meant = typed
    for said, word in nearest.items():
        meant = meant.replace(said, word)
    return meant if meant != typed else ""


TEXTS: Final = """
    SELECT "text" FROM "comment" WHERE "text" <> '' AND "superseded_at" IS NULL ORDER BY "day" DESC, "id" DESC LIMIT ?
"""


def _nearest(texts: Sequence[str], sought: dict[str, str]) -> dict[str, str]:
    """Return for each sought word that nobody wrote the most frequent one that is nearly the same."""
    written = Counter(token for text in texts for token in set(tokens_of(text)))
    folded = {token: folded_of(token) for token in written}
    known = set(folded.values())
    found = {}
    for said, word in sought.items():
        near = [
            token for token, f in folded.items() if written[token] >= LEAST and f[:1] == word[:1] and nearly(f, word)
        ]
        if word not in known and near:
            found[said] = max(near, key=lambda token: (written[token], token))
    return found
