"""What a member can do about an alert: the context of alerts/_work.html, _mute.html and _comments.html. Values only.

``working.work_of`` builds it, and the alert's page carries it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from feedback_app.alerts.cards import Severity
from feedback_app.alerts.effect_views import ActionForm
from feedback_app.foundation.pages import FieldError


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed into the other forms of the block, when one of them comes back."""

    reason: str = ""
    comment: str = ""
    words: str = ""
    to: str = ""
    accept: str = ""
    about: str = "alert"
    whom: str = "me"
    until: str = ""
    share: str = ""
    mute_reason: str = ""


@dataclass(frozen=True, slots=True)
class After:
    """What the last step left: a form that did not validate, why a step was refused, or the sentence to read out."""

    form: ActionForm | None = None
    typed: Typed = Typed()
    errors: tuple[FieldError, ...] = ()
    refused: str = ""
    announce: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a list to choose from."""

    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class MuteView:
    """A silence that holds now, in the reader's words: for whom, about what, until when, and why ("" unsaid)."""

    id: int
    whom: str
    about: str
    end: str
    by: str
    reason: str
    may_end: bool


@dataclass(frozen=True, slots=True)
class MutePanel:
    """Context of alerts/_mute.html. abouts, whoms: what and whom a new silence may be about; earliest, latest: days."""

    mutes: tuple[MuteView, ...]
    may_mute: bool
    abouts: tuple[Choice, ...]
    whoms: tuple[Choice, ...]
    earliest: str
    latest: str


@dataclass(frozen=True, slots=True)
class CommentLine:
    """What a member wrote about an alert."""

    at: datetime
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Work:
    """What this member can do about an alert, and what others have said about it.

    owner_id: 0 for nobody. overdue: nobody has taken it on in time.
    people: to whom it can be given; teams: to which other team. submission_url: of a single danger, else "".
    """

    alert_id: int
    state: str
    severity: Severity
    owner: str
    owner_id: int
    team: str
    due_at: datetime | None
    overdue: bool
    may_see: bool
    may_take: bool
    may_act: bool
    may_dismiss: bool
    may_hand_over: bool
    may_accept: bool
    may_close: bool
    may_reopen: bool
    may_comment: bool
    people: tuple[Choice, ...]
    teams: tuple[Choice, ...]
    mute: MutePanel
    comments: tuple[CommentLine, ...]
    submission_url: str
    form: ActionForm
    typed: Typed
    errors: tuple[FieldError, ...]
    refused: str
    announce: str
