"""What the rows of a file come to: themes, products against themes, places against troubles. Pure.

Invariants: every share is of returned items and carries its interval; what changed is only said where chance does not
explain it (shares.change_between, 1 %), what differs from the rest only where it does not for so many cells at once
(cell_tests.marks); a table names its rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from feedback_app.insights.file_report.ledger import Bools, Ints, Ledger
from feedback_app.insights.products.fit import FitHint, fit_of
from feedback_app.insights.shares import Change, Share, change_between, share_of
from feedback_app.insights.themes.cell_tests import Mark, Test, against_rest, marks

SPAN_DAYS: Final = 28
LEAST_SPAN: Final = 7
WEEK: Final = 7
MOST_POINTS: Final = 60
MOST_PRODUCTS: Final = 25
MAP_PRODUCTS: Final = 12
MAP_THEMES: Final = 8
MAIN_REASONS: Final = 2
LEAST_RETURNS: Final = 20
"""Returns of a product below which nothing is said about its reasons."""
LEAST_PART: Final = 5
TOO_EARLY: Final = Change("too_early", None)


@dataclass(frozen=True, slots=True)
class ThemeTally:
    """A theme: its share of the returns, whether that changed lately, and its share of each week, oldest first.

    part: pieces of its returns, a return with several themes counting for each in equal parts.
    """

    theme: str
    share: Share
    change: Change
    course: tuple[float | None, ...]
    part: float


@dataclass(frozen=True, slots=True)
class Cell:
    """A product's share of one theme; ``high``: more often than with all other products, beyond chance."""

    count: int
    share: Share
    high: bool
    excess: float


@dataclass(frozen=True, slots=True)
class MapRow:
    """A product in the heat map, its cells in the order of the map's themes."""

    product: str
    returns: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Products against themes, both by frequency."""

    themes: tuple[str, ...]
    rows: tuple[MapRow, ...]


@dataclass(frozen=True, slots=True)
class ProductTally:
    """A product: its returns, main themes with their shares of them, and what customers say of its size."""

    product: str
    share: Share
    pieces: int
    reasons: tuple[tuple[str, Share], ...]
    hint: FitHint


@dataclass(frozen=True, slots=True)
class PlaceTally:
    """A carrier, warehouse and so on: for each trouble its share of the returns there, and whether it stands out."""

    value: str
    returns: int
    shares: tuple[Share, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class PlaceCounts:
    """One dimension: names, the most frequent first, returns (n_names,), and of each trouble cases and their test."""

    values: tuple[str, ...]
    returns: Ints
    cases: tuple[Ints, ...]
    tests: tuple[Test, ...]

    def tallies(self, marked: Sequence[Sequence[Mark]]) -> tuple[PlaceTally, ...]:
        """Return the names with the marks of each trouble, (n_troubles, n_names)."""
        return tuple(
            PlaceTally(
                value,
                int(self.returns[at]),
                tuple(share_of(int(counts[at]), int(self.returns[at])) for counts in self.cases),
                tuple(mark[at] for mark in marked),
            )
            for at, value in enumerate(self.values)
        )


@dataclass(frozen=True, slots=True)
class Lately:
    """Two spans of equal length at the end of the file, as masks of rows; ``days`` each."""

    days: int
    before: Bools
    now: Bools


def lately(ledger: Ledger) -> Lately | None:
    """Return the last four weeks and the four before, or two halves of a shorter file; None below two weeks."""
    if not ledger.dated:
        return None
    first, last = int(ledger.day.min()), int(ledger.day.max())
    days = min(SPAN_DAYS, (last - first + 1) // 2)
    if days < LEAST_SPAN:
        return None
    now = ledger.day > last - days
    return Lately(days, (ledger.day > last - 2 * days) & ~now, now)


def theme_tallies(ledger: Ledger, recent: Lately | None) -> tuple[ThemeTally, ...]:
    """Return all themes that stand in the file, the most frequent first."""
    counts, courses = ledger.theme_counts(), weekly(ledger)
    pieces = ledger.pieces[ledger.pair_row]
    named = np.bincount(ledger.pair_row, minlength=ledger.size)[ledger.pair_row]
    parts = np.bincount(ledger.pair_theme, pieces / named, len(ledger.themes))
    changes = _changes(ledger, recent)
    order = sorted(np.flatnonzero(counts).tolist(), key=lambda place: (-counts[place], ledger.themes[place]))
    return tuple(
        ThemeTally(
            ledger.themes[place],
            share_of(int(counts[place]), ledger.size),
            changes[place],
            courses[place] if courses else (),
            float(parts[place]),
        )
        for place in order
    )


def _changes(ledger: Ledger, recent: Lately | None) -> list[Change]:
    if recent is None:
        return [TOO_EARLY] * len(ledger.themes)
    spans = [(ledger.theme_counts(mask), int(mask.sum())) for mask in (recent.before, recent.now)]
    (before, answers_before), (now, answers_now) = spans
    return [
        change_between(share_of(int(b), answers_before), share_of(int(n), answers_now))
        for b, n in zip(before, now, strict=True)
    ]


def weekly(ledger: Ledger) -> list[tuple[float | None, ...]]:
    """Return each theme's share of the returns by week (or more, in long files), counted back from the last day.

    None where nobody answered; [] without dates or below four weeks.
    """
    if not ledger.dated:
        return []
    last, days = int(ledger.day.max()), int(ledger.day.max() - ledger.day.min()) + 1
    step = WEEK * max(1, -(-days // (WEEK * MOST_POINTS)))
    points = days // step  # a first week that is not whole would be an outlier of nothing
    if points < 4:
        return []
    back = (last - ledger.day) // step
    answers = np.bincount(back[back < points], minlength=points)
    flat = back[ledger.pair_row] * len(ledger.themes) + ledger.pair_theme
    table = np.bincount(flat[back[ledger.pair_row] < points], minlength=points * len(ledger.themes))
    counts = table.reshape(points, len(ledger.themes))[::-1].T
    return [
        tuple(float(n) / int(of) if of else None for n, of in zip(row, answers[::-1], strict=True)) for row in counts
    ]


def heat_map(ledger: Ledger, themes: Sequence[str]) -> HeatMap | None:
    """Return the most returned products against these themes; None without product names or with a single one."""
    column, cells = ledger.columns["product"], ledger.cells("product")
    shown = [place for place in _frequent(column.counts()) if column.counts()[place] >= LEAST_PART][:MAP_PRODUCTS]
    places = [ledger.themes.index(theme) for theme in themes[:MAP_THEMES]]
    if len(shown) < 2 or not places:
        return None
    returns, totals = column.counts(), ledger.theme_counts()
    named = returns[shown]
    marked = marks(
        [against_rest(cells[shown, theme], named, int(totals[theme]), ledger.size) for theme in places],
    )
    rows = tuple(
        MapRow(
            column.values[product],
            int(returns[product]),
            tuple(
                _cell(int(cells[product, theme]), int(returns[product]), int(totals[theme]), ledger.size, mark[at])
                for theme, mark in zip(places, marked, strict=True)
            ),
        )
        for at, product in enumerate(shown)
    )
    return HeatMap(tuple(themes[:MAP_THEMES]), rows)


def _cell(count: int, returns: int, total: int, size: int, mark: Mark) -> Cell:
    """Hold a part's share of a theme against that of everything else; ``excess``: items beyond the others' share."""
    share, rest = share_of(count, returns), share_of(total - count, size - returns)
    return Cell(count, share, mark == "more" and count >= LEAST_PART, max(0.0, count - returns * rest.share))


def product_tallies(ledger: Ledger) -> tuple[ProductTally, ...]:
    """Return the most returned products; reasons only where there are returns enough to speak of them."""
    column, cells = ledger.columns["product"], ledger.cells("product")
    returns = column.counts()
    pieces = np.bincount(column.codes, ledger.pieces, len(column.values))
    small, big = (ledger.has_any((theme,)) for theme in ("too_small", "too_big"))
    telling = ledger.has_any(ledger.themes)
    tally = []
    for place in _frequent(returns)[:MOST_PRODUCTS]:
        rows, number = column.codes == place, int(returns[place])
        named = sorted(np.flatnonzero(cells[place]).tolist(), key=lambda theme: (-cells[place, theme], theme))
        reasons = tuple((ledger.themes[t], share_of(int(cells[place, t]), number)) for t in named[:MAIN_REASONS])
        # Who finds it too small and too big says nothing about its size.
        too_small, too_big = (int((one & ~other & rows).sum()) for one, other in ((small, big), (big, small)))
        hint = fit_of(too_small, too_big, int((telling & rows).sum()))
        told = reasons if number >= LEAST_RETURNS else ()
        tally.append(ProductTally(column.values[place], share_of(number, ledger.size), int(pieces[place]), told, hint))
    return tuple(tally)


def place_counts(ledger: Ledger, dimension: str, troubles: Sequence[Sequence[str]]) -> PlaceCounts:
    """Count each trouble (a list of themes) by the values of a dimension, and hold each value against the others."""
    column = ledger.columns[dimension]
    every = column.counts()
    named = _frequent(every)
    returns = every[named]
    masks = (ledger.has_any(themes) for themes in troubles)
    cases = tuple(np.bincount(column.codes[mask], minlength=len(column.values))[named] for mask in masks)
    told = int(returns.sum())
    tests = tuple(against_rest(counts, returns, int(counts.sum()), told) for counts in cases)
    return PlaceCounts(tuple(column.values[place] for place in named), returns, cases, tests)


def _frequent(counts: Ints) -> list[int]:
    """Return the codes that have a name, the most frequent first."""
    return sorted(
        (place for place in range(1, len(counts)) if counts[place]), key=lambda place: (-counts[place], place)
    )
