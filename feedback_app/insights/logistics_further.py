"""The second table of the logistics board: the logistics team's other themes, a shop's own among them. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from classifier.themes import ThemeName
from feedback_app.foundation.languages import gettext as _
from feedback_app.insights import logistics
from feedback_app.insights.cell_tests import Mark, marks
from feedback_app.insights.facts import Facts
from feedback_app.insights.logistics import Board, Counted
from feedback_app.insights.logistics_views import Cell, Column, Row, Table
from feedback_app.insights.shares import share_of
from feedback_app.insights.views import View

MOST_THEMES: Final = 6
MOST_ROWS: Final = 25


async def further_table(view: View, facts: Facts, board: Board, dimension: str, together: bool) -> Table | None:
    """Return the themes that were told most by the values of a dimension; None when nobody told any of them."""
    themes = _told(facts, board, await logistics.further_themes(board.themes))
    if not themes:
        return None
    troubles = logistics.troubles_of(facts, board.cut, tuple(theme.code for theme in themes))
    counted = logistics.count(facts, troubles, dimension, together)
    marked = marks(counted.tests)
    shown = [place for place in range(len(counted.n)) if counted.n[place]][:MOST_ROWS]
    totals = zip(troubles.whole().tolist(), themes, strict=True)
    whole = tuple(_cell(n, board.cut.size, view.url("/submissions", theme=theme.code)) for n, theme in totals)
    return Table(
        head=logistics.dimension_words()[dimension],
        columns=tuple(Column(theme.name, view.url(f"/themes/{theme.code}"), False) for theme in themes),
        rows=tuple(_row(view, counted, themes, marked, place) for place in shown),
        whole=Row(_("All returns"), "", board.cut.size, whole),
    )


def _told(facts: Facts, board: Board, themes: Sequence[ThemeName]) -> tuple[ThemeName, ...]:
    """Return the themes that were told at all, those told most first."""
    told = logistics.troubles_of(facts, board.cut, tuple(theme.code for theme in themes)).whole()
    order = sorted((place for place in range(len(themes)) if told[place]), key=lambda place: -told[place])
    return tuple(themes[place] for place in order[:MOST_THEMES])


def _row(
    view: View, counted: Counted, themes: Sequence[ThemeName], marked: Sequence[Sequence[Mark]], place: int
) -> Row:
    name, n = counted.names.names[place], int(counted.n[place])
    one = len(name.spellings) == 1
    urls = [
        logistics.submissions_url(view, counted.dimension, name.name, theme.code) if one else "" for theme in themes
    ]
    cells = tuple(_cell(int(counted.cases[place, at]), n, url, marked[at][place]) for at, url in enumerate(urls))
    return Row(logistics.label_of(counted.dimension, name.name), "", n, cells)


def _cell(count: int, n: int, url: str, mark: Mark = "") -> Cell:
    share = share_of(count, n)
    return Cell(share.count, share.share, share.lower, share.upper, 0.0, url, mark)
