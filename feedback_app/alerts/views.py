"""What the pages of this floor show: the typed contexts of templates/alerts/*.html. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from classifier.comments import CommentView
from feedback_app.alerts.cards import Kind, Severity
from feedback_app.alerts.effect_views import ActionView, Playbook
from feedback_app.alerts.work import Work
from feedback_app.foundation.charts import BandChart, Bar, Spark
from feedback_app.foundation.live import Live


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
class Due:
    """Until when somebody must have taken an alert on, in words; ``late``: that moment has passed."""

    words: str
    late: bool


@dataclass(frozen=True, slots=True)
class AlertLine:
    """An alert in few words, e.g. one that another one explains."""

    url: str
    sentence: str
    state: str


@dataclass(frozen=True, slots=True)
class AlertRow:
    """One alert: ``sentence`` says what rises, ``figures`` by how much and why. Shares are 0..1.

    due: None for an alert that somebody works on or that is closed. selectable: this member may note it as seen here.
    """

    id: int
    url: str
    sentence: str
    figures: str
    kind: Kind
    severity: Severity
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
    due: Due | None = None
    spark: Spark | None = None
    children: tuple[AlertLine, ...] = ()
    selectable: bool = False
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AlertList:
    """Context of alerts/index.html. ``summary`` says what is open in one sentence; ``empty``: why nothing is shown.

    narrowed: a team or a severity is chosen. back: the address of this list, to come back to after a deed on it.
    """

    views: tuple[FilterLink, ...]
    teams: tuple[FilterLink, ...]
    severities: tuple[FilterLink, ...]
    alerts: tuple[AlertRow, ...]
    pages: Pages
    checked_day: date | None
    summary: str
    empty: Empty | None
    narrowed: bool
    may_see: bool
    back: str
    zone: ZoneInfo
    live: Live | None = None


@dataclass(frozen=True, slots=True)
class Empty:
    """What an empty list says: a title, why, and a way out ("" for none)."""

    title: str
    text: str
    url: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Numbers:
    """The four numbers of an alert, each with where it leads.

    cost_per_week: euro, None while nobody has said what a return costs; ``cost_url`` leads to where it is said, "" for
    members who may not.
    """

    cases_url: str
    answers_url: str
    extra_per_week: float
    cost_per_week: float | None
    cost_url: str
    so_far: str = ""


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """Who did what when."""

    at: datetime
    text: str
    note: str


@dataclass(frozen=True, slots=True)
class Cause:
    """One dimension's part in a rise; ``named``: its first bar is the cause; ``note`` says so, or that it is spread.

    told: the alert's sentences speak of it, so its bars are shown at once.
    """

    title: str
    bars: tuple[Bar, ...]
    named: bool
    note: str = ""
    told: bool = True


@dataclass(frozen=True, slots=True)
class AlertPage:
    """Context of alerts/alert.html and alerts/_work.html. ``words``: what sets the comments of the rise apart."""

    alert: AlertRow
    numbers: Numbers
    theme_name: str
    theme_url: str
    card_url: str
    chart: BandChart | None
    volume: BandChart | None
    volume_sentence: str
    cause_sentence: str
    chance_sentences: tuple[str, ...]
    causes: tuple[Cause, ...]
    rest_words: str
    words: tuple[str, ...]
    comments: tuple[CommentView, ...]
    parent: AlertLine | None
    children: tuple[AlertLine, ...]
    work: Work
    playbook: Playbook
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
