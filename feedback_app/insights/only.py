"""The list of submissions cut by more than filters: by what a figure counted, e.g. promoters, or texts without a theme.

Values in, values out. Invariant: what leads here from a figure marks exactly the rows that the figure counted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from feedback_app.foundation.languages import gettext as _
from feedback_app.insights.store.columns import Bools, Cut
from feedback_app.insights.store.packing import FINDINGS

SATISFIED: Final = 4
PROMOTER: Final = 9
PASSIVE: Final = 7
NO_THEME: Final = 2
TELLS_ELSE: Final = 2

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
    "inspected": lambda cut: cut.column("finding") > 0,
}


def only(cut: Cut, name: str) -> Cut:
    """Return the rows of a cut that a name marks: of ONLY, or "found_" and a finding; all rows for an unknown name."""
    mark = _MARKS.get(name)
    if mark is not None:
        return cut.where(mark(cut))
    finding = name.removeprefix("found_")
    if name != finding and finding in FINDINGS:
        return cut.where(cut.column("finding") == FINDINGS.index(finding) + 1)
    return cut


def only_word(name: str) -> str:
    """Return the words for a name, "" for an unknown one."""
    finding = name.removeprefix("found_")
    if name != finding and finding in FINDINGS:
        return _("Inspection: %(finding)s") % {"finding": _finding_words()[finding]}
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
