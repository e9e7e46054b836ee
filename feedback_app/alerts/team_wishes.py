"""Writes a team's wishes: its hours, how often it hears, who is next, and whose is what nobody takes on."""

from __future__ import annotations

from collections.abc import Mapping

from feedback_app.alerts.team_tables import Team
from feedback_app.alerts.teams import install_teams
from feedback_app.foundation.database import transaction
from feedback_app.foundation.house import House


async def save_wishes(house: House, code: str, values: Mapping[str, str | int | None]) -> None:
    """Let a team's wishes hold from now on.

    A team that begins to read digests gets what opens from now on: what was told before is not told again.
    """
    await install_teams()
    async with transaction():
        row = await Team.objects().get(Team.code == code)
        assert row is not None, "install_teams has added it"
        begins = row.digest == "none" and values.get("digest") != "none"
        for name, value in values.items():
            setattr(row, name, value)
        # While something waits for a last digest, it goes on waiting for the next one.
        if begins and not row.digested_at:
            row.digested_at = house.now()
        await row.save()
