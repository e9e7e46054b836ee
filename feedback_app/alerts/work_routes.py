"""What members do with an alert: see, take, hand over, act, comment, mute, accept, call noise, close and reopen.

Only the role of the alert's team acts; everybody who acts somewhere may comment and be silent for themselves. How steps
are answered stands in work_desk.py.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, Final, TypeVar

from litestar import Response, post
from litestar.di import Provide
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.handlers import HTTPRouteHandler
from litestar.params import URLEncodedBody

from feedback_app.alerts import actions, endings, lifecycle, muting, reading, routing
from feedback_app.alerts.action_forms import read_action
from feedback_app.alerts.lifecycle import Doer
from feedback_app.alerts.muting import About, Whom, Wish
from feedback_app.alerts.rights import ACTS_FOR, may_act_for, roles_for
from feedback_app.alerts.work import After, Typed
from feedback_app.alerts.work_desk import Desk, WiredDesk, again, found, own, step
from feedback_app.foundation.access import SERVING, needs
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.pages import FieldError, parse_day
from feedback_app.foundation.typed_numbers import whole_number
from surveys.text_input import field_text

Form = URLEncodedBody[dict[str, str]]
LONGEST_TEXT: Final = 1000
LONGEST_REASON: Final = 300
Word = TypeVar("Word", bound=str)
SPANS: Final = {"day": timedelta(days=1), "week": timedelta(days=7)}


def _step(path: str, by: Callable[..., Awaitable[Desk]] = own) -> Callable[[Callable[..., Any]], HTTPRouteHandler]:
    """Make a step on an alert of a handler; ``by`` says who may take it."""
    return post(
        f"/alerts/{{alert_id:int}}/{path}",
        guards=[needs(*SERVING)],
        dependencies={"desk": Provide(by)},
        include_in_schema=False,
        status_code=200,
    )


@_step("see")
async def see_alert(desk: WiredDesk) -> Response[Any]:
    """Note that the member has seen the alert."""
    return await step(
        desk, lifecycle.see(desk.house, desk.card.id, desk.viewer.id, desk.viewer.name), _("Noted: seen.")
    )


@_step("take")
async def take_alert(desk: WiredDesk) -> Response[Any]:
    """Give the alert to the member who asks for it."""
    taken = lifecycle.assign(desk.house, desk.card.id, desk.viewer.id, desk.viewer.name)
    return await step(desk, taken, _("The alert is yours now."))


@_step("assign")
async def assign_alert(desk: WiredDesk, data: Form) -> Response[Any]:
    """Give the alert to another member or team, with a note."""
    words, to = field_text(data, "words", LONGEST_REASON), data.get("to", "")
    before = whole_number(data.get("owner", "")) or 0
    kind, _cut, name = to.partition(":")
    if kind == "team" and name in (await reading.team_names()).keys() - {desk.card.team}:
        routed = await routing.owner_for(name)
        owner = Doer(routed.owner_id, routed.owner_name)
        given = lifecycle.pass_on(desk.house, desk.card.id, name, owner, before, words, desk.doer)
        return await step(desk, given, _("The alert belongs to the other team now."))
    for one in await desk.colleagues.with_role(roles_for(desk.card.team)):
        if to == f"member:{one.id}":
            given = lifecycle.hand_over(desk.house, desk.card.id, Doer(one.id, one.name), before, words, desk.doer)
            return await step(desk, given, _("The alert belongs to %(name)s now.") % {"name": one.name})
    wrong = FieldError("assign-to", _("Please choose who takes the alert on."))
    return await again(desk, After(typed=Typed(words=words, to=to), errors=(wrong,)))


@_step("action")
async def act_on_alert(desk: WiredDesk, data: Form) -> Response[Any]:
    """Record an action; a form that does not validate comes back filled with 422."""
    form, plan = await read_action(desk.card, data, desk.house.today(), desk.viewer)
    if plan is None:
        return await again(desk, After(form=form))
    recorded = actions.record(desk.house, desk.card.id, plan, desk.viewer.id, desk.viewer.name)
    return await step(desk, recorded, _("The action is saved. Its effect is being measured."))


@_step("comment", by=found)
async def comment_on_alert(desk: WiredDesk, data: Form) -> Response[Any]:
    """Keep what the member says about the alert."""
    words = field_text(data, "comment", LONGEST_TEXT)
    if not words:
        wrong = FieldError("comment-text", _("Please write what you want to say."))
        return await again(desk, After(errors=(wrong,)))
    return await step(desk, lifecycle.comment(desk.house, desk.card.id, words, desk.doer), _("Your comment is saved."))


@_step("mute", by=found)
async def mute_alert(desk: WiredDesk, data: Form) -> Response[Any]:
    """Be silent about the alert, its series or its theme, for oneself or for the team."""
    wish, errors = wished(desk, data)
    if wish is None or errors:
        typed = Typed(
            about=data.get("about", "alert"), whom=data.get("whom", "me"), until=data.get("until", "")[:20],
            share=data.get("share", "")[:20], mute_reason=field_text(data, "reason", LONGEST_REASON),
        )  # fmt: skip
        return await again(desk, After(typed=typed, errors=errors))
    if wish.whom == "team" and not may_act_for(desk.viewer, desk.card.team):
        raise PermissionDeniedException
    return await step(desk, muting.mute(desk.house, desk.card, wish, desk.doer), _("Muted. It ends by itself."))


@_step("unmute", by=found)
async def unmute_alert(desk: WiredDesk, data: Form) -> Response[Any]:
    """End a silence of one's own, or of one's team."""
    mute_id = whole_number(data.get("mute", ""))
    if not mute_id:
        raise NotFoundException
    ended = muting.unmute(desk.house, mute_id, desk.doer, ACTS_FOR[desk.viewer.role])
    return await step(desk, ended, _("You will hear of it again."))


@_step("accept")
async def accept_alert(desk: WiredDesk, data: Form) -> Response[Any]:
    """Close the alert: this level is the new normal."""
    if desk.card.kind == "single":
        raise NotFoundException
    words = field_text(data, "accept", LONGEST_REASON)
    if not words and desk.card.closed_at is None:
        wrong = FieldError("accept-note", _("Please say why this is the new normal."))
        return await again(desk, After(errors=(wrong,)))
    accepted = endings.accept(desk.house, desk.card.id, words, desk.doer)
    return await step(desk, accepted, _("Accepted: this level is the new normal."))


@_step("noise")
async def call_noise(desk: WiredDesk, data: Form) -> Response[Any]:
    """Close the alert as noise, with a reason."""
    reason = field_text(data, "reason", LONGEST_REASON)
    if not reason and desk.card.closed_at is None:
        wrong = FieldError("noise-note", _("Please say why it was noise."))
        return await again(desk, After(errors=(wrong,)))
    closed = lifecycle.close(desk.house, desk.card.id, reason or "-", desk.viewer.id, desk.viewer.name)
    return await step(desk, closed, _("The alert is closed as noise. The alerts learn from it."))


@_step("close")
async def close_alert(desk: WiredDesk) -> Response[Any]:
    """Close the alert after its action."""
    closed = lifecycle.close(desk.house, desk.card.id, "", desk.viewer.id, desk.viewer.name)
    return await step(desk, closed, _("The alert is closed."))


@_step("reopen")
async def reopen_alert(desk: WiredDesk, data: Form) -> Response[Any]:
    """Open a closed alert again."""
    reopened = endings.reopen(desk.house, desk.card.id, field_text(data, "words", LONGEST_REASON), desk.doer)
    return await step(desk, reopened, _("The alert is open again."))


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
    return Wish(about, whom, until, share, field_text(data, "reason", LONGEST_REASON)), ()


def _one_of(typed: str, known: tuple[Word, ...], default: Word) -> Word:
    return next((one for one in known if one == typed), default)


def _share(typed: str) -> float | None:
    """Return a share 0..1 of typed percent, with a comma or a point; None when it is no number."""
    try:
        return float(typed.strip().removesuffix("%").strip().replace(",", ".")) / 100
    except ValueError:
        return None


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
