"""The public order search: order number and postal code or e-mail address lead to the form.

Invariants: whichever part is wrong, the answer is the same; GET writes nothing; no cookie is set; ``embed``, ``kiosk``
and ``lang`` go with the customer to the form.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from typing import Any, Final
from urllib.parse import urlencode

from litestar import HttpMethod, Request, Response, post, route
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.response import Redirect

from feedback_app.foundation.house import House
from feedback_app.foundation.languages import LANGUAGES, language
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.pages import FieldError, see_other, show
from surveys.answers import Fields
from surveys.channels.finding import Tries, find_order
from surveys.channels.lasting import lasting_link
from surveys.errors import UnknownOrderError, UnknownSurveyError
from surveys.form.body import read_form

AnyRequest = Request[Any, Any, Any]
USUAL_SURVEY: Final = "returns"
WAY: Final = "find"
LARGEST_FORM: Final = 16 * 1024
CARRIED: Final = ("survey", "kiosk", "embed", "lang")
PUBLIC: Final = {"public": True, "exclude_from_csrf": True}


@dataclass(frozen=True, slots=True)
class FindPage:
    """Context of find/find.html: what was typed, and what was wrong with it."""

    action: str
    number: str = ""
    proof: str = ""
    kiosk: bool = False
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class WaitPage:
    """Context of find/wait.html. ``minutes`` are whole, at least 1."""

    minutes: int
    back_url: str
    kiosk: bool


@route("/find", http_method=[HttpMethod.GET, HttpMethod.HEAD], include_in_schema=False, opt=PUBLIC)
async def find_page(request: AnyRequest) -> Response[str]:
    """Ask for the order."""
    return show(request, "find/find.html", FindPage(_action(request), kiosk=_kiosk(request)))


@post("/find", include_in_schema=False, status_code=200, opt=PUBLIC, request_max_body_size=LARGEST_FORM)
async def find(request: AnyRequest, house: NamedDependency[House]) -> Response[str] | Redirect:
    """Lead to the form of the order, the same one each time; 429 after ten tries that failed."""
    fields = read_form(await request.body()).fields
    number, proof = _one(fields, "number"), _one(fields, "proof")
    tries, address = _tries(request), request.client.host if request.client else ""
    wait = tries.wait(house, address, number)
    if wait is not None:
        return _wait(request, wait)
    empty = _empty(number, proof)
    if empty:
        return _again(request, number, proof, empty)
    found = await find_order(house, number, proof)
    if found is None:
        tries.failed_now(house, address, number)
        words = _("These details fit no order that we know. Please check both.")
        return _again(request, number, proof, (FieldError("number", words),))
    survey = request.query_params.get("survey", USUAL_SURVEY).replace("\0", "")
    channel = "store" if _kiosk(request) else "web"
    try:
        link = await lasting_link(house, f"{WAY}-{channel}", found.external_id, survey, channel, language())
    except (UnknownSurveyError, UnknownOrderError) as error:
        raise NotFoundException from error
    carried = {name: request.query_params.get(name, "") for name in ("kiosk", "embed")}
    wanted = {**{name: value for name, value in carried.items() if value == "1"}, "lang": language()}
    return see_other(f"/s/{link.token}?{urlencode(wanted)}")


def _again(request: AnyRequest, number: str, proof: str, errors: tuple[FieldError, ...]) -> Response[str]:
    page = FindPage(_action(request), number.strip(), proof.strip(), _kiosk(request), errors)
    return show(request, "find/find.html", page, status=422)


def _wait(request: AnyRequest, wait: timedelta) -> Response[str]:
    page = WaitPage(max(1, ceil(wait / timedelta(minutes=1))), _action(request), _kiosk(request))
    answer = show(request, "find/wait.html", page, status=429)
    answer.headers["Retry-After"] = str(max(1, ceil(wait.total_seconds())))
    return answer


def _empty(number: str, proof: str) -> tuple[FieldError, ...]:
    errors = []
    if not number.strip():
        errors.append(FieldError("number", _("Please enter the order number.")))
    if not proof.strip():
        errors.append(FieldError("proof", _("Please enter the postal code or the e-mail address.")))
    return tuple(errors)


def _tries(request: AnyRequest) -> Tries:
    """Return what failed in this process. Several processes count apart, which only makes the limit looser."""
    state = request.app.state
    if "find_tries" not in state:
        state.find_tries = Tries()
    kept: Tries = state.find_tries
    return kept


def _one(fields: Fields, name: str) -> str:
    values = fields.get(name, ())
    return values[0] if values else ""


def _kiosk(request: AnyRequest) -> bool:
    return request.query_params.get("kiosk") == "1"


def _action(request: AnyRequest) -> str:
    query = [(name, value) for name in CARRIED if (value := request.query_params.get(name, ""))]
    kept = [(name, value) for name, value in query if name != "lang" or value in LANGUAGES]
    return "/find" + (f"?{urlencode(kept)}" if kept else "")


ROUTES: Final = (find_page, find)
