"""The routes of the workbench: everybody who is signed in sees the tree and its history, product managers and
administrators change it. A POST that worked answers 303; one that did not comes back filled, with 422.
"""

from __future__ import annotations

from typing import Annotated, Any, Final

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, QueryParameter

from classifier.errors import ClassifierError
from classifier.workbench import deeds, pages, tree
from classifier.workbench.drafts import Draft
from classifier.workbench.forms import Fields, fields_of, filled_draft, numbers, one
from classifier.workbench.history import changes_page
from classifier.workbench.notices import notice_of
from classifier.workbench.split_routes import SPLIT_ROUTES
from classifier.workbench.undoing import undo
from feedback_app.foundation.access import CORRECTING, Viewer, needs, signed_in
from feedback_app.foundation.house import House
from feedback_app.foundation.pages import FieldError, see_other, show
from feedback_app.foundation.typed_numbers import LARGEST_ID

AnyRequest = Request[Any, Any, Any]
SECTION: Final = "themes"
MAY_EDIT = needs(*CORRECTING)
INVALID: Final = 422
Done = Annotated[str, QueryParameter(name="done", max_length=20)]
Code = FromPath[str]


@get("/themes/tree", guards=[signed_in], include_in_schema=False)
async def theme_tree(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer], done: Done = ""
) -> Response[str]:
    """Show the tree of themes."""
    page = await pages.tree_page(house, viewer)
    return show(request, "workbench/tree.html", page, section=SECTION, notice=notice_of(done))


@get("/themes/new", guards=[MAY_EDIT], include_in_schema=False)
async def new_form(
    request: AnyRequest,
    viewer: NamedDependency[Viewer],
    comments: Annotated[str, QueryParameter(name="comments", max_length=6_000)] = "",
    group: Annotated[str, QueryParameter(name="group", max_length=60)] = "",
) -> Response[str]:
    """Ask for a new theme; ``comments`` are ids, parted by commas, that it may begin with."""
    page = await pages.new_page(Draft("", "", "product", group), viewer, numbers([comments]))
    return show(request, "workbench/new.html", page, section=SECTION)


@post("/themes/new", guards=[MAY_EDIT], include_in_schema=False, status_code=200)
async def add_theme(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer]
) -> Response[Any]:
    """Look for comments with the theme's words, or create it with the ticked ones."""
    fields = await fields_of(request)
    filled = filled_draft(fields, [row["code"] for row in await tree.group_rows()])
    chosen = numbers(fields.get("comment", ()))
    found, errors = None, filled.errors
    if one(fields, "do") == "search":
        found, errors = await pages.comments_with(filled.draft, house), ()
    elif not errors:
        try:
            await deeds.create(filled.draft, chosen, viewer.id, house.now(), signed=viewer.name)
        except ClassifierError as refusal:
            errors = (FieldError("name_de", str(refusal)),)
        else:
            return see_other("/themes/tree?done=created")
    page = await pages.new_page(filled.draft, viewer, chosen, found, errors)
    return show(request, "workbench/new.html", page, section=SECTION, status=INVALID if errors else 200)


@get("/themes/{code:str}/edit", guards=[MAY_EDIT], include_in_schema=False)
async def edit_form(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer], code: Code, done: Done = ""
) -> Response[str]:
    """Show what is written down about a theme and all that can be done with it."""
    page = await pages.edit_page(code, house, viewer)
    if page is None:
        raise NotFoundException
    return show(request, "workbench/edit.html", page, section=SECTION, notice=notice_of(done))


@post("/themes/{code:str}/edit", guards=[MAY_EDIT], include_in_schema=False, status_code=200)
async def rename_theme(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer], code: Code
) -> Response[Any]:
    """Keep other names, definitions, words or another team."""
    filled = filled_draft(await fields_of(request), ())
    errors = filled.errors
    if not errors:
        try:
            await deeds.rename(code, filled.draft, viewer.id, house.now(), viewer.name)
        except ClassifierError as refusal:
            errors = (FieldError("name_de", str(refusal)),)
        else:
            return see_other(f"/themes/{code}/edit?done=renamed")
    return await _edited(request, house, viewer, code, errors, filled.draft)


@get("/themes/{code:str}/merge", guards=[MAY_EDIT], include_in_schema=False)
async def merge_form(
    request: AnyRequest,
    house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
    code: Code,
    into: Annotated[str, QueryParameter(name="into", max_length=60)] = "",
) -> Response[str]:
    """Ask which theme another one becomes part of, and show what that changes."""
    page = await pages.merge_page(code, into, house, viewer)
    if page is None:
        raise NotFoundException
    return show(request, "workbench/merge.html", page, section=SECTION)


@post("/themes/{code:str}/merge", guards=[MAY_EDIT], include_in_schema=False, status_code=200)
async def merge_themes(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer], code: Code
) -> Response[Any]:
    """Merge a theme into another one."""
    into = one(await fields_of(request), "into")
    try:
        await deeds.merge(code, into, viewer.id, house.now(), viewer.name)
    except ClassifierError as refusal:
        page = await pages.merge_page(code, into, house, viewer, (FieldError("into", str(refusal)),))
        if page is None:
            raise NotFoundException from refusal
        return show(request, "workbench/merge.html", page, section=SECTION, status=INVALID)
    return see_other(f"/themes/{into}/edit?done=merged")


@post("/themes/{code:str}/move", guards=[MAY_EDIT], include_in_schema=False, status_code=200)
async def move_theme(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer], code: Code
) -> Response[Any]:
    """Put a theme into another group."""
    group = one(await fields_of(request), "group")
    try:
        await deeds.move(code, group, viewer.id, house.now(), viewer.name)
    except ClassifierError as refusal:
        return await _edited(request, house, viewer, code, (FieldError("group", str(refusal)),))
    return see_other(f"/themes/{code}/edit?done=moved")


@post("/themes/{code:str}/retire", guards=[MAY_EDIT], include_in_schema=False, status_code=200)
async def retire_theme(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer], code: Code
) -> Response[Any]:
    """Stop assigning a theme."""
    try:
        await deeds.retire(code, viewer.id, house.now(), viewer.name)
    except ClassifierError as refusal:
        return await _edited(request, house, viewer, code, (FieldError("life", str(refusal)),))
    return see_other(f"/themes/{code}/edit?done=retired")


@post("/themes/{code:str}/restore", guards=[MAY_EDIT], include_in_schema=False, status_code=200)
async def restore_theme(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer], code: Code
) -> Response[Any]:
    """Let a theme be assigned again."""
    try:
        await deeds.restore(code, viewer.id, house.now(), viewer.name)
    except ClassifierError as refusal:
        return await _edited(request, house, viewer, code, (FieldError("life", str(refusal)),))
    return see_other(f"/themes/{code}/edit?done=restored")


async def _edited(
    request: AnyRequest,
    house: House,
    viewer: Viewer,
    code: str,
    errors: tuple[FieldError, ...],
    draft: Draft | None = None,
) -> Response[str]:
    page = await pages.edit_page(code, house, viewer, draft, errors)
    if page is None:
        raise NotFoundException
    return show(request, "workbench/edit.html", page, section=SECTION, status=INVALID)


@get("/themes/changes", guards=[signed_in], include_in_schema=False)
async def all_changes(
    request: AnyRequest,
    house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
    before: Annotated[int, QueryParameter(name="before", ge=0, le=LARGEST_ID)] = 0,
    done: Done = "",
) -> Response[str]:
    """Show what was done to the themes."""
    page = await changes_page(viewer, house.zone, before)
    return show(request, "workbench/changes.html", page, section=SECTION, notice=notice_of(done))


@post("/themes/changes/{change:int}/undo", guards=[MAY_EDIT], include_in_schema=False, status_code=200)
async def undo_change(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer], change: FromPath[int]
) -> Response[Any]:
    """Take a deed back, or say what stands in the way."""
    try:
        await undo(min(change, LARGEST_ID), viewer.id, house.now(), viewer.name)
    except ClassifierError as refusal:
        page = await changes_page(viewer, house.zone, error=str(refusal))
        return show(request, "workbench/changes.html", page, section=SECTION, status=INVALID)
    return see_other("/themes/changes?done=undone")


@get("/themes/groups", guards=[MAY_EDIT], include_in_schema=False)
async def group_list(request: AnyRequest, done: Done = "") -> Response[str]:
    """Show the groups in their order."""
    page = await pages.groups_page()
    return show(request, "workbench/groups.html", page, section=SECTION, notice=notice_of(done))


@post("/themes/groups", guards=[MAY_EDIT], include_in_schema=False, status_code=200)
async def change_groups(request: AnyRequest) -> Response[Any]:
    """Add, rename, order or remove a group."""
    fields = await fields_of(request)
    try:
        done = await _change_group(fields)
    except ClassifierError as refusal:
        code = one(fields, "code")
        errors = (FieldError(f"{code}-name_de" if code else "name_de", str(refusal)),)
        names = ("", "") if code else (one(fields, "name_de"), one(fields, "name_en"))
        page = await pages.groups_page(*names, errors)
        return show(request, "workbench/groups.html", page, section=SECTION, status=INVALID)
    return see_other(f"/themes/groups?done={done}")


async def _change_group(fields: Fields) -> str:
    code, do = one(fields, "code"), one(fields, "do")
    names = tuple(" ".join(one(fields, name).split())[:200] for name in ("name_de", "name_en"))
    match do:
        case "add":
            await tree.add_group(*names)
        case "up" | "down":
            await tree.shift_group(code, up=do == "up")
        case "remove":
            await tree.remove_group(code)
        case _:
            await tree.rename_group(code, *names)
    return {"add": "group_added", "remove": "group_removed"}.get(do, "group_saved")


ROUTES = (
    theme_tree,
    new_form,
    add_theme,
    edit_form,
    rename_theme,
    merge_form,
    merge_themes,
    move_theme,
    retire_theme,
    restore_theme,
    all_changes,
    undo_change,
    group_list,
    change_groups,
    *SPLIT_ROUTES,
)
