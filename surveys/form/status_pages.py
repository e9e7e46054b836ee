"""What customers see when there is nothing to fill in: the status of their answer, deleting it, links that do not open.

Only context objects of templates/surveys; whoever asks fills them. Invariant: a page of a link that does not open names
no order and no person.

The forms on these pages post: to ``action_confirm`` the fields ``comment`` (id), ``theme`` (code), ``says`` (yes, no),
and when correcting ``instead`` (code, may be empty); to ``action_news`` ``tell_me`` = yes and ``email``; to the erase
page ``code``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from feedback_app.foundation.pages import FieldError
from surveys.ports import Deed, Guess, UnderstoodComment

ClosedKind = Literal["expired", "unknown", "deleted", "too_large", "wrong_type", "not_mine"]


@dataclass(frozen=True, slots=True)
class StatusPage:
    """Context of surveys/status.html: an answer that is stored.

    ``fresh``: straight after sending. ``sent_at``: the shop's day of the last change. ``understood``: one entry per
    comment with themes. ``changes_url``: the public page of what was changed, "" for none. ``change_url`` "":
    anonymous, nothing leads to the answer. ``delete_url`` "": nothing is left to delete. ``deletion_code`` "": not
    shown (it is known only straight after sending). ``told``: an address is stored; ``offer_news``: a form to leave
    one. ``next_url``: where a kiosk goes on with the next person. ``errors``: of the form for news.
    """

    fresh: bool
    sent_at: date
    change_url: str
    change_until: date
    delete_url: str
    understood: tuple[UnderstoodComment, ...] = ()
    all_themes: tuple[Guess, ...] = ()
    deeds: tuple[Deed, ...] = ()
    changes_url: str = ""
    deletion_code: str = ""
    told: bool = False
    offer_news: bool = False
    action_confirm: str = ""
    action_news: str = ""
    kiosk: bool = False
    next_url: str = ""
    email: str = ""
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class ClosedPage:
    """Context of surveys/closed.html. ``unknown``: tampered with, cut off, or never ours."""

    kind: ClosedKind


@dataclass(frozen=True, slots=True)
class AgainPage:
    """Context of surveys/again.html: what was typed, while it cannot be stored. ``words``: the texts among it.

    ``photos``: pictures came too, and a page cannot give them back.
    """

    action: str
    fields: tuple[tuple[str, str], ...]
    words: tuple[str, ...]
    photos: bool = False


@dataclass(frozen=True, slots=True)
class DeletePage:
    """Context of surveys/delete.html: one question before the answer is removed."""

    action: str
    back_url: str


@dataclass(frozen=True, slots=True)
class NotMinePage:
    """Context of surveys/not_mine.html: the customer said that it is another person's order; ``back_url`` "": final."""

    back_url: str = ""


@dataclass(frozen=True, slots=True)
class ErasePage:
    """Context of surveys/erase.html: delete by the code that stood on the status page. ``code``: what was typed."""

    action: str
    code: str = ""
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class ErasedPage:
    """Context of surveys/erased.html: it is gone."""
