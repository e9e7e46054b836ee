"""How often each theme is told about each product (or carrier, size …), and where that stands out. Pure.

A cell is the share of a column's comments that have the row's theme, set against all comments outside of this
column. Invariant: marks are corrected for the number of cells shown (cell_tests.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from feedback_app.insights.shares import Share, share_of
from feedback_app.insights.store.columns import Bools, Cut
from feedback_app.insights.themes.cell_tests import Mark, Test, against_rest, marks
from feedback_app.insights.themes.figures import answers_in, lines_of, on_lines

Ints = NDArray[np.int64]
Standing = Literal["more", "fewer", "level", "too_few"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One theme in one column, and how it stands to the rest of the comments."""

    share: Share
    standing: Standing


def column_sizes(cut: Cut, dimension: str, size: int) -> Ints:
    """Count the comments of each value of a dimension by its code, (size,); bare ratings are none."""
    bare = np.flatnonzero(cut.column("comment") == 0)
    return cut.counts(dimension, size) - np.bincount(cut.column(dimension)[bare], minlength=size)


def largest(sizes: Ints, allowed: Bools | None = None) -> Ints:
    """Return the codes of the values that have comments, the most first; the empty value (code 0) is none."""
    counted = sizes.copy()
    counted[:1] = 0
    if allowed is not None:
        counted[~allowed] = 0
    order = np.argsort(-counted, kind="stable")
    return order[: np.count_nonzero(counted)]


def cells(
    cut: Cut, themes: Sequence[int], dimension: str, columns: Sequence[int], size: int
) -> tuple[tuple[Cell, ...], ...]:
    """Return one row of cells per theme code, one cell per value code in ``columns``; ``size`` of the dimension."""
    count = joint_counts(cut, themes, dimension, size)[:, list(columns)]
    answers, everyone = column_sizes(cut, dimension, size)[list(columns)], answers_in(cut)
    totals = cut.theme_counts(max(themes, default=0) + 1)
    tests = [against_rest(count[row], answers, int(totals[theme]), everyone) for row, theme in enumerate(themes)]
    return tuple(
        tuple(_cell(int(counted), int(of), *stands) for counted, of, stands in zip(row, answers, found, strict=True))
        for row, found in zip(count, _standings(tests), strict=True)
    )


def _cell(count: int, answers: int, mark: Mark, told: bool) -> Cell:
    return Cell(share_of(count, answers), mark or ("level" if told else "too_few"))


def _standings(tests: Sequence[Test]) -> list[list[tuple[Mark, bool]]]:
    marked = marks(tests)
    return [
        [(mark, told) for mark, told in zip(row, np.isfinite(test.p).tolist(), strict=True)]
        for row, test in zip(marked, tests, strict=True)
    ]


def joint_counts(cut: Cut, themes: Sequence[int], dimension: str, size: int) -> Ints:
    """Count comments by theme and value, (n_themes, size)."""
    lines = lines_of([[theme] for theme in themes], max(themes, default=0) + 1)
    said = on_lines(cut, lines)
    codes = said.line * np.int64(size) + cut.column(dimension)[said.owner]
    return np.bincount(codes, minlength=len(themes) * size).astype(np.int64).reshape(len(themes), size)
