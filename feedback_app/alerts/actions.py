"""What a team does about an alert: the cause, the measure, where it works, who sees to it, and from which day.

Invariants: an alert may have several actions; an action can be changed until its effect has been judged, and a change
of day or scope measures it anew; what was measured stays as it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from feedback_app.alerts import lifecycle
from feedback_app.alerts.errors import AlertError
from feedback_app.alerts.slices import parse_series
from feedback_app.alerts.tables import Action, Alert
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch
from feedback_app.foundation.house import House


@dataclass(frozen=True, slots=True)
class Plan:
    """An action as a member means it. ``scope``: key of the series where it works, "" for the alert's."""

    cause: str
    measure: str
    started_on: date
    scope: str = ""
    owner_id: int | None = None
    owner_name: str = ""


async def record(house: House, alert_id: int, plan: Plan, member_id: int | None = None, member_name: str = "") -> int:
    """Record an action about an open alert and return its id; its effect is measured from its start on.

    Who acts on an alert that nobody has becomes its owner. AlertError: 422 without a cause or a measure or for another
    theme's scope, 409 for a closed alert, 404 for none.
    """
    _check(plan)
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
        theme = await _theme(alert_id, plan)
        action = Action(
            {
                **_columns(plan),
                Action.alert: alert_id,
                Action.theme: theme,
                Action.member_id: member_id,
                Action.member_name: member_name,
                Action.created_at: now,
            }
        )
        await action.save()
        await lifecycle.note(alert_id, now, "action", member_id, member_name, plan.measure.strip())
    return int(action.id)


async def change(house: House, action_id: int, plan: Plan, member_id: int | None = None, member_name: str = "") -> None:
    """Change an action that is not judged yet. AlertError: as ``record``; 409 once it is judged."""
    _check(plan)
    async with transaction():
        row = await Action.select().where(Action.id == action_id).first()
        if row is None:
            raise AlertError("there is no such action", 404)
        # Holds the action, so that its effect is not judged meanwhile.
        await execute("UPDATE action SET alert = alert WHERE id = ?", action_id)
        if not await is_open(action_id):
            raise AlertError("the effect of this action has been judged already")
        await _theme(row["alert"], plan)
        await Action.update(_columns(plan)).where(Action.id == action_id)
        if (row["started_on"], row["scope"]) != (plan.started_on, plan.scope):
            await execute("DELETE FROM effect WHERE action = ?", action_id)
        await lifecycle.note(row["alert"], house.now(), "changed", member_id, member_name, plan.measure.strip())


async def is_open(action_id: int) -> bool:
    """Tell whether an action may still be changed: nothing was judged of it yet."""
    judged = await fetch(
        "SELECT 1 AS one FROM effect WHERE action = ? AND (verdict <> 'too_early' OR final = ?)", action_id, True
    )
    return not judged


def _check(plan: Plan) -> None:
    if not plan.cause.strip() or not plan.measure.strip():
        raise AlertError("an action needs a cause and a measure", 422)


def _columns(plan: Plan) -> dict[Any, Any]:
    return {
        Action.cause: plan.cause.strip(),
        Action.measure: plan.measure.strip(),
        Action.started_on: plan.started_on,
        Action.scope: plan.scope,
        Action.owner_id: plan.owner_id,
        Action.owner_name: plan.owner_name,
    }


async def _theme(alert_id: int, plan: Plan) -> str:
    """Return the alert's theme; 422 when the scope is about another one."""
    row = await Alert.select(Alert.theme).where(Alert.id == alert_id).first()
    theme = str(row["theme"]) if row else ""
    if plan.scope and parse_series(plan.scope).theme != theme:
        raise AlertError("an action works against the alert's own theme", 422)
    return theme
