"""Where a theme is told most: its products, sizes and carriers as ranked bars, marked where one stands out.

Invariant: all bars of a page are tested together, so that their marks hold together (cell_tests.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from feedback_app.foundation.languages import OWN_NAMES
from feedback_app.insights.filter_words import channel_word
from feedback_app.insights.shares import Share, share_of
from feedback_app.insights.store.columns import Cut
from feedback_app.insights.store.facts import Facts
from feedback_app.insights.themes.cell_tests import Mark, Test, against_rest, marks
from feedback_app.insights.themes.figures import answers_in
from feedback_app.insights.themes.heat_cells import Ints, column_sizes, largest
from feedback_app.insights.views import View, filter_words

DIMENSIONS: Final = ("product", "size", "carrier", "warehouse", "channel")
MOST_BARS: Final = 8


@dataclass(frozen=True, slots=True)
class PlaceBar:
    """One value: ``count`` answers with the theme, their share of all answers about it, and a mark if that is unusual.

    length: percent of the longest bar. told: whether anything can be said about the difference.
    """

    label: str
    count: int
    share: Share
    length: float
    mark: Mark
    told: bool
    url: str


@dataclass(frozen=True, slots=True)
class Place:
    """One dimension; ``usual`` is the share of the theme in the whole cut, 0..1; ``others`` values are not shown."""

    dimension: str
    title: str
    bars: tuple[PlaceBar, ...]
    usual: float
    others: int
    map_url: str


def places_of(theme: str, code: int, view: View, facts: Facts, cut: Cut) -> tuple[Place, ...]:
    """Return the dimensions in which a theme has at least two values; those that a filter fixes are left out."""
    asked = [name for name in DIMENSIONS if name not in view.slices]
    pairs = cut.themes()
    rows = pairs.row[pairs.theme == code]
    counted = {name: _counted(cut, facts, name, rows) for name in asked}
    held = {name: (with_it, sizes) for name, (with_it, sizes) in counted.items() if np.count_nonzero(sizes[1:]) > 1}
    shown = {name: largest(with_it)[:MOST_BARS] for name, (with_it, _sizes) in held.items()}
    shown = {name: codes for name, codes in shown.items() if len(codes)}
    everyone, total = answers_in(cut), len(rows)
    tests = [against_rest(held[n][0][codes], held[n][1][codes], total, everyone) for n, codes in shown.items()]
    words = filter_words()
    return tuple(
        Place(
            name,
            words[name],
            _bars(theme, view, facts, name, codes, held[name], found, test),
            share_of(total, everyone).share,
            int(np.count_nonzero(held[name][0][1:])) - len(codes),
            replace(view, team="").url("/themes/map", by="" if name == "product" else name),
        )
        for (name, codes), found, test in zip(shown.items(), marks(tests), tests, strict=True)
    )


def _counted(cut: Cut, facts: Facts, dimension: str, rows: NDArray[Any]) -> tuple[Ints, Ints]:
    """Count the comments with the theme, and all, by the values of a dimension."""
    size = len(facts.values(dimension))
    with_it = np.bincount(cut.column(dimension)[rows], minlength=size).astype(np.int64)
    return with_it, column_sizes(cut, dimension, size)


def _bars(
    theme: str,
    view: View,
    facts: Facts,
    dimension: str,
    codes: Ints,
    counted: tuple[Ints, Ints],
    found: Sequence[Mark],
    test: Test,
) -> tuple[PlaceBar, ...]:
    with_it, sizes = counted
    values, longest = facts.values(dimension), int(with_it[codes].max())
    return tuple(
        PlaceBar(
            value_word(dimension, values[value]),
            int(with_it[value]),
            share_of(int(with_it[value]), int(sizes[value])),
            round(100 * int(with_it[value]) / longest, 1),
            found[number],
            bool(np.isfinite(test.p[number])),
            replace(view, team="").url("/submissions", **_chosen(view, theme, dimension, values[value])),
        )
        for number, value in enumerate(codes.tolist())
    )


def _chosen(view: View, theme: str, dimension: str, value: str) -> Mapping[str, str]:
    return {**view.slices, "theme": theme, dimension: value}


def value_word(dimension: str, value: str) -> str:
    """Return a value of a dimension in words."""
    if dimension == "language":
        return OWN_NAMES.get(value, value)
    return channel_word(value) if dimension == "channel" else value
