"""Trends as detection would have left them, written straight into their table: the stage of alerts reads no counts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from classifier.tables import Theme
from feedback_app.alerts import alerting
from feedback_app.alerts.channels import Channels
from feedback_app.alerts.detection import COLUMNS
from feedback_app.alerts.tables import DetectedDay, Trend
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import insert_many
from feedback_app.foundation.house import House

USUAL, USUAL_IN_ALL, EXPOSURE = 4, 10, 100


async def add_themes(codes: Iterable[str], team: str = "logistics") -> None:
    for code in codes:
        await Theme(code=code, name_de=code, name_en=code, team=team).save()


async def play(series: str, first: date, last: date, since: date, until: date, daily: int = 12) -> None:
    """A series that has ``daily`` cases from ``since`` to ``until`` and the usual ones before and after.

    In a slice four are usual, of ten in all. It alarms from the third day of the rise on.
    """
    usual = USUAL if "|" in series else USUAL_IN_ALL
    rows = []
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        rises = since <= day <= until
        alarms = since + timedelta(days=2) <= day <= until + timedelta(days=3)
        rows.append((
            day, series, daily if rises else usual, EXPOSURE, float(usual), 1.0, 9.0, 1.0, 0.05,
            6.0 if alarms else 0.0, alarms, since if day >= since else None,
        ))  # fmt: skip
    async with transaction():
        await insert_many(Trend, COLUMNS, rows)


async def settle_day(house: House, channels: Channels) -> int:
    """Run the stage as after a detection of today."""
    async with transaction():
        await insert_many(
            DetectedDay,
            ("day", "fingerprint", "detected_at"),
            [(house.today(), f"{house.now()}", house.now())],
            "ON CONFLICT (day) DO UPDATE SET fingerprint = excluded.fingerprint, alerted_at = NULL",
        )
    return await alerting.run(house, channels)
