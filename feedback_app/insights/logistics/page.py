"""Builds the page of the logistics board from what was counted: rows, what was sent, alerts, costs. Reads only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from classifier.themes import theme_names
from feedback_app.alerts.slices import RETURN_RATE, parse_series
from feedback_app.alerts.views import FilterLink
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.languages import language
from feedback_app.insights.filter_words import reason_names
from feedback_app.insights.logistics import board as logistics
from feedback_app.insights.logistics.board import Board, Counted
from feedback_app.insights.logistics.counts import ORDER_WEEKDAY, WEEKDAY, Ints, codes_of, names_of
from feedback_app.insights.logistics.further import further_table
from feedback_app.insights.logistics.kinds import KINDS, explanation, kind_words
from feedback_app.insights.logistics.views import Cell, LogisticsPage, Rate, Row, Spelling, Table
from feedback_app.insights.money.costs import CostModel, cents_of
from feedback_app.insights.search.spelling import Spelled, fold, suggestions
from feedback_app.insights.shares import Change, Share, share_of
from feedback_app.insights.store.facts import Facts
from feedback_app.insights.themes.cell_tests import changes, poisson_interval
from feedback_app.insights.view_head import view_head
from feedback_app.insights.views import View

SHOWN: Final = 25
MOST_SUGGESTED: Final = 5
SENT_BY: Final = ("carrier", "warehouse", "region")
"""Dimensions that shipments know."""
PER: Final = 1000
ENOUGH: Final = 20


async def logistics_page(view: View, facts: Facts, model: CostModel) -> LogisticsPage:
    """Return the board for a view; its own choices are those of ``logistics.OWN``."""
    cut = facts.said(view.span, view.slices)
    dimension = view.own.get("by", "")
    dimension = dimension if dimension in logistics.DIMENSIONS else logistics.DIMENSIONS[0]
    together = view.own.get("together") == "1"
    board = await logistics.board_of(facts, cut, together)
    counted = board.dimensions[dimension]
    maker = _Maker(view, facts, board, counted, await _open_alerts(dimension), model)
    return LogisticsPage(
        head=await view_head(view, facts, cut),
        standouts=logistics.standouts(board, view),
        tabs=_tabs(view, dimension),
        dimension=dimension,
        ranks=dimension not in {WEEKDAY, ORDER_WEEKDAY},
        table=maker.table(),
        further=await further_table(view, facts, board, dimension, together),
        missing="" if any(counted.n) else _missing(dimension),
        suggestions=_suggested(facts, board, dimension),
        together=_together(view, facts, board, dimension, together),
        kinds=explanation(await reason_names()),
        cost_known=model.known,
        file_url=view.url("/logistics.csv", **view.own),
    )


class _Maker:
    """Makes the table of one dimension."""

    def __init__(
        self,
        view: View,
        facts: Facts,
        board: Board,
        counted: Counted,
        alerts: Mapping[str, tuple[FilterLink, ...]],
        model: CostModel,
    ) -> None:
        self.view, self.board, self.counted, self.alerts = view, board, counted, alerts
        self.themes = board.themes
        codes: list[str] = [kind.code for kind in KINDS]
        self.ranked = codes.index(view.own["rank"]) if view.own.get("rank") in codes else 0
        self.changes = _changes(view, facts, board, counted)
        self.sent = _sent(view, facts, counted)
        self.cents = _cents(facts, board, counted, model) if model.known else None

    def table(self) -> Table:
        """Return the rows, worst first: by the lower end of the interval, so that few returns do not come first."""
        order = [place for place in range(len(self.counted.names.names)) if self.counted.n[place]]
        if self.counted.dimension not in {WEEKDAY, ORDER_WEEKDAY}:
            order.sort(key=self._worst)
        shown = order if self.view.own.get("all") == "1" else order[:SHOWN]
        longest = self._longest(shown)
        words = kind_words()
        return Table(
            head=logistics.dimension_words()[self.counted.dimension],
            columns=tuple(
                FilterLink(words[kind.code], self.view.url(rank=kind.code), place == self.ranked)
                for place, kind in enumerate(KINDS)
            ),
            rows=tuple(self._row(place, longest) for place in shown),
            whole=self._whole(longest),
            unnamed=self.board.cut.size - int(self.counted.n.sum()),
            more=len(order) - len(shown),
            more_url=self.view.url(all="1"),
            sent_known=self.sent is not None,
            ranked_by=words[KINDS[self.ranked].code],
        )

    def _longest(self, shown: Sequence[int]) -> float:
        """Return the share that fills a bar: the largest one that rests on enough returns to be worth a look."""
        enough = [place for place in shown if self.counted.n[place] >= ENOUGH] or shown
        return max((self._share(place, kind).share for place in enough for kind in range(len(KINDS))), default=0.0)

    def _worst(self, place: int) -> tuple[float, int]:
        return (-self._share(place, self.ranked).lower, -int(self.counted.n[place]))

    def _share(self, place: int, kind: int) -> Share:
        return share_of(int(self.counted.cases[place, kind]), int(self.counted.n[place]))

    def _row(self, place: int, longest: float) -> Row:
        name, dimension = self.counted.names.names[place], self.counted.dimension
        one = len(name.spellings) == 1
        sent = int(self.sent[place]) if self.sent is not None else None
        return Row(
            name=logistics.label_of(dimension, name.name),
            url=logistics.submissions_url(self.view, dimension, name.name) if one else "",
            returns=int(self.counted.n[place]),
            cells=tuple(self._cell(place, kind, longest, name) for kind in range(len(KINDS))),
            sent=sent,
            rate=_rate(int(self.counted.cases[place, self.ranked]), sent),
            cents=int(self.cents[place]) if self.cents is not None else None,
            spellings=() if one else self._spellings(name),
            alerts=tuple(link for spelling, _n in name.spellings for link in self.alerts.get(spelling, ())),
        )

    def _cell(self, place: int, kind: int, longest: float, name: Spelled) -> Cell:
        share, change = self._share(place, kind), self.changes.get((place, kind))
        one = len(name.spellings) == 1
        return Cell(
            count=share.count,
            share=share.share,
            lower=share.lower,
            upper=share.upper,
            length=_length(share.share, longest),
            url=logistics.submissions_url(self.view, self.counted.dimension, name.name, self.themes[kind])
            if one
            else "",
            mark=self.board.marks[self.counted.dimension][kind][place],
            trend=change.trend if change else None,
            by=change.by if change else None,
        )

    def _spellings(self, name: Spelled) -> tuple[Spelling, ...]:
        def url(spelling: str) -> str:
            return logistics.submissions_url(self.view, self.counted.dimension, spelling)

        return tuple(Spelling(spelling, count, url(spelling)) for spelling, count in name.spellings)

    def _whole(self, longest: float) -> Row:
        cases, n = self.board.cases(), self.board.cut.size
        shares = [share_of(int(found), n) for found in cases]
        cells = tuple(
            Cell(
                one.count,
                one.share,
                one.lower,
                one.upper,
                _length(one.share, longest),
                logistics.returns_url(self.view, theme=theme),
            )
            for one, theme in zip(shares, self.themes, strict=True)
        )
        return Row(_("All returns"), logistics.returns_url(self.view), n, cells)


def _length(share: float, longest: float) -> float:
    return min(100.0, round(100 * share / longest, 1)) if longest else 0.0


def _changes(view: View, facts: Facts, board: Board, counted: Counted) -> Mapping[tuple[int, int], Change]:
    """Return the change of each share by place of the name and kind, all of them tested at once; {} uncompared."""
    found = _before(view, facts, board, counted)
    if found is None:
        return {}
    cases, n = found
    cells = [(place, kind) for place in range(len(counted.n)) for kind in range(len(KINDS))]
    pairs = [
        (share_of(int(cases[cell]), int(n[cell[0]])), share_of(int(counted.cases[cell]), int(counted.n[cell[0]])))
        for cell in cells
    ]
    return dict(zip(cells, changes(pairs), strict=True))


def _before(view: View, facts: Facts, board: Board, counted: Counted) -> tuple[Ints, Ints] | None:
    """Return cases (n_names, n_kinds) and returned items (n_names,) of the days before; None without a comparison."""
    if view.before is None:
        return None
    earlier = logistics.troubles_of(facts, facts.said(view.before, view.slices), board.themes)
    values = logistics.values_of(facts, counted.dimension)
    codes = codes_of(earlier.cut, counted.dimension)
    cases = counted.names.sum(earlier.cases(codes, len(values)))
    return cases, counted.names.sum(np.bincount(codes, minlength=len(values)))


def _sent(view: View, facts: Facts, counted: Counted) -> Ints | None:
    """Return the pieces sent per name, (n_names,); None where shipments do not know the dimension or a filter."""
    sent = facts.sent(view.span, view.slices) if counted.dimension in SENT_BY else None
    if sent is None or not sent.size:
        return None
    values = facts.values(counted.dimension)
    pieces = np.bincount(sent.column(counted.dimension), sent.column("quantity"), len(values)).astype(np.int64)
    place = {fold(spelling): at for at, name in enumerate(counted.names.names) for spelling, _n in name.spellings}
    by_name = np.zeros(len(counted.names.names), np.int64)
    for value, count in zip(values, pieces, strict=True):
        if value and (at := place.get(fold(value))) is not None:
            by_name[at] += count
    return by_name


def _cents(facts: Facts, board: Board, counted: Counted, model: CostModel) -> Ints:
    """Return what the returns of the four kinds cost per name, (n_names,)."""
    touched = board.troubles.touched
    cents = np.where(touched, cents_of(board.cut, facts, model), 0)
    size = len(logistics.values_of(facts, counted.dimension))
    return counted.names.sum(np.bincount(counted.codes, cents, size).astype(np.int64))


def _rate(count: int, sent: int | None) -> Rate | None:
    """Return cases per 1,000 pieces sent with the exact Poisson interval; None where nothing is known to be sent."""
    if not sent:
        return None
    lower, upper = poisson_interval(count)
    return Rate(PER * count / sent, PER * lower / sent, PER * upper / sent)


async def _open_alerts(dimension: str) -> dict[str, tuple[FilterLink, ...]]:
    """Return the open alerts about each value of a dimension."""
    names = await theme_names(language())
    found: dict[str, tuple[FilterLink, ...]] = {}
    for row in await fetch("SELECT id, series FROM alert WHERE closed_at IS NULL ORDER BY score DESC, id"):
        series = parse_series(row["series"])
        if series.slice.dimension == dimension:
            theme = names.get(series.theme)
            label = _("Return rate") if series.theme == RETURN_RATE else theme.name if theme else series.theme
            link = FilterLink(label, f"/alerts/{row['id']}", False)
            found[series.slice.value] = (*found.get(series.slice.value, ()), link)
    return found


def _tabs(view: View, dimension: str) -> tuple[FilterLink, ...]:
    words = logistics.dimension_words()
    return tuple(FilterLink(words[name], view.url(by=name, all=""), name == dimension) for name in logistics.DIMENSIONS)


def _suggested(facts: Facts, board: Board, dimension: str) -> tuple[str, ...]:
    """Return in words which names may be one. They are suggested also while they are counted as one."""
    return tuple(
        _("“%(smaller)s” may be “%(larger)s”.") % {"smaller": smaller, "larger": larger}
        for larger, smaller in _pairs(facts, board, dimension)[:MOST_SUGGESTED]
    )


def _pairs(facts: Facts, board: Board, dimension: str) -> Sequence[tuple[str, str]]:
    if dimension in {WEEKDAY, ORDER_WEEKDAY}:
        return ()
    counted = board.dimensions[dimension]
    return suggestions(names_of(dimension, facts.values(dimension), counted.by_code).names)


def _together(view: View, facts: Facts, board: Board, dimension: str, together: bool) -> FilterLink | None:
    if together:
        return FilterLink(_("Count them apart again"), view.url(together=""), True)
    if not _pairs(facts, board, dimension):
        return None
    return FilterLink(_("Count them as one on this page"), view.url(together="1"), False)


def _missing(dimension: str) -> str:
    if dimension == ORDER_WEEKDAY:
        return _("None of these returns names the day of its order. Please import it as ordered_at.")
    if dimension == WEEKDAY:
        return _("There are no returns in these days.")
    return _("None of these returns names this. Please send it with the orders, in the column %(column)s.") % {
        "column": "postal_code" if dimension == "area" else dimension
    }
