"""How an alert ends as the new normal, how a member opens it again, and what ended alerts teach.

Invariants: what was accepted opens no alert again while the level stays (a change point makes the baseline learn anew
from the first day of the rise); opening it again takes the change point back.
"""

from __future__ import annotations

from datetime import datetime

from feedback_app.alerts import lifecycle
from feedback_app.alerts.errors import AlertError
from feedback_app.alerts.lifecycle import CLOSING, Doer
from feedback_app.alerts.severity import due_of
from feedback_app.alerts.tables import Alert, ChangePoint
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch, insert_many
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import gettext as _

ACCEPTED = "accepted"


async def accept(house: House, alert_id: int, words: str, by: Doer) -> None:
    """Close an alert, and what it explains, as the new normal: counts are judged anew from its first day on."""
    now = house.now()
    async with transaction():
        await lifecycle.move(alert_id, "accept", f"{CLOSING}, accepted_on = since", now)
        await lifecycle.note(alert_id, now, ACCEPTED, by.id, by.name, words)
        await execute("UPDATE alert SET accepted_on = since WHERE parent = ? AND closed_at IS NULL", alert_id)
        closed = await lifecycle.close_children(alert_id, now, ACCEPTED, by, words)
        rows = await Alert.select(Alert.since, Alert.theme, Alert.series).where(Alert.id.is_in([alert_id, *closed]))
        await insert_many(
            ChangePoint,
            ("day", "theme", "series", "kind", "note", "created_at"),
            [(row["since"], row["theme"], row["series"], ACCEPTED, words[:300], now) for row in rows],
            "ON CONFLICT (day, theme, series, kind) DO NOTHING",
        )


async def reopen(house: House, alert_id: int, words: str, by: Doer) -> None:
    """Open a closed alert again because a member wants to; 409 when another open one is about the same."""
    now = house.now()
    async with transaction():
        row = await Alert.select().where(Alert.id == alert_id).first()
        key = open_key(row["series"], row["kind"], row["submission"]) if row else ""
        if row and await Alert.exists().where((Alert.open_key == key) & (Alert.id != alert_id)):
            raise AlertError(_("Another open alert is about the same. Please go on there."))
        opened = (
            "state = 'seen', closed_at = NULL, accepted_on = NULL, parent = NULL, open_key = ?, seen_at = ?, due_at = ?"
        )
        due = due_of(row["severity"], now) if row else now
        await lifecycle.move(alert_id, "reopen", opened, key, now, due)
        await lifecycle.note(alert_id, now, "reopened", by.id, by.name, words)
        if row and row["accepted_on"]:
            taken_back = (ChangePoint.kind == ACCEPTED) & (ChangePoint.series == row["series"])
            await ChangePoint.delete().where(taken_back & (ChangePoint.day == row["accepted_on"]))


def open_key(series: str, kind: str, submission: int | None) -> str:
    """Return what may be open once: a series, or the danger that one submission tells of."""
    return f"single:{submission}" if kind == "single" else series


async def noise_and_real(team: str, since: datetime) -> tuple[int, int]:
    """Return how many of a team's alerts, closed since a moment, members called noise, and how many they took for real.

    Real: closed after an action, or accepted as the new normal. What closed by itself without an action says nothing,
    and so do single dangers and alerts that another one explains.
    """
    rows = await fetch(
        """
        SELECT SUM(CASE WHEN e.kind = 'noise' THEN 1 ELSE 0 END) AS noise,
            SUM(CASE WHEN e.kind <> 'noise' AND (e.note <> ? OR acted.alert IS NOT NULL) THEN 1 ELSE 0 END) AS real_ones
        FROM alert a JOIN alert_event e ON e.id = (
            SELECT MAX(id) FROM alert_event WHERE alert = a.id AND kind IN ('closed', 'noise', 'accepted')
        ) LEFT JOIN (SELECT DISTINCT alert FROM action) acted ON acted.alert = a.id
        WHERE a.team = ? AND a.closed_at >= ? AND a.parent IS NULL AND a.kind <> 'single'
        """,
        lifecycle.QUIET, team, since,
    )  # fmt: skip
    return int(rows[0]["noise"] or 0), int(rows[0]["real_ones"] or 0)
