"""Members decide what becomes of comments that no theme covers: a new theme, part of a known one, or nothing."""

from __future__ import annotations

from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from classifier.errors import ClassifierError
from classifier.inbox import proposals
from classifier.inbox.pages import Typed, dropped, foreign_page, inbox_page, proposal_page
from classifier.workbench.forms import Fields, fields_of, filled_draft, numbers, one
from classifier.workbench.tree import group_rows
from feedback_app.foundation.access import CORRECTING, Viewer, needs, signed_in
from feedback_app.foundation.house import House
from feedback_app.foundation.pages import FieldError, see_other, show
from feedback_app.foundation.typed_numbers import LARGEST_ID

AnyRequest = Request[Any, Any, Any]
INBOX: Final = "/themes/inbox"


@get("/themes/inbox", guards=[signed_in], include_in_schema=False)
async def inbox(request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer]) -> Response[str]:
    """Show what no theme covers, and the groups that could be new themes."""
    return show(request, "inbox/index.html", await inbox_page(house, viewer), section="themes")


@get("/themes/inbox/foreign", guards=[signed_in], include_in_schema=False)
async def foreign(request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer]) -> Response[str]:
    """Show comments that are neither German nor English."""
    return show(request, "inbox/foreign.html", await foreign_page(house, viewer), section="themes")


@get("/themes/inbox/{proposal:int}", guards=[signed_in], include_in_schema=False)
async def one_proposal(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer], proposal: FromPath[int]
) -> Response[str]:
    """Show one group with all its comments, and what can become of it."""
    return await _page(request, house, viewer, proposal, Typed())


@post("/themes/inbox/{proposal:int}/accept", guards=[needs(*CORRECTING)], include_in_schema=False)
async def accept(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer], proposal: FromPath[int]
) -> Response[Any]:
    """Make it a new theme with the comments that are ticked."""
    fields = await fields_of(request)
    filled = filled_draft(fields, [row["code"] for row in await group_rows()])
    without = _without(fields)
    if filled.errors:
        return await _page(request, house, viewer, proposal, Typed(filled.draft, without, errors=filled.errors))
    try:
        theme = await proposals.accept(_known(proposal), filled.draft, viewer.id, house.now(), without, viewer.name)
    except ClassifierError as problem:
        errors = (FieldError("name_de", str(problem)),)
        return await _page(request, house, viewer, proposal, Typed(filled.draft, without, errors=errors))
    return see_other(f"/themes/{theme}")


@post("/themes/inbox/{proposal:int}/merge", guards=[needs(*CORRECTING)], include_in_schema=False)
async def merge(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer], proposal: FromPath[int]
) -> Response[Any]:
    """Give the comments that are ticked to a theme that exists."""
    fields = await fields_of(request)
    theme, without = one(fields, "into"), _without(fields)
    try:
        await proposals.merge_into(_known(proposal), theme, viewer.id, house.now(), without)
    except ClassifierError as problem:
        errors = (FieldError("into", str(problem)),)
        return await _page(request, house, viewer, proposal, Typed(without=without, theme=theme, errors=errors))
    return see_other(INBOX)


@post("/themes/inbox/{proposal:int}/dismiss", guards=[needs(*CORRECTING)], include_in_schema=False)
async def dismiss(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer], proposal: FromPath[int]
) -> Response[Any]:
    """Never propose it again."""
    fields = await fields_of(request)
    note = one(fields, "note")
    try:
        await proposals.dismiss(_known(proposal), viewer.id, house.now(), note)
    except ClassifierError as problem:
        errors = (FieldError("note", str(problem)),)
        typed = Typed(without=_without(fields), note=note, errors=errors)
        return await _page(request, house, viewer, proposal, typed)
    return see_other(INBOX)


@post("/themes/inbox/{proposal:int}/reopen", guards=[needs(*CORRECTING)], include_in_schema=False)
async def reopen(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer], proposal: FromPath[int]
) -> Response[Any]:
    """Take a decision back."""
    try:
        await proposals.reopen(_known(proposal), viewer.id, house.now())
    except ClassifierError as problem:
        return await _page(
            request, house, viewer, proposal, Typed(errors=(FieldError(f"reopen-{proposal}", str(problem)),))
        )
    return see_other(f"{INBOX}/{proposal}")


def _without(fields: Fields) -> frozenset[int]:
    return dropped(numbers(fields.get("shown", ())), numbers(fields.get("comment", ())))


def _known(proposal: int) -> int:
    if not 0 < proposal <= LARGEST_ID:
        raise NotFoundException
    return proposal


async def _page(request: AnyRequest, house: House, viewer: Viewer, proposal: int, typed: Typed) -> Response[str]:
    page = await proposal_page(_known(proposal), house, viewer, typed)
    if page is None:
        raise NotFoundException
    status = 422 if typed.errors else 200
    return show(request, "inbox/proposal.html", page, section="themes", status=status)


ROUTES = (inbox, foreign, one_proposal, accept, merge, dismiss, reopen)
