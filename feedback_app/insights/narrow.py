"""Which submissions a list shows beside span and slice: survey, version, channel, rating, reason, days, and places.

Places are what is known of an item and its way that no view is cut by: article number, size, lot, hub, packaging,
shift, postcode area. An alert's numbers lead to these, with its days.

Invariants: the choices live in the address; what cannot be understood there is as if it were not there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from feedback_app.foundation.languages import format_day, language
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.pages import parse_day
from feedback_app.insights.views import Span, plain_text
from surveys.catalogue import reasons_in
from surveys.surveys import codes, current_survey
from surveys.wording import said

LARGEST: Final = 1_000_000
PLACES: Final = ("sku", "size", "lot", "hub", "packaging", "shift", "area")


@dataclass(frozen=True, slots=True)
class Narrow:
    """The choices; "" and 0 leave one open. ``version`` needs a survey; ``reason`` is a code of either level.

    places: value by PLACES, of one and the same comment. since, until: days in place of the view's span, both or none.
    """

    survey: str = ""
    version: int = 0
    channel: str = ""
    rating: int = 0
    reason: str = ""
    places: Mapping[str, str] = field(default_factory=dict)
    since: date | None = None
    until: date | None = None

    def span(self, usual: Span) -> Span:
        """Return the chosen days, else the usual ones."""
        return Span(self.since, self.until) if self.since and self.until else usual

    def query(self) -> dict[str, str]:
        """Return the choices as they stand in an address."""
        version = str(self.version) if self.version and self.survey else ""
        rating = str(self.rating) if self.rating else ""
        found = {"survey": self.survey, "version": version, "channel": self.channel, "rating": rating}
        days = {"since": self.since.isoformat(), "until": self.until.isoformat()} if self.since and self.until else {}
        every = {**found, "reason": self.reason, **self.places, **days}
        return {name: value for name, value in every.items() if value}

    def condition(self) -> tuple[str, tuple[object, ...]]:
        """Return the condition on submissions ``s``, beginning with AND, and its arguments."""
        parts: list[str] = []
        arguments: list[object] = []
        if self.survey:
            of_version = ' AND v."version" = ?' if self.version else ""
            parts.append(f'AND s."survey" IN (SELECT v."id" FROM "survey" v WHERE v."code" = ?{of_version})')  # noqa: S608 question marks and our own names only
            arguments += [self.survey, *([self.version] if self.version else [])]
        for column, value in (("channel", self.channel), ("rating", self.rating)):
            if value:
                parts.append(f'AND s."{column}" = ?')
                arguments.append(value)
        if self.reason:
            parts.append(WITH_REASON)
            arguments += [self.reason, self.reason]
        return " ".join(parts), tuple(arguments)


WITH_REASON: Final = """AND EXISTS (SELECT 1 FROM "comment" r WHERE r."submission" = s."id"
    AND r."superseded_at" IS NULL AND (r."reason" = ? OR r."reason_group" = ?))"""
EVERYTHING: Final = Narrow()


def narrow_of(query: Mapping[str, str]) -> Narrow:
    """Read the choices from an address."""
    since, until = (parse_day(plain_text(query.get(name, ""))[:20]) for name in ("since", "until"))
    whole = since is not None and until is not None and since <= until
    survey, _colon, version = plain_text(query.get("survey", "")).partition(":")
    return Narrow(
        survey=survey,
        version=_number(version or query.get("version", "")),
        channel=plain_text(query.get("channel", "")),
        rating=_number(query.get("rating", "")),
        reason=plain_text(query.get("reason", "")),
        places={name: value for name in PLACES if (value := plain_text(query.get(name, "")))},
        since=since if whole else None,
        until=until if whole else None,
    )


async def words_of(narrow: Narrow) -> tuple[tuple[str, Narrow], ...]:
    """Return each choice in words, with the choices that remain when it is taken away."""
    found: list[tuple[str, Narrow]] = []
    if narrow.survey:
        title = (await survey_titles()).get(narrow.survey, narrow.survey)
        found.append((_both(_("Survey"), title), replace(narrow, survey="", version=0)))
        if narrow.version:
            found.append((_("Version %(number)s") % {"number": narrow.version}, replace(narrow, version=0)))
    if narrow.channel:
        found.append((_both(_("Channel"), channel_word(narrow.channel)), replace(narrow, channel="")))
    if narrow.rating:
        found.append((_both(_("Satisfaction"), str(narrow.rating)), replace(narrow, rating=0)))
    if narrow.reason:
        name = (await reason_names()).get(narrow.reason, narrow.reason)
        found.append((_both(_("Reason"), name), replace(narrow, reason="")))
    names = place_words()
    for name, value in narrow.places.items():
        rest = {other: kept for other, kept in narrow.places.items() if other != name}
        found.append((_both(names[name], value), replace(narrow, places=rest)))
    if narrow.since and narrow.until:
        days = f"{format_day(narrow.since)} – {format_day(narrow.until)}"
        found.append((days, replace(narrow, since=None, until=None)))
    return tuple(found)


def place_words() -> dict[str, str]:
    """Return the names of the places in the reader's language."""
    return {
        "sku": _("Article number"),
        "size": _("Size"),
        "lot": _("Lot"),
        "hub": _("Hub"),
        "packaging": _("Packaging"),
        "shift": _("Shift"),
        "area": _("Postcode area"),
    }


async def survey_titles() -> dict[str, str]:
    """Return the titles of all surveys by code, in the reader's language."""
    return {code: said((await current_survey(code)).definition.title) for code in await codes()}


async def reason_names() -> dict[str, str]:
    """Return the names of all reasons by code, in the reader's language."""
    return await reasons_in(language())


def channels() -> dict[str, str]:
    """Return the ways on which a submission may come, in words, by code."""
    return {
        "link": _("by link"),
        "mail": _("by e-mail"),
        "qr": _("by QR code"),
        "embed": _("in the shop's pages"),
        "store": _("in the store"),
        "phone": _("on the phone"),
        "chat": _("in a chat"),
        "whatsapp": _("by WhatsApp"),
        "email": _("by the customer's own e-mail"),
        "web": _("on the website"),
    }


def channel_word(code: str) -> str:
    """Return the words for a channel; what a shop calls its own stays as it is."""
    return channels().get(code, code)


def _both(dimension: str, value: str) -> str:
    return _("%(dimension)s: %(value)s") % {"dimension": dimension, "value": value}


def _number(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 7 else 0
    return number if number <= LARGEST else 0
