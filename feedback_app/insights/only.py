"""The list of submissions cut by more than filters: by what a figure counted, e.g. promoters, or texts without a theme.

Several names stand side by side, with a comma between them. Values in, values out. Invariant: what leads here from a
figure marks exactly the rows that the figure counted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

import numpy as np

from feedback_app.foundation.languages import format_day
from feedback_app.foundation.languages import gettext as _
from feedback_app.insights.store.columns import Bools, Cut
from feedback_app.insights.store.packing import FINDINGS
from feedback_app.insights.views import Span

SATISFIED: Final = 4
PROMOTER: Final = 9
PASSIVE: Final = 7
NO_THEME: Final = 2
TELLS_ELSE: Final = 2
ORDERED: Final = "ordered_"

Mark = Callable[[Cut], Bools]
_MARKS: Final[Mapping[str, Mark]] = {
    "rated": lambda cut: cut.column("rating") > 0,
    "content": lambda cut: cut.column("rating") >= SATISFIED,
    "scored": lambda cut: cut.column("nps") >= 0,
    "promoters": lambda cut: cut.column("nps") >= PROMOTER,
    "detractors": lambda cut: (cut.column("nps") >= 0) & (cut.column("nps") < PASSIVE),
    "returns": lambda cut: cut.returns,
    "unthemed": lambda cut: cut.column("outcome") == NO_THEME,
    "differs": lambda cut: cut.column("told") == TELLS_ELSE,
    "selection": lambda cut: cut.column("selection"),
    "inspected": lambda cut: (cut.column("finding") > 0) & cut.returns,
    "answers": lambda cut: cut.column("comment") > 0,
}


def only(cut: Cut, names: str) -> Cut:
    """Return the rows of a cut that all names mark; one that nobody knows leaves all rows.

    A name is one of _MARKS, "found_" and a finding, or what ``ordered_within`` returns.
    """
    for name in names.split(","):
        cut = _only(cut, name)
    return cut


def ordered_within(span: Span) -> str:
    """Return the name that marks returned items of the orders of these days."""
    return f"{ORDERED}{span.since.isoformat()}_{span.until.isoformat()}"


def _only(cut: Cut, name: str) -> Cut:
    mark = _MARKS.get(name)
    if mark is not None:
        return cut.where(mark(cut))
    finding = name.removeprefix("found_")
    if name != finding and finding in FINDINGS:
        return cut.where(cut.column("finding") == FINDINGS.index(finding) + 1)
    days = _ordered(name)
    return cut if days is None else cut.where(_ordered_in(cut, days))


def _ordered(name: str) -> Span | None:
    """Read what ``ordered_within`` returned; None for anything else."""
    since, _line, until = name.removeprefix(ORDERED).partition("_")
    try:
        return Span(date.fromisoformat(since), date.fromisoformat(until)) if name.startswith(ORDERED) else None
    except ValueError:
        return None


def _ordered_in(cut: Cut, days: Span) -> Bools:
    delay = cut.column("delay").astype(np.int64)
    ordered = cut.column("day") - delay
    inside = (ordered >= days.since.toordinal()) & (ordered <= days.until.toordinal())
    return np.asarray(cut.returns & (delay >= 0) & inside)


def only_word(names: str) -> str:
    """Return the words for some names, "" where nobody knows them."""
    return ", ".join(word for word in map(_word, names.split(",")) if word)


def _word(name: str) -> str:
    finding = name.removeprefix("found_")
    if name != finding and finding in FINDINGS:
        return _("Inspection: %(finding)s") % {"finding": _finding_words()[finding]}
    days = _ordered(name)
    if days is not None:
        return _("ordered %(since)s to %(until)s") % {"since": format_day(days.since), "until": format_day(days.until)}
    return {
        "rated": _("only with a rating"),
        "content": _("only satisfied customers"),
        "scored": _("only with a recommendation"),
        "promoters": _("only promoters"),
        "detractors": _("only detractors"),
        "returns": _("only returned items"),
        "unthemed": _("only texts without a theme"),
        "differs": _("only where the text tells something else"),
        "selection": _("only selection orders"),
        "inspected": _("only inspected items"),
        "answers": _("without bare ratings"),
    }.get(name, "")


def _finding_words() -> dict[str, str]:
    return {
        "nothing": _("nothing found"),
        "defective": _("defective"),
        "damaged": _("damaged"),
        "worn": _("worn"),
        "incomplete": _("incomplete"),
        "wrong_item": _("wrong item"),
        "other": _("something else"),
    }
