"""The pages about submissions, as values: the list and one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from classifier.comments import CommentView, comment_views
from feedback_app.alerts.views import Pages
from feedback_app.foundation.access import SERVING, Viewer
from feedback_app.foundation.languages import OWN_NAMES
from feedback_app.foundation.live import Live
from feedback_app.foundation.typed_numbers import LARGEST_ID
from feedback_app.insights.filter_words import channel_word
from feedback_app.insights.only import only
from feedback_app.insights.paging import Edge, pages_of
from feedback_app.insights.store.facts import facts_now
from feedback_app.insights.submissions.facts import SubmissionFacts, submission_facts
from feedback_app.insights.submissions.lists import SubmissionHead, heads, submissions
from feedback_app.insights.view_head import ViewHead, view_head
from feedback_app.insights.views import View


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
    """Context of insights/submissions.html. with_text_url: only those that say something, "" where that is chosen."""

    head: ViewHead
    total: int
    with_text_url: str
    submissions: tuple[SubmissionView, ...]
    pages: Pages
    live: Live | None = None


@dataclass(frozen=True, slots=True)
class SubmissionPage:
    """Context of insights/submission.html. ``may_act``: this member may note that the customer was called."""

    submission: SubmissionView
    facts: SubmissionFacts
    may_act: bool


async def submission_list(view: View, edge: Edge, viewer: Viewer, zone: ZoneInfo) -> SubmissionList:
    """Return a part of the submissions, newest first."""
    facts = await facts_now()
    cut = only(facts.said(view.span, view.slices), view.own.get("only", ""))
    part, start, total = submissions(cut, edge)
    return SubmissionList(
        head=await view_head(view, facts, cut),
        total=total,
        with_text_url="" if "text" in view.slices else view.url(text="1"),
        submissions=tuple(await _views(await heads(part.ids), viewer, zone)),
        pages=pages_of(part, start, total, view.url),
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
