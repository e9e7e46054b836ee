"""The shop's own page for administrators, and the brand's files for the customer's pages.

Invariants: a colour or logo that is refused changes nothing and says why; brand files carry a version in their address
and may be kept for ever; no cookie comes with them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Final

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, QueryParameter

from feedback_app.foundation.access import Role, needs
from feedback_app.foundation.assets import digest
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import format_number
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.pages import FieldError, Notice, see_other, show
from surveys import shop
from surveys.branding import Accepted, Refused, brand_css, check_color
from surveys.channels.embedding import Snippet, snippet
from surveys.shop import LookProblem, ShopLook
from surveys.shop_logo import Logo, LogoProblem, read_logo

AnyRequest = Request[Any, Any, Any]
# Large enough that a camera's picture gets our own answer instead of a bare refusal.
LARGEST_UPLOAD: Final = 8_000_000
FOR_EVER: Final = "public, max-age=31536000, immutable"
PUBLIC: Final = {"public": True, "exclude_from_csrf": True}
USUAL_COLOR: Final = "#0b5d57"


@dataclass(frozen=True, slots=True)
class ShopPage:
    """Context of shop/shop.html. ``logo_url`` "" = no logo; ``nearest`` is offered when the colour was refused."""

    look: ShopLook
    logo_url: str
    preview_url: str
    preview_integrity: str
    shown_color: str
    nearest: str
    embed: Snippet
    errors: tuple[FieldError, ...] = ()


@get("/shop", guards=[needs(Role.ADMIN)], include_in_schema=False)
async def shop_page(
    request: AnyRequest,
    house: NamedDependency[House],
    saved: Annotated[str, QueryParameter(name="saved")] = "",
) -> Response[str]:
    """Show what customers see of the shop, to be changed."""
    look, logo = await shop.shop_look()
    notice = Notice("done", _("Saved. Customers see it from now on.")) if saved else None
    return show(request, "shop/shop.html", _page(house, look, look, logo), section="shop", notice=notice)


@post(
    "/shop",
    guards=[needs(Role.ADMIN)],
    include_in_schema=False,
    status_code=200,
    request_max_body_size=LARGEST_UPLOAD,
)
async def change_shop(request: AnyRequest, house: NamedDependency[House]) -> Response[Any]:
    """Store the page's fields; ``go`` only shows the colour that was typed (preview) or the nearest to it (take)."""
    form = await request.form()
    typed = ShopLook(**{name: str(form.get(name, "")) for name in ShopLook.__dataclass_fields__})
    if form.get("go") == "take":
        typed = replace(typed, color=_nearest(typed.color))
    look, problems = shop.check_look(typed)
    stored, logo = await shop.shop_look()
    if form.get("go"):
        problems = tuple(problem for problem in problems if problem.field == "color")
        page = _page(house, stored, typed, logo, problems)
        return show(request, "shop/shop.html", page, section="shop", status=422 if problems else 200)
    uploaded = await _uploaded(form.get("logo"))
    if problems or isinstance(uploaded, LogoProblem):
        wrong = _logo_error(uploaded) if isinstance(uploaded, LogoProblem) else ()
        page = _page(house, stored, typed, logo, problems, wrong)
        return show(request, "shop/shop.html", page, section="shop", status=422)
    removed = b"" if form.get("remove_logo") == "yes" else None
    await shop.save_look(look, uploaded.png if uploaded else removed)
    # Pages read the shop again at once, not half a minute later.
    request.app.state.shop_read_at = None
    return see_other("/shop?saved=1")


@get("/shop/preview.css", guards=[needs(Role.ADMIN)], include_in_schema=False, sync_to_thread=False)
def preview_css(color: Annotated[str, QueryParameter(name="color")] = "") -> Response[str]:
    """Return the colour for the page's two samples, day and night."""
    return Response(_samples_css(color), media_type="text/css")


@get("/brand/{version:str}/brand.css", include_in_schema=False, opt=PUBLIC)
async def brand_style(version: FromPath[str]) -> Response[str]:
    """Serve the shop's colours."""
    look, logo = await shop.shop_look()
    colors = check_color(look.color)
    if isinstance(colors, Refused):
        raise NotFoundException
    return Response(brand_css(colors), media_type="text/css", headers=_kept(version, look.color, logo))


@get("/brand/{version:str}/logo.png", include_in_schema=False, opt=PUBLIC)
async def brand_logo(version: FromPath[str]) -> Response[bytes]:
    """Serve the shop's logo."""
    look, logo = await shop.shop_look()
    if not logo:
        raise NotFoundException
    return Response(logo, media_type="image/png", headers=_kept(version, look.color, logo))


def _kept(version: str, color: str, logo: bytes) -> dict[str, str]:
    # An old page may still ask for an old version: it gets the new look, but under that address only this once.
    return {"Cache-Control": FOR_EVER if version == shop.brand_version(color, logo) else "no-store"}


def _page(
    house: House,
    stored: ShopLook,
    typed: ShopLook,
    logo: bytes,
    problems: Sequence[LookProblem] = (),
    logo_errors: Sequence[FieldError] = (),
) -> ShopPage:
    refused = next((problem.color for problem in problems if problem.color), None)
    nearest = refused.nearest if refused else ""
    shown = nearest or (typed.color if isinstance(check_color(typed.color), Accepted) else USUAL_COLOR)
    return ShopPage(
        look=typed,
        logo_url=f"/brand/{shop.brand_version(stored.color, logo)}/logo.png" if logo else "",
        preview_url=f"/shop/preview.css?color=%23{shown.removeprefix('#')}",
        preview_integrity=digest(_samples_css(shown).encode()),
        shown_color=shown,
        nearest=nearest,
        embed=snippet(house),
        errors=(*(FieldError(problem.field, _words(problem)) for problem in problems), *logo_errors),
    )


def _samples_css(color: str) -> str:
    colors = check_color(color)
    return brand_css(colors, ".sample.day", ".sample.night") if isinstance(colors, Accepted) else ""


def _nearest(color: str) -> str:
    refused = check_color(color)
    return refused.nearest if isinstance(refused, Refused) else color


async def _uploaded(file: object) -> Logo | LogoProblem | None:
    content = await file.read() if isinstance(file, UploadFile) else b""
    # Drawing a picture anew takes a tenth of a second: others are served meanwhile.
    return await asyncio.to_thread(read_logo, content) if content else None


def _words(problem: LookProblem) -> str:
    if problem.color is not None:
        return _color_words(problem.color)
    return {
        "missing": _("Please enter the name of the shop."),
        "too_long": _("This is too long, or contains signs that are not text. The most are 200 characters."),
        "not_https": _("Please enter a complete address that begins with https://"),
        "unknown_choice": _("Please choose one of the two."),
    }[problem.why]


def _color_words(refused: Refused) -> str:
    if refused.why == "not_a_color":
        return _("Please enter the colour as six digits, e.g. #0b5d57.")
    values = {
        "ratio": format_number(refused.ratio, 1),
        "needed": format_number(refused.needed, 1),
        "nearest": refused.nearest,
    }
    if refused.why == "paper":
        return (
            _(
                "This colour is too pale: its contrast with the paper is %(ratio)s to 1, and it takes at least "
                "%(needed)s to 1. The nearest colour that does is %(nearest)s."
            )
            % values
        )
    return (
        _(
            "Neither white nor dark writing can be read well on this colour: the contrast is %(ratio)s to 1, and it "
            "takes at least %(needed)s to 1. The nearest colour that does is %(nearest)s."
        )
        % values
    )


def _logo_error(problem: LogoProblem) -> tuple[FieldError, ...]:
    words = {
        "too_large": _("This file is larger than 1 MB. Please choose a smaller one."),
        "too_many_pixels": _("This picture has too many pixels. Please choose a smaller one."),
        "drawing": _(
            "SVG files can contain scripts and are not accepted. Please save the logo as PNG, at least 400 pixels wide."
        ),
        "not_a_picture": _("This file is not a picture that we can read. Please choose PNG, JPEG or WebP."),
    }
    return (FieldError("logo", words[problem.why]),)


ROUTES: Final = (shop_page, change_shop, preview_css, brand_style, brand_logo)
