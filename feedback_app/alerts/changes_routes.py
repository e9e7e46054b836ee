"""The public page "What we have changed" with its feed, and the desk where the team edits it.

Invariants: the public page sets no cookie, knows no person and is there only while the shop has it on; what stands on
it was published by a member.
"""

from __future__ import annotations

from typing import Any, Final

from litestar import HttpMethod, Request, Response, get, post, route
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery, URLEncodedBody

from feedback_app.alerts import change_notes
from feedback_app.alerts.alert_settings import save_news, settings_now
from feedback_app.alerts.changes_page import ChangesPage, NotePage, NotesPage, change_of, page_of, read_note, row_of
from feedback_app.foundation.access import ACTING, needs, signed_in
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import language
from feedback_app.foundation.pages import frame_of, render, see_other, show
from feedback_app.foundation.typed_numbers import LARGEST_ID

AnyRequest = Request[Any, Any, Any]
Form = URLEncodedBody[dict[str, str]]
PUBLIC: Final = {"public": True, "exclude_from_csrf": True}
DESK: Final = "/change-notes"
SECTION: Final = "changes"


@route("/changes", http_method=[HttpMethod.GET, HttpMethod.HEAD], include_in_schema=False, opt=PUBLIC)
async def changes(request: AnyRequest, house: NamedDependency[House]) -> Response[str]:
    """Show what was changed; 404 while the page is off."""
    return show(request, "changes/changes.html", await _public(request, house))


@get("/changes/feed.atom", include_in_schema=False, opt=PUBLIC)
async def feed(request: AnyRequest, house: NamedDependency[House]) -> Response[str]:
    """Show the same as an Atom feed (RFC 4287); 404 while the page is off."""
    page = await _public(request, house)
    xml = render("changes/feed.xml", page, frame_of(request))
    return Response(xml, media_type="application/atom+xml; charset=utf-8")


@get(DESK, guards=[signed_in], include_in_schema=False)
async def notes(request: AnyRequest, house: NamedDependency[House]) -> Response[str]:
    """List the entries, drafts first."""
    now = await settings_now()
    rows = tuple(row_of(one) for one in await change_notes.everything())
    page = NotesPage(rows, now.changes_page, now.tell_by_itself, f"{house.base_url}/changes")
    return show(request, "changes/notes.html", page, section=SECTION)


@post(f"{DESK}/settings", guards=[needs(*ACTING)], include_in_schema=False, status_code=200)
async def set_page(data: Form) -> Response[Any]:
    """Switch the public page on or off, and whether customers are told without a member's release."""
    await save_news(data.get("on") == "yes", data.get("by_itself") == "yes")
    return see_other(DESK)


@get(f"{DESK}/new", guards=[needs(*ACTING)], include_in_schema=False)
async def new_note(request: AnyRequest, house: NamedDependency[House], action: FromQuery[int] = 0) -> Response[str]:
    """Show the form of a new entry, filled from an action if one is named; writes nothing."""
    about = action if 0 < action <= LARGEST_ID else 0
    words = await change_notes.draft_of(about, house.today())
    return _form(request, page_of(f"{DESK}/new?action={about}", 0, about, words))


@post(f"{DESK}/new", guards=[needs(*ACTING)], include_in_schema=False, status_code=200)
async def add_note(
    request: AnyRequest, house: NamedDependency[House], data: Form, action: FromQuery[int] = 0
) -> Response[Any]:
    """Keep a new draft, or publish it at once if that button was pressed."""
    about = action if 0 < action <= LARGEST_ID else 0
    page, words = read_note(data, house.today(), f"{DESK}/new?action={about}", 0, about)
    if words is None:
        return _form(request, page, 422)
    demo = bool(request.app.state.shop.demo)
    saved = await change_notes.save(house, 0, words, about or None, demo)
    if data.get("then") == "publish":
        await change_notes.publish(house, saved)
    return see_other(DESK)


@get(f"{DESK}/{{note_id:int}}", guards=[needs(*ACTING)], include_in_schema=False)
async def edit_note(request: AnyRequest, note_id: FromPath[int]) -> Response[str]:
    """Show an entry to be edited."""
    found = await _entry(note_id)
    page = page_of(f"{DESK}/{note_id}", note_id, found.action or 0, found.words, found.published_at is not None)
    return _form(request, page)


@post(f"{DESK}/{{note_id:int}}", guards=[needs(*ACTING)], include_in_schema=False, status_code=200)
async def save_note(
    request: AnyRequest, house: NamedDependency[House], note_id: FromPath[int], data: Form
) -> Response[Any]:
    """Save an entry; the button says whether it is published, withdrawn or stays as it is."""
    found = await _entry(note_id)
    public = found.published_at is not None
    page, words = read_note(data, house.today(), f"{DESK}/{note_id}", note_id, found.action or 0, public)
    if words is None:
        return _form(request, page, 422)
    await change_notes.save(house, note_id, words, found.action, False)
    then = data.get("then")
    if then == "publish":
        await change_notes.publish(house, note_id)
    elif then == "withdraw":
        await change_notes.withdraw(note_id)
    return see_other(DESK)


async def _public(request: AnyRequest, house: House) -> ChangesPage:
    if not (await settings_now()).changes_page:
        raise NotFoundException
    shown = tuple(change_of(one) for one in await change_notes.published())
    updated = max((one.published_at for one in shown), default=house.now())
    url = f"{house.base_url}/changes"
    feed_url = f"{url}/feed.atom?lang={language()}"
    return ChangesPage(shown, url, feed_url, request.app.state.shop.name, updated)


async def _entry(note_id: int) -> change_notes.Entry:
    found = await change_notes.entry(note_id) if note_id <= LARGEST_ID else None
    if found is None:
        raise NotFoundException
    return found


def _form(request: AnyRequest, page: NotePage, status: int = 200) -> Response[str]:
    return show(request, "changes/note.html", page, section=SECTION, status=status)


CHANGES_ROUTES = (changes, feed, notes, set_page, new_note, add_note, edit_note, save_note)
