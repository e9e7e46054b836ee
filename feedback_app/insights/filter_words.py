"""Filters in the reader's words: what stands on a chip, and what channels, surveys and reasons are called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from classifier.themes import theme_names
from feedback_app.alerts.views import FilterLink
from feedback_app.foundation.languages import OWN_NAMES, language
from feedback_app.foundation.languages import gettext as _
from feedback_app.insights.only import only_word
from feedback_app.insights.views import View, filter_words
from surveys.catalogue import reasons_in
from surveys.surveys import codes, current_survey
from surveys.wording import said


def mood_word(mood: str) -> str:
    """Return the words for how customers rated, "" for anything but bad and good."""
    return {"bad": _("Satisfaction: 1 or 2"), "good": _("Satisfaction: 4 or 5")}.get(mood, "")


CUT_BY: Final[Mapping[str, Callable[[str], str]]] = MappingProxyType({"only": only_word, "mood": mood_word})
"""Choices that cut a list beside the filters, with their words."""


async def chips(view: View) -> tuple[FilterLink, ...]:
    """Return each filter of a view in words, and what its list is cut by beside them, as links that take them away."""
    words = filter_words()
    cut_by = {name: word(view.own.get(name, "")) for name, word in CUT_BY.items()}
    return (
        *[FilterLink(said, view.url(**{name: ""}), True) for name, said in cut_by.items() if said],
        *[
            FilterLink(
                _("only with text")
                if name == "text"
                else _("%(dimension)s: %(value)s") % {"dimension": words[name], "value": await value_word(name, value)},
                view.url(**{name: ""}),
                True,
            )
            for name, value in view.slices.items()
        ],
    )


async def value_word(name: str, value: str) -> str:
    """Return the words for one value of a filter; what a shop calls its own stays as it is."""
    if name == "channel":
        return channel_word(value)
    if name == "language":
        return OWN_NAMES.get(value, value)
    if name == "survey":
        return survey_word(value, await survey_titles())
    if name in {"reason", "reason_group"}:
        return (await reason_names()).get(value, value)
    if name == "theme":
        names = await theme_names(language())
        return names[value].name if value in names else value
    return value


def survey_word(value: str, titles: dict[str, str]) -> str:
    """Return the words for "returns:3", or for "returns": all versions."""
    code, _colon, version = value.partition(":")
    title = titles.get(code, code)
    if not version:
        return title
    return _("%(title)s, version %(number)s") % {"title": title, "number": version}


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
