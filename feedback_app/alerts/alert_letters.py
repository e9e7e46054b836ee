"""The mail to a team about an alert: its evidence in short, as text and HTML, in the team's language.

Rendered once, when it is enqueued. Invariants: customers' words (redacted) stand in it as places that are filled when
it is sent, so that what is erased in between is not told and no copy stays here; nothing in it comes from another
host; one click mutes it for the team, and looking at that link mutes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from feedback_app.alerts import causes, grounds, links, reading, sentences
from feedback_app.alerts.alert_rows import severity_words
from feedback_app.alerts.cards import AlertCard
from feedback_app.alerts.course import lately
from feedback_app.alerts.letters import Event, Text, first_words
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import (
    format_day,
    format_moment,
    format_number,
    format_percent,
    language,
    speaking,
)
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.pages import render

BLOCKS: Final = "▁▂▃▄▅▆▇█"
MOST_VOICES: Final = 3
MUTE_LINK: Final = "{mute_url}"
# RFC 8058: mail programs show their own button for it.
HEADERS: Final = {"List-Unsubscribe": f"<{MUTE_LINK}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
MUTED_FOR: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Fact:
    """One number of the mail: its name, the number, and what to compare it with ("" for nothing)."""

    name: str
    value: str
    beside: str = ""


@dataclass(frozen=True, slots=True)
class AlertMail:
    """Context of mail/alert.html. ``course``: the last weeks as a line of blocks; ``voices``: places of comments."""

    lang: str
    subject: str
    first: str
    sentence: str
    facts: tuple[Fact, ...]
    course: str
    course_words: str
    cause: str
    voices: tuple[str, ...]
    url: str
    link: str
    mute_url: str
    mute: str
    footer: str


async def alert_mail(house: House, card: AlertCard, event: Event, url: str, code: str) -> Text:
    """Return the mail to the team of an alert, in the team's language."""
    shown = grounds.from_json(await reading.evidence_text(card.id))
    counts = await lately(card)
    chosen = shown.comments[:MOST_VOICES] if card.kind != "single" else ()
    places = {f"voice{number}": f"{links.VOICE}:{comment}" for number, comment in enumerate(chosen, 1)}
    with speaking(code):
        cause = await causes.cause_sentence(card, shown) if card.kind != "single" else ""
        page = AlertMail(
            lang=language(),
            subject=" ".join(sentences.headline(card).split()),
            first=first_words(event),
            sentence=sentences.sentence(card),
            facts=_facts(house, card),
            course=_blocks(counts),
            course_words=_course_words(counts),
            cause=cause,
            voices=tuple(f"{{{name}}}" for name in places),
            url=url,
            link=_("Look at the evidence and take it on"),
            mute_url=MUTE_LINK,
            mute=_("Mute this alert for your team for a week"),
            footer=_("You receive this because the team %(team)s can act on this theme.")
            % {"team": card.team_name.in_language(language())},
        )
        plain, html = _plain(page), render("mail/alert.html", page)
    stored = {**places, "mute_url": f"{links.MUTE}:{card.id}:{card.team}"}
    return Text(page.subject, plain, html, stored, HEADERS)


def _facts(house: House, card: AlertCard) -> tuple[Fact, ...]:
    if card.kind == "single":
        return (Fact(_("Severity"), severity_words()[card.severity]), *_due(house, card))
    counted = Fact(
        _("Counted"),
        format_number(card.observed),
        _("%(share)s of %(total)s") % {"share": format_percent(card.share), "total": format_number(card.exposure)},
    )
    expected = Fact(
        _("Expected"),
        sentences.count(card.expected),
        _("usually %(low)s–%(high)s") % {"low": format_number(card.lower), "high": format_number(card.upper)},
    )
    euro = _("€%(euro)s") % {"euro": format_number(card.cost_per_week or 0)}
    return (
        counted,
        expected,
        Fact(_("Since"), format_day(card.since, "long")),
        *([Fact(_("Costs per week"), euro)] if card.cost_per_week else []),
        Fact(_("Severity"), severity_words()[card.severity]),
        *_due(house, card),
    )


def _due(house: House, card: AlertCard) -> tuple[Fact, ...]:
    return (Fact(_("Take on by"), format_moment(card.due_at, house.zone)),) if card.due_at else ()


def _blocks(counts: Sequence[int | None]) -> str:
    """Draw counts as a line of blocks; a day without answers is a dot."""
    most = max((count for count in counts if count is not None), default=0)
    if not most:
        return ""
    step = (len(BLOCKS) - 1) / most
    return "".join("·" if count is None else BLOCKS[round(count * step)] for count in counts)


def _course_words(counts: Sequence[int | None]) -> str:
    most = max((count for count in counts if count is not None), default=0)
    words = {"days": format_number(len(counts)), "most": format_number(most)}
    return _("The last %(days)s days, at most %(most)s a day") % words if most else ""


def _plain(page: AlertMail) -> str:
    facts = "\n".join(f"{one.name}: {one.value}{f' ({one.beside})' if one.beside else ''}" for one in page.facts)
    course = f"{page.course}\n{page.course_words}" if page.course else ""
    quoted = [_("“%(name)s”") % {"name": one} for one in page.voices]
    voices = "\n".join([_("What customers say:"), *quoted]) if quoted else ""
    parts = (
        page.first,
        page.sentence,
        facts,
        course,
        page.cause,
        voices,
        f"{page.link}:\n{page.url}",
        f"{page.mute}:\n{page.mute_url}",
        f"-- \n{page.footer}",
    )
    return "\n\n".join(part for part in parts if part) + "\n"
