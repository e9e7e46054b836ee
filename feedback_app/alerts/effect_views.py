"""What pages show of actions, their effects and playbooks: the typed contexts of the partials. Values only.

Shares are 0..1. ``ratio`` is the rate after an action over the rate before it, beside the comparison group's own
ratio where there is one; ``lower``..``upper`` is its 95 % interval, None where the counts say nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from feedback_app.foundation.pages import FieldError

TellState = Literal["none", "early", "ready", "sending", "told", "stopped"]
"""none: nobody to tell; early: no verdict yet; ready: a member may release; stopped: relapsed, or did not help."""


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a select."""

    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class ActionForm:
    """The form for an action, as typed. ``action_id`` 0: a new one. Context of alerts/_action_form.html."""

    cause: str = ""
    measure: str = ""
    started_on: str = ""
    errors: tuple[FieldError, ...] = ()
    scopes: tuple[Option, ...] = ()
    owner: str = ""
    action_id: int = 0
    from_playbook: str = ""


@dataclass(frozen=True, slots=True)
class EffectView:
    """What an action brought: ``sentence`` says the result, ``facts`` how it was found, one line each."""

    verdict: str
    sentence: str
    facts: tuple[str, ...]
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
    comparison: str = ""
    other_before_share: float | None = None
    other_after_share: float | None = None
    relapsed_on: date | None = None


@dataclass(frozen=True, slots=True)
class TellView:
    """Who can be told of an action; ``url`` leads to the preview with the button, "" for none."""

    state: TellState = "none"
    waiting: int = 0
    told: int = 0
    url: str = ""


@dataclass(frozen=True, slots=True)
class ActionView:
    """An action and its effect, None before the first measurement. Context of alerts/_effect.html.

    ``edit_url`` "" once it is measured; ``note_url`` leads to the public note about it, "" when that page is off.
    """

    cause: str
    measure: str
    started_on: date
    member: str
    effect: EffectView | None
    id: int = 0
    scope: str = ""
    owner: str = ""
    edit_url: str = ""
    tell: TellView = TellView()
    note_url: str = ""


@dataclass(frozen=True, slots=True)
class PastAction:
    """What was done about such a thing before, and what it brought. ``use_url`` "" where there is no form to fill."""

    measure: str
    cause: str
    where: str
    started_on: date
    verdict: str
    result: str
    url: str
    use_url: str = ""


@dataclass(frozen=True, slots=True)
class Hint:
    """One row of the starter decision matrix: a cause to check, and the usual measure against it."""

    cause: str
    check: str
    measure: str
    use_url: str = ""


@dataclass(frozen=True, slots=True)
class Playbook:
    """What is known about a theme: what helped before, and where there is no history what others check first.

    Context of alerts/_playbook.html; draws nothing when both are empty.
    """

    theme_name: str
    past: tuple[PastAction, ...] = ()
    hints: tuple[Hint, ...] = ()
    url: str = ""


@dataclass(frozen=True, slots=True)
class ActPage:
    """Context of effects/act.html: the form for an action on a page of its own."""

    action: str
    back_url: str
    alert: str
    form: ActionForm


@dataclass(frozen=True, slots=True)
class TellPage:
    """Context of effects/tell.html: the mail as the customers get it, and how many would.

    ``why_not``: why nobody can be told, "" when the button may be pressed. ``later``: how many were written to a short
    time ago and hear of it with the next mail.
    """

    action: str
    back_url: str
    measure: str
    result: str
    subject: str
    paragraphs: tuple[str, ...]
    footer: str
    count: int
    later: int
    why_not: str
    note_url: str = ""


@dataclass(frozen=True, slots=True)
class PlaybookPage:
    """Context of playbooks/index.html: one block per theme; ``theme`` "" shows all."""

    themes: tuple[Option, ...]
    books: tuple[Playbook, ...]
