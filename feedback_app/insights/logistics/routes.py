"""The logistics board and its file. Everybody who is signed in may read it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency

from feedback_app.foundation.access import signed_in
from feedback_app.foundation.house import House
from feedback_app.foundation.live import unchanged
from feedback_app.foundation.pages import show
from feedback_app.insights.live import BASIS, data_version, live_of
from feedback_app.insights.logistics.board import OWN
from feedback_app.insights.logistics.page import logistics_page
from feedback_app.insights.money.costs import cost_model
from feedback_app.insights.store.facts import facts_now
from feedback_app.insights.table_file import csv_answer, logistics_cells
from feedback_app.insights.views import View, view_of

AnyRequest = Request[Any, Any, Any]
PATH = "/logistics"


@get(PATH, guards=[signed_in], include_in_schema=False)
async def logistics_board(request: AnyRequest, house: NamedDependency[House]) -> Response[Any]:
    """Show where goods arrive damaged, late, incomplete or not at all."""
    version = await data_version(house)
    if same := unchanged(request, version):
        return same
    page = await logistics_page(_view(request, house), await facts_now(), await cost_model())
    live = await live_of(request, version, house, (BASIS, "board"))
    return show(request, "logistics/index.html", replace(page, live=live), section="logistics")


@get(f"{PATH}.csv", guards=[signed_in], include_in_schema=False)
async def logistics_file(request: AnyRequest, house: NamedDependency[House]) -> Response[str]:
    """Send the board's rows as a file: all of them, also those that the page leaves out."""
    view = _view(request, house)
    whole = replace(view, own={**view.own, "all": "1"})
    page = await logistics_page(whole, await facts_now(), await cost_model())
    return csv_answer(*logistics_cells(page), "logistics.csv")


def _view(request: AnyRequest, house: House) -> View:
    return view_of(PATH, request.query_params, house.today(), OWN)


ROUTES = (logistics_board, logistics_file)
