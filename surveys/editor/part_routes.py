"""The forms of single parts: open, rearrange a list inside, save.

Invariant: a form that is refused, or that somebody else overtook, comes back with everything that was typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from feedback_app.foundation.access import CORRECTING, needs
from feedback_app.foundation.house import House
from feedback_app.foundation.pages import see_other, show
from surveys.answers import Fields
from surveys.definition import Definition
from surveys.editor import drafts
from surveys.editor.arranging import lost_conditions
from surveys.editor.drafts import Working
from surveys.editor.faults import Faults
from surveys.editor.finding import part_at
from surveys.editor.overview import edit_url
from surveys.editor.part_pages import part_page, seen
from surveys.editor.parts import Ground, Part
from surveys.editor.posted import fields_of
from surveys.editor.reasons import Reasons, read_reasons
from surveys.editor.typed import Typed, rearranged, rows_of
from surveys.editor.writing import resized
from surveys.tables import Shop

AnyRequest = Request[Any, Any, Any]
SECTION: Final = "surveys"
SAVE: Final = "save"
NEW: Final = "new"


@get(
    ["/surveys/{code:str}/edit/{place:str}", "/surveys/{code:str}/edit/{place:str}/{name:str}"],
    guards=[needs(*CORRECTING)],
    include_in_schema=False,
)
async def part_form(request: AnyRequest, code: FromPath[str], place: FromPath[str]) -> Response[str]:
    """Show the form of one part."""
    name = _name(request)
    ground = await _ground(code, dict(request.query_params))
    part = part_at(ground, place, name)
    if part is None:
        raise NotFoundException
    page = part_page(ground, part, _path(place, name), part.written())
    return show(request, "editor/part.html", page, section=SECTION)


@post(
    ["/surveys/{code:str}/edit/{place:str}", "/surveys/{code:str}/edit/{place:str}/{name:str}"],
    guards=[needs(*CORRECTING)],
    include_in_schema=False,
    status_code=200,
)
async def save_part(
    request: AnyRequest, house: NamedDependency[House], code: FromPath[str], place: FromPath[str]
) -> Response[Any]:
    """Save a part, or draw its form anew for a button inside it."""
    name, fields = _name(request), await fields_of(request)
    typed = Typed(fields)
    ground = await _ground(code, {key: typed.one(key) for key in ("type", "page")})
    do = _wanted(typed)
    if do != SAVE:
        return _drawn_anew(request, ground, place, name, fields, do)
    saving = _Saving(place, name, fields, ground)
    outcome = await drafts.change(code, house.now(), saving)
    if outcome is None or saving.gone:
        raise NotFoundException
    if isinstance(outcome, Faults):
        return saving.refused(request, outcome)
    lost = saving.before is not None and lost_conditions(saving.before, outcome.definition)
    return see_other(f"{edit_url(code)}?done={'conditions' if lost else 'saved'}#{_anchor(place, name)}")


@dataclass(slots=True)
class _Saving:
    """One save, applied to the newest draft inside its transaction; remembers what it met there."""

    place: str
    name: str
    fields: Fields
    ground: Ground
    gone: bool = False
    overtaken: bool = False
    before: Definition | None = None
    part: Part | None = field(default=None)

    def __call__(self, known: Working) -> Definition | Faults:
        self.ground = Ground(known, self.ground.reasons, self.ground.du, self.ground.asked)
        self.before = known.definition
        self.part = part_at(self.ground, self.place, self.name)
        if self.part is None:
            self.gone = True
            return known.definition
        if self.name != NEW and Typed(self.fields).one("seen") != seen(self.part):
            self.overtaken = True
            return Faults(())
        return self.part.read(self.fields)

    def refused(self, request: AnyRequest, faults: Faults) -> Response[str]:
        """Return the form as it was typed, with what is wrong."""
        if self.part is None:
            raise NotFoundException
        path = _path(self.place, self.name)
        page = part_page(self.ground, self.part, path, self.fields, faults, self.overtaken)
        return show(request, "editor/part.html", page, section=SECTION, status=409 if self.overtaken else 422)


def _wanted(typed: Typed) -> str:
    """Return which button was pressed. A scale whose number of steps was changed is drawn anew before it is saved."""
    do = typed.one("do") or SAVE
    return "resize" if do == SAVE and typed.one("steps") != (typed.one("step-rows") or typed.one("steps")) else do


def _drawn_anew(request: AnyRequest, ground: Ground, place: str, name: str, fields: Fields, do: str) -> Response[str]:
    part = part_at(ground, place, name)
    if part is None:
        raise NotFoundException
    shown = resized(fields, max(2, min(rows_of(fields, "step"), 10))) if do == "resize" else rearranged(fields, do)
    page = part_page(ground, part, _path(place, name), shown)
    return show(request, "editor/part.html", page, section=SECTION)


async def _ground(code: str, asked: Mapping[str, str]) -> Ground:
    known = await drafts.working(code)
    if known is None:
        raise NotFoundException
    reasons: Reasons = await read_reasons()
    shop = await Shop.select(Shop.form_of_address).first()
    return Ground(known, reasons, shop is not None and shop["form_of_address"] == "du", asked)


def _name(request: AnyRequest) -> str:
    return str(request.path_params.get("name", ""))


def _path(place: str, name: str) -> str:
    return f"{place}/{name}" if name else place


def _anchor(place: str, name: str) -> str:
    return f"{place}-{name}" if name and name != NEW else "parts"


PART_ROUTES = (part_form, save_part)
