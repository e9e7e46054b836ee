"""The words for kinds, priorities and states of cases, and for the time that is left.

Values in, words in the language of the reader out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from feedback_app.cases.states import Kind, Priority, State
from feedback_app.foundation.languages import format_number, ngettext, speaking
from feedback_app.foundation.languages import gettext as _

MINUTE: Final = 60


def kind_words(kind: str) -> str:
    """Say why a case was opened."""
    words: Mapping[str, str] = {
        Kind.CALLBACK: _("Wants to be called"),
        Kind.FLAG: _("May tell of danger"),
        Kind.LOW_SCORE: _("Low score"),
    }
    return words[kind]


def priority_words(priority: str) -> str:
    """Say how soon the customer is to hear from us."""
    words: Mapping[str, str] = {
        Priority.URGENT: _("Urgent"),
        Priority.HIGH: _("High"),
        Priority.NORMAL: _("Normal"),
    }
    return words[priority]


def state_words(state: str) -> str:
    """Say how far a case is."""
    words: Mapping[str, str] = {
        State.NEW: _("Not answered yet"),
        State.ANSWERED: _("Answered, not solved yet"),
        State.SOLVED: _("Solved"),
        State.CLOSED: _("Closed"),
    }
    return words[state]


def title_of(kind: str, order_id: str, product: str) -> str:
    """Name a case in one line: why it is there, and about what."""
    about = product or (_("Order %(number)s") % {"number": order_id} if order_id else "")
    return f"{kind_words(kind)} – {about}" if about else kind_words(kind)


def subject_of(kind: str, order_id: str, product: str, code: str) -> str:
    """Return the subject for a helpdesk, in the customer's language: product and order, as far as known."""
    with speaking(code):
        order = _("Order %(number)s") % {"number": order_id} if order_id else ""
        return ", ".join((kind_words(kind), *(part for part in (product, order) if part)))


def length_words(seconds: float) -> str:
    """Write a length of business time: “2 hrs 10 min”, “10 min”, whole hours from ten hours on."""
    minutes = max(int(seconds) // MINUTE, 0)
    hours, rest = divmod(minutes, 60)
    if not hours:
        return ngettext("%(num)s min", "%(num)s min", rest) % {"num": format_number(rest)}
    said = ngettext("%(num)s hr", "%(num)s hrs", hours) % {"num": format_number(hours)}
    if not rest or hours >= 10:
        return said
    return f"{said} {ngettext('%(num)s min', '%(num)s min', rest) % {'num': format_number(rest)}}"
