"""The first page of the desk, as the server answers it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from litestar import Request, Response, get
from litestar.di import NamedDependency

from feedback_app.foundation.access import Viewer, signed_in
from feedback_app.foundation.house import House
from feedback_app.foundation.live import unchanged
from feedback_app.foundation.pages import show
from feedback_app.insights.live import data_version, live_of
from feedback_app.insights.overview.page import OWN, overview
from feedback_app.insights.start.first_steps import banner
from feedback_app.insights.views import view_of

PARTS: Final = ("week-part", "basis", "numbers", "first", "moves", "themes", "gather", "course")
"""What may change by itself while somebody looks."""

AnyRequest = Request[Any, Any, Any]


@get("/", guards=[signed_in], include_in_schema=False)
async def first_page(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer]
) -> Response[Any]:
    """Show the overview."""
    version = await data_version(house)
    if same := unchanged(request, version):
        return same
    found = await overview(house, view_of("/", request.query_params, house.today(), own=OWN), version)
    live = await live_of(request, version, house, ("body",) if found.head.nothing else PARTS)
    page = replace(found, start=await banner(viewer), live=live)
    return show(request, "overview/index.html", page, section="overview")


ROUTES = (first_page,)
