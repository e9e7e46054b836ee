"""The first steps, the tour, and the keys of the desk with their switch.

What a member puts away or switches off is their own: every role may.
"""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect

from feedback_app.foundation.access import KEYS_OFF, START_DONE, Viewer, signed_in
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.pages import Notice, see_other, show
from feedback_app.insights.start.first_steps import start_page, stop_url
from feedback_app.insights.start.keys import KeysPage
from feedback_app.insights.start.wishes import wish

AnyRequest = Request[Any, Any, Any]
Form = URLEncodedBody[dict[str, str]]


@get("/start", guards=[signed_in], include_in_schema=False)
async def first_steps(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer], saved: FromQuery[str] = ""
) -> Response[str]:
    """Show the first steps and what is done of them."""
    notice = Notice("done", _("Saved.")) if saved else None
    return show(request, "start/start.html", await start_page(house, viewer), section="start", notice=notice)


@post("/start", guards=[signed_in], include_in_schema=False, status_code=303)
async def put_away(viewer: NamedDependency[Viewer], data: Form) -> Redirect:
    """Put the steps away from the overview, or back."""
    away = data.get("shown") == "no"
    await wish(viewer.id, START_DONE, away)
    return see_other("/" if away and data.get("from") == "overview" else "/start?saved=1")


@get("/tour/{stop:int}", guards=[signed_in], include_in_schema=False)
async def tour(stop: FromPath[int]) -> Redirect:
    """Lead to the page at which the tour stops."""
    url = await stop_url(stop)
    if url is None:
        raise NotFoundException
    return see_other(url)


@get("/keys", guards=[signed_in], include_in_schema=False)
async def keys(request: AnyRequest, viewer: NamedDependency[Viewer], saved: FromQuery[str] = "") -> Response[str]:
    """Show which keys lead where, with the switch that turns single keys off."""
    notice = Notice("done", _("Saved.")) if saved else None
    return show(request, "start/keys.html", KeysPage.of(viewer), section="keys", notice=notice)


@post("/keys", guards=[signed_in], include_in_schema=False, status_code=303)
async def switch_keys(viewer: NamedDependency[Viewer], data: Form) -> Redirect:
    """Turn single keys off or on for this member."""
    await wish(viewer.id, KEYS_OFF, data.get("keys") != "on")
    return see_other("/keys?saved=1")


ROUTES = (first_steps, put_away, tour, keys, switch_keys)
