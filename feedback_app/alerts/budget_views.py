"""What the templates of budgets and back-tests get: one typed context per page. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from feedback_app.alerts.setting_views import Choice
from feedback_app.foundation.pages import FieldError


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """One answer to the question for the budget. alerts, doubling: what it would have meant; None: not computed yet."""

    value: str
    label: str
    chosen: bool
    alerts: int | None
    doubling: str


@dataclass(frozen=True, slots=True)
class IssueRow:
    """One alert that would have been sent. ``url`` leads to the comments of its days."""

    day: date
    sentence: str
    url: str


@dataclass(frozen=True, slots=True)
class TrialRow:
    """One back-test that a member asked for. state: waiting, done or refused; ``answer``: the result in a sentence."""

    id: int
    asked: str
    member: str
    at: datetime
    state: str
    answer: str
    known: str
    issues: tuple[IssueRow, ...]
    more: int


@dataclass(frozen=True, slots=True)
class TrialForm:
    """The form of a back-test, as typed."""

    days: str = "365"
    budget: str = ""
    least_rise: str = ""
    theme: str = ""
    dimension: str = ""
    value: str = ""
    noticed_on: str = ""


@dataclass(frozen=True, slots=True)
class Trials:
    """Context of backtest/_trials.html. ``waiting``: some are being computed, look again soon."""

    team: str
    trials: tuple[TrialRow, ...]
    waiting: bool
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class BudgetPage:
    """Context of backtest/budget.html. ``replayed`` says over which days, or why nothing can be said."""

    team: str
    team_name: str
    rows: tuple[BudgetRow, ...]
    rises: tuple[Choice, ...]
    rise: str
    replayed: str
    issues: tuple[IssueRow, ...]
    learnt: str
    trials: Trials
    form: TrialForm
    budgets: tuple[Choice, ...]
    themes: tuple[Choice, ...]
    dimensions: tuple[Choice, ...]
    spans: tuple[Choice, ...]
    may_edit: bool
    errors: tuple[FieldError, ...] = ()
