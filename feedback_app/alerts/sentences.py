"""An alert in words, in the reader's language: what rises, where, since when, and by how much.

Says the result first. The language is that of the current request or message (``languages.speaking``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final

from feedback_app.alerts.cards import AlertCard
from feedback_app.alerts.slices import Slice
from feedback_app.foundation.languages import format_day, format_list, format_number, format_percent, language, ngettext
from feedback_app.foundation.languages import gettext as _

FEW: Final = 10  # below, an expected count keeps one decimal
SAID_ALREADY: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "warehouse": ("lager", "warehouse"),
        "size": ("größe", "size"),
        "lot": ("charge", "lot"),
        "hub": ("hub",),
        "packaging": ("verpackung", "packaging"),
        "shift": ("schicht", "shift"),
    }
)


def sentence(card: AlertCard) -> str:
    """Return one whole sentence with figures and cause, the same in lists, pages, mails, chats and webhooks."""
    if card.kind == "single":
        return _("%(subject)s: one answer of %(day)s. Please look at it now.") % {
            "subject": subject(card),
            "day": long_day(card.since),
        }
    return f"{headline(card)}: {figures(card)}{cause(card)}."


def headline(card: AlertCard) -> str:
    """Return what rises and since when, for a title or the subject of a mail."""
    if card.kind == "single":
        return subject(card)
    return _("%(subject)s has been rising since %(day)s") % {
        "subject": subject(card),
        "day": long_day(card.since),
    }


def figures(card: AlertCard) -> str:
    """Return what came, what was expected and both shares, without a full stop."""
    words = {
        "observed": format_number(card.observed),
        "expected": count(card.expected),
        "lower": format_number(card.lower),
        "upper": format_number(card.upper),
        "share": format_percent(card.share),
        "usual": format_percent(card.usual_share),
    }
    if card.kind == "rate":
        return (
            _(
                "%(observed)s pieces back instead of %(expected)s expected (%(lower)s–%(upper)s), "
                "%(share)s instead of %(usual)s of the pieces due"
            )
            % words
        )
    return (
        _(
            "%(observed)s instead of %(expected)s expected (%(lower)s–%(upper)s), "
            "%(share)s instead of %(usual)s of the answers"
        )
        % words
    )


def cause(card: AlertCard) -> str:
    """Return what explains the rise, ready to end a sentence, "" when nothing does by itself."""
    if card.explained is None:
        return ""
    labels = card.explained.labels
    words = ngettext(", %(cause)s explains %(share)s", ", %(cause)s explain %(share)s", len(labels))
    return words % {
        "cause": values_words(card.explained.dimension, labels),
        "share": format_percent(min(1.0, card.explained.share), 0),
    }


def subject(card: AlertCard) -> str:
    """Return the theme and where it rises: ``Transportschaden bei GLS``."""
    name = card.theme_name.in_language(language())
    # A name of several words ("Zu klein") would not be read as one noun without quotation marks.
    theme = _("“%(name)s”") % {"name": name} if " " in name.strip() and card.kind == "trend" else name
    if card.kind == "single":
        theme = _("Possible danger: %(theme)s") % {"theme": name}
    where = place(card.series.slice, card.label)
    return f"{theme} {where}" if where else theme


def place(part: Slice, label: str) -> str:
    """Return where something happens, ready to stand behind a noun; "" for everywhere."""
    if part.everything:
        return ""
    words = {
        "carrier": _("at %(value)s"),
        "warehouse": _("in warehouse %(value)s"),
        "sku": _("for %(value)s"),
        "size": _("in size %(value)s"),
        "lot": _("in lot %(value)s"),
        "hub": _("at hub %(value)s"),
        "packaging": _("with packaging %(value)s"),
        "shift": _("in shift %(value)s"),
        "area": _("in postcode area %(value)s"),
        "survey": _("in survey %(value)s"),
    }
    return words.get(part.dimension, _("at %(value)s")) % {"value": _bare(part.dimension, label)}


def values_words(dimension: str, labels: Sequence[str]) -> str:
    """Return several values as one phrase: ``Charge A und Charge B``."""
    return format_list([value_words(dimension, label) for label in labels])


def value_words(dimension: str, label: str) -> str:
    """Return a value with its kind where the name alone would not tell: ``Lager Erfurt``, but ``GLS``."""
    words = {
        "warehouse": _("warehouse %(value)s"),
        "size": _("size %(value)s"),
        "lot": _("lot %(value)s"),
        "hub": _("hub %(value)s"),
        "packaging": _("packaging %(value)s"),
        "shift": _("shift %(value)s"),
        "area": _("postcode area %(value)s"),
        "survey": _("survey %(value)s"),
    }
    return words.get(dimension, "%(value)s") % {"value": _bare(dimension, label)}


def count(expected: float) -> str:
    """Write an expected count: whole from ten on, with one decimal below."""
    return format_number(expected, 0 if expected >= FEW else 1)


def long_day(day: date) -> str:
    """Write a day with its weekday: ``Dienstag, 14. November``."""
    return format_day(day, _("EEEE, d MMMM"))


def _bare(dimension: str, label: str) -> str:
    """Drop the word that the sentence says already, so that "Lager Erfurt" is not "im Lager Lager Erfurt"."""
    first, _cut, rest = label.partition(" ")
    return rest if rest and first.lower() in SAID_ALREADY.get(dimension, ()) else label
