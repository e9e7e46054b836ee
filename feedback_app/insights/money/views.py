"""What the money pages show: the typed contexts of their templates. Values only; amounts are ready words in euros."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from feedback_app.alerts.views import FilterLink
from feedback_app.foundation.live import Live
from feedback_app.foundation.pages import FieldError
from feedback_app.insights.money.savings import Estimate, Roi
from feedback_app.insights.overview.figures import Moved
from feedback_app.insights.view_head import ViewHead


@dataclass(frozen=True, slots=True)
class LossRow:
    """What the returns of one value cost. share: of the total, 0..1; length: of the bar, percent of the longest."""

    name: str
    url: str
    items: int
    items_url: str
    cents: float
    euros: str
    share: float
    length: float


@dataclass(frozen=True, slots=True)
class LossTable:
    """Costs by the values of one dimension, the dearest first. note: how it adds up. more: rows that are not shown."""

    head: str
    rows: tuple[LossRow, ...]
    items: int
    euros: str
    note: str
    more: int
    more_url: str


@dataclass(frozen=True, slots=True)
class ActionMoneyRow:
    """An action and its money. sentence: what was measured. Amounts are words with interval, "" where unknown.

    cases: that did not come, with interval; expected: without the action; seen: in the days after it. counted: its
    savings stand in the total. left_out: why they do not, or why it is no part of the ROI; "" for nothing.
    """

    id: int
    measure: str
    url: str
    place: str
    theme: str
    started_on: date
    verdict: str
    sentence: str
    days: int
    seen: int
    seen_url: str
    saved: Estimate | None
    expected_words: str
    cases_words: str
    price_words: str
    saved_words: str
    cost: int | None
    cost_words: str
    extra: int
    extra_words: str
    roi: Roi | None
    roi_words: str
    counted: bool
    left_out: str
    edit_url: str


@dataclass(frozen=True, slots=True)
class Balance:
    """All actions of a year together. saved, roi: in words, their intervals apart; "" where nothing can be said.

    in_roi: actions that the ROI rests on; unpriced: with a verdict and without a known cost; tied: with a known cost,
    whose savings may be those of an unpriced one; early: without a verdict.
    """

    since: date
    until: date
    saved: str
    saved_range: str
    roi: str
    roi_range: str
    roi_value: Roi | None
    roi_saved: str
    extra: str
    cost: str
    in_roi: int
    unpriced: int
    tied: int
    early: int


@dataclass(frozen=True, slots=True)
class CostLine:
    """One row of the cost model in words."""

    name: str
    shipping: str
    handling: str
    write_down: str
    total: str


@dataclass(frozen=True, slots=True)
class MoneyPage:
    """Context of money/index.html. known: somebody has said what a return costs. missing: pieces without a cost.

    moved: the total of the days that are over against as many days before; None where nothing is compared.
    """

    head: ViewHead
    known: bool
    from_alerts: bool
    total: str
    moved: Moved | None
    per_item: str
    tabs: tuple[FilterLink, ...]
    table: LossTable
    actions: tuple[ActionMoneyRow, ...]
    balance: Balance
    model: tuple[CostLine, ...]
    missing: int
    may_edit: bool
    file_url: str
    live: Live | None = None


@dataclass(frozen=True, slots=True)
class RoiPage:
    """Context of money/roi.html."""

    balance: Balance
    actions: tuple[ActionMoneyRow, ...]
    known: bool
    may_edit: bool
    file_url: str


@dataclass(frozen=True, slots=True)
class CostFields:
    """One row of the editor as typed; category "" is that of all others."""

    category: str
    shipping: str
    handling: str
    write_down: str


@dataclass(frozen=True, slots=True)
class CostsPage:
    """Context of money/costs.html."""

    rows: tuple[CostFields, ...]
    from_alerts: str
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class ActionForm:
    """Context of money/action.html: what an action cost and brought, as typed."""

    action: int
    measure: str
    alert_url: str
    cost: str
    extra_revenue: str
    note: str
    errors: tuple[FieldError, ...] = ()
