"""The pages about alerts: the inbox and one alert. What members do with one stands in work_routes.py.

Everybody who is signed in may read; noting several alerts as seen passes over those that the member may not act on.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from typing import Annotated, Any, Final

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response import Redirect

from feedback_app.alerts import lifecycle, reading
from feedback_app.alerts.action_routes import ACTION_ROUTES
from feedback_app.alerts.budget_routes import BUDGET_ROUTES
from feedback_app.alerts.changes_routes import CHANGES_ROUTES
from feedback_app.alerts.desk import alert_page
from feedback_app.alerts.errors import AlertError
from feedback_app.alerts.inbox import alert_list, asked_of, inbox_version
from feedback_app.alerts.mailbox_routes import MAILBOX_ROUTES
from feedback_app.alerts.mute_link_routes import MUTE_LINK_ROUTES
from feedback_app.alerts.rate_routes import RATE_ROUTES
from feedback_app.alerts.rights import may_act_for
from feedback_app.alerts.work_routes import WORK_ROUTES
from feedback_app.alerts.working import work_of
from feedback_app.foundation.access import SERVING, Colleagues, Viewer, needs, signed_in
from feedback_app.foundation.house import House
from feedback_app.foundation.live import live_page, unchanged
from feedback_app.foundation.pages import see_other, show
from feedback_app.foundation.typed_numbers import LARGEST_ID, whole_number
from surveys.form.visits import WiredReader

AnyRequest = Request[Any, Any, Any]
MOST_AT_ONCE: Final = 200
OWN_LIST: Final = re.compile(r"/alerts(\?[\w=&-]*)?")


@get("/alerts", guards=[signed_in], include_in_schema=False)
async def list_of_alerts(
    request: AnyRequest,
    house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
    view: FromQuery[str] = "open",
    team: FromQuery[str] = "",
    severity: FromQuery[str] = "",
    page: Annotated[int, QueryParameter(ge=1, le=10_000)] = 1,
) -> Response[Any]:
    """Show what needs somebody now; an unknown view, team or severity is as if it were not there."""
    version = await inbox_version(house)
    if same := unchanged(request, version):
        return same
    found = await alert_list(house, viewer, asked_of(view, team, severity, page))
    shown = replace(found, live=live_page(request, version, house, ("inbox-head", "inbox-views", "inbox")))
    return show(request, "alerts/index.html", shown, section="alerts")


@post("/alerts/seen", guards=[needs(*SERVING)], include_in_schema=False, status_code=200)
async def see_alerts(request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer]) -> Redirect:
    """Note of several alerts that the member has seen them; those of other teams or seen meanwhile are left alone."""
    form = await request.form()
    chosen = {number for text in form.getall("alert", []) if (number := whole_number(text))}
    for alert_id in sorted(chosen)[:MOST_AT_ONCE]:
        card = await reading.card(alert_id)
        if card is not None and may_act_for(viewer, card.team):
            with suppress(AlertError):
                await lifecycle.see(house, alert_id, viewer.id, viewer.name)
    back = str(form.get("back", ""))
    return see_other(back if OWN_LIST.fullmatch(back) else "/alerts")


@get("/alerts/{alert_id:int}", guards=[signed_in], include_in_schema=False)
async def one_alert(
    request: AnyRequest,
    house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
    colleagues: NamedDependency[Colleagues],
    reader: WiredReader,
    alert_id: FromPath[int],
) -> Response[str]:
    """Show one alert with its evidence and what can be done."""
    card = await reading.card(alert_id) if alert_id <= LARGEST_ID else None
    if card is None:
        raise NotFoundException
    page = await alert_page(house, viewer, reader, card, await work_of(house, viewer, colleagues, card))
    return show(request, "alerts/alert.html", page, section="alerts")


ROUTES = (
    list_of_alerts,
    see_alerts,
    one_alert,
    *WORK_ROUTES,
    *ACTION_ROUTES,
    *CHANGES_ROUTES,
    *MUTE_LINK_ROUTES,
    *BUDGET_ROUTES,
    *MAILBOX_ROUTES,
    *RATE_ROUTES,
)
