"""What a saved view shows, in the reader's words: which room, which days, which filters."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qsl

from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.languages import ngettext
from feedback_app.insights.filter_words import CUT_BY, chips
from feedback_app.insights.view_head import span_words
from feedback_app.insights.views import view_of


def room_word(path: str) -> str:
    """Return the name of the room that a path leads into."""
    words = {
        "": _("Overview"),
        "themes": _("Themes"),
        "alerts": _("Alerts"),
        "products": _("Products"),
        "surveys": _("Surveys"),
        "logistics": _("Logistics"),
        "money": _("Costs"),
        "submissions": _("Submissions"),
        "search": _("Search"),
        "inspection": _("Inspection"),
        "export": _("Export"),
        "cases": _("Cases"),
        "mailbox": _("Mailbox"),
        "mailings": _("Send log"),
        "playbooks": _("Playbooks"),
        "change-notes": _("What we have changed"),
        "flags": _("Safety"),
        "design": _("Design"),
    }
    return words.get(path.split("/")[1], "")


async def about(path: str, query: str, today: date) -> tuple[str, ...]:
    """Return the words that were looked for, the days and all that cuts a view; days only where its address has any."""
    chosen = dict(parse_qsl(query))
    view = view_of(path, chosen, today, own=("q", *CUT_BY))
    said: list[str] = []
    if "q" in view.own:
        said.append(_("“%(words)s”") % {"words": view.own["q"]})
    if view.since is not None:
        said.append(span_words(view.span))
    elif "days" in chosen:
        said.append(ngettext("%(num)d day", "%(num)d days", view.days) % {"num": view.days})
    return (*said, *(link.label for link in await chips(view)))
