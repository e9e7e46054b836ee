"""The teams that can act."""

from __future__ import annotations

from feedback_app.alerts.team_tables import Team
from feedback_app.foundation.database import transaction

TEAMS = (
    ("product", "Produkt", "Product"),
    ("logistics", "Logistik", "Logistics"),
    ("service", "Kundenservice", "Customer service"),
)


async def install_teams() -> None:
    """Add the teams that are missing."""
    async with transaction():
        known = {row["code"] for row in await Team.select(Team.code)}
        for code, name_de, name_en in TEAMS:
            if code not in known:
                await Team(code=code, name_de=name_de, name_en=name_en).save()
