"""Login and logout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter, URLEncodedBody

from feedback_app.auth import attempts, members, sessions
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.pages import FieldError, see_other, show

Form = URLEncodedBody[dict[str, str]]


@dataclass(frozen=True, slots=True)
class LoginPage:
    """Context of auth/login.html."""

    email: str
    next: str
    errors: tuple[FieldError, ...] = ()


@get("/login", opt={"public": True}, include_in_schema=False)
async def login_page(
    request: Request[Any, Any, Any], next_url: Annotated[str, QueryParameter(name="next")] = "/"
) -> Response[str]:
    """Show the login."""
    return show(request, "auth/login.html", LoginPage("", own_path(next_url)))


@post("/login", opt={"public": True}, include_in_schema=False, status_code=200)
async def login(request: Request[Any, Any, Any], house: NamedDependency[House], data: Form) -> Response[Any]:
    """Check the password, start a new session and go where the member wanted to go."""
    email, password, next_url = data.get("email", ""), data.get("password", ""), own_path(data.get("next", "/"))
    client = request.client.host if request.client else ""
    attempt = await attempts.begin(house, email, client)
    if attempt is None:
        page = LoginPage(email, next_url, (FieldError("email", _("Too many tries. Please wait an hour.")),))
        refused = show(request, "auth/login.html", page, status=429)
        refused.headers["Retry-After"] = "3600"
        return refused
    viewer = await members.check_password(email, password)
    if viewer is None:
        wrong = (FieldError("email", _("This address and password do not fit together.")),)
        return show(request, "auth/login.html", LoginPage(email, next_url, wrong), status=422)
    await attempts.forget(attempt)
    await sessions.end_session(house, sessions.token_of(request.scope, house.https))
    answer = see_other(next_url)
    answer.cookies.append(await sessions.start_session(house, viewer.id))
    return answer


@post("/logout", include_in_schema=False, status_code=303)
async def logout(request: Request[Any, Any, Any], house: NamedDependency[House]) -> Response[Any]:
    """End the session."""
    answer = see_other("/login")
    answer.cookies.append(await sessions.end_session(house, sessions.token_of(request.scope, house.https)))
    return answer


def own_path(url: str) -> str:
    """Return a path on this host; anything that could lead elsewhere becomes the first page."""
    plain = url.startswith("/") and not url.startswith(("//", "/\\")) and "\\" not in url
    return url if plain and url.isprintable() else "/"


ROUTES = (login_page, login, logout)
