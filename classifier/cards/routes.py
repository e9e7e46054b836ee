"""Model cards: anybody who is signed in may see how well each theme is read."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from classifier.cards.pages import card_list, card_page
from feedback_app.foundation.access import signed_in
from feedback_app.foundation.house import House
from feedback_app.foundation.pages import show

AnyRequest = Request[Any, Any, Any]


@get("/themes/cards", guards=[signed_in], include_in_schema=False)
async def cards(request: AnyRequest, house: NamedDependency[House]) -> Response[str]:
    """Show how well each theme is read."""
    return show(request, "cards/index.html", await card_list(house), section="themes")


@get("/themes/{code:str}/card", guards=[signed_in], include_in_schema=False)
async def card(request: AnyRequest, house: NamedDependency[House], code: FromPath[str]) -> Response[str]:
    """Show the card of one theme."""
    page = await card_page(code, house)
    if page is None:
        raise NotFoundException
    return show(request, "cards/theme.html", page, section="themes")


ROUTES = (cards, card)
