"""Showing customers' pictures: to who holds the link, and to members. Invariant: they are never run, only shown."""

from __future__ import annotations

from typing import Final

from litestar import HttpMethod, Response, get, route
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from feedback_app.foundation.access import signed_in
from feedback_app.foundation.house import House
from surveys.form.photos import photo_of_answer, photo_of_link
from surveys.form.visits import PUBLIC, AnyRequest, Visit, closed, visit

HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "no-store",
}


@route(
    "/s/{token:str}/photo/{photo_id:int}",
    http_method=[HttpMethod.GET, HttpMethod.HEAD],
    include_in_schema=False,
    opt=PUBLIC,
)
async def own_photo(
    request: AnyRequest, house: NamedDependency[House], token: FromPath[str], photo_id: FromPath[int]
) -> Response[bytes] | Response[str]:
    """Show a picture to the customer who sent it."""
    here = await visit(request, house, token)
    if not isinstance(here, Visit):
        return here
    content = await photo_of_link(here.found.id, photo_id)
    return closed(request, "unknown", 404) if content is None else _picture(photo_id, content)


@get("/photos/{photo_id:int}", include_in_schema=False, guards=[signed_in])
async def customers_photo(photo_id: FromPath[int]) -> Response[bytes]:
    """Show a picture of an answer that was sent to a member."""
    content = await photo_of_answer(photo_id)
    if content is None:
        raise NotFoundException
    return _picture(photo_id, content)


def _picture(photo_id: int, content: bytes) -> Response[bytes]:
    saved_as = {"Content-Disposition": f'attachment; filename="photo-{photo_id}.jpg"'}
    return Response(content, media_type="image/jpeg", headers={**HEADERS, **saved_as})
