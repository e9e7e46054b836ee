"""Into which parts a theme could be split: proposed by what its comments say, for the page on which a member decides.

Reads only. The parts come from ``discovery.propose_split`` over the newest comments of the theme; none where they
belong together.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from classifier.discovery import propose_split
from classifier.inbox.growth import Growth, growth_of
from classifier.stopwords import Language
from classifier.text import language_of
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.house import House

LOOKED_AT: Final = 5_000
FEWEST_TO_SPLIT: Final = 16
"""Comments with text below which parts would be too small to be themes: two groups of eight."""


@dataclass(frozen=True, slots=True)
class SplitPart:
    """A part of a theme. ``comments`` by their ids, the most typical first; ``typical`` differ in their wording."""

    name: str
    language: Language
    comments: tuple[int, ...]
    typical: tuple[int, ...]
    growth: Growth


@dataclass(frozen=True, slots=True)
class _Said:
    id: int
    day: date
    text: str
    language: Language


async def proposed_split(theme: str, house: House) -> tuple[SplitPart, ...]:
    """Return the two to four parts into which the comments of a theme fall, the largest first; none if they do not.

    Parts are sought in the language that most comments have, for a language is no part; the others stay with the theme.
    Growth is that of the part within the theme's comments looked at: a part that only grows with its theme is steady.
    """
    said = await _newest(theme)
    if len(said) < FEWEST_TO_SPLIT:
        return ()
    return await asyncio.to_thread(_parts, said, house.today())


def _parts(said: Sequence[_Said], today: date) -> tuple[SplitPart, ...]:
    everything = Counter(one.day for one in said)
    spoken = Counter(one.language for one in said).most_common(1)[0][0]
    said = [one for one in said if one.language == spoken]
    found = propose_split([one.text for one in said], [one.language for one in said])
    return tuple(
        SplitPart(
            name=part.name[:1].upper() + part.name[1:],
            language=spoken,
            comments=tuple(said[i].id for i in part.members),
            typical=tuple(said[i].id for i in part.representatives),
            growth=growth_of(Counter(said[i].day for i in part.members), everything, today),
        )
        for part in found
    )


async def _newest(theme: str) -> list[_Said]:
    rows = await fetch(
        """
        SELECT c."id", c."day", c."text", c."language" FROM "assignment" a JOIN "comment" c ON c."id" = a."comment"
        WHERE a."theme" = ? AND c."text" <> '' AND c."superseded_at" IS NULL ORDER BY a."comment" DESC LIMIT ?
        """,
        theme,
        LOOKED_AT,
    )
    return [_Said(row["id"], row["day"], row["text"], language_of(row["text"], row["language"])) for row in rows]
