"""Cases open by rule: a low score with a wish to be called, a comment that may tell of danger, a low score alone.

Work is an answer that fits a rule and has no case of this kind. Invariants: each case opens once, also when two workers
look at once; nothing older than the rule opens one; replaced words open none; the clock starts when the customer began
to wait, so a worker that stood still makes no promise longer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from feedback_app.cases.history import note
from feedback_app.cases.states import Kind, State
from feedback_app.cases.terms import TEAM, Promise, Rule, ServiceClock, active_rules, promises, service_clock
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch
from feedback_app.foundation.house import House

# Whoever waits longer than this without a case was overlooked by more than a rule.
RECENT: Final = timedelta(days=30)


async def open_cases(house: House, demo_since: datetime | None = None) -> int:
    """Open the cases that the rules ask for; returns how many.

    ``demo_since``: for the demo's own answers only, also those from before the rules.
    """
    opened = 0
    for rule in await active_rules():
        since = demo_since or max(rule.installed_at, house.now() - RECENT)
        waiting = [row for row in await _waiting(rule, since) if demo_since is None or row["demo"]]
        if waiting:
            opened += await _open(house, rule, waiting)
    return opened


async def _waiting(rule: Rule, since: datetime) -> list[dict[str, Any]]:
    rating = 5 if rule.rating_at_most is None else rule.rating_at_most
    match rule.kind:
        case Kind.CALLBACK:
            return await fetch(CALLBACKS, rule.kind.value, since, rating)
        case Kind.FLAG:
            return await fetch(FLAGS, rule.kind.value, since)
        case Kind.LOW_SCORE:
            return await fetch(LOW_SCORES, rule.kind.value, since, rating)


# Who wants to be called and gave no score waits as well.
CALLBACKS: Final = """
    SELECT s.id, s.order_id, s.demo, k.consented_at AS since FROM callback k JOIN submission s ON s.id = k.submission
    LEFT JOIN service_case c ON c.submission = s.id AND c.kind = ?
    WHERE c.id IS NULL AND k.done_at IS NULL AND k.consented_at >= ? AND (s.rating IS NULL OR s.rating <= ?)
    ORDER BY s.id
"""
FLAGS: Final = """
    SELECT s.id, s.order_id, s.demo, f.flagged_at AS since FROM safety_flag f JOIN comment m ON m.id = f.comment
    JOIN submission s ON s.id = m.submission LEFT JOIN service_case c ON c.submission = s.id AND c.kind = ?
    WHERE c.id IS NULL AND f.flagged_at >= ? AND f.verdict IN ('', 'danger') AND m.superseded_at IS NULL
    ORDER BY f.flagged_at, s.id
"""
# An anonymous answer names nobody who could be answered.
LOW_SCORES: Final = """
    SELECT s.id, s.order_id, s.demo, s.submitted_at AS since FROM submission s
    LEFT JOIN service_case c ON c.submission = s.id AND c.kind = ?
    WHERE c.id IS NULL AND s.submitted_at >= ? AND s.rating <= ?
        AND (s.invitation IS NOT NULL OR s.external_id IS NOT NULL)
    ORDER BY s.id
"""


async def _open(house: House, rule: Rule, waiting: Sequence[Mapping[str, Any]]) -> int:
    promise, clock = (await promises())[rule.priority], await service_clock(house)
    opened = 0
    for row in waiting:
        opened += await _open_one(house, rule, promise, clock, row)
    return opened


async def _open_one(house: House, rule: Rule, promise: Promise, clock: ServiceClock, row: Mapping[str, Any]) -> bool:
    since = min(row["since"], house.now())
    async with transaction():
        rows = await execute(
            """
            INSERT INTO service_case (submission, kind, priority, state, team, order_id, opened_at, first_response_due,
                solve_due, owner_name, cause, done, seed, follow_up_revision, helpdesk_reference, demo)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '', '', '', '', 0, '', ?)
            ON CONFLICT (submission, kind) DO NOTHING RETURNING id
            """,
            row["id"], rule.kind.value, rule.priority.value, State.NEW.value, TEAM, row["order_id"], since,
            clock.due(since, promise.response_hours), clock.due(since, promise.solution_hours), bool(row["demo"]),
        )  # fmt: skip
        if rows:
            await note(rows[0]["id"], since, "opened")
    return bool(rows)
