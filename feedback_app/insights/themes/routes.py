"""The rooms of the themes: the list, the map, one theme with its notes, and reasons against texts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.params import FromPath, URLEncodedBody

from feedback_app.foundation.access import ACTING, Viewer, needs, signed_in
from feedback_app.foundation.house import House
from feedback_app.foundation.live import unchanged
from feedback_app.foundation.pages import FieldError, see_other, show
from feedback_app.foundation.typed_numbers import LARGEST_ID
from feedback_app.insights import exports
from feedback_app.insights.live import BASIS, data_version, live_of
from feedback_app.insights.paging import edge_of
from feedback_app.insights.themes import disagreement, heat_map
from feedback_app.insights.themes import listing as theme_list
from feedback_app.insights.themes.chart_notes import NoteForm, add_note, errors_of, note_form, take_away
from feedback_app.insights.themes.page import NO_FORM, theme_days, theme_page
from feedback_app.insights.views import View, plain_text, view_of
from surveys.form.visits import WiredReader
from surveys.ports import Reader

AnyRequest = Request[Any, Any, Any]
Form = URLEncodedBody[dict[str, str]]


@get("/themes", guards=[signed_in], include_in_schema=False)
async def themes(request: AnyRequest, house: NamedDependency[House]) -> Response[Any]:
    """Show all themes of a span and slice."""
    version = await data_version(house)
    if same := unchanged(request, version):
        return same
    page = await theme_list.theme_list(_view(request, house, own=theme_list.OWN))
    live = await live_of(request, version, house, (BASIS, "theme-list"))
    return show(request, "themes/index.html", replace(page, live=live), section="themes")


@get("/themes.csv", guards=[signed_in], include_in_schema=False)
async def themes_file(request: AnyRequest, house: NamedDependency[House]) -> Response[str]:
    """Send the list of themes as a file."""
    rows = await theme_list.theme_rows(_view(request, house, "/themes", theme_list.OWN))
    return _file(exports.themes_csv(rows), "themes.csv")


@get("/themes/map", guards=[signed_in], include_in_schema=False)
async def heat(request: AnyRequest, house: NamedDependency[House]) -> Response[str]:
    """Show themes against products, or against another dimension."""
    page = await heat_map.heat_page(_view(request, house, own=heat_map.OWN))
    return show(request, "themes/map.html", page, section="themes")


@get("/themes/map.csv", guards=[signed_in], include_in_schema=False)
async def heat_file(request: AnyRequest, house: NamedDependency[House]) -> Response[str]:
    """Send the cells of the map that are shown as a file."""
    page = await heat_map.heat_page(_view(request, house, "/themes/map", heat_map.OWN))
    return _file(heat_map.heat_csv(page.heat), "map.csv")


@get("/themes/reasons", guards=[signed_in], include_in_schema=False)
async def reasons(request: AnyRequest, house: NamedDependency[House]) -> Response[str]:
    """Show for every stated reason how often the text tells something else."""
    page = await disagreement.reason_list(_view(request, house))
    return show(request, "insights/reasons.html", page, section="themes")


@get("/themes/reasons/{code:str}", guards=[signed_in], include_in_schema=False)
async def reason(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer], code: FromPath[str]
) -> Response[str]:
    """Show the texts beside one stated reason that tell something else."""
    edge = edge_of(request.query_params)
    page = await disagreement.reason_page(plain_text(code), _view(request, house), viewer, edge)
    if page is None:
        raise NotFoundException
    return show(request, "insights/reason.html", page, section="themes")


@get("/themes/{code:str}", guards=[signed_in], include_in_schema=False)
async def theme(
    request: AnyRequest,
    house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
    reader: WiredReader,
    code: FromPath[str],
) -> Response[str]:
    """Show one theme in depth."""
    return await _theme(request, house, viewer, reader, code)


@get("/themes/{code:str}/days.csv", guards=[signed_in], include_in_schema=False)
async def theme_file(request: AnyRequest, house: NamedDependency[House], code: FromPath[str]) -> Response[str]:
    """Send one theme's days as a file."""
    chart = await theme_days(code, _view(request, house))
    if chart is None:
        raise NotFoundException
    return _file(exports.days_csv(chart), f"{code}.csv")


@post("/themes/{code:str}/notes", guards=[needs(*ACTING)], include_in_schema=False)
async def write_note(
    request: AnyRequest,
    house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
    reader: WiredReader,
    code: FromPath[str],
    data: Form,
) -> Response[Any]:
    """Keep a note on the chart of a theme, or bring the form back."""
    form = note_form(data)
    if errors := errors_of(form, house.today()):
        return await _theme(request, house, viewer, reader, code, form, errors)
    if await _theme_exists(code):
        await add_note(form, viewer, house.now(), theme=code)
        return see_other(f"{_view(request, house, f'/themes/{code}').url()}#course")
    raise NotFoundException


@post("/themes/{code:str}/notes/{note_id:int}/delete", guards=[needs(*ACTING)], include_in_schema=False)
async def delete_note(
    request: AnyRequest,
    house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
    code: FromPath[str],
    note_id: FromPath[int],
) -> Response[Any]:
    """Take a note away."""
    if note_id <= LARGEST_ID and not await take_away(note_id, viewer):
        raise PermissionDeniedException
    return see_other(f"{_view(request, house, f'/themes/{code}').url()}#course")


async def _theme(
    request: AnyRequest,
    house: House,
    viewer: Viewer,
    reader: Reader,
    code: str,
    form: NoteForm = NO_FORM,
    errors: tuple[FieldError, ...] = (),
) -> Response[str]:
    view = _view(request, house, f"/themes/{code}")
    page = await theme_page(code, view, viewer, reader, house, edge_of(request.query_params), form, errors)
    if page is None:
        raise NotFoundException
    return show(request, "themes/theme.html", page, section="themes", status=422 if errors else 200)


async def _theme_exists(code: str) -> bool:
    return code in (await theme_list.known_now()).names


def _view(request: AnyRequest, house: House, path: str = "", own: tuple[str, ...] = ()) -> View:
    return view_of(path or request.url.path, request.query_params, house.today(), own)


def _file(content: str, name: str) -> Response[str]:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type="text/csv", headers=headers)


ROUTES = (
    themes, themes_file, heat, heat_file, reasons, reason, theme, theme_file, write_note, delete_note,
)  # fmt: skip
