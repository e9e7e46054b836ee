"""Which series are watched, and their counts and answers as a panel of days.

A series is a theme, or a theme in one slice: one value of carrier, warehouse or product, of lot or hub. Invariants:
only themes of teams that can act; a slice with too few answers or recent cases sleeps and is served by its theme, so
that one odd comment raises no alarm; a day on which nobody in the slice answered is missing, never zero.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np

from feedback_app.alerts import parts
from feedback_app.alerts.parts import Span
from feedback_app.alerts.rate_counts import fill_rates, watched_rates
from feedback_app.alerts.slices import DIMENSIONS, PARTS, RETURN_RATE, TEAMS, WATCHED_PARTS, Series, Slice
from feedback_app.alerts.trends import Panel
from feedback_app.foundation.dialect import fetch, marks, typed

TEAM_OF_RATES = "product"
UNWATCHED_THEMES = ("praise", "other")
WINDOW_DAYS = 56
LEAST_ANSWERS = 20
LEAST_CASES = 5
AWAKE_DAYS = 90
AWAKE_CASES = math.ceil(0.05 * AWAKE_DAYS)
"""A slice with fewer than one case in twenty days sleeps; its cases count in its theme."""
LONGEST_HISTORY = timedelta(days=1826)
VALUES_PER_QUERY = 500


async def watched(last: date) -> dict[str, list[Series]]:
    """Return the series that are watched on a day, by team; a theme stands before its slices."""
    teams = await teams_of_themes()
    seen = await fetch("SELECT DISTINCT theme FROM daily_count WHERE day <= ?", last)
    found = [Series(row["theme"]) for row in seen]
    for dimension in DIMENSIONS:
        found += await _frequent(dimension, last)
    for dimension in WATCHED_PARTS:
        found += await _frequent_parts(dimension, last)
    by_team: dict[str, list[Series]] = {}
    found += await watched_rates(last)
    for series in sorted(found):
        team = teams.get(series.theme)
        if team:
            by_team.setdefault(team, []).append(series)
    return by_team


async def teams_of_themes() -> dict[str, str]:
    """Return the team of every theme that raises alerts, and of the return rate."""
    rows = await fetch("SELECT code, team FROM theme WHERE retired = ?", False)
    teams = {row["code"]: row["team"] for row in rows if row["team"] in TEAMS and row["code"] not in UNWATCHED_THEMES}
    return teams | {RETURN_RATE: TEAM_OF_RATES}


async def _frequent(dimension: str, last: date) -> list[Series]:
    rows = await fetch(
        f"""
        SELECT theme, {dimension} AS value FROM daily_count
        WHERE day > ? AND day <= ? AND {dimension} <> '' AND {dimension} IN (
            SELECT {dimension} FROM daily_volume WHERE day <= ? GROUP BY {dimension} HAVING SUM(answers) >= ?
        ) GROUP BY theme, {dimension} HAVING SUM(comments) >= ?
        """,  # noqa: S608 the dimension is one of ours
        last - timedelta(days=AWAKE_DAYS), last, last, LEAST_ANSWERS, AWAKE_CASES,
    )  # fmt: skip
    return [Series(row["theme"], Slice(dimension, row["value"])) for row in rows]


async def _frequent_parts(dimension: str, last: date) -> list[Series]:
    rows = await fetch(
        """
        SELECT theme, value FROM daily_part
        WHERE dimension = ? AND theme <> '' AND day > ? AND day <= ? AND value IN (
            SELECT value FROM daily_part WHERE dimension = ? AND theme = '' AND day <= ?
            GROUP BY value HAVING SUM(comments) >= ?
        ) GROUP BY theme, value HAVING SUM(comments) >= ?
        """,
        dimension, last - timedelta(days=AWAKE_DAYS), last, dimension, last, LEAST_ANSWERS, AWAKE_CASES,
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

    without: slices whose rows are left out of counts and answers alike. Of a return rate, counts are the pieces that
    came back and answers those that were due.
    """
    shape = (len(series), (last - first).days + 1)
    counts, answers = np.zeros(shape), np.zeros(shape)
    span = Span(first, last, tuple(without))
    themes = {row: one for row, one in enumerate(series) if one.theme != RETURN_RATE}
    for dimension in ("", *DIMENSIONS, *PARTS):
        rows_of = {one: row for row, one in themes.items() if one.slice.dimension == dimension}
        if rows_of:
            await _fill(dimension, rows_of, span, counts, answers)
    rates = {one: row for row, one in enumerate(series) if one.theme == RETURN_RATE}
    if rates:
        await fill_rates(rates, span, counts, answers)
    missing = answers <= 0
    counts[missing] = np.nan
    answers[missing] = np.nan
    return Panel(counts, answers, first, "day")


async def _fill(
    dimension: str, rows_of: dict[Series, int], span: Span, counts: np.ndarray, answers: np.ndarray
) -> None:
    """Write the rows of all series of one dimension into the arrays."""
    by_value: dict[str, list[int]] = {}
    for one, row in rows_of.items():
        by_value.setdefault(one.slice.value, []).append(row)
    for values in _chunks(sorted(by_value)):
        for found in await _rows(dimension, values, span, themes=False):
            answers[by_value[found["value"]], (found["day"] - span.first).days] = found["n"]
        for found in await _rows(dimension, values, span, themes=True):
            place = rows_of.get(Series(found["theme"], Slice(dimension, found["value"])))
            if place is not None:
                counts[place, (found["day"] - span.first).days] = found["n"]


def _chunks(values: Sequence[str]) -> Iterable[Sequence[str]]:
    return (values[start : start + VALUES_PER_QUERY] for start in range(0, len(values), VALUES_PER_QUERY))


async def _rows(dimension: str, values: Sequence[str], span: Span, themes: bool) -> list[dict[str, Any]]:
    """Return rows of day, value and n, of all answers or, with ``themes``, of each theme."""
    if span.needs_comments or (dimension in PARTS and span.without):
        return await parts.commented(dimension, values, span, themes)
    if dimension in PARTS:
        return await parts.counted(dimension, values, span, themes)
    return await _slices(dimension, values, span, themes)


async def _slices(dimension: str, values: Sequence[str], span: Span, themes: bool) -> list[dict[str, Any]]:
    table, number, theme = ("daily_count", "comments", "theme") if themes else ("daily_volume", "answers", "''")
    left_out = "".join(f" AND {one.dimension} <> ?" for one in span.without)
    chosen = f" AND {dimension} IN ({marks(values)})" if dimension else ""
    group = f"day{', theme' if themes else ''}{f', {dimension}' if dimension else ''}"
    sql = f"""
        SELECT day, {theme} AS theme, {dimension or "''"} AS value, SUM({number}) AS n FROM {table}
        WHERE day BETWEEN ? AND ?{left_out}{chosen} GROUP BY {group}
    """  # noqa: S608 question marks and our own names only
    left = [one.value for one in span.without]
    return await fetch(sql, span.first, span.last, *left, *(values if dimension else ()))
