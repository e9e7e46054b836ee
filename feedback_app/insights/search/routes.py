"""The search over what customers wrote, and the way to everything that has a name."""

from __future__ import annotations

from typing import Any, Final

from litestar import Request, Response, get
from litestar.di import NamedDependency

from feedback_app.foundation.access import Viewer, signed_in
from feedback_app.foundation.house import House
from feedback_app.foundation.pages import see_other, show
from feedback_app.insights.saved import routes as saved_view_routes
from feedback_app.insights.search.go import GoPage, find_places
from feedback_app.insights.search.pages import Elsewhere, search_page
from feedback_app.insights.views import plain_text

AnyRequest = Request[Any, Any, Any]


@get("/search", guards=[signed_in], include_in_schema=False)
async def search(request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer]) -> Response[Any]:
    """Show what customers wrote about something."""
    page = await search_page(request.query_params, house, viewer)
    if isinstance(page, Elsewhere):
        return see_other(page.url)
    return show(request, "search/search.html", page, section="search")


@get("/go", guards=[signed_in], include_in_schema=False)
async def go(request: AnyRequest, viewer: NamedDependency[Viewer]) -> Response[Any]:
    """Find pages, themes, products, saved views, alerts and orders by name: as JSON for the palette, else as a page."""
    typed = plain_text(request.query_params.get("q", ""))
    found = await find_places(typed, viewer)
    if "application/json" in request.headers.get("accept", ""):
        places = [{"label": one.label, "hint": one.hint, "url": one.url} for one in found]
        return Response(places, media_type="application/json", headers={"Cache-Control": "no-store"})
    return show(request, "search/go.html", GoPage(typed, found), section="search")


ROUTES: Final = (search, go, *saved_view_routes.ROUTES)
