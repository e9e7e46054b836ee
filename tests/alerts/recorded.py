"""An action as most tests need it: in the alert's own scope, seen to by whoever records it."""

from __future__ import annotations

from datetime import date

from feedback_app.alerts.actions import Plan, record
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
    """Record an action about an open alert and return its id."""
    plan = Plan(cause, measure, started_on, owner_id=member_id, owner_name=member_name)
    return await record(house, alert_id, plan, member_id, member_name)
