"""Why a comment has its themes, as a page of its own or swapped in for the comment."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from classifier.why import why_page
from feedback_app.foundation.access import Viewer, signed_in
from feedback_app.foundation.pages import by_htmx, show
from feedback_app.foundation.typed_numbers import LARGEST_ID
from surveys.form.visits import WiredReader


@get("/comments/{comment_id:int}/why", guards=[signed_in], include_in_schema=False)
async def why(
    request: Request[Any, Any, Any],
    viewer: NamedDependency[Viewer],
    reader: WiredReader,
    comment_id: FromPath[int],
) -> Response[str]:
    """Say why a comment has its themes, with the words that carried each."""
    page = await why_page(comment_id, viewer, reader) if comment_id <= LARGEST_ID else None
    if page is None:
        raise NotFoundException
    swapped = by_htmx(request)
    return show(request, "themes/swap_why.html" if swapped else "themes/why.html", page, section="themes")


ROUTES = (why,)
