"""The page that shows what the desk is made of."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get

from feedback_app.foundation.access import signed_in
from feedback_app.foundation.pages import show
from feedback_app.insights.start.design import design_page


@get("/design", guards=[signed_in], include_in_schema=False)
async def design(request: Request[Any, Any, Any]) -> Response[str]:
    """Show type, colours and parts."""
    return show(request, "design/design.html", design_page(), section="design")


ROUTES = (design,)
