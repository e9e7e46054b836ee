"""Stage ``detect``: counted days become trends.

Work is a day (today) whose counts differ from those that the last detection saw. Invariants: the trends of the
window are replaced as a whole in one transaction; each team has its own budget of false alarms, so the number of
series it watches sets its threshold.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from feedback_app.alerts import series as watching
from feedback_app.alerts.scanning import scan_series
from feedback_app.alerts.series import WINDOW_DAYS
from feedback_app.alerts.slices import Series
from feedback_app.alerts.tables import DetectedDay, Trend
from feedback_app.alerts.trends import Panel, Scan
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch, insert_many, take_turns
from feedback_app.foundation.house import House

COLUMNS = (
    "day", "series", "observed", "exposure", "expected", "lower", "upper",
    "phi", "standard_error", "score", "alarm", "since",
)  # fmt: skip

TrendRow = tuple[date, str, int, int, float, float, float, float, float, float, bool, date | None]


@dataclass(frozen=True, slots=True)
class Scanned:
    """One team's series with what the scan found."""

    series: tuple[Series, ...]
    panel: Panel
    found: Scan


async def run(house: House) -> int:
    """Detect trends up to today when counts changed; returns how many series were judged."""
    today = house.today()
    fingerprint = await _fingerprint(house)
    known = await DetectedDay.select(DetectedDay.fingerprint).where(DetectedDay.day == today).first()
    if known and known["fingerprint"] == fingerprint:
        return 0
    scanned = await _scan_teams(house)
    async with transaction():
        # Two workers that replace the same days at once would meet in the table's unique index.
        await take_turns("detect")
        await execute("DELETE FROM trend WHERE day > ?", today - timedelta(days=WINDOW_DAYS))
        for team in scanned:
            await insert_many(Trend, COLUMNS, _rows(team))
        await insert_many(
            DetectedDay,
            ("day", "fingerprint", "detected_at"),
            [(today, fingerprint, house.now())],
            "ON CONFLICT (day) DO UPDATE SET fingerprint = excluded.fingerprint,"
            " detected_at = excluded.detected_at, alerted_at = NULL",
        )
    return sum(len(team.series) for team in scanned)


async def _scan_teams(house: House) -> list[Scanned]:
    today = house.today()
    first = await watching.first_day(today)
    if first is None:
        return []
    scanned = []
    for found in (await watching.watched(today)).values():
        panel = await watching.load_panel(found, first, today)
        start = max(0, panel.counts.shape[1] - WINDOW_DAYS)
        # In a thread: a large shop takes seconds, and the loop has forms to answer.
        result = await asyncio.to_thread(scan_series, panel, start, house.false_alarms_per_month, found, found)
        scanned.append(Scanned(tuple(found), panel, result))
    return scanned


def _rows(team: Scanned) -> Iterator[TrendRow]:
    """Yield the rows of days about which something can be said."""
    found, panel = team.found, team.panel
    days = [panel.first + timedelta(days=number) for number in range(panel.counts.shape[1])]
    exposure = panel.counts if panel.exposure is None else panel.exposure
    for row, series in enumerate(team.series):
        for column in np.flatnonzero(~np.isnan(found.expected[row])):
            step = found.start + column
            began = int(found.since[row, column])
            yield (
                days[step], series.key, int(panel.counts[row, step]), int(exposure[row, step]),
                float(found.expected[row, column]), float(found.lower[row, column]), float(found.upper[row, column]),
                float(found.phi[row, column]), float(found.standard_error[row, column]),
                float(found.score[row, column]), bool(found.alarm[row, column]), days[began] if began >= 0 else None,
            )  # fmt: skip


async def _fingerprint(house: House) -> str:
    """Return a digest of all that detection depends on: counted days, themes and the budget."""
    counted = await fetch("SELECT * FROM counted_day ORDER BY day")
    teams = sorted((await watching.teams_of_themes()).items())
    seen: Sequence[object] = [
        house.false_alarms_per_month,
        *teams,
        *([value for name, value in sorted(row.items()) if name != "id"] for row in counted),
    ]
    return hashlib.sha256(repr(seen).encode()).hexdigest()
