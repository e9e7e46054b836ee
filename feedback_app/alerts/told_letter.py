"""The one mail to a customer who asked to hear: what you said, what we changed, what came of it.

Invariants: it speaks the customer's language and the shop's form of address; numbers only where they are sound; every
mail says who writes, why, and has the way to object; nothing is advertised. The link to object stands as
``{objection_url}`` until the mail is sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Final

from feedback_app.alerts.cards import Names
from feedback_app.alerts.letters import Text
from feedback_app.foundation.languages import (
    DEFAULT_LANGUAGE,
    LANGUAGES,
    format_day,
    format_percent,
    informal,
    language,
    set_informal,
    speaking,
)
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.pages import render

OBJECTION_LINK: Final = "{objection_url}"
# RFC 8058: mail programs show their own button for it.
HEADERS: Final = {
    "List-Unsubscribe": f"<{OBJECTION_LINK}>",
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
}


@dataclass(frozen=True, slots=True)
class Helped:
    """One action that helped, as a customer hears of it. ``shares``: before and after, 0..1, None where not sound."""

    theme: Names
    written_on: date
    measure: str
    started_on: date
    shares: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class From:
    """Who writes: the shop, whether it says Du, and its public page, "" for none."""

    shop: str
    du: bool = False
    changes_url: str = ""


@dataclass(frozen=True, slots=True)
class ToldMail:
    """Context of mail/told.html. ``changes_url`` "" for none."""

    lang: str
    subject: str
    paragraphs: tuple[str, ...]
    changes_url: str
    changes: str
    footer: str
    objection_url: str
    objection: str


def told_mail(helped: Sequence[Helped], sender: From, code: str) -> Text:
    """Return the mail about one or more actions, in a language; an unknown one is the default."""
    page = told_page(helped, sender, code)
    return Text(page.subject, _plain(page), render("mail/told.html", page))


def told_page(helped: Sequence[Helped], sender: From, code: str) -> ToldMail:
    """Return what the mail says, also for the preview."""
    with _tone(sender.du, code if code in LANGUAGES else DEFAULT_LANGUAGE):
        said = [part for one in helped for part in _about(one)]
        return ToldMail(
            lang=language(),
            subject=_("Your feedback changed something"),
            paragraphs=(_("Hello,"), *said, _("Thank you for taking the time."), sender.shop),
            changes_url=sender.changes_url,
            changes=_("What else we have changed"),
            footer=_(
                "%(shop)s writes to you because you asked to be told when something has changed because of your answer."
            )
            % {"shop": sender.shop or _("The shop")},
            objection_url=OBJECTION_LINK,
            objection=_("No more e-mails like this"),
        )


def _about(one: Helped) -> tuple[str, str, str]:
    said = {"day": format_day(one.written_on, "long"), "theme": one.theme.in_language(language())}
    since = {"measure": one.measure, "day": format_day(one.started_on, "long")}
    if one.shares:
        shares = {"before": format_percent(one.shares[0]), "after": format_percent(one.shares[1])}
        result = _("What came of it: %(after)s of all answers tell of this now; before it were %(before)s.") % shares
    else:
        result = _("What came of it: this has become clearly rarer.")
    return (
        _("on %(day)s you told us about: %(theme)s.") % said,
        _("This is what we changed: %(measure)s") % since + "\n" + _("Since %(day)s.") % since,
        result,
    )


def _plain(page: ToldMail) -> str:
    public = f"{page.changes}:\n{page.changes_url}" if page.changes_url else ""
    parts = (*page.paragraphs, public, f"-- \n{page.footer}", f"{page.objection}:\n{page.objection_url}")
    return "\n\n".join(part for part in parts if part) + "\n"


@contextmanager
def _tone(du: bool, code: str) -> Iterator[None]:
    before = informal()
    set_informal(du)
    try:
        with speaking(code):
            yield
    finally:
        set_informal(before)
