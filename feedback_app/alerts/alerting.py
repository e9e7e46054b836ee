"""Stage ``alert``: trends open, update, reopen and close alerts.

Work is a detected day on which alerts have not been settled. Invariants: one issue has one open alert, also when the
slice that explains it best changes; an alert and its messages are written in one transaction; an update sends no
message; what a member closed stays closed while the same rise goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from classifier.cards.reliability import unreliable
from feedback_app.alerts import evidence, letters, lifecycle, notifications, reading
from feedback_app.alerts import series as watching
from feedback_app.alerts.channels import Channels
from feedback_app.alerts.findings import Finding, alarmed_themes, findings
from feedback_app.alerts.issues import QUIET_DAYS, is_quiet, same_issue, step_for
from feedback_app.alerts.tables import Alert
from feedback_app.alerts.tracks import tracks_of
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch
from feedback_app.foundation.house import House


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
    silent = await _silent_themes(this.day)
    for theme in await alarmed_themes(this.day):
        if theme in teams and theme not in silent:
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


async def _silent_themes(day: date) -> frozenset[str]:
    """Return the themes that are not read well enough to open an alert; one that is open goes on."""
    open_ones = await fetch("SELECT DISTINCT theme FROM alert WHERE closed_at IS NULL")
    return await unreliable(day) - {str(row["theme"]) for row in open_ones}


async def _settle(this: _Run, team: str, found: Sequence[Finding], settled: set[int]) -> int:
    """Give each of a theme's findings its alert; notes in ``settled`` the alerts that go on."""
    done = 0
    for finding in found:
        row = await _figures(this, team, finding)
        tracks = await tracks_of(finding.series.theme, this.day)
        async with transaction():
            await _lock(this.day)
            known = await same_issue(this.house, finding, found, settled)
            step = step_for(this.day, known, tracks.get(finding.series))
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


async def _open(this: _Run, row: dict[Any, Any]) -> int:
    now = this.house.now()
    alert = Alert({**row, Alert.state: "new", Alert.opened_at: now, Alert.updated_at: now, Alert.demo: this.demo})
    await alert.save()
    await lifecycle.note(alert.id, now, "opened")
    await _announce(this, alert.id, "opened")
    return int(alert.id)


async def _update(this: _Run, alert_id: int, row: dict[Any, Any]) -> int:
    """Write today's figures; returns 0 when nothing is new or a member was quicker to close."""
    before = await Alert.select(*row).where(Alert.id == alert_id).first()
    after = {column._meta.name: value for column, value in row.items()}
    if before == after:
        return 0
    changed = (
        # A member may close it meanwhile; figures and the key of open alerts are not for closed ones.
        await Alert.update({**row, Alert.updated_at: this.house.now()})
        .where((Alert.id == alert_id) & Alert.closed_at.is_null())
        .returning(Alert.id)
    )
    if not changed:
        return 0
    if before and before["series"] != after["series"]:
        await lifecycle.note(alert_id, this.house.now(), "moved", note=str(after["series"]))
    return 1


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
        if card.id in settled or not is_quiet(this.day, track):
            continue
        async with transaction():
            await _lock(this.day)
            done += await lifecycle.close_by_itself(this.house, card.id)
    return done


async def _is_demo() -> bool:
    rows = await fetch("SELECT demo FROM shop ORDER BY id LIMIT 1")
    return bool(rows and rows[0]["demo"])
