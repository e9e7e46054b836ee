"""The money pages: everybody who is signed in reads them; who acts says what a return and what an action costs.

A form that does not validate comes back filled with 422.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery, URLEncodedBody

from feedback_app.foundation.access import ACTING, CORRECTING, Viewer, needs, signed_in
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.live import unchanged
from feedback_app.foundation.pages import Notice, parse_day, see_other, show
from feedback_app.insights.live import BASIS, data_version, live_of
from feedback_app.insights.money.action_money import save_action_money
from feedback_app.insights.money.costs import save_model
from feedback_app.insights.money.forms import read_action, read_costs, typed_costs
from feedback_app.insights.money.pages import OWN, action_form, costs_page, money_page, roi_page
from feedback_app.insights.table_file import action_cells, csv_answer, loss_cells
from feedback_app.insights.views import EARLIEST, LATEST, View, view_of

AnyRequest = Request[Any, Any, Any]
Form = URLEncodedBody[dict[str, str]]
PATH: Final = "/money"
SECTION: Final = "money"
LARGEST_ID: Final = 2_147_483_647


@get(PATH, guards=[signed_in], include_in_schema=False)
async def money(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer], saved: FromQuery[str] = ""
) -> Response[Any]:
    """Show what returns cost and what actions saved."""
    version = await data_version(house)
    if same := unchanged(request, version):
        return same
    page = await money_page(_view(request, house), viewer.role in CORRECTING, viewer.role in ACTING)
    live = await live_of(request, version, house, (BASIS, "costs"))
    return show(request, "money/index.html", replace(page, live=live), section=SECTION, notice=_notice(saved))


@get(f"{PATH}.csv", guards=[signed_in], include_in_schema=False)
async def money_file(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer]
) -> Response[str]:
    """Send the table of costs as a file: all of its rows."""
    view = _view(request, house)
    page = await money_page(replace(view, own={**view.own, "all": "1"}), False, False)
    return csv_answer(*loss_cells(page.table), "costs.csv")


@get(f"{PATH}/roi", guards=[signed_in], include_in_schema=False)
async def roi(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer], until: FromQuery[str] = ""
) -> Response[str]:
    """Show whether the actions of a year paid, term by term."""
    page = await roi_page(_day(until, house), viewer.role in CORRECTING, viewer.role in ACTING)
    return show(request, "money/roi.html", page, section=SECTION)


@get(f"{PATH}/actions.csv", guards=[signed_in], include_in_schema=False)
async def actions_file(house: NamedDependency[House], until: FromQuery[str] = "") -> Response[str]:
    """Send what the actions of a year cost and saved as a file."""
    page = await roi_page(_day(until, house), False, False)
    return csv_answer(*action_cells(page.actions), "actions.csv")


@get(f"{PATH}/costs", guards=[needs(*CORRECTING)], include_in_schema=False)
async def costs(request: AnyRequest, house: NamedDependency[House]) -> Response[str]:
    """Show the editor of the cost model."""
    return show(request, "money/costs.html", await costs_page(house.today()), section=SECTION)


@post(f"{PATH}/costs", guards=[needs(*CORRECTING)], include_in_schema=False, status_code=303)
async def save_costs(request: AnyRequest, house: NamedDependency[House], data: Form) -> Response[Any]:
    """Let the typed costs hold from now on."""
    typed = typed_costs(data)
    wanted, errors = read_costs(typed)
    if errors:
        page = await costs_page(house.today(), typed, errors)
        return show(request, "money/costs.html", page, section=SECTION, status=422)
    await save_model(wanted, house.today(), house.now())
    return see_other(f"{PATH}?saved=1")


@get(f"{PATH}/actions/{{action_id:int}}", guards=[needs(*ACTING)], include_in_schema=False)
async def action(request: AnyRequest, action_id: FromPath[int]) -> Response[str]:
    """Show the form of what an action cost and brought."""
    form = await action_form(action_id) if action_id <= LARGEST_ID else None
    if form is None:
        raise NotFoundException
    return show(request, "money/action.html", form, section=SECTION)


@post(f"{PATH}/actions/{{action_id:int}}", guards=[needs(*ACTING)], include_in_schema=False, status_code=303)
async def save_action(
    request: AnyRequest,
    house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
    action_id: FromPath[int],
    data: Form,
) -> Response[Any]:
    """Save what an action cost and brought."""
    form = await action_form(action_id) if action_id <= LARGEST_ID else None
    if form is None:
        raise NotFoundException
    wanted, note, errors = read_action(data)
    if errors:
        cost, extra = data.get("cost", ""), data.get("extra_revenue", "")
        typed = replace(form, errors=errors, cost=cost, extra_revenue=extra, note=note)
        return show(request, "money/action.html", typed, section=SECTION, status=422)
    await save_action_money(action_id, wanted, note, viewer.name, house.now())
    return see_other(f"{PATH}?saved=1#actions")


def _view(request: AnyRequest, house: House) -> View:
    return view_of(PATH, request.query_params, house.today(), OWN)


def _day(text: str, house: House) -> date:
    """Return a day from an address; today for what is none, or of another century."""
    day = parse_day(text)
    return day if day is not None and EARLIEST <= day <= LATEST else house.today()


def _notice(saved: str) -> Notice | None:
    return Notice("done", _("Saved. It holds from now on.")) if saved else None


ROUTES = (money, money_file, roi, actions_file, costs, save_costs, action, save_action)
