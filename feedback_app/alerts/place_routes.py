"""The places of the teams: added and deleted by administrators, tried and switched by the team itself; and the feed.

An address and its secret are typed once and never shown again, so a place is not edited: a wrong one is deleted and
added anew. A feed has no address to type, so every acting member may add one for its team.
"""

from __future__ import annotations

from typing import Annotated, Any, Final

import structlog
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.params import FromPath, QueryParameter, URLEncodedBody

from feedback_app.alerts import destinations, feeds, outbox, setting_pages
from feedback_app.alerts.channels import Channels
from feedback_app.alerts.destinations import Kind
from feedback_app.alerts.rights import may_act_for
from feedback_app.alerts.setting_forms import read_place, text
from feedback_app.alerts.setting_views import PlaceForm
from feedback_app.alerts.slices import TEAMS
from feedback_app.alerts.trying import try_place
from feedback_app.foundation.access import SERVING, Role, Viewer, needs
from feedback_app.foundation.database import transaction
from feedback_app.foundation.house import House
from feedback_app.foundation.pages import see_other, show
from feedback_app.foundation.typed_numbers import LARGEST_ID

AnyRequest = Request[Any, Any, Any]
Form = URLEncodedBody[dict[str, str]]
SETTINGS: Final = "/alerts/settings"
log = structlog.get_logger()


@get(f"{SETTINGS}/teams/{{code:str}}/places/new", guards=[needs(*SERVING)], include_in_schema=False)
async def new_place(
    request: AnyRequest,
    viewer: NamedDependency[Viewer],
    code: FromPath[str],
    kind: Annotated[str, QueryParameter(max_length=20)] = "mail",
) -> Response[str]:
    """Show the form of a new place; a webhook comes with a fresh secret, to be copied before it is saved."""
    wanted = _kind(kind)
    _may_add(viewer, code, wanted)
    form = PlaceForm(kind=wanted.value, secret=destinations.new_signing_secret() if wanted is Kind.WEBHOOK else "")
    page = await setting_pages.place_page(code, form)
    return show(request, "alert_settings/place.html", page, section="alerts")


@post(f"{SETTINGS}/teams/{{code:str}}/places/new", guards=[needs(*SERVING)], include_in_schema=False, status_code=303)
async def add_place(
    request: AnyRequest,
    house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
    code: FromPath[str],
    data: Form,
) -> Response[Any]:
    """Store a place."""
    kind = _kind(data.get("kind", ""))
    _may_add(viewer, code, kind)
    wanted, errors = read_place(code, kind, data, destinations.new_feed_token())
    if wanted is None:
        typed = {name: text(data, name) for name in ("name", "address", "secret", "severity_from")}
        form = PlaceForm(kind=kind.value, private=data.get("private") == "yes", **typed)
        page = await setting_pages.place_page(code, form, errors)
        return show(request, "alert_settings/place.html", page, section="alerts", status=422)
    place_id = await destinations.add(house, wanted)
    log.info("place added", place=place_id, kind=kind.value, private=wanted.private, member=viewer.id)
    return see_other(f"{SETTINGS}?saved=1#place-{place_id}")


@post(f"{SETTINGS}/places/{{place_id:int}}", guards=[needs(*SERVING)], include_in_schema=False, status_code=303)
async def change_place(
    house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
    channels: NamedDependency[Channels],
    place_id: FromPath[int],
    data: Form,
) -> Response[Any]:
    """Try a place, switch it off or on, send again what failed, give a feed a new link, or delete it."""
    team = await destinations.team_of(place_id) if place_id <= LARGEST_ID else None
    if team is None:
        raise NotFoundException
    deed = data.get("do", "")
    if not may_act_for(viewer, team) or (deed == "delete" and not await _may_delete(viewer, place_id)):
        raise PermissionDeniedException
    await _do(house, channels, place_id, deed)
    log.info("place changed", place=place_id, deed=deed, member=viewer.id)
    return see_other(f"{SETTINGS}#{team if deed == 'delete' else f'place-{place_id}'}")


@get("/feed/{destination_id:int}/{token:str}", include_in_schema=False, opt={"public": True})
async def atom_feed(
    house: NamedDependency[House], destination_id: FromPath[int], token: FromPath[str]
) -> Response[str]:
    """Answer with a team's open alerts for a feed reader; the link is the key."""
    found = await feeds.feed(house, destination_id, token) if destination_id <= LARGEST_ID else None
    if found is None:
        raise NotFoundException
    return Response(found, media_type="application/atom+xml; charset=utf-8", headers={"Cache-Control": "no-store"})


async def _do(house: House, channels: Channels, place_id: int, deed: str) -> None:
    match deed:
        case "test":
            await try_place(house, channels, place_id)
        case "disable":
            async with transaction():
                await destinations.disable(place_id, "")
        case "enable":
            await destinations.enable(place_id)
        case "again":
            await outbox.try_all_again(house, place_id)
        case "renew":
            await destinations.renew_feed(house, place_id)
        case "delete":
            await destinations.delete(place_id)
        case _:
            raise NotFoundException


def _kind(given: str) -> Kind:
    if given not in {kind.value for kind in Kind}:
        raise NotFoundException
    return Kind(given)


async def _may_delete(viewer: Viewer, place_id: int) -> bool:
    return viewer.role is Role.ADMIN or await destinations.kind_of(place_id) is Kind.FEED


def _may_add(viewer: Viewer, code: str, kind: Kind) -> None:
    if code not in TEAMS:
        raise NotFoundException
    if not may_act_for(viewer, code) or (kind is not Kind.FEED and viewer.role is not Role.ADMIN):
        raise PermissionDeniedException


PLACE_ROUTES = (new_place, add_place, change_place, atom_feed)
