"""The pages about alerts: the list, one alert, and the steps that a team takes.

Everybody who is signed in may read; only the role of the alert's team may act. A step answers 303, or the right
column to htmx; one that the alert's state does not allow is 409, and a form that lacks something comes back with 422.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.params import FromPath, FromQuery, QueryParameter, URLEncodedBody

from feedback_app.alerts import lifecycle, reading
from feedback_app.alerts.actions import record_action
from feedback_app.alerts.cards import AlertCard
from feedback_app.alerts.desk import alert_list, alert_page, may_act_for
from feedback_app.alerts.mailbox_routes import LARGEST_ID, MAILBOX_ROUTES
from feedback_app.alerts.slices import TEAMS
from feedback_app.alerts.views import ActionForm
from feedback_app.foundation.access import ACTING, Viewer, needs, signed_in
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.pages import FieldError, parse_day, see_other, show
from surveys.text_input import COMMENT_LIMIT, CleanText, clean_text

AnyRequest = Request[Any, Any, Any]
Form = URLEncodedBody[dict[str, str]]
VIEWS = ("open", "mine", "closed")
LONGEST_TEXT = 1000
FARTHEST = timedelta(days=366)


@get("/alerts", guards=[signed_in], include_in_schema=False)
async def list_of_alerts(
    request: AnyRequest,
    viewer: NamedDependency[Viewer],
    view: FromQuery[str] = "open",
    team: FromQuery[str] = "",
    page: Annotated[int, QueryParameter(ge=1, le=10_000)] = 1,
) -> Response[str]:
    """Show what needs somebody now; an unknown view or team is the first one."""
    shown = await alert_list(viewer, view if view in VIEWS else "open", team if team in TEAMS else "", page)
    return show(request, "alerts/index.html", shown, section="alerts")


@get("/alerts/{alert_id:int}", guards=[signed_in], include_in_schema=False)
async def one_alert(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer], alert_id: FromPath[int]
) -> Response[str]:
    """Show one alert with its evidence and what can be done."""
    page = await alert_page(house, viewer, await _card(alert_id))
    return show(request, "alerts/alert.html", page, section="alerts")


@post("/alerts/{alert_id:int}/see", guards=[needs(*ACTING)], include_in_schema=False, status_code=200)
async def see_alert(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer], alert_id: FromPath[int]
) -> Response[Any]:
    """Note that the member has seen the alert."""
    await _own(viewer, alert_id)
    await lifecycle.see(house, alert_id, viewer.id, viewer.name)
    return await _answer(request, house, viewer, alert_id, _("Noted: seen."))


@post("/alerts/{alert_id:int}/assign", guards=[needs(*ACTING)], include_in_schema=False, status_code=200)
async def take_alert(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer], alert_id: FromPath[int]
) -> Response[Any]:
    """Give the alert to the member who asks for it."""
    await _own(viewer, alert_id)
    await lifecycle.assign(house, alert_id, viewer.id, viewer.name)
    return await _answer(request, house, viewer, alert_id, _("The alert is yours now."))


@post("/alerts/{alert_id:int}/action", guards=[needs(*ACTING)], include_in_schema=False, status_code=200)
async def act_on_alert(
    request: AnyRequest,
    house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
    alert_id: FromPath[int],
    data: Form,
) -> Response[Any]:
    """Record an action; a form that does not validate comes back filled with 422."""
    card = await _own(viewer, alert_id)
    form, started_on = _checked(data, house.today())
    if started_on is None or form.errors:
        return await _again(request, house, viewer, card, form)
    await record_action(house, alert_id, form.cause, form.measure, started_on, viewer.id, viewer.name)
    return await _answer(request, house, viewer, alert_id, _("The action is saved. Its effect is being measured."))


@post("/alerts/{alert_id:int}/close", guards=[needs(*ACTING)], include_in_schema=False, status_code=200)
async def close_alert(
    request: AnyRequest,
    house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
    alert_id: FromPath[int],
    data: Form,
) -> Response[Any]:
    """Close the alert: after its action, or with a reason as noise."""
    card, reason = await _own(viewer, alert_id), _text(data, "noise_reason")
    if "noise_reason" in data and not reason and card.closed_at is None:
        wrong = FieldError("noise-note", _("Please say why it was noise."))
        return await _again(request, house, viewer, card, ActionForm("", "", house.today().isoformat(), (wrong,)))
    await lifecycle.close(house, alert_id, reason, viewer.id, viewer.name)
    return await _answer(request, house, viewer, alert_id, _("The alert is closed."))


async def _card(alert_id: int) -> AlertCard:
    card = await reading.card(alert_id) if alert_id <= LARGEST_ID else None
    if card is None:
        raise NotFoundException
    return card


async def _own(viewer: Viewer, alert_id: int) -> AlertCard:
    """Return an alert that this member's role acts on; 404 or 403 otherwise."""
    card = await _card(alert_id)
    if not may_act_for(viewer, card.team):
        raise PermissionDeniedException
    return card


async def _answer(request: AnyRequest, house: House, viewer: Viewer, alert_id: int, announce: str) -> Response[Any]:
    if not _by_htmx(request):
        return see_other(f"/alerts/{alert_id}")
    page = await alert_page(house, viewer, await _card(alert_id), announce=announce)
    return show(request, "alerts/_work.html", page, section="alerts")


async def _again(request: AnyRequest, house: House, viewer: Viewer, card: AlertCard, form: ActionForm) -> Response[str]:
    """Show a form that did not validate again."""
    page = await alert_page(house, viewer, card, form)
    template = "alerts/_work.html" if _by_htmx(request) else "alerts/alert.html"
    return show(request, template, page, section="alerts", status=422)


def _checked(data: dict[str, str], today: date) -> tuple[ActionForm, date | None]:
    """Return the form as typed with what is wrong, and its day if that can be read."""
    cause, measure = _text(data, "cause"), _text(data, "measure")
    typed = data.get("started_on", "").strip()[:20]
    day = parse_day(typed)
    errors = []
    if not cause:
        errors.append(FieldError("cause", _("Please say what went wrong.")))
    if not measure:
        errors.append(FieldError("measure", _("Please say what you change.")))
    if day is None or abs(day - today) > FARTHEST:
        errors.append(FieldError("started_on", _("Please give the day from which the action works.")))
    return ActionForm(cause, measure, typed, tuple(errors)), day


def _text(data: dict[str, str], field: str) -> str:
    """Return a field's words as they may be stored, "" where there are none."""
    cleaned = clean_text(data.get(field, "").strip()[:COMMENT_LIMIT])
    return cleaned.text.strip()[:LONGEST_TEXT] if isinstance(cleaned, CleanText) else ""


def _by_htmx(request: AnyRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


ROUTES = (list_of_alerts, one_alert, see_alert, take_alert, act_on_alert, close_alert, *MAILBOX_ROUTES)
