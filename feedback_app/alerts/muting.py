"""Silence about an alert, a theme or a series: for one member or one team, and never without an end.

Invariants: nobody can silence everybody; a mute ends at a moment or as soon as the share of answers exceeds what was
said; a mute that ends says so in the history of the alerts that it was about. Messages ask ``muted`` and
``muted_members``; everything else about an alert goes on.
"""

from __future__ import annotations

from typing import Final

from feedback_app.alerts import lifecycle
from feedback_app.alerts.cards import AlertCard
from feedback_app.foundation.dialect import execute, fetch
from feedback_app.foundation.house import House

EXCEEDED: Final = "exceeded"
"""The note of a mute that ended because the share exceeded what was said."""
# A mute is about one alert, or about a theme (all its series, or one).
ABOUT = """
    m.ended_at IS NULL AND (m.alert = ? OR (m.alert IS NULL AND m.theme = ? AND (m.series = '' OR m.series = ?)))
"""


async def muted(team: str, alert: AlertCard) -> bool:
    """Tell whether a team has asked not to hear of an alert now."""
    rows = await fetch(f"SELECT 1 AS one FROM mute m WHERE m.team = ? AND {ABOUT} LIMIT 1", team, *_about(alert))  # noqa: S608 our own words
    return bool(rows)


async def muted_members(alert: AlertCard) -> frozenset[int]:
    """Return the members who have asked not to hear of an alert now."""
    rows = await fetch(
        f"SELECT DISTINCT m.member_id FROM mute m WHERE m.team = '' AND m.member_id IS NOT NULL AND {ABOUT}",  # noqa: S608 our own words
        *_about(alert),
    )
    return frozenset(int(row["member_id"]) for row in rows)


async def end_exceeded(house: House, alert: AlertCard) -> int:
    """End the mutes whose share an alert now exceeds, inside the caller's transaction; returns how many."""
    rows = await execute(
        f"""
        UPDATE mute SET ended_at = ? WHERE id IN (SELECT m.id FROM mute m WHERE {ABOUT} AND m.share_above < ?)
        RETURNING id
        """,  # noqa: S608 our own words
        house.now(), *_about(alert), alert.share,
    )  # fmt: skip
    for _row in rows:
        await lifecycle.note(alert.id, house.now(), "unmuted", note=EXCEEDED)
    return len(rows)


def _about(alert: AlertCard) -> tuple[int, str, str]:
    return alert.id, alert.series.theme, alert.series.key
