"""An action's effect in words, in the reader's language: the result first, then how it was found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from feedback_app.alerts.effect_counts import EVERYWHERE_ELSE, WINDOW
from feedback_app.foundation.languages import format_day, format_number, format_percent
from feedback_app.foundation.languages import gettext as _

CATEGORY = "category="


@dataclass(frozen=True, slots=True)
class Found:
    """What is stored of an effect; shares are (cases, answers)."""

    verdict: str
    final: bool
    ratio: float | None
    lower: float | None
    upper: float | None
    comparison: str
    other_before: tuple[int, int]
    other_after: tuple[int, int]
    started_on: date
    relapsed_on: date | None


def sentence(found: Found) -> str:
    """Return what an action brought, with its interval where there is one."""
    if found.relapsed_on is not None:
        return _("It helped at first; on %(day)s the rate was back.") % {"day": format_day(found.relapsed_on, "long")}
    said = {
        "improved": _("The rate fell by %(size)s (%(low)s–%(high)s)."),
        "worse": _("The rate rose by %(size)s (%(low)s–%(high)s)."),
        "no_change": _("Anything between %(signed_low)s and %(signed_high)s is possible."),
    }.get(found.verdict)
    return (said or _undecided(found)) % _bounds(found)


def _undecided(found: Found) -> str:
    if found.final:
        return _("Too few answers came to say whether it helped.")
    if found.ratio is None:
        return _("Too early to say.")
    return _("So far anything between %(signed_low)s and %(signed_high)s is possible.")


def facts(found: Found) -> tuple[str, ...]:
    """Return how it was found, a sentence each."""
    lines = [_compared(found)]
    lines.append(_("The days that raised the alert count less than those after them: they were picked for being high."))
    if not found.final:
        until = format_day(found.started_on + timedelta(days=WINDOW), "long")
        lines.append(_("Measured until %(day)s; before that only a clear result counts.") % {"day": until})
    return tuple(lines)


def comparison_words(comparison: str) -> str:
    """Return who was compared, "" for nobody."""
    if comparison.startswith(CATEGORY):
        return _("other products in %(category)s") % {"category": comparison.removeprefix(CATEGORY)}
    return _("everywhere else") if comparison == EVERYWHERE_ELSE else ""


def _compared(found: Found) -> str:
    (before, answers_before), (after, answers_after) = found.other_before, found.other_after
    if not found.comparison or not answers_before or not answers_after:
        return _("There is nobody to compare with, so what changed for everybody counts too.")
    return _("Where nothing was changed (%(who)s) the share went from %(before)s to %(after)s; that is taken out.") % {
        "who": comparison_words(found.comparison),
        "before": format_percent(before / answers_before),
        "after": format_percent(after / answers_after),
    }


def _bounds(found: Found) -> dict[str, str]:
    """Return the change and its limits as percentages, smaller change first."""
    if found.ratio is None or found.lower is None or found.upper is None:
        unknown = "?"
        return dict.fromkeys(("size", "low", "high", "signed_low", "signed_high"), unknown)
    low, high = sorted((abs(1 - found.lower), abs(1 - found.upper)))
    return {
        "size": format_percent(abs(1 - found.ratio), 0),
        "low": format_number(round(100 * low)),
        "high": format_percent(high, 0),
        "signed_low": signed(found.lower - 1),
        "signed_high": signed(found.upper - 1),
    }


def signed(change: float) -> str:
    """Write a change with its sign: ``−30 %`` or ``+12 %``; very large ones as a factor."""
    if change > 9:
        return _("%(times)s times") % {"times": format_number(change + 1)}
    return ("−" if round(100 * change) < 0 else "+") + format_percent(abs(change), 0)
