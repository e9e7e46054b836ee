"""The logistics board: where goods arrive damaged, late, incomplete or not at all, and what that costs. Reads only.

All dimensions are counted, so that what stands out is said whichever one is looked at, and all their cells are tested
at once (cell_tests.py). Invariants: a share is of returned items; only what differs by more than chance is marked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from classifier.themes import ThemeName, successors, theme_names
from feedback_app.alerts.sentences import value_words
from feedback_app.foundation.languages import format_day, format_number, format_percent, language
from feedback_app.foundation.languages import gettext as _
from feedback_app.insights.logistics.counts import (
    DAY_VALUES,
    ORDER_WEEKDAY,
    WEEKDAY,
    Ints,
    Names,
    Troubles,
    codes_of,
    names_of,
)
from feedback_app.insights.logistics.kinds import KINDS, kind_themes, standout_words
from feedback_app.insights.logistics.views import Standout
from feedback_app.insights.shares import share_of
from feedback_app.insights.store.columns import Array, Cut
from feedback_app.insights.store.facts import Facts
from feedback_app.insights.themes.cell_tests import Mark, Test, against_rest, marks
from feedback_app.insights.views import View

DIMENSIONS: Final = (
    *("carrier", "warehouse", "packaging", "region", "hub", "shift", "area"),
    *(WEEKDAY, ORDER_WEEKDAY),
)
OWN: Final = ("by", "rank", "together", "all")
"""What an address says beside span and filters: dimension, column to rank by, like names as one, all rows."""
MOST_STANDOUTS: Final = 4
TEAM: Final = "logistics"
A_MONDAY: Final = date(2026, 11, 16)


@dataclass(frozen=True, slots=True)
class Counted:
    """One dimension: its names, returned items (n_names,), cases (n_names, n_kinds), and how each kind stands out.

    codes: of each row; by_code: returned items by them.
    """

    dimension: str
    names: Names
    codes: Array
    by_code: Ints
    n: Ints
    cases: Ints
    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """Everything that was counted of one view; marks: by dimension, kind and name."""

    troubles: Troubles
    themes: tuple[str, ...]
    dimensions: Mapping[str, Counted]
    marks: Mapping[str, tuple[tuple[Mark, ...], ...]]

    @property
    def cut(self) -> Cut:
        """The returned items."""
        return self.troubles.cut

    def cases(self) -> Ints:
        """Count the returned items of each kind, (n_kinds,)."""
        return self.troubles.whole()


async def board_of(facts: Facts, cut: Cut, together: bool) -> Board:
    """Count a cut by all dimensions; together: names that may be one are counted as one."""
    themes = kind_themes(await successors())
    troubles = troubles_of(facts, cut, themes)
    counted = {name: count(facts, troubles, name, together) for name in DIMENSIONS}
    asked = [test for one in counted.values() for test in one.tests]
    marked = marks(asked)
    width = len(KINDS)
    by_name = {name: marked[place * width : (place + 1) * width] for place, name in enumerate(counted)}
    return Board(troubles, themes, counted, by_name)


def troubles_of(facts: Facts, cut: Cut, themes: tuple[str, ...]) -> Troubles:
    """Return the returned items of a cut with these themes."""
    return Troubles(cut.where(cut.returns), tuple(facts.code("theme", theme) for theme in themes))


def count(facts: Facts, troubles: Troubles, dimension: str, together: bool = False) -> Counted:
    """Count returned items and their themes by the names of one dimension, and compare each name with the rest."""
    values, codes = values_of(facts, dimension), codes_of(troubles.cut, dimension)
    n = np.bincount(codes, minlength=len(values)).astype(np.int64)
    names = names_of(dimension, values, n, together)
    by_name, cases = names.sum(n), names.sum(troubles.cases(codes, len(values)))
    whole, size = troubles.whole(), troubles.cut.size
    tests = tuple(against_rest(cases[:, kind], by_name, int(whole[kind]), size) for kind in range(len(whole)))
    return Counted(dimension, names, codes, n, by_name, cases, tests)


def values_of(facts: Facts, dimension: str) -> tuple[str, ...]:
    """Return the values of a dimension by code, weekdays too."""
    return DAY_VALUES if dimension in {WEEKDAY, ORDER_WEEKDAY} else facts.values(dimension)


def standouts(board: Board, view: View) -> tuple[Standout, ...]:
    """Return the values with clearly more trouble than the rest, those with most cases beyond it first."""
    found = []
    whole, size = board.cases(), board.cut.size
    for dimension, counted in board.dimensions.items():
        for kind, marked in enumerate(board.marks[dimension]):
            for place in (place for place, mark in enumerate(marked) if mark == "more"):
                beyond = float(counted.tests[kind].excess[place] * counted.n[place])
                rest = (int(whole[kind] - counted.cases[place, kind]), int(size - counted.n[place]))
                found.append((beyond, dimension, kind, place, rest))
    found.sort(key=lambda one: (-one[0], one[1:4]))
    return tuple(_standout(board, view, *one[1:]) for one in found[:MOST_STANDOUTS])


def _standout(board: Board, view: View, dimension: str, kind: int, place: int, rest: tuple[int, int]) -> Standout:
    counted = board.dimensions[dimension]
    name = counted.names.names[place]
    share = share_of(int(counted.cases[place, kind]), int(counted.n[place]))
    text = standout_words()[KINDS[kind].code] % {
        "name": name_words(dimension, name.name),
        "share": format_percent(share.share),
        "interval": f"{format_number(100 * share.lower, 1)}–{format_number(100 * share.upper, 1)}",
        "rest": format_percent(rest[0] / rest[1]),
    }
    one = len(name.spellings) == 1
    return Standout(text, submissions_url(view, dimension, name.name, board.themes[kind]) if one else "")


def submissions_url(view: View, dimension: str, value: str, theme: str = "") -> str:
    """Return the returned items with a value and a theme; "" for weekdays, which no list is narrowed by."""
    if dimension in {WEEKDAY, ORDER_WEEKDAY}:
        return ""
    return returns_url(view, **{dimension: value, "theme": theme or view.slices.get("theme", "")})


def returns_url(view: View, **more: str) -> str:
    """Return the list of what the board counts: returned items, no texts about orders and no bare ratings."""
    return view.url("/submissions", **more, only="returns")


def name_words(dimension: str, name: str) -> str:
    """Return a value as it stands in a sentence: ``GLS``, ``Lager Erfurt``, ``Montag``."""
    if dimension == ORDER_WEEKDAY:
        return _("orders of %(weekday)s") % {"weekday": label_of(dimension, name)}
    return label_of(dimension, name) if dimension == WEEKDAY else value_words(dimension, name)


def label_of(dimension: str, name: str) -> str:
    """Return a value as it stands in a row, below the name of its dimension."""
    if dimension not in {WEEKDAY, ORDER_WEEKDAY}:
        return name
    return format_day(A_MONDAY + timedelta(days=int(name)), "EEEE")


def dimension_words() -> dict[str, str]:
    """Return the name of each dimension."""
    return {
        "carrier": _("Carrier"),
        "warehouse": _("Warehouse"),
        "packaging": _("Packaging"),
        "region": _("Region"),
        "hub": _("Hub"),
        "shift": _("Shift"),
        "area": _("Postcode area"),
        WEEKDAY: _("Weekday of the answer"),
        ORDER_WEEKDAY: _("Weekday of the order"),
    }


async def further_themes(kinds: tuple[str, ...]) -> tuple[ThemeName, ...]:
    """Return the live themes of the logistics team that are no kind of their own."""
    names = await theme_names(language())
    return tuple(
        theme for code, theme in names.items() if theme.team == TEAM and not theme.retired and code not in kinds
    )
