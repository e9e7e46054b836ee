"""What the pages of this floor show: the typed contexts of templates/asking/*.html. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from feedback_app.alerts.views import FilterLink, Pages


@dataclass(frozen=True, slots=True)
class ObjectionPage:
    """Context of asking/objection.html."""

    kind: Literal["ask", "done", "unknown"]
    action: str = ""


@dataclass(frozen=True, slots=True)
class MailingRow:
    """One line of the send log; ``state`` is a kind, ``words`` says it with its reason."""

    order_id: str
    place: str
    survey: str
    occasion: str
    state: str
    words: str
    at: datetime
    reminded_at: datetime | None


@dataclass(frozen=True, slots=True)
class DomainRow:
    """What came of the mails to one domain; ``opens`` are looks at links that no answer followed."""

    domain: str
    mails: int
    answers: int
    opens: int


@dataclass(frozen=True, slots=True)
class SendLogPage:
    """Context of asking/mailings.html. ``days``: how far back the domains are counted."""

    views: tuple[FilterLink, ...]
    mailings: tuple[MailingRow, ...]
    pages: Pages
    domains: tuple[DomainRow, ...]
    days: int
    showing_all: bool
    zone: ZoneInfo
