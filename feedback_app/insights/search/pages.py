"""The search page as a value: what was looked for, how often, since when, about what, and in whose words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from classifier.comments import CommentView, comment_views
from classifier.text import language_of
from feedback_app.alerts.views import FilterLink, Pages
from feedback_app.foundation.access import Viewer
from feedback_app.foundation.charts import Bar
from feedback_app.foundation.dialect import fetch, marks
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import format_number, ngettext
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.typed_numbers import whole_number
from feedback_app.insights.paging import PART
from feedback_app.insights.saved.views import Saved, listed
from feedback_app.insights.search.ask import ask
from feedback_app.insights.search.did_you_mean import meant_by
from feedback_app.insights.search.figures import Course, course_of, top_products, top_themes
from feedback_app.insights.search.hits import MOODS, MOST, Found, find, rated
from feedback_app.insights.search.names import names_now
from feedback_app.insights.search.query import Query, read_query
from feedback_app.insights.shares import Change, Share, change_between, share_of
from feedback_app.insights.store.facts import Facts, facts_now
from feedback_app.insights.view_head import ViewHead, view_head
from feedback_app.insights.views import View, view_of

OWN: Final = ("q", "asked", "mood")
USUAL_DAYS: Final = "365"
LONG_DAYS: Final = 5 * 365
MOST_COMPARED: Final = 10_000
"""More hits than these are not counted a second time in the span before."""
LAST_PAGE: Final = MOST // PART


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The address of the same search in filters and words, for a question that was understood."""

    url: str


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found. ``words``: the number in words; share: of the texts searched, None when not all were counted.

    newest: the figures are of the newest hits only. comments: at most 25, newest first.
    """

    words: str
    share: Share | None
    change: Change | None
    newest: bool
    course: Course | None
    themes: tuple[Bar, ...]
    products: tuple[Bar, ...]
    comments: tuple[CommentView, ...]
    pages: Pages


@dataclass(frozen=True, slots=True)
class SearchPage:
    """Context of search/search.html.

    kept: choices that the form carries along. asked: the question in a sentence that was turned into filters, "" when
    words were typed; literal_url: the same as words. left_out: small words that were not asked for. hits: None while
    nothing was looked for. ways: what to try when there is nothing.
    """

    q: str
    kept: tuple[tuple[str, str], ...]
    head: ViewHead
    asked: str
    literal_url: str
    left_out: tuple[str, ...]
    hits: Hits | None
    ways: tuple[FilterLink, ...]
    saved: tuple[Saved, ...]


async def search_page(query: Mapping[str, str], house: House, viewer: Viewer) -> SearchPage | Elsewhere:
    """Return the page for an address; a question that is understood leads to its filters first."""
    view = view_of("/search", {"days": USUAL_DAYS, **query}, house.today(), OWN)
    facts, typed = await facts_now(), view.own.get("q", "")
    if typed and "asked" not in view.own and (found := await _understood(view, facts)):
        return found
    wanted, mood = read_query(typed), view.own.get("mood", "")
    cut = facts.said(view.span, view.slices)
    searching = bool(wanted.units or view.slices or mood in MOODS)
    found_now = await find(wanted, rated(cut, mood)) if searching else None
    hits = await _hits(wanted, view, facts, found_now, viewer, _page(query)) if found_now else None
    kept = {**view.query(), "mood": mood}
    return SearchPage(
        q=typed,
        kept=tuple((name, value) for name, value in kept.items() if value),
        head=await view_head(view, facts, cut),
        asked=view.own.get("asked", "") if view.own.get("asked") != typed else "",
        literal_url=_literally(view),
        left_out=wanted.left_out,
        hits=hits,
        ways=await _ways(wanted, view, typed) if hits and not hits.comments else (),
        saved=() if searching else tuple(s for s in await listed(viewer) if s.address.path == "/search"),
    )


def _literally(view: View) -> str:
    asked = view.own.get("asked", "")
    return View(view.path, view.days, view.today).url(q=asked, asked=asked)


async def _understood(view: View, facts: Facts) -> Elsewhere | None:
    typed = view.own["q"]
    asked = ask(typed, view.today, await names_now(facts))
    if asked is None:
        return None
    filters = asked.filters
    if "since" in filters:
        filters = {"until": "", **filters}
    return Elsewhere(view.url(**{**filters, "q": asked.words, "asked": typed}))


async def _hits(wanted: Query, view: View, facts: Facts, found: Found, viewer: Viewer, page: int) -> Hits:
    cut, total = found.hits, found.hits.size
    # Hits may have become fewer since the address was made.
    page = min(page, max(-(-total // PART), 1))
    comments = found.newest((page - 1) * PART, PART)
    return Hits(
        words=_count_words(total, found.complete),
        share=share_of(total, found.texts) if found.complete and wanted.units and found.texts else None,
        change=await _change(wanted, view, facts, found),
        newest=not found.complete,
        course=course_of(cut, view, found.complete),
        themes=await top_themes(cut, view, facts),
        products=top_products(cut, view, facts),
        comments=await comment_views(comments, viewer, places=await _places(wanted, comments)),
        pages=_pages(view, page, total),
    )


def _count_words(total: int, complete: bool) -> str:
    if not complete:
        return _("more than %(number)s submissions") % {"number": format_number(total // 1000 * 1000 or total)}
    return ngettext("%(number)s submission", "%(number)s submissions", total) % {"number": format_number(total)}


async def _change(wanted: Query, view: View, facts: Facts, found: Found) -> Change | None:
    """Compare the share of the texts that say it with the span before; None where that would take long to count."""
    if view.before is None or not wanted.units or not found.complete or not 0 < found.hits.size <= MOST_COMPARED:
        return None
    before = await find(wanted, rated(facts.said(view.before, view.slices), view.own.get("mood", "")))
    if not before.complete or not before.texts:
        return None
    return change_between(share_of(before.hits.size, before.texts), share_of(found.hits.size, found.texts))


async def _places(wanted: Query, comments: Sequence[int]) -> dict[int, list[tuple[int, int]]]:
    """Return where in each text stands what was looked for."""
    if not comments or not wanted.units:
        return {}
    sql = f'SELECT "id", "text", "language" FROM "comment" WHERE "id" IN ({marks(comments)})'  # noqa: S608 marks only
    return {
        row["id"]: wanted.places(row["text"], language_of(row["text"], row["language"]))
        for row in await fetch(sql, *comments)
    }


def _pages(view: View, page: int, total: int) -> Pages:
    first = (page - 1) * PART + 1
    last = min(first + PART - 1, total)
    earlier = view.url(page=str(page - 1) if page > 2 else "") if page > 1 else ""
    return Pages(first, last, total, earlier, view.url(page=str(page + 1)) if last < total else "")


def _page(query: Mapping[str, str]) -> int:
    return min(max(whole_number(query.get("page", "")) or 1, 1), LAST_PAGE)


async def _ways(wanted: Query, view: View, typed: str) -> tuple[FilterLink, ...]:
    """Return what to try where nothing was found: another spelling, no filter, all days."""
    ways = []
    if meant := await meant_by(wanted, typed):
        ways.append(FilterLink(_("Did you mean “%(words)s”?") % {"words": meant}, view.url(q=meant), True))
    if view.slices or "mood" in view.own:
        plain = replace(view, slices={}, own={name: v for name, v in view.own.items() if name != "mood"})
        ways.append(FilterLink(_("Search without filters"), plain.url(), False))
    if view.span.until < view.today or view.span.days < LONG_DAYS:
        since = view.today - timedelta(days=LONG_DAYS - 1)
        ways.append(FilterLink(_("Search in the last five years"), view.url(since=since.isoformat(), until=""), False))
    return tuple(ways)
