"""The first page of the desk, as the server answers it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency

from feedback_app.foundation.access import Viewer, signed_in
from feedback_app.foundation.house import House
from feedback_app.foundation.pages import show
from feedback_app.insights.overview import OWN, overview
from feedback_app.insights.start import banner
from feedback_app.insights.views import view_of

AnyRequest = Request[Any, Any, Any]


@get("/", guards=[signed_in], include_in_schema=False)
async def first_page(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer]
) -> Response[str]:
    """Show the overview."""
    view = view_of("/", request.query_params, house.today(), own=OWN)
    page = replace(await overview(house, view), start=await banner(viewer))
    return show(request, "overview/index.html", page, section="overview")


ROUTES = (first_page,)
