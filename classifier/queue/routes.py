"""Questions to members, one comment at a time: answer, skip, take back. Plain forms do; script only adds keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Final

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from classifier.assignments import correct
from classifier.queue.leases import Looking
from classifier.queue.pages import Answer, Asked, answers_of, asked_page, newest_correction, queue_page
from classifier.queue.picking import draw
from classifier.queue.undoing import take_back
from classifier.themes import theme_names
from feedback_app.foundation.access import CORRECTING, Viewer, needs
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.languages import language
from feedback_app.foundation.pages import FieldError, Notice, see_other, show
from feedback_app.foundation.typed_numbers import whole_number
from surveys.form.visits import WiredReader
from surveys.ports import Reader

AnyRequest = Request[Any, Any, Any]
MAY_ANSWER: Final = needs(*CORRECTING)
INVALID: Final = 422
MOST_SKIPPED: Final = 60
HOME: Final = "/themes/queue"


@get(HOME, guards=[MAY_ANSWER], include_in_schema=False)
async def queue(
    request: AnyRequest,
    house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
    reader: WiredReader,
    saved: Annotated[str, QueryParameter(max_length=10)] = "",
    skipped: Annotated[str, QueryParameter(max_length=700)] = "",
    comment: Annotated[str, QueryParameter(max_length=10)] = "",
    done: Annotated[str, QueryParameter(max_length=10)] = "",
) -> Response[str]:
    """Show the most useful question to this member, or the comment whose answer was taken back."""
    left_out = _ids(skipped)
    asked = await _again(comment, viewer, reader) or await _next(request, house, viewer, reader, left_out)
    if asked:
        _looking(request).note(viewer.id, asked.comment.id, house.now())
    kept = next(iter(_ids(saved)), 0)
    page = await queue_page(viewer, asked, kept, _joined(left_out))
    return show(request, "queue/queue.html", page, section="themes", notice=_notice(done))


async def _again(comment: str, viewer: Viewer, reader: Reader) -> Asked | None:
    numbers = _ids(comment)
    return await asked_page(numbers[0], None, viewer, reader, ()) if numbers else None


async def _next(
    request: AnyRequest, house: House, viewer: Viewer, reader: Reader, skipped: Sequence[int]
) -> Asked | None:
    avoid = _looking(request).by_others(viewer.id, house.now()) | set(skipped)
    drawn = await draw(viewer.id, await answers_of(viewer.id), avoid)
    if drawn.question is None:
        return None
    return await asked_page(drawn.question.comment, drawn.question.because, viewer, reader, drawn.frequent)


def _looking(request: AnyRequest) -> Looking:
    """Return who looks at what in this app."""
    state = request.app.state
    if "looking" not in state:
        state.looking = Looking()
    found: Looking = state.looking
    return found


@post(HOME, guards=[MAY_ANSWER], include_in_schema=False, status_code=200)
async def answer(
    request: AnyRequest,
    house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
    reader: WiredReader,
) -> Response[Any]:
    """Keep an answer, or skip the comment, and go on to the next."""
    posted = await request.form()
    comment = next(iter(_ids(str(posted.get("comment", "")))), 0)
    skipped = _ids(str(posted.get("skipped", "")))
    if posted.get("do") == "skip":
        return _onwards([*skipped, comment])
    if posted.get("do") != "save":
        # A form that was sent without its button says nothing: what was ticked beforehand is no answer.
        return _onwards(skipped)
    given = Answer(
        tuple(dict.fromkeys(str(code) for code in posted.getall("theme", []))),
        bool(posted.get("none")),
        " ".join(str(posted.get("other", "")).split()),
    )
    themes, errors = await _understood(given)
    if errors:
        asked = await asked_page(comment, None, viewer, reader, (), given)
        page = await queue_page(viewer, asked, 0, _joined(skipped), errors)
        return show(request, "queue/queue.html", page, section="themes", status=INVALID)
    if str(await newest_correction(comment)) != str(posted.get("shown", "0")):
        return _onwards(skipped, done="quicker")
    if await correct(comment, themes, viewer.id, house.now()) is None:
        return _onwards(skipped, done="gone")
    return _onwards(skipped, saved=comment)


async def _understood(given: Answer) -> tuple[list[str], tuple[FieldError, ...]]:
    """Return the chosen themes, or what is wrong with the answer."""
    names = await theme_names(language())
    if set(given.themes) - names.keys():
        return [], (FieldError("choices", _("One of these themes does not exist any more. Please choose again.")),)
    themes = list(given.themes)
    if given.other:
        typed = given.other.casefold()
        live = [theme for theme in names.values() if not theme.retired]
        exact = [theme.code for theme in live if theme.name.casefold() == typed]
        begun = [theme.code for theme in live if theme.name.casefold().startswith(typed)]
        if not exact and len(begun) != 1:
            return [], (FieldError("other", _("There is no theme of this name. Please choose one from the list.")),)
        themes += exact[:1] or begun
    if given.none and themes:
        return [], (FieldError("choices", _("Either themes, or “none fits”: both at once is not possible.")),)
    if not given.none and not themes:
        return [], (FieldError("choices", _("Please choose a theme, or “none fits”.")),)
    return list(dict.fromkeys(themes)), ()


@post(f"{HOME}/undo", guards=[MAY_ANSWER], include_in_schema=False, status_code=200)
async def undo(request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer]) -> Response[Any]:
    """Take the last answer back and show its comment again."""
    posted = await request.form()
    comment = next(iter(_ids(str(posted.get("comment", "")))), 0)
    skipped = _ids(str(posted.get("skipped", "")))
    if not await take_back(comment, viewer.id, house.now()):
        return _onwards(skipped, done="late")
    return _onwards(skipped, comment=comment)


def _onwards(skipped: Sequence[int], **more: int | str) -> Response[Any]:
    asked = [f"{name}={value}" for name, value in (("skipped", _joined(skipped)), *more.items()) if value]
    return see_other(f"{HOME}?{'&'.join(asked)}" if asked else HOME)


def _ids(typed: str) -> list[int]:
    numbers = (whole_number(part) for part in typed.split("."))
    return list(dict.fromkeys(number for number in numbers if number))[-MOST_SKIPPED:]


def _joined(comments: Sequence[int]) -> str:
    return ".".join(str(comment) for comment in dict.fromkeys(comments))


def _notice(done: str) -> Notice | None:
    said = {
        "quicker": _("A colleague was quicker with that one. Their answer stands."),
        "gone": _("That comment does not exist any more."),
        "late": _("That answer cannot be taken back any more."),
    }
    return Notice("attention", said[done]) if done in said else None


ROUTES = (queue, answer, undo)
