"""What somebody wants as a file: what it is about, in which format, and what to leave out. Pure.

Invariants: the days and filters are those of the pages, read from the same address; a page passes over what it does not
know, a program is told, because a filter that is passed over gives more rows than were asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from feedback_app.insights.exports.catalogue import CATALOGUE, Column, What
from feedback_app.insights.exports.formats import Format
from feedback_app.insights.views import FILTERS, View, view_of

OF_ROOM: Final = {
    "themes": What.THEMES,
    "products": What.PRODUCTS,
    "inspection": What.INSPECTIONS,
    "alerts": What.ALERTS,
    "money": What.ACTIONS,
}
ROOMS_OF_THEMES: Final = frozenset({"map", "reasons", "filter"})
"""What stands behind /themes/ and is no theme."""


class Status(StrEnum):
    """Which answers: those that were sent, those that were only begun, or both. For submissions only."""

    FINISHED = "finished"
    STARTED = "started"
    ALL = "all"


DAYS: Final = ("days", "since", "until")
KNOWN: Final = frozenset({*FILTERS, *DAYS, "team", "compare", "status", "version"})


class ChoiceError(ValueError):
    """A program asked for something that does not exist; the message says what may be asked for."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One file to be made."""

    what: What
    format: Format
    view: View
    status: Status = Status.FINISHED

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the file."""
        return CATALOGUE[self.what]

    @property
    def file_name(self) -> str:
        """What the file is called: what it is about, and the days."""
        span = self.view.span
        return f"{self.what}_{span.since.isoformat()}_{span.until.isoformat()}.{self.format}"


def choice_of(what: str, kind: str, query: Mapping[str, str], today: date) -> Choice | None:
    """Read a choice from an address; None when there is no such file."""
    if what not in set(What) or kind not in set(Format):
        return None
    return Choice(What(what), Format(kind), view_of("/export", query, today), status_of(query.get("status", "")))


def leading_to(path: str) -> dict[str, str]:
    """Return what the export page should offer first to somebody who comes from a page; nothing from itself."""
    room, _slash, name = path.strip("/").partition("/")
    if room == "themes" and name and name not in ROOMS_OF_THEMES:
        return {"what": What.SUBMISSIONS, "theme": name}
    return {"what": OF_ROOM.get(room, What.SUBMISSIONS)}


def status_of(text: str) -> Status:
    """Read a status; what is none means the answers that were sent."""
    return Status(text) if text in set(Status) else Status.FINISHED


def check(query: Mapping[str, str]) -> None:
    """Refuse what a page would pass over: ChoiceError names it."""
    for name, value in query.items():
        if name not in KNOWN:
            raise ChoiceError(f"{name}: not a filter; filters are {', '.join(FILTERS)}")
        if name == "status" and value not in set(Status):
            raise ChoiceError(f"status: expected {', '.join(Status)}")
        read = view_of("/export", {name: value}, date.min)
        if read.puzzled:
            raise ChoiceError(f"{name}: expected a day such as 2026-11-22")
        if name in FILTERS and value and name not in read.slices:
            raise ChoiceError(f"{name}: {value} is not a value of this filter")
