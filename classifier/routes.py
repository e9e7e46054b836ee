"""A member looks at one comment and corrects its themes.

With htmx the comment is swapped in place; without it, each step is a page of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from classifier import flag_routes, why_routes
from classifier.assignments import correct
from classifier.cards import routes as cards
from classifier.care import routes as care
from classifier.comments import CommentView, comment_views
from classifier.exceptions import routes as exceptions
from classifier.inbox import routes as inbox
from classifier.queue import routes as queue
from classifier.themes import theme_names
from classifier.workbench import routes as workbench
from feedback_app.foundation.access import CORRECTING, Viewer, needs, signed_in
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.languages import language
from feedback_app.foundation.pages import FieldError, by_htmx, see_other, show
from feedback_app.foundation.typed_numbers import LARGEST_ID

AnyRequest = Request[Any, Any, Any]


@dataclass(frozen=True, slots=True)
class ThemeChoice:
    """One box to tick."""

    code: str
    name: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class CommentPage:
    """Context of themes/swap_comment.html."""

    comment: CommentView


@dataclass(frozen=True, slots=True)
class CorrectPage:
    """Context of themes/correct.html and themes/swap_correct.html."""

    comment: CommentView
    choices: tuple[ThemeChoice, ...]
    errors: tuple[FieldError, ...] = ()


@get("/comments/{comment_id:int}", guards=[signed_in], include_in_schema=False)
async def comment_only(
    request: AnyRequest, viewer: NamedDependency[Viewer], comment_id: FromPath[int]
) -> Response[Any]:
    """Show one comment again after a correction was cancelled."""
    comment = await _comment(comment_id, viewer)
    if not by_htmx(request):
        return see_other(comment.submission_url)
    return show(request, "themes/swap_comment.html", CommentPage(comment))


@get("/comments/{comment_id:int}/themes", guards=[needs(*CORRECTING)], include_in_schema=False)
async def correction_form(
    request: AnyRequest, viewer: NamedDependency[Viewer], comment_id: FromPath[int]
) -> Response[str]:
    """Show the themes of a comment as boxes to tick."""
    comment = await _comment(comment_id, viewer)
    return await _form(request, comment, [chip.code for chip in comment.themes])


@post("/comments/{comment_id:int}/themes", guards=[needs(*CORRECTING)], include_in_schema=False, status_code=200)
async def correct_themes(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer], comment_id: FromPath[int]
) -> Response[Any]:
    """Keep what the member ticked."""
    chosen = [str(code) for code in (await request.form()).getall("theme", [])]
    comment = await _comment(comment_id, viewer)
    if not await _all_known(chosen):
        gone = FieldError("themes", _("One of these themes does not exist any more. Please choose again."))
        return await _form(request, comment, chosen, (gone,))
    if await correct(comment_id, chosen, viewer.id, house.now()) is None:
        raise NotFoundException
    if not by_htmx(request):
        return see_other(f"{comment.submission_url}#comment-{comment_id}")
    corrected = await _comment(comment_id, viewer)
    names = ", ".join(chip.name for chip in corrected.themes) or _("no theme")
    announced = replace(corrected, announce=_("Saved: %(themes)s") % {"themes": names})
    return show(request, "themes/swap_comment.html", CommentPage(announced))


async def _comment(comment_id: int, viewer: Viewer) -> CommentView:
    found = await comment_views([comment_id] if comment_id <= LARGEST_ID else [], viewer)
    if not found:
        raise NotFoundException
    return found[0]


async def _form(
    request: AnyRequest, comment: CommentView, chosen: Collection[str], errors: Sequence[FieldError] = ()
) -> Response[str]:
    names = await theme_names(language())
    choices = [
        ThemeChoice(code, theme.name, code in chosen)
        for code, theme in names.items()
        if not theme.retired or code in chosen
    ]
    choices.sort(key=lambda choice: not choice.chosen)
    page = CorrectPage(comment, tuple(choices), tuple(errors))
    template = "themes/swap_correct.html" if by_htmx(request) else "themes/correct.html"
    return show(request, template, page, section="themes", status=422 if errors else 200)


async def _all_known(codes: Sequence[str]) -> bool:
    return set(codes) <= (await theme_names(language())).keys()


ROUTES = (
    comment_only,
    correction_form,
    correct_themes,
    *cards.ROUTES,
    *care.ROUTES,
    *why_routes.ROUTES,
    *flag_routes.ROUTES,
    *exceptions.ROUTES,
    *queue.ROUTES,
    *inbox.ROUTES,
    *workbench.ROUTES,
)
