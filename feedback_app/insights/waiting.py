"""How long customers of a view waited for the first answer to their case. Reads only.

Business seconds, as the cases count them. Invariant: who waits beyond the promise and has no answer yet counts as
waiting longer than anybody who has one; who waits within it is not counted yet.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from feedback_app.foundation.dialect import fetch
from feedback_app.insights.overview.counts import Ints
from feedback_app.insights.store.columns import Cut
from feedback_app.insights.views import Span

CASES = """
    SELECT k."submission", k."response_seconds", k."first_response_due", k."state", s."day"
    FROM "service_case" k JOIN "submission" s ON s."id" = k."submission" WHERE s."day" BETWEEN ? AND ?
"""


@dataclass(frozen=True, slots=True)
class Waits:
    """Seconds of each decided case and the day (ordinal) of its submission; ``late`` of them have no answer yet."""

    seconds: tuple[float, ...]
    days: Ints
    late: int


async def waits(span: Span, cut: Cut, now: datetime) -> Waits:
    """Return the waits of the cases whose submissions are in a cut of a span."""
    rows = await fetch(CASES, span.since, span.until)
    here = np.isin([int(row["submission"]) for row in rows], cut.column("submission")[cut.by_submission()])
    seconds, days, late = [], [], 0
    for row, inside in zip(rows, here.tolist(), strict=True):
        overdue = row["response_seconds"] is None and row["state"] == "new" and row["first_response_due"] < now
        if not inside or (row["response_seconds"] is None and not overdue):
            continue
        seconds.append(math.inf if overdue else float(row["response_seconds"]))
        days.append(row["day"].toordinal())
        late += overdue
    return Waits(tuple(seconds), np.array(days, np.int64), late)
