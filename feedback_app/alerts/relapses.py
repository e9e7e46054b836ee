"""Watches what an action improved: a rate that comes back opens the alert again.

Invariants: an action relapses once; the mark, the alert's step, its history and the message are one transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from feedback_app.alerts import endings, lifecycle, notifications, reading
from feedback_app.alerts.channels import Channels
from feedback_app.alerts.effect_counts import WINDOW, Window, course_of, start_of
from feedback_app.alerts.effects import LEAST_DAYS, relapse
from feedback_app.alerts.severity import due_of
from feedback_app.alerts.slices import parse_series
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch
from feedback_app.foundation.house import House

WATCH: Final = 28
"""Days after the window in which a rate that comes back is a relapse of this action."""
RELAPSED: Final = "relapsed"


@dataclass(frozen=True, slots=True)
class Held:
    """An improvement that is watched."""

    action: int
    alert: int
    measure: str
    scope: str
    started_on: date


async def watch(house: House, channels: Channels | None) -> int:
    """Look whether improvements of the last weeks have held until yesterday; returns how many relapsed."""
    found = 0
    for row in await _watched(house.today()):
        held = Held(row["id"], row["alert"], row["measure"], row["scope"] or row["series"], row["started_on"])
        if await _is_back(house, held, row):
            found += await _note(house, channels, held)
    return found


async def _watched(today: date) -> list[dict[str, Any]]:
    return await fetch(
        """
        SELECT a.id, a.alert, a.measure, a.scope, a.started_on, l.series, l.since, l.team, l.opened_at
        FROM action a JOIN alert l ON l.id = a.alert JOIN effect e ON e.action = a.id
        WHERE e.verdict = 'improved' AND e.relapsed_on IS NULL AND a.started_on >= ? ORDER BY a.id
        """,
        today - timedelta(days=WINDOW + WATCH),
    )


async def _is_back(house: House, held: Held, alert: Mapping[str, Any]) -> bool:
    """Tell whether the last whole week lies clearly above the days that the action had improved."""
    yesterday = house.today() - timedelta(days=1)
    week = (yesterday - timedelta(days=LEAST_DAYS - 1), yesterday)
    good = (
        held.started_on + timedelta(days=1),
        min(week[0] - timedelta(days=1), held.started_on + timedelta(days=WINDOW)),
    )
    if (good[1] - good[0]).days + 1 < LEAST_DAYS:
        return False
    start = await start_of(house, dict(alert), held.started_on)
    course, _ = await course_of(parse_series(held.scope), Window(None, None, good, week))
    return relapse(course.waiting, course.after, start.phi)


async def _note(house: House, channels: Channels | None, held: Held) -> bool:
    now, yesterday = house.now(), house.today() - timedelta(days=1)
    async with transaction():
        marked = await execute(
            "UPDATE effect SET relapsed_on = ? WHERE action = ? AND relapsed_on IS NULL RETURNING id",
            yesterday,
            held.action,
        )
        if not marked or not await _open_again(house, held):
            return bool(marked)
        severity = (await fetch("SELECT severity FROM alert WHERE id = ?", held.alert))[0]["severity"]
        # It is new work that nobody has seen: without this it would wait unseen among what is being watched.
        await execute(
            "UPDATE alert SET state = 'new', seen_at = NULL, escalated_at = NULL, due_at = ?, updated_at = ?"
            " WHERE id = ?",
            due_of(severity, now), now, held.alert,
        )  # fmt: skip
        await lifecycle.note(held.alert, now, RELAPSED, note=held.measure)
        await _announce(house, channels, held.alert)
    return True


async def _open_again(house: House, held: Held) -> bool:
    """Open the alert if it was closed; False when another open one is about the same already."""
    rows = await fetch("SELECT series, closed_at FROM alert WHERE id = ?", held.alert)
    if rows[0]["closed_at"] is None:
        return True
    others = await fetch("SELECT 1 AS one FROM alert WHERE open_key = ?", rows[0]["series"])
    if others:
        return False
    await endings.reopen(house, held.alert, "", lifecycle.NOBODY)
    return True


async def _announce(house: House, channels: Channels | None, alert_id: int) -> None:
    card = await reading.card(alert_id)
    if channels is None or card is None:
        return
    rows = await fetch(
        "SELECT COUNT(*) AS n, MAX(CASE WHEN a.demo THEN 1 ELSE 0 END) AS demo FROM alert_event e"
        " JOIN alert a ON a.id = e.alert WHERE e.alert = ? AND e.kind = ?",
        alert_id, RELAPSED,
    )  # fmt: skip
    # Numbered downwards: the reopenings by new evidence count upwards, and no message may take another's key.
    await notifications.announce(house, channels, card, "reopened", -int(rows[0]["n"]), bool(rows[0]["demo"]))
