"""A request behind a customer's link: what the link is worth, in which language, and how its pages are addressed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias
from urllib.parse import quote, urlencode

from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import SkipValidation
from litestar.response import Redirect

from feedback_app.foundation.house import House
from feedback_app.foundation.keys import fingerprint
from feedback_app.foundation.languages import LANGUAGES, set_language
from feedback_app.foundation.pages import show
from surveys.answers import Item
from surveys.definition import Definition, Nps, Scale
from surveys.form.deletion import Tries
from surveys.form.pages import items_of
from surveys.form.robots import Watch
from surveys.form.status_pages import ClosedKind, ClosedPage
from surveys.invitations import Expired, Found, Unknown, find_invitation
from surveys.ports import News, Reader

AnyRequest = Request[Any, Any, Any]
Page = Response[str] | Redirect
# Interfaces cannot be checked for at run time, and need not be: the application gives them.
WiredReader: TypeAlias = NamedDependency[SkipValidation[Reader]]
WiredNews: TypeAlias = NamedDependency[SkipValidation[News]]
PUBLIC: Final = {"public": True}
# So long after its end a link is good for who was in the middle of its form then.
LATE: Final = timedelta(hours=1)
# What the address of every page of a link carries along, when it was there.
_CARRIED: Final = ("embed", "kiosk")
# Channels of links that lie in mails and messages, where programs open them. All others were handed to somebody who
# named the order: an agent, a desk in the store or a found parcel may be quicker than any limit.
_SENT_OUT: Final = ("mail", "link")


@dataclass(frozen=True, slots=True)
class Visit:
    """A request behind a link that may be answered or changed now."""

    request: AnyRequest
    house: House
    token: str
    found: Found
    items: tuple[Item, ...]

    def url(self, path: str = "", **query: str) -> str:
        """Return the address of a page of this link; empty values are left out."""
        return link_url(self.request, self.token, path, **query)

    @property
    def seed(self) -> str:
        """What names this customer for shuffling reasons."""
        return str(self.found.id)

    @property
    def kiosk(self) -> bool:
        """True on a device in the store that goes on to the next person."""
        return self.request.query_params.get("kiosk") == "1"

    def closing(self, last: datetime | None) -> bool:
        """Tell whether the link's time is over, and nobody is in the middle: ``last`` is when something was stored."""
        now = self.house.now()
        return now >= self.found.expires_at and (last is None or now - last > LATE)

    @property
    def watched(self) -> bool:
        """True for a link that a mail scanner may come by."""
        return self.found.channel in _SENT_OUT

    def score(self) -> str:
        """Return the ``?score=`` of the link when it is a value of the first scale, else ""."""
        asked = self.request.query_params.get("score", "")
        return asked if asked in scores_of(self.found.definition) else ""


async def visit(request: AnyRequest, house: House, token: str, late: timedelta = timedelta()) -> Visit | Response[str]:
    """Look the link up and speak its language from here on, unless the address asks for another one.

    ``late``: for how long after its end it is still good. Returns the page that says why a link does not open instead.
    """
    found = await find_invitation(house, token, late)
    if not isinstance(found, Unknown) and not asked_language(request):
        set_language(found.language)
    if isinstance(found, Expired):
        return closed(request, "expired", 410)
    if isinstance(found, Unknown):
        return closed(request, "unknown", 404)
    if found.disowned:
        return closed(request, "not_mine", 410)
    return Visit(request, house, token, found, items_of(found.definition, found.order))


def closed(request: AnyRequest, kind: ClosedKind, status: int = 200) -> Response[str]:
    """Answer with the page of a link that does not open a form."""
    return show(request, "surveys/closed.html", ClosedPage(kind), status=status)


def link_url(request: AnyRequest, token: str, path: str = "", **query: str) -> str:
    """Return the address of a page of a link, with language and surroundings carried along."""
    carried = {name: "1" for name in _CARRIED if request.query_params.get(name) == "1"}
    wanted = {**query, **carried, "lang": asked_language(request)}
    parts = urlencode({name: value for name, value in wanted.items() if value})
    return f"/s/{quote(token)}{path}" + (f"?{parts}" if parts else "")


def asked_language(request: AnyRequest) -> str:
    """Return the language that the address asks for, or ""."""
    asked = request.query_params.get("lang", "")
    return asked if asked in LANGUAGES else ""


def scores_of(definition: Definition) -> tuple[str, ...]:
    """Return the values that a link's ``?score=`` may have: those of the first scale or NPS."""
    for question in definition.questions():
        if isinstance(question, Scale):
            return tuple(str(value) for value in range(1, len(question.steps) + 1))
        if isinstance(question, Nps):
            return tuple(str(value) for value in range(11))
    return ()


def address_of(request: AnyRequest) -> str:
    """Return where a request came from: behind a trusted proxy, whom it names."""
    return request.client.host if request.client else ""


def watch_of(request: AnyRequest) -> Watch:
    """Return what this process watches for robots."""
    # With the application and not with the module: two applications in one process share nothing.
    kept: Watch = request.app.state.setdefault("robot_watch", Watch())
    return kept


def tries_of(request: AnyRequest) -> Tries:
    """Return the wrong deletion codes that this process has seen."""
    kept: Tries = request.app.state.setdefault("deletion_tries", Tries())
    return kept


def notice_version(request: AnyRequest) -> str:
    """Return which privacy notice stands beside the form, "" without one."""
    url = request.app.state.shop.privacy_url
    return fingerprint(url)[:12] if url else ""
