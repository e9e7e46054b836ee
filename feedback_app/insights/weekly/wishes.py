"""Whether and when a team wants its weekly letter; until somebody says otherwise, on Mondays at seven."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from feedback_app.alerts.digests import WEEKLY, slot_before
from feedback_app.alerts.slices import TEAMS
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch
from feedback_app.foundation.house import House

LATEST: Final = timedelta(hours=36)
"""A letter that could not be written in this time after its hour is left out: a week's news on Friday is no news."""
WEEK: Final = timedelta(days=7)
DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Wish:
    """When a letter is wanted; ``weekday`` 0 is Monday, ``hour`` is the shop's own."""

    active: bool = True
    weekday: int = 0
    hour: int = 7


USUAL: Final = Wish()


@dataclass(frozen=True, slots=True)
class Due:
    """A letter that may be written now. since..until: the seven days it is about; week: the Monday it is known by."""

    slot: datetime
    since: date
    until: date
    week: date


async def wishes() -> dict[str, Wish]:
    """Return the wish of every team."""
    rows = await fetch("SELECT team, active, weekday, hour FROM report_wish")
    said = {row["team"]: Wish(bool(row["active"]), row["weekday"] % 7, row["hour"] % 24) for row in rows}
    return {team: said.get(team, USUAL) for team in TEAMS}


async def save_wish(house: House, team: str, wanted: Wish) -> None:
    """Keep what a team wants from now on."""
    async with transaction():
        await execute(
            "INSERT INTO report_wish (team, active, weekday, hour, changed_at) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (team) DO UPDATE SET active = excluded.active, weekday = excluded.weekday,"
            " hour = excluded.hour, changed_at = excluded.changed_at",
            team, wanted.active, wanted.weekday, wanted.hour, house.now(),
        )  # fmt: skip


def due_of(house: House, wish: Wish) -> Due | None:
    """Return the letter whose hour has come lately; None where none is wanted or its hour is long past."""
    if not wish.active:
        return None
    slot = slot_before(house.now(), house.zone, WEEKLY, wish.weekday, wish.hour)
    return days_of(house, slot) if house.now() - slot <= LATEST else None


def days_of(house: House, slot: datetime) -> Due:
    """Return what a letter of this hour is about: the seven days before the shop's own day.

    A change of the weekday within a week brings no second letter: the week's Monday is the same.
    """
    since = house.day_of(slot) - WEEK
    return Due(slot, since, house.day_of(slot) - DAY, since - timedelta(days=since.weekday()))


async def written(week_of: Mapping[str, date]) -> set[str]:
    """Return the teams whose letter of the given week was written already, or had nothing to tell."""
    rows = await fetch("SELECT team, week FROM weekly_report WHERE week >= ?", min(week_of.values()))
    return {row["team"] for row in rows if week_of.get(row["team"]) == row["week"]}
