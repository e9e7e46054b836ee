"""How many false alarms a team wants, and back-tests before anything is switched on.

Everybody who is signed in may read; the roles that act for a team choose. A form that does not validate comes back
filled with 422.
"""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.params import FromPath, FromQuery, URLEncodedBody

from feedback_app.alerts import backtests, budget_pages
from feedback_app.alerts.budget_forms import Wanted, read_budget, read_trial, typed_trial
from feedback_app.alerts.budget_views import TrialForm
from feedback_app.alerts.rights import may_act_for
from feedback_app.alerts.setting_pages import themes
from feedback_app.alerts.slices import TEAMS
from feedback_app.alerts.team_tables import Team
from feedback_app.foundation.access import SERVING, Viewer, needs, signed_in
from feedback_app.foundation.database import transaction
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.pages import FieldError, Notice, see_other, show

AnyRequest = Request[Any, Any, Any]
Form = URLEncodedBody[dict[str, str]]
BUDGET = "/alerts/budget/{team:str}"


@get(BUDGET, guards=[signed_in], include_in_schema=False)
async def budget_of_team(
    request: AnyRequest,
    house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
    team: FromPath[str],
    saved: FromQuery[str] = "",
) -> Response[str]:
    """Ask how many false alarms are all right, with what each choice would have meant."""
    page = await budget_pages.budget_page(house, viewer, _team(team))
    notice = Notice("done", _("Saved. It holds from the next look at the figures on.")) if saved else None
    return show(request, "backtest/budget.html", page, section="alerts", notice=notice)


@post(BUDGET, guards=[needs(*SERVING)], include_in_schema=False, status_code=303)
async def save_budget(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer], team: FromPath[str], data: Form
) -> Response[Any]:
    """Save what a team asks for."""
    wanted = read_budget(data)
    if not isinstance(wanted, Wanted):
        return await _again(request, house, viewer, _own(viewer, team), None, wanted)
    async with transaction():
        await Team.update(
            {Team.false_alarms_per_month: wanted.false_alarms_per_month, Team.least_rise: wanted.least_rise}
        ).where(Team.code == _own(viewer, team))
    return see_other(f"/alerts/budget/{team}?saved=1")


@post(f"{BUDGET}/trials", guards=[needs(*SERVING)], include_in_schema=False, status_code=303)
async def ask_for_trial(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer], team: FromPath[str], data: Form
) -> Response[Any]:
    """Ask for a back-test; it is computed beside the worker and appears on the page."""
    wish = read_trial(data, _own(viewer, team), await themes(), house.today())
    if not isinstance(wish, backtests.Wish):
        return await _again(request, house, viewer, team, typed_trial(data), wish)
    await backtests.ask(house, wish, viewer.id, viewer.name)
    return see_other(f"/alerts/budget/{team}#trials")


@get(f"{BUDGET}/trials", guards=[signed_in], include_in_schema=False)
async def trials_of_team(request: AnyRequest, house: NamedDependency[House], team: FromPath[str]) -> Response[str]:
    """Return the back-tests of a team as they stand."""
    return show(request, "backtest/_trials.html", await budget_pages.trials(house, _team(team)), section="alerts")


async def _again(
    request: AnyRequest,
    house: House,
    viewer: Viewer,
    team: str,
    form: TrialForm | None,
    errors: tuple[FieldError, ...],
) -> Response[str]:
    page = await budget_pages.budget_page(house, viewer, team, form, errors)
    return show(request, "backtest/budget.html", page, section="alerts", status=422)


def _team(code: str) -> str:
    if code not in TEAMS:
        raise NotFoundException
    return code


def _own(viewer: Viewer, code: str) -> str:
    if not may_act_for(viewer, _team(code)):
        raise PermissionDeniedException
    return code


BUDGET_ROUTES = (budget_of_team, save_budget, ask_for_trial, trials_of_team)
