"""What messages say: paragraphs as a mail, and the webhook's JSON. The mail about an alert stands in alert_letters.py.

Rendered once, when a message is enqueued; every try sends the same bytes. Invariant: no customer's words and no
address of a customer stand in a message to a team.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from feedback_app.alerts import sentences
from feedback_app.alerts.cards import AlertCard
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.languages import speaking
from feedback_app.foundation.pages import render

Event = Literal["opened", "reopened", "worse", "escalated", "passed"]


@dataclass(frozen=True, slots=True)
class Text:
    """One mail's words. ``links`` stand in them as ``{name}`` (links.py); ``headers``: more headers of the mail."""

    subject: str
    body: str
    html: str
    links: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MailPage:
    """Context of mail/letter.html: paragraphs, then a link (``url`` "" for none), then why this was sent."""

    lang: str
    subject: str
    paragraphs: tuple[str, ...]
    url: str
    link: str
    footer: str


def first_words(event: Event) -> str:
    """Return why a team hears of an alert again, in the language of the request or the team; "" for the first time."""
    known: dict[Event, str] = {
        "reopened": _("This is rising again:"),
        "worse": _("This is more serious now:"),
        "passed": _("Another team gave this to you:"),
    }
    return known.get(event, "")


def webhook_json(card: AlertCard, event: Event, at: datetime, url: str, code: str) -> str:
    """Return the webhook's body; keys are stable, the sentence is in the team's language."""
    with speaking(code):
        said = sentences.sentence(card)
    return json.dumps(
        {
            "type": f"alert.{event}",
            "timestamp": at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
            "data": {
                "id": card.id,
                "theme": card.series.theme,
                "team": card.team,
                "slice": card.series.slice.as_dict(),
                "since": card.since.isoformat(),
                "observed": card.observed,
                "expected": round(card.expected, 2),
                "lower": card.lower,
                "upper": card.upper,
                "share": round(card.share, 6),
                "usual_share": round(card.usual_share, 6),
                "sentence": said,
                "url": url,
                **card.more(),
            },
        },
        ensure_ascii=False,
    )


def mail_of(page: MailPage) -> Text:
    """Return a page of words as a mail: text, and HTML that says the same."""
    link = f"{page.link}:\n{page.url}" if page.url else ""
    plain = "\n\n".join(part for part in (*page.paragraphs, link, f"-- \n{page.footer}") if part)
    # Names come from imports too, and a line break in one would make the subject break the mail's headers.
    return Text(" ".join(page.subject.split()), plain + "\n", render("mail/letter.html", page))
