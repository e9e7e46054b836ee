"""The pages about products: the list, and one of them; and all routes of their rooms."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from feedback_app.foundation.access import Viewer, signed_in
from feedback_app.foundation.house import House
from feedback_app.foundation.live import unchanged
from feedback_app.foundation.pages import see_other, show
from feedback_app.insights.inspection import routes as inspection_routes
from feedback_app.insights.live import BASIS, data_version, live_of
from feedback_app.insights.products import fit_routes, knowing
from feedback_app.insights.products.product_list import OWN, product_list
from feedback_app.insights.products.product_page import product_page, product_with
from feedback_app.insights.store.facts import facts_now
from feedback_app.insights.views import plain_text, view_of

AnyRequest = Request[Any, Any, Any]


@get("/products", guards=[signed_in], include_in_schema=False)
async def products(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer]
) -> Response[Any]:
    """Show all products, or the one that the filter names."""
    product = plain_text(request.query_params.get("product", ""))
    if product:
        return await _one(request, house, viewer, product)
    version = await data_version(house)
    if same := unchanged(request, version):
        return same
    page = await product_list(house, view_of("/products", request.query_params, house.today(), OWN))
    live = await live_of(request, version, house, (BASIS, "product-list"))
    return show(request, "products/index.html", replace(page, live=live), section="products")


@get("/products/{name:path}", guards=[signed_in], include_in_schema=False)
async def product(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer], name: FromPath[str]
) -> Response[Any]:
    """Show one product, by its name; an article number leads to its product."""
    return await _one(request, house, viewer, plain_text(name.removeprefix("/")))


async def _one(request: AnyRequest, house: House, viewer: Viewer, name: str) -> Response[Any]:
    view = view_of("/products", request.query_params, house.today(), knowing.OWN).narrowed(product="")
    page = await product_page(house, view, name, viewer)
    if page is not None:
        return show(request, "products/product.html", page, section="products")
    named = product_with(await facts_now(), name)
    if not named:
        raise NotFoundException
    return see_other(knowing.product_url(view, named))


ROUTES: Final = (products, product, *fit_routes.ROUTES, *inspection_routes.ROUTES)
API_ROUTES: Final = (*fit_routes.API_ROUTES, *inspection_routes.API_ROUTES)
