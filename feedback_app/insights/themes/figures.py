"""What themes come to in a cut: comments, their days, and the ratings of those who have them. Pure.

Themes are counted by line: a line is one theme, or a group of them, and a comment (or a submission, for ratings) counts
once per line however many of its themes belong there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from feedback_app.insights.store.columns import Bools, Cut
from feedback_app.insights.themes.impact import SATISFIED, Rated

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Lines = NDArray[np.int64]
"""Line by theme code, (n_codes,); -1 for themes that no line holds."""

NO_LINE: Final = -1


@dataclass(frozen=True, slots=True)
class Pair:
    """Which row of a cut (owner) is on which line: both (n,), ordered by row, and no pair twice."""

    owner: NDArray[Any]
    line: NDArray[Any]


@dataclass(frozen=True, slots=True)
class Tally:
    """Figures by line, each (n_lines,), beside those of the whole cut."""

    answers: int
    everyone: Rated
    comments: Ints
    rated: Ints
    satisfied: Ints

    def rated_on(self, line: int) -> Rated:
        """Return the rated submissions of one line."""
        return Rated(int(self.rated[line]), int(self.satisfied[line]))


def lines_of(codes: Sequence[Sequence[int]], size: int) -> Lines:
    """Return the line of each theme code below ``size``; ``codes`` are the themes of each line."""
    lines = np.full(size, NO_LINE, np.int64)
    for line, themes in enumerate(codes):
        lines[[theme for theme in themes if theme < size]] = line
    return lines


def tally(cut: Cut, said: Pair, n_lines: int) -> Tally:
    """Count a cut by lines; ``said`` is what ``on_lines`` returned for it."""
    rating = cut.column("rating")[said.owner]
    given = rating > 0
    rating, line = rating[given], said.line[given]
    # Comments of a submission stand side by side, so that its number finds what comes twice.
    once = first_of(cut.column("submission")[said.owner[given]], line)
    rating, line = rating[once], line[once]
    everyone = cut.column("rating")[cut.by_submission()]
    return Tally(
        answers=answers_in(cut),
        everyone=Rated(int(np.count_nonzero(everyone)), int(np.count_nonzero(everyone >= SATISFIED))),
        comments=_counted(said.line, n_lines),
        rated=_counted(line, n_lines),
        satisfied=_counted(line[rating >= SATISFIED], n_lines),
    )


def answers_in(cut: Cut) -> int:
    """Count the comments of a cut: everything but bare ratings."""
    return int(np.count_nonzero(cut.column("comment")))


def on_lines(cut: Cut, lines: Lines) -> Pair:
    """Return which row is on which line, ordered by row."""
    pairs = cut.themes()
    line = np.append(lines, NO_LINE).astype(np.int16).take(pairs.theme, mode="clip")
    row = pairs.row
    if NO_LINE in lines:
        kept = line != NO_LINE
        row, line = row[kept], line[kept]
    held = lines[lines != NO_LINE]
    if len(np.unique(held)) < len(held):
        once = first_of(row, line)
        row, line = row[once], line[once]
    return Pair(row, line)


def first_of(owner: NDArray[Any], line: NDArray[Any]) -> Bools:
    """Mark the pairs that have not come before; the pairs of an owner stand side by side."""
    first = np.ones(len(owner), np.bool_)
    at, back = np.flatnonzero(owner[1:] == owner[:-1]) + 1, 1
    # Each pair is compared with the one before it, then the few that go on with the one before that, and so on.
    while len(at):
        first[at[line[at] == line[at - back]]] = False
        back += 1
        at = at[at >= back]
        at = at[owner[at] == owner[at - back]]
    return first


def per_step(cut: Cut, said: Pair, n_lines: int, first: int, steps: int, days: int = 1) -> Ints:
    """Count the comments of each line in steps of some days from the day ``first`` (ordinal) on, (n_lines, steps)."""
    if not steps:
        return np.zeros((n_lines, 0), np.int64)
    # Days outside of all steps go to one more step, which is dropped.
    of_day = np.append(np.repeat(np.arange(steps), days), steps)
    place = cut.column("day") - np.int32(first)
    place[(place < 0) | (place >= steps * days)] = steps * days
    step = of_day.take(place).take(said.owner)
    return _counted(said.line * np.int64(steps + 1) + step, n_lines * (steps + 1)).reshape(n_lines, steps + 1)[
        :, :steps
    ]


def by_line(values: Floats, lines: Lines, n_lines: int) -> Floats:
    """Add values by theme code (n_codes,) up to lines, (n_lines,)."""
    held = np.flatnonzero(lines != NO_LINE)
    return np.bincount(lines[held], values[held], n_lines).astype(np.float64)


def _counted(codes: NDArray[Any], size: int) -> Ints:
    return np.bincount(codes, minlength=size).astype(np.int64)
