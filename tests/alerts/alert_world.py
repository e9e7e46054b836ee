"""The cast of the alerts floor: a house, themes, and comments of many days written straight into the tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np

from classifier.tables import Assignment, Classification
from feedback_app.alerts import counts, detection
from feedback_app.alerts.channels import Channels
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import fetch, insert_many
from feedback_app.foundation.house import House
from surveys.tables import Comment

TODAY = date(2026, 11, 20)
THEMES = (
    ("damaged_transport", "Transportschaden", "Damaged in transport", "logistics"),
    ("too_small", "Zu klein", "Too small", "product"),
    ("praise", "Lob", "Praise", "product"),
    ("changed_mind", "Nicht mehr benötigt", "Changed my mind", "customer"),
)
COLUMNS = ("submission", "day", "text", "sku", "product", "carrier", "warehouse", "language", "revision",
           "reason", "reason_raw", "category", "size", "color", "region")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Batch:
    """So many equal comments of one day."""

    day: date
    n: int = 1
    theme: str = ""
    carrier: str = "DHL"
    warehouse: str = "Erfurt"
    sku: str = "H-1"
    product: str = "Hose Malmö"
    text: str = "Der Karton war zerdrückt"
    classified: bool = True


class FakeClock:
    """The only thing that is fake."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def pass_time(self, **span: float) -> None:
        self.now += timedelta(**span)


class World:
    """Writes comments as the floors below would have left them."""

    def __init__(self, submission: int) -> None:
        self.submission = submission

    async def add(self, batches: Iterable[Batch], submission: int = 0) -> None:
        batches = list(batches)
        async with transaction():
            before = (await fetch("SELECT COALESCE(MAX(id), 0) AS id FROM comment"))[0]["id"]
            owner = submission or self.submission
            rows = [
                (owner, b.day, b.text, b.sku, b.product, b.carrier, b.warehouse, "de", 1, "", "", "", "", "", "")
                for b in batches
                for _ in range(b.n)
            ]
            await insert_many(Comment, COLUMNS, rows)
            flat = [b for b in batches for _ in range(b.n)]
            numbered = [(before + 1 + place, b) for place, b in enumerate(flat)]
            await insert_many(
                Classification,
                ("comment", "day", "outcome", "classified_at", "source", "model_version", "revision", "language"),
                [
                    (i, b.day, "themes", datetime(2026, 1, 1, tzinfo=UTC), "model", "", 1, "de")
                    for i, b in numbered
                    if b.classified
                ],
            )
            await insert_many(
                Assignment,
                ("comment", "theme", "probability", "source", "model_version"),
                [(i, b.theme, 0.9, "model", "") for i, b in numbered if b.theme],
            )

    async def history(
        self,
        days: int = 120,
        last: date = TODAY,
        answers: int = 40,
        theme: str = "damaged_transport",
        usual: float = 0.05,
        rise: float = 1.0,
        rise_days: int = 0,
        where: tuple[str, str] = ("", ""),
        seed: int = 1,
    ) -> None:
        """Days of answers in 2 carriers × 2 warehouses × 2 products; in one slice the theme's rate rises at the end."""
        random = np.random.default_rng(seed)
        batches = []
        for number in range(days):
            day = last - timedelta(days=days - 1 - number)
            for carrier in ("DHL", "GLS"):
                for warehouse in ("Erfurt", "Hamm"):
                    for sku, product in (("H-1", "Hose Malmö"), ("K-2", "Kleid Oslo")):
                        part = {"carrier": carrier, "warehouse": warehouse, "sku": sku}
                        rises = number >= days - rise_days and part.get(where[0], where[1]) == where[1]
                        n = int(random.poisson(answers / 8))
                        cases = min(n, int(random.poisson(n * usual * (rise if rises else 1))))
                        common = {**part, "product": product}
                        batches.append(Batch(day, cases, theme, **common))
                        batches.append(Batch(day, n - cases, "", text="passt nicht", **common))
        await self.add(batches)


async def watch(house: House, channels: Channels) -> int:
    """Count, detect and alert; returns what the last stage did."""
    await counts.run(house)
    await detection.run(house)
    from feedback_app.alerts import alerting

    return await alerting.run(house, channels)
