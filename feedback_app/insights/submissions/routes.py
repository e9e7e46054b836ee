"""The submissions of the desk, and the form on which their filter is chosen, as the server answers them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from feedback_app.foundation.access import Viewer, signed_in
from feedback_app.foundation.house import House
from feedback_app.foundation.live import unchanged
from feedback_app.foundation.pages import show
from feedback_app.insights.filter_page import filter_page, own_view
from feedback_app.insights.live import BASIS, data_version, live_of
from feedback_app.insights.paging import edge_of
from feedback_app.insights.store.facts import facts_now
from feedback_app.insights.submissions import pages as submission_pages
from feedback_app.insights.views import view_of

AnyRequest = Request[Any, Any, Any]


@get("/themes/filter", guards=[signed_in], include_in_schema=False)
async def choose_slice(request: AnyRequest, house: NamedDependency[House]) -> Response[str]:
    """Show the form on which a filter is chosen, for any page of the desk."""
    view = view_of(own_view(request.query_params.get("to", "")), request.query_params, house.today())
    page = await filter_page(view, request.query_params, await facts_now())
    return show(request, "insights/filter.html", page, section=view.path.split("/")[1] or "overview")


@get("/submissions", guards=[signed_in], include_in_schema=False)
async def submissions(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer]
) -> Response[Any]:
    """Show submissions, newest first."""
    version = await data_version(house)
    if same := unchanged(request, version):
        return same
    view = view_of("/submissions", request.query_params, house.today(), own=("only",))
    page = await submission_pages.submission_list(view, edge_of(request.query_params), viewer, house.zone)
    live = await live_of(request, version, house, (BASIS, "submission-list"))
    return show(request, "insights/submissions.html", replace(page, live=live), section="submissions")


@get("/submissions/{submission_id:int}", guards=[signed_in], include_in_schema=False)
async def submission(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer], submission_id: FromPath[int]
) -> Response[str]:
    """Show one submission."""
    page = await submission_pages.submission_page(submission_id, viewer, house.zone)
    if page is None:
        raise NotFoundException
    return show(request, "insights/submission.html", page, section="submissions")


ROUTES = (choose_slice, submissions, submission)
