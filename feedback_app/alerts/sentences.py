"""An alert in words, in the reader's language: what rises, where, since when, and by how much.

Says the result first. The language is that of the current request or message (``languages.speaking``).
"""

from __future__ import annotations

from datetime import date

from feedback_app.alerts.cards import AlertCard
from feedback_app.alerts.slices import Slice
from feedback_app.foundation.languages import format_day, format_number, format_percent, language
from feedback_app.foundation.languages import gettext as _

FEW = 10  # below, an expected count keeps one decimal


def sentence(card: AlertCard) -> str:
    """Return one whole sentence with figures, e.g. for a mail."""
    return _(
        "%(subject)s has been rising since %(day)s: "
        "%(observed)s instead of %(expected)s expected (%(lower)s–%(upper)s), "
        "%(share)s instead of %(usual)s of the answers."
    ) % {
        "subject": subject(card),
        "day": long_day(card.since),
        "observed": format_number(card.observed),
        "expected": count(card.expected),
        "lower": format_number(card.lower),
        "upper": format_number(card.upper),
        "share": format_percent(card.share),
        "usual": format_percent(card.usual_share),
    }


def headline(card: AlertCard) -> str:
    """Return what rises and since when, for a title or the subject of a mail."""
    return _("%(subject)s has been rising since %(day)s") % {
        "subject": subject(card),
        "day": long_day(card.since),
    }


def subject(card: AlertCard) -> str:
    """Return the theme and where it rises: ``Transportschaden bei GLS``."""
    name = card.theme_name.in_language(language())
    # A name of several words ("Zu klein") would not be read as one noun without quotation marks.
    theme = _("“%(name)s”") % {"name": name} if " " in name.strip() else name
    where = place(card.series.slice, card.label)
    return f"{theme} {where}" if where else theme


def place(part: Slice, label: str) -> str:
    """Return where something happens, ready to stand behind a noun; "" for everywhere."""
    if part.dimension == "carrier":
        return _("at %(carrier)s") % {"carrier": label}
    if part.dimension == "warehouse":
        return _("in warehouse %(warehouse)s") % {"warehouse": _without_word(label)}
    if part.dimension == "sku":
        return _("for %(product)s") % {"product": label}
    return ""


def count(expected: float) -> str:
    """Write an expected count: whole from ten on, with one decimal below."""
    return format_number(expected, 0 if expected >= FEW else 1)


def long_day(day: date) -> str:
    """Write a day with its weekday: ``Dienstag, 14. November``."""
    return format_day(day, _("EEEE, d MMMM"))


def _without_word(label: str) -> str:
    """Drop the word that the sentence says already, so that "Lager Erfurt" is not "im Lager Lager Erfurt"."""
    first, _cut, rest = label.partition(" ")
    return rest if rest and first.lower() in {"lager", "warehouse"} else label
