"""What members do with a case: new → answered → solved → closed, and open again.

Every step is one conditional UPDATE and one line of history in one transaction: of several members who take the same
step at once one wins and the others hear 409. A step that the state does not allow raises CaseError.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from feedback_app.cases.errors import CaseError
from feedback_app.cases.history import HOUSE, Who, note
from feedback_app.cases.states import FROM_STATES, Priority, State, Step
from feedback_app.cases.tables import Case
from feedback_app.cases.terms import promises, service_clock
from feedback_app.foundation.access import Colleague
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch, marks
from feedback_app.foundation.house import House
from surveys.callbacks import callback_of, mark_called


async def take(house: House, case_id: int, who: Who) -> None:
    """Give a case to the member who asks for it."""
    async with transaction():
        await move(case_id, Step.TAKE, "owner_id = ?, owner_name = ?", who.id, who.name)
        await note(case_id, house.now(), "taken", who)


async def forward(house: House, case_id: int, to: Colleague, why: str, who: Who) -> None:
    """Give a case to another member, with a note."""
    async with transaction():
        await move(case_id, Step.FORWARD, "owner_id = ?, owner_name = ?", to.id, to.name)
        await note(case_id, house.now(), "passed_on", who, f"{to.name}: {why}" if why else to.name)


async def answer(house: House, case_id: int, who: Who) -> None:
    """Note the first response to the customer; a wish to be called is ticked off with it."""
    async with transaction():
        row = await respond(house, case_id, house.now(), "answered", who)
        wish = await callback_of(row["submission"])
        if wish is not None and row["kind"] == "callback":
            await mark_called(wish.id, house.now())
        # Who answers has it, unless somebody else does.
        await execute(
            "UPDATE service_case SET owner_id = ?, owner_name = ? WHERE id = ? AND owner_id IS NULL",
            who.id, who.name, case_id,
        )  # fmt: skip


async def respond(house: House, case_id: int, at: datetime, kind: str, who: Who = HOUSE) -> Mapping[str, Any]:
    """Note the first response of ``at`` inside the caller's transaction; returns submission and kind of the case."""
    opened = await fetch("SELECT opened_at FROM service_case WHERE id = ?", case_id)
    clock = await service_clock(house)
    seconds = round(clock.seconds(opened[0]["opened_at"], at)) if opened else 0
    change = "state = ?, first_response_at = ?, response_seconds = ?"
    row = await move(case_id, Step.ANSWER, change, State.ANSWERED.value, at, seconds)
    await note(case_id, at, kind, who)
    return row


async def solve(house: House, case_id: int, cause: str, done: str, who: Who) -> None:
    """Note that the customer's matter is solved. ValueError without a cause and what was done."""
    if not cause.strip() or not done.strip():
        raise ValueError("cause and what was done are needed")
    now = house.now()
    async with transaction():
        change = "state = ?, solved_at = ?, cause = ?, done = ?"
        await move(case_id, Step.SOLVE, change, State.SOLVED.value, now, cause.strip(), done.strip())
        await note(case_id, now, "solved", who)


async def close(house: House, case_id: int, who: Who = HOUSE) -> None:
    """Close a solved case: from now on the customer may be asked whether it helped."""
    now = house.now()
    async with transaction():
        await move(case_id, Step.CLOSE, "state = ?, closed_at = ?", State.CLOSED.value, now)
        await note(case_id, now, "closed", who)


async def reopen(house: House, case_id: int, why: str, who: Who) -> None:
    """Open a solved or closed case again."""
    async with transaction():
        await open_again(house, case_id)
        await note(case_id, house.now(), "reopened", who, why)


async def open_again(house: House, case_id: int) -> None:
    """Open a case again inside the caller's transaction: the first response stays, the time to solve it starts anew."""
    rows = await fetch("SELECT priority FROM service_case WHERE id = ?", case_id)
    priority = Priority(rows[0]["priority"]) if rows else Priority.NORMAL
    due = (await service_clock(house)).due(house.now(), (await promises())[priority].solution_hours)
    change = "state = ?, solve_due = ?, solved_at = NULL, closed_at = NULL, escalated_at = NULL"
    await move(case_id, Step.REOPEN, change, State.ANSWERED.value, due)


async def comment(house: House, case_id: int, text: str, who: Who) -> None:
    """Add a member's note to the history, in any state."""
    async with transaction():
        await _exists(case_id)
        await note(case_id, house.now(), "comment", who, text)


async def ask_helpdesk(house: House, case_id: int, who: Who) -> None:
    """Let the next round of the worker hand the case over to the helpdesk; once, unless that came to nothing."""
    async with transaction():
        marks_of = FROM_STATES[Step.HAND_OVER]
        rows = await execute(
            "UPDATE service_case SET handover_asked_at = ? WHERE id = ? AND handover_asked_at IS NULL"  # noqa: S608 question marks only
            f" AND state IN ({marks(marks_of)}) RETURNING id",
            house.now(), case_id, *marks_of,
        )  # fmt: skip
        if not rows:
            await _exists(case_id)
            raise CaseError("the case is handed over already, or it is finished")
        await note(case_id, house.now(), "handover", who)


async def keep_reference(house: House, case_id: int, reference: str, who: Who) -> None:
    """Store the number of the helpdesk's ticket; "" takes it away."""
    async with transaction():
        rows = await execute(
            "UPDATE service_case SET helpdesk_reference = ? WHERE id = ? RETURNING id", reference, case_id
        )
        if not rows:
            raise CaseError("there is no such case", 404)
        await note(case_id, house.now(), "reference", who, reference)


async def move(case_id: int, step: Step, change: str, *values: object) -> Mapping[str, Any]:
    """Take one step inside the caller's transaction; returns submission and kind of the case.

    CaseError: 404 no such case, 409 its state does not allow the step. change: the assignments of an UPDATE with ``?``
    for each of ``values``.
    """
    allowed = [state.value for state in FROM_STATES[step]]
    rows = await execute(
        f"UPDATE service_case SET {change} WHERE id = ? AND state IN ({marks(allowed)}) RETURNING submission, kind",  # noqa: S608 changes are ours
        *values,
        case_id,
        *allowed,
    )
    if rows:
        return rows[0]
    await _exists(case_id)
    raise CaseError(f"the case's state does not allow this step: {step}")


async def _exists(case_id: int) -> None:
    if not await Case.exists().where(Case.id == case_id):
        raise CaseError("there is no such case", 404)
