"""The comments that may be asked about, read from a bounded window, and what members have answered so far."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from classifier.queue.asking import FEW_LABELS, Answered, Candidate, Question, next_question
from classifier.themes import live_codes
from feedback_app.foundation.dialect import fetch, marks

MOST_UNCOVERED: Final = 300
MOST_NEWEST: Final = 1_200
MOST_UNSURE: Final = 300
MOST_RARE: Final = 15
RARE_THEMES: Final = 6
ANSWERED: Final = 300
COUNTED: Final = 5_000

CURRENT = """ k."source" = 'model' AND c."superseded_at" IS NULL AND c."text" <> '' """
UNCOVERED = f"""
    SELECT c."id", c."text", k."language" FROM "classification" k JOIN "comment" c ON c."id" = k."comment"
    WHERE k."outcome" = 'none' AND {CURRENT} ORDER BY k."day" DESC LIMIT ?
"""  # noqa: S608 our own words only
NEWEST = f"""
    SELECT n."id", n."language", a."theme", a."probability" FROM (
        SELECT c."id", k."language" FROM "comment" c JOIN "classification" k ON k."comment" = c."id"
        WHERE {CURRENT} AND k."outcome" = 'themes' ORDER BY c."day" DESC, c."id" DESC LIMIT ?
    ) n JOIN "assignment" a ON a."comment" = n."id" WHERE a."source" = 'model'
"""  # noqa: S608 our own words only
RARE = f"""
    SELECT c."id", k."language", a."theme", a."probability"
    FROM "assignment" a JOIN "comment" c ON c."id" = a."comment" JOIN "classification" k ON k."comment" = c."id"
    WHERE a."theme" = ? AND a."source" = 'model' AND {CURRENT} ORDER BY a."comment" DESC LIMIT ?
"""  # noqa: S608 our own words only
LAST_ANSWERS = """
    SELECT r."themes_after", k."language", CASE WHEN r."id" > ? THEN c."text" ELSE '' END AS "text"
    FROM "correction" r JOIN "comment" c ON c."id" = r."comment"
    LEFT JOIN "classification" k ON k."comment" = r."comment" ORDER BY r."id" DESC LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class Draw:
    """A question, and the themes of the newest comments, the most frequent first."""

    question: Question | None
    frequent: tuple[str, ...]


async def draw(member_id: int, turn: int, avoid: AbstractSet[int]) -> Draw:
    """Return the most useful question to this member; ``avoid``: comments not to ask about now."""
    answered = await _answered()
    newest = await fetch(NEWEST, MOST_NEWEST)
    rare = [row for theme in await _rare_themes(answered) for row in await fetch(RARE, theme, MOST_RARE)]
    given = _unsure_first(newest, MOST_UNSURE) | _by_comment(rare)
    texts = await _texts(list(given))
    uncovered = [Candidate(r["id"], r["text"], r["language"], {}) for r in await fetch(UNCOVERED, MOST_UNCOVERED)]
    candidates = uncovered + [Candidate(i, texts[i], *said) for i, said in given.items() if i in texts]
    question = await asyncio.to_thread(next_question, candidates, answered, member_id, turn, avoid)
    frequent = Counter(row["theme"] for row in newest)
    return Draw(question, tuple(theme for theme, _ in frequent.most_common()))


async def _answered() -> Answered:
    newest = await fetch('SELECT COALESCE(MAX("id"), 0) AS "newest" FROM "correction"')
    rows = await fetch(LAST_ANSWERS, newest[0]["newest"] - ANSWERED, COUNTED)
    labels = Counter(theme for row in rows for theme in msgspec.json.decode(row["themes_after"], type=list[str]))
    languages = Counter(row["language"] for row in rows if row["language"])
    return Answered(tuple(row["text"] for row in rows if row["text"]), languages, labels)


async def _rare_themes(answered: Answered) -> list[str]:
    labels = answered.labels or {}
    few = [theme for theme in await live_codes() if labels.get(theme, 0) < FEW_LABELS]
    return sorted(few, key=lambda theme: (labels.get(theme, 0), theme))[:RARE_THEMES]


Said = tuple[str, Mapping[str, float]]
"""The language a comment was read in, and how sure the model is of each theme it gave."""


def _by_comment(rows: Sequence[Mapping[str, Any]]) -> dict[int, Said]:
    sure: dict[int, dict[str, float]] = {}
    for row in rows:
        sure.setdefault(row["id"], {})[row["theme"]] = float(row["probability"])
    languages = {row["id"]: row["language"] for row in rows}
    return {comment: (languages[comment], themes) for comment, themes in sure.items()}


def _unsure_first(rows: Sequence[Mapping[str, Any]], most: int) -> dict[int, Said]:
    found = _by_comment(rows)
    least = sorted(found, key=lambda comment: (min(found[comment][1].values()), comment))
    return {comment: found[comment] for comment in least[:most]}


async def _texts(comments: Sequence[int]) -> dict[int, str]:
    if not comments:
        return {}
    rows = await fetch(f'SELECT "id", "text" FROM "comment" WHERE "id" IN ({marks(comments)})', *comments)  # noqa: S608 marks only
    return {row["id"]: row["text"] for row in rows}
