"""What a reader has chosen to look at: days, filters, a team, whether to compare. Lives in the address, always.

Invariants: every link made here keeps the other choices; what cannot be understood in an address is as if it were not
there, and days that cannot be read are said (``puzzled``); a span is never longer than ``LONGEST``, so that no address
can make a page count for ever.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final
from urllib.parse import urlencode

from feedback_app.alerts.views import FilterLink
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.languages import ngettext
from feedback_app.foundation.typed_numbers import whole_number

SPANS: Final = (7, 30, 90, 365)
USUAL_SPAN: Final = 30
SLICES: Final = (
    *("category", "product", "size", "channel", "language"),
    *("carrier", "warehouse", "region", "survey"),
)
"""What the filter page offers."""
OTHERS: Final = (
    *("sku", "color", "sales_channel", "hub", "packaging", "shift", "lot", "area"),
    *("reason", "reason_group", "rating", "theme", "text"),
)
"""What figures and alerts lead to beside them."""
FILTERS: Final = (*SLICES, *OTHERS)
EARLIEST: Final = date(2000, 1, 1)
LATEST: Final = date(2099, 12, 31)
LONGEST: Final = timedelta(days=366 * 20)
LONGEST_VALUE: Final = 200
EVERYTHING: Final[Mapping[str, str]] = MappingProxyType({})
_GERMAN_DAY: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_RATINGS: Final = frozenset("12345")


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
    """The choices of one request.

    days: up to today, or of the reader's own span since..until (both or none). slices: value by FILTERS. team: "" all.
    compare: figures are set against the span before. own: choices that only this page knows, e.g. how it is sorted.
    puzzled: a day in the address made no sense and was left out.
    """

    path: str
    days: int
    today: date
    slices: Mapping[str, str] = field(default_factory=dict)
    team: str = ""
    since: date | None = None
    until: date | None = None
    compare: bool = True
    own: Mapping[str, str] = field(default_factory=dict)
    puzzled: bool = False

    @property
    def span(self) -> Span:
        """The chosen days."""
        if self.since is not None and self.until is not None:
            return Span(self.since, self.until)
        return Span(self.today - timedelta(days=self.days - 1), self.today)

    @property
    def before(self) -> Span | None:
        """The days that figures are compared with; None when the reader does not compare."""
        return self.span.before if self.compare else None

    def query(self) -> dict[str, str]:
        """Return the choices as they stand in an address, without those that only one page knows."""
        if self.since is not None and self.until is not None:
            days = {"since": self.since.isoformat(), "until": self.until.isoformat()}
        else:
            days = {"days": str(self.days)}
        return {**days, "team": self.team, **({} if self.compare else {"compare": "0"}), **self.slices}

    def url(self, path: str = "", **more: str) -> str:
        """Return an address with all choices; ``more`` adds to them, an empty value takes one away.

        A number of days takes the reader's own days away, and the other way round.
        """
        query = {**self.query(), **(self.own if path in {"", self.path} else {})}
        if more.get("days"):
            query = {name: value for name, value in query.items() if name not in {"since", "until"}}
        elif more.get("since") or more.get("until"):
            query = {name: value for name, value in query.items() if name != "days"}
        query |= more
        return f"{path or self.path}?{urlencode({name: value for name, value in query.items() if value})}"

    def span_links(self, **more: str) -> tuple[FilterLink, ...]:
        """Return one link per usual span; ``more`` are choices that this view does not know."""
        return tuple(
            FilterLink(
                ngettext("%(num)d day", "%(num)d days", days) % {"num": days},
                replace(self, days=days, since=None, until=None).url(**more),
                self.since is None and days == self.days,
            )
            for days in SPANS
        )

    def narrowed(self, **slices: str) -> View:
        """Return the same view with more filters; an empty value takes one away."""
        wanted = {**self.slices, **slices}
        return replace(self, slices={name: wanted[name] for name in FILTERS if wanted.get(name)})


def view_of(path: str, query: Mapping[str, str], today: date, own: Sequence[str] = ()) -> View:
    """Read the choices from an address; ``own`` are the names of those that only this page knows."""
    asked = whole_number(query.get("days", ""))
    days = asked if asked in SPANS else USUAL_SPAN
    texts = [plain_text(query.get(name, "")) for name in ("since", "until")]
    since, until = (_day(text) for text in texts)
    chosen = _own_span(since, until, days, today)
    return View(
        path,
        chosen.days if chosen else days,
        today,
        _slices(query),
        plain_text(query.get("team", "")),
        chosen.since if chosen else None,
        chosen.until if chosen else None,
        query.get("compare", "") != "0",
        {name: value for name in own if (value := plain_text(query.get(name, "")))},
        any(text and day is None for text, day in zip(texts, (since, until), strict=True)),
    )


def _own_span(since: date | None, until: date | None, days: int, today: date) -> Span | None:
    """Return the days a reader typed: turned round if need be, one end alone completed, never longer than LONGEST."""
    if since is None and until is None:
        return None
    if since is None and until is not None:
        since = max(EARLIEST, until - timedelta(days=days - 1))
    elif since is not None and until is None:
        until = max(since, today)
    first, last = sorted(day for day in (since, until) if day is not None)
    return Span(max(first, last - LONGEST), last)


def _day(text: str) -> date | None:
    """Read 2026-11-22 or 22.11.2026; None for anything else and for days of other centuries."""
    german = _GERMAN_DAY.fullmatch(text)
    try:
        day = date(*(int(part) for part in german.groups()[::-1])) if german else date.fromisoformat(text)
    except ValueError:
        return None
    return day if EARLIEST <= day <= LATEST else None


def _slices(query: Mapping[str, str]) -> dict[str, str]:
    found = {name: value for name in FILTERS if (value := plain_text(query.get(name, "")))}
    version = query.get("version", "")
    # Older links name a survey and its version apart.
    if "survey" in found and ":" not in found["survey"] and whole_number(version) is not None:
        found["survey"] = f"{found['survey']}:{version}"
    if found.get("rating", "1") not in _RATINGS:
        del found["rating"]
    if found.get("text", "1") != "1":
        del found["text"]
    return found


def survey_of(value: str) -> tuple[str, int | None]:
    """Return the code and version of a survey filter; None: all versions, 0: one that there never is."""
    code, colon, version = value.partition(":")
    if not colon:
        return code, None
    return code, whole_number(version) or 0


def filter_words() -> dict[str, str]:
    """Return the name of each filter in the reader's language."""
    return {
        "category": _("Category"),
        "product": _("Product"),
        "size": _("Size"),
        "channel": _("Channel"),
        "language": _("Language"),
        "carrier": _("Carrier"),
        "warehouse": _("Warehouse"),
        "region": _("Region"),
        "survey": _("Survey"),
        "sku": _("Article number"),
        "color": _("Colour"),
        "sales_channel": _("Sales channel"),
        "hub": _("Hub"),
        "packaging": _("Packaging"),
        "shift": _("Shift"),
        "lot": _("Lot"),
        "area": _("Postcode area"),
        "reason": _("Reason"),
        "reason_group": _("Reason"),
        "rating": _("Satisfaction"),
        "theme": _("Theme"),
        "text": _("Text"),
    }


def plain_text(value: str) -> str:
    """Return a value from an address as the tables can be asked for it."""
    # PostgreSQL refuses NUL in texts.
    return value.replace("\0", "").strip()[:LONGEST_VALUE]
