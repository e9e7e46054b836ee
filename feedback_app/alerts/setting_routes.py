"""The settings of alerts: each team's hours and wishes, the routes, and what holds for all teams.

Everybody who is signed in may read; a member changes what belongs to the teams that its role acts for; what holds for
all teams is the administrators'. A form that does not validate comes back filled with 422.
"""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.params import FromPath, QueryParameter, URLEncodedBody

from feedback_app.alerts import alert_settings, route_order, setting_pages
from feedback_app.alerts.channels import Channels
from feedback_app.alerts.place_routes import PLACE_ROUTES
from feedback_app.alerts.rights import may_act_for
from feedback_app.alerts.setting_forms import read_general, read_route, read_team, text
from feedback_app.alerts.setting_views import GeneralForm, RouteForm
from feedback_app.alerts.slices import TEAMS
from feedback_app.alerts.team_wishes import save_wishes
from feedback_app.foundation.access import SERVING, Colleagues, Role, Viewer, needs, signed_in
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.pages import Notice, see_other, show
from feedback_app.foundation.typed_numbers import LARGEST_ID

AnyRequest = Request[Any, Any, Any]
Form = URLEncodedBody[dict[str, str]]
SETTINGS = "/alerts/settings"


@get(SETTINGS, guards=[signed_in], include_in_schema=False)
async def settings_of_alerts(
    request: AnyRequest,
    house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
    channels: NamedDependency[Channels],
    saved: Annotated[str, QueryParameter(max_length=10)] = "",
) -> Response[str]:
    """Show who hears of what, when and where."""
    page = await setting_pages.settings_page(house, viewer, channels)
    notice = Notice("done", _("Saved. It holds from now on.")) if saved else None
    return show(request, "alert_settings/index.html", page, section="alerts", notice=notice)


@post(SETTINGS, guards=[needs(Role.ADMIN)], include_in_schema=False, status_code=303)
async def save_general(
    request: AnyRequest,
    house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
    channels: NamedDependency[Channels],
    data: Form,
) -> Response[Any]:
    """Save the federal state and what a return costs."""
    wanted, errors = read_general(data)
    if wanted is None:
        typed = GeneralForm(text(data, "federal_state"), text(data, "euros"))
        page = await setting_pages.settings_page(house, viewer, channels, typed, errors)
        return show(request, "alert_settings/index.html", page, section="alerts", status=422)
    await alert_settings.save_general(wanted.federal_state, wanted.cents_per_return)
    return see_other(f"{SETTINGS}?saved=1")


@get(f"{SETTINGS}/teams/{{code:str}}", guards=[needs(*SERVING)], include_in_schema=False)
async def team_wishes(
    request: AnyRequest,
    viewer: NamedDependency[Viewer],
    colleagues: NamedDependency[Colleagues],
    code: FromPath[str],
) -> Response[str]:
    """Show a team's hours and wishes."""
    page = await setting_pages.team_page(colleagues, _own_team(viewer, code))
    return show(request, "alert_settings/team.html", page, section="alerts")


@post(f"{SETTINGS}/teams/{{code:str}}", guards=[needs(*SERVING)], include_in_schema=False, status_code=303)
async def save_team_wishes(
    request: AnyRequest,
    house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
    colleagues: NamedDependency[Colleagues],
    code: FromPath[str],
    data: Form,
) -> Response[Any]:
    """Save a team's hours and wishes."""
    _own_team(viewer, code)
    typed = read_team(data, await setting_pages.owners_for(colleagues, (code,)))
    if typed.errors:
        page = await setting_pages.team_page(colleagues, code, setting_pages.typed_team(data), typed.errors)
        return show(request, "alert_settings/team.html", page, section="alerts", status=422)
    await save_wishes(house, code, typed.values)
    return see_other(f"{SETTINGS}?saved=1#{code}")


@get(f"{SETTINGS}/routes/new", guards=[needs(*SERVING)], include_in_schema=False)
async def new_route(
    request: AnyRequest, viewer: NamedDependency[Viewer], colleagues: NamedDependency[Colleagues]
) -> Response[str]:
    """Show the form of a new route."""
    page = await setting_pages.route_page(viewer, colleagues, RouteForm())
    return show(request, "alert_settings/route.html", page, section="alerts")


@post(f"{SETTINGS}/routes/new", guards=[needs(*SERVING)], include_in_schema=False, status_code=303)
async def add_route(
    request: AnyRequest, viewer: NamedDependency[Viewer], colleagues: NamedDependency[Colleagues], data: Form
) -> Response[Any]:
    """Add a route behind the others."""
    own = tuple(team for team in TEAMS if may_act_for(viewer, team))
    typed = read_route(data, await setting_pages.themes(), await setting_pages.owners_for(colleagues, own))
    if typed.errors:
        names = ("theme", "dimension", "value", "party", "severity_from", "team", "owner")
        form = RouteForm(**{name: text(data, name) for name in names})
        page = await setting_pages.route_page(viewer, colleagues, form, typed.errors)
        return show(request, "alert_settings/route.html", page, section="alerts", status=422)
    _own_team(viewer, str(typed.values["team"]))
    await route_order.add(typed.values)
    return see_other(f"{SETTINGS}?saved=1#routes")


@post(f"{SETTINGS}/routes/{{route_id:int}}", guards=[needs(*SERVING)], include_in_schema=False, status_code=303)
async def change_route(viewer: NamedDependency[Viewer], route_id: FromPath[int], data: Form) -> Response[Any]:
    """Move a route up or down, or delete it."""
    team = await route_order.team_of(route_id) if route_id <= LARGEST_ID else None
    if team is None:
        raise NotFoundException
    _own_team(viewer, team)
    match data.get("do"):
        case "up":
            await route_order.move(route_id, -1)
        case "down":
            await route_order.move(route_id, 1)
        case "delete":
            await route_order.delete(route_id)
        case _:
            raise NotFoundException
    return see_other(f"{SETTINGS}#routes")


def _own_team(viewer: Viewer, code: str) -> str:
    """Return a team that this member's role acts for; 404 or 403 otherwise."""
    if code not in TEAMS:
        raise NotFoundException
    if not may_act_for(viewer, code):
        raise PermissionDeniedException
    return code


SETTING_ROUTES = (
    settings_of_alerts, save_general, team_wishes, save_team_wishes, new_route, add_route, change_route,
    *PLACE_ROUTES,
)  # fmt: skip
