"""Stage ``alert``: trends open, update, reopen and close alerts.

Work is a detected day on which alerts have not been settled. Invariants: one issue has one open alert, also when the
slice that explains it best changes; an alert and its messages are written in one transaction; an update sends no
message; what a member closed stays closed while the same rise goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from feedback_app.alerts import evidence, letters, lifecycle, notifications, reading
from feedback_app.alerts import series as watching
from feedback_app.alerts.channels import Channels
from feedback_app.alerts.findings import Finding, Track, alarmed_themes, findings, tracks_of
from feedback_app.alerts.series import Series, parse_series
from feedback_app.alerts.tables import Alert
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch
from feedback_app.foundation.house import House

QUIET_DAYS = 14
LAST_WEEK = timedelta(days=6)

Step = Literal["open", "update", "reopen", "silent"]


@dataclass(frozen=True, slots=True)
class Known:
    """An alert that may be about the same issue. ``by_member``: a member closed it; ``noise``: as noise."""

    id: int
    series: Series
    last_day: date
    closed_on: date | None
    by_member: bool
    noise: bool


@dataclass(frozen=True, slots=True)
class _Run:
    """What every step of one run needs."""

    house: House
    channels: Channels
    day: date
    demo: bool


async def run(house: House, channels: Channels) -> int:
    """Settle alerts for today's trends; returns how many alerts were opened, reopened, changed or closed."""
    detected = await fetch("SELECT fingerprint FROM detected_day WHERE day = ? AND alerted_at IS NULL", house.today())
    if not detected:
        return 0
    this = _Run(house, channels, house.today(), await _is_demo())
    teams = await watching.teams_of_themes()
    settled: set[int] = set()
    done = 0
    for theme in await alarmed_themes(this.day):
        if theme in teams:
            found = await findings(theme, teams[theme], this.day, house.false_alarms_per_month)
            done += await _settle(this, teams[theme], found, settled)
    done += await _close_quiet(this, settled)
    async with transaction():
        await execute(
            "UPDATE detected_day SET alerted_at = ? WHERE day = ? AND fingerprint = ?",
            house.now(),
            this.day,
            detected[0]["fingerprint"],
        )
    return done


async def _settle(this: _Run, team: str, found: Sequence[Finding], settled: set[int]) -> int:
    """Give each of a theme's findings its alert; notes in ``settled`` the alerts that go on."""
    done = 0
    for finding in found:
        row = await _figures(this, team, finding)
        tracks = await tracks_of(finding.series.theme, this.day)
        async with transaction():
            await _lock(this.day)
            known = await _same_issue(this, finding, found, settled)
            step = _step(this.day, known, tracks.get(finding.series))
            if known is not None and step in {"update", "reopen"}:
                settled.add(known.id)
                done += await (_update if step == "update" else _reopen)(this, known.id, row)
            elif step == "open":
                settled.add(await _open(this, row))
                done += 1
    return done


async def _figures(this: _Run, team: str, finding: Finding) -> dict[Any, Any]:
    """Return the columns of a finding's alert."""
    shown = await evidence.collect(finding, this.day, this.house.false_alarms_per_month)
    figures = finding.figures
    return {
        Alert.series: finding.series.key,
        Alert.open_key: finding.series.key,
        Alert.theme: finding.series.theme,
        Alert.slice: evidence.slice_json(finding.series.slice),
        Alert.team: team,
        Alert.since: finding.since,
        Alert.last_day: this.day,
        Alert.observed: figures.observed,
        Alert.expected: figures.expected,
        Alert.lower: figures.lower,
        Alert.upper: figures.upper,
        Alert.exposure: finding.exposure,
        Alert.usual_share: figures.expected / finding.exposure if finding.exposure else 0.0,
        Alert.score: finding.score,
        Alert.evidence: evidence.to_json(shown),
    }


async def _lock(day: date) -> None:
    """Let one worker at a time settle alerts, on engines with several writers too."""
    await execute("UPDATE detected_day SET day = day WHERE day = ?", day)


async def _same_issue(this: _Run, finding: Finding, found: Sequence[Finding], settled: set[int]) -> Known | None:
    """Return the alert that is about this finding: an open one first, else the one closed last."""
    known = [one for one in await _known(this, finding.series.theme) if one.id not in settled]
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


async def _known(this: _Run, theme: str) -> list[Known]:
    """Return a theme's open alerts, oldest first, then those closed in the window, newest first."""
    rows = await fetch(
        """
        SELECT a.id, a.series, a.last_day, a.closed_at, e.kind, e.note FROM alert a
        LEFT JOIN alert_event e ON e.id = (
            SELECT MAX(id) FROM alert_event WHERE alert = a.id AND kind IN ('closed', 'noise')
        ) WHERE a.theme = ? AND (a.closed_at IS NULL OR a.closed_at > ?) ORDER BY a.id
        """,
        theme,
        this.house.now() - timedelta(days=watching.WINDOW_DAYS),
    )
    found = [
        Known(
            id=row["id"],
            series=parse_series(row["series"]),
            last_day=row["last_day"],
            closed_on=this.house.day_of(row["closed_at"]) if row["closed_at"] else None,
            by_member=row["note"] != lifecycle.QUIET,
            noise=row["kind"] == "noise",
        )
        for row in rows
    ]
    return [one for one in found if one.closed_on is None] + [
        one for one in reversed(found) if one.closed_on is not None
    ]


async def _open(this: _Run, row: dict[Any, Any]) -> int:
    now = this.house.now()
    alert = Alert({**row, Alert.state: "new", Alert.opened_at: now, Alert.updated_at: now, Alert.demo: this.demo})
    await alert.save()
    await lifecycle.note(alert.id, now, "opened")
    await _announce(this, alert.id, "opened")
    return int(alert.id)


async def _update(this: _Run, alert_id: int, row: dict[Any, Any]) -> int:
    """Write today's figures; returns 0 when nothing is new."""
    before = await Alert.select(*row).where(Alert.id == alert_id).first()
    after = {column._meta.name: value for column, value in row.items()}
    if before == after:
        return 0
    await Alert.update({**row, Alert.updated_at: this.house.now()}).where(Alert.id == alert_id)
    if before and before["series"] != after["series"]:
        await lifecycle.note(alert_id, this.house.now(), "moved", note=str(after["series"]))
    return 1


def _step(day: date, known: Known | None, track: Track | None) -> Step:
    """Say what a finding does to the alert that is about it.

    A rise within two weeks after closing is a relapse; one that simply goes on after a member closed it is none.
    """
    if known is None:
        return "open"
    if known.closed_on is None:
        return "update"
    fresh = (day - known.closed_on).days <= QUIET_DAYS
    goes_on = track is None or not track.paused_since(known.closed_on)
    if known.by_member and (goes_on or (known.noise and fresh)):
        return "silent"
    return "reopen" if fresh else "open"


async def _reopen(this: _Run, alert_id: int, row: dict[Any, Any]) -> int:
    now = this.house.now()
    await Alert.update(
        {
            **row,
            Alert.state: "new",
            Alert.closed_at: None,
            Alert.owner_id: None,
            Alert.owner_name: "",
            Alert.updated_at: now,
        }
    ).where(Alert.id == alert_id)
    await lifecycle.note(alert_id, now, "reopened")
    await _announce(this, alert_id, "reopened")
    return 1


async def _announce(this: _Run, alert_id: int, event: letters.Event) -> None:
    card = await reading.card(alert_id)
    assert card is not None
    rows = await fetch("SELECT COUNT(*) AS n FROM alert_event WHERE alert = ? AND kind = ?", alert_id, event)
    await notifications.announce(this.house, this.channels, card, event, int(rows[0]["n"]), this.demo)


async def _close_quiet(this: _Run, settled: set[int]) -> int:
    """Close the alerts whose rise has been over for two weeks; returns how many."""
    done = 0
    for card in await reading.cards("WHERE closed_at IS NULL AND last_day <= ?", this.day - timedelta(days=QUIET_DAYS)):
        track = (await tracks_of(card.series.theme, this.day)).get(card.series)
        if card.id in settled or not _is_quiet(this.day, track):
            continue
        async with transaction():
            await _lock(this.day)
            done += await lifecycle.close_by_itself(this.house, card.id)
    return done


def _is_quiet(day: date, track: Track | None) -> bool:
    """Tell whether a series has not alarmed for two weeks and its last week is usual; nothing to watch is quiet."""
    if track is None:
        return True
    if track.alarm_days and (day - track.alarm_days[-1]).days < QUIET_DAYS:
        return False
    week = track.figures(day - LAST_WEEK)
    return week.observed <= week.upper


async def _is_demo() -> bool:
    rows = await fetch("SELECT demo FROM shop ORDER BY id LIMIT 1")
    return bool(rows and rows[0]["demo"])
