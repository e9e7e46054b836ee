"""What the tables know of one theme: its labels, how many comments have it and from whom, and whether texts changed.

Reads only. Drift is seen twice: members who look at comments with the theme keep it less often than they did, or the
texts with it have become stranger to the model than those from before it was trained (two-sample z-test of mean
novelty at the 1 % level, at least ``ENOUGH`` texts on both sides).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, Literal

from feedback_app.foundation.dialect import fetch

SPAN: Final = timedelta(days=90)
ENOUGH: Final = 30
LEVEL: Final = 0.01
Drift = Literal["same", "stranger", "nearer", "too_early"]


@dataclass(frozen=True, slots=True)
class Labels:
    """How many comments people gave the theme: members one by one, by deeds on themes, and customers."""

    members: int
    examples: int
    customers: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Comments of the last 90 days with the theme, in all and by who said so, and all comments of these days."""

    comments: int
    of: int
    by_source: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Texts:
    """Number of texts and the mean and variance of their novelty, 0..1."""

    count: int
    mean: float
    variance: float


async def labels_of(theme: str) -> Labels:
    """Return how many comments carry the theme because somebody said so."""
    members = await fetch("""SELECT COUNT(*) AS n FROM "assignment" WHERE "theme" = ? AND "source" = 'member'""", theme)
    examples = await fetch('SELECT COUNT(DISTINCT "comment") AS n FROM "theme_example" WHERE "theme" = ?', theme)
    customers = await fetch(
        'SELECT COUNT(*) AS n FROM "confirmation" WHERE "theme" = ? AND "confirmed" = ?', theme, True
    )
    return Labels(*(int(found[0]["n"]) for found in (members, examples, customers)))


async def coverage_of(theme: str, today: date) -> Coverage:
    """Return how many comments of the last 90 days have the theme."""
    since = today - SPAN
    rows = await fetch(
        """
        SELECT a."source", COUNT(*) AS n FROM "assignment" a JOIN "comment" c ON c."id" = a."comment"
        WHERE a."theme" = ? AND c."day" > ? AND c."superseded_at" IS NULL GROUP BY a."source" ORDER BY a."source"
        """,
        theme,
        since,
    )
    every = await fetch('SELECT COUNT(*) AS n FROM "comment" c WHERE c."day" > ? AND c."superseded_at" IS NULL', since)
    by_source = {str(row["source"]): int(row["n"]) for row in rows}
    return Coverage(sum(by_source.values()), int(every[0]["n"]), by_source)


async def kept_since(theme: str, since: datetime) -> tuple[int, int]:
    """Return of how many comments with the theme members kept it since then, and how many they looked at."""
    rows = await fetch(
        """
        SELECT SUM(CASE WHEN CAST("themes_after" AS TEXT) LIKE ? THEN 1 ELSE 0 END) AS kept, COUNT(*) AS n
        FROM "correction" WHERE "corrected_at" >= ? AND CAST("themes_before" AS TEXT) LIKE ?
        """,
        f'%"{theme}"%',
        since,
        f'%"{theme}"%',
    )
    return int(rows[0]["kept"] or 0), int(rows[0]["n"])


async def drift_since(theme: str, trained: date) -> Drift:
    """Tell whether texts with the theme have become stranger to the model since the day it was trained."""
    before = await _novelty(theme, trained - SPAN, trained)
    since = await _novelty(theme, trained, trained + SPAN * 40)
    return drift(before, since)


async def _novelty(theme: str, first: date, end: date) -> Texts:
    rows: list[dict[str, Any]] = await fetch(
        """
        SELECT COUNT(*) AS n, AVG(k."novelty") AS mean, AVG(k."novelty" * k."novelty") AS square
        FROM "assignment" a JOIN "classification" k ON k."comment" = a."comment"
        WHERE a."theme" = ? AND k."day" >= ? AND k."day" < ? AND k."novelty" IS NOT NULL
        """,
        theme,
        first,
        end,
    )
    count, mean = int(rows[0]["n"]), float(rows[0]["mean"] or 0.0)
    return Texts(count, mean, max(float(rows[0]["square"] or 0.0) - mean**2, 0.0))


def drift(before: Texts, since: Texts) -> Drift:
    """Compare mean novelty before and since (two-sample z-test; Fleiss, Levin and Paik 2003, chapter 2)."""
    if min(before.count, since.count) < ENOUGH:
        return "too_early"
    error = math.sqrt(before.variance / before.count + since.variance / since.count)
    difference = since.mean - before.mean
    if error == 0:
        return "same" if difference == 0 else ("stranger" if difference > 0 else "nearer")
    if math.erfc(abs(difference) / error / math.sqrt(2)) >= LEVEL:
        return "same"
    return "stranger" if difference > 0 else "nearer"
