"""Stage ``calibrate``: what members called noise makes a team's alerts rarer; once a month.

Invariant: learning can ask for more evidence only, at most three times as much; it never makes a team hear more than it
asked for. What nobody judged teaches nothing.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from feedback_app.alerts.calibration import strictness
from feedback_app.alerts.endings import noise_and_real
from feedback_app.alerts.team_tables import Team
from feedback_app.foundation.database import transaction
from feedback_app.foundation.house import House

EVERY: Final = timedelta(days=30)
LOOKS_BACK: Final = timedelta(days=180)


async def run(house: House) -> int:
    """Learn from the verdicts of the last half year; returns how many teams' thresholds changed."""
    now, changed = house.now(), 0
    due = (Team.calibrated_at.is_null()) | (Team.calibrated_at <= now - EVERY)
    for team in await Team.select(Team.code, Team.calibration, Team.false_alarms_per_month).where(due):
        noise, _ = await noise_and_real(team["code"], now - LOOKS_BACK)
        asked = team["false_alarms_per_month"] or house.false_alarms_per_month
        learnt = round(strictness(noise, LOOKS_BACK / EVERY, asked), 3)
        async with transaction():
            await Team.update({Team.calibration: learnt, Team.calibrated_at: now}).where(Team.code == team["code"])
        changed += learnt != team["calibration"]
    return changed
