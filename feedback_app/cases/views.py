"""What the pages of this floor show: the typed contexts of templates/cases/*.html. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from classifier.comments import CommentView
from feedback_app.alerts.views import FilterLink, HistoryLine, Pages
from feedback_app.foundation.access import Colleague
from feedback_app.foundation.pages import FieldError


@dataclass(frozen=True, slots=True)
class DueView:
    """What is due next: ``left`` in words of business time, ``late`` once it is over; ``soon``: within the hour."""

    words: str
    at: datetime
    left: str
    late: bool
    soon: bool


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case as lists show it; kinds stand beside their words."""

    id: int
    url: str
    title: str
    priority: str
    priority_words: str
    state: str
    state_words: str
    due: DueView | None
    owner: str
    order_id: str
    opened_at: datetime
    recovered: bool | None


@dataclass(frozen=True, slots=True)
class ShareView:
    """A share with its 95 % interval, 0..1, among ``n`` cases."""

    share: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class MeasuresView:
    """What the last ``days`` days brought; None where there is nothing to measure yet."""

    days: int
    median: str
    answered: int
    kept: ShareView | None
    recovered: ShareView | None


@dataclass(frozen=True, slots=True)
class CaseList:
    """Context of cases/index.html."""

    views: tuple[FilterLink, ...]
    view: str
    cases: tuple[CaseRow, ...]
    pages: Pages
    measures: MeasuresView
    may_set: bool
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class ScoreView:
    """A question and the number that was given, in words such as “2 of 5”."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class AnswerView:
    """What the customer said. ``phone``: "" unless this member may call; ``wish``: there is a wish to be called."""

    submission_url: str
    submitted_at: datetime
    order_id: str
    language: str
    scores: tuple[ScoreView, ...]
    comments: tuple[CommentView, ...]
    wish: bool
    phone: str
    consented_at: datetime | None
    called_at: datetime | None


@dataclass(frozen=True, slots=True)
class CaseForm:
    """The forms of a case, as typed."""

    cause: str = ""
    done: str = ""
    member: str = ""
    why: str = ""
    text: str = ""
    reference: str = ""
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseWork:
    """What this member can do with a case in its state. ``answer_word``: the button for the first response."""

    may_act: bool
    may_take: bool
    may_answer: bool
    may_solve: bool
    may_close: bool
    may_reopen: bool
    may_forward: bool
    may_hand_over: bool
    handing_over: bool
    handed_over_at: datetime | None
    reference: str
    colleagues: tuple[Colleague, ...]
    form: CaseForm


@dataclass(frozen=True, slots=True)
class FollowUpView:
    """What became of the question after the case. ``link``: to be handed over, "" when there is none."""

    words: str
    link: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """Context of cases/case.html."""

    case: CaseRow
    kind: str
    answer: AnswerView
    cause: str
    done: str
    work: CaseWork
    follow_up: FollowUpView | None
    history: tuple[HistoryLine, ...]
    zone: ZoneInfo
