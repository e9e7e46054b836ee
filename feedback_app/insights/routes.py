"""All pages of the desk; each room has its own routes."""

from __future__ import annotations

from typing import Final

from litestar.handlers import HTTPRouteHandler

from feedback_app.insights.exports import routes as export_routes
from feedback_app.insights.imports import routes as import_routes
from feedback_app.insights.logistics import routes as logistics_routes
from feedback_app.insights.money import routes as money_routes
from feedback_app.insights.overview import routes as overview_routes
from feedback_app.insights.products import routes as product_routes
from feedback_app.insights.search import routes as search_routes
from feedback_app.insights.start import design_routes
from feedback_app.insights.start import routes as start_routes
from feedback_app.insights.submissions import routes as submission_routes
from feedback_app.insights.themes import routes as theme_routes
from feedback_app.insights.weekly import routes as weekly_routes

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
    *import_routes.ROUTES,
    *start_routes.ROUTES,
    *design_routes.ROUTES,
)
