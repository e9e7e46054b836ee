"""The page on which a slice is chosen: a plain form that leads back to the view with the choice in its address.

Reads only. Beside each value stands how many answers it would leave, so that nobody chooses what shows nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.themes import theme_names
from feedback_app.foundation.languages import OWN_NAMES, format_number, language
from feedback_app.foundation.languages import gettext as _
from feedback_app.insights.filter_words import channels, reason_names, survey_titles, survey_word
from feedback_app.insights.saved.views import address_of
from feedback_app.insights.store.columns import Cut
from feedback_app.insights.store.facts import Facts
from feedback_app.insights.views import SLICES, Span, View, filter_words, plain_text

WHOLE: Final = ("theme", "reason", "rating", "text")
"""Offered for lists of single submissions, after the dimensions."""
NOT_KEPT: Final = frozenset({"to", "older", "newer", "from", "lang", "version"})
MOST_LISTED: Final = 60
MOST_TYPED: Final = 500
ONE_YEAR: Final = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Option:
    """One entry of a select, or a suggestion beside a field: ``value`` is what stands in the address."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class SliceChoice:
    """One dimension with its values. ``typed``: too many for a list, so the value is typed, with suggestions."""

    name: str
    label: str
    options: tuple[Option, ...]
    typed: bool = False
    value: str = ""


@dataclass(frozen=True, slots=True)
class FilterPage:
    """Context of insights/filter.html. ``kept`` are names and values that the form carries along."""

    action: str
    kept: tuple[tuple[str, str], ...]
    choices: tuple[SliceChoice, ...]


async def filter_page(view: View, query: Mapping[str, str], facts: Facts) -> FilterPage:
    """Return the values that occur in the view's days beside its other filters, its own preselected."""
    names = (*SLICES, *(WHOLE if view.path == "/submissions" else ()))
    span = _span_with_answers(view, facts)
    left = facts.said(span, view.slices)
    choices = []
    for name in names:
        others = {other: value for other, value in view.slices.items() if other != name}
        cut = facts.said(span, others) if name in view.slices else left
        choices.append(await _choice(name, view.slices.get(name, ""), _counts(name, cut, facts)))
    kept = [(name, plain_text(value)) for name, value in query.items() if name not in {*names, *NOT_KEPT} and value]
    return FilterPage(view.path, tuple(kept), tuple(choice for choice in choices if len(choice.options) > 1))


def own_view(path: str) -> str:
    """Return a path that is one of ours to lead back to; the list of themes otherwise."""
    address = address_of(path)
    return address.path if address else "/themes"


def _span_with_answers(view: View, facts: Facts) -> Span:
    """Return the view's days; the last year's where nobody has answered on them, so that there is a choice."""
    if facts.said(view.span, {}).size:
        return view.span
    return Span(view.today - ONE_YEAR, view.today)


def _counts(name: str, cut: Cut, facts: Facts) -> dict[str, int]:
    """Count the answers behind each value of a filter, the most first."""
    if name == "text":
        return {"1": int(np.count_nonzero(cut.column("has_text")))}
    if name == "rating":
        found = np.bincount(cut.column("rating"), minlength=6)
        return {str(value): int(found[value]) for value in range(5, 0, -1) if found[value]}
    values = facts.values(name)
    found = cut.theme_counts(len(values)) if name == "theme" else cut.counts(name, len(values))
    counts = _named(values, found)
    if name == "reason":
        groups = facts.values("reason_group")
        for group, count in _named(groups, cut.counts("reason_group", len(groups))).items():
            counts[group] = max(count, counts.get(group, 0))
    if name == "survey":
        counts |= _all_versions(counts)
    return dict(sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def _all_versions(counts: Mapping[str, int]) -> dict[str, int]:
    """Return the sum over all versions of each survey ("returns" beside "returns:3")."""
    found: dict[str, int] = {}
    for version, count in counts.items():
        code = version.partition(":")[0]
        found[code] = found.get(code, 0) + count
    return found


def _named(values: Sequence[str], counts: NDArray[np.int64]) -> dict[str, int]:
    return {values[code]: int(counts[code]) for code in np.flatnonzero(counts).tolist() if code}


async def _choice(name: str, chosen: str, counts: Mapping[str, int]) -> SliceChoice:
    words = await _words(name, (*counts, chosen))
    most = dict(list(counts.items())[:MOST_TYPED])
    if chosen and chosen not in most:
        most[chosen] = counts.get(chosen, 0)
    typed = len(most) > MOST_LISTED and name not in {"theme", "reason"}
    options = [Option(value, _label(words.get(value, value), count), value == chosen) for value, count in most.items()]
    if not typed and name != "rating":
        options.sort(key=lambda option: option.label.casefold())
    return SliceChoice(name, filter_words()[name], (Option("", _("all"), not chosen), *options), typed, chosen)


def _label(word: str, count: int) -> str:
    return f"{word} ({format_number(count)})"


async def _words(name: str, values: Sequence[str]) -> Mapping[str, str]:
    if name == "survey":
        titles = await survey_titles()
        return {value: survey_word(value, titles) for value in values}
    if name == "theme":
        return {code: theme.name for code, theme in (await theme_names(language())).items()}
    if name == "reason":
        return await reason_names()
    return {"channel": channels(), "language": OWN_NAMES, "text": {"1": _("only with text")}}.get(name, {})
