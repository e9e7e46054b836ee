"""The export page and its files, for members; the same files for programs with an API key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.exceptions import ClientException, NotFoundException
from litestar.params import FromPath
from litestar.response import Stream

from feedback_app.foundation.access import signed_in
from feedback_app.foundation.house import House
from feedback_app.foundation.pages import show
from feedback_app.foundation.problems import ERRORS, READING_ERRORS
from feedback_app.insights.exports.choices import Choice, ChoiceError, check, choice_of
from feedback_app.insights.exports.page import OWN, export_page
from feedback_app.insights.exports.streaming import file_of
from feedback_app.insights.views import view_of

AnyRequest = Request[Any, Any, Any]
FORM: Final = "file"
"""What the page's form calls the file: its name stands in the choices."""


@get("/export", guards=[signed_in], include_in_schema=False)
async def export(request: AnyRequest, house: NamedDependency[House]) -> Response[str]:
    """Show what can be exported, with the filters of the page that led here."""
    view = view_of("/export", request.query_params, house.today(), OWN)
    return show(request, "exports/export.html", await export_page(view, house), section="export")


@get("/export/{name:str}", guards=[signed_in], include_in_schema=False)
async def export_file(request: AnyRequest, house: NamedDependency[House], name: FromPath[str]) -> Stream:
    """Send a file row by row: ``name`` is submissions.csv, or "file" with ``what`` and ``format`` in the address."""
    query = request.query_params
    asked = f"{query.get('what', '')}.{query.get('format', '')}" if name == FORM else name
    return _sent(asked, query, house)


@get(
    "/export/{name:str}",
    responses={**READING_ERRORS, 404: ERRORS[404]},
    media_type="application/octet-stream",
)
async def get_export(request: AnyRequest, house: NamedDependency[House], name: FromPath[str]) -> Stream:
    """Send a file: submissions, themes, days, products, inspections, alerts or actions, as csv, xlsx, jsonl or parquet.

    ``name`` is for example submissions.csv. The query holds the filters of the pages (since, until, days, category,
    carrier, theme …) and ``status`` (finished, started or all); without days it is about the last 30.
    """
    try:
        check(request.query_params)
    except ChoiceError as error:
        raise ClientException(str(error)) from error
    return _sent(name, request.query_params, house)


def _sent(name: str, query: Mapping[str, str], house: House) -> Stream:
    what, _point, kind = name.partition(".")
    choice = choice_of(what, kind, query, house.today())
    if choice is None:
        raise NotFoundException
    return Stream(file_of(choice, house.zone), media_type=choice.format.media_type, headers=_headers(choice))


def _headers(choice: Choice) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{choice.file_name}"', "Cache-Control": "no-store"}


ROUTES = (export, export_file)
API_ROUTES = (get_export,)
