"""Parts: the dimensions that are counted each by itself, to explain a rise and, some of them, to be watched.

Invariants: an empty value is no part; the parts of a day are written in the transaction that counts the day; the slices
that are left out of a part are left out comment by comment, because its counts know nothing of other dimensions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from feedback_app.alerts.slices import PARTS, Slice
from feedback_app.foundation.dialect import execute, fetch, marks

_SURVEY: Final = "v.code || ' v' || v.version"
"""Code and version of the survey that was answered, e.g. "returns v3"."""
_COMMENTS: Final = "comment c"
_WITH_SURVEY: Final = "comment c JOIN submission s ON s.id = c.submission JOIN survey v ON v.id = s.survey"


@dataclass(frozen=True, slots=True)
class Span:
    """Which days are read, both inclusive, and the slices whose comments are left out."""

    first: date
    last: date
    without: tuple[Slice, ...] = ()

    @property
    def needs_comments(self) -> bool:
        """True when a part is left out, which no counted slice knows of."""
        return any(one.dimension in PARTS for one in self.without)


async def count_parts(days: Sequence[date]) -> None:
    """Count the parts of these days anew, inside the caller's transaction."""
    listed = marks(days)
    await execute(f"DELETE FROM daily_part WHERE day IN ({listed})", *days)  # noqa: S608 only question marks
    for dimension in PARTS:
        value = _value(dimension)
        rest = f"c.superseded_at IS NULL AND c.day IN ({listed}) AND {value} <> ''"
        for theme, source, group in (
            ("''", _source(dimension), ""),
            ("a.theme", f"{_source(dimension)} JOIN assignment a ON a.comment = c.id", ", a.theme"),
        ):
            await execute(
                f"""
                INSERT INTO daily_part (day, dimension, value, theme, comments)
                SELECT c.day, '{dimension}', {value}, {theme}, COUNT(*) FROM {source}
                WHERE {rest} GROUP BY c.day, {value}{group}
                """,  # noqa: S608 names are ours
                *days,
            )


async def counted(dimension: str, values: Sequence[str], span: Span, themes: bool) -> list[dict[str, Any]]:
    """Return rows of day, value and n, of all comments or, with ``themes``, of each theme."""
    return await fetch(
        f"""
        SELECT day, theme, value, comments AS n FROM daily_part
        WHERE dimension = ? AND theme {"<>" if themes else "="} '' AND day BETWEEN ? AND ?
        AND value IN ({marks(values)})
        """,  # noqa: S608 question marks and our own words only
        dimension, span.first, span.last, *values,
    )  # fmt: skip


async def commented(dimension: str, values: Sequence[str], span: Span, themes: bool) -> list[dict[str, Any]]:
    """Return the same rows from the comments themselves, without those of the slices that are left out.

    ``dimension``: any, or empty for all comments, whose value is then empty too.
    """
    value = _value(dimension) if dimension else "''"
    dimensions = {dimension, *(one.dimension for one in span.without)}
    source = _WITH_SURVEY if "survey" in dimensions else _COMMENTS
    chosen = f" AND {value} IN ({marks(values)})" if dimension else ""
    left_out = "".join(f" AND {_value(one.dimension)} <> ?" for one in span.without)
    group = f", {value}" if dimension else ""
    sql = f"""
        SELECT c.day AS day, {"a.theme" if themes else "''"} AS theme, {value} AS value, COUNT(*) AS n
        FROM {source}{" JOIN assignment a ON a.comment = c.id" if themes else ""}
        WHERE c.superseded_at IS NULL AND c.day BETWEEN ? AND ?{chosen}{left_out}
        GROUP BY c.day{", a.theme" if themes else ""}{group}
    """  # noqa: S608 question marks and our own names only
    arguments = [*(values if dimension else ()), *(one.value for one in span.without)]
    return await fetch(sql, span.first, span.last, *arguments)


def _value(dimension: str) -> str:
    return _SURVEY if dimension == "survey" else f"c.{dimension}"


def _source(dimension: str) -> str:
    return _WITH_SURVEY if dimension == "survey" else _COMMENTS
