"""What every answer carries: a strict policy, the language of the reader, and no trace in shared caches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from litestar.datastructures import Headers, MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from feedback_app.foundation.cookies import cookie
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import LANGUAGES, choose_language, set_language

LANGUAGE_COOKIE: Final = "language"
CUSTOMERS: Final = ("/s/", "/u/", "/find", "/erase", "/changes", "/fit-hint/")
COOKIE_FREE: Final = (*CUSTOMERS, "/api/", "/feed/", "/static/")
EMBEDDABLE: Final = ("/s/", "/find")
EMBED_SCRIPT: Final = "/embed.js"
NOBODY: Final = "frame-ancestors 'none'"
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    f"object-src 'none'; form-action 'self'; base-uri 'none'; {NOBODY}"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    # The link of a form is a secret and must not travel to another site.
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
ONE_YEAR: Final = "max-age=31536000; includeSubDomains"


async def add_security_headers(message: Message, scope: Scope) -> None:
    """Add the headers to every answer, also to errors and to paths that no route knows (a ``before_send`` hook)."""
    if message["type"] != "http.response.start":
        return
    house: House = scope["litestar_app"].state.house
    headers = MutableScopeHeaders.from_message(message)
    for name, value in _headers(scope, house.frame_ancestors).items():
        headers.setdefault(name, value)
    headers.setdefault("Cache-Control", "no-store")
    if house.https:
        headers.setdefault("Strict-Transport-Security", ONE_YEAR)


def _headers(scope: Scope, origins: Sequence[str]) -> Mapping[str, str]:
    """Return the headers for a path: only a customer's page that asks for it, and only on named pages, is framed."""
    path = scope["path"]
    if path.startswith("/static/") and path.endswith(EMBED_SCRIPT):
        return HEADERS | {"Cross-Origin-Resource-Policy": "cross-origin"}
    asked = b"embed=1" in scope["query_string"].split(b"&")
    if not (origins and asked and path.startswith(EMBEDDABLE)):
        return HEADERS
    framed = {name: value for name, value in HEADERS.items() if name != "X-Frame-Options"}
    return framed | {
        "Content-Security-Policy": POLICY.replace(NOBODY, f"frame-ancestors {' '.join(origins)}"),
        # A shop that isolates its own pages may embed only what allows it.
        "Cross-Origin-Resource-Policy": "cross-origin",
    }


class ReaderLanguage(ASGIMiddleware):
    """Finds the reader's language: ``?lang=`` wins, then the member's choice kept in a cookie, then the browser."""

    scopes = (ScopeType.HTTP,)

    def __init__(self, https: bool) -> None:
        self.https = https

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Set the language for this request."""
        asked = find_language(scope)

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = f"{LANGUAGE_COOKIE}={asked}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly"
                MutableScopeHeaders.from_message(message).add("set-cookie", kept + ("; Secure" if self.https else ""))
            await send(message)

        # Customers get no cookie at all: their pages carry the language in the link. A preview speaks for a customer.
        # Neither do programs, which have no jar for it.
        keeps = bool(asked) and not scope["path"].startswith(COOKIE_FREE) and not scope["path"].endswith("/preview")
        await next_app(scope, receive, send_with_cookie if keeps else send)


def find_language(scope: Scope) -> str:
    """Set the language of this request; returns the one that ``?lang=`` asked for, or an empty string."""
    headers = Headers.from_scope(scope)
    asked = _asked(scope["query_string"])
    kept = cookie(headers.get("cookie", ""), LANGUAGE_COOKIE)
    set_language(asked or kept or choose_language(headers.get("accept-language", "")))
    return asked


def _asked(query: bytes) -> str:
    for part in query.split(b"&"):
        name, _, value = part.partition(b"=")
        if name == b"lang" and value.decode("ascii", "replace") in LANGUAGES:
            return value.decode("ascii")
    return ""
