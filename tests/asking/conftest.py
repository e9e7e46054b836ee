"""Fixtures of the asking floor; what they are made of stands in asking_world.py."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from litestar import Litestar, Router
from litestar.datastructures import State
from litestar.di import Provide

from feedback_app.alerts.channels import Channels, SmtpServer
from feedback_app.alerts.mailbox_routes import MAILBOX_ROUTES
from feedback_app.asking import api_routes, routes
from feedback_app.foundation.access import Role, Viewer, provide_viewer
from feedback_app.foundation.house import House
from surveys.built_in_scores import CES, CSAT, NPS
from surveys.orders import ItemLine, OrderLines, upsert_orders
from surveys.surveys import publish
from surveys.tables import Shop
from tests.alerts.alert_world import FakeClock
from tests.alerts.receivers import smtp_server
from tests.asking.asking_world import ORDERS, house_at


@pytest.fixture
def clock(now: datetime) -> FakeClock:
    return FakeClock(now)


@pytest.fixture
async def house(db: str, clock: FakeClock, tmp_path: Path) -> House:
    """The house of a shop with surveys and a few orders."""
    made = house_at(tmp_path, clock)
    await Shop(name="Haus & Hose").save()
    for code, definition in (("csat", CSAT), ("ces", CES), ("nps", NPS)):
        await publish(code, definition, made.now())
    await upsert_orders([OrderLines(number, (ItemLine("H-1"),)) for number in ORDERS])
    return made


@pytest.fixture
async def postbox():
    async with smtp_server() as box:
        yield box


@pytest.fixture
def channels(postbox) -> Channels:
    return Channels(SmtpServer("127.0.0.1", postbox.port), "feedback@shop.example", {}, "", "", True)


@pytest.fixture
async def visitor(house: House) -> AsyncIterator[Any]:
    """A browser of this floor's pages: ``visitor.role`` signs in, None is a stranger without any cookie."""
    shop = SimpleNamespace(
        name="Haus & Hose", privacy_url="", withdrawal_url="", demo=False, brand_url="", logo_url="", logo_alt=""
    )
    signed = SimpleNamespace(role=None)

    def with_user(app: Any) -> Any:
        async def inner(scope: Any, receive: Any, send: Any) -> None:
            if scope["type"] == "http" and signed.role is not None:
                scope["user"] = Viewer(1, "Mia", "mia@shop.example", Role(signed.role), "de")
            await app(scope, receive, send)

        return inner

    app = Litestar(
        route_handlers=[*routes.ROUTES, *MAILBOX_ROUTES, Router("/api/v1", route_handlers=api_routes.API_ROUTES)],
        dependencies={
            "house": Provide(lambda: house, sync_to_thread=False),
            "viewer": Provide(provide_viewer, sync_to_thread=False),
        },
        middleware=[with_user],
        state=State({"shop": shop, "house": house}),
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="https://shop.example") as browser:
        browser.signed = signed  # type: ignore[attr-defined]
        yield browser
