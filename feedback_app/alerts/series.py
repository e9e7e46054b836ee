"""Which series are watched, and their counts and answers as a panel of days.

A series is a theme, or a theme in one slice: one value of carrier, warehouse or product. Invariants: only themes of
teams that can act; a slice is watched from a least number of answers and recent cases on, so that one odd comment
raises no alarm; a day on which nobody in the slice answered is missing, never zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from feedback_app.alerts.slices import DIMENSIONS, TEAMS, Series, Slice
from feedback_app.alerts.trends import Panel
from feedback_app.foundation.dialect import fetch, typed

UNWATCHED_THEMES = ("praise", "other")
WINDOW_DAYS = 56
LEAST_ANSWERS = 20
LEAST_CASES = 5
LONGEST_HISTORY = timedelta(days=1826)
VALUES_PER_QUERY = 500


async def watched(last: date) -> dict[str, list[Series]]:
    """Return the series that are watched on a day, by team; a theme stands before its slices."""
    teams = await teams_of_themes()
    seen = await fetch("SELECT DISTINCT theme FROM daily_count WHERE day <= ?", last)
    found = [Series(row["theme"]) for row in seen]
    for dimension in DIMENSIONS:
        found += await _frequent(dimension, last)
    by_team: dict[str, list[Series]] = {}
    for series in sorted(found):
        team = teams.get(series.theme)
        if team:
            by_team.setdefault(team, []).append(series)
    return by_team


async def teams_of_themes() -> dict[str, str]:
    """Return the team of every theme that raises alerts."""
    rows = await fetch("SELECT code, team FROM theme WHERE retired = ?", False)
    return {row["code"]: row["team"] for row in rows if row["team"] in TEAMS and row["code"] not in UNWATCHED_THEMES}


async def _frequent(dimension: str, last: date) -> list[Series]:
    rows = await fetch(
        f"""
        SELECT theme, {dimension} AS value FROM daily_count
        WHERE day > ? AND day <= ? AND {dimension} <> '' AND {dimension} IN (
            SELECT {dimension} FROM daily_volume WHERE day <= ? GROUP BY {dimension} HAVING SUM(answers) >= ?
        ) GROUP BY theme, {dimension} HAVING SUM(comments) >= ?
        """,  # noqa: S608 the dimension is one of ours
        last - timedelta(days=WINDOW_DAYS), last, last, LEAST_ANSWERS, LEAST_CASES,
    )  # fmt: skip
    return [Series(row["theme"], Slice(dimension, row["value"])) for row in rows]


async def first_day(last: date) -> date | None:
    """Return the first day with answers, at most five years back; None when there are none."""
    rows = await fetch(
        f"SELECT {typed('MIN(day)', 'first', 'date')} FROM daily_volume WHERE answers > 0 AND day BETWEEN ? AND ?",  # noqa: S608 question marks and our own names only
        last - LONGEST_HISTORY,
        last,
    )
    found = rows[0]["first"]
    return found if isinstance(found, date) else None


async def load_panel(series: Sequence[Series], first: date, last: date, without: Sequence[Slice] = ()) -> Panel:
    """Return counts and answers of all series, day by day from ``first`` to ``last``, both inclusive.

    without: slices whose rows are left out of counts and answers alike.
    """
    shape = (len(series), (last - first).days + 1)
    counts, answers = np.zeros(shape), np.zeros(shape)
    span = _Span(first, last, tuple(without))
    for dimension in ("", *DIMENSIONS):
        rows_of = {one: row for row, one in enumerate(series) if one.slice.dimension == dimension}
        if rows_of:
            await _fill(dimension, rows_of, span, counts, answers)
    missing = answers <= 0
    counts[missing] = np.nan
    answers[missing] = np.nan
    return Panel(counts, answers, first, "day")


@dataclass(frozen=True, slots=True)
class _Span:
    """Which rows of the counted days are read."""

    first: date
    last: date
    without: tuple[Slice, ...]

    def where(self) -> tuple[str, list[date | str]]:
        left_out = "".join(f" AND {one.dimension} <> ?" for one in self.without)
        return f"day BETWEEN ? AND ?{left_out}", [self.first, self.last, *(one.value for one in self.without)]


async def _fill(
    dimension: str, rows_of: dict[Series, int], span: _Span, counts: np.ndarray, answers: np.ndarray
) -> None:
    """Write the rows of all series of one dimension into the arrays."""
    by_value: dict[str, list[int]] = {}
    for one, row in rows_of.items():
        by_value.setdefault(one.slice.value, []).append(row)
    for values in _chunks(sorted(by_value)):
        for found in await _answers(dimension, values, span):
            answers[by_value[found["value"]], (found["day"] - span.first).days] = found["n"]
        for found in await _cases(dimension, values, span):
            place = rows_of.get(Series(found["theme"], Slice(dimension, found["value"])))
            if place is not None:
                counts[place, (found["day"] - span.first).days] = found["n"]


def _chunks(values: Sequence[str]) -> Iterable[Sequence[str]]:
    return (values[start : start + VALUES_PER_QUERY] for start in range(0, len(values), VALUES_PER_QUERY))


async def _answers(dimension: str, values: Sequence[str], span: _Span) -> list[dict[str, Any]]:
    where, arguments = span.where()
    column, chosen = _choice(dimension, values)
    sql = f"""
        SELECT day, {column} AS value, SUM(answers) AS n FROM daily_volume
        WHERE {where} {chosen} GROUP BY day{_and(dimension)}
    """  # noqa: S608 names are ours
    return await fetch(sql, *arguments, *(values if dimension else ()))


async def _cases(dimension: str, values: Sequence[str], span: _Span) -> list[dict[str, Any]]:
    where, arguments = span.where()
    column, chosen = _choice(dimension, values)
    sql = f"""
        SELECT day, theme, {column} AS value, SUM(comments) AS n FROM daily_count
        WHERE {where} {chosen} GROUP BY day, theme{_and(dimension)}
    """  # noqa: S608 names are ours
    return await fetch(sql, *arguments, *(values if dimension else ()))


def _choice(dimension: str, values: Sequence[str]) -> tuple[str, str]:
    if not dimension:
        return "''", ""
    return dimension, f"AND {dimension} IN ({', '.join('?' * len(values))})"


def _and(dimension: str) -> str:
    return f", {dimension}" if dimension else ""
