"""All pages of the desk; each room has its own routes."""

from __future__ import annotations

from typing import Final

from litestar.handlers import HTTPRouteHandler

from feedback_app.insights import (
    design_routes,
    logistics_routes,
    money_routes,
    overview_routes,
    search_routes,
    start_routes,
    submission_routes,
    theme_routes,
    weekly_routes,
)
from feedback_app.insights.exports import routes as export_routes
from feedback_app.insights.products import routes as product_routes

ROUTES: Final[tuple[HTTPRouteHandler, ...]] = (
    *overview_routes.ROUTES,
    *submission_routes.ROUTES,
    *theme_routes.ROUTES,
    *product_routes.ROUTES,
    *logistics_routes.ROUTES,
    *money_routes.ROUTES,
    *search_routes.ROUTES,
    *weekly_routes.ROUTES,
    *export_routes.ROUTES,
    *start_routes.ROUTES,
    *design_routes.ROUTES,
)
