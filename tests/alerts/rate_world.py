"""A shop that sends the same every day and whose pieces come back after a known delay, for tests of return rates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np

from feedback_app.alerts import counts
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import insert_many
from feedback_app.foundation.house import House
from surveys.tables import Comment, Shipment, Submission, Survey
from tests.alerts.alert_world import TODAY

COLUMNS = ("submission", "day", "ordered_on", "text", "sku", "product", "category", "carrier", "warehouse", "language",
           "revision", "reason", "reason_raw", "size", "color", "region", "question", "quantity")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sends:
    """What is sent each day of one article, and the share that comes back; ``later`` from ``rise_days`` ago on."""

    sku: str
    per_day: int
    rate: float
    later: float = 0.0
    carrier: str = "DHL"


SHOP = (Sends("H-1", 40, 0.2), Sends("K-2", 40, 0.1, carrier="GLS"))


async def fill(
    house: House,
    shop: tuple[Sends, ...] = SHOP,
    days: int = 200,
    rise_days: int = 0,
    dated: float = 1.0,
    last_sent: date = TODAY,
    seed: int = 1,
) -> dict[str, float]:
    """Fill the tables and count; returns what share of the last four weeks' pieces will be back in the end, by sku."""
    rng = np.random.default_rng(seed)
    answers: list[tuple[object, ...]] = []
    shipments: list[tuple[object, ...]] = []
    owner = await _submission()
    final = {one.sku: [0, 0] for one in shop}
    for ago in range(days - 1, -1, -1):
        ordered = TODAY - timedelta(days=ago)
        for one in shop:
            if ordered <= last_sent:
                sent = (ordered, one.sku, f"Artikel {one.sku}", "Mode", one.carrier, "Erfurt", "")
                shipments.append((*sent, one.per_day, 1, False))
            rate = one.later if one.later and ago < rise_days else one.rate
            delays = 3 + rng.gamma(2.0, 4.0, rng.binomial(one.per_day, rate)).astype(int)
            if ago < 28:
                final[one.sku] = [final[one.sku][0] + len(delays), final[one.sku][1] + one.per_day]
            for delay in delays[delays <= ago]:
                known = ordered if rng.random() < dated else None
                day = ordered + timedelta(days=int(delay))
                said = (owner, day, known, "", one.sku, "", "Mode", one.carrier, "Erfurt", "de", 1)
                answers.append((*said, "", "", "", "", "", "", 1))
    async with transaction():
        await insert_many(Comment, COLUMNS, answers)
        columns = (
            "day",
            "sku",
            "product",
            "category",
            "carrier",
            "warehouse",
            "region",
            "quantity",
            "revision",
            "demo",
        )
        await insert_many(Shipment, columns, shipments)
    await counts.run(house)
    return {sku: back / of for sku, (back, of) in final.items() if of}


async def _submission() -> int:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    survey = Survey(code="returns", version=1, definition="{}", published_at=at)
    await survey.save()
    said = Submission(survey=survey.id, submitted_at=at, day=at.date(), changed_at=at)
    await said.save()
    return int(said.id)
