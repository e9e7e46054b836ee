"""The printable return slip, and entering what stands on one that came back.

Invariants: GET writes nothing, so the link behind the QR code is made by a button; the slip speaks the customer's
language and form of address, not the member's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final
from urllib.parse import quote, urlencode

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import QueryParameter, URLEncodedBody
from litestar.response import Redirect

from feedback_app.foundation.access import ACTING, needs, signed_in
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import LANGUAGES, OWN_NAMES, language, set_informal, set_language
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.pages import FieldError, Language, Notice, see_other, show
from surveys.answers import Item
from surveys.channels.finding import order_named
from surveys.channels.slip import (
    DEFECT,
    NOT_STATED,
    NumberedReason,
    Slip,
    SlipLine,
    enter_slip,
    make_link,
    numbered_reasons,
    slip_of,
)
from surveys.errors import UnknownOrderError
from surveys.shop import shop_look

AnyRequest = Request[Any, Any, Any]
Form = URLEncodedBody[dict[str, str]]
LanguageQuery = Annotated[str, QueryParameter(name="language")]


@dataclass(frozen=True, slots=True)
class SlipPage:
    """Context of slip/slip.html. ``action`` makes the link of a slip that has none yet."""

    slip: Slip
    defect: str
    find_url: str
    action: str
    language: str
    other_languages: tuple[Language, ...]


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One item on slip/entry.html with what was typed."""

    item: Item
    number: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class EntryPage:
    """Context of slip/entry.html. ``not_stated`` is the value for a box that was left empty."""

    order: str
    lines: tuple[EntryLine, ...]
    reasons: tuple[NumberedReason, ...]
    not_stated: str
    errors: tuple[FieldError, ...] = ()


@get(
    ["/orders/{external_id:str}/slip", "/slip"],
    guards=[signed_in],
    include_in_schema=False,
)
async def slip_page(
    request: AnyRequest,
    house: NamedDependency[House],
    order: Annotated[str, QueryParameter(name="order")] = "",
    wanted: LanguageQuery = "",
) -> Response[str]:
    """Show the slip of an order, to be printed; ``/slip?order=`` is for numbers with a slash."""
    found = await order_named(request.path_params.get("external_id", order))
    if found is None:
        raise NotFoundException
    set_language(wanted if wanted in LANGUAGES else found.language)
    set_informal((await shop_look())[0].form_of_address == "du")
    page = SlipPage(
        slip=await slip_of(house, found.external_id, language()),
        defect=DEFECT,
        find_url=f"{house.base_url}/find",
        action="/slip?" + urlencode({"order": found.external_id, "language": language()}),
        language=language(),
        other_languages=tuple(
            Language(code, name, slip_url(found.external_id, code))
            for code, name in OWN_NAMES.items()
            if code != language()
        ),
    )
    return show(request, "slip/slip.html", page)


@post("/slip", guards=[needs(*ACTING)], include_in_schema=False, status_code=200)
async def make_slip(
    house: NamedDependency[House],
    data: Form,
    order: Annotated[str, QueryParameter(name="order")] = "",
    wanted: LanguageQuery = "",
) -> Response[Any]:
    """Make the link behind the QR code and show the slip with it."""
    found = await order_named(data.get("order", "") or order)
    if found is None:
        return see_other("/enter?" + urlencode({"unknown": "print", "order": data.get("order", "")[:200]}))
    spoken = wanted if wanted in LANGUAGES else found.language
    await make_link(house, found.external_id, spoken)
    return see_other(slip_url(found.external_id, spoken))


@get("/enter/slip", guards=[needs(*ACTING)], include_in_schema=False)
async def entry_page(
    request: AnyRequest, house: NamedDependency[House], order: Annotated[str, QueryParameter(name="order")] = ""
) -> Response[str] | Redirect:
    """Show the items of an order, each with a box for the number on its slip."""
    found = await order_named(order)
    if found is None:
        return see_other("/enter?" + urlencode({"unknown": "slip", "order": order[:200]}))
    return show(request, "slip/entry.html", await _entry(house, found.external_id, {}), section="enter")


@post("/enter/slip", guards=[needs(*ACTING)], include_in_schema=False, status_code=200)
async def store_slip(request: AnyRequest, house: NamedDependency[House], data: Form) -> Response[Any]:
    """Store what stands on the slip and make room for the next one."""
    order = data.get("order", "")
    page = await _entry(house, order, data)
    lines = {line.item.key: SlipLine(line.number, line.words) for line in page.lines}
    found = await order_named(order)
    try:
        outcome = await enter_slip(house, order, lines, found.language if found else language())
    except UnknownOrderError as error:
        raise NotFoundException from error
    if outcome in {"stored", "changed"}:
        return see_other("/enter?" + urlencode({"done": outcome, "order": order}))
    if outcome == "answered_online":
        notice = Notice("attention", _("This customer has already answered online. Nothing was stored from the slip."))
        return show(request, "slip/entry.html", page, section="enter", notice=notice, status=409)
    words = {
        "nothing": _("Please enter a number at one item at least, or that nothing is stated."),
        "unknown_number": _("Please choose one of the numbers shown."),
        "too_long": _("Please shorten the text to 1,000 characters."),
    }
    first = f"number-{page.lines[0].item.key}" if page.lines else "main"
    wrong = await _entry(house, order, data, (FieldError(first, words[outcome]),))
    return show(request, "slip/entry.html", wrong, section="enter", status=422)


async def _entry(house: House, order: str, typed: Mapping[str, str], errors: tuple[FieldError, ...] = ()) -> EntryPage:
    try:
        slip = await slip_of(house, order, language())
    except UnknownOrderError as error:
        raise NotFoundException from error
    lines = tuple(
        EntryLine(item, typed.get(f"number-{item.key}", ""), typed.get(f"words-{item.key}", "")) for item in slip.items
    )
    return EntryPage(order, lines, await numbered_reasons(language()), NOT_STATED, errors)


def slip_url(order: str, spoken: str) -> str:
    """Return the address of a slip; a number that a path cannot hold goes into the query."""
    if "/" in order or order in {".", ".."}:
        return "/slip?" + urlencode({"order": order, "language": spoken})
    return f"/orders/{quote(order, safe='')}/slip?" + urlencode({"language": spoken})


ROUTES: Final = (slip_page, make_slip, entry_page, store_slip)
