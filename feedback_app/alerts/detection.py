"""Stage ``detect``: counted days become trends.

Work is a day (today) whose counts differ from those that the last detection saw. Invariants: the trends of the
window are replaced as a whole in one transaction; each team has its own budget of false alarms, so the number of
series it watches sets its threshold; series are scanned in chunks, so that memory does not grow with their number but
for the window's figures. Days inside alerts are masked as they stood when the counts last changed: were they work by
themselves, detection and alerts would wait for each other for ever.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from feedback_app.alerts import series as watching
from feedback_app.alerts.alert_settings import settings_now
from feedback_app.alerts.budgets import Budget, budgets
from feedback_app.alerts.changes import change_points
from feedback_app.alerts.marked import Known, known_days, marked
from feedback_app.alerts.scanning import scan_series
from feedback_app.alerts.series import WINDOW_DAYS
from feedback_app.alerts.slices import RETURN_RATE, Series
from feedback_app.alerts.tables import DetectedDay, Trend
from feedback_app.alerts.trends import Scan
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch, insert_many, take_turns
from feedback_app.foundation.house import House

SERIES_PER_CHUNK = 2_000
AT_ONCE = 300
SECONDS_PER_SERIES = 0.5
LONGEST_PAUSE = 6 * 3600
"""Up to 300 series are looked at again at once when counts change, 2,000 every quarter of an hour."""
COLUMNS = (
    "day", "series", "observed", "exposure", "expected", "lower", "upper",
    "phi", "standard_error", "score", "alarm", "since",
)  # fmt: skip

TrendRow = tuple[date, str, int, int, float, float, float, float, float, float, bool, date | None]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Chunk:
    """Series that are scanned together; the first ``own`` of them are judged, the others only lend their shape."""

    series: Sequence[Series]
    own: int


@dataclass(frozen=True, slots=True)
class Scanned:
    """Some of a team's series over the window: counts and exposure (n_scanned per series), and what the scan found.

    first: day of step 0, from which the scan's steps count.
    """

    series: tuple[Series, ...]
    first: date
    counts: Floats
    exposure: Floats
    found: Scan


async def run(house: House) -> int:
    """Detect trends up to today when counts changed; returns how many series were judged."""
    today = house.today()
    fingerprint = await _fingerprint(house)
    known = await DetectedDay.select().where(DetectedDay.day == today).first()
    if known and (known["fingerprint"] == fingerprint or await _may_wait(house, known["detected_at"])):
        return 0
    scanned = await _scan_teams(house)
    async with transaction():
        # Two workers that replace the same days at once would meet in the table's unique index.
        await take_turns("detect")
        await execute("DELETE FROM trend WHERE day > ?", today - timedelta(days=WINDOW_DAYS))
        for part in scanned:
            await insert_many(Trend, COLUMNS, _rows(part))
        await insert_many(
            DetectedDay,
            ("day", "fingerprint", "detected_at"),
            [(today, fingerprint, house.now())],
            "ON CONFLICT (day) DO UPDATE SET fingerprint = excluded.fingerprint,"
            " detected_at = excluded.detected_at, alerted_at = NULL",
        )
    return sum(len(part.series) for part in scanned)


async def _may_wait(house: House, detected_at: datetime) -> bool:
    """Tell whether today's last detection is so recent that a large shop need not look again at every answer."""
    rows = await fetch("SELECT COUNT(*) AS n FROM trend WHERE day = ?", house.today() - timedelta(days=1))
    pause = SECONDS_PER_SERIES * max(0, int(rows[0]["n"]) - AT_ONCE)
    return house.now() - detected_at < timedelta(seconds=min(pause, LONGEST_PAUSE))


async def _scan_teams(house: House) -> list[Scanned]:
    first = await watching.first_day(house.today())
    if first is None:
        return []
    known, wanted = await known_days(house), await budgets(house)
    scanned = []
    for team, found in (await watching.watched(house.today())).items():
        budget = wanted.get(team, Budget(house.false_alarms_per_month))
        for chunk in chunks(found):
            scanned.append(await _scan(house, chunk, found, budget, first, known))
    return scanned


def chunks(team: Sequence[Series]) -> Iterator[Chunk]:
    """Yield a team's series in parts that are scanned together: return rates apart, whole themes with every part.

    A baseline learns its shape from its neighbours, so that no slice should be without its theme. Each series is judged
    in one part only.
    """
    rates = [one for one in team if one.theme == RETURN_RATE]
    themes = [one for one in team if one.theme != RETURN_RATE]
    if rates:
        yield Chunk(rates, len(rates))
    whole = [one for one in themes if one.slice.everything]
    slices = [one for one in themes if not one.slice.everything]
    step = max(1, SERIES_PER_CHUNK - len(whole))
    if themes:
        yield Chunk([*whole, *slices[:step]], len(whole) + len(slices[:step]))
    for start in range(step, len(slices), step):
        some = slices[start : start + step]
        yield Chunk([*some, *whole], len(some))


async def _scan(
    house: House, chunk: Chunk, team: Sequence[Series], budget: Budget, first: date, known: Known
) -> Scanned:
    part = chunk.series
    panel = marked(await watching.load_panel(part, first, house.today()), part, known)
    start = max(0, panel.counts.shape[1] - WINDOW_DAYS)
    # In a thread: a large shop takes seconds, and the loop has forms to answer.
    found = await asyncio.to_thread(scan_series, panel, start, budget.to_detect, part, team)
    exposure = panel.counts if panel.exposure is None else panel.exposure
    # Only the window is kept: five years of a hundred thousand series would not fit into memory.
    return Scanned(tuple(part[: chunk.own]), first, panel.counts[:, start:].copy(), exposure[:, start:].copy(), found)


def _rows(part: Scanned) -> Iterator[TrendRow]:
    """Yield the rows of days about which something can be said."""
    found = part.found
    for row, series in enumerate(part.series):
        for column in np.flatnonzero(~np.isnan(found.expected[row])):
            began = int(found.since[row, column])
            yield (
                part.first + timedelta(days=found.start + int(column)), series.key,
                int(part.counts[row, column]), round(float(part.exposure[row, column])),
                float(found.expected[row, column]), float(found.lower[row, column]), float(found.upper[row, column]),
                float(found.phi[row, column]), float(found.standard_error[row, column]),
                float(found.score[row, column]), bool(found.alarm[row, column]),
                part.first + timedelta(days=began) if began >= 0 else None,
            )  # fmt: skip


async def _fingerprint(house: House) -> str:
    """Return a digest of all that detection depends on: counted days, themes, budgets and change points."""
    counted = await fetch("SELECT * FROM counted_day ORDER BY day")
    teams: Mapping[str, str] = await watching.teams_of_themes()
    seen: Sequence[object] = [
        house.false_alarms_per_month,
        *sorted(teams.items()),
        *sorted((await budgets(house)).items(), key=lambda item: item[0]),
        (await settings_now()).federal_state,
        *await change_points(house),
        *([value for name, value in sorted(row.items()) if name != "id"] for row in counted),
    ]
    return hashlib.sha256(repr(seen).encode()).hexdigest()
