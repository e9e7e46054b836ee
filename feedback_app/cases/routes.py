"""The pages about service cases: the inbox, one case, and the steps of whoever answers customers.

Everybody who is signed in may read. A step answers 303; one that the case's state does not allow is 409, and a form
that lacks something comes back filled with 422.
"""

from __future__ import annotations

from typing import Annotated, Any, Final

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery, QueryParameter, URLEncodedBody

from feedback_app.cases import work
from feedback_app.cases.history import Who
from feedback_app.cases.listing import case_list
from feedback_app.cases.pages import case_page
from feedback_app.cases.terms_form import read_terms
from feedback_app.cases.terms_pages import save_terms, terms_page
from feedback_app.cases.views import CaseForm
from feedback_app.foundation.access import SERVING, Colleagues, Role, Viewer, needs, signed_in
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.pages import FieldError, see_other, show
from feedback_app.foundation.typed_numbers import LARGEST_ID
from surveys.text_input import field_text

AnyRequest = Request[Any, Any, Any]
Form = URLEncodedBody[dict[str, str]]
VIEWS: Final = ("open", "mine", "overdue", "closed")
LONGEST_TEXT: Final = 1000
LONGEST_REFERENCE: Final = 100
MAY_SERVE: Final = needs(*SERVING)


@get("/cases", guards=[signed_in], include_in_schema=False)
async def inbox(
    request: AnyRequest,
    house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
    view: FromQuery[str] = "open",
    page: Annotated[int, QueryParameter(ge=1, le=10_000)] = 1,
) -> Response[str]:
    """Show what is due next; an unknown view is the first one."""
    shown = await case_list(house, viewer, view if view in VIEWS else "open", page)
    return show(request, "cases/index.html", shown, section="cases")


@get("/cases/{case_id:int}", guards=[signed_in], include_in_schema=False)
async def one_case(
    request: AnyRequest,
    house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
    colleagues: NamedDependency[Colleagues],
    case_id: FromPath[int],
) -> Response[str]:
    """Show one case."""
    return await _shown(request, house, viewer, colleagues, case_id)


@get("/cases/settings", guards=[needs(Role.ADMIN)], include_in_schema=False)
async def case_terms(request: AnyRequest) -> Response[str]:
    """Show rules, promises and business hours."""
    return show(request, "cases/settings.html", await terms_page(), section="cases")


@post("/cases/settings", guards=[needs(Role.ADMIN)], include_in_schema=False)
async def save_case_terms(request: AnyRequest, house: NamedDependency[House], data: Form) -> Response[Any]:
    """Let new terms hold; a form that is wrong comes back as typed."""
    terms = read_terms(data)
    if isinstance(terms, tuple):
        page = await terms_page(data, terms)
        return show(request, "cases/settings.html", page, section="cases", status=422)
    await save_terms(house, terms)
    return see_other("/cases")


@post("/cases/{case_id:int}/take", guards=[MAY_SERVE], include_in_schema=False)
async def take_case(
    house: NamedDependency[House], viewer: NamedDependency[Viewer], case_id: FromPath[int]
) -> Response[Any]:
    """Give the case to the member who asks for it."""
    await work.take(house, _known(case_id), _who(viewer))
    return see_other(f"/cases/{case_id}")


@post("/cases/{case_id:int}/answer", guards=[MAY_SERVE], include_in_schema=False)
async def answer_case(
    house: NamedDependency[House], viewer: NamedDependency[Viewer], case_id: FromPath[int]
) -> Response[Any]:
    """Note the first response."""
    await work.answer(house, _known(case_id), _who(viewer))
    return see_other(f"/cases/{case_id}")


@post("/cases/{case_id:int}/solve", guards=[MAY_SERVE], include_in_schema=False)
async def solve_case(
    request: AnyRequest,
    house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
    colleagues: NamedDependency[Colleagues],
    case_id: FromPath[int],
    data: Form,
) -> Response[Any]:
    """Note the solution; without a cause and what was done the form comes back."""
    cause, done = field_text(data, "cause", LONGEST_TEXT), field_text(data, "done", LONGEST_TEXT)
    errors = []
    if not cause:
        errors.append(FieldError("cause", _("Please say why it happened.")))
    if not done:
        errors.append(FieldError("done", _("Please say what was done.")))
    if errors:
        form = CaseForm(cause=cause, done=done, errors=tuple(errors))
        return await _shown(request, house, viewer, colleagues, case_id, form)
    await work.solve(house, _known(case_id), cause, done, _who(viewer))
    return see_other(f"/cases/{case_id}")


@post("/cases/{case_id:int}/close", guards=[MAY_SERVE], include_in_schema=False)
async def close_case(
    house: NamedDependency[House], viewer: NamedDependency[Viewer], case_id: FromPath[int]
) -> Response[Any]:
    """Close a solved case without waiting."""
    await work.close(house, _known(case_id), _who(viewer))
    return see_other(f"/cases/{case_id}")


@post("/cases/{case_id:int}/reopen", guards=[MAY_SERVE], include_in_schema=False)
async def reopen_case(
    house: NamedDependency[House], viewer: NamedDependency[Viewer], case_id: FromPath[int], data: Form
) -> Response[Any]:
    """Open a finished case again."""
    await work.reopen(house, _known(case_id), field_text(data, "why", LONGEST_TEXT), _who(viewer))
    return see_other(f"/cases/{case_id}")


@post("/cases/{case_id:int}/forward", guards=[MAY_SERVE], include_in_schema=False)
async def forward_case(
    request: AnyRequest,
    house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
    colleagues: NamedDependency[Colleagues],
    case_id: FromPath[int],
    data: Form,
) -> Response[Any]:
    """Give the case to another member, with a note."""
    member, why = data.get("member", ""), field_text(data, "why", LONGEST_TEXT)
    to = next((one for one in await colleagues.with_role(SERVING) if str(one.id) == member), None)
    if to is None:
        wrong = FieldError("member", _("Please choose to whom the case goes."))
        form = CaseForm(member=member, why=why, errors=(wrong,))
        return await _shown(request, house, viewer, colleagues, case_id, form)
    await work.forward(house, _known(case_id), to, why, _who(viewer))
    return see_other(f"/cases/{case_id}")


@post("/cases/{case_id:int}/comment", guards=[MAY_SERVE], include_in_schema=False)
async def comment_case(
    request: AnyRequest,
    house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
    colleagues: NamedDependency[Colleagues],
    case_id: FromPath[int],
    data: Form,
) -> Response[Any]:
    """Add a note to the history."""
    text = field_text(data, "text", LONGEST_TEXT)
    if not text:
        form = CaseForm(errors=(FieldError("text", _("Please write a note.")),))
        return await _shown(request, house, viewer, colleagues, case_id, form)
    await work.comment(house, _known(case_id), text, _who(viewer))
    return see_other(f"/cases/{case_id}")


@post("/cases/{case_id:int}/helpdesk", guards=[MAY_SERVE], include_in_schema=False)
async def hand_case_over(
    house: NamedDependency[House], viewer: NamedDependency[Viewer], case_id: FromPath[int]
) -> Response[Any]:
    """Let the worker hand the case over to the helpdesk."""
    await work.ask_helpdesk(house, _known(case_id), _who(viewer))
    return see_other(f"/cases/{case_id}")


@post("/cases/{case_id:int}/reference", guards=[MAY_SERVE], include_in_schema=False)
async def keep_case_reference(
    house: NamedDependency[House], viewer: NamedDependency[Viewer], case_id: FromPath[int], data: Form
) -> Response[Any]:
    """Store the number of the helpdesk's ticket."""
    await work.keep_reference(house, _known(case_id), field_text(data, "reference", LONGEST_REFERENCE), _who(viewer))
    return see_other(f"/cases/{case_id}")


async def _shown(
    request: AnyRequest,
    house: House,
    viewer: Viewer,
    colleagues: Colleagues,
    case_id: int,
    form: CaseForm | None = None,
) -> Response[str]:
    page = await case_page(house, viewer, colleagues, case_id, form)
    if page is None:
        raise NotFoundException
    return show(request, "cases/case.html", page, section="cases", status=422 if form else 200)


def _known(case_id: int) -> int:
    if case_id > LARGEST_ID:
        raise NotFoundException
    return case_id


def _who(viewer: Viewer) -> Who:
    return Who(viewer.id, viewer.name)


ROUTES = (
    *(inbox, one_case, case_terms, save_case_terms),
    *(take_case, answer_case, solve_case, close_case, reopen_case, forward_case),
    *(comment_case, hand_case_over, keep_case_reference),
)
