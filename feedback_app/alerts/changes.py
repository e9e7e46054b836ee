"""From which day counts mean something else, and on which days they were no usual ones.

A change point is declared by a member (the new normal), by a new version of a survey that customers answer, by a deed
on themes or by another model. Invariants: what all comments were read again for is no change, because old and new days
then mean the same; a deed concerns the themes it touched, a survey those who answered it. Days inside an alert teach
nothing about what is usual, also after it was closed, unless it was noise or became the new normal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from feedback_app.alerts.slices import Series, parse_series
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.house import House

KINDS_OF_DEED: Final = ("created", "merged", "split", "retired", "restored")
SURVEY_SHARE: Final = 0.2
"""A new version counts as a change from this part of all answers on, of those that came in its first weeks."""
FIRST_WEEKS: Final = timedelta(days=28)
NOT_REAL: Final = ("noise", "accepted")

Marks = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """From ``day`` on, counts mean something else. ``theme`` and ``series`` are empty where all are meant."""

    day: date
    kind: str
    theme: str = ""
    series: str = ""
    note: str = ""

    def concerns(self, series: Series) -> bool:
        """Tell whether a series' level begins anew."""
        if self.series:
            return self.series == series.key
        return self.theme in ("", series.theme)


@dataclass(frozen=True, slots=True)
class Unusual:
    """Days on which an alert ran, both inclusive."""

    series: Series
    first: date
    last: date

    def concerns(self, series: Series) -> bool:
        """Tell whether the alert's cases lie in a series: its own, its whole theme's, or a slice of its whole theme."""
        if series.theme != self.series.theme:
            return False
        return series == self.series or series.slice.everything or self.series.slice.everything


async def change_points(house: House) -> Sequence[Change]:
    """Return all change points up to today, by day."""
    reread = await _reread_from()
    found = [*await _declared(), *await _surveys(house), *await _deeds(house, reread), *await _models(house, reread)]
    return sorted(change for change in found if change.day <= house.today())


async def unusual_days(house: House) -> Sequence[Unusual]:
    """Return the days of all alerts about counts that were, or still are, taken for real."""
    rows = await fetch(
        """
        SELECT a.series, a.since, a.closed_at, e.kind AS ended FROM alert a LEFT JOIN alert_event e ON e.id = (
            SELECT MAX(id) FROM alert_event WHERE alert = a.id AND kind IN ('closed', 'noise', 'accepted')
        ) WHERE a.kind <> 'single' ORDER BY a.id
        """
    )
    return [
        Unusual(
            parse_series(row["series"]),
            row["since"],
            house.day_of(row["closed_at"]) if row["closed_at"] else house.today(),
        )
        for row in rows
        if row["closed_at"] is None or row["ended"] not in NOT_REAL
    ]


def marks_of_changes(changes: Sequence[Change], series: Sequence[Series], first: date, days: int) -> Marks | None:
    """Return (n_series, days) with True on the first day of each new level; None when there is none."""
    marks = np.zeros((len(series), days), bool)
    for change in changes:
        day = (change.day - first).days
        # On the first day or before it there is nothing older that could mislead.
        if 0 < day < days:
            marks[[change.concerns(one) for one in series], day] = True
    return marks if marks.any() else None


def marks_of_unusual(unusual: Sequence[Unusual], series: Sequence[Series], first: date, days: int) -> Marks | None:
    """Return (n_series, days) with True on days that must not teach what is usual; None when there are none."""
    marks = np.zeros((len(series), days), bool)
    for one in unusual:
        begin, end = max(0, (one.first - first).days), (one.last - first).days + 1
        if end > begin:
            marks[[one.concerns(row) for row in series], begin:end] = True
    return marks if marks.any() else None


async def _declared() -> list[Change]:
    rows = await fetch("SELECT day, theme, series, kind, note FROM change_point")
    return [Change(row["day"], row["kind"], row["theme"], row["series"], row["note"]) for row in rows]


async def _surveys(house: House) -> list[Change]:
    """Return the new versions that a good part of the customers answered; imported answers know no version."""
    rows = await fetch('SELECT id, code, version, published_at FROM "survey" WHERE version > 1')
    found = []
    for row in rows:
        day = house.day_of(row["published_at"])
        counted = await fetch(
            """
            SELECT COUNT(*) AS answers,
                SUM(CASE WHEN s.survey = ? AND s.external_id IS NULL THEN 1 ELSE 0 END) AS own
            FROM comment c JOIN submission s ON s.id = c.submission
            WHERE c.superseded_at IS NULL AND c.day BETWEEN ? AND ?
            """,
            row["id"], day, day + FIRST_WEEKS,
        )  # fmt: skip
        answers, own = int(counted[0]["answers"]), int(counted[0]["own"] or 0)
        if own and own >= SURVEY_SHARE * answers:
            found.append(Change(day, "survey", note=f"{row['code']} v{row['version']}"))
    return found


async def _deeds(house: House, reread: datetime | None) -> list[Change]:
    rows = await fetch(
        """
        SELECT kind, theme, CAST(others AS TEXT) AS others, changed_at, undone_at FROM theme_change ORDER BY id
        """
    )
    found = []
    for row in rows:
        if row["kind"] not in KINDS_OF_DEED:
            continue
        themes = {row["theme"], *msgspec.json.decode(row["others"], type=list[str])}
        for at in (row["changed_at"], row["undone_at"]):
            if _still_matters(at, reread):
                found += [Change(house.day_of(at), "theme", theme, note=row["kind"]) for theme in sorted(themes)]
    return found


async def _models(house: House, reread: datetime | None) -> list[Change]:
    """Return when another model took over; the first one changed nothing."""
    rows = await fetch(
        "SELECT version, activated_at FROM theme_model WHERE activated_at IS NOT NULL ORDER BY activated_at"
    )
    return [
        Change(house.day_of(row["activated_at"]), "model", note=row["version"][:80])
        for row in rows[1:]
        if _still_matters(row["activated_at"], reread)
    ]


async def _reread_from() -> datetime | None:
    """Return when the newest finished reading of all comments began: what changed before it is in all days alike."""
    rows = await fetch(
        "SELECT started_at FROM rereading WHERE finished_at IS NOT NULL ORDER BY started_at DESC LIMIT 1"
    )
    found: Any = rows[0]["started_at"] if rows else None
    return found if isinstance(found, datetime) else None


def _still_matters(at: datetime | None, reread: datetime | None) -> bool:
    return at is not None and (reread is None or at > reread)
