"""The geometry of the small charts: numbers in, ready SVG paths and table rows out.

Invariants: pure; every chart carries the numbers it draws, so that a table can stand beside it; nothing here knows a
language: days and numbers stay values, and the template words them. Positions along the time axis come twice, as user
units for paths (which are stretched to the width of the screen) and as percent for marks and words (which are not).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Literal

TOP = 20  # px above the plot, room for the word at the start marker
BOTTOM = 24  # px below it, room for the days
MOST_WEEKEND_DAYS = 120  # beyond this many days a weekend is narrower than its mark

Place = Literal["inside", "above", "below"]


@dataclass(frozen=True, slots=True)
class CountTick:
    """A line of the grid: ``value`` at ``y`` px from the top."""

    value: int
    y: float


@dataclass(frozen=True, slots=True)
class DayTick:
    """A day named under the axis. ``wide`` ones are left out on narrow screens."""

    day: date
    left: float
    anchor: Literal["start", "middle", "end"]
    wide: bool


@dataclass(frozen=True, slots=True)
class Point:
    """A marked day: outside its band, or alone between missing days. ``left`` in percent, ``y`` in px."""

    day: date
    count: int
    left: float
    y: float
    place: Place


@dataclass(frozen=True, slots=True)
class Span:
    """A weekend under the axis, in percent of the plot's width."""

    left: float
    width: float


@dataclass(frozen=True, slots=True)
class Start:
    """Where the rise began, in percent; ``anchor`` keeps the word inside the plot."""

    day: date
    left: float
    anchor: Literal["start", "end"]


@dataclass(frozen=True, slots=True)
class Row:
    """One day as the table beside the chart shows it. ``place`` is "inside" where nothing can be said."""

    day: date
    observed: int | None
    expected: float | None
    lower: float | None
    upper: float | None
    place: Place


@dataclass(frozen=True, slots=True)
class BandChart:
    """A line of counts against its expected band, ready to be drawn in a box of ``width`` × ``height`` units."""

    title: str
    width: int
    height: int
    base: float
    observed_path: str
    expected_path: str
    band_path: str
    points: tuple[Point, ...]
    count_ticks: tuple[CountTick, ...]
    day_ticks: tuple[DayTick, ...]
    weekends: tuple[Span, ...]
    start: Start | None
    rows: tuple[Row, ...]
    marks: tuple[Start, ...] = ()


@dataclass(frozen=True, slots=True)
class Spark:
    """A line without axes. ``end_x``, ``end_y`` mark the last known value; None if there is none."""

    path: str
    width: int
    height: int
    end_x: float | None
    end_y: float | None


@dataclass(frozen=True, slots=True)
class BarItem:
    """One thing to rank: ``value`` decides length and order, ``share`` is 0..1 or None, ``note`` a few words or "".

    url: where its label leads, "" for nowhere.
    """

    label: str
    value: float
    share: float | None = None
    note: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A ranked bar. ``length`` is percent of the longest."""

    label: str
    value: float
    share: float | None
    note: str
    length: float
    url: str = ""


@dataclass(frozen=True, slots=True)
class _Scale:
    """From (number of the day, count) to units of the box."""

    days: int
    most: float
    width: int
    height: int

    @property
    def base(self) -> float:
        return float(self.height - BOTTOM)

    def left(self, day: float) -> float:
        return round(100 * day / max(self.days - 1, 1), 2) if self.days > 1 else 50.0

    def x(self, day: float) -> float:
        return round(self.left(day) * self.width / 100, 2)

    def y(self, count: float) -> float:
        return round(self.base - (self.base - TOP) * count / self.most, 2)


def band_chart(
    days: Sequence[date],
    observed: Sequence[int | None],
    expected: Sequence[float | None],
    lower: Sequence[float | None],
    upper: Sequence[float | None],
    since: date | None,
    title: str,
    width: int = 720,
    height: int = 220,
    marks: Sequence[date] = (),
) -> BandChart:
    """Lay out daily counts against what was to be expected.

    The five sequences are of one length, ``days`` ascending. None is a missing day: it breaks the line and is never
    drawn as zero. ``since`` and ``marks`` (days on which something was done) outside of ``days`` draw nothing.
    Raises ValueError when lengths differ.
    """
    if not len(days) == len(observed) == len(expected) == len(lower) == len(upper):
        msg = "a chart needs one value per day in every line"
        raise ValueError(msg)
    known = [value for line in (observed, expected, upper) for value in line if value is not None]
    ticks = nice_ticks(max(known, default=0))
    scale = _Scale(len(days), ticks[-1], width, height)
    rows = _rows(days, observed, expected, lower, upper)
    return BandChart(
        title=title,
        width=width,
        height=height,
        base=scale.base,
        observed_path=_line(observed, scale),
        expected_path=_line(expected, scale),
        band_path=_band(lower, upper, scale),
        points=_points(rows, scale),
        count_ticks=tuple(CountTick(value, scale.y(value)) for value in ticks),
        day_ticks=_day_ticks(days, scale),
        weekends=_weekends(days, scale),
        start=_start(days, since, scale),
        rows=rows,
        marks=tuple(mark for day in sorted(set(marks)) if (mark := _start(days, day, scale))),
    )


def spark(values: Sequence[float | None], width: int = 96, height: int = 24) -> Spark:
    """Draw the shape of a short series from its own lowest to its own highest value; None breaks the line."""
    known = [value for value in values if value is not None]
    if not known:
        return Spark("", width, height, None, None)
    low, high = min(known), max(known)
    margin = 3.0  # room for the stroke and the end mark

    def place(number: int, value: float) -> tuple[float, float]:
        x = margin + (width - 2 * margin) * (number / (len(values) - 1) if len(values) > 1 else 1)
        rise = (value - low) / (high - low) if high > low else 0.5
        return round(x, 1), round(height - margin - (height - 2 * margin) * rise, 1)

    last = max(number for number, value in enumerate(values) if value is not None)
    end_x, end_y = place(last, known[-1])
    path = _joined([[place(n, v) for n, v in run] for run in _runs(values)])
    return Spark(path, width, height, end_x, end_y)


def bars(items: Sequence[BarItem]) -> tuple[Bar, ...]:
    """Rank items from the longest bar to the shortest; ties keep their order. Negative values draw no bar."""
    longest = max((item.value for item in items), default=0)
    return tuple(
        Bar(
            item.label,
            item.value,
            item.share,
            item.note,
            round(100 * max(item.value, 0) / longest, 1) if longest > 0 else 0.0,
            item.url,
        )
        for item in sorted(items, key=lambda item: -item.value)
    )


def nice_ticks(most: float, at_most: int = 4) -> tuple[int, ...]:
    """Whole numbers from 0 to the first step at or above ``most``, in steps of 1, 2 or 5 times a power of ten."""
    step = 1
    while math.ceil(most / step) > at_most:
        first = int(str(step)[0])
        step = step * 5 // 2 if first == 2 else step * 2
    return tuple(range(0, step * max(math.ceil(most / step), 1) + 1, step))


def _rows(
    days: Sequence[date],
    observed: Sequence[int | None],
    expected: Sequence[float | None],
    lower: Sequence[float | None],
    upper: Sequence[float | None],
) -> tuple[Row, ...]:
    lines = zip(days, observed, expected, lower, upper, strict=True)
    return tuple(Row(day, o, e, lo, up, _place(o, lo, up)) for day, o, e, lo, up in lines)


def _place(observed: int | None, lower: float | None, upper: float | None) -> Place:
    if observed is None:
        return "inside"
    if upper is not None and observed > upper:
        return "above"
    if lower is not None and observed < lower:
        return "below"
    return "inside"


def _runs(values: Sequence[float | None]) -> list[list[tuple[int, float]]]:
    """Stretches of known values with their positions."""
    runs: list[list[tuple[int, float]]] = [[]]
    for number, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((number, value))
    return [run for run in runs if run]


def _joined(runs: Sequence[Sequence[tuple[float, float]]]) -> str:
    return "".join("M" + "L".join(f"{x:g} {y:g}" for x, y in run) for run in runs if len(run) > 1)


def _line(values: Sequence[float | None], scale: _Scale) -> str:
    return _joined([[(scale.x(n), scale.y(v)) for n, v in run] for run in _runs(values)])


def _band(lower: Sequence[float | None], upper: Sequence[float | None], scale: _Scale) -> str:
    tops = [up if lo is not None else None for lo, up in zip(lower, upper, strict=True)]
    shapes = []
    for run in _runs(tops):
        top = [(scale.x(n), scale.y(v)) for n, v in run]
        floor = [(scale.x(n), scale.y(lower[n] or 0)) for n, _ in reversed(run)]
        shapes.append([*top, *floor])
    return "".join("M" + "L".join(f"{x:g} {y:g}" for x, y in shape) + "Z" for shape in shapes if len(shape) > 2)


def _points(rows: Sequence[Row], scale: _Scale) -> tuple[Point, ...]:
    alone = {run[0][0] for run in _runs([row.observed for row in rows]) if len(run) == 1}
    return tuple(
        Point(row.day, row.observed, scale.left(number), scale.y(row.observed), row.place)
        for number, row in enumerate(rows)
        if row.observed is not None and (row.place != "inside" or number in alone)
    )


def _day_ticks(days: Sequence[date], scale: _Scale, at_most: int = 6) -> tuple[DayTick, ...]:
    """Name every n-th day counted back from the last; n is a whole number of weeks once the chart spans weeks."""
    if not days:
        return ()
    step = max(math.ceil(len(days) / at_most), 1)
    if step > 3:
        step = 7 * math.ceil(step / 7)
    chosen = range(len(days) - 1, -1, -step)
    ticks = []
    for rank, number in enumerate(chosen):
        left = scale.left(number)
        anchor: Literal["start", "middle", "end"] = "start" if left < 6 else "end" if left > 94 else "middle"
        ticks.append(DayTick(days[number], left, anchor, wide=rank % 2 == 1))
    return tuple(reversed(ticks))


def _weekends(days: Sequence[date], scale: _Scale) -> tuple[Span, ...]:
    """Saturday and Sunday as one span of two days, cut at the ends of the chart."""
    if not 1 < len(days) <= MOST_WEEKEND_DAYS:
        return ()
    free = [number for number, day in enumerate(days) if day.weekday() >= 5]
    runs: list[list[int]] = []
    for before, number in pairwise([-2, *free]):
        if number - before == 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    edges = [(scale.left(max(run[0] - 0.5, 0)), scale.left(min(run[-1] + 0.5, len(days) - 1))) for run in runs]
    return tuple(Span(left, round(right - left, 2)) for left, right in edges)


def _start(days: Sequence[date], since: date | None, scale: _Scale) -> Start | None:
    if since is None or since not in days:
        return None
    left = scale.left(days.index(since))
    return Start(since, left, "end" if left > 60 else "start")
