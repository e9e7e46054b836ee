"""The rooms of saved views: the list, one of them to be changed, and the link that is given to others of the team."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.params import FromPath, URLEncodedBody

from feedback_app.foundation.access import SERVING, Viewer, needs, signed_in
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.pages import FieldError, see_other, show
from feedback_app.insights.saved import views as saved_views
from feedback_app.insights.saved.views import LONGEST_NAME, Address, Saved, address_of
from feedback_app.insights.saved.words import about, room_word
from feedback_app.insights.views import plain_text

AnyRequest = Request[Any, Any, Any]
Form = URLEncodedBody[dict[str, str]]


@dataclass(frozen=True, slots=True)
class SavedRow:
    """One line of saved/index.html. ``room``: the page in a word; ``about``: its days and filters in words."""

    saved: Saved
    room: str
    about: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SavedList:
    """Context of saved/index.html. ``may_save``: this member may keep views."""

    mine: tuple[SavedRow, ...]
    shared: tuple[SavedRow, ...]
    may_save: bool
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class SavedForm:
    """Context of saved/edit.html. ``saved`` None: it is to be kept for the first time, and ``to`` is its address."""

    saved: Saved | None
    to: str
    name: str
    shared: bool
    room: str
    about: tuple[str, ...]
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class SharedPage:
    """Context of saved/shared.html: what a link of the team leads to, and who made it. ``full_link``: to be copied."""

    row: SavedRow
    full_link: str
    zone: ZoneInfo


@get("/saved", guards=[signed_in], include_in_schema=False)
async def saved_list(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer]
) -> Response[str]:
    """Show the member's own views and those of the team."""
    rows = [await _row(saved, house) for saved in await saved_views.listed(viewer)]
    mine, shared = (tuple(row for row in rows if row.saved.mine is own) for own in (True, False))
    page = SavedList(mine, shared, viewer.role in SERVING, house.zone)
    return show(request, "saved/index.html", page, section="saved")


@post("/saved", guards=[needs(*SERVING)], include_in_schema=False, status_code=303)
async def save(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer], data: Form
) -> Response[Any]:
    """Keep a view."""
    name, shared, address = _name(data), data.get("shared") == "1", address_of(data.get("to", ""))
    errors = _name_errors(name)
    if address is None:
        errors = (*errors, FieldError("name", _("Only pages of this desk can be saved.")))
    elif not errors:
        kept = await saved_views.save(house, viewer, name, address, shared)
        if kept is not None:
            return see_other(f"/saved#view-{kept}")
        full = _("You keep %(num)d views already. Delete one first.") % {"num": saved_views.MOST}
        errors = (FieldError("name", full),)
    shown = address or Address("/", "")
    told = await about(shown.path, shown.query, house.today())
    form = SavedForm(None, address.url if address else "", name, shared, room_word(shown.path), told, errors)
    return show(request, "saved/edit.html", form, section="saved", status=422)


@get("/saved/{saved_id:int}", guards=[needs(*SERVING)], include_in_schema=False)
async def edit(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer], saved_id: FromPath[int]
) -> Response[str]:
    """Show the form on which a view is renamed, shared or deleted."""
    saved = await _changeable(saved_id, viewer)
    form = await _form(saved, saved.name, saved.shared, house)
    return show(request, "saved/edit.html", form, section="saved")


@post("/saved/{saved_id:int}", guards=[needs(*SERVING)], include_in_schema=False, status_code=303)
async def change(
    request: AnyRequest,
    house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
    saved_id: FromPath[int],
    data: Form,
) -> Response[Any]:
    """Rename a view, and share it or not."""
    saved = await _changeable(saved_id, viewer)
    name, shared = _name(data), data.get("shared") == "1"
    if errors := _name_errors(name):
        form = await _form(saved, name, shared, house, errors)
        return show(request, "saved/edit.html", form, section="saved", status=422)
    await saved_views.rename(saved, name, shared)
    return see_other(f"/saved#view-{saved.id}")


@post("/saved/{saved_id:int}/delete", guards=[needs(*SERVING)], include_in_schema=False, status_code=303)
async def delete(viewer: NamedDependency[Viewer], saved_id: FromPath[int]) -> Response[Any]:
    """Delete a view."""
    await saved_views.delete(await _changeable(saved_id, viewer))
    return see_other("/saved")


@get("/v/{saved_id:int}", guards=[signed_in], include_in_schema=False)
async def shared_link(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer], saved_id: FromPath[int]
) -> Response[str]:
    """Show whose view a link leads to, and what it shows."""
    row = await _row(await _seen(saved_id, viewer), house)
    page = SharedPage(row, f"{house.base_url.rstrip('/')}{row.saved.link}", house.zone)
    return show(request, "saved/shared.html", page, section="saved")


@get("/v/{saved_id:int}/open", guards=[signed_in], include_in_schema=False)
async def open_view(viewer: NamedDependency[Viewer], saved_id: FromPath[int]) -> Response[Any]:
    """Lead to the page as it was saved."""
    saved = await _seen(saved_id, viewer)
    # Checked again: what stands in the table must not lead elsewhere either.
    address = address_of(saved.address.url)
    if address is None:
        raise NotFoundException
    return see_other(address.url)


async def _seen(saved_id: int, viewer: Viewer) -> Saved:
    saved = await saved_views.one(saved_id, viewer)
    if saved is None:
        raise NotFoundException
    return saved


async def _changeable(saved_id: int, viewer: Viewer) -> Saved:
    saved = await _seen(saved_id, viewer)
    if not saved.may_change:
        raise PermissionDeniedException
    return saved


async def _row(saved: Saved, house: House) -> SavedRow:
    path, query = saved.address.path, saved.address.query
    return SavedRow(saved, room_word(path), await about(path, query, house.today()))


async def _form(saved: Saved, name: str, shared: bool, house: House, errors: tuple[FieldError, ...] = ()) -> SavedForm:
    row = await _row(saved, house)
    return SavedForm(saved, saved.address.url, name, shared, row.room, row.about, errors)


def _name(data: Form) -> str:
    return " ".join(plain_text(data.get("name", "")).split())


def _name_errors(name: str) -> tuple[FieldError, ...]:
    if not name:
        return (FieldError("name", _("Please give the view a name.")),)
    if len(name) > LONGEST_NAME:
        return (FieldError("name", _("A name has %(num)d characters at most.") % {"num": LONGEST_NAME}),)
    return ()


ROUTES: Final = (saved_list, save, edit, change, delete, shared_link, open_view)
