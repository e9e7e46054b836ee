"""What the pages of this floor show: the typed contexts of templates/alerts/*.html. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from classifier.comments import CommentView
from feedback_app.foundation.charts import BandChart, Bar, Spark
from feedback_app.foundation.pages import FieldError


@dataclass(frozen=True, slots=True)
class FilterLink:
    """One choice of a view."""

    label: str
    url: str
    active: bool


@dataclass(frozen=True, slots=True)
class Pages:
    """Where in a long list this part stands; ``total`` is 0 where nobody has counted, addresses are "" at the ends."""

    first: int
    last: int
    total: int
    earlier_url: str
    later_url: str


@dataclass(frozen=True, slots=True)
class AlertRow:
    """One alert: its sentence and figures. Shares are 0..1."""

    id: int
    url: str
    sentence: str
    state: str
    team: str
    owner: str
    since: date
    days: int
    observed: int
    expected: float
    lower: float
    upper: float
    exposure: int
    share: float
    usual_share: float


@dataclass(frozen=True, slots=True)
class AlertList:
    """Context of alerts/index.html."""

    views: tuple[FilterLink, ...]
    teams: tuple[FilterLink, ...]
    alerts: tuple[AlertRow, ...]
    pages: Pages
    checked_day: date | None
    showing_open: bool


@dataclass(frozen=True, slots=True)
class ActionForm:
    """The form for an action, as typed."""

    cause: str = ""
    measure: str = ""
    started_on: str = ""
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class Work:
    """What this member can do about an alert in its state."""

    may_see: bool
    may_take: bool
    may_act: bool
    may_close: bool
    may_dismiss: bool
    form: ActionForm
    announce: str = ""


@dataclass(frozen=True, slots=True)
class EffectView:
    """What an action brought; rates are 0..1, ``told`` customers heard of it."""

    verdict: str
    before_share: float
    before_answers: int
    after_share: float
    after_answers: int
    ratio: float | None
    lower: float | None
    upper: float | None
    days_after: int
    final: bool
    told: int


@dataclass(frozen=True, slots=True)
class ActionView:
    """An action and its effect, None before the first measurement."""

    cause: str
    measure: str
    started_on: date
    member: str
    effect: EffectView | None


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """Who did what when."""

    at: datetime
    text: str
    note: str


@dataclass(frozen=True, slots=True)
class Cause:
    """One dimension's part in a rise; ``named``: its first bar is the cause."""

    title: str
    bars: tuple[Bar, ...]
    named: bool


@dataclass(frozen=True, slots=True)
class AlertPage:
    """Context of alerts/alert.html and alerts/_work.html."""

    alert: AlertRow
    theme_name: str
    theme_url: str
    chart: BandChart
    volume: Spark | None
    volume_sentence: str
    cause_sentence: str
    chance_sentence: str
    causes: tuple[Cause, ...]
    comments: tuple[CommentView, ...]
    work: Work
    actions: tuple[ActionView, ...]
    history: tuple[HistoryLine, ...]
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message. ``state``: sent, waiting or failed; ``place`` is where it goes, customers' addresses masked."""

    id: int
    url: str
    title: str
    place: str
    channel: str
    state: str
    at: datetime
    tries: int
    error: str


@dataclass(frozen=True, slots=True)
class MailboxPage:
    """Context of alerts/mailbox.html."""

    messages: tuple[MessageRow, ...]
    pages: Pages
    may_repeat: bool
    zone: ZoneInfo
    log_url: str = ""


@dataclass(frozen=True, slots=True)
class MessagePage:
    """Context of alerts/message.html. ``alert_url`` is "" when it is about none; ``code`` is a webhook's JSON."""

    message: MessageRow
    paragraphs: tuple[str, ...]
    code: str
    alert_url: str
    may_repeat: bool
    zone: ZoneInfo
