"""Pages of this floor: the customer's objection, and the members' send log.

Invariants: looking at the objection page writes nothing, so a mail scanner objects to nothing; the one button, or the
mail program's own (RFC 8058), needs neither cookie nor login and is answered without a redirect.
"""

from __future__ import annotations

from typing import Annotated, Any

from litestar import HttpMethod, Request, Response, get, post, route
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from feedback_app.asking.customers import is_objection_link, object_by
from feedback_app.asking.gate import State
from feedback_app.asking.send_log import send_log
from feedback_app.asking.views import ObjectionPage
from feedback_app.foundation.access import CORRECTING, needs
from feedback_app.foundation.house import House
from feedback_app.foundation.pages import show

AnyRequest = Request[Any, Any, Any]


@route("/u/{token:str}", http_method=[HttpMethod.GET, HttpMethod.HEAD], include_in_schema=False, opt={"public": True})
async def objection(request: AnyRequest, house: NamedDependency[House], token: FromPath[str]) -> Response[str]:
    """Ask whether mails should end; writes nothing."""
    if not is_objection_link(house, token):
        return _unknown(request)
    return show(request, "asking/objection.html", ObjectionPage("ask", request.url.path))


@post("/u/{token:str}", include_in_schema=False, opt={"public": True}, status_code=200)
async def note_objection(request: AnyRequest, house: NamedDependency[House], token: FromPath[str]) -> Response[str]:
    """Note the objection. The body is not read: the link says all, whoever posts it."""
    if not is_objection_link(house, token):
        return _unknown(request)
    await object_by(house, token)
    return show(request, "asking/objection.html", ObjectionPage("done"))


@get("/mailings", guards=[needs(*CORRECTING)], include_in_schema=False)
async def mailings(
    request: AnyRequest,
    house: NamedDependency[House],
    chosen: Annotated[State | None, QueryParameter(name="state")] = None,
    page: Annotated[int, QueryParameter(ge=1, le=10_000)] = 1,
) -> Response[str]:
    """List whom we asked by mail and whom not, newest first."""
    shown = await send_log(house, chosen.value if chosen else "", page)
    return show(request, "asking/mailings.html", shown, section="mailings")


def _unknown(request: AnyRequest) -> Response[str]:
    return show(request, "asking/objection.html", ObjectionPage("unknown"), status=404)


ROUTES = (objection, note_objection, mailings)
