"""How well the promises are kept, and how many customers are content in the end: reads only.

A promise counts once it is decided: answered, or late. Otherwise the slow ones would stay out until they look good.
"""

from __future__ import annotations

from datetime import timedelta
from statistics import median
from typing import Final

from feedback_app.cases.views import MeasuresView, ShareView
from feedback_app.cases.wording import length_words
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.house import House
from feedback_app.foundation.intervals import score_interval

DAYS: Final = 90
RESPONSES: Final = """
    SELECT response_seconds, first_response_at, first_response_due FROM service_case
    WHERE opened_at >= ? AND (first_response_at IS NOT NULL OR (state = 'new' AND first_response_due < ?))
"""
RECOVERIES: Final = """
    SELECT COUNT(*) AS n, COALESCE(SUM(CASE WHEN recovered THEN 1 ELSE 0 END), 0) AS satisfied FROM service_case
    WHERE asked_at >= ? AND recovered IS NOT NULL
"""


async def measures(house: House) -> MeasuresView:
    """Return the median first response, the share within the promise, and the share of customers who say “solved”."""
    now = house.now()
    since = now - timedelta(days=DAYS)
    rows = await fetch(RESPONSES, since, now)
    took = [row["response_seconds"] for row in rows if row["response_seconds"] is not None]
    kept = sum(1 for row in rows if row["first_response_at"] and row["first_response_at"] <= row["first_response_due"])
    after = (await fetch(RECOVERIES, since))[0]
    return MeasuresView(
        days=DAYS,
        median=length_words(median(took)) if took else "",
        answered=len(took),
        kept=share_of(kept, len(rows)),
        recovered=share_of(int(after["satisfied"]), int(after["n"])),
    )


def share_of(cases: int, n: int) -> ShareView | None:
    """Return a share with its interval; None of nothing."""
    if not n:
        return None
    share = cases / n
    return ShareView(share, *score_interval(share, n), n)
