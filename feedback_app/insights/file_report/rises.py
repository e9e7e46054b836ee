"""The alerts that the product would have sent over a file's time, at a stated budget of false alarms.

Every day is judged by what was known up to it, as in daily life. Rises of one theme in several slices at one time, or
of several themes in one slice, are one alert, as they are there. Reads and writes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from feedback_app.alerts.backtest import replayed
from feedback_app.alerts.hours import german_holidays
from feedback_app.alerts.replays import Issue, issues_of
from feedback_app.alerts.scanning import scan_series
from feedback_app.alerts.slices import Series, Slice, parse_series
from feedback_app.alerts.trends import Panel, Scan
from feedback_app.insights.file_report.ledger import Ledger

LEAST_DAYS: Final = 56
HISTORY_DAYS: Final = 28
LEAST_ANSWERS: Final = 20
LEAST_CASES: Final = 10
LEAST_RISE: Final = 1.25
MOST_SERIES: Final = 300
MOST_DAYS: Final = 1826
CHART_BEFORE: Final = timedelta(days=42)
CHART_AFTER: Final = timedelta(days=21)
SLICED: Final[Mapping[str, str]] = {"carrier": "carrier", "warehouse": "warehouse", "product": "sku"}
"""Dimensions of a file that are watched, and what the detector's words call them."""
UNWATCHED: Final = ("praise", "other")


@dataclass(frozen=True, slots=True)
class Rise:
    """An alert that would have been sent, and the days around it.

    days, observed, expected, lower, upper: of one length. None: a day without answers, or too early to say.
    """

    series: Series
    since: date
    warned: date
    last: date
    observed: int
    expected: float
    lower: float
    upper: float
    together: int
    days: tuple[date, ...]
    counted: tuple[int | None, ...]
    usual: tuple[float | None, ...]
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]

    @property
    def excess(self) -> float:
        """Return the cases beyond what was expected."""
        return self.observed - self.expected


@dataclass(frozen=True, slots=True)
class Watch:
    """What a replay of the file says. first..last: the judged days. series: how many were watched."""

    first: date
    last: date
    series: int
    left_out: int
    budget: float
    rises: tuple[Rise, ...]


def watch(ledger: Ledger, teams: Mapping[str, str], budget: float) -> Watch | None:
    """Replay a file's days; None without dates, below eight weeks, or where nothing is frequent enough to be watched.

    teams: who acts on a theme; themes of customers themselves raise no alerts.
    """
    if not ledger.dated or ledger.day.max() - ledger.day.min() + 1 < LEAST_DAYS:
        return None
    known = [theme for theme in ledger.themes if teams.get(theme) != "customer" and theme not in UNWATCHED]
    series, left_out = watched(ledger, known)
    if not series:
        return None
    panel = panel_of(ledger, series)
    found = scan_series(panel, HISTORY_DAYS, budget, series, series)
    replay = replayed(panel, [one.key for one in series], found, budget)
    rows = {one.key: row for row, one in enumerate(series)}
    rises = [_rise(issue, panel, found, rows[issue.series]) for issue in issues_of(replay.warnings, LEAST_RISE)]
    rises.sort(key=lambda rise: -rise.excess)
    return Watch(replay.start, replay.end, len(series), left_out, budget, tuple(rises))


def watched(ledger: Ledger, themes: Sequence[str]) -> tuple[list[Series], int]:
    """Return the series with enough answers and cases, whole themes first, and how many were left out for speed."""
    counts = ledger.theme_counts()
    place = {theme: number for number, theme in enumerate(ledger.themes)}
    whole = [Series(theme) for theme in themes if counts[place[theme]] >= LEAST_CASES]
    slices: list[tuple[int, Series]] = []
    for dimension, named in SLICED.items():
        column, cells = ledger.columns[dimension], ledger.cells(dimension)
        many = column.counts()
        slices += [
            (int(cells[code, place[theme]]), Series(theme, Slice(named, column.values[code])))
            for code in range(1, len(column.values))
            if many[code] >= LEAST_ANSWERS
            for theme in themes
            if cells[code, place[theme]] >= LEAST_CASES
        ]
    slices.sort(key=lambda pair: (-pair[0], pair[1]))
    room = max(0, MOST_SERIES - len(whole))
    return [*whole, *(one for _, one in slices[:room])], max(0, len(slices) - room)


def panel_of(ledger: Ledger, series: Sequence[Series]) -> Panel:
    """Return cases and answers of all series, day by day; a day without answers is missing, never zero."""
    last = int(ledger.day.max())
    first = max(int(ledger.day.min()), last - MOST_DAYS + 1)
    steps = last - first + 1
    kept = ledger.day >= first
    at = ledger.day - first
    shape = (len(series), steps)
    counts, answers = np.zeros(shape), np.zeros(shape)
    masks = {theme: ledger.has_any((theme,)) & kept for theme in {one.theme for one in series}}
    rows_of: dict[Slice, NDArray[np.bool_]] = {}
    for row, one in enumerate(series):
        inside = rows_of.setdefault(one.slice, _inside(ledger, one.slice) & kept)
        answers[row] = np.bincount(at[inside], minlength=steps)
        counts[row] = np.bincount(at[inside & masks[one.theme]], minlength=steps)
    missing = answers <= 0
    counts[missing] = answers[missing] = np.nan
    begin = date.fromordinal(first)
    off = german_holidays("")
    free = frozenset(day for day in (begin + timedelta(days=n) for n in range(steps)) if off(day))
    return Panel(counts, answers, begin, "day", holidays=free)


def _inside(ledger: Ledger, part: Slice) -> NDArray[np.bool_]:
    if part.everything:
        return np.ones(ledger.size, bool)
    dimension = next(ours for ours, named in SLICED.items() if named == part.dimension)
    column = ledger.columns[dimension]
    return np.asarray(column.codes == column.values.index(part.value))


def _rise(issue: Issue, panel: Panel, found: Scan, row: int) -> Rise:
    """Complete an issue with the days around it, as far as they were judged."""
    begin = max(panel.first + timedelta(days=found.start), issue.since - CHART_BEFORE)
    end = min(panel.first + timedelta(days=panel.counts.shape[1] - 1), issue.last + CHART_AFTER)
    steps = range((begin - panel.first).days, (end - panel.first).days + 1)
    columns = [step - found.start for step in steps]
    counted = [_or_none(float(panel.counts[row, step])) for step in steps]
    return Rise(
        series=parse_series(issue.series),
        since=issue.since,
        warned=issue.first,
        last=issue.last,
        observed=issue.observed,
        expected=issue.expected,
        lower=issue.lower,
        upper=issue.upper,
        together=issue.together,
        days=tuple(panel.first + timedelta(days=step) for step in steps),
        counted=tuple(None if value is None else round(value) for value in counted),
        usual=tuple(_or_none(float(found.expected[row, column])) for column in columns),
        low=tuple(_or_none(float(found.lower[row, column])) for column in columns),
        high=tuple(_or_none(float(found.upper[row, column])) for column in columns),
    )


def _or_none(value: float) -> float | None:
    return None if np.isnan(value) else value
