"""Stage ``measure``: what an action brought, from the counted days before and after it.

Work is an action without a final effect. It is measured anew each day until its window is full. Invariants: before
and after are read from the same counts in the same slice; an effect that was told stays told.

The time before is that of the rise (it is what the action is against), at least a week and at most four; so part of
an improvement can be chance that would have passed anyway, which the page says.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from feedback_app.alerts import lifecycle
from feedback_app.alerts.effects import DEFAULT_PHI, EffectEstimate, Period, measure
from feedback_app.alerts.slices import Series, parse_series
from feedback_app.alerts.tables import Effect
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import fetch, insert_many
from feedback_app.foundation.house import House

WINDOW = 28
LEAST_BEFORE = 7
MEASURED = (
    "measured_on", "days_after", "before_count", "before_answers", "after_count", "after_answers",
    "ratio", "lower", "upper", "verdict", "final",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Window:
    """The days that are compared, all inclusive; the day of the action belongs to neither side."""

    before_from: date
    before_until: date
    after_from: date
    after_until: date

    @property
    def days_before(self) -> int:
        """Return the number of days before the action."""
        return (self.before_until - self.before_from).days + 1

    @property
    def days_after(self) -> int:
        """Return the number of days after the action, 0 while it has not begun."""
        return max(0, (self.after_until - self.after_from).days + 1)


async def run(house: House) -> int:
    """Measure all actions whose window is not full; returns how many effects are new or changed."""
    today, changed = house.today(), 0
    for action in await _unfinished():
        if action["started_on"] <= today and action["state"] == "action":
            await _begin_watching(house, action["alert"])
        effect = await _measured(action, today)
        if effect == {name: action[name] for name in MEASURED}:
            continue
        async with transaction():
            await insert_many(
                Effect,
                ("action", *MEASURED),
                [(action["id"], *(effect[name] for name in MEASURED))],
                f"ON CONFLICT (action) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in MEASURED)}",
            )
        changed += 1
    return changed


def window_of(since: date, started_on: date, today: date) -> Window:
    """Return the days to compare: the rise before the action, and up to four weeks after it."""
    longest, shortest = started_on - timedelta(days=WINDOW), started_on - timedelta(days=LEAST_BEFORE)
    return Window(
        before_from=min(max(since, longest), shortest),
        before_until=started_on - timedelta(days=1),
        after_from=started_on + timedelta(days=1),
        after_until=min(today, started_on + timedelta(days=WINDOW)),
    )


async def _unfinished() -> list[dict[str, Any]]:
    return await fetch(
        f"""
        SELECT a.id, a.alert, a.started_on, l.series, l.since, l.state, {", ".join(f"e.{name}" for name in MEASURED)}
        FROM action a JOIN alert l ON l.id = a.alert LEFT JOIN effect e ON e.action = a.id
        WHERE e.id IS NULL OR e.final = ? ORDER BY a.id
        """,  # noqa: S608 names are ours
        False,
    )


async def _begin_watching(house: House, alert_id: int) -> None:
    async with transaction():
        if await lifecycle.step_if_possible(alert_id, "watch", "state = 'watching'"):
            await lifecycle.note(alert_id, house.now(), "watching")


async def _measured(action: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Return the columns of an action's effect as of today."""
    series = parse_series(action["series"])
    window = window_of(action["since"], action["started_on"], today)
    before = await _period(series, window.before_from, window.before_until, window.days_before)
    after = await _period(series, window.after_from, window.after_until, window.days_after)
    estimate = measure(before, after, max(1.0, await _phi(series)))
    return {
        "measured_on": max(window.after_until, action["started_on"]),
        "days_after": window.days_after,
        "before_count": before.count,
        "before_answers": before.n,
        "after_count": after.count,
        "after_answers": after.n,
        **_interval(estimate),
        "verdict": estimate.verdict,
        "final": today > action["started_on"] + timedelta(days=WINDOW),
    }


def _interval(estimate: EffectEstimate) -> dict[str, float | None]:
    """Return ratio and interval, all None where one of them says nothing."""
    values = (estimate.ratio, estimate.lower, estimate.upper)
    known = all(math.isfinite(value) for value in values)
    return dict(zip(("ratio", "lower", "upper"), values if known else (None, None, None), strict=True))


async def _period(series: Series, first: date, last: date, days: int) -> Period:
    part = series.slice
    chosen, values = ("", []) if part.everything else (f" AND {part.dimension} = ?", [part.value])
    cases = await fetch(
        f"SELECT COALESCE(SUM(comments), 0) AS n FROM daily_count WHERE day BETWEEN ? AND ? AND theme = ?{chosen}",  # noqa: S608 question marks and our own names only
        first, last, series.theme, *values,
    )  # fmt: skip
    answers = await fetch(
        f"SELECT COALESCE(SUM(answers), 0) AS n FROM daily_volume WHERE day BETWEEN ? AND ?{chosen}",  # noqa: S608 question marks and our own names only
        first, last, *values,
    )  # fmt: skip
    return Period(int(cases[0]["n"]), int(answers[0]["n"]), days)


async def _phi(series: Series) -> float:
    """Return variance over mean of the series as the last scan estimated it."""
    rows = await fetch("SELECT phi FROM trend WHERE series = ? ORDER BY day DESC LIMIT 1", series.key)
    return float(rows[0]["phi"]) if rows else DEFAULT_PHI
