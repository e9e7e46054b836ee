"""Where a member begins to enter for a customer: a form by phone or chat, or a slip that came back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter, URLEncodedBody

from feedback_app.foundation.access import ACTING, needs
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.pages import FieldError, Notice, see_other, show
from surveys.channels.entering import CHANNELS, open_form, survey_titles

AnyRequest = Request[Any, Any, Any]
Form = URLEncodedBody[dict[str, str]]
# The field of each of the page's three forms, by what the address says went wrong.
_FIELDS: Final = {"form": "order", "slip": "slip-order", "print": "print-order"}


@dataclass(frozen=True, slots=True)
class EnterPage:
    """Context of shop/enter.html. ``channels`` and ``surveys``: words by code; the rest is what was typed."""

    channels: Mapping[str, str]
    surveys: Mapping[str, str]
    orders: Mapping[str, str]
    channel: str = "phone"
    survey: str = "returns"
    errors: tuple[FieldError, ...] = ()


@get("/enter", guards=[needs(*ACTING)], include_in_schema=False)
async def enter_page(
    request: AnyRequest,
    done: Annotated[str, QueryParameter(name="done")] = "",
    unknown: Annotated[str, QueryParameter(name="unknown")] = "",
    order: Annotated[str, QueryParameter(name="order")] = "",
) -> Response[str]:
    """Show the three ways to enter; says what became of the last slip, or that an order is not known."""
    if unknown in _FIELDS:
        page = await _page({unknown: order}, errors=(_not_known(unknown),))
        return show(request, "shop/enter.html", page, section="enter", status=422)
    words = {
        "stored": _("Stored: the slip of order %(order)s."),
        "changed": _("Changed: the slip of order %(order)s had been entered before."),
    }
    notice = Notice("done", words[done] % {"order": order}) if done in words else None
    return show(request, "shop/enter.html", await _page({}), section="enter", notice=notice)


@post("/enter", guards=[needs(*ACTING)], include_in_schema=False, status_code=200)
async def enter(request: AnyRequest, house: NamedDependency[House], data: Form) -> Response[Any]:
    """Open the form of an order for a customer."""
    number, channel, survey = (data.get(name, "") for name in ("order", "channel", "survey"))
    titles = await survey_titles()
    errors = []
    if channel not in CHANNELS:
        errors.append(FieldError("channel", _("Please choose how the customer reached you.")))
    if survey not in titles:
        errors.append(FieldError("survey", _("Please choose one of the surveys.")))
    link = None if errors else await open_form(house, number, channel, survey)
    if link is not None:
        return see_other(f"/s/{link.token}")
    page = await _page({"form": number}, channel, survey, (*errors,) or (_not_known("form"),))
    return show(request, "shop/enter.html", page, section="enter", status=422)


async def _page(
    orders: Mapping[str, str], channel: str = "phone", survey: str = "returns", errors: tuple[FieldError, ...] = ()
) -> EnterPage:
    words = {
        "phone": _("On the phone"),
        "chat": _("In chat"),
        "email": _("By e-mail"),
        "whatsapp": _("By WhatsApp"),
        "store": _("In the store"),
        "web": _("On the website"),
    }
    typed = {name: orders.get(name, "") for name in _FIELDS}
    return EnterPage({code: words[code] for code in CHANNELS}, await survey_titles(), typed, channel, survey, errors)


def _not_known(form: str) -> FieldError:
    return FieldError(_FIELDS[form], _("No order has this number. Please check it, or import the order first."))


ROUTES: Final = (enter_page, enter)
