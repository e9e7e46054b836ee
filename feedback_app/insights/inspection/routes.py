"""The returns desk: scan, tap a condition, tap a finding; the same for programs; and reason against inspection.

Works without JavaScript: the finding is the button that sends. After sending the next scan has the focus.
"""

from __future__ import annotations

from typing import Annotated, Any, Final
from urllib.parse import urlencode

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, URLEncodedBody

from feedback_app.foundation.access import SERVING, Viewer, needs, signed_in
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.pages import FieldError, see_other, show
from feedback_app.foundation.problems import READING_ERRORS
from feedback_app.foundation.typed_numbers import LARGEST_ID, whole_number
from feedback_app.insights.inspection.keeping import store_inspection_rows
from feedback_app.insights.inspection.pages import LONGEST_FIND, Again, inspection_page, last_result, reasons_page
from feedback_app.insights.inspection.witnesses import (
    LONGEST_NOTE,
    Item,
    Verdict,
    is_verdict,
    item_with,
    items_of_order,
    record,
    take_back,
)
from feedback_app.insights.store.packing import CONDITIONS
from feedback_app.insights.views import plain_text, view_of

AnyRequest = Request[Any, Any, Any]
Form = URLEncodedBody[dict[str, str]]
MAY_INSPECT: Final = needs(*SERVING)


@get("/inspection", guards=[signed_in], include_in_schema=False)
async def inspection(
    request: AnyRequest,
    house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
    find: FromQuery[str] = "",
    done: FromQuery[str] = "",
) -> Response[str]:
    """Show what was scanned; ``done`` is the result that was just stored."""
    told = await last_result(house, whole_number(done) or 0, viewer) if done else None
    page = await inspection_page(house, viewer, plain_text(find)[:LONGEST_FIND], told[1] if told else None)
    notice = told[0] if told else None
    return show(request, "inspection/index.html", page, section="inspection", notice=notice)


@post("/inspection", guards=[MAY_INSPECT], include_in_schema=False)
async def inspect(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer], data: Form
) -> Response[Any]:
    """Store a result and ask for the next item; one without a condition comes back as it was."""
    find, condition, finding = (plain_text(data.get(name, "")) for name in ("find", "condition", "finding"))
    if not is_verdict(condition, finding):
        return await _again(request, house, viewer, data)
    item = await _item(data)
    if item is None:
        return see_other(_url(find=find))
    note = plain_text(data.get("note", ""))[:LONGEST_NOTE]
    outcome, row = await record(house, item, Verdict(condition, finding, house.today(), note), viewer.id)
    left = find if outcome != "older" and await _more_of(item) else ""
    return see_other(_url(find=left, done=str(row) if row else ""))


@post("/inspection/{inspection_id:int}/undo", guards=[MAY_INSPECT], include_in_schema=False)
async def undo(
    house: NamedDependency[House], viewer: NamedDependency[Viewer], inspection_id: FromPath[int], data: Form
) -> Response[Any]:
    """Take one's own last result back and show the item again."""
    if inspection_id <= LARGEST_ID:
        await take_back(house, inspection_id, viewer.id)
    return see_other(_url(find=plain_text(data.get("find", ""))))


@get("/inspection/reasons", guards=[signed_in], include_in_schema=False)
async def reasons(request: AnyRequest, house: NamedDependency[House]) -> Response[str]:
    """Show what customers say beside what the inspection finds."""
    view = view_of("/inspection/reasons", request.query_params, house.today())
    return show(request, "inspection/reasons.html", await reasons_page(view), section="products")


class InspectionRow(msgspec.Struct, forbid_unknown_fields=True):
    """The result of one item. ``condition``: A to E, or e.g. unopened; ``finding``: empty means the usual one."""

    order_id: str
    condition: str
    sku: str = ""
    size: str = ""
    finding: str = ""
    note: str = ""
    inspected_at: str = ""


class InspectionRows(msgspec.Struct, forbid_unknown_fields=True):
    """Up to 1,000 results."""

    inspections: Annotated[list[InspectionRow], msgspec.Meta(min_length=1, max_length=1_000)]


class InspectionProblem(msgspec.Struct):
    """What is wrong with one row; ``row`` counts from 1."""

    row: int
    column: str
    reason: str


class InspectionOutcome(msgspec.Struct):
    """What became of the rows. Known ones say what was known already, or less."""

    stored: int
    known: int
    problems: list[InspectionProblem]


@post("/inspections", status_code=200, responses=READING_ERRORS)
async def post_inspections(house: NamedDependency[House], data: JSONBody[InspectionRows]) -> InspectionOutcome:
    """Store results of inspections. Repeatable by nature: what says the same as before changes nothing."""
    report = await store_inspection_rows(house, [msgspec.structs.asdict(row) for row in data.inspections])
    problems = [InspectionProblem(one.line or 0, one.column, one.text(_)) for one in report.problems]
    return InspectionOutcome(report.stored, report.known, problems)


async def _again(request: AnyRequest, house: House, viewer: Viewer, data: dict[str, str]) -> Response[Any]:
    condition, key = data.get("condition", ""), plain_text(data.get("key", ""))
    if condition not in CONDITIONS:
        error = FieldError(f"condition-{key}-A", _("Please tap the condition first, A to E."))
    else:
        error = FieldError(f"finding-{key}", _("Please tap what was found."))
    again = Again(key, condition if condition in CONDITIONS else "", error)
    page = await inspection_page(house, viewer, plain_text(data.get("find", ""))[:LONGEST_FIND], None, again)
    return show(request, "inspection/index.html", page, section="inspection", status=422)


async def _item(data: dict[str, str]) -> Item | None:
    """Return the item that a form names; None when it is there no more."""
    comment = whole_number(data.get("comment", "")) or 0
    if comment:
        return await item_with(comment)
    named = [plain_text(data.get(name, "")) for name in ("order", "sku", "size")]
    for item in await items_of_order(named[0]) if named[0] else ():
        if [item.order_id, item.sku, item.size] == named and not item.comment:
            return item
    return None


async def _more_of(item: Item) -> bool:
    """Tell whether other items of the same order wait to be inspected."""
    return bool(item.order_id) and any(one.result is None for one in await items_of_order(item.order_id))


def _url(**query: str) -> str:
    kept = {name: value for name, value in query.items() if value}
    return f"/inspection?{urlencode(kept)}" if kept else "/inspection"


API_ROUTES: Final = (post_inspections,)
ROUTES: Final = (inspection, inspect, undo, reasons)
