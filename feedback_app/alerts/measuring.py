"""Stage ``measure``: what an action brought, from the counted days before and after it.

Work is an action without a final effect; it is measured anew each day until its window is full, and an improvement is
watched for a relapse (relapses.py). Invariants: before and after are read from the same counts in the same scope; what
was found clear early stays until the last look, which decides; an effect that was told stays told.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from feedback_app.alerts import lifecycle, relapses
from feedback_app.alerts.channels import Channels
from feedback_app.alerts.effect_counts import WINDOW, course_of, start_of, window_of
from feedback_app.alerts.effects import EffectEstimate, Period, measure
from feedback_app.alerts.slices import parse_series
from feedback_app.alerts.tables import Effect
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import fetch, insert_many
from feedback_app.foundation.house import House

MEASURED: Final = (
    "measured_on", "days_after", "before_count", "before_answers", "after_count", "after_answers",
    "ratio", "lower", "upper", "verdict", "final", "comparison",
    "other_before_count", "other_before_answers", "other_after_count", "other_after_answers",
)  # fmt: skip


async def run(house: House, channels: Channels | None = None) -> int:
    """Measure all actions whose window is not full; returns how many effects are new or changed, relapses included.

    channels: where the team hears of a relapse; None: nowhere.
    """
    changed = 0
    for action in await _unfinished():
        changed += await _measure(house, action, house.today())
    return changed + await relapses.watch(house, channels)


async def _unfinished() -> list[dict[str, Any]]:
    return await fetch(
        f"""
        SELECT a.id, a.alert, a.started_on, a.scope, l.series, l.since, l.state, l.team, l.opened_at,
            {", ".join(f"e.{name}" for name in MEASURED)}
        FROM action a JOIN alert l ON l.id = a.alert LEFT JOIN effect e ON e.action = a.id
        WHERE e.id IS NULL OR e.final = ? ORDER BY a.id
        """,  # noqa: S608 names are ours
        False,
    )


async def _measure(house: House, action: Mapping[str, Any], today: date) -> bool:
    if action["started_on"] <= today and action["state"] == "action":
        await _begin_watching(house, action["alert"])
    effect = await _measured(house, action, today)
    if effect == {name: action[name] for name in MEASURED}:
        return False
    async with transaction():
        await insert_many(
            Effect,
            ("action", *MEASURED),
            [(action["id"], *(effect[name] for name in MEASURED))],
            f"ON CONFLICT (action) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in MEASURED)}",
        )
    return True


async def _begin_watching(house: House, alert_id: int) -> None:
    async with transaction():
        if await lifecycle.step_if_possible(alert_id, "watch", "state = 'watching'"):
            await lifecycle.note(alert_id, house.now(), "watching")


async def _measured(house: House, action: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Return the columns of an action's effect as of today."""
    series, started_on = parse_series(action["scope"] or action["series"]), action["started_on"]
    start = await start_of(house, dict(action), started_on)
    window = window_of(start.since, start.alarm_day, started_on, today)
    course, comparison = await course_of(series, window)
    final = window.days_after == WINDOW
    estimate = measure(course, final, start.phi, start.odds)
    verdict = estimate.verdict
    if verdict == "too_early" and not final and action["verdict"] in {"improved", "worse"}:
        verdict = action["verdict"]
    return {
        "measured_on": window.after[1] if window.after else started_on,
        "days_after": window.days_after,
        **_counts("", course.before, course.after.own),
        **_interval(estimate),
        "verdict": verdict,
        "final": final,
        "comparison": comparison,
        **_counts("other_", course.other_before, course.after.other),
    }


def _counts(kind: str, before: Period, after: Period) -> dict[str, int]:
    return {
        f"{kind}before_count": before.count,
        f"{kind}before_answers": before.n,
        f"{kind}after_count": after.count,
        f"{kind}after_answers": after.n,
    }


def _interval(estimate: EffectEstimate) -> dict[str, float | None]:
    """Return ratio and interval, all None where one of them says nothing."""
    values = (estimate.ratio, estimate.lower, estimate.upper)
    known = all(math.isfinite(value) for value in values)
    return dict(zip(("ratio", "lower", "upper"), values if known else (None, None, None), strict=True))
