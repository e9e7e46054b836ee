"""Which submissions a list shows by what is known of the whole submission: survey, version, channel, rating, reason.

Invariants: the choices live in the address; what cannot be understood there is as if it were not there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.languages import language
from feedback_app.insights.views import plain_text
from surveys.catalogue import reasons_in
from surveys.surveys import codes, current_survey
from surveys.wording import said

LARGEST: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Narrow:
    """The choices; "" and 0 leave one open. ``version`` needs a survey; ``reason`` is a code of either level."""

    survey: str = ""
    version: int = 0
    channel: str = ""
    rating: int = 0
    reason: str = ""

    def query(self) -> dict[str, str]:
        """Return the choices as they stand in an address."""
        version = str(self.version) if self.version and self.survey else ""
        rating = str(self.rating) if self.rating else ""
        found = {"survey": self.survey, "version": version, "channel": self.channel, "rating": rating}
        return {name: value for name, value in {**found, "reason": self.reason}.items() if value}

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
    return Narrow(
        survey=plain_text(query.get("survey", "")),
        version=_number(query.get("version", "")),
        channel=plain_text(query.get("channel", "")),
        rating=_number(query.get("rating", "")),
        reason=plain_text(query.get("reason", "")),
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
    return tuple(found)


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
