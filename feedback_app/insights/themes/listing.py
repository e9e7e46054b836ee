"""The list of themes as a value: what all of them come to, sorted by what matters to the reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from classifier.themes import group_names, theme_names
from feedback_app.alerts import reading
from feedback_app.alerts.views import FilterLink
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.languages import language
from feedback_app.foundation.live import Live
from feedback_app.insights import queries
from feedback_app.insights.money.costs import cost_model
from feedback_app.insights.store.columns import Cut
from feedback_app.insights.store.facts import facts_now
from feedback_app.insights.themes.rows import SORTS, Known, Sort, ThemeRow, rows_of_groups, rows_of_themes, sort_of
from feedback_app.insights.view_head import ViewHead, view_head
from feedback_app.insights.views import View

OWN: Final = ("sort", "level", "open")
"""What only this page knows of its address."""
MOST_UNCLEAR: Final = 0.2
LEAST_TOLD: Final = 20
THEMES, NONE = 1, 2
"""Outcomes of reading a text, see facts.py: some theme, no theme fits."""


@dataclass(frozen=True, slots=True)
class ThemeList:
    """Context of themes/index.html.

    ``unclear``: of the texts that say something, more than ``MOST_UNCLEAR`` have no theme, and the page says so.
    grouped: groups stand above their themes. priced: somebody has said what a return costs.
    """

    room: str
    head: ViewHead
    teams: tuple[FilterLink, ...]
    sorts: tuple[FilterLink, ...]
    levels: tuple[FilterLink, ...]
    sort: Sort
    grouped: bool
    priced: bool
    unclear: bool
    rows: tuple[ThemeRow, ...]
    map_url: str
    csv_url: str
    live: Live | None = None


async def theme_list(view: View) -> ThemeList:
    """Return the list of themes."""
    facts = await facts_now()
    cut = facts.said(view.span, view.slices)
    known, costs = await known_now(), await cost_model()
    grouped = view.own.get("level") == "groups"
    rows = (rows_of_groups if grouped else rows_of_themes)(view, facts, cut, known, costs)
    return ThemeList(
        room="list",
        head=await view_head(view, facts, cut),
        teams=_team_links(view, known),
        sorts=_sort_links(view),
        levels=(
            FilterLink(_("Single themes"), view.url(level="", open=""), not grouped),
            FilterLink(_("In groups"), view.url(level="groups"), grouped),
        ),
        sort=sort_of(view),
        grouped=grouped,
        priced=costs.known,
        unclear=is_unclear(cut),
        rows=rows,
        map_url=view.url("/themes/map"),
        csv_url=view.url("/themes.csv", sort=sort_of(view)),
    )


async def theme_rows(view: View) -> tuple[ThemeRow, ...]:
    """Return the rows of the single themes alone, for exports."""
    facts = await facts_now()
    return rows_of_themes(view, facts, facts.said(view.span, view.slices), await known_now(), await cost_model())


async def known_now() -> Known:
    """Look up the words and open alerts of all themes."""
    names, groups = await theme_names(language()), await group_names(language())
    return Known(names, groups, await team_words(), await queries.open_alerts())


async def team_words() -> dict[str, str]:
    """Return the names of the teams; what only customers can change has none, and says so."""
    found = await reading.team_names()
    return {**{code: names.in_language(language()) for code, names in found.items()}, "customer": _("Customers")}


def is_unclear(cut: Cut) -> bool:
    """Tell whether too many of the texts that say something fit no theme."""
    outcome = cut.column("outcome")[cut.column("has_text")]
    told = int(np.count_nonzero((outcome == THEMES) | (outcome == NONE)))
    return told >= LEAST_TOLD and int(np.count_nonzero(outcome == NONE)) > MOST_UNCLEAR * told


def sort_words() -> Mapping[Sort, str]:
    """Return what a list of themes may be sorted by, in words."""
    return {"volume": _("Volume"), "growth": _("Growth"), "cost": _("Cost"), "impact": _("Impact on CSAT")}


def _sort_links(view: View) -> tuple[FilterLink, ...]:
    words, chosen = sort_words(), sort_of(view)
    return tuple(
        FilterLink(words[sort], view.url(sort="" if sort == "volume" else sort), sort == chosen) for sort in SORTS
    )


def _team_links(view: View, known: Known) -> tuple[FilterLink, ...]:
    used = {theme.team for theme in known.names.values()}
    return (
        FilterLink(_("All teams"), view.url(team=""), not view.team),
        *(
            FilterLink(name, view.url(team=code), code == view.team)
            for code, name in known.teams.items()
            if code in used
        ),
    )
