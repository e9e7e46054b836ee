"""Who may act on whose alerts."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from feedback_app.alerts.slices import TEAMS
from feedback_app.foundation.access import Role, Viewer

ACTS_FOR: Final[Mapping[Role, tuple[str, ...]]] = MappingProxyType(
    {
        Role.ADMIN: TEAMS,
        Role.PRODUCT: ("product", "service"),
        Role.LOGISTICS: ("logistics", "service"),
        Role.SERVICE: ("service",),
        Role.VIEWER: (),
    }
)
"""The teams whose alerts a role acts on; the service team's are for all who serve customers."""


def may_act_for(viewer: Viewer, team: str) -> bool:
    """Tell whether a member's role acts on a team's alerts."""
    return team in ACTS_FOR[viewer.role]


def roles_for(team: str) -> tuple[Role, ...]:
    """Return the roles that act on a team's alerts."""
    return tuple(role for role, teams in ACTS_FOR.items() if team in teams)
