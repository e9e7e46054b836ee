"""The pages of an action: recording one from a playbook, changing it, and telling the customers of it.

Everybody who is signed in may read what an alert shows; only the role of the alert's team may act. A form that lacks
something comes back filled with 422; a step that is not possible any more is 409.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.params import FromPath, FromQuery, SkipValidation, URLEncodedBody

from feedback_app.alerts import actions, playbooks, reading, releasing
from feedback_app.alerts.action_forms import read_action
from feedback_app.alerts.cards import AlertCard
from feedback_app.alerts.effect_desk import action_form
from feedback_app.alerts.effect_views import ActionForm, ActPage
from feedback_app.alerts.errors import AlertError
from feedback_app.alerts.rights import may_act_for
from feedback_app.alerts.sentences import headline
from feedback_app.alerts.tables import Action
from feedback_app.alerts.telling import Gate
from feedback_app.foundation.access import SERVING, Viewer, needs, signed_in
from feedback_app.foundation.house import House
from feedback_app.foundation.pages import see_other, show
from feedback_app.foundation.typed_numbers import LARGEST_ID

AnyRequest = Request[Any, Any, Any]
Form = URLEncodedBody[dict[str, str]]
# An interface cannot be checked for at run time, and need not be: the application gives it.
WiredGate: TypeAlias = NamedDependency[SkipValidation[Gate]]


@get("/alerts/{alert_id:int}/act", guards=[needs(*SERVING)], include_in_schema=False)
async def act_page(
    request: AnyRequest,
    house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
    alert_id: FromPath[int],
    use: FromQuery[str] = "",
) -> Response[str]:
    """Show the form for an action, filled from a playbook entry; an unknown entry leaves it empty."""
    card = await _own(viewer, alert_id)
    form = await playbooks.form_from(use, house.today())
    return _form(request, card, await action_form(card, house.today(), form))


@post("/alerts/{alert_id:int}/act", guards=[needs(*SERVING)], include_in_schema=False, status_code=200)
async def act(
    request: AnyRequest,
    house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
    alert_id: FromPath[int],
    data: Form,
) -> Response[Any]:
    """Record an action from its own page."""
    card = await _own(viewer, alert_id)
    form, plan = await read_action(card, data, house.today(), viewer)
    if plan is None:
        return _form(request, card, form, 422)
    await actions.record(house, alert_id, plan, viewer.id, viewer.name)
    return see_other(f"/alerts/{alert_id}#work")


@get("/actions/{action_id:int}/edit", guards=[needs(*SERVING)], include_in_schema=False)
async def edit_page(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer], action_id: FromPath[int]
) -> Response[str]:
    """Show an action to be changed; 409 once it is judged."""
    row, card = await _own_action(viewer, action_id)
    if not await actions.is_open(action_id):
        raise AlertError("the effect of this action has been judged already")
    typed = ActionForm(
        row["cause"], row["measure"], row["started_on"].isoformat(), owner=row["owner_name"], action_id=action_id
    )
    return _form(request, card, await action_form(card, house.today(), typed, row["scope"]))


@post("/actions/{action_id:int}/edit", guards=[needs(*SERVING)], include_in_schema=False, status_code=200)
async def edit(
    request: AnyRequest,
    house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
    action_id: FromPath[int],
    data: Form,
) -> Response[Any]:
    """Change an action that is not judged yet."""
    row, card = await _own_action(viewer, action_id)
    form, plan = await read_action(card, data, house.today(), viewer, action_id, row["scope"])
    if plan is None:
        return _form(request, card, form, 422)
    await actions.change(house, action_id, plan, viewer.id, viewer.name)
    return see_other(f"/alerts/{card.id}#work")


@get("/actions/{action_id:int}/tell", guards=[needs(*SERVING)], include_in_schema=False)
async def tell_page(
    request: AnyRequest,
    house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
    gate: WiredGate,
    action_id: FromPath[int],
) -> Response[str]:
    """Show the mail that customers would get, and how many would; sends nothing."""
    _, card = await _own_action(viewer, action_id)
    page = await releasing.preview(house, gate, card, action_id)
    return show(request, "effects/tell.html", page, section="alerts")


@post("/actions/{action_id:int}/tell", guards=[needs(*SERVING)], include_in_schema=False, status_code=200)
async def tell(
    house: NamedDependency[House], viewer: NamedDependency[Viewer], action_id: FromPath[int]
) -> Response[Any]:
    """Release the mails to the customers who asked to hear; 409 when it did not help, or came back."""
    _, card = await _own_action(viewer, action_id)
    await releasing.release(house, action_id, viewer.id, viewer.name)
    return see_other(f"/alerts/{card.id}#work")


@get("/playbooks", guards=[signed_in], include_in_schema=False)
async def playbook_page(
    request: AnyRequest, house: NamedDependency[House], theme: FromQuery[str] = ""
) -> Response[str]:
    """Show what helped against which theme so far, and what to check first."""
    return show(request, "playbooks/index.html", await playbooks.page(theme), section="playbooks")


def _form(request: AnyRequest, card: AlertCard, form: ActionForm, status: int = 200) -> Response[str]:
    action = f"/actions/{form.action_id}/edit" if form.action_id else f"/alerts/{card.id}/act"
    page = ActPage(action, f"/alerts/{card.id}", headline(card), form)
    return show(request, "effects/act.html", page, section="alerts", status=status)


async def _own(viewer: Viewer, alert_id: int) -> AlertCard:
    """Return an alert that this member's role acts on; 404 or 403 otherwise."""
    card = await reading.card(alert_id) if alert_id <= LARGEST_ID else None
    if card is None:
        raise NotFoundException
    if not may_act_for(viewer, card.team):
        raise PermissionDeniedException
    return card


async def _own_action(viewer: Viewer, action_id: int) -> tuple[dict[str, Any], AlertCard]:
    row = await Action.select().where(Action.id == action_id).first() if action_id <= LARGEST_ID else None
    if row is None:
        raise NotFoundException
    return row, await _own(viewer, row["alert"])


ACTION_ROUTES = (act_page, act, edit_page, edit, tell_page, tell, playbook_page)
