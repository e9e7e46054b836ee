"""The routes of splitting: a page with proposed parts, and their acceptance."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from classifier.errors import ClassifierError
from classifier.workbench import deeds
from classifier.workbench.drafts import Part
from classifier.workbench.forms import FilledPart, fields_of, filled_parts
from classifier.workbench.pages import theme_row
from classifier.workbench.splits import proposed_page, refused_page
from feedback_app.foundation.access import CORRECTING, Viewer, needs
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.pages import FieldError, see_other, show

AnyRequest = Request[Any, Any, Any]
MAY_EDIT = needs(*CORRECTING)


@get("/themes/{code:str}/split", guards=[MAY_EDIT], include_in_schema=False)
async def split_form(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer], code: FromPath[str]
) -> Response[str]:
    """Show the parts that a theme may be split into."""
    page = await proposed_page(code, house, viewer)
    if page is None:
        raise NotFoundException
    return show(request, "workbench/split.html", page, section="themes")


@post("/themes/{code:str}/split", guards=[MAY_EDIT], include_in_schema=False, status_code=200)
async def split_theme(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer], code: FromPath[str]
) -> Response[Any]:
    """Make themes of the parts that were kept."""
    row = await theme_row(code)
    if row is None:
        raise NotFoundException
    parts = filled_parts(await fields_of(request), row["team"])
    errors = _faults(parts)
    if not errors:
        kept = [Part(part.draft, part.comments) for part in parts if part.wanted]
        try:
            await deeds.split(code, kept, viewer.id, house.now(), viewer.name)
        except ClassifierError as refusal:
            errors = [FieldError("parts", str(refusal))]
        else:
            return see_other(f"/themes/{code}/edit?done=split")
    page = await refused_page(code, parts, viewer, errors)
    return show(request, "workbench/split.html", page, section="themes", status=422)


def _faults(parts: tuple[FilledPart, ...]) -> list[FieldError]:
    faults = [error for part in parts for error in part.errors]
    if not any(part.wanted for part in parts):
        faults.append(FieldError("parts", _("Please keep at least one part.")))
    for part in parts:
        if part.wanted and not part.comments:
            faults.append(FieldError(f"part{part.number}-take", _("There is no comment left in this part.")))
    return faults


SPLIT_ROUTES = (split_form, split_theme)
