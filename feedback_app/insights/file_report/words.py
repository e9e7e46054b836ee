"""The report's sentences, in the language of the block around them (``languages.speaking``): the result first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from feedback_app.alerts import sentences
from feedback_app.foundation.languages import format_day, format_number, format_percent, language, ngettext
from feedback_app.foundation.languages import gettext as _
from feedback_app.insights.file_report.places import Outlier
from feedback_app.insights.file_report.rises import Rise
from feedback_app.insights.file_report.tallies import Cell, ThemeTally
from feedback_app.insights.shares import Share

Names = Mapping[str, str]
CENTS: Final = 100


def quoted(name: str) -> str:
    """Return a theme's name in quotation marks: "Zu klein" would not be read as one noun without them."""
    return _("“%(name)s”") % {"name": name}


def share_words(share: Share) -> str:
    """Return a share with its interval: ``9,8 % (6,1–14,6)``."""
    return f"{format_percent(share.share)} ({interval_words(share)})"


def interval_words(share: Share) -> str:
    """Return the interval of a share in per cent, without the sign."""
    return f"{format_number(100 * share.lower, 1)}–{format_number(100 * share.upper, 1)}"


def euros(cents: float) -> str:
    """Return an amount in whole euro."""
    return _("€%(euro)s") % {"euro": format_number(round(cents / CENTS))}


def subject(rise: Rise, names: Names) -> str:
    """Return what rose, and where."""
    theme = quoted(names[rise.series.theme])
    where = sentences.place(rise.series.slice, rise.series.slice.value)
    return f"{theme} {where}" if where else theme


def rise_headline(rise: Rise, names: Names) -> str:
    """Return an alert in a line."""
    return _("%(subject)s rose from %(since)s on") % {"subject": subject(rise, names), "since": day(rise.since)}


def rise_figures(rise: Rise) -> str:
    """Return what came, what was expected, and when the alert would have been sent."""
    told = _("%(observed)s returns instead of %(expected)s expected (%(lower)s–%(upper)s) by %(warned)s.") % {
        "observed": format_number(rise.observed),
        "expected": sentences.count(rise.expected),
        "lower": format_number(rise.lower),
        "upper": format_number(rise.upper),
        "warned": day(rise.warned),
    }
    days = (rise.warned - rise.since).days + 1
    late = ngettext(
        "The alert would have gone out that day, on the first day of the rise.",
        "The alert would have gone out that day, on day %(num)s of the rise.",
        days,
    )
    return f"{told} {late % {'num': days}}"


def rise_finding(rise: Rise, names: Names) -> str:
    """Return an alert as one sentence of the first page."""
    return _(
        "%(subject)s rose from %(since)s on: %(observed)s returns instead of %(expected)s. "
        "An alert would have told you on %(warned)s."
    ) % {
        "subject": subject(rise, names),
        "since": day(rise.since),
        "observed": format_number(rise.observed),
        "expected": sentences.count(rise.expected),
        "warned": day(rise.warned),
    }


def cell_finding(product: str, theme: str, cell: Cell, elsewhere: float, names: Names) -> str:
    """Return what stands out with one product."""
    return _(
        "%(product)s comes back for %(theme)s more than other products: %(share)s of %(n)s returns, elsewhere %(rest)s."
    ) % {
        "product": product,
        "theme": quoted(names[theme]),
        "share": share_words(cell.share),
        "n": format_number(cell.share.answers),
        "rest": format_percent(elsewhere),
    }


def theme_finding(tally: ThemeTally, names: Names, cents: int | None) -> str:
    """Return how large the largest theme is, and what it costs where that is known."""
    said = _("%(theme)s is the most frequent theme that a team can act on: %(share)s of %(n)s returns.") % {
        "theme": quoted(names[tally.theme]),
        "share": share_words(tally.share),
        "n": format_number(tally.share.answers),
    }
    if cents is None:
        return said
    return f"{said} " + _("These returns cost about %(euros)s.") % {"euros": euros(tally.part * cents)}


def moved_finding(tally: ThemeTally, names: Names, days: int) -> str:
    """Return that a theme rises or falls."""
    msgid = (
        _("%(theme)s is rising: %(change)s more of the returns than in the %(days)s days before.")
        if tally.change.trend == "rising"
        else _("%(theme)s is falling: %(change)s less of the returns than in the %(days)s days before.")
    )
    return msgid % {
        "theme": quoted(names[tally.theme]),
        "change": format_percent(abs(tally.change.by or 0), 0),
        "days": format_number(days),
    }


def outlier_finding(one: Outlier) -> str:
    """Return which place stands out in which trouble."""
    words = {
        "damaged": _("%(value)s: %(share)s of %(n)s returns arrived damaged, elsewhere %(rest)s."),
        "late": _("%(value)s: %(share)s of %(n)s returns came late or not at all, elsewhere %(rest)s."),
        "wrong": _("%(value)s: with %(share)s of %(n)s returns something was wrong or missing, elsewhere %(rest)s."),
    }
    value = sentences.value_words(one.dimension, one.value)
    return words[one.trouble] % {
        "value": value[:1].upper() + value[1:],
        "share": share_words(one.share),
        "n": format_number(one.share.answers),
        "rest": format_percent(one.elsewhere),
    }


def too_few(returns: int, least: int) -> str:
    """Return that a file holds too few returns to say anything of them."""
    return ngettext(
        "Too early to say: the file holds one return; from %(least)s on it can be told what they have in common.",
        "Too early to say: the file holds %(num)s returns; from %(least)s on it can be told what they have in common.",
        returns,
    ) % {"num": format_number(returns), "least": format_number(least)}


def span_words(span: tuple[date, date] | None) -> str:
    """Return the first and last day of the file."""
    if span is None:
        return _("no dates in the file")
    return f"{day(span[0])} – {day(span[1])}"


def day(value: date) -> str:
    """Write a day with its year."""
    return format_day(value, "long")


def name_of(de: str, en: str) -> str:
    """Return the name in the language that is spoken."""
    return de if language() == "de" else en
