"""The preview: the customer's own pages around a draft or a version, walked through without storing anything.

Invariants: nothing here writes; what was typed travels along in hidden fields and ends with the preview.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlencode

from litestar import HttpMethod, Request, Response, get, route
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from feedback_app.foundation.access import signed_in
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.languages import language, set_informal
from feedback_app.foundation.pages import frame_of, show
from surveys.answers import Fields, Item, Problem
from surveys.catalogue import retired_reasons
from surveys.definition import Definition, Hidden
from surveys.editor import drafts
from surveys.editor.drafts import Working
from surveys.editor.sentences import plain
from surveys.form.pages import FormView, form_page, reason_names
from surveys.form.parsing import parse_step
from surveys.form.reason_choices import without_retired
from surveys.form.steps import Step, field_names, step_named, steps_of
from surveys.kinds import CLOTHES, DEVICES
from surveys.tables import Shop

AnyRequest = Request[Any, Any, Any]
SAMPLE_ORDER: Final = "A-1001"
SEED: Final = "preview"
OPEN_DAYS: Final = timedelta(days=30)
LARGEST_FORM: Final = 32 * 1024 * 1024
CONTROLS: Final = frozenset({"step", "go", "nonce", "website", "_csrf_token"})


@dataclass(frozen=True, slots=True)
class PreviewEnd:
    """Context of editor/preview_end.html."""

    code: str
    title: str
    again: str


@dataclass(frozen=True, slots=True)
class _Walk:
    """One step of a preview."""

    definition: Definition
    items: tuple[Item, ...]
    fields: Fields
    steps: tuple[Step, ...]
    step: Step
    action: str
    problems: tuple[Problem, ...] = ()


@get("/surveys/{code:str}/preview", guards=[signed_in], include_in_schema=False)
async def preview(request: AnyRequest, house: NamedDependency[House], code: FromPath[str]) -> Response[str]:
    """Show a step of a survey as customers will see it; ``?version=`` shows a published one."""
    definition = await _definition(request, code)
    walk = await _walk(request, code, definition, _brought_along(request, definition))
    return await _page(request, house, replace(walk, step=step_named(walk.steps, request.query_params.get("step", ""))))


@route(
    "/surveys/{code:str}/preview",
    http_method=[HttpMethod.POST],
    guards=[signed_in],
    include_in_schema=False,
    status_code=200,
    request_max_body_size=LARGEST_FORM,
)
async def walk_on(request: AnyRequest, house: NamedDependency[House], code: FromPath[str]) -> Response[str]:
    """Go to the next step with everything that was typed, or end; stores nothing."""
    form = await request.form()
    posted = {name: tuple(one for one in form.getall(name) if isinstance(one, str)) for name in form}
    pictures = {
        name: 1 for name in form if any(isinstance(one, UploadFile) and one.filename for one in form.getall(name))
    }
    definition = await _definition(request, code)
    fields = {name: values for name, values in posted.items() if name not in CONTROLS and values}
    walk = await _walk(request, code, definition, fields)
    walk = replace(walk, step=step_named(walk.steps, "".join(posted.get("step", ())[-1:])))
    return await _after(request, house, walk, "".join(posted.get("go", ())[-1:]), pictures, code)


async def _after(
    request: AnyRequest, house: House, walk: _Walk, go: str, pictures: Mapping[str, int], code: str
) -> Response[str]:
    at = walk.step.number - 1
    if go == "back":
        return await _page(request, house, replace(walk, step=walk.steps[max(at - 1, 0)]))
    if go not in {"next", "send"}:
        return await _page(request, house, walk)
    last = walk.step.number == walk.step.of
    problems = parse_step(walk.definition, walk.items, walk.fields, walk.step, last, SEED, _placed(pictures))
    if problems:
        return await _page(request, house, replace(walk, problems=problems))
    if go == "send" or last:
        return _end(request, walk, code)
    return await _page(request, house, replace(walk, step=walk.steps[at + 1]))


async def _definition(request: AnyRequest, code: str) -> Definition:
    known = await drafts.working(code)
    if known is None:
        raise NotFoundException
    asked = request.query_params.get("version", "")
    return _version(known, asked) if asked else known.definition


def _version(known: Working, asked: str) -> Definition:
    found = next((version for version in known.versions if str(version.version) == asked), None)
    if found is None:
        raise NotFoundException
    return found.definition


async def _walk(request: AnyRequest, code: str, definition: Definition, fields: Fields) -> _Walk:
    shop = await Shop.select(Shop.form_of_address).first()
    set_informal(shop is not None and shop["form_of_address"] == "du")
    offered = without_retired(definition, await retired_reasons(), fields)
    items = _samples() if definition.items is not None else ()
    steps = steps_of(offered, items, fields)
    kept = [(name, request.query_params[name]) for name in ("version", "lang") if request.query_params.get(name)]
    query = f"?{urlencode(kept)}" if kept else ""
    return _Walk(offered, items, fields, steps, steps[0], f"/surveys/{code}/preview{query}")


def _samples() -> tuple[Item, ...]:
    """Return two items of different kinds, so that different reasons are seen."""
    return (
        Item("1", _("Rain jacket"), _("blue, M"), CLOTHES),
        Item("2", _("Desk lamp"), "", DEVICES),
    )


def _brought_along(request: AnyRequest, definition: Definition) -> Fields:
    asked = request.query_params
    codes = [question.code for question in definition.questions() if isinstance(question, Hidden)]
    return {f"q-{code}": (asked[code],) for code in codes if asked.get(code)}


async def _page(request: AnyRequest, house: House, walk: _Walk) -> Response[str]:
    view = FormView(
        definition=walk.definition,
        items=walk.items,
        step=walk.step,
        steps=walk.steps,
        fields=walk.fields,
        reason_names=await reason_names(language(), walk.fields),
        seed=SEED,
        action=walk.action,
        nonce=SEED,
        open_until=house.today() + OPEN_DAYS,
        order_number=SAMPLE_ORDER if walk.items else "",
        problems=walk.problems,
        preview=True,
    )
    last = walk.step.number == walk.step.of
    shown = field_names(walk.definition, walk.items, walk.step, last)
    page = form_page(view)
    # Members' forms carry a token; a customer's, whose templates these are, need none.
    token = ("_csrf_token", frame_of(request).csrf_token)
    carried = replace(page, hidden=(*page.hidden, token, *_carried(walk.fields, shown)))
    return show(request, "surveys/form.html", carried, status=422 if walk.problems else 200)


def _carried(fields: Fields, shown: Collection[str]) -> tuple[tuple[str, str], ...]:
    """Return what was typed on other steps."""
    return tuple((name, value) for name, values in fields.items() if name not in shown for value in values)


def _placed(pictures: Mapping[str, int]) -> Mapping[str, int]:
    """Return how many pictures each place has: a picture of an item is posted as ``photo-<key>``."""
    return {name.removeprefix("photo-"): count for name, count in pictures.items()}


def _end(request: AnyRequest, walk: _Walk, code: str) -> Response[str]:
    page = PreviewEnd(code, plain(walk.definition.title) or code, walk.action)
    return show(request, "editor/preview_end.html", page)


PREVIEW_ROUTES = (preview, walk_on)
