"""The steps of an alert: new → seen → assigned → action → watching → closed.

Every step is one conditional UPDATE and one line of history in one transaction, so that of several members who take
the same step at once one wins and the others hear 409. A step that the state does not allow raises AlertError.
"""

from __future__ import annotations

from datetime import datetime

from feedback_app.alerts.errors import AlertError
from feedback_app.alerts.tables import Alert, AlertEvent
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute
from feedback_app.foundation.house import House

OPEN = ("new", "seen", "assigned", "action", "watching")
QUIET = "quiet"  # the note of an alert that closed by itself
# An alert ends with a measured action, or because it was noise: then at any time.
FROM_STATES = {
    "see": ("new",),
    "assign": ("new", "seen"),
    "action": OPEN,
    "watch": ("action",),
    "close": ("watching",),
    "noise": OPEN,
}


async def see(house: House, alert_id: int, member_id: int | None = None, member_name: str = "") -> None:
    """Note that somebody has seen a new alert."""
    async with transaction():
        await move(alert_id, "see", "state = 'seen'")
        await note(alert_id, house.now(), "seen", member_id, member_name)


async def assign(house: House, alert_id: int, member_id: int, member_name: str = "") -> None:
    """Give an alert that nobody has to a member."""
    async with transaction():
        await move(alert_id, "assign", "state = 'assigned', owner_id = ?, owner_name = ?", member_id, member_name)
        await note(alert_id, house.now(), "assigned", member_id, member_name)


async def close(
    house: House,
    alert_id: int,
    noise_reason: str = "",
    member_id: int | None = None,
    member_name: str = "",
) -> None:
    """Close an alert: after its action, or at any time as noise with a reason. The same rise opens no new one."""
    now, step = house.now(), "noise" if noise_reason.strip() else "close"
    async with transaction():
        await move(alert_id, step, "state = 'closed', open_key = NULL, closed_at = ?", now)
        kind = "noise" if step == "noise" else "closed"
        await note(alert_id, now, kind, member_id, member_name, noise_reason.strip())


async def close_by_itself(house: House, alert_id: int) -> bool:
    """Close an alert whose rise is over, inside the caller's transaction; False when a member was quicker."""
    now = house.now()
    if not await step_if_possible(alert_id, "noise", "state = 'closed', open_key = NULL, closed_at = ?", now):
        return False
    await note(alert_id, now, "closed", note=QUIET)
    return True


async def note(
    alert_id: int,
    at: datetime,
    kind: str,
    member_id: int | None = None,
    member_name: str = "",
    note: str = "",
) -> None:
    """Add a line to an alert's history, inside the caller's transaction."""
    await AlertEvent(alert=alert_id, at=at, kind=kind, member_id=member_id, member_name=member_name, note=note).save()


async def move(alert_id: int, step: str, change: str, *values: object) -> None:
    """Take one step inside the caller's transaction. AlertError: 404 no such alert, 409 its state does not allow it.

    change: the assignments of an UPDATE with ``?`` for each of ``values``.
    """
    if await step_if_possible(alert_id, step, change, *values):
        return
    if not await Alert.exists().where(Alert.id == alert_id):
        raise AlertError("there is no such alert", 404)
    raise AlertError(f"the alert's state does not allow this step: {step}")


async def step_if_possible(alert_id: int, step: str, change: str, *values: object) -> bool:
    """Take one step inside the caller's transaction; False when the alert's state does not allow it."""
    allowed = FROM_STATES[step]
    marks = ", ".join("?" * len(allowed))
    rows = await execute(
        f"UPDATE alert SET {change} WHERE id = ? AND state IN ({marks}) RETURNING id",  # noqa: S608 changes are ours
        *values,
        alert_id,
        *allowed,
    )
    return bool(rows)
