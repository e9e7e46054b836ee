"""What members do with an alert: see, take, hand over, act, comment, mute, accept, call noise, close and reopen.

Only the role of the alert's team acts; everybody who acts somewhere may comment and be silent for themselves. A step
answers 303, or the block of work to htmx. One that the alert's state does not allow is 409 with a sentence that says
why; a form that lacks something comes back filled with 422. Both are shown in the block itself.
"""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, TypeVar

from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.params import FromPath, URLEncodedBody

from feedback_app.alerts import actions, endings, lifecycle, muting, reading, routing
from feedback_app.alerts.action_forms import read_action
from feedback_app.alerts.cards import AlertCard
from feedback_app.alerts.desk import alert_page
from feedback_app.alerts.errors import AlertError
from feedback_app.alerts.lifecycle import Doer
from feedback_app.alerts.muting import About, Whom, Wish
from feedback_app.alerts.rights import ACTS_FOR, may_act_for, roles_for
from feedback_app.alerts.work import After, Typed
from feedback_app.alerts.working import work_of
from feedback_app.foundation.access import SERVING, Colleagues, Viewer, needs
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.pages import FieldError, parse_day, see_other, show
from surveys.form.visits import WiredReader
from surveys.ports import Reader
from surveys.text_input import COMMENT_LIMIT, CleanText, clean_text

AnyRequest = Request[Any, Any, Any]
Form = URLEncodedBody[dict[str, str]]
LARGEST_ID: Final = 2**31 - 1
LONGEST_TEXT: Final = 1000
LONGEST_REASON: Final = 300
Word = TypeVar("Word", bound=str)
SPANS: Final = {"day": timedelta(days=1), "week": timedelta(days=7)}


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


@post("/alerts/{alert_id:int}/see", guards=[needs(*SERVING)], include_in_schema=False, status_code=200)
async def see_alert(
    request: AnyRequest,
    house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
    colleagues: NamedDependency[Colleagues],
    reader: WiredReader,
    alert_id: FromPath[int],
) -> Response[Any]:
    """Note that the member has seen the alert."""
    desk = await own(request, house, viewer, colleagues, reader, alert_id)
    return await step(desk, lifecycle.see(house, alert_id, viewer.id, viewer.name), _("Noted: seen."))


@post("/alerts/{alert_id:int}/take", guards=[needs(*SERVING)], include_in_schema=False, status_code=200)
async def take_alert(
    request: AnyRequest,
    house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
    colleagues: NamedDependency[Colleagues],
    reader: WiredReader,
    alert_id: FromPath[int],
) -> Response[Any]:
    """Give the alert to the member who asks for it."""
    desk = await own(request, house, viewer, colleagues, reader, alert_id)
    taken = lifecycle.assign(house, alert_id, viewer.id, viewer.name)
    return await step(desk, taken, _("The alert is yours now."))


@post("/alerts/{alert_id:int}/assign", guards=[needs(*SERVING)], include_in_schema=False, status_code=200)
async def assign_alert(
    request: AnyRequest,
    house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
    colleagues: NamedDependency[Colleagues],
    reader: WiredReader,
    alert_id: FromPath[int],
    data: Form,
) -> Response[Any]:
    """Give the alert to another member or team, with a note."""
    desk = await own(request, house, viewer, colleagues, reader, alert_id)
    words, to = text(data, "words", LONGEST_REASON), data.get("to", "")
    before = int(data["owner"][:10]) if data.get("owner", "").isdecimal() else 0
    kind, _cut, name = to.partition(":")
    if kind == "team" and name in (await reading.team_names()).keys() - {desk.card.team}:
        routed = await routing.owner_for(name)
        owner = Doer(routed.owner_id, routed.owner_name)
        given = lifecycle.pass_on(house, alert_id, name, owner, before, words, desk.doer)
        return await step(desk, given, _("The alert belongs to the other team now."))
    for one in await colleagues.with_role(roles_for(desk.card.team)):
        if to == f"member:{one.id}":
            given = lifecycle.hand_over(house, alert_id, Doer(one.id, one.name), before, words, desk.doer)
            return await step(desk, given, _("The alert belongs to %(name)s now.") % {"name": one.name})
    wrong = FieldError("assign-to", _("Please choose who takes the alert on."))
    return await again(desk, After(typed=Typed(words=words, to=to), errors=(wrong,)))


@post("/alerts/{alert_id:int}/action", guards=[needs(*SERVING)], include_in_schema=False, status_code=200)
async def act_on_alert(
    request: AnyRequest,
    house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
    colleagues: NamedDependency[Colleagues],
    reader: WiredReader,
    alert_id: FromPath[int],
    data: Form,
) -> Response[Any]:
    """Record an action; a form that does not validate comes back filled with 422."""
    desk = await own(request, house, viewer, colleagues, reader, alert_id)
    form, plan = await read_action(desk.card, data, house.today(), viewer)
    if plan is None:
        return await again(desk, After(form=form))
    recorded = actions.record(house, alert_id, plan, viewer.id, viewer.name)
    return await step(desk, recorded, _("The action is saved. Its effect is being measured."))


@post("/alerts/{alert_id:int}/comment", guards=[needs(*SERVING)], include_in_schema=False, status_code=200)
async def comment_on_alert(
    request: AnyRequest,
    house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
    colleagues: NamedDependency[Colleagues],
    reader: WiredReader,
    alert_id: FromPath[int],
    data: Form,
) -> Response[Any]:
    """Keep what the member says about the alert."""
    desk = await found(request, house, viewer, colleagues, reader, alert_id)
    words = text(data, "comment", LONGEST_TEXT)
    if not words:
        wrong = FieldError("comment-text", _("Please write what you want to say."))
        return await again(desk, After(errors=(wrong,)))
    return await step(desk, lifecycle.comment(house, alert_id, words, desk.doer), _("Your comment is saved."))


@post("/alerts/{alert_id:int}/mute", guards=[needs(*SERVING)], include_in_schema=False, status_code=200)
async def mute_alert(
    request: AnyRequest,
    house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
    colleagues: NamedDependency[Colleagues],
    reader: WiredReader,
    alert_id: FromPath[int],
    data: Form,
) -> Response[Any]:
    """Be silent about the alert, its series or its theme, for oneself or for the team."""
    desk = await found(request, house, viewer, colleagues, reader, alert_id)
    wish, errors = wished(desk, data)
    if wish is None or errors:
        typed = Typed(
            about=data.get("about", "alert"), whom=data.get("whom", "me"), until=data.get("until", "")[:20],
            share=data.get("share", "")[:20], mute_reason=text(data, "reason", LONGEST_REASON),
        )  # fmt: skip
        return await again(desk, After(typed=typed, errors=errors))
    if wish.whom == "team" and not may_act_for(viewer, desk.card.team):
        raise PermissionDeniedException
    return await step(desk, muting.mute(house, desk.card, wish, desk.doer), _("Muted. It ends by itself."))


@post("/alerts/{alert_id:int}/unmute", guards=[needs(*SERVING)], include_in_schema=False, status_code=200)
async def unmute_alert(
    request: AnyRequest,
    house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
    colleagues: NamedDependency[Colleagues],
    reader: WiredReader,
    alert_id: FromPath[int],
    data: Form,
) -> Response[Any]:
    """End a silence of one's own, or of one's team."""
    desk = await found(request, house, viewer, colleagues, reader, alert_id)
    mute_id = int(data["mute"][:10]) if data.get("mute", "").isdecimal() else 0
    if not 0 < mute_id <= LARGEST_ID:
        raise NotFoundException
    ended = muting.unmute(house, mute_id, desk.doer, ACTS_FOR[viewer.role])
    return await step(desk, ended, _("You will hear of it again."))


@post("/alerts/{alert_id:int}/accept", guards=[needs(*SERVING)], include_in_schema=False, status_code=200)
async def accept_alert(
    request: AnyRequest,
    house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
    colleagues: NamedDependency[Colleagues],
    reader: WiredReader,
    alert_id: FromPath[int],
    data: Form,
) -> Response[Any]:
    """Close the alert: this level is the new normal."""
    desk = await own(request, house, viewer, colleagues, reader, alert_id)
    if desk.card.kind == "single":
        raise NotFoundException
    words = text(data, "accept", LONGEST_REASON)
    if not words and desk.card.closed_at is None:
        wrong = FieldError("accept-note", _("Please say why this is the new normal."))
        return await again(desk, After(errors=(wrong,)))
    accepted = endings.accept(house, alert_id, words, desk.doer)
    return await step(desk, accepted, _("Accepted: this level is the new normal."))


@post("/alerts/{alert_id:int}/noise", guards=[needs(*SERVING)], include_in_schema=False, status_code=200)
async def call_noise(
    request: AnyRequest,
    house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
    colleagues: NamedDependency[Colleagues],
    reader: WiredReader,
    alert_id: FromPath[int],
    data: Form,
) -> Response[Any]:
    """Close the alert as noise, with a reason."""
    desk = await own(request, house, viewer, colleagues, reader, alert_id)
    reason = text(data, "reason", LONGEST_REASON)
    if not reason and desk.card.closed_at is None:
        wrong = FieldError("noise-note", _("Please say why it was noise."))
        return await again(desk, After(errors=(wrong,)))
    closed = lifecycle.close(house, alert_id, reason or "-", viewer.id, viewer.name)
    return await step(desk, closed, _("The alert is closed as noise. The alarms learn from it."))


@post("/alerts/{alert_id:int}/close", guards=[needs(*SERVING)], include_in_schema=False, status_code=200)
async def close_alert(
    request: AnyRequest,
    house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
    colleagues: NamedDependency[Colleagues],
    reader: WiredReader,
    alert_id: FromPath[int],
) -> Response[Any]:
    """Close the alert after its action."""
    desk = await own(request, house, viewer, colleagues, reader, alert_id)
    closed = lifecycle.close(house, alert_id, "", viewer.id, viewer.name)
    return await step(desk, closed, _("The alert is closed."))


@post("/alerts/{alert_id:int}/reopen", guards=[needs(*SERVING)], include_in_schema=False, status_code=200)
async def reopen_alert(
    request: AnyRequest,
    house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
    colleagues: NamedDependency[Colleagues],
    reader: WiredReader,
    alert_id: FromPath[int],
    data: Form,
) -> Response[Any]:
    """Open a closed alert again."""
    desk = await own(request, house, viewer, colleagues, reader, alert_id)
    reopened = endings.reopen(house, alert_id, text(data, "words", LONGEST_REASON), desk.doer)
    return await step(desk, reopened, _("The alert is open again."))


async def found(
    request: AnyRequest, house: House, viewer: Viewer, colleagues: Colleagues, reader: Reader, alert_id: int
) -> Desk:
    """Return the desk with an alert on it; 404 without one."""
    card = await reading.card(alert_id) if alert_id <= LARGEST_ID else None
    if card is None:
        raise NotFoundException
    return Desk(request, house, viewer, colleagues, reader, card)


async def own(
    request: AnyRequest, house: House, viewer: Viewer, colleagues: Colleagues, reader: Reader, alert_id: int
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
    if not _by_htmx(desk.request):
        return see_other(f"/alerts/{desk.card.id}#work")
    return await again(desk, After(announce=announce), status=200)


async def again(desk: Desk, after: After, status: int = 422) -> Response[Any]:
    """Show the alert as it is now, with what the last step left: the block of work to htmx, the page otherwise."""
    card = await reading.card(desk.card.id) or desk.card
    work = await work_of(desk.house, desk.viewer, desk.colleagues, card, after)
    page = await alert_page(desk.house, desk.viewer, desk.reader, card, work)
    template = "alerts/_work.html" if _by_htmx(desk.request) else "alerts/alert.html"
    return show(desk.request, template, page, section="alerts", status=status)


def wished(desk: Desk, data: dict[str, str]) -> tuple[Wish | None, tuple[FieldError, ...]]:
    """Return the silence that a form asks for, or what is wrong with it; the button pressed says which end is meant."""
    house, span = desk.house, data.get("end", "")
    until, share = house.now() + SPANS[span] if span in SPANS else None, None
    if span not in SPANS and data.get("until", "").strip():
        day = parse_day(data["until"].strip()[:20])
        if day is None or not house.today() <= day < house.today() + muting.LONGEST:
            return None, (FieldError("mute-until", _("Please give a day in the next half year.")),)
        until = muting.end_of(day, house)
    if span not in SPANS and data.get("share", "").strip():
        share = _share(data["share"])
        if share is None or not desk.card.share < share <= 1:
            return None, (FieldError("mute-share", _("Please give a share above that of today, in percent.")),)
    if until is None and share is None:
        return None, (FieldError("mute-until", _("Please say until when: a mute always has an end.")),)
    about: About = _one_of(data.get("about", ""), ("alert", "series", "theme"), "alert")
    whom: Whom = _one_of(data.get("whom", ""), ("me", "team"), "me")
    if desk.card.kind == "single":
        about = "alert"
    return Wish(about, whom, until, share, text(data, "reason", LONGEST_REASON)), ()


def _one_of(typed: str, known: tuple[Word, ...], default: Word) -> Word:
    return next((one for one in known if one == typed), default)


def _share(typed: str) -> float | None:
    """Return a share 0..1 of typed percent, with a comma or a point; None when it is no number."""
    try:
        return float(typed.strip().removesuffix("%").strip().replace(",", ".")) / 100
    except ValueError:
        return None


def text(data: dict[str, str], field: str, longest: int) -> str:
    """Return a field's words as they may be stored, "" where there are none."""
    cleaned = clean_text(data.get(field, "").strip()[:COMMENT_LIMIT])
    return cleaned.text.strip()[:longest] if isinstance(cleaned, CleanText) else ""


def _by_htmx(request: AnyRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


WORK_ROUTES = (
    see_alert,
    take_alert,
    assign_alert,
    act_on_alert,
    comment_on_alert,
    mute_alert,
    unmute_alert,
    accept_alert,
    call_noise,
    close_alert,
    reopen_alert,
)
