"""What people and programs see when something goes wrong: a page in their language, or an RFC 9457 problem.

Invariant: no stack trace, no SQL and no path leaves the house; a reference number leads to the log line.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlsplit

import asyncpg
import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, NotAuthorizedException
from litestar.response import Redirect
from litestar.types import Empty
from litestar.utils.scope.state import ScopeState

from classifier.errors import ClassifierError
from feedback_app.alerts.errors import AlertError
from feedback_app.cases.errors import CaseError
from feedback_app.foundation.errors import DATABASE_TROUBLE, FoundationError, is_unavailable
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.pages import show
from feedback_app.security import find_language
from surveys.errors import SurveyError

log = structlog.get_logger()
AnyRequest = Request[Any, Any, Any]
RETRY_SECONDS = "5"


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """Context of shared/error.html."""

    status: int
    title: str
    text: str
    reference: str = ""
    home: str = ""


def http_error(request: AnyRequest, error: HTTPException) -> Response[Any]:
    """Answer expected refusals: 4xx raised by routes, guards and the framework."""
    if isinstance(error, NotAuthorizedException) and not _is_api(request):
        return _to_login(request)
    # A path that no route knows never came by the middleware that sets the language.
    find_language(request.scope)
    page = ErrorPage(error.status_code, *_words(error.status_code))
    answer = _answer(request, page, _detail(request, error))
    if error.status_code == 403 and ScopeState.from_scope(request.scope).csrf_token is Empty:
        # A CSRF cookie made with an older secret would be refused for ever: take it back.
        answer.set_cookie("csrf", "", max_age=0)
        answer.set_cookie("__Host-csrf", "", max_age=0, secure=True)  # browsers ignore this prefix without Secure
    for name, value in (error.headers or {}).items():
        answer.headers.setdefault(name, value)
    return answer


def refused(request: AnyRequest, error: Exception) -> Response[Any]:
    """Answer what a floor refuses: unknown orders and surveys, steps that are not possible now, unknown themes."""
    otherwise = 404 if isinstance(error, SurveyError) else 422
    status = error.status if isinstance(error, AlertError | CaseError) else otherwise
    return _answer(request, ErrorPage(status, *_words(status)), str(error))


def database_busy(request: AnyRequest, error: Exception) -> Response[Any]:
    """Answer 503 while the database is locked, full or away: nothing was stored, trying again is right."""
    if not is_unavailable(error):
        return unexpected(request, error)
    log.error("database unavailable", route=_route(request), error=type(error).__name__)
    page = ErrorPage(
        503, _("We are busy right now"), _("Nothing was lost, but nothing was saved yet. Please try again.")
    )
    answer = _answer(request, page, page.text)
    answer.headers["Retry-After"] = RETRY_SECONDS
    return answer


def impossible_value(request: AnyRequest, error: Exception) -> Response[Any]:
    """Answer 400 to what no row can hold, such as a number of thirty digits or a NUL in a text."""
    log.warning("impossible value", route=_route(request), error=type(error).__name__)
    page = ErrorPage(400, *_words(400))
    return _answer(request, page, page.text)


def unexpected(request: AnyRequest, error: Exception) -> Response[Any]:
    """Answer 500 with a reference number; the log has the rest."""
    reference = secrets.token_hex(4)
    log.error("unexpected error", route=_route(request), reference=reference, exc_info=error)
    page = ErrorPage(500, _("Something went wrong on our side"), _("Please try again later."), reference)
    return _answer(request, page, page.text)


def problem(status: int, title: str, detail: str, errors: object = None) -> Response[bytes]:
    """Return an RFC 9457 problem."""
    body: dict[str, object] = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    if errors:
        body["errors"] = errors
    return Response(msgspec.json.encode(body), media_type="application/problem+json", status_code=status)


def _answer(request: AnyRequest, page: ErrorPage, detail: str) -> Response[Any]:
    if _is_api(request):
        return problem(page.status, page.title, detail)
    # A customer's first page is the link in the mail; the members' one would only ask for a password.
    home = "" if request.url.path.startswith(("/s/", "/u/", "/find", "/erase")) else "/"
    return show(request, "shared/error.html", replace(page, home=home), status=page.status)


def _to_login(request: AnyRequest) -> Response[Any]:
    """Lead to the login and back to the page; htmx loads it as a page instead of swapping it into a part."""
    if request.headers.get("hx-request"):
        page = urlsplit(request.headers.get("hx-current-url", ""))
        target = f"/login?next={_back_to(page.path, page.query)}"
        return Response(b"", status_code=401, headers={"HX-Redirect": target})
    back = _back_to(request.url.path, request.url.query) if request.method == "GET" else "/"
    return Redirect(f"/login?next={back}", status_code=303)


def _back_to(path: str, query: str) -> str:
    return quote(f"{path}?{query}" if query else path or "/")


def _is_api(request: AnyRequest) -> bool:
    return request.url.path.startswith("/api/")


def _detail(request: AnyRequest, error: HTTPException) -> str:
    extra = error.extra if isinstance(error.extra, list) else []
    parts = [f"{item.get('key', '')}: {item.get('message', '')}" for item in extra if isinstance(item, dict)]
    return "; ".join([error.detail, *parts])


def _route(request: AnyRequest) -> str:
    # The template of the path, never the path: it holds tokens.
    handler = request.scope.get("route_handler")
    return ",".join(sorted(handler.paths)) if handler is not None else ""


def _words(status: int) -> tuple[str, str]:
    known = {
        400: (_("We could not read this"), _("Please go back and try again.")),
        401: (_("Please sign in"), _("This page is for members.")),
        403: (
            _("Not allowed"),
            _("Your role does not allow this, or the page was open for too long. Please load it again."),
        ),
        404: (_("Nothing here"), _("This page does not exist, or not any more.")),
        405: (_("Not possible here"), _("This page cannot do that.")),
        409: (_("Somebody was quicker"), _("This has changed in the meantime. Please load the page again.")),
        413: (_("Too large"), _("What you sent is too large. Please shorten it.")),
        429: (_("Too many tries"), _("Please wait a little.")),
    }
    return known.get(status, (_("This did not work"), _("Please go back and try again.")))


HANDLERS: dict[Any, Any] = {
    HTTPException: http_error,
    **dict.fromkeys((SurveyError, AlertError, CaseError, ClassifierError), refused),
    **dict.fromkeys(DATABASE_TROUBLE, database_busy),
    **dict.fromkeys((OverflowError, asyncpg.DataError), impossible_value),
    FoundationError: unexpected,
    Exception: unexpected,
}
