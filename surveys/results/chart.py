"""The geometry of a score over time: points with their intervals in, SVG places out. Pure, and knows no language.

Invariant: a point with too few answers breaks the line and is not drawn; the table beside the chart still names it.
Places along the time axis are percent of the width, those along the other axis are pixels from the top.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from surveys.results.figures import Estimate

HEIGHT: Final = 200
WIDTH: Final = 720
TOP: Final = 10
BOTTOM: Final = 28
MOST_NAMED: Final = 6
MOST_MARKED: Final = 62  # beyond this, marks and whiskers run into each other: the line alone is drawn

Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class ScorePoint:
    """One day, week or month by its first day; ``score`` is None when nobody answered."""

    day: date
    score: Estimate | None


@dataclass(frozen=True, slots=True)
class Mark:
    """A drawn point with its interval: ``left`` in percent, the rest in px."""

    left: float
    y: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class ScoreTick:
    """A line of the grid."""

    value: float
    y: float


@dataclass(frozen=True, slots=True)
class TimeTick:
    """A day named under the axis; ``wide`` ones are left out on narrow screens."""

    day: date
    left: float
    anchor: Anchor
    wide: bool


@dataclass(frozen=True, slots=True)
class ScoreChart:
    """A score over time, ready to be drawn; ``points`` are the numbers behind it, oldest first."""

    points: tuple[ScorePoint, ...]
    path: str
    band: str
    marks: tuple[Mark, ...]
    ticks: tuple[ScoreTick, ...]
    days: tuple[TimeTick, ...]
    width: int = WIDTH
    height: int = HEIGHT
    base: int = HEIGHT - BOTTOM

    @property
    def drawn(self) -> bool:
        """True when at least two points could be drawn: a line needs two."""
        return len([point for point in self.points if point.score and not point.score.early]) > 1


def score_chart(points: Sequence[ScorePoint], lowest: float, highest: float) -> ScoreChart:
    """Lay out points of ascending days on an axis from ``lowest`` to ``highest``, divided in four."""
    last = max(len(points) - 1, 1)

    def left(number: int) -> float:
        return round(100 * number / last, 2) if len(points) > 1 else 50.0

    def y(value: float) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * (value - lowest) / (highest - lowest), 1)

    runs = _runs(points)
    shown = [(n, score) for run in runs for n, score in run]
    step = (highest - lowest) / 4
    return ScoreChart(
        points=tuple(points),
        path="".join(_line([(left(n), y(score.value)) for n, score in run]) for run in runs if len(run) > 1),
        band="".join(
            _line([(left(n), y(s.upper)) for n, s in run] + [(left(n), y(s.lower)) for n, s in reversed(run)]) + "Z"
            for run in runs
            if len(run) > 1
        ),
        marks=tuple(Mark(left(n), y(s.value), y(s.upper), y(s.lower)) for n, s in shown if len(points) <= MOST_MARKED),
        ticks=tuple(ScoreTick(lowest + step * n, y(lowest + step * n)) for n in range(5)),
        days=_named([point.day for point in points], [left(n) for n in range(len(points))]),
    )


def _runs(points: Sequence[ScorePoint]) -> list[list[tuple[int, Estimate]]]:
    """Stretches of points that can be drawn; a place where nobody answered at all does not break a line."""
    runs: list[list[tuple[int, Estimate]]] = [[]]
    for number, point in enumerate(points):
        if point.score is None:
            continue
        if point.score.early:
            runs.append([])
        else:
            runs[-1].append((number, point.score))
    return [run for run in runs if run]


def _line(places: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{left * WIDTH / 100:g} {y:g}" for left, y in places)


def _named(days: Sequence[date], lefts: Sequence[float]) -> tuple[TimeTick, ...]:
    """Name every n-th day counted back from the last."""
    step = max(math.ceil(len(days) / MOST_NAMED), 1)
    ticks = []
    for rank, number in enumerate(range(len(days) - 1, -1, -step)):
        left = lefts[number]
        anchor: Anchor = "start" if left < 6 else "end" if left > 94 else "middle"
        ticks.append(TimeTick(days[number], left, anchor, wide=rank % 2 == 1))
    return tuple(reversed(ticks))
