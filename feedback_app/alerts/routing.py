"""Who hears of an alert: the first fitting route by position, else the theme's own team.

A route fits when everything it names fits; what it leaves empty fits always. The party is who can change the matter:
the reason behind the theme names it, as the catalogue of return reasons ships it. Invariant: an alert always has one
team, also when a route names one that is gone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

from feedback_app.alerts.slices import TEAMS, Series
from feedback_app.alerts.team_tables import Route, Team
from feedback_app.foundation.dialect import fetch
from surveys.catalogue import catalogue

SEVERITIES: Final = ("low", "medium", "high", "critical")
PARTIES: Final = ("product", "listing", "supplier", "warehouse", "carrier", "service", "customer")
FIRST_TEAM: Final = "product"
# Themes that no return reason stands for.
OTHER_PARTIES: Final = {
    "packaging": "warehouse",
    "delivery_service": "carrier",
    "customer_service": "service",
    "refund_slow": "service",
    "return_rate": "product",
}
# Where it happens says who broke it, among those who touch a parcel; a lot says which supplier made the piece.
PARCEL: Final = frozenset({"carrier", "warehouse"})
BY_PLACE: Final = {
    "carrier": "carrier",
    "hub": "carrier",
    "warehouse": "warehouse",
    "packaging": "warehouse",
    "shift": "warehouse",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One route as it is stored; "" fits everything."""

    id: int
    team: str
    party: str = ""
    theme: str = ""
    dimension: str = ""
    value: str = ""
    severity_from: str = ""
    owner_id: int | None = None
    owner_name: str = ""


@dataclass(frozen=True, slots=True)
class Routed:
    """Who hears, and whom it belongs to until somebody takes it on (None: nobody yet)."""

    team: str
    owner_id: int | None = None
    owner_name: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a route is held against; ``slice`` holds every dimension that is known of the alert."""

    theme: str
    slice: Mapping[str, str]
    severity: str
    parties: frozenset[str]


async def team_for(series: Series, severity: str, kind: str, parties: Collection[str] = ()) -> Routed:
    """Return who hears of an alert on this series.

    kind: trend, rate or single; a rising return rate has no theme of a team and goes to the product team.
    parties: who can change it, as the evidence says; () for the party of the theme's return reason.
    """
    teams = {row["code"]: row for row in await Team.select(Team.code, Team.owner_id, Team.owner_name)}
    asked = Asked(series.theme, series.slice.as_dict(), severity, frozenset(parties) or parties_of(series))
    for rule in await rules():
        if rule.team in teams and fits(rule, asked):
            fallback = teams[rule.team]
            named = rule.owner_name or rule.owner_id is not None
            owner = (rule.owner_id, rule.owner_name) if named else (fallback["owner_id"], fallback["owner_name"])
            return Routed(rule.team, *owner)
    team = await _own_team(series.theme, kind)
    found = teams.get(team)
    return Routed(team, found["owner_id"], found["owner_name"]) if found else Routed(team)


async def owner_for(team: str) -> Routed:
    """Return the team with the member who owns what nobody else does."""
    row = await Team.select(Team.owner_id, Team.owner_name).where(Team.code == team).first()
    return Routed(team, row["owner_id"], row["owner_name"]) if row else Routed(team)


async def rules() -> list[Rule]:
    """Return all routes in the order in which they are asked."""
    rows = await Route.select().order_by(Route.position).order_by(Route.id)
    return [
        Rule(
            row["id"], row["team"], row["party"], row["theme"], row["dimension"], row["value"], row["severity_from"],
            row["owner_id"], row["owner_name"],
        )
        for row in rows
    ]  # fmt: skip


def fits(rule: Rule, asked: Asked) -> bool:
    """Tell whether everything that a route names is so."""
    if rule.theme and rule.theme != asked.theme:
        return False
    if rule.party and rule.party not in asked.parties:
        return False
    if rule.dimension and asked.slice.get(rule.dimension, "").casefold() != rule.value.casefold():
        return False
    return at_least(asked.severity, rule.severity_from)


def at_least(severity: str, least: str) -> bool:
    """Tell whether a severity reaches another; "" and unknown words are below all."""
    return _rank(severity) >= _rank(least)


def parties_of(series: Series) -> frozenset[str]:
    """Return who can change what a series complains about; empty when the catalogue does not say."""
    party, dimension = _parties().get(series.theme, ""), series.slice.dimension
    found = {party} if party else set()
    if party in PARCEL and dimension in BY_PLACE:
        found.add(BY_PLACE[dimension])
    if party == "product" and dimension == "lot":
        found.add("supplier")
    return frozenset(found)


@cache
def _parties() -> Mapping[str, str]:
    reasons = {reason.code: reason.party for reason in catalogue() if reason.party}
    return MappingProxyType({**reasons, **OTHER_PARTIES})


def _rank(severity: str) -> int:
    return SEVERITIES.index(severity) if severity in SEVERITIES else -1


async def _own_team(theme: str, kind: str) -> str:
    if kind == "rate":
        return FIRST_TEAM
    rows = await fetch("SELECT team FROM theme WHERE code = ?", theme)
    team = str(rows[0]["team"]) if rows else ""
    return team if team in TEAMS else FIRST_TEAM
