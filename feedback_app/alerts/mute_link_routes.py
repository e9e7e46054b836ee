"""The one-click mute of an alert's mail: for the team, for a week, without a login.

Invariants: looking at the page mutes nothing, so a mail scanner silences nobody; the one button, or the mail program's
own (RFC 8058), needs neither cookie nor login and is answered without a redirect; the silence ends by itself and shows
on the alert's page, where it can be ended.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

from litestar import HttpMethod, Request, Response, post, route
from litestar.di import NamedDependency
from litestar.params import FromPath

from feedback_app.alerts import links, muting, reading, sentences
from feedback_app.alerts.alert_letters import MUTED_FOR
from feedback_app.alerts.cards import AlertCard
from feedback_app.alerts.lifecycle import Doer
from feedback_app.alerts.muting import Wish
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import format_moment, language
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.pages import show

AnyRequest = Request[Any, Any, Any]


@dataclass(frozen=True, slots=True)
class MuteLink:
    """Context of alerts/mute_link.html."""

    kind: Literal["ask", "done", "over", "unknown"]
    sentence: str = ""
    team: str = ""
    until: str = ""
    action: str = ""
    url: str = ""


@route(
    "/u/mute/{token:str}", http_method=[HttpMethod.GET, HttpMethod.HEAD], include_in_schema=False, opt={"public": True}
)
async def mute_link(request: AnyRequest, house: NamedDependency[House], token: FromPath[str]) -> Response[str]:
    """Ask whether the team wants to hear no more of an alert; writes nothing."""
    card = await _meant(house, token)
    if card is None:
        return _unknown(request)
    kind: Literal["ask", "over"] = "ask" if card.closed_at is None else "over"
    return show(request, "alerts/mute_link.html", await _page(house, card, kind, request.url.path))


@post("/u/mute/{token:str}", include_in_schema=False, opt={"public": True}, status_code=200)
async def mute_by_link(request: AnyRequest, house: NamedDependency[House], token: FromPath[str]) -> Response[str]:
    """Mute the alert for the team. The body is not read: the link says all, whoever posts it."""
    card = await _meant(house, token)
    if card is None:
        return _unknown(request)
    if card.closed_at is None:
        wish = Wish("alert", "team", house.now() + MUTED_FOR, None)
        name = _("%(team)s, by e-mail") % {"team": await _team_name(card.team)}
        await muting.mute(house, card, wish, Doer(None, name))
    return show(
        request,
        "alerts/mute_link.html",
        await _page(house, card, "done" if card.closed_at is None else "over", request.url.path),
    )


async def _meant(house: House, token: str) -> AlertCard | None:
    """Return the alert of a link, as one of the team that the link was sent to; None for a link that is not ours."""
    found = links.muted_by(house, token, await reading.team_names())
    card = await reading.card(found[0]) if found else None
    return replace(card, team=found[1]) if card and found else None


async def _page(house: House, card: AlertCard, kind: Literal["ask", "done", "over"], path: str) -> MuteLink:
    return MuteLink(
        kind=kind,
        sentence=sentences.headline(card),
        team=await _team_name(card.team),
        until=format_moment(house.now() + MUTED_FOR, house.zone),
        action=path,
        url=f"/alerts/{card.id}",
    )


async def _team_name(team: str) -> str:
    names = await reading.team_names()
    return names[team].in_language(language()) if team in names else team


def _unknown(request: AnyRequest) -> Response[str]:
    return show(request, "alerts/mute_link.html", MuteLink("unknown"), status=404)


MUTE_LINK_ROUTES = (mute_link, mute_by_link)
