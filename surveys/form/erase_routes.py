"""Deleting an answer by its code, for whoever has lost the link.

Invariant: codes cannot be tried out, ten wrong ones a minute are all that one place on the net is answered.
"""

from __future__ import annotations

from typing import Final

from litestar import HttpMethod, Response, post, route
from litestar.di import NamedDependency

from feedback_app.foundation.house import House
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.pages import FieldError, show
from surveys.form.body import read_form, single
from surveys.form.deletion import erase_by_code
from surveys.form.robots import kept_address
from surveys.form.status_pages import ErasedPage, ErasePage
from surveys.form.visits import PUBLIC, AnyRequest, address_of, asked_language, tries_of

LARGEST_CODE: Final = 4_096


@route("/erase", http_method=[HttpMethod.GET, HttpMethod.HEAD], include_in_schema=False, opt=PUBLIC)
async def erase_page(request: AnyRequest) -> Response[str]:
    """Ask for the deletion code."""
    return show(request, "surveys/erase.html", ErasePage(_action(request)))


@post("/erase", include_in_schema=False, opt=PUBLIC, request_max_body_size=LARGEST_CODE)
async def erase(request: AnyRequest, house: NamedDependency[House]) -> Response[str]:
    """Delete the answer with this code."""
    code = single(read_form(await request.body()).fields, "code")
    tries, now = tries_of(request), house.now()
    place = kept_address(house.keys, address_of(request))
    if tries.too_many(place, now):
        return _wrong(request, code, _("Too many wrong codes. Please wait a minute and try again."), 429)
    if not await erase_by_code(code):
        tries.note(place, now)
        words = _("There is no answer with this code. Please check it: it has sixteen letters and digits.")
        return _wrong(request, code, words, 422)
    return show(request, "surveys/erased.html", ErasedPage())


def _wrong(request: AnyRequest, code: str, words: str, status: int) -> Response[str]:
    page = ErasePage(_action(request), code, (FieldError("code", words),))
    return show(request, "surveys/erase.html", page, status=status)


def _action(request: AnyRequest) -> str:
    asked = asked_language(request)
    return f"/erase?lang={asked}" if asked else "/erase"
