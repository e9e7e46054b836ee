"""Bringing in a file: choose it, look at it, say so. For administrators and product managers.

A file that cannot be read and columns that lack something come back with 422; what was chosen is kept.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect

from feedback_app.foundation.access import CORRECTING, Viewer, needs
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import format_number
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.pages import FieldError, see_other, show
from feedback_app.foundation.typed_numbers import LARGEST_ID, whole_number
from feedback_app.insights.imports import files, runs
from feedback_app.insights.imports.kinds import KINDS, Kind
from feedback_app.insights.imports.pages import kind_of, look_page, problem_views, run_page, start_page
from feedback_app.insights.imports.runs import Run
from feedback_app.insights.table_file import csv_answer
from surveys.csv_file import ImportProblem

AnyRequest = Request[Any, Any, Any]
Form = URLEncodedBody[dict[str, str]]
PATH: Final = "/import"
SECTION: Final = "import"
LARGEST_FILE: Final = 20_000_000
# Large enough that a file above the limit gets our own answer instead of a bare refusal.
LARGEST_UPLOAD: Final = 60_000_000
MOST_COLUMNS: Final = 300
_WORKBOOK: Final = b"PK\x03\x04"
REFUSED_COLUMNS: Final = ("line", "field", "reason")


@get(PATH, guards=[needs(*CORRECTING)], include_in_schema=False)
async def choose(request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer]) -> Response[str]:
    """Show the page on which a file is chosen."""
    kind = kind_of(request.query_params.get("kind", ""))
    return show(request, "imports/index.html", await start_page(house, viewer.id, kind), section=SECTION)


@post(
    PATH,
    guards=[needs(*CORRECTING)],
    include_in_schema=False,
    status_code=303,
    request_max_body_size=LARGEST_UPLOAD,
)
async def take(request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer]) -> Response[Any]:
    """Keep a file for an hour and go on to its columns; nothing of it is stored yet."""
    form = await request.form()
    kind, file = KINDS[kind_of(str(form.get("kind", "")))], form.get("file")
    trouble = _trouble(file)
    if not trouble and isinstance(file, UploadFile):
        run, trouble = await _kept(house, viewer, kind, file)
        if run is not None:
            return see_other(f"{PATH}/{run.id}")
    page = await start_page(house, viewer.id, kind.code, (FieldError("file", trouble),))
    return show(request, "imports/index.html", page, section=SECTION, status=422)


@get(f"{PATH}/{{run_id:int}}", guards=[needs(*CORRECTING)], include_in_schema=False)
async def look(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer], run_id: FromPath[int]
) -> Response[str]:
    """Show what the file seems to hold, how far it is, or what became of it."""
    run = await _own(viewer, run_id)
    if run.done_at is None and run.asked_at is None:
        try:
            return show(request, "imports/look.html", await look_page(house, run), section=SECTION)
        except (OSError, ImportProblem):
            await runs.end(run, house.now(), "gone")
            run = await _own(viewer, run_id)
    return show(request, "imports/run.html", run_page(run), section=SECTION)


@post(f"{PATH}/{{run_id:int}}", guards=[needs(*CORRECTING)], include_in_schema=False, status_code=303)
async def bring(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer], run_id: FromPath[int],
    data: Form,
) -> Response[Any]:  # fmt: skip
    """Look again with the chosen columns (``go=look``), or have the file brought in (``go=bring``)."""
    run = await _own(viewer, run_id)
    if run.done_at is not None or run.asked_at is not None:
        return see_other(f"{PATH}/{run.id}")
    try:
        columns = len((await asyncio.to_thread(files.shape_of, house, run.token)).columns)
    except (OSError, ImportProblem):
        await runs.end(run, house.now(), "gone")
        return see_other(f"{PATH}/{run.id}")
    mapping = _chosen(data, run.kind, columns)
    if run.kind.missing(mapping):
        return show(request, "imports/look.html", await look_page(house, run, mapping), section=SECTION, status=422)
    await runs.choose(run, mapping, house.now() if data.get("go") == "bring" else None)
    return see_other(f"{PATH}/{run.id}")


@post(f"{PATH}/{{run_id:int}}/drop", guards=[needs(*CORRECTING)], include_in_schema=False, status_code=303)
async def drop(house: NamedDependency[House], viewer: NamedDependency[Viewer], run_id: FromPath[int]) -> Redirect:
    """Delete the file without bringing it in."""
    run = await _own(viewer, run_id)
    if run.done_at is None and run.asked_at is None:
        await _dropped(house, run)
    return see_other(PATH)


@get(f"{PATH}/{{run_id:int}}/refused.csv", guards=[needs(*CORRECTING)], include_in_schema=False)
async def refused(viewer: NamedDependency[Viewer], run_id: FromPath[int]) -> Response[str]:
    """Send the list of rows that could not be read."""
    run = await _own(viewer, run_id)
    rows = ((one.line, one.field, one.text) for one in problem_views(run.problems))
    return csv_answer(REFUSED_COLUMNS, rows, f"refused-{run.id}.csv")


async def _own(viewer: Viewer, run_id: int) -> Run:
    run = await runs.run_of(viewer, run_id) if run_id <= LARGEST_ID else None
    if run is None:
        raise NotFoundException
    return run


async def _kept(house: House, viewer: Viewer, kind: Kind, file: UploadFile) -> tuple[Run | None, str]:
    """Return the row of a file that can be read, or why it cannot."""
    run = await runs.begin(viewer, kind, file.filename, house.now())
    await runs.note_lines(run, await asyncio.to_thread(files.keep, house, run.token, file.file))
    trouble = await asyncio.to_thread(_unreadable, house, run)
    # A disk is not filled by somebody who tries again and again.
    for left in (run,) if trouble else await runs.beyond_open(viewer):
        await _dropped(house, left)
    return (None, trouble) if trouble else (run, "")


def _unreadable(house: House, run: Run) -> str:
    """Return why a file cannot be looked at, "" when it can."""
    try:
        columns = len(files.shape_of(house, run.token).columns)
    except ImportProblem as error:
        column = f"{error.problem.column}: " if error.problem.column else ""
        return column + error.problem.text(_)
    if columns > MOST_COLUMNS:
        return _("The file has more than %(number)s columns.") % {"number": format_number(MOST_COLUMNS)}
    return ""


async def _dropped(house: House, run: Run) -> None:
    await runs.end(run, house.now(), "dropped")
    files.forget(house, run.token)
    await runs.note_forgotten(run)


def _trouble(file: object) -> str:
    """Return what keeps a file from being kept, "" for nothing."""
    if not isinstance(file, UploadFile) or not file.filename:
        return _("Please choose a file.")
    size = file.file.seek(0, 2)
    file.file.seek(0)
    start = file.file.read(len(_WORKBOOK))
    file.file.seek(0)
    if start == _WORKBOOK:
        return _("This is a workbook. Please save it as CSV: File – Save as – “CSV UTF-8”.")
    if size > LARGEST_FILE:
        return _("The file has more than %(size)s MB. Please take parts of it, or “feedback import” on the server.") % {
            "size": format_number(LARGEST_FILE // 1_000_000)
        }
    return ""


def _chosen(form: Mapping[str, str], kind: Kind, columns: int) -> dict[str, int]:
    """Return the columns that were chosen; what is no column of the file is none."""
    typed = {name: whole_number(form.get(f"field-{name}", ""), columns - 1) for name in kind.fields}
    return {name: column for name, column in typed.items() if column is not None}


ROUTES = (choose, take, look, bring, drop, refused)
