"""The second table of the logistics board: the logistics team's other themes, a shop's own among them. Reads only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from classifier.themes import ThemeName
from feedback_app.alerts.views import FilterLink
from feedback_app.foundation.languages import gettext as _
from feedback_app.insights.logistics import board as logistics
from feedback_app.insights.logistics.board import Board, Counted
from feedback_app.insights.logistics.views import Cell, Row, Table
from feedback_app.insights.shares import share_of
from feedback_app.insights.store.facts import Facts
from feedback_app.insights.themes.cell_tests import Mark, marks
from feedback_app.insights.views import View

MOST_THEMES: Final = 6
MOST_ROWS: Final = 25


async def further_table(view: View, facts: Facts, board: Board, dimension: str, together: bool) -> Table | None:
    """Return the themes that were told most by the values of a dimension; None when nobody told any of them."""
    themes = await logistics.further_themes(board.themes)
    troubles = logistics.troubles_of(facts, board.cut, tuple(theme.code for theme in themes))
    told = troubles.whole().tolist()
    chosen = sorted((at for at in range(len(themes)) if told[at]), key=lambda at: -told[at])[:MOST_THEMES]
    if not chosen:
        return None
    counted = logistics.count(facts, troubles, dimension, together)
    columns = [(at, themes[at]) for at in chosen]
    marked = dict(zip(chosen, marks([counted.tests[at] for at in chosen]), strict=True))
    shown = [place for place in range(len(counted.n)) if counted.n[place]][:MOST_ROWS]
    size = board.cut.size
    return Table(
        head=logistics.dimension_words()[dimension],
        columns=tuple(FilterLink(theme.name, view.url(f"/themes/{theme.code}"), False) for _at, theme in columns),
        rows=tuple(_row(view, counted, columns, marked, place) for place in shown),
        whole=Row(
            _("All returns"),
            "",
            size,
            tuple(_cell(told[at], size, logistics.returns_url(view, theme=theme.code)) for at, theme in columns),
        ),
    )


def _row(
    view: View,
    counted: Counted,
    columns: Sequence[tuple[int, ThemeName]],
    marked: Mapping[int, Sequence[Mark]],
    place: int,
) -> Row:
    name, n = counted.names.names[place], int(counted.n[place])
    one = len(name.spellings) == 1

    def cell(at: int, theme: str) -> Cell:
        url = logistics.submissions_url(view, counted.dimension, name.name, theme) if one else ""
        return _cell(int(counted.cases[place, at]), n, url, marked[at][place])

    cells = tuple(cell(at, theme.code) for at, theme in columns)
    return Row(logistics.label_of(counted.dimension, name.name), "", n, cells)


def _cell(count: int, n: int, url: str, mark: Mark = "") -> Cell:
    share = share_of(count, n)
    return Cell(share.count, share.share, share.lower, share.upper, 0.0, url, mark)
