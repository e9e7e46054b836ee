"""Reason against text: for each stated reason, how often the customer's own words tell something else.

Reads only. What counts is decided when a comment is read (``classification.reason_in_text``, packed as ``told``): only
comments whose text has a theme of its own and whose reason stands for a theme. The reason stays what it is; both are
shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from classifier.comments import CommentView, comment_views
from classifier.examining import stated_theme
from classifier.themes import ThemeName, live_codes, successors, theme_names
from feedback_app.alerts.views import Pages
from feedback_app.foundation.access import Viewer
from feedback_app.foundation.charts import Bar, BarItem, bars
from feedback_app.foundation.languages import language
from feedback_app.insights.paging import FIRST, Edge, pages_of, part_from
from feedback_app.insights.shares import Share, share_of
from feedback_app.insights.store.columns import THEME, Bools, Cut
from feedback_app.insights.store.facts import Facts, facts_now
from feedback_app.insights.themes.heat_cells import Ints
from feedback_app.insights.themes.voices import texts_of
from feedback_app.insights.view_head import ViewHead, view_head
from feedback_app.insights.views import View
from surveys.catalogue import reasons_in

REASON: Final = "reason"
DIFFERS: Final = 2
"""A text tells something else than its reason, as packed in ``told``; 0: nothing that could be compared."""
FEWEST: Final = 10
"""Below this number of texts a share says nothing; the page then shows the count alone."""
TOLD_INSTEAD: Final = 3


@dataclass(frozen=True, slots=True)
class Instead:
    """A theme that texts tell beside or instead of the reason; ``url`` leads to the submissions."""

    name: str
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """One reason; ``differing`` is None where too few texts were read."""

    name: str
    url: str
    texts: int
    differing: Share | None
    instead: tuple[Instead, ...]


@dataclass(frozen=True, slots=True)
class ReasonList:
    """Context of insights/reasons.html."""

    room: str
    head: ViewHead
    texts: int
    differing: Share
    rows: tuple[ReasonRow, ...]


@dataclass(frozen=True, slots=True)
class ReasonPage:
    """Context of insights/reason.html: one reason, what its texts tell instead, and 25 of them."""

    room: str
    head: ViewHead
    name: str
    back_url: str
    differing: Share
    instead: tuple[Bar, ...]
    comments: tuple[CommentView, ...]
    pages: Pages


async def reason_list(view: View) -> ReasonList:
    """Return all reasons of a span, those first whose texts surely differ most."""
    facts = await facts_now()
    cut = facts.said(view.span, view.slices)
    told = cut.column("told")
    texts, differing = _per_reason(facts, cut, told > 0), _per_reason(facts, cut, told == DIFFERS)
    reasons, instead, codes = await reasons_in(language()), await _told_instead(facts, cut), facts.values(REASON)
    rows = [
        ReasonRow(
            reasons.get(codes[code], codes[code]),
            view.url(f"/themes/reasons/{codes[code]}"),
            texts[code],
            share_of(differing[code], texts[code]) if texts[code] >= FEWEST else None,
            instead.instead(view, code)[:TOLD_INSTEAD],
        )
        for code in range(1, len(codes))
        if texts[code]
    ]
    rows.sort(key=lambda row: (-(row.differing.lower if row.differing else -1.0), -row.texts, row.name))
    every = sum(texts[1:])
    return ReasonList(
        "reasons", await view_head(view, facts, cut), every, share_of(sum(differing[1:]), every), tuple(rows)
    )


async def reason_page(reason: str, view: View, viewer: Viewer, edge: Edge = FIRST) -> ReasonPage | None:
    """Return one reason; None when no text with it was read in the span and there is no such reason."""
    facts = await facts_now()
    cut, reasons = facts.said(view.span, view.slices), await reasons_in(language())
    code = facts.code(REASON, reason)
    told = cut.column("told") * (cut.column(REASON) == code if code else False)
    if reason not in reasons and not np.count_nonzero(told):
        return None
    texts, differing = int(np.count_nonzero(told)), int(np.count_nonzero(told == DIFFERS))
    instead = (await _told_instead(facts, cut)).instead(view, code) if code else ()
    ids = texts_of(cut, told == DIFFERS)
    part, start = part_from(ids, edge)
    return ReasonPage(
        "reasons",
        await view_head(view, facts, cut),
        reasons.get(reason, reason),
        view.url("/themes/reasons"),
        share_of(differing, texts),
        bars([BarItem(one.name, one.count, one.count / max(differing, 1), url=one.url) for one in instead]),
        await comment_views(part.ids, viewer),
        pages_of(part, start, len(ids), view.url),
    )


def _per_reason(facts: Facts, cut: Cut, mask: Bools) -> list[int]:
    """Count rows by the code of their reason; code 0 is no reason."""
    return [int(count) for count in cut.counts(REASON, len(facts.values(REASON)), mask)]


@dataclass(frozen=True, slots=True)
class _Told:
    """Differing texts by reason and theme, (n_reasons, n_themes); ``stated``: the theme that each reason stands for."""

    counts: Ints
    reasons: Sequence[str]
    themes: Sequence[str]
    names: Mapping[str, ThemeName]
    stated: Mapping[str, str | None]

    def instead(self, view: View, code: int) -> tuple[Instead, ...]:
        """Return the themes that texts with a reason tell, without the one that the reason itself stands for."""
        reason, counts = self.reasons[code], self.counts[code]
        found = [
            Instead(
                self.names[theme].name if theme in self.names else theme,
                int(counts[at]),
                view.url("/submissions", reason=reason, theme=theme, only="differs"),
            )
            for at, theme in enumerate(self.themes)
            if counts[at] and theme != self.stated[reason]
        ]
        return tuple(sorted(found, key=lambda one: (-one.count, one.name)))


async def _told_instead(facts: Facts, cut: Cut) -> _Told:
    pairs, reasons, themes = cut.themes(), facts.values(REASON), facts.values(THEME)
    rows = pairs.row[cut.column("told")[pairs.row] == DIFFERS]
    of_theme = pairs.theme[cut.column("told")[pairs.row] == DIFFERS]
    codes = cut.column(REASON)[rows].astype(np.int64) * len(themes) + of_theme
    counts = np.bincount(codes, minlength=len(reasons) * len(themes)).reshape(len(reasons), len(themes))
    live, merged = await live_codes(), await successors()
    stated = {reason: stated_theme(reason, live, merged) for reason in reasons}
    return _Told(counts.astype(np.int64), reasons, themes, await theme_names(language()), stated)
