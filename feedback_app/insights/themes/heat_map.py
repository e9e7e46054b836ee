"""Themes against products (or carriers, sizes …) as a table of shaded cells: where something is told unusually often.

Counted from the packed columns. Invariants: a shade says how large the share is; a mark, that it differs from the rest
of the answers by more than chance explains; each cell leads to the submissions behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from feedback_app.alerts.views import FilterLink, Pages
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.typed_numbers import whole_number
from feedback_app.insights.exports.figures import csv_of
from feedback_app.insights.shares import Share
from feedback_app.insights.store.columns import THEME, Cut
from feedback_app.insights.store.facts import Facts, facts_now
from feedback_app.insights.themes.heat_cells import Cell, Ints, Standing, cells, column_sizes, largest
from feedback_app.insights.themes.listing import known_now
from feedback_app.insights.themes.places import value_word
from feedback_app.insights.themes.rows import Known, name_of
from feedback_app.insights.view_head import ViewHead, view_head
from feedback_app.insights.views import View, filter_words

OWN: Final = ("by", "q", "page")
DIMENSIONS: Final = ("product", "category", "size", "carrier", "warehouse", "region", "language", "channel")
COLUMNS: Final = 8
ROWS: Final = 16
SMALL_COLUMNS: Final = 6
SMALL_ROWS: Final = 6
CELL_COLUMNS: Final = ("theme", "name", "column", "comments", "answers", "share", "lower", "upper", "standing")
SHADES: Final = 4
"""Steps of the shade, the darkest for the largest share on the page."""


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One cell. shade: 0 (none) to ``SHADES``; url: the submissions behind it."""

    share: Share
    standing: Standing
    shade: int
    url: str
    column: str


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One theme."""

    code: str
    name: str
    url: str
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True, slots=True)
class HeatColumn:
    """One value: its answers, and the submissions behind them."""

    label: str
    answers: int
    url: str


@dataclass(frozen=True, slots=True)
class Heat:
    """Context of themes/_heat.html. title says what it shows; empty without rows or columns."""

    title: str
    dimension: str
    columns: tuple[HeatColumn, ...]
    rows: tuple[HeatRow, ...]
    more_url: str


@dataclass(frozen=True, slots=True)
class HeatPage:
    """Context of themes/map.html. sought: what the columns were searched for; kept: what the search carries along."""

    room: str
    head: ViewHead
    dimensions: tuple[FilterLink, ...]
    heat: Heat
    pages: Pages
    sought: str
    action: str
    kept: tuple[tuple[str, str], ...]
    csv_url: str


async def heat_page(view: View) -> HeatPage:
    """Return the map of a view; ``by`` chooses the columns, ``q`` searches them, ``page`` turns the pages."""
    facts = await facts_now()
    cut = facts.said(view.span, view.slices)
    dimension, sought = _dimension(view), view.own.get("q", "")
    found = largest(*_sizes(facts, cut, dimension, sought))
    page = min(_page(view), max((len(found) - 1) // COLUMNS, 0))
    columns = found[page * COLUMNS : (page + 1) * COLUMNS]
    kept = {**view.query(), "by": view.own.get("by", "")}
    return HeatPage(
        room="map",
        head=await view_head(view, facts, cut),
        dimensions=_dimension_links(view, dimension),
        heat=_heat(view, facts, cut, dimension, columns.tolist(), await known_now(), ROWS),
        pages=_pages(view, page, len(found)),
        sought=sought,
        action=view.path,
        kept=tuple((name, value) for name, value in kept.items() if value),
        csv_url=view.url("/themes/map.csv", **view.own),
    )


async def small(view: View, facts: Facts, cut: Cut) -> Heat:
    """Return the largest themes against the largest products, for an overview."""
    sizes, allowed = _sizes(facts, cut, "product", "")
    columns = largest(sizes, allowed)[:SMALL_COLUMNS].tolist()
    return _heat(view, facts, cut, "product", columns, await known_now(), SMALL_ROWS)


def _heat(view: View, facts: Facts, cut: Cut, dimension: str, columns: Sequence[int], known: Known, most: int) -> Heat:
    values, names = facts.values(dimension), facts.values(THEME)
    themes = _themes(cut, len(names), most)
    found = cells(cut, themes, dimension, columns, len(values)) if columns else ()
    plain = replace(view, team="", own={})
    sizes = column_sizes(cut, dimension, len(values))
    shades = _shades(found)
    return Heat(
        title=_("Share of answers with a theme in %%, by %(dimension)s") % {"dimension": filter_words()[dimension]},
        dimension=filter_words()[dimension],
        columns=tuple(
            HeatColumn(
                value_word(dimension, values[code]),
                int(sizes[code]),
                plain.url("/submissions", **{dimension: values[code]}, only="answers"),
            )
            for code in columns
        ),
        rows=tuple(
            HeatRow(
                names[theme],
                name_of(names[theme], known).name,
                plain.url(f"/themes/{names[theme]}"),
                tuple(
                    HeatCell(
                        cell.share,
                        cell.standing,
                        shades[row, at],
                        plain.url("/submissions", theme=names[theme], **{dimension: values[columns[at]]}),
                        value_word(dimension, values[columns[at]]),
                    )
                    for at, cell in enumerate(found[row])
                ),
            )
            for row, theme in enumerate(themes)
            if found
        ),
        more_url=plain.url("/themes/map"),
    )


def heat_csv(heat: Heat) -> str:
    """Return the cells of a map, one per line; shares are 0..1."""
    cells_of = ((row, cell) for row in heat.rows for cell in row.cells)
    return csv_of(
        CELL_COLUMNS,
        (
            (row.code, row.name, cell.column, one.count, one.answers, one.share, one.lower, one.upper, cell.standing)
            for row, cell in cells_of
            for one in (cell.share,)
        ),
    )


def _themes(cut: Cut, size: int, most: int) -> list[int]:
    """Return the codes of the themes with the most comments."""
    return [int(code) for code in largest(cut.theme_counts(size))[:most]]


def _shades(found: Sequence[Sequence[Cell]]) -> NDArray[np.int64]:
    shares = np.array([[cell.share.share for cell in row] for row in found]).reshape(len(found), -1 if found else 0)
    most = shares.max(initial=0.0)
    return np.ceil(SHADES * shares / most).astype(np.int64) if most else np.zeros(shares.shape, np.int64)


def _sizes(facts: Facts, cut: Cut, dimension: str, sought: str) -> tuple[Ints, NDArray[np.bool_] | None]:
    values = facts.values(dimension)
    if not sought:
        return column_sizes(cut, dimension, len(values)), None
    wanted = sought.casefold()
    allowed = np.array([wanted in value_word(dimension, value).casefold() for value in values], np.bool_)
    return column_sizes(cut, dimension, len(values)), allowed


def _dimension(view: View) -> str:
    asked = view.own.get("by", "")
    return asked if asked in DIMENSIONS else DIMENSIONS[0]


def _dimension_links(view: View, chosen: str) -> tuple[FilterLink, ...]:
    words = filter_words()
    return tuple(
        FilterLink(words[name], view.url(by="" if name == DIMENSIONS[0] else name, q="", page=""), name == chosen)
        for name in DIMENSIONS
    )


def _page(view: View) -> int:
    asked = view.own.get("page", "")
    return max((whole_number(asked) or 1) - 1, 0)


def _pages(view: View, page: int, total: int) -> Pages:
    last = min((page + 1) * COLUMNS, total)
    earlier = view.url(page=str(page) if page > 1 else "") if page else ""
    later = view.url(page=str(page + 2)) if last < total else ""
    return Pages(page * COLUMNS + 1, last, total, earlier, later)
