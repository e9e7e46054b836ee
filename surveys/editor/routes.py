"""The pages of the survey editor: the list, a draft's overview and its buttons, publishing, versions.

Everybody who is signed in may look; product managers and administrators change. A POST that worked answers 303.
"""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery, QueryParameter
from msgspec.structs import replace

from feedback_app.foundation.access import CORRECTING, Viewer, needs, signed_in
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.pages import FieldError, see_other, show
from surveys.built_in import BUILT_IN
from surveys.definition import Definition, Words
from surveys.editor import drafts
from surveys.editor.arranging import arranged, lost_conditions
from surveys.editor.checks import faults_of
from surveys.editor.codes import RESERVED, code_from
from surveys.editor.drafts import Gone, Outdated, Working
from surveys.editor.faults import Faults
from surveys.editor.listing import EMPTY, new_survey, publish_page, survey_list, versions_page
from surveys.editor.overview import edit_page, edit_url
from surveys.editor.pages import NewSurvey
from surveys.editor.part_routes import PART_ROUTES
from surveys.editor.posted import fields_of, notice_of
from surveys.editor.preview import PREVIEW_ROUTES
from surveys.editor.reasons import read_reasons
from surveys.editor.sentences import fault_sentence
from surveys.editor.typed import Typed

AnyRequest = Request[Any, Any, Any]
Code = FromPath[str]
SECTION = "surveys"
MAY_EDIT = needs(*CORRECTING)
CONFLICT = 409
INVALID = 422


@get("/surveys", guards=[signed_in], include_in_schema=False)
async def list_of_surveys(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer], done: FromQuery[str] = ""
) -> Response[str]:
    """Show all surveys with their versions and open drafts."""
    page = await survey_list(viewer.role in CORRECTING, house.zone)
    return show(request, "editor/index.html", page, section=SECTION, notice=notice_of(done))


@get("/surveys/new", guards=[MAY_EDIT], include_in_schema=False)
async def new_form(
    request: AnyRequest, start: Annotated[str, QueryParameter(name="from", max_length=60)] = EMPTY
) -> Response[str]:
    """Ask for a title and what to start from."""
    return show(request, "editor/new.html", new_survey(start=start), section=SECTION)


@post("/surveys/new", guards=[MAY_EDIT], include_in_schema=False, status_code=200)
async def begin_survey(request: AnyRequest, house: NamedDependency[House]) -> Response[Any]:
    """Begin a draft; its code comes from the title."""
    typed = Typed(await fields_of(request))
    title = typed.words("title")
    start = typed.choice("from", (EMPTY, *BUILT_IN), EMPTY)
    if not (title.de or title.en) or typed.faults:
        return _again(request, new_survey(typed.one("title-de"), typed.one("title-en"), start), typed)
    definition = _started(title, start)
    taken = {*await drafts.all_codes(), *RESERVED}
    while not await drafts.begin(code := code_from(title, taken, "survey"), definition, house.now()):
        taken.add(code)
    return see_other(f"{edit_url(code)}?done=begun")


@get("/surveys/{code:str}/edit", guards=[MAY_EDIT], include_in_schema=False)
async def draft_overview(
    request: AnyRequest, house: NamedDependency[House], code: Code, done: FromQuery[str] = ""
) -> Response[str]:
    """Show the parts of a draft; looking begins none."""
    known = await _known(code)
    notice = notice_of(done)
    page = edit_page(known, await read_reasons(), house, notice.text if notice else "")
    return show(request, "editor/edit.html", page, section=SECTION, notice=notice)


@post("/surveys/{code:str}/arrange", guards=[MAY_EDIT], include_in_schema=False, status_code=200)
async def arrange(request: AnyRequest, house: NamedDependency[House], code: Code) -> Response[Any]:
    """Move, copy, add or remove a part."""
    fields = Typed(await fields_of(request))
    what, key, go = fields.one("what"), fields.one("key"), fields.one("go")
    reasons = await read_reasons()
    before: list[Definition] = []

    def edit(known: Working) -> Definition:
        before.append(known.definition)
        return arranged(known.definition, what, key, go, reasons, known.taken_codes())

    after = await drafts.change(code, house.now(), edit)
    if not isinstance(after, Working):
        raise NotFoundException
    done = "removed" if go == "remove" else "moved"
    if after.definition == before[0]:
        done = "unchanged"
    elif lost_conditions(before[0], after.definition):
        done = "conditions"
    return see_other(f"{edit_url(code)}?done={done}#parts")


@get("/surveys/{code:str}/publish", guards=[MAY_EDIT], include_in_schema=False)
async def publish_form(request: AnyRequest, code: Code) -> Response[str]:
    """Show what publishing changes, and what stands against it."""
    page = publish_page(await _known(code), await read_reasons())
    return show(request, "editor/publish.html", page, section=SECTION)


@post("/surveys/{code:str}/publish", guards=[MAY_EDIT], include_in_schema=False, status_code=200)
async def publish_survey(request: AnyRequest, house: NamedDependency[House], code: Code) -> Response[Any]:
    """Make the draft the next version: 422 with what is missing, 409 when somebody was quicker."""
    reasons = await read_reasons()

    def check(definition: Definition) -> Faults | None:
        faults = faults_of(definition, reasons.codes)
        return Faults(faults) if faults else None

    outcome = await drafts.publish_draft(code, house.now(), check)
    match outcome:
        case Faults():
            return show(
                request,
                "editor/publish.html",
                publish_page(await _known(code), reasons),
                section=SECTION,
                status=INVALID,
            )
        case Outdated() | Gone():
            page = publish_page(await _known(code), reasons)
            return show(request, "editor/publish.html", page, section=SECTION, status=CONFLICT)
        case _:
            return see_other(f"/surveys/{code}/versions?done=published")


@post("/surveys/{code:str}/rebase", guards=[MAY_EDIT], include_in_schema=False, status_code=200)
async def rebase_draft(request: AnyRequest, house: NamedDependency[House], code: Code) -> Response[Any]:
    """Let the draft replace the version that somebody else published, after its differences were shown."""
    version = Typed(await fields_of(request)).one("version")
    number = int(version) if version.isascii() and version.isdigit() and len(version) < 9 else -1
    if not await drafts.rebase(code, number, house.now()):
        page = publish_page(await _known(code), await read_reasons())
        return show(request, "editor/publish.html", page, section=SECTION, status=CONFLICT)
    return see_other(f"/surveys/{code}/publish")


@post("/surveys/{code:str}/discard", guards=[MAY_EDIT], include_in_schema=False, status_code=200)
async def discard_draft(code: Code) -> Response[Any]:
    """Throw the draft away; what is published stays."""
    await drafts.discard(code)
    return see_other("/surveys?done=discarded")


@get("/surveys/{code:str}/versions", guards=[signed_in], include_in_schema=False)
async def list_of_versions(
    request: AnyRequest,
    house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
    code: Code,
    done: FromQuery[str] = "",
) -> Response[str]:
    """Show all published versions with what each changed."""
    known = await _known(code)
    page = await versions_page(known, await read_reasons(), viewer.role in CORRECTING, house.zone)
    return show(request, "editor/versions.html", page, section=SECTION, notice=notice_of(done))


async def _known(code: str) -> Working:
    known = await drafts.working(code)
    if known is None:
        raise NotFoundException
    return known


def _again(request: AnyRequest, page: NewSurvey, typed: Typed) -> Response[str]:
    errors = [FieldError(fault.field, fault_sentence(fault)) for fault in typed.faults]
    if not errors:
        errors.append(FieldError("title-de", _("Please give the survey a title in at least one language.")))
    again = NewSurvey(page.de, page.en, page.starts, tuple(errors))
    return show(request, "editor/new.html", again, section=SECTION, status=INVALID)


def _started(title: Words, start: str) -> Definition:
    """Return the definition a new survey begins with, under its title."""
    if start == EMPTY:
        return Definition(title=title, intro=Words())
    return replace(BUILT_IN[start], title=title)


ROUTES = (
    list_of_surveys,
    new_form,
    begin_survey,
    draft_overview,
    arrange,
    publish_form,
    publish_survey,
    rebase_draft,
    discard_draft,
    list_of_versions,
    *PART_ROUTES,
    *PREVIEW_ROUTES,
)
