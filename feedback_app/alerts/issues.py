"""Which alert a finding is about, and what the finding does to it. Reads only.

One issue has one open alert, also when the slice that explains it best changes; what a member closed stays closed
while the same rise goes on.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from feedback_app.alerts import lifecycle
from feedback_app.alerts.findings import Finding
from feedback_app.alerts.series import WINDOW_DAYS
from feedback_app.alerts.slices import Series, parse_series
from feedback_app.alerts.tracks import Track
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.house import House

QUIET_DAYS = 14
LAST_WEEK = timedelta(days=6)

Step = Literal["open", "update", "reopen", "silent"]


@dataclass(frozen=True, slots=True)
class Known:
    """An alert that may be about the same issue.

    by_member: a member closed it; settled: as noise or as the new normal. parent: the alert that explains it.
    """

    id: int
    series: Series
    last_day: date
    closed_on: date | None
    by_member: bool
    settled: bool
    state: str = "new"
    parent: int | None = None


async def same_issue(house: House, finding: Finding, found: Sequence[Finding], settled: Container[int]) -> Known | None:
    """Return the alert that is about this finding: an open one first, else the one closed last."""
    known = [one for one in await _known(house, finding.series.theme) if one.id not in settled]
    exact = [one for one in known if one.series == finding.series]
    taken = {one.series for one in found if one is not finding}
    near = [one for one in known if one.series not in taken and _overlaps(one, finding)]
    for group in (exact, near):
        for one in group:
            if one.closed_on is None:
                return one
    closed = [one for one in (*exact, *near) if one.closed_on is not None]
    return closed[0] if closed else None


def _overlaps(known: Known, finding: Finding) -> bool:
    """Tell whether an alert on another series is about this finding.

    It is when one contains the other, when the finding explains it, or when the finding was rising already while the
    open alert still was: the first days of a rise may point to a wrong slice.
    """
    if known.series.slice.everything or finding.series.slice.everything or known.series in finding.joined:
        return True
    return known.closed_on is None and finding.since <= known.last_day


async def _known(house: House, theme: str) -> list[Known]:
    """Return a theme's open alerts, own ones first, the oldest first, then those closed in the window, newest first."""
    rows = await fetch(
        """
        SELECT a.id, a.series, a.last_day, a.closed_at, a.state, a.parent, e.kind, e.note FROM alert a
        LEFT JOIN alert_event e ON e.id = (
            SELECT MAX(id) FROM alert_event WHERE alert = a.id AND kind IN ('closed', 'noise', 'accepted')
        ) WHERE a.theme = ? AND (a.closed_at IS NULL OR a.closed_at > ?) ORDER BY a.id
        """,
        theme,
        house.now() - timedelta(days=WINDOW_DAYS),
    )
    found = [
        Known(
            id=row["id"],
            series=parse_series(row["series"]),
            last_day=row["last_day"],
            closed_on=house.day_of(row["closed_at"]) if row["closed_at"] else None,
            by_member=row["note"] not in lifecycle.BY_ITSELF,
            settled=row["kind"] in {"noise", "accepted"},
            state=row["state"],
            parent=row["parent"],
        )
        for row in rows
    ]
    # What another alert explains comes behind it: they may be two slices of one rise.
    return sorted((one for one in found if one.closed_on is None), key=lambda one: one.parent is not None) + [
        one for one in reversed(found) if one.closed_on is not None
    ]


def step_for(day: date, known: Known | None, track: Track | None) -> Step:
    """Say what a finding does to the alert that is about it.

    A rise within two weeks after closing is a relapse; one that simply goes on after a member closed it is none.
    """
    if known is None:
        return "open"
    if known.closed_on is None:
        return "update"
    fresh = (day - known.closed_on).days <= QUIET_DAYS
    goes_on = track is None or not track.paused_since(known.closed_on)
    if known.by_member and (goes_on or (known.settled and fresh)):
        return "silent"
    return "reopen" if fresh else "open"


def is_quiet(day: date, track: Track | None) -> bool:
    """Tell whether a series has not alarmed for two weeks and its last week is usual; nothing to watch is quiet."""
    if track is None:
        return True
    if track.alarm_days and (day - track.alarm_days[-1]).days < QUIET_DAYS:
        return False
    week = track.figures(day - LAST_WEEK)
    return week.observed <= week.upper
