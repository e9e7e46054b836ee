"""How a page is made: a template, one typed context object (``page``) and what every page knows (``frame``).

Also used for mails. Invariants: undefined names are errors; everything is escaped; texts go through gettext.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Literal
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Request, Response
from litestar.response import Redirect
from litestar.utils.scope.state import ScopeState

from feedback_app.foundation import languages
from feedback_app.foundation.access import KEYS_OFF, Viewer, viewer_of
from feedback_app.foundation.assets import integrity, static_url, templates_dir
from feedback_app.foundation.rail import NO_RAIL, Rail, rail_of

AnyRequest = Request[Any, Any, Any]
TOUR = ("1", "2", "3", "4", "5", "6")


@dataclass(frozen=True, slots=True)
class Notice:
    """One sentence on top of the next page."""

    kind: Literal["done", "attention", "error"]
    text: str


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field of a form, a line of the error summary; ``field`` is the id of the control."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Language:
    """One entry of the language switch."""

    code: str
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page knows, whoever looks at it. ``keys``: single keys lead somewhere; ``tour``: the stop, 0: none.

    today: the shop's own day, for the first line on paper.
    """

    lang: str
    languages: tuple[Language, ...]
    shop_name: str
    csrf_token: str
    section: str = ""
    member_id: int = 0
    member_name: str = ""
    role: str = ""
    flags: int = 0
    late_flags: int = 0
    notice: Notice | None = None
    privacy_url: str = ""
    withdrawal_url: str = ""
    demo: bool = False
    brand_url: str = ""
    logo_url: str = ""
    logo_alt: str = ""
    embed: bool = False
    today: date | None = None
    rail: Rail = NO_RAIL
    keys: bool = True
    tour: int = 0


@cache
def environment() -> Environment:
    """Return the one Jinja environment of the product."""
    made = Environment(
        loader=FileSystemLoader(templates_dir()),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=False,
    )
    made.install_gettext_callables(languages.gettext, languages.ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.globals.update(static=static_url, integrity=integrity, language=languages.language)
    made.filters.update(
        number=languages.format_number,
        percent=languages.format_percent,
        day=languages.format_day,
        moment=_moment,
    )
    return made


def render(template: str, page: object, frame: Frame | None = None) -> str:
    """Return a template's text for one context object."""
    return environment().get_template(template).render(page=page, frame=frame)


def show(
    request: AnyRequest,
    template: str,
    page: object,
    *,
    section: str = "",
    status: int = 200,
    notice: Notice | None = None,
) -> Response[str]:
    """Answer with a page in the language of the request."""
    html = render(template, page, frame_of(request, section, notice))
    return Response(html, media_type="text/html", status_code=status, headers={"Cache-Control": "no-store"})


def by_htmx(request: AnyRequest) -> bool:
    """Tell whether a part of a page is asked for, to be swapped in."""
    return request.headers.get("HX-Request") == "true"


def see_other(url: str) -> Redirect:
    """Answer a POST that succeeded: 303 to the page that shows the result."""
    return Redirect(url, status_code=303)


def frame_of(request: AnyRequest, section: str = "", notice: Notice | None = None) -> Frame:
    """Collect what every page knows from the request and the app."""
    viewer: Viewer | None = viewer_of(request)
    shop = request.app.state.shop
    token = ScopeState.from_scope(request.scope).csrf_token
    return Frame(
        lang=languages.language(),
        languages=tuple(
            Language(code, name, _with_language(request, code)) for code, name in languages.OWN_NAMES.items()
        ),
        shop_name=shop.name,
        csrf_token=token if isinstance(token, str) else "",
        section=section,
        member_id=viewer.id if viewer else 0,
        member_name=viewer.name if viewer else "",
        role=viewer.role if viewer else "",
        flags=request.app.state.get("flags", 0),
        late_flags=request.app.state.get("late_flags", 0),
        notice=notice,
        privacy_url=shop.privacy_url,
        withdrawal_url=shop.withdrawal_url,
        demo=shop.demo,
        brand_url=shop.brand_url,
        logo_url=shop.logo_url,
        logo_alt=shop.logo_alt or shop.name,
        embed=request.query_params.get("embed") == "1",
        today=request.app.state.house.today(),
        rail=rail_of(viewer.role if viewer else ""),
        keys=viewer is None or KEYS_OFF not in viewer.wishes,
        tour=_stop(request.query_params.get("tour", "")),
    )


def _stop(typed: str) -> int:
    return int(typed) if typed in TOUR else 0


def _with_language(request: AnyRequest, code: str) -> str:
    query = [(key, value) for key, value in request.query_params.multi_items() if key != "lang"]
    # A path that begins with two slashes, or a backslash, would lead to another host.
    path = "/" + request.url.path.lstrip("/\\")
    return f"{path}?{urlencode([*query, ('lang', code)])}"


def _moment(value: datetime, zone: ZoneInfo) -> str:
    return languages.format_moment(value, zone)


def parse_day(text: str) -> date | None:
    """Return a day typed as YYYY-MM-DD, or None."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
