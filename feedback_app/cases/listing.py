"""The inbox of cases: what is due next stands first. Reads only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from feedback_app.alerts.desk import pages_of
from feedback_app.alerts.views import FilterLink
from feedback_app.cases.measures import measures
from feedback_app.cases.states import WAITING, State
from feedback_app.cases.terms import ServiceClock, service_clock
from feedback_app.cases.views import CaseList, CaseRow, DueView
from feedback_app.cases.wording import length_words, priority_words, state_words, title_of
from feedback_app.foundation.access import Role, Viewer
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import format_number
from feedback_app.foundation.languages import gettext as _

PER_PAGE: Final = 25
SOON_SECONDS: Final = 3600
OPEN: Final = "state IN ('new', 'answered')"
DUE: Final = "CASE WHEN c.state = 'new' THEN c.first_response_due ELSE c.solve_due END"
OVERDUE: Final = (
    "((state = 'new' AND first_response_due < ?) OR (state = 'answered' AND solve_due < ?))"  # what is due next
)
ROW: Final = """
    SELECT c.id, c.kind, c.priority, c.state, c.order_id, c.opened_at, c.first_response_due, c.solve_due, c.owner_name,
        c.recovered, (SELECT m.product FROM comment m WHERE m.submission = c.submission AND m.superseded_at IS NULL
            AND m.product <> '' ORDER BY m.id LIMIT 1) AS product
    FROM service_case c
"""


async def case_list(house: House, viewer: Viewer, view: str, page: int) -> CaseList:
    """Return one part of the cases: ``view`` is open, mine, overdue or closed; ``page`` counts from 1."""
    where, arguments = _chosen(house, viewer, view)
    order = "c.solved_at DESC, c.id DESC" if view == "closed" else f"{DUE}, c.id"
    rows = await fetch(
        f"{ROW} WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?",
        *arguments, PER_PAGE, (page - 1) * PER_PAGE,
    )  # fmt: skip
    counts = await _counts(house, viewer)
    clock = await service_clock(house)
    return CaseList(
        views=tuple(
            FilterLink(f"{label} ({format_number(counts[one])})", _url(one), one == view) for one, label in _views()
        ),
        view=view,
        cases=tuple(case_row(row, house.now(), clock) for row in rows),
        pages=pages_of(page, len(rows), counts[view], _url(view), PER_PAGE),
        measures=await measures(house),
        may_set=viewer.role == Role.ADMIN,
        zone=house.zone,
    )


async def row_of(house: House, case_id: int) -> CaseRow | None:
    """Return one case as lists show it; None when there is none."""
    rows = await fetch(f"{ROW} WHERE c.id = ?", case_id)
    return case_row(rows[0], house.now(), await service_clock(house)) if rows else None


def case_row(row: Mapping[str, Any], now: datetime, clock: ServiceClock) -> CaseRow:
    """Return a case as lists show it, at this instant."""
    return CaseRow(
        id=row["id"],
        url=f"/cases/{row['id']}",
        title=title_of(row["kind"], row["order_id"], row["product"] or ""),
        priority=row["priority"],
        priority_words=priority_words(row["priority"]),
        state=row["state"],
        state_words=state_words(row["state"]),
        due=_due(row, now, clock) if row["state"] in WAITING else None,
        owner=row["owner_name"],
        order_id=row["order_id"],
        opened_at=row["opened_at"],
        recovered=None if row["recovered"] is None else bool(row["recovered"]),
    )


def _due(row: Mapping[str, Any], now: datetime, clock: ServiceClock) -> DueView:
    first = row["state"] == State.NEW
    at = row["first_response_due" if first else "solve_due"]
    left = clock.seconds(now, at)
    return DueView(
        words=_("First response") if first else _("Solution"),
        at=at,
        left=_("%(length)s left") % {"length": length_words(left)},
        late=now > at,
        soon=left <= SOON_SECONDS,
    )


def _views() -> tuple[tuple[str, str], ...]:
    return (("open", _("Open")), ("mine", _("Mine")), ("overdue", _("Overdue")), ("closed", _("Done")))


def _chosen(house: House, viewer: Viewer, view: str) -> tuple[str, list[object]]:
    now = house.now()
    chosen: dict[str, tuple[str, list[object]]] = {
        "open": (OPEN, []),
        "mine": (f"{OPEN} AND owner_id = ?", [viewer.id]),
        "overdue": (OVERDUE, [now, now]),
        "closed": ("state IN ('solved', 'closed')", []),
    }
    return chosen[view]


async def _counts(house: House, viewer: Viewer) -> dict[str, int]:
    """Count the cases of each view."""
    return {
        view: int((await fetch(f"SELECT COUNT(*) AS n FROM service_case WHERE {where}", *arguments))[0]["n"])  # noqa: S608 question marks and our own words only
        for view, _label in _views()
        for where, arguments in (_chosen(house, viewer, view),)
    }


def _url(view: str) -> str:
    return "/cases" if view == "open" else f"/cases?view={view}"
