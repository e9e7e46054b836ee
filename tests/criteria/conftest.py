"""The cast of the criteria: the shop with its links, and browsers for its members; both made elsewhere."""

from __future__ import annotations

from tests.surveys.conftest import clock, house, invited, link, shop, web
from tests.web.conftest import app, client_as

__all__ = ["app", "client_as", "clock", "house", "invited", "link", "shop", "web"]
