"""The page on which a slice is chosen: a plain form that leads back to the view with the choice in its address."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from classifier.themes import theme_names
from feedback_app.foundation.languages import OWN_NAMES, language
from feedback_app.foundation.languages import gettext as _
from feedback_app.insights.narrow import EVERYTHING, Narrow, channels, survey_titles
from feedback_app.insights.queries import slice_values
from feedback_app.insights.views import Span, View, slice_words

OWN_VIEW: Final = re.compile(r"/(themes|submissions)(/[a-z0-9_-]+)?")
ONE_YEAR: Final = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Option:
    """One entry of a select."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class SliceChoice:
    """One dimension with its values."""

    name: str
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class FilterPage:
    """Context of insights/filter.html. ``kept`` are names and values that the form carries along."""

    action: str
    kept: tuple[tuple[str, str], ...]
    choices: tuple[SliceChoice, ...]


async def filter_page(view: View, theme: str, narrow: Narrow = EVERYTHING) -> FilterPage:
    """Return the values of the last year, the view's own preselected.

    Themes, surveys and channels only for the list of submissions.
    """
    year = Span(view.today - ONE_YEAR, view.today)
    choices = [await _themes(theme), *await _whole(narrow)] if view.path == "/submissions" else []
    for name, label in slice_words().items():
        chosen = view.slices.get(name, "")
        values = OWN_NAMES if name == "language" else {v: v for v in await slice_values(name, year)}
        choices.append(SliceChoice(name, label, _options(values, chosen)))
    kept = (("days", str(view.days)), *((("team", view.team),) if view.team else ()))
    return FilterPage(view.path, kept, tuple(choice for choice in choices if len(choice.options) > 1))


async def _whole(narrow: Narrow) -> tuple[SliceChoice, ...]:
    return (
        SliceChoice("survey", _("Survey"), _options(await survey_titles(), narrow.survey)),
        SliceChoice("channel", _("Channel"), _options(channels(), narrow.channel)),
    )


def own_view(path: str) -> str:
    """Return a path that is one of ours to lead back to; the list of themes otherwise."""
    return path if OWN_VIEW.fullmatch(path) else "/themes"


async def _themes(chosen: str) -> SliceChoice:
    names = {theme.code: theme.name for theme in (await theme_names(language())).values() if not theme.retired}
    return SliceChoice("theme", _("Theme"), _options(names, chosen))


def _options(values: Mapping[str, str], chosen: str) -> tuple[Option, ...]:
    every: Sequence[tuple[str, str]] = [("", _("all")), *values.items()]
    if chosen and chosen not in values:
        every = [*every, (chosen, chosen)]
    return tuple(Option(value, label, value == chosen) for value, label in every)
