"""The mail that asks: the survey's own words, one link for each value of the first scale, and the way to object.

Links stand as ``{survey_url}`` and ``{objection_url}`` until the mail is sent. Invariants: every mail has a text part,
a reason why it was sent and the way to object; nothing in it comes from another host; a link only preselects a value.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Literal

from feedback_app.alerts.letters import Text
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.languages import informal, language, set_informal, speaking
from feedback_app.foundation.pages import render
from surveys.definition import Definition, Nps, Scale, Words
from surveys.wording import said

SURVEY_LINK: Final = "{survey_url}"
OBJECTION_LINK: Final = "{objection_url}"
# RFC 8058: mail programs show their own button for it.
HEADERS: Final = {
    "List-Unsubscribe": f"<{OBJECTION_LINK}>",
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
}
LARGEST_NPS: Final = 10
WORDS_IN_A_ROW: Final = 5  # of a scale's values, on a small phone
Layout = Literal["row", "ends", "wrap"]


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a mail is about. ``du``: the shop says Du. ``host``: where its links lead."""

    shop: str
    order: str
    language: str
    du: bool
    host: str
    legal_basis: str
    is_reminder: bool = False


@dataclass(frozen=True, slots=True)
class Score:
    """One value of a scale; ``label`` is its word, "" for values between two named ends."""

    value: int
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class InvitationMail:
    """Context of mail/invitation.html. Paragraphs are cut where the link stands."""

    lang: str
    subject: str
    paragraphs: tuple[tuple[str, ...], ...]
    scores: tuple[Score, ...]
    layout: Layout
    survey_url: str
    link: str
    footer: str
    objection_url: str
    objection: str


def invitation_mail(definition: Definition, occasion: Occasion) -> Text | None:
    """Return the mail in the customer's language; None when the survey has no words with a link for it."""
    with _tone(occasion):
        words = definition.mail
        if words is None or SURVEY_LINK not in said(words.body):
            return None
        subject = _filled(words.subject, occasion).replace(SURVEY_LINK, "")
        if occasion.is_reminder:
            subject = _("Reminder: %(subject)s") % {"subject": subject}
        paragraphs = tuple(part for part in _filled(words.body, occasion).split("\n\n") if part.strip())
        if occasion.is_reminder:
            paragraphs = (*paragraphs[:1], _only_reminder(), *paragraphs[1:])
        scores = scores_of(definition)
        page = InvitationMail(
            lang=language(),
            subject=" ".join(subject.split()),
            paragraphs=tuple(tuple(part.split(SURVEY_LINK)) for part in paragraphs),
            scores=scores,
            layout=_layout(scores),
            survey_url=SURVEY_LINK,
            link=_("Open the form at %(host)s") % {"host": occasion.host},
            footer=_footer(occasion),
            objection_url=OBJECTION_LINK,
            objection=_("No more questions like this (%(host)s)") % {"host": occasion.host},
        )
        return Text(page.subject, _plain(page, paragraphs), render("mail/invitation.html", page))


def scores_of(definition: Definition) -> tuple[Score, ...]:
    """Return a link for each value of the scale that the survey begins with; () when it begins otherwise."""
    first = next(definition.questions(), None)
    if definition.items is not None or not isinstance(first, Scale | Nps):
        return ()
    if isinstance(first, Scale):
        return tuple(_score(value, words) for value, words in enumerate(first.steps, 1))
    ends = {0: first.low, LARGEST_NPS: first.high}
    return tuple(_score(value, ends.get(value, Words())) for value in range(LARGEST_NPS + 1))


def _score(value: int, words: Words) -> Score:
    return Score(value, said(words), f"{SURVEY_LINK}?score={value}")


def _layout(scores: tuple[Score, ...]) -> Layout:
    if len(scores) <= WORDS_IN_A_ROW:
        return "row"
    return "wrap" if all(score.label for score in scores) else "ends"


def _plain(page: InvitationMail, paragraphs: tuple[str, ...]) -> str:
    parts: list[str] = []
    lines = [f"{score.value}{score.label and f' – {score.label}'}:\n{score.url}" for score in page.scores]
    for paragraph in paragraphs:
        parts.append(paragraph)
        if SURVEY_LINK in paragraph and lines:
            parts.append("\n".join(lines))
            lines = []
    objection = _("No more questions like this:")
    return "\n\n".join([*parts, f"-- \n{page.footer}", f"{objection}\n{OBJECTION_LINK}"]) + "\n"


def _footer(occasion: Occasion) -> str:
    shop = {"shop": occasion.shop}
    if occasion.legal_basis == "consent":
        return _("You receive this e-mail because you agreed that %(shop)s asks for your opinion.") % shop
    # § 7 (3) no. 4 UWG asks for this in each mail, with the words about the cost.
    return (
        _(
            "You receive this e-mail because you bought from %(shop)s. You can object to being asked like this at any "
            "time, at no cost other than that of the transmission at basic rates."
        )
        % shop
    )


def _only_reminder() -> str:
    return _("We have asked you once before. You need not do anything: this is the only reminder.")


def _filled(words: Words, occasion: Occasion) -> str:
    return said(words).replace("{shop}", occasion.shop).replace("{order}", occasion.order)


@contextmanager
def _tone(occasion: Occasion) -> Iterator[None]:
    before = informal()
    set_informal(occasion.du)
    try:
        with speaking(occasion.language):
            yield
    finally:
        set_informal(before)
