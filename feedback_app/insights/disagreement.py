"""Reason against text: for each stated reason, how often the customer's own words tell something else.

Reads only. What counts is decided when a comment is read (``classification.reason_in_text``): only comments whose text
has a theme of its own and whose reason stands for a theme. The reason stays what it is; both are shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from classifier.comments import CommentView, comment_views
from classifier.themes import ThemeName, theme_names
from feedback_app.alerts.views import FilterLink
from feedback_app.foundation.access import Viewer
from feedback_app.foundation.charts import Bar, BarItem, bars
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.languages import language
from feedback_app.insights.queries import Chosen
from feedback_app.insights.shares import Share, share_of
from feedback_app.insights.views import View
from surveys.catalogue import reasons_in

FEWEST: Final = 10
"""Below this number of texts a share says nothing; the page then shows the count alone."""
TOLD_INSTEAD: Final = 3
EXAMPLES: Final = 25


@dataclass(frozen=True, slots=True)
class Instead:
    """A theme that texts tell beside or instead of the reason."""

    name: str
    count: int


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
    spans: tuple[FilterLink, ...]
    texts: int
    differing: Share
    rows: tuple[ReasonRow, ...]


@dataclass(frozen=True, slots=True)
class ReasonPage:
    """Context of insights/reason.html: one reason, what its texts tell instead, and some of them."""

    room: str
    name: str
    back_url: str
    spans: tuple[FilterLink, ...]
    differing: Share
    instead: tuple[Bar, ...]
    comments: tuple[CommentView, ...]


async def reason_list(view: View) -> ReasonList:
    """Return all reasons of a span, those first whose texts surely differ most."""
    chosen = Chosen.of(view.span, view.slices)
    reasons, names = await reasons_in(language()), await theme_names(language())
    instead = _by_reason(await _told_instead(chosen), names)
    counted = await _counted(chosen)
    rows = [_row(view, row, reasons, instead) for row in counted]
    texts, differing = (sum(int(row[part]) for row in counted) for part in ("texts", "differing"))
    rows.sort(key=lambda row: (-(row.differing.lower if row.differing else -1.0), -row.texts, row.name))
    return ReasonList("reasons", view.span_links(), texts, share_of(differing, texts), tuple(rows))


async def reason_page(reason: str, view: View, viewer: Viewer) -> ReasonPage | None:
    """Return one reason; None when no text with it was read in the span and there is no such reason."""
    chosen = Chosen.of(view.span, view.slices)
    reasons = await reasons_in(language())
    found = [row for row in await _counted(chosen) if row["reason"] == reason]
    if not found and reason not in reasons:
        return None
    texts, differing = (int(found[0]["texts"]), int(found[0]["differing"])) if found else (0, 0)
    told = _by_reason(await _told_instead(chosen), await theme_names(language())).get(reason, ())
    return ReasonPage(
        "reasons",
        reasons.get(reason, reason),
        view.url("/themes/reasons"),
        view.span_links(),
        share_of(differing, texts),
        bars([BarItem(one.name, one.count, one.count / max(differing, 1)) for one in told]),
        await comment_views(await _examples(reason, chosen), viewer),
    )


async def _counted(chosen: Chosen) -> list[dict[str, Any]]:
    return await fetch(
        f"""
        SELECT c."reason", COUNT(*) AS "texts", SUM(CASE WHEN k."reason_in_text" = ? THEN 1 ELSE 0 END) AS "differing"
        FROM "comment" c JOIN "classification" k ON k."comment" = c."id"
        WHERE k."reason_in_text" IS NOT NULL AND c."reason" <> '' AND {chosen.where} GROUP BY c."reason"
        """,  # noqa: S608 names are ours
        False,
        *chosen.arguments,
    )


async def _told_instead(chosen: Chosen) -> list[dict[str, Any]]:
    return await fetch(
        f"""
        SELECT c."reason", a."theme", COUNT(*) AS "n"
        FROM "comment" c JOIN "classification" k ON k."comment" = c."id" JOIN "assignment" a ON a."comment" = c."id"
        WHERE k."reason_in_text" = ? AND a."source" <> 'reason' AND {chosen.where}
        GROUP BY c."reason", a."theme" ORDER BY "n" DESC, a."theme"
        """,  # noqa: S608 names are ours
        False,
        *chosen.arguments,
    )


async def _examples(reason: str, chosen: Chosen) -> list[int]:
    found = await fetch(
        f"""
        SELECT c."id" FROM "comment" c JOIN "classification" k ON k."comment" = c."id"
        WHERE k."reason_in_text" = ? AND c."reason" = ? AND c."text" <> '' AND {chosen.where}
        ORDER BY c."day" DESC, c."id" DESC LIMIT {EXAMPLES}
        """,  # noqa: S608 names are ours
        False,
        reason,
        *chosen.arguments,
    )
    return [int(row["id"]) for row in found]


def _by_reason(rows: Sequence[Mapping[str, Any]], names: Mapping[str, ThemeName]) -> dict[str, tuple[Instead, ...]]:
    found: dict[str, tuple[Instead, ...]] = {}
    for row in rows:
        name = names[row["theme"]].name if row["theme"] in names else row["theme"]
        found[row["reason"]] = (*found.get(row["reason"], ()), Instead(name, int(row["n"])))
    return found


def _row(
    view: View, row: Mapping[str, Any], reasons: Mapping[str, str], instead: Mapping[str, tuple[Instead, ...]]
) -> ReasonRow:
    texts, differing = int(row["texts"]), int(row["differing"])
    return ReasonRow(
        reasons.get(row["reason"], row["reason"]),
        view.url(f"/themes/reasons/{row['reason']}"),
        texts,
        share_of(differing, texts) if texts >= FEWEST else None,
        instead.get(row["reason"], ())[:TOLD_INSTEAD],
    )
