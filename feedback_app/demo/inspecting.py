"""The returns desk of the fictional shop: what it found in a part of the items that came back lately.

Invariants: the same items and seed give the same results; all are marked as demo; nothing is inspected before it came
back, nor after the demo's last day. Planted: headphones are sent back as defective although most of them work.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from random import Random
from types import MappingProxyType
from typing import Any, Final

from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import fetch, insert_many
from feedback_app.foundation.house import House
from feedback_app.insights.tables import Inspection

DAYS: Final = 88
INSPECTED: Final = 0.5
COLUMNS: Final = (
    "comment", "order_id", "sku", "size", "day", "comment_day", "condition", "finding", "note", "revision",
    "inspected_at", "demo",
)  # fmt: skip
WORKING: Final = "HB-3001"
"""The headphones that work after all; all that are said to be defective are inspected."""
_FOUND: Final[Mapping[str, Mapping[str, float]]] = MappingProxyType({
    "defective": {"defective": 80.0, "nothing": 14.0, "worn": 6.0},
    "quality": {"nothing": 55.0, "defective": 25.0, "worn": 20.0},
    "damaged_transport": {"damaged": 88.0, "nothing": 9.0, "incomplete": 3.0},
    "damaged_warehouse": {"damaged": 85.0, "nothing": 15.0},
    "missing_parts": {"incomplete": 82.0, "nothing": 18.0},
    "wrong_item": {"wrong_item": 90.0, "nothing": 10.0},
})  # fmt: skip
_OF_WORKING: Final = MappingProxyType({"nothing": 62.0, "defective": 33.0, "worn": 5.0})
_ELSE: Final = MappingProxyType({"nothing": 84.0, "worn": 11.0, "incomplete": 3.0, "damaged": 2.0})
_CONDITIONS: Final[Mapping[str, str]] = MappingProxyType({
    "nothing": "AAB", "worn": "CCD", "defective": "DDE", "damaged": "DDE", "incomplete": "BCD", "wrong_item": "AB",
})  # fmt: skip
RETURNED: Final = """
    SELECT c."id", c."day", c."sku", c."size", c."reason", s."order_id" FROM "comment" c
    JOIN "submission" s ON s."id" = c."submission"
    WHERE s."demo" = ? AND c."day" >= ? AND c."superseded_at" IS NULL AND c."question" = '' ORDER BY c."id"
"""


async def inspect_returns(house: House, seed: int, last_day: date) -> int:
    """Let the desk inspect a part of what came back in the demo's last weeks; returns how many items."""
    dice = Random(f"inspection-{seed}")  # noqa: S311 a demo, not a secret
    rows = await fetch(RETURNED, True, last_day - timedelta(days=DAYS))
    inspected = [made for row in rows if (made := _inspected(dice, row, last_day, house.now())) is not None]
    async with transaction():
        await insert_many(Inspection, COLUMNS, inspected)
    return len(inspected)


def _inspected(dice: Random, row: Mapping[str, Any], last_day: date, now: datetime) -> tuple[object, ...] | None:
    working = (row["sku"], row["reason"]) == (WORKING, "defective")
    chosen, day = dice.random() < INSPECTED or working, row["day"] + timedelta(days=dice.randint(2, 5))
    found = _OF_WORKING if working else _FOUND.get(row["reason"], _ELSE)
    finding = dice.choices(list(found), list(found.values()))[0]
    condition = dice.choice(_CONDITIONS[finding])
    if not chosen or day > last_day:
        return None
    return (
        row["id"], row["order_id"], row["sku"], row["size"], day, row["day"], condition, finding, "", 1, now, True,
    )  # fmt: skip
