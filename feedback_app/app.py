"""The web application: wires the floors together, maps errors to pages or RFC 9457 problems, once, here."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from litestar import Litestar, Request, Response, Router, get
from litestar.config.compression import CompressionConfig
from litestar.config.csrf import CSRFConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.middleware import DefineMiddleware
from litestar.middleware.compression import CompressionMiddleware
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme
from litestar.plugins.htmx import HTMXPlugin
from litestar.types import ControllerRouterHandler

from classifier import routes as classifier_routes
from classifier.flags import open_flags
from classifier.reader import ThemeReader
from feedback_app import api, failures, schema
from feedback_app.alerts import routes as alert_routes
from feedback_app.alerts import setting_routes
from feedback_app.alerts.channels import Channels
from feedback_app.alerts.deeds import Deeds
from feedback_app.asking import routes as asking_routes
from feedback_app.asking.news_gate import NewsGate
from feedback_app.auth import routes as auth_routes
from feedback_app.auth.members import Members
from feedback_app.auth.sessions import SessionMiddleware
from feedback_app.cases import routes as case_routes
from feedback_app.foundation import assets, database, dialect
from feedback_app.foundation.access import provide_viewer
from feedback_app.foundation.errors import is_unavailable
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import set_informal
from feedback_app.insights import routes as insight_routes
from feedback_app.security import CUSTOMERS, ReaderLanguage, add_security_headers
from feedback_app.settings import Settings
from feedback_app.wiring import channels_of, house_of, now_utc
from surveys import routes as survey_routes
from surveys import shop_routes
from surveys.channels import enter_routes, find_routes, slip_routes
from surveys.editor import routes as editor_routes
from surveys.ports import News, Reader
from surveys.results import routes as results_routes
from surveys.shop import brand_version
from surveys.tables import Shop

SHOP_KEPT = timedelta(seconds=30)
LARGEST_BODY = 2_000_000


def create_app(
    settings: Settings,
    clock: Callable[[], datetime] = now_utc,
    connected: bool = False,
    reader: Reader | None = None,
) -> Litestar:
    """Return the application. ``connected``: the caller has opened the database already (tests).

    ``reader``: who suggests themes; None: the classifier, which loads its model beside the running server.
    """
    house = house_of(settings, clock)
    themes = ThemeReader(house.models_dir)
    return Litestar(
        route_handlers=HANDLERS,
        lifespan=[] if connected else [_life(settings, themes)],
        before_request=remember_shop,
        state=State(
            {"shop": ShopNames(settings.shop_name), "shop_read_at": None, "house": house, "settings": settings}
        ),
        dependencies=_dependencies(house, channels_of(settings), reader or themes, Deeds(house)),
        before_send=[add_security_headers],
        middleware=[ReaderLanguage(house.https), SessionMiddleware(house)],
        csrf_config=_csrf(house),
        exception_handlers=failures.HANDLERS,
        plugins=[HTMXPlugin()],
        logging_config=None,  # ours stays: Litestar's own would replace it with one that says more
        openapi_config=_openapi(house),
        request_max_body_size=LARGEST_BODY,
        debug=False,
    )


def _life(settings: Settings, themes: ThemeReader) -> Callable[[Litestar], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        async with database.connect(settings.database_url):
            await schema.migrate()
            themes.start()
            try:
                yield
            finally:
                await themes.stop()

    return lifespan


def _dependencies(house: House, channels: Channels, reader: Reader, news: News) -> dict[str, Provide]:
    return {
        "house": Provide(lambda: house, sync_to_thread=False),
        "viewer": Provide(provide_viewer, sync_to_thread=False),
        "reader": Provide(lambda: reader, sync_to_thread=False),
        "news": Provide(lambda: news, sync_to_thread=False),
        "gate": Provide(lambda: NewsGate(house), sync_to_thread=False),
        "colleagues": Provide(Members, sync_to_thread=False),
        "channels": Provide(lambda: channels, sync_to_thread=False),
    }


@dataclass(frozen=True, slots=True)
class ShopNames:
    """What pages show of the shop."""

    name: str
    withdrawal_url: str = ""
    privacy_url: str = ""
    demo: bool = False
    du: bool = False
    brand_url: str = ""
    logo_url: str = ""
    logo_alt: str = ""


async def remember_shop(request: Request[Any, Any, Any]) -> None:
    """Keep the shop's name and how many safety flags are open for the pages; read again after half a minute."""
    state = request.app.state
    await _read_shop(state)
    set_informal(state.shop.du and request.url.path.startswith(CUSTOMERS))


async def _read_shop(state: State) -> None:
    now = now_utc()
    if state.shop_read_at is None or now - state.shop_read_at > SHOP_KEPT:
        try:
            shop, flags = await Shop.objects().first(), await open_flags(state.house.now())
        except Exception as error:
            if not is_unavailable(error):
                raise
            # The handler meets the same trouble and answers it with all that the customer typed.
            return
        if shop is not None:
            state.shop = shop_names(shop)
        state.flags, state.late_flags = flags.count, flags.late
        state.shop_read_at = now


def shop_names(shop: Shop) -> ShopNames:
    """Return what pages show of the shop; brand files carry a version, so that browsers may keep them."""
    seen = brand_version(shop.color, shop.logo)
    return ShopNames(
        shop.name,
        shop.withdrawal_url,
        shop.privacy_url,
        shop.demo,
        shop.form_of_address == "du",
        f"/brand/{seen}/brand.css" if shop.color else "",
        f"/brand/{seen}/logo.png" if shop.logo else "",
        shop.logo_alt,
    )


@get("/healthz", include_in_schema=False, opt={"public": True})
async def health() -> str:
    """Say that the process lives."""
    return "ok"


@get("/readyz", include_in_schema=False, opt={"public": True})
async def ready() -> Response[str]:
    """Say that the database answers and is up to date; 503 otherwise, also by the error mapping."""
    await dialect.fetch("SELECT 1 AS one")
    current = await schema.pending() == 0
    return Response(
        "ok" if current else "migrations pending", media_type="text/plain", status_code=200 if current else 503
    )


def _csrf(house: House) -> CSRFConfig:
    return CSRFConfig(
        secret=house.keys.derive("csrf").hex(),
        cookie_name="__Host-csrf" if house.https else "csrf",
        cookie_secure=house.https,
        cookie_httponly=True,
        cookie_samesite="lax",
        # A customer's link is itself the secret, and an API key is no cookie: neither can be forged across sites.
        exclude=["^/s/", "^/u/", "^/find", "^/erase", "^/changes", "^/feed/", "^/api/", "^/static/"],
    )


def _openapi(house: House) -> OpenAPIConfig:
    return OpenAPIConfig(
        title="Feedback",
        version=house.version,
        path="/api",
        render_plugins=[JsonRenderPlugin(path="/openapi.json")],
        components=Components(
            security_schemes={"apiKey": SecurityScheme(type="http", scheme="bearer", description="An API key")}
        ),
        security=[{"apiKey": []}],
    )


# Only customers' pages are packed on the way: they hold no secret of ours beside what a stranger sent (BREACH).
PACKED = Router(
    path="/",
    route_handlers=[*survey_routes.ROUTES, *find_routes.ROUTES],
    middleware=[
        DefineMiddleware(CompressionMiddleware, config=CompressionConfig(backend="gzip", gzip_compress_level=5))
    ],
)
HANDLERS: Final[Sequence[ControllerRouterHandler]] = (
    health,
    ready,
    assets.static_file,
    PACKED,
    *enter_routes.ROUTES,
    *slip_routes.ROUTES,
    *shop_routes.ROUTES,
    *editor_routes.ROUTES,
    *results_routes.ROUTES,
    *asking_routes.ROUTES,
    *classifier_routes.ROUTES,
    *alert_routes.ROUTES,
    *setting_routes.SETTING_ROUTES,
    *case_routes.ROUTES,
    *insight_routes.ROUTES,
    *auth_routes.ROUTES,
    *api.ROUTES,
)
