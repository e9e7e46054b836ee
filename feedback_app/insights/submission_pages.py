"""The pages about submissions, as values: the list and one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from classifier.comments import CommentView, comment_views
from classifier.themes import theme_names
from feedback_app.alerts.views import FilterLink, Pages
from feedback_app.foundation.access import SERVING, Viewer
from feedback_app.foundation.languages import OWN_NAMES, language
from feedback_app.foundation.languages import gettext as _
from feedback_app.insights.lists import SubmissionHead, heads, submissions
from feedback_app.insights.narrow import EVERYTHING, Narrow, channel_word, words_of
from feedback_app.insights.paging import LARGEST_ID, Edge, pages_of
from feedback_app.insights.submission_facts import SubmissionFacts, submission_facts
from feedback_app.insights.theme_pages import filter_url
from feedback_app.insights.views import View

COMMENT_SLICES = ("product", "category", "carrier", "warehouse", "language", "region")


@dataclass(frozen=True, slots=True)
class SubmissionView:
    """Context of insights/_submission.html; ``language`` and ``channel`` are words or ""."""

    id: int
    url: str
    order_id: str
    submitted_at: datetime
    zone: ZoneInfo
    language: str
    channel: str
    rating: int | None
    changes: int
    comments: tuple[CommentView, ...]


@dataclass(frozen=True, slots=True)
class SubmissionList:
    """Context of insights/submissions.html."""

    spans: tuple[FilterLink, ...]
    chosen: tuple[FilterLink, ...]
    filter_url: str
    submissions: tuple[SubmissionView, ...]
    pages: Pages


@dataclass(frozen=True, slots=True)
class SubmissionPage:
    """Context of insights/submission.html. ``may_act``: this member may note that the customer was called."""

    submission: SubmissionView
    facts: SubmissionFacts
    may_act: bool


async def submission_list(
    view: View, theme: str, edge: Edge, viewer: Viewer, zone: ZoneInfo, narrow: Narrow = EVERYTHING
) -> SubmissionList:
    """Return a part of the submissions, newest first; ``theme`` is a code or ""."""
    slices = {**{k: v for k, v in view.slices.items() if k in COMMENT_SLICES}, **narrow.places}
    part, start = await submissions(narrow.span(view.span), slices, theme, edge, narrow)
    kept = narrow.query()

    def url(**more: str) -> str:
        return view.url(**{"theme": theme, **kept, **more})

    return SubmissionList(
        spans=tuple(
            replace(link, active=link.active and narrow.since is None)
            for link in view.span_links(**replace(narrow, since=None, until=None).query(), theme=theme)
        ),
        chosen=(
            *await _theme_link(theme, view, kept),
            *[
                FilterLink(words, view.url(**{"theme": theme, **rest.query()}), True)
                for words, rest in await words_of(narrow)
            ],
            *view.chosen_links(**kept, theme=theme),
        ),
        filter_url=filter_url(view, theme=theme, survey=narrow.survey, channel=narrow.channel),
        submissions=tuple(await _views(await heads(part.ids), viewer, zone)),
        # How many there are is not asked: counting them all would take longer than showing them.
        pages=pages_of(part, start, 0, url),
    )


async def _theme_link(theme: str, view: View, kept: Mapping[str, str]) -> tuple[FilterLink, ...]:
    if not theme:
        return ()
    names = await theme_names(language())
    name = names[theme].name if theme in names else theme
    return (
        FilterLink(_("%(dimension)s: %(value)s") % {"dimension": _("Theme"), "value": name}, view.url(**kept), True),
    )


async def submission_page(submission_id: int, viewer: Viewer, zone: ZoneInfo) -> SubmissionPage | None:
    """Return one submission; None when there is no such."""
    if submission_id > LARGEST_ID:
        return None
    found = await _views(await heads([submission_id]), viewer, zone)
    if not found:
        return None
    facts = await submission_facts(submission_id, found[0].comments)
    return SubmissionPage(found[0], facts, viewer.role in SERVING)


async def _views(found: Sequence[SubmissionHead], viewer: Viewer, zone: ZoneInfo) -> list[SubmissionView]:
    comments = {c.id: c for c in await comment_views([i for head in found for i in head.comments], viewer)}
    return [
        SubmissionView(
            id=head.id,
            url=f"/submissions/{head.id}",
            order_id=head.order_id,
            submitted_at=head.submitted_at,
            zone=zone,
            language=OWN_NAMES.get(head.language, head.language),
            channel=channel_word(head.channel),
            rating=head.rating,
            changes=head.revision - 1,
            comments=tuple(comments[i] for i in head.comments if i in comments),
        )
        for head in found
    ]
