"""Where fit hints are asked for: by the shop's programs with a key, by its pages without, and by members.

Invariants: the public answer is a sentence and its number, without a cookie, for every origin and every cache; while it
is switched off, and for articles without a clear hint, it is the same 404, so that it tells nobody what the shop sells.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Final
from urllib.parse import urlencode

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import ClientException, NotFoundException
from litestar.params import FromPath, QueryParameter, URLEncodedBody
from litestar.response import Redirect

from feedback_app.foundation.access import Role, Viewer, needs, signed_in
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.languages import speaking
from feedback_app.foundation.pages import Notice, see_other, show
from feedback_app.foundation.problems import ERRORS
from feedback_app.insights.products.fit import FitHint
from feedback_app.insights.products.fit_hints import hints_of, is_public, make_public
from feedback_app.insights.products.fit_words import fit_sentence, snippet
from feedback_app.insights.products.product_page import FitView, fit_view
from feedback_app.insights.store.facts import facts_now
from feedback_app.insights.views import plain_text

AnyRequest = Request[Any, Any, Any]
Form = URLEncodedBody[dict[str, str]]
NOT_FOUND: Final = {status: ERRORS[status] for status in (400, 401, 404, 503)}
PUBLIC_HEADERS: Final = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "public, max-age=3600",
}
SUFFIX: Final = ".json"
MOST_ROWS: Final = 500


class Texts(msgspec.Struct):
    """One text in both languages; both are empty where nothing is clear."""

    de: str
    en: str


class FitAnswer(msgspec.Struct):
    """How an article fits. ``share`` of ``n`` returns because of size; lower..upper holds it with 99 %."""

    fit: str
    n: int
    too_small: int
    too_big: int
    returned: int
    share: float
    lower: float
    upper: float
    sentence: Texts
    html: Texts


class PublicHint(msgspec.Struct):
    """What the shop's pages are told."""

    n: int
    sentence: Texts


@get("/fit-hint", responses=NOT_FOUND)
async def get_fit_hint(
    house: NamedDependency[House],
    sku: Annotated[str, QueryParameter(name="sku")] = "",
    product: Annotated[str, QueryParameter(name="product")] = "",
) -> FitAnswer:
    """Tell how an article fits, by its number or its product's name; ``fit`` is unclear where no hint is given."""
    if bool(sku) == bool(product):
        raise ClientException("sku or product: send exactly one of them")
    dimension, value = ("sku", sku) if sku else ("product", product)
    hint = hints_of(await facts_now(), house.today()).of(dimension, plain_text(value))
    if hint is None:
        raise NotFoundException("Nobody has returned this article yet")
    return FitAnswer(
        hint.fit.value,
        hint.sized,
        hint.too_small,
        hint.too_big,
        hint.returned,
        round(hint.share, 4),
        round(hint.lower, 4),
        round(hint.upper, 4),
        _sentences(hint),
        Texts(*(_html(hint, code) for code in ("de", "en"))),
    )


@get("/fit-hint/{name:path}", include_in_schema=False, opt={"public": True, "exclude_from_csrf": True})
async def public_fit_hint(house: NamedDependency[House], name: FromPath[str]) -> Response[Any]:
    """Tell the shop's own pages how an article fits."""
    sku = plain_text(name.removeprefix("/").removesuffix(SUFFIX))
    hint = None
    if name.endswith(SUFFIX) and await is_public():
        hint = hints_of(await facts_now(), house.today()).of("sku", sku)
    if hint is None or not fit_sentence(hint):
        return Response({}, status_code=404, media_type="application/json", headers=PUBLIC_HEADERS)
    return Response(PublicHint(hint.sized, _sentences(hint)), media_type="application/json", headers=PUBLIC_HEADERS)


@dataclass(frozen=True, slots=True)
class FitRow:
    """One product with a clear hint."""

    name: str
    url: str
    fit: FitView


@dataclass(frozen=True, slots=True)
class FitHintsPage:
    """Context of products/fit.html. example_url: the public address of one article; may_switch: the reader is admin."""

    rows: tuple[FitRow, ...]
    more: int
    public: bool
    may_switch: bool
    example_url: str


@get("/fit-hints", guards=[signed_in], include_in_schema=False)
async def fit_hints_page(
    request: AnyRequest,
    house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
    saved: Annotated[str, QueryParameter(name="saved")] = "",
) -> Response[str]:
    """Show the products whose fit is clear, and whether the shop's pages may ask for it."""
    found = hints_of(await facts_now(), house.today()).clear()
    rows = tuple(FitRow(name, _product_url(name), fit_view(hint, "")) for name, hint in found[:MOST_ROWS])
    article = _("ARTICLE-NUMBER")
    page = FitHintsPage(
        rows,
        max(len(found) - MOST_ROWS, 0),
        await is_public(),
        viewer.role == Role.ADMIN,
        f"{house.base_url}/fit-hint/{article}{SUFFIX}",
    )
    notice = Notice("done", _("Saved.")) if saved else None
    return show(request, "products/fit.html", page, section="products", notice=notice)


@post("/fit-hints", guards=[needs(Role.ADMIN)], include_in_schema=False)
async def switch_fit_hints(data: Form) -> Redirect:
    """Let the shop's pages ask for hints, or not any more."""
    await make_public(data.get("public") == "on")
    return see_other("/fit-hints?saved=1")


def _product_url(name: str) -> str:
    return f"/products?{urlencode({'product': name, 'days': '365'})}"


def _sentences(hint: FitHint) -> Texts:
    found = []
    for code in ("de", "en"):
        with speaking(code):
            found.append(fit_sentence(hint))
    return Texts(*found)


def _html(hint: FitHint, code: str) -> str:
    with speaking(code):
        return snippet(hint, code)


API_ROUTES: Final = (get_fit_hint,)
ROUTES: Final = (public_fit_hint, fit_hints_page, switch_fit_hints)
