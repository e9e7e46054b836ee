"""Pages for product managers: themes, one theme, submissions, one submission, and the figures as files."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from classifier.themes import theme_names
from feedback_app.foundation.access import Viewer, signed_in
from feedback_app.foundation.house import House
from feedback_app.foundation.pages import show
from feedback_app.insights import disagreement, exports, queries, start_routes, submission_pages, theme_pages
from feedback_app.insights.facts import facts_now
from feedback_app.insights.filter_page import filter_page, own_view
from feedback_app.insights.paging import edge_of
from feedback_app.insights.views import Span, View, plain_text, view_of

AnyRequest = Request[Any, Any, Any]


@get("/themes", guards=[signed_in], include_in_schema=False)
async def themes(request: AnyRequest, house: NamedDependency[House]) -> Response[str]:
    """Show all themes of a span and slice."""
    return show(request, "themes/index.html", await theme_pages.theme_list(_view(request, house)), section="themes")


@get("/themes.csv", guards=[signed_in], include_in_schema=False)
async def themes_file(request: AnyRequest, house: NamedDependency[House]) -> Response[str]:
    """Send the list of themes as a file."""
    rows = await theme_pages.theme_rows(_view(request, house, "/themes"))
    return _file(exports.themes_csv(rows), "themes.csv")


@get("/themes/filter", guards=[signed_in], include_in_schema=False)
async def choose_slice(request: AnyRequest, house: NamedDependency[House]) -> Response[str]:
    """Show the form on which a slice is chosen."""
    view = _view(request, house, own_view(request.query_params.get("to", "")))
    page = await filter_page(view, request.query_params, await facts_now())
    return show(request, "insights/filter.html", page, section=view.path.split("/")[1] or "overview")


@get("/themes/reasons", guards=[signed_in], include_in_schema=False)
async def reasons(request: AnyRequest, house: NamedDependency[House]) -> Response[str]:
    """Show for every stated reason how often the text tells something else."""
    page = await disagreement.reason_list(_view(request, house))
    return show(request, "insights/reasons.html", page, section="themes")


@get("/themes/reasons/{code:str}", guards=[signed_in], include_in_schema=False)
async def reason(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer], code: FromPath[str]
) -> Response[str]:
    """Show the texts beside one stated reason that tell something else."""
    page = await disagreement.reason_page(plain_text(code), _view(request, house), viewer)
    if page is None:
        raise NotFoundException
    return show(request, "insights/reason.html", page, section="themes")


@get("/themes/{code:str}", guards=[signed_in], include_in_schema=False)
async def theme(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer], code: FromPath[str]
) -> Response[str]:
    """Show one theme in depth."""
    page = await theme_pages.theme_page(code, _view(request, house), edge_of(request.query_params), viewer, house)
    if page is None:
        raise NotFoundException
    return show(request, "themes/theme.html", page, section="themes")


@get("/themes/{code:str}/days.csv", guards=[signed_in], include_in_schema=False)
async def theme_file(request: AnyRequest, house: NamedDependency[House], code: FromPath[str]) -> Response[str]:
    """Send one theme's days as a file."""
    if code not in await theme_names("en"):
        raise NotFoundException
    view = _view(request, house)
    found = await queries.counted(Span(view.span.since, view.span.until), view.slices, code)
    return _file(exports.days_csv(await theme_pages.theme_chart(code, view, found)), f"{code}.csv")


@get("/submissions", guards=[signed_in], include_in_schema=False)
async def submissions(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer]
) -> Response[str]:
    """Show submissions, newest first."""
    view = view_of("/submissions", request.query_params, house.today(), own=("only",))
    page = await submission_pages.submission_list(view, edge_of(request.query_params), viewer, house.zone)
    return show(request, "insights/submissions.html", page, section="submissions")


@get("/submissions/{submission_id:int}", guards=[signed_in], include_in_schema=False)
async def submission(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer], submission_id: FromPath[int]
) -> Response[str]:
    """Show one submission."""
    page = await submission_pages.submission_page(submission_id, viewer, house.zone)
    if page is None:
        raise NotFoundException
    return show(request, "insights/submission.html", page, section="submissions")


def _view(request: AnyRequest, house: House, path: str = "") -> View:
    return view_of(path or request.url.path, request.query_params, house.today())


def _file(content: str, name: str) -> Response[str]:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


ROUTES = (themes, themes_file, choose_slice, reasons, reason, theme, theme_file, submissions, submission)
ROUTES = (*ROUTES, *start_routes.ROUTES)
