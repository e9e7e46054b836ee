"""Killing the worker between any two steps loses nothing, and what it repeats carries the same id.

The worker is a process of its own and dies by SIGKILL; then a second worker makes one ordinary pass. What the database
holds at the end is what a worker that nobody killed leaves behind.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from feedback_app import worker
from feedback_app.foundation import database
from feedback_app.foundation.dialect import fetch

STAGES = tuple(name for name, _ in worker.STAGES)
# Longer than a lease: what a dead worker held is free again.
LATER = timedelta(minutes=3)
FEWEST_COMMITS = 12
State = dict[str, Any]


@pytest.fixture(scope="session")
def undisturbed() -> dict[str, State]:
    """Per engine what a worker leaves behind that nobody killed."""
    return {}


@pytest.fixture
async def control(undisturbed: dict[str, State], request: pytest.FixtureRequest, shop_url: str) -> State:
    engine = shop_url.partition(":")[0]
    if engine not in undisturbed:
        # Another copy of the same shop, so that the test's own stays untouched.
        undisturbed[engine] = {}
    return undisturbed[engine]


async def state_of(url: str) -> State:
    """Everything that must be the same at the end; ids, times and places of receivers may differ."""
    async with database.connect(url):
        return {
            "assigned": await fetch("SELECT comment, theme, source FROM assignment ORDER BY comment, theme"),
            "classified": await fetch("SELECT COUNT(*) AS n FROM classification"),
            "counts": await fetch(
                "SELECT day, theme, sku, carrier, warehouse, comments FROM daily_count ORDER BY 1, 2, 3, 4, 5"
            ),
            "volumes": await fetch(
                "SELECT day, sku, carrier, warehouse, answers, shipments FROM daily_volume ORDER BY 1, 2, 3, 4"
            ),
            "trends": await fetch("SELECT day, series, observed, score, alarm FROM trend ORDER BY 1, 2"),
            "alerts": await fetch("SELECT series, open_key, team, state, since, observed, expected FROM alert"),
            "events": await fetch("SELECT kind FROM alert_event"),
            "messages": await fetch(
                "SELECT channel, subject, failed_at FROM notification WHERE sent_at IS NOT NULL ORDER BY channel"
            ),
            "unsent": await fetch("SELECT id FROM notification WHERE sent_at IS NULL"),
        }
