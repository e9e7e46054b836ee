"""What a team does about an alert: the cause, the measure, and the day from which it works."""

from __future__ import annotations

from datetime import date

from feedback_app.alerts import lifecycle
from feedback_app.alerts.errors import AlertError
from feedback_app.alerts.tables import Action
from feedback_app.foundation.database import transaction
from feedback_app.foundation.house import House


async def record_action(
    house: House,
    alert_id: int,
    cause: str,
    measure: str,
    started_on: date,
    member_id: int | None = None,
    member_name: str = "",
) -> int:
    """Record an action about an open alert and return its id; its effect is measured from ``started_on`` on.

    Who acts on an alert that nobody has becomes its owner. AlertError: 422 without a cause or a measure, 409 for a
    closed alert, 404 for none.
    """
    cause, measure = cause.strip(), measure.strip()
    if not cause or not measure:
        raise AlertError("an action needs a cause and a measure", 422)
    now = house.now()
    async with transaction():
        await lifecycle.move(
            alert_id,
            "action",
            "state = 'action', owner_id = COALESCE(owner_id, ?),"
            " owner_name = CASE WHEN owner_id IS NULL THEN ? ELSE owner_name END",
            member_id,
            member_name,
        )
        action = Action(
            alert=alert_id,
            cause=cause,
            measure=measure,
            started_on=started_on,
            member_id=member_id,
            member_name=member_name,
            created_at=now,
        )
        await action.save()
        await lifecycle.note(alert_id, now, "action", member_id, member_name, measure)
    return int(action.id)
