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

from feedback_app.insights.columns import Cut
from feedback_app.insights.impact import SATISFIED, Rated

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Lines = NDArray[np.int64]
"""Line by theme code, (n_codes,); -1 for themes that no line holds."""

NO_LINE: Final = -1


@dataclass(frozen=True, slots=True)
class Pair:
    """Which owner (a row, or a submission) is on which line: both (n,), and no pair twice."""

    owner: Ints
    line: Ints


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


def tally(cut: Cut, lines: Lines, n_lines: int) -> Tally:
    """Count a cut by lines."""
    said = on_lines(cut, lines)
    ratings, of_submission = rated_submissions(cut)
    opened = distinct(of_submission[said.owner], said.line, n_lines)
    rating = ratings[opened.owner]
    return Tally(
        answers=answers_in(cut),
        everyone=Rated(int(np.count_nonzero(ratings)), int(np.count_nonzero(ratings >= SATISFIED))),
        comments=_counted(said.line, n_lines),
        rated=_counted(opened.line[rating > 0], n_lines),
        satisfied=_counted(opened.line[rating >= SATISFIED], n_lines),
    )


def answers_in(cut: Cut) -> int:
    """Count the comments of a cut: everything but bare ratings."""
    return int(np.count_nonzero(cut.column("comment")))


def on_lines(cut: Cut, lines: Lines) -> Pair:
    """Return which row is on which line."""
    pairs = cut.themes()
    known = np.where(pairs.theme < len(lines), pairs.theme, len(lines))
    line = np.append(lines, NO_LINE)[known]
    kept = line != NO_LINE
    single = len(np.unique(lines[lines != NO_LINE])) == np.count_nonzero(lines != NO_LINE)
    row, line = pairs.row[kept].astype(np.int64), line[kept]
    return Pair(row, line) if single else distinct(row, line, int(lines.max()) + 1)


def distinct(owner: Ints, line: Ints, n_lines: int) -> Pair:
    """Return pairs without those that come twice, in the order they came in; owners ascend."""
    again = np.zeros(len(owner), np.bool_)
    again[1:] = owner[1:] == owner[:-1]
    # Most owners have one pair, which needs no sorting.
    shared = again.copy()
    shared[:-1] |= again[1:]
    keep = ~shared
    keep[np.flatnonzero(shared)[np.unique(owner[shared] * n_lines + line[shared], return_index=True)[1]]] = True
    return Pair(owner[keep], line[keep])


def rated_submissions(cut: Cut) -> tuple[NDArray[Any], Ints]:
    """Return the rating of each submission (0 = none), and the number of the submission of each row."""
    first = cut.by_submission()
    begins = np.zeros(cut.size, np.int64)
    begins[first] = 1
    return cut.column("rating")[first], np.cumsum(begins) - 1


def per_step(cut: Cut, lines: Lines, n_lines: int, first: int, steps: int, days: int = 1) -> Ints:
    """Count the comments of each line in steps of some days from the day ``first`` (ordinal) on, (n_lines, steps)."""
    said = on_lines(cut, lines)
    step = (cut.column("day")[said.owner].astype(np.int64) - first) // days
    inside = (step >= 0) & (step < steps)
    return _counted(said.line[inside] * steps + step[inside], n_lines * steps).reshape(n_lines, steps)


def by_line(values: Floats, lines: Lines, n_lines: int) -> Floats:
    """Add values by theme code (n_codes,) up to lines, (n_lines,)."""
    held = np.flatnonzero(lines != NO_LINE)
    return np.bincount(lines[held], values[held], n_lines).astype(np.float64)


def _counted(codes: NDArray[Any], size: int) -> Ints:
    return np.bincount(codes, minlength=size).astype(np.int64)
