"""What a member can do about an alert in its state: the context of alerts/_work.html, _mute.html and _comments.html.

Values and the questions that build them; reads only. Everybody who is signed in may read and mute for themselves;
acting needs the role of the alert's team.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from feedback_app.alerts.cards import Severity
from feedback_app.foundation.pages import FieldError


@dataclass(frozen=True, slots=True)
class ActionForm:
    """The form for an action, as typed."""

    cause: str = ""
    measure: str = ""
    started_on: str = ""
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed into the other forms of the block, when one of them comes back."""

    reason: str = ""
    comment: str = ""
    note: str = ""
    until: str = ""
    share: str = ""
    mute_reason: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a list to choose from."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class MuteView:
    """A silence that holds now. ``whom``: "you" in the reader's language or a team's name; ``end``: when it ends."""

    id: int
    whom: str
    about: str
    end: str
    by: str
    reason: str
    may_end: bool


@dataclass(frozen=True, slots=True)
class MutePanel:
    """Context of alerts/_mute.html. abouts, whoms: what and whom a new silence may be about."""

    mutes: tuple[MuteView, ...]
    abouts: tuple[Choice, ...]
    whoms: tuple[Choice, ...]
    may_mute: bool
    earliest: str
    latest: str


@dataclass(frozen=True, slots=True)
class CommentLine:
    """What a member wrote about an alert."""

    at: datetime
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Relative:
    """The parent or a child of an alert; ``url`` leads to its own page."""

    url: str
    sentence: str
    state: str


@dataclass(frozen=True, slots=True)
class Work:
    """What this member can do about an alert, and what others have said about it.

    owner_id: 0 for nobody. overdue: nobody has taken it on in time. refused: why the last step was not possible, "" for
    none. announce: "" on a page; after a step the sentence to read out.
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
    parent: Relative | None
    children: tuple[Relative, ...]
    form: ActionForm
    typed: Typed = Typed()
    errors: tuple[FieldError, ...] = ()
    refused: str = ""
    announce: str = ""
