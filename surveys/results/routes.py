"""What members see of a survey's answers: the results page, the same answers as a file, and wishes to be called."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Stream

from feedback_app.foundation.access import SERVING, needs, signed_in
from feedback_app.foundation.house import House
from feedback_app.foundation.pages import see_other, show
from surveys.callbacks import mark_called
from surveys.results.cut import cut_of
from surveys.results.export import catalogue_of, export
from surveys.results.pages import results_page
from surveys.results.queries import versions_of
from surveys.surveys import versions as survey_versions

AnyRequest = Request[Any, Any, Any]


@get("/surveys/{code:str}/results", guards=[signed_in], include_in_schema=False)
async def results(request: AnyRequest, house: NamedDependency[House], code: FromPath[str]) -> Response[str]:
    """Show what was answered to one survey."""
    page = await results_page(code, request.query_params, house)
    if page is None:
        raise NotFoundException
    return show(request, "results/index.html", page, section="surveys")


@get("/surveys/{code:str}/results.csv", guards=[signed_in], include_in_schema=False)
async def results_file(request: AnyRequest, house: NamedDependency[House], code: FromPath[str]) -> Stream:
    """Send the answers of the same cut as a file, row by row."""
    heads = await versions_of(code)
    if not heads:
        raise NotFoundException
    cut = cut_of(code, request.query_params, heads, house.today())
    columns = catalogue_of([version.definition for version in await survey_versions(code)])
    headers = {"Content-Disposition": f'attachment; filename="{code}.csv"', "Cache-Control": "no-store"}
    return Stream(export(cut, columns, house.zone), media_type="text/csv", headers=headers)


@post("/callbacks/{callback_id:int}/done", guards=[needs(*SERVING)], include_in_schema=False)
async def called(house: NamedDependency[House], callback_id: FromPath[int]) -> Redirect:
    """Note that a customer was called; lead back to what they sent."""
    submission = await mark_called(callback_id, house.now())
    if submission is None:
        raise NotFoundException
    return see_other(f"/submissions/{submission}")


ROUTES = (results, results_file, called)
