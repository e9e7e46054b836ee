"""What messages say: the mail to a team, the mail to a customer, and the webhook's JSON.

Rendered once, when a message is enqueued; every try sends the same bytes. Invariant: no customer's words and no
address of a customer stand in a message to a team.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

from classifier.flag_words import kind_words
from classifier.flags import FlagNews
from feedback_app.alerts import sentences
from feedback_app.alerts.cards import AlertCard
from feedback_app.foundation.languages import format_day, format_number, language, speaking
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.pages import render

Event = Literal["opened", "reopened", "worse"]


@dataclass(frozen=True, slots=True)
class Text:
    """One mail's words."""

    subject: str
    body: str
    html: str


@dataclass(frozen=True, slots=True)
class MailPage:
    """Context of mail/letter.html: paragraphs, then a link (``url`` "" for none), then why this was sent."""

    lang: str
    subject: str
    paragraphs: tuple[str, ...]
    url: str
    link: str
    footer: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a customer is told: when they wrote, about what, and what was done since ``started_on``."""

    shop: str
    theme: str
    written_on: str
    measure: str


def alert_mail(card: AlertCard, event: Event, url: str, code: str) -> Text:
    """Return the mail to the team of an alert, in the team's language."""
    with speaking(code):
        subject = sentences.headline(card)
        first = {"reopened": _("This is rising again:"), "worse": _("This is more serious now:")}.get(event, "")
        return _mail(
            MailPage(
                lang=language(),
                subject=subject,
                paragraphs=tuple(part for part in (first, sentences.sentence(card)) if part),
                url=url,
                link=_("Look at the evidence and take it on"),
                footer=_("You receive this because the team %(team)s can act on this theme.")
                % {"team": card.team_name.in_language(language())},
            )
        )


def flag_mail(news: FlagNews, url: str, code: str) -> Text:
    """Return the mail about one comment that may tell of danger: kind, product and link, in the team's language."""
    with speaking(code):
        kinds, product = ", ".join(kind_words(news.kinds)), news.product or news.sku
        return _mail(
            MailPage(
                lang=language(),
                subject=_("Check safety: %(kinds)s") % {"kinds": kinds} + (f" – {product}" if product else ""),
                paragraphs=(
                    _("A customer wrote something that may tell of danger: %(kinds)s.") % {"kinds": kinds},
                    *([_("Product: %(product)s") % {"product": product}] if product else []),
                    _("Please look at it now and say whether it is dangerous or harmless. The words may be harmless."),
                ),
                url=url,
                link=_("Read the comment and decide"),
                footer=_("You receive this because your team looks after the safety of products or customers."),
            )
        )


def flags_mail(news: Sequence[FlagNews], url: str, code: str) -> Text:
    """Return one mail about many comments that may tell of danger: how many, and of which kinds."""
    with speaking(code):
        kinds = ", ".join(kind_words(dict.fromkeys(kind for one in news for kind in one.kinds)))
        count = format_number(len(news))
        return _mail(
            MailPage(
                lang=language(),
                subject=_("Check safety: %(count)s comments") % {"count": count},
                paragraphs=(
                    _("%(count)s comments may tell of danger: %(kinds)s.") % {"count": count, "kinds": kinds},
                    _("Please look at them now and say which are dangerous. Some of the words may be harmless."),
                ),
                url=url,
                link=_("Read the comments and decide"),
                footer=_("You receive this because your team looks after the safety of products or customers."),
            )
        )


def flag_json(news: FlagNews, url: str) -> str:
    """Return the webhook's body about one flag; keys are stable, and none of the customer's words is in it."""
    return json.dumps(
        {
            "type": "safety.flagged",
            "timestamp": news.flagged_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
            "data": {"id": news.id, "kinds": news.kinds, "product": news.product, "sku": news.sku, "url": url},
        },
        ensure_ascii=False,
    )


def told_mail(told: Told, code: str) -> Text:
    """Return the mail to a customer who asked to hear what became of the complaint."""
    with speaking(code):
        return _mail(
            MailPage(
                lang=language(),
                subject=_("Your feedback changed something"),
                paragraphs=(
                    _("Hello,"),
                    _("on %(day)s you told us about: %(theme)s.") % {"day": told.written_on, "theme": told.theme},
                    _("This is what we changed: %(measure)s") % {"measure": told.measure},
                    _("Since then this has become clearly rarer. Thank you for taking the time."),
                    told.shop,
                ),
                url="",
                link="",
                footer=_("You receive this one e-mail because you asked us to tell you."),
            )
        )


def day_in(code: str, day: date) -> str:
    """Write a day in a language."""
    with speaking(code):
        return format_day(day, "long")


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
            },
        },
        ensure_ascii=False,
    )


def _mail(page: MailPage) -> Text:
    link = f"{page.link}:\n{page.url}" if page.url else ""
    plain = "\n\n".join(part for part in (*page.paragraphs, link, f"-- \n{page.footer}") if part)
    # Names come from imports too, and a line break in one would make the subject break the mail's headers.
    return Text(" ".join(page.subject.split()), plain + "\n", render("mail/letter.html", page))
