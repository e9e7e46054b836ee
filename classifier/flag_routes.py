"""Comments that may tell of danger: everybody may look, and those who may correct themes say what they are."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, Final

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery, QueryParameter

from classifier.flag_pages import OPEN, FlagPage, flag_list, flag_page, flags_csv, typed_again
from classifier.flags import DANGER, VERDICTS, judge
from feedback_app.foundation.access import CORRECTING, Viewer, needs, signed_in
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.pages import FieldError, Notice, by_htmx, see_other, show
from feedback_app.foundation.typed_numbers import LARGEST_ID
from surveys.text_input import CleanText, clean_text

AnyRequest = Request[Any, Any, Any]
LONGEST_NOTE: Final = 500
SECTION: Final = "flags"


@get("/flags", guards=[signed_in], include_in_schema=False)
async def flags(
    request: AnyRequest,
    house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
    view: FromQuery[str] = OPEN,
    page: Annotated[int, QueryParameter(ge=1, le=10_000)] = 1,
    done: FromQuery[str] = "",
) -> Response[str]:
    """Show what has to be looked at; the open ones first."""
    shown = await flag_list(house, viewer, view, page)
    return show(request, "flags/index.html", shown, section=SECTION, notice=_notice(done))


@get("/flags.csv", guards=[signed_in], include_in_schema=False)
async def flags_file() -> Response[str]:
    """Hand out all flags as a table."""
    headers = {"Content-Disposition": 'attachment; filename="safety.csv"', "Cache-Control": "no-store"}
    return Response(await flags_csv(), media_type="text/csv", headers=headers)


@get("/flags/{flag_id:int}", guards=[signed_in], include_in_schema=False)
async def one_flag(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer], flag_id: FromPath[int]
) -> Response[str]:
    """Show one flag: where the messages to the teams lead."""
    return show(request, "flags/flag.html", await _found(flag_id, house, viewer), section=SECTION)


@post("/flags/{flag_id:int}", guards=[needs(*CORRECTING)], include_in_schema=False, status_code=200)
async def judge_flag(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer], flag_id: FromPath[int]
) -> Response[Any]:
    """Keep what the member says; a form that does not validate comes back filled with 422."""
    page = await _found(flag_id, house, viewer)
    form = await request.form()
    verdict, typed = str(form.get("verdict", "")), str(form.get("note", "")).strip()
    cleaned = clean_text(typed, LONGEST_NOTE)
    if verdict not in VERDICTS or not isinstance(cleaned, CleanText):
        error = _what_is_wrong(flag_id, verdict)
        return _answer(request, typed_again(page, typed[:LONGEST_NOTE], error), status=422)
    await judge(flag_id, verdict, cleaned.text, viewer.id, viewer.name, house.now())
    request.app.state.shop_read_at = None  # the rail counts the open flags anew
    if not by_htmx(request):
        return see_other(f"/flags?done={verdict}")
    said = _sentence(verdict)
    again = await _found(flag_id, house, viewer)
    return _answer(request, FlagPage(replace(again.flag, announce=said)))


def _what_is_wrong(flag_id: int, verdict: str) -> FieldError:
    if verdict not in VERDICTS:
        return FieldError(f"danger-{flag_id}", _("Please say whether it is dangerous or harmless."))
    return FieldError(f"note-{flag_id}", _("Please shorten the note to 500 characters."))


def _answer(request: AnyRequest, page: FlagPage, status: int = 200) -> Response[str]:
    template = "flags/swap_flag.html" if by_htmx(request) else "flags/flag.html"
    return show(request, template, page, section=SECTION, status=status)


async def _found(flag_id: int, house: House, viewer: Viewer) -> FlagPage:
    page = await flag_page(flag_id, house, viewer) if flag_id <= LARGEST_ID else None
    if page is None:
        raise NotFoundException
    return page


def _notice(done: str) -> Notice | None:
    return Notice("done", _sentence(done)) if done in VERDICTS else None


def _sentence(verdict: str) -> str:
    return _("Saved: danger, being pursued.") if verdict == DANGER else _("Saved: harmless.")


ROUTES = (flags, flags_file, one_flag, judge_flag)
