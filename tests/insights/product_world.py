"""A shop that sells some products for half a year: what is sent, what comes back, and why. Written into the tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np

from feedback_app.alerts import counts
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import insert_many, reserve_ids
from feedback_app.foundation.house import House
from feedback_app.insights.store import packing
from surveys.catalogue import install_catalogue
from surveys.surveys import current_survey, install_surveys
from surveys.tables import Comment, Shipment, Submission
from tests.conftest import NOON

LAST = NOON.date()
SAID = ("submission", "day", "ordered_on", "text", "sku", "product", "category", "carrier", "warehouse", "language",
        "revision", "reason", "reason_raw", "reason_group", "size", "color", "lot", "region", "question",
        "quantity")  # fmt: skip
SENT = ("day", "sku", "product", "category", "carrier", "warehouse", "region", "quantity", "revision", "demo")


@dataclass(frozen=True, slots=True)
class Sells:
    """One product: pieces a day, the share that comes back, and the reasons with their weights."""

    name: str
    category: str = "Hosen"
    per_day: int = 20
    rate: float = 0.2
    reasons: dict[str, float] = field(default_factory=lambda: {"too_small": 1.0, "changed_mind": 1.0})
    sizes: tuple[str, ...] = ("S", "M", "L")

    @property
    def sku(self) -> str:
        return f"SKU-{self.name}"


async def sell(house: House, products: Sequence[Sells], days: int = 105, seed: int = 1) -> None:
    """Fill the tables and bring the counts up to date."""
    rng = np.random.default_rng(seed)
    await install_catalogue()
    await install_surveys(NOON)
    said: list[tuple[object, ...]] = []
    sent: list[tuple[object, ...]] = []
    for ago in range(days - 1, -1, -1):
        ordered = LAST - timedelta(days=ago)
        for one in products:
            sent.append((ordered, one.sku, one.name, one.category, "DHL", "Erfurt", "", one.per_day, 1, False))
            delays = 2 + rng.gamma(2.0, 3.0, rng.binomial(one.per_day, one.rate)).astype(int)
            for delay in delays[delays <= ago]:
                said.append(_returned(rng, one, ordered, int(delay)))
    async with transaction():
        owners = await reserve_ids(Submission, len(said))
        survey = (await current_survey("returns")).id
        await insert_many(
            Submission,
            ("id", "survey", "order_id", "submitted_at", "day", "language", "channel", "changed_at", "revision",
             "notice_version", "demo"),
            [(owner, survey, f"B-{owner}", _at(row[1]), row[1], "de", "link", _at(row[1]), 1, "", False)
             for owner, row in zip(owners, said, strict=True)],
        )  # fmt: skip
        await insert_many(Comment, SAID, [(owner, *row[1:]) for owner, row in zip(owners, said, strict=True)])
        await insert_many(Shipment, SENT, sent)
    await counts.run(house)
    await packing.run(house)


def _returned(rng: np.random.Generator, one: Sells, ordered: object, delay: int) -> tuple[object, ...]:
    names, weights = list(one.reasons), np.array(list(one.reasons.values()))
    reason = str(rng.choice(names, p=weights / weights.sum()))
    size = str(rng.choice(one.sizes)) if one.sizes else ""
    day = ordered + timedelta(days=delay)  # type: ignore[operator]
    pieces = int(rng.choice((1, 1, 1, 2)))
    return (0, day, ordered, "", one.sku, one.name, one.category, "DHL", "Erfurt", "de", 1, reason, reason, "", size,
            str(rng.choice(("Blau", "Grün"))), "", "", "", pieces)  # fmt: skip


def _at(day: object) -> datetime:
    return datetime(day.year, day.month, day.day, 10, tzinfo=UTC)  # type: ignore[attr-defined]
