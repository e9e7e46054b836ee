"""What a reader has chosen to look at: a span of days and a slice of the answers. Lives in the address, always.

Invariant: every link made here keeps the other choices.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final
from urllib.parse import urlencode

from feedback_app.alerts.views import FilterLink
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.languages import ngettext

SPANS: Final = (7, 30, 90, 365)
USUAL_SPAN: Final = 30
SLICES: Final = ("product", "category", "carrier", "warehouse", "language")
LONGEST_VALUE: Final = 200
EVERYTHING: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Span:
    """Days from ``since`` to ``until``, both included."""

    since: date
    until: date

    @property
    def days(self) -> int:
        """Number of days."""
        return (self.until - self.since).days + 1

    @property
    def before(self) -> Span:
        """The span of the same length just before."""
        return Span(self.since - timedelta(days=self.days), self.since - timedelta(days=1))


@dataclass(frozen=True, slots=True)
class View:
    """The choices of one request: a number of days up to today, values of dimensions, and a team ("" = all)."""

    path: str
    days: int
    today: date
    slices: Mapping[str, str] = field(default_factory=dict)
    team: str = ""

    @property
    def span(self) -> Span:
        """The chosen days."""
        return Span(self.today - timedelta(days=self.days - 1), self.today)

    def url(self, path: str = "", **more: str) -> str:
        """Return an address with all choices; ``more`` adds to them, an empty value takes one away."""
        query = {"days": str(self.days), "team": self.team, **self.slices, **more}
        return f"{path or self.path}?{urlencode({name: value for name, value in query.items() if value})}"

    def span_links(self, **more: str) -> tuple[FilterLink, ...]:
        """Return one link per span; ``more`` are choices that this view does not know."""
        return tuple(
            FilterLink(
                ngettext("%(num)d day", "%(num)d days", days) % {"num": days},
                replace(self, days=days).url(**more),
                days == self.days,
            )
            for days in SPANS
        )

    def chosen_links(self, **more: str) -> tuple[FilterLink, ...]:
        """Return one link per chosen slice, which takes it away; ``more`` as above."""
        words = slice_words()
        return tuple(
            FilterLink(
                _("%(dimension)s: %(value)s") % {"dimension": words[name], "value": value},
                self.url(**{**more, name: ""}),
                True,
            )
            for name, value in self.slices.items()
        )


def view_of(path: str, query: Mapping[str, str], today: date) -> View:
    """Read the choices from an address; what cannot be understood is as if it were not there."""
    asked = query.get("days", "")
    days = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 0
    slices = {name: value for name in SLICES if (value := plain_text(query.get(name, "")))}
    return View(path, days if days in SPANS else USUAL_SPAN, today, slices, plain_text(query.get("team", "")))


def slice_words() -> dict[str, str]:
    """Return the name of each dimension in the reader's language."""
    return {
        "product": _("Product"),
        "category": _("Category"),
        "carrier": _("Carrier"),
        "warehouse": _("Warehouse"),
        "language": _("Language"),
    }


def plain_text(value: str) -> str:
    """Return a value from an address as the tables can be asked for it."""
    # PostgreSQL refuses NUL in texts.
    return value.replace("\0", "").strip()[:LONGEST_VALUE]
