"""What holds for the alerts of all teams: the federal state of public holidays, and what one return costs.

Invariant: there is at most one row; without one the defaults hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from feedback_app.alerts.team_tables import AlertSetting
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import take_turns

# ISO 3166-2:DE without the country, and how the states call themselves.
FEDERAL_STATES: Final = {
    "BW": "Baden-Württemberg", "BY": "Bayern", "BE": "Berlin", "BB": "Brandenburg", "HB": "Bremen", "HH": "Hamburg",
    "HE": "Hessen", "MV": "Mecklenburg-Vorpommern", "NI": "Niedersachsen", "NW": "Nordrhein-Westfalen",
    "RP": "Rheinland-Pfalz", "SL": "Saarland", "SN": "Sachsen", "ST": "Sachsen-Anhalt", "SH": "Schleswig-Holstein",
    "TH": "Thüringen",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class AlertSettings:
    """federal_state: "" for nationwide holidays only. cents_per_return: None while nobody has said it.

    tell_by_itself: customers hear of what helped without a member's release.
    """

    federal_state: str = ""
    cents_per_return: int | None = None
    changes_page: bool = False
    tell_by_itself: bool = False


async def settings_now() -> AlertSettings:
    """Return what holds now."""
    row = await AlertSetting.objects().order_by(AlertSetting.id).first()
    if row is None:
        return AlertSettings()
    state = row.federal_state if row.federal_state in FEDERAL_STATES else ""
    return AlertSettings(state, row.cents_per_return, row.changes_page, row.tell_by_itself)


async def save_general(federal_state: str, cents_per_return: int | None) -> None:
    """Let these two hold from now on and leave the others as they are."""
    async with transaction():
        row = await _row()
        row.federal_state, row.cents_per_return = federal_state, cents_per_return
        await row.save()


async def save_cost(cents_per_return: int | None) -> None:
    """Let a return cost this from now on and leave the others as they are."""
    async with transaction():
        row = await _row()
        row.cents_per_return = cents_per_return
        await row.save()


async def save_news(changes_page: bool, tell_by_itself: bool) -> None:
    """Let these two hold from now on and leave the others as they are."""
    async with transaction():
        row = await _row()
        row.changes_page, row.tell_by_itself = changes_page, tell_by_itself
        await row.save()


async def _row() -> AlertSetting:
    await take_turns("alert settings")
    return await AlertSetting.objects().order_by(AlertSetting.id).first() or AlertSetting()
