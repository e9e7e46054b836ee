"""The questions that product managers' pages ask of the tables. Reads only.

Counts come from the counted days, which outlive the texts, where these know the slice (carrier, warehouse); for
products, categories and languages they come from the comments themselves. A figure is one grouped statement.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from feedback_app.alerts.slices import Series, Slice
from feedback_app.foundation.dialect import fetch
from feedback_app.insights.conditions import conditions
from feedback_app.insights.views import EVERYTHING, Span

COUNTED_SLICES: Final = frozenset({"carrier", "warehouse"})
MOST_PRODUCTS: Final = 8


@dataclass(frozen=True, slots=True)
class Counted:
    """Comments per theme and day, and answers of any kind per day; days without any are left out."""

    themes: Mapping[str, Mapping[date, int]]
    answers: Mapping[date, int]

    def cases_in(self, theme: str, span: Span) -> int:
        """Count the comments with a theme in a span."""
        return _within(self.themes.get(theme, {}), span)

    def answers_in(self, span: Span) -> int:
        """Count the answers in a span."""
        return _within(self.answers, span)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many answers came with a text, to how many texts no theme fits, and how many still wait to be read.

    ``silent`` texts say nothing ("see above") or are in neither language: no theme could cover them.
    """

    with_text: int
    unassigned: int
    unread: int = 0
    silent: int = 0

    @property
    def telling(self) -> int:
        """Number of texts that were read and say something."""
        return max(self.with_text - self.unread - self.silent, 0)

    @property
    def share(self) -> float | None:
        """The share of telling texts that have a theme, 0..1; None without any."""
        return 1 - self.unassigned / self.telling if self.telling else None


@dataclass(frozen=True, slots=True)
class Expectation:
    """What detection expected of a day: the middle and the 95 % interval of the count."""

    expected: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class ProductCount:
    """Comments with a theme about one product."""

    product: str
    count: int


def _within(counts: Mapping[date, int], span: Span) -> int:
    return sum(count for day, count in counts.items() if span.since <= day <= span.until)


async def counted(span: Span, slices: Mapping[str, str] = EVERYTHING, theme: str = "") -> Counted:
    """Return counts per day in a span and slice: of all themes, or of one."""
    source = _from_counted_days if slices.keys() <= COUNTED_SLICES else _from_comments
    cases, answers = await source(span, slices, theme)
    themes: dict[str, dict[date, int]] = {}
    for row in cases:
        themes.setdefault(row["theme"], {})[row["day"]] = int(row["n"])
    return Counted(themes, {row["day"]: int(row["n"]) for row in answers if row["n"]})


Rows = list[dict[str, Any]]


async def _from_counted_days(span: Span, slices: Mapping[str, str], theme: str) -> tuple[Rows, Rows]:
    sliced = "".join(f' AND "{name}" = ?' for name in slices)
    arguments = (span.since, span.until, *slices.values())
    of_theme = ' AND "theme" = ?' if theme else ""
    cases = await fetch(
        f"""
        SELECT "day", "theme", SUM("comments") AS n FROM "daily_count"
        WHERE "day" BETWEEN ? AND ?{sliced}{of_theme} GROUP BY "day", "theme"
        """,  # noqa: S608 names are ours
        *arguments,
        *((theme,) if theme else ()),
    )
    answers = await fetch(
        f'SELECT "day", SUM("answers") AS n FROM "daily_volume" WHERE "day" BETWEEN ? AND ?{sliced} GROUP BY "day"',  # noqa: S608 question marks and our own names only
        *arguments,
    )
    return cases, answers


async def _from_comments(span: Span, slices: Mapping[str, str], theme: str) -> tuple[Rows, Rows]:
    chosen = Chosen.of(span, slices)
    of_theme = ' AND a."theme" = ?' if theme else ""
    cases = await fetch(
        f"""
        SELECT c."day", a."theme", COUNT(*) AS n FROM "comment" c JOIN "assignment" a ON a."comment" = c."id"
        WHERE {chosen.where}{of_theme} GROUP BY c."day", a."theme"
        """,  # noqa: S608 names are ours
        *chosen.arguments,
        *((theme,) if theme else ()),
    )
    answers = await fetch(
        f'SELECT c."day", COUNT(*) AS n FROM "comment" c WHERE {chosen.where} GROUP BY c."day"',  # noqa: S608 question marks and our own names only
        *chosen.arguments,
    )
    return cases, answers


@dataclass(frozen=True, slots=True)
class Chosen:
    """A condition on the current comments ``c`` of a span and slice, with its arguments."""

    where: str
    arguments: tuple[object, ...]

    @classmethod
    def of(cls, span: Span, slices: Mapping[str, str]) -> Chosen:
        """Return the condition for the comments of a span and slice."""
        sliced = cls.by_slice(slices)
        where = f'c."day" BETWEEN ? AND ? AND c."superseded_at" IS NULL{sliced.where}'
        return cls(where, (span.since, span.until, *sliced.arguments))

    @classmethod
    def by_slice(cls, slices: Mapping[str, str]) -> Chosen:
        """Return the condition for a slice alone, beginning with AND; empty for everything."""
        return cls(*conditions(slices))


async def coverage(span: Span, slices: Mapping[str, str] = EVERYTHING) -> Coverage:
    """Count the texts of a span, those that no theme fits, and those behind the newest that was read."""
    chosen = Chosen.of(span, slices)
    texts = await fetch(
        f'SELECT COUNT(*) AS n FROM "comment" c WHERE {chosen.where} AND c."text" <> \'\'',  # noqa: S608 question marks and our own names only
        *chosen.arguments,
    )
    unassigned = await _with_outcome("= 'none'", span, chosen)
    silent = await _with_outcome("IN ('empty', 'foreign')", span, chosen)
    # Comments are read in the order of their ids: looking behind the last one costs nothing, an anti-join would.
    unread = await fetch(
        f"""
        SELECT COUNT(*) AS n FROM "comment" c WHERE {chosen.where} AND c."text" <> ''
        AND c."id" > (SELECT COALESCE(MAX("comment"), 0) FROM "classification")
        """,  # noqa: S608 names are ours
        *chosen.arguments,
    )
    return Coverage(int(texts[0]["n"]), unassigned, int(unread[0]["n"]), silent)


async def _with_outcome(outcome: str, span: Span, chosen: Chosen) -> int:
    found = await fetch(
        f"""
        SELECT COUNT(*) AS n FROM "classification" k JOIN "comment" c ON c."id" = k."comment"
        WHERE k."outcome" {outcome} AND k."day" BETWEEN ? AND ? AND c."text" <> '' AND {chosen.where}
        """,  # noqa: S608 names are ours
        span.since,
        span.until,
        *chosen.arguments,
    )
    return int(found[0]["n"])


async def expectations(theme: str, span: Span, slices: Mapping[str, str] = EVERYTHING) -> dict[date, Expectation]:
    """Return what was expected of a theme's days; nothing for slices that detection does not watch."""
    if len(slices) > 1 or not slices.keys() <= COUNTED_SLICES:
        return {}
    series = Series(theme, *(Slice(name, value) for name, value in slices.items()))
    found = await fetch(
        'SELECT "day", "expected", "lower", "upper" FROM "trend" WHERE "series" = ? AND "day" BETWEEN ? AND ?',
        series.key,
        span.since,
        span.until,
    )
    return {row["day"]: Expectation(row["expected"], row["lower"], row["upper"]) for row in found}


async def top_products(theme: str, span: Span, slices: Mapping[str, str] = EVERYTHING) -> list[ProductCount]:
    """Return the products that a theme is about most; the stock number stands in where the name is not known."""
    chosen = Chosen.of(span, slices)
    found = await fetch(
        f"""
        SELECT COALESCE(NULLIF(c."product", ''), c."sku") AS product, COUNT(*) AS n
        FROM "assignment" a JOIN "comment" c ON c."id" = a."comment"
        WHERE {chosen.where} AND a."theme" = ? AND (c."product" <> '' OR c."sku" <> '')
        GROUP BY 1 ORDER BY n DESC, product LIMIT {MOST_PRODUCTS}
        """,  # noqa: S608 names are ours
        *chosen.arguments,
        theme,
    )
    return [ProductCount(row["product"], int(row["n"])) for row in found]


async def open_alerts() -> dict[str, int]:
    """Return the id of the newest open alert of each theme that has one."""
    found = await fetch('SELECT "theme", MAX("id") AS "id" FROM "alert" WHERE "open_key" IS NOT NULL GROUP BY "theme"')
    return {row["theme"]: int(row["id"]) for row in found}


async def slice_values(dimension: str, span: Span, most: int = 200) -> list[str]:
    """Return the values of product, category, carrier or warehouse with the most answers in a span, by name."""
    column = f'"{dimension}"'
    found = await fetch(
        f"""
        SELECT {column} AS value, SUM("answers") AS n FROM "daily_volume"
        WHERE "day" BETWEEN ? AND ? AND {column} <> '' GROUP BY {column} ORDER BY n DESC LIMIT {most}
        """,  # noqa: S608 names are ours
        span.since,
        span.until,
    )
    return sorted(row["value"] for row in found)


def per_step(counts: Mapping[date, int], span: Span, days: int = 1) -> Sequence[int]:
    """Sum counts in steps of some days up to the span's last day; days before the first full step are left out."""
    steps = span.days // days
    sums = [0] * steps
    first = span.until - timedelta(days=steps * days - 1)
    for day, count in counts.items():
        if first <= day <= span.until:
            sums[(day - first).days // days] += count
    return sums
