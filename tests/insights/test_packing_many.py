"""After an import the planner of PostgreSQL hears how many rows there are now, before they are read."""

from __future__ import annotations

import pytest

from feedback_app.foundation.database import engine_name
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.house import House
from feedback_app.insights.store import packing
from tests.insights.desk_world import write_shop


@pytest.mark.parametrize("many", [10, 10_000])
async def test_only_many_new_rows_are_counted_for_the_planner(
    db: str, house: House, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    if engine_name() == "sqlite":
        pytest.skip("SQLite's planner needs no counting")
    monkeypatch.setattr(packing, "MANY", many)
    await write_shop(house, 24, seed=3)
    rows = await fetch("SELECT reltuples FROM pg_class WHERE relname IN ('comment', 'submission') ORDER BY relname")
    assert [row["reltuples"] >= 0 for row in rows] == [many == 10] * 2
