"""The member's desk with one alert on it: who asks for a step, and how each step is answered.

A step answers 303, or the block of work to htmx. One that the alert's state does not allow is 409 with a sentence that
says why; a form that lacks something comes back filled with 422. Both are shown in the block itself.
"""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any, TypeAlias

from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.params import FromPath, SkipValidation

from feedback_app.alerts import reading
from feedback_app.alerts.cards import AlertCard
from feedback_app.alerts.desk import alert_page
from feedback_app.alerts.errors import AlertError
from feedback_app.alerts.lifecycle import Doer
from feedback_app.alerts.rights import may_act_for
from feedback_app.alerts.work import After
from feedback_app.alerts.working import work_of
from feedback_app.foundation.access import Colleagues, Viewer
from feedback_app.foundation.house import House
from feedback_app.foundation.pages import by_htmx, see_other, show
from feedback_app.foundation.typed_numbers import LARGEST_ID
from surveys.form.visits import WiredReader
from surveys.ports import Reader

AnyRequest = Request[Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Desk:
    """Who asks for a step, and about which alert."""

    request: AnyRequest
    house: House
    viewer: Viewer
    colleagues: Colleagues
    reader: Reader
    card: AlertCard

    @property
    def doer(self) -> Doer:
        """Return the member as the history names them."""
        return Doer(self.viewer.id, self.viewer.name)


WiredDesk: TypeAlias = NamedDependency[SkipValidation[Desk]]


async def found(
    request: AnyRequest,
    house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
    colleagues: NamedDependency[Colleagues],
    reader: WiredReader,
    alert_id: FromPath[int],
) -> Desk:
    """Return the desk with an alert on it; 404 without one."""
    card = await reading.card(alert_id) if alert_id <= LARGEST_ID else None
    if card is None:
        raise NotFoundException
    return Desk(request, house, viewer, colleagues, reader, card)


async def own(
    request: AnyRequest,
    house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
    colleagues: NamedDependency[Colleagues],
    reader: WiredReader,
    alert_id: FromPath[int],
) -> Desk:
    """Return the desk with an alert on which this member's role acts; 404 or 403 otherwise."""
    desk = await found(request, house, viewer, colleagues, reader, alert_id)
    if not may_act_for(viewer, desk.card.team):
        raise PermissionDeniedException
    return desk


async def step(desk: Desk, taken: Awaitable[object], announce: str) -> Response[Any]:
    """Take a step and answer with what became of the alert; one that is not possible says why with 409."""
    try:
        await taken
    except AlertError as error:
        if error.status != 409:
            raise
        return await again(desk, After(refused=str(error)), status=409)
    if not by_htmx(desk.request):
        return see_other(f"/alerts/{desk.card.id}#work")
    return await again(desk, After(announce=announce), status=200)


async def again(desk: Desk, after: After, status: int = 422) -> Response[Any]:
    """Show the alert as it is now, with what the last step left: the block of work to htmx, the page otherwise."""
    card = await reading.card(desk.card.id) or desk.card
    work = await work_of(desk.house, desk.viewer, desk.colleagues, card, after)
    page = await alert_page(desk.house, desk.viewer, desk.reader, card, work)
    template = "alerts/_work.html" if by_htmx(desk.request) else "alerts/alert.html"
    return show(desk.request, template, page, section="alerts", status=status)
