"""Stage ``hand``: a team that was given an alert by another one hears of it.

Work is a hand-over of an open alert in its history that no later line says was told. Line and message are written in
one transaction, so that each hand-over is told once.
"""

from __future__ import annotations

from typing import Final

from feedback_app.alerts import lifecycle, notifications, reading
from feedback_app.alerts.channels import Channels
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import fetch, take_turns
from feedback_app.foundation.house import House

UNTOLD: Final = """
    SELECT a.id, COUNT(*) AS times, a.demo FROM alert a JOIN alert_event e ON e.alert = a.id AND e.kind = 'passed'
    WHERE a.closed_at IS NULL GROUP BY a.id, a.demo HAVING MAX(e.id) > COALESCE(
        (SELECT MAX(t.id) FROM alert_event t WHERE t.alert = a.id AND t.kind = 'told'), 0
    ) ORDER BY a.id
"""


async def run(house: House, channels: Channels) -> int:
    """Enqueue what the new teams have to hear; returns how many alerts that was about."""
    if not await fetch(UNTOLD):
        return 0
    async with transaction():
        await take_turns("hand")
        rows = await fetch(UNTOLD)
        for row in rows:
            card = await reading.card(row["id"])
            await lifecycle.note(row["id"], house.now(), "told")
            if card is not None:
                await notifications.announce(house, channels, card, "passed", int(row["times"]), bool(row["demo"]))
    return len(rows)
