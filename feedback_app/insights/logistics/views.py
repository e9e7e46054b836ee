"""What the logistics board shows: the typed context of its templates. Values only; shares are 0..1."""

from __future__ import annotations

from dataclasses import dataclass

from feedback_app.alerts.views import FilterLink
from feedback_app.foundation.live import Live
from feedback_app.insights.shares import Direction
from feedback_app.insights.themes.cell_tests import Mark
from feedback_app.insights.view_head import ViewHead


@dataclass(frozen=True, slots=True)
class Cell:
    """One kind of trouble at one value. length: of the bar, in percent. url: the returns behind it, "" where there is
    no one address. mark: it differs from the rest by more than chance. trend: against the days before, None: not asked.
    """

    count: int
    share: float
    lower: float
    upper: float
    length: float
    url: str
    mark: Mark = ""
    trend: Direction | None = None
    by: float | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """Cases per 1,000 pieces sent, with the exact interval."""

    value: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Spelling:
    """One of several spellings of a name, and the returns that have it."""

    text: str
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    """One value. returns: returned items. sent: pieces, None: not known. rate: of the column it is ranked by.

    cents: what the returns of these kinds cost, None: nobody has said a cost. spellings: () when there is but one.
    """

    name: str
    url: str
    returns: int
    cells: tuple[Cell, ...]
    sent: int | None = None
    rate: Rate | None = None
    cents: int | None = None
    spellings: tuple[Spelling, ...] = ()
    alerts: tuple[FilterLink, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Values by kinds; a column's link ranks by it. ``whole`` is the row of all returns.

    more: rows that are not shown; ``more_url`` shows them. unnamed: returned items of which the value is not known.
    sent_known: shipments name this dimension.
    """

    head: str
    columns: tuple[FilterLink, ...]
    rows: tuple[Row, ...]
    whole: Row
    unnamed: int = 0
    more: int = 0
    more_url: str = ""
    sent_known: bool = False
    ranked_by: str = ""


@dataclass(frozen=True, slots=True)
class Standout:
    """A sentence about a value that differs from the rest, and the returns behind it."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class LogisticsPage:
    """Context of logistics/index.html. dimension: its code; missing: why there are no rows, "" when there are.

    ranks: the rows are ranked, not in their own order. further: other themes of the logistics team, None when nobody
    told one. suggestions: "DHL Paket may be DHL", and together: the link that counts them as one, or apart again.
    kinds: what each column counts.
    """

    head: ViewHead
    standouts: tuple[Standout, ...]
    tabs: tuple[FilterLink, ...]
    dimension: str
    ranks: bool
    table: Table
    further: Table | None
    missing: str
    suggestions: tuple[str, ...]
    together: FilterLink | None
    kinds: tuple[tuple[str, str], ...]
    cost_known: bool
    file_url: str
    live: Live | None = None
