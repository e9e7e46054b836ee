"""How much a team wants to hear: its budget of false alarms, the least rise worth a message, and what was learnt of it.

Invariant: a team without a wish of its own has the house's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from feedback_app.alerts.team_tables import Team
from feedback_app.foundation.house import House

LEAST_RISE: Final = 1.25
"""Rises by less than a quarter are of no interest to a team that has not said otherwise."""
LEAST_BUDGET: Final = 0.01


@dataclass(frozen=True, slots=True)
class Budget:
    """What one team wants. ``false_alarms_per_month``: asked for. ``calibration``: above 1 asks for more evidence."""

    false_alarms_per_month: float
    least_rise: float = LEAST_RISE
    calibration: float = 1.0

    @property
    def to_detect(self) -> float:
        """Return the false alarms in 30 days to ask the detector for, so that the asked ones come out."""
        return max(LEAST_BUDGET, self.false_alarms_per_month / self.calibration)


async def budgets(house: House) -> Mapping[str, Budget]:
    """Return the budget of every team by its code."""
    rows = await Team.select(Team.code, Team.false_alarms_per_month, Team.least_rise, Team.calibration)
    return {
        row["code"]: Budget(
            row["false_alarms_per_month"] or house.false_alarms_per_month,
            row["least_rise"] or LEAST_RISE,
            row["calibration"] or 1.0,
        )
        for row in rows
    }


async def budget_of(house: House, team: str) -> Budget:
    """Return the budget of one team; the house's when it is unknown."""
    return (await budgets(house)).get(team, Budget(house.false_alarms_per_month))
