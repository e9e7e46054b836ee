"""Stage ``backtest``: what a team's settings would have meant in its own past, before they are switched on.

Work is a row without an outcome. A member asks for one; besides, every team gets one a week, so that the page that asks
for the budget always has figures. Invariants: a row is claimed with a lease, so a killed run is taken up again; what
cannot be said is a sentence in ``trouble``, never a missing page. Today's series are replayed: a product that is gone
has no say.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import structlog
from numpy.typing import NDArray

from feedback_app.alerts import replays
from feedback_app.alerts import series as watching
from feedback_app.alerts.backtest import Backtest as Replay
from feedback_app.alerts.backtest import Known, replayed
from feedback_app.alerts.budgets import Budget, budget_of
from feedback_app.alerts.detection import chunks
from feedback_app.alerts.detector import DetectorOptions
from feedback_app.alerts.marked import Known as Marks
from feedback_app.alerts.marked import known_days, marked
from feedback_app.alerts.replays import CHOICES, Choice, Outcome, choice, doubling_days, found_in, part_of
from feedback_app.alerts.scanning import scan_on_one_thread, thresholds
from feedback_app.alerts.slices import TEAMS, Series, parse_series
from feedback_app.alerts.team_tables import Backtest
from feedback_app.alerts.trends import Panel, Scan
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch
from feedback_app.foundation.errors import is_unavailable
from feedback_app.foundation.house import House

log = structlog.get_logger()
LEASE: Final = timedelta(minutes=30)
EVERY: Final = timedelta(days=7)
USUAL_DAYS: Final = 180
LONGEST_DAYS: Final = 365
LEAST_BEFORE: Final = 56
"""Days of the past that a first expectation needs before the replay begins."""
BEFORE_NOTICED: Final = 60
TOO_SHORT: Final = "too short"
NO_SERIES: Final = "no series"
FAILED: Final = "failed"


@dataclass(frozen=True, slots=True)
class Wish:
    """What to replay. budget, least_rise: None for all four choices, and for the team's own. series: a known issue."""

    team: str
    days: int = USUAL_DAYS
    budget: float | None = None
    least_rise: float | None = None
    series: str = ""
    noticed_on: date | None = None


@dataclass(frozen=True, slots=True)
class _Past:
    """Some of a team's series over the replayed days."""

    series: Sequence[Series]
    own: int
    panel: Panel
    found: Scan


async def run(house: House) -> int:
    """Compute all back-tests that wait; returns how many have an outcome now."""
    await _ask_for_teams(house)
    done = 0
    while (row := await _claim(house)) is not None:
        outcome, trouble = await _replay_safely(house, row)
        async with transaction():
            await execute(
                "UPDATE backtest SET done_at = ?, outcome = ?, trouble = ? WHERE id = ?",
                house.now(), replays.to_json(outcome) if outcome else "{}", trouble, row["id"],
            )  # fmt: skip
        done += 1
    return done


async def ask(house: House, wish: Wish, member_id: int | None = None, member_name: str = "") -> int:
    """Ask for a back-test; returns its number."""
    async with transaction():
        row = Backtest(
            team=wish.team,
            asked_at=house.now(),
            member_id=member_id,
            member_name=member_name,
            days=min(wish.days, LONGEST_DAYS),
            false_alarms_per_month=wish.budget,
            least_rise=wish.least_rise,
            series=wish.series,
            noticed_on=wish.noticed_on,
        )
        await row.save()
    return int(row.id)


async def is_due(house: House) -> bool:
    """Tell whether there is something to compute."""
    waiting = await fetch(
        "SELECT id FROM backtest WHERE done_at IS NULL AND (claimed_until IS NULL OR claimed_until <= ?) LIMIT 1",
        house.now(),
    )
    return bool(waiting) or bool(await _teams_without(house))


async def _ask_for_teams(house: House) -> None:
    for team in await _teams_without(house):
        await ask(house, Wish(team))


async def _teams_without(house: House) -> list[str]:
    """Return the teams that have not had their weekly back-test; none in a house without counts."""
    if await watching.first_day(house.today()) is None:
        return []
    rows = await fetch(
        "SELECT DISTINCT team FROM backtest WHERE member_id IS NULL AND asked_at > ?", house.now() - EVERY
    )
    return [team for team in TEAMS if team not in {row["team"] for row in rows}]


async def _claim(house: House) -> dict[str, Any] | None:
    waits = "done_at IS NULL AND (claimed_until IS NULL OR claimed_until <= ?)"
    now = house.now()
    if not await fetch(f"SELECT id FROM backtest WHERE {waits} LIMIT 1", now):  # noqa: S608 our own words
        return None
    async with transaction():
        rows = await execute(
            f"UPDATE backtest SET claimed_until = ? WHERE {waits} AND id = ("  # noqa: S608 our own words
            f"SELECT id FROM backtest WHERE {waits} ORDER BY member_id IS NULL, id LIMIT 1) RETURNING *",
            now + LEASE, now, now,
        )  # fmt: skip
    return rows[0] if rows else None


def _wish(row: dict[str, Any]) -> Wish:
    return Wish(
        row["team"], row["days"], row["false_alarms_per_month"], row["least_rise"], row["series"], row["noticed_on"]
    )


async def _replay_safely(house: House, row: dict[str, Any]) -> tuple[Outcome | None, str]:
    try:
        return await _replay(house, _wish(row))
    except Exception as error:  # a past that no replay can stand would be taken up again each half hour, for ever
        if is_unavailable(error):
            raise
        log.exception("back-test failed", backtest=row["id"])
        return None, FAILED


async def _replay(house: House, wish: Wish) -> tuple[Outcome | None, str]:
    """Return the outcome, or why there is none."""
    today, first = house.today(), await watching.first_day(house.today())
    team = (await watching.watched(today)).get(wish.team, [])
    if first is None or not team:
        return None, NO_SERIES
    days = min(wish.days, (today - first).days + 1 - LEAST_BEFORE)
    if days < 1:
        return None, TOO_SHORT
    marks, budget = await known_days(house), await budget_of(house, wish.team)
    past = [
        await _past(part.series, part.own, first, today, days, marks) for part in chunks(_with_known(team, wish.series))
    ]
    budgets = [
        replace(budget, false_alarms_per_month=one) for one in (CHOICES if wish.budget is None else (wish.budget,))
    ]
    choices = await asyncio.to_thread(lambda: tuple(_choice(past, team, wish, one) for one in budgets))
    return Outcome(today - timedelta(days=days - 1), today, len(team), choices), ""


def _with_known(team: Sequence[Series], known: str) -> list[Series]:
    """Return the series to scan; a known issue's own is among them, though it may be too rare to be watched."""
    wanted = [parse_series(known)] if known else []
    return sorted({*team, *wanted})


async def _past(series: Sequence[Series], own: int, first: date, last: date, days: int, marks: Marks) -> _Past:
    panel = marked(await watching.load_panel(series, first, last), series, marks)
    start = panel.counts.shape[1] - days
    found = await asyncio.to_thread(scan_on_one_thread, panel, start, min(CHOICES))
    return _Past(series, own, panel, found)


def _choice(past: Sequence[_Past], team: Sequence[Series], wish: Wish, budget: Budget) -> Choice:
    parts = [_at(one, team, wish, budget.to_detect) for one in past]
    limit = min(float(_needed(one.found, budget.to_detect, [Series("")], team)[0]) for one in past)
    known = found_in(parts, wish.noticed_on) if wish.series and wish.noticed_on else None
    least = wish.least_rise or budget.least_rise
    return choice(parts, budget.false_alarms_per_month, least, doubling_days(limit, DetectorOptions()), known)


def _at(past: _Past, team: Sequence[Series], wish: Wish, budget: float) -> Replay:
    """Return the replay of some series at a team's budget."""
    needed = _needed(past.found, budget, past.series, team)
    alarm = past.found.score >= needed[:, None]
    alarm[past.own :] = False
    known = _known(past, wish)
    return replayed(past.panel, [one.key for one in past.series], replace(past.found, alarm=alarm), budget, known)


def _needed(found: Scan, budget: float, asked: Sequence[Series], team: Sequence[Series]) -> NDArray[np.float64]:
    """Return the score that each series needs; a known issue's dimension counts though none of it is watched."""
    watched_ones = {one.slice.dimension for one in team}
    return thresholds(found, budget, asked, [*team, *(one for one in asked if one.slice.dimension not in watched_ones)])


def _known(past: _Past, wish: Wish) -> list[Known]:
    if not wish.series or wish.noticed_on is None:
        return []
    noticed = (wish.noticed_on - past.panel.first).days
    issue = parse_series(wish.series)
    rows = [row for row, one in enumerate(past.series[: past.own]) if part_of(issue, one)]
    return [Known(row, max(0, noticed - BEFORE_NOTICED), noticed) for row in rows]
