"""Stage ``alert``: trends open, update, reopen and close alerts.

Work is a detected day on which alerts have not been settled. Invariants: one issue has one open alert, also when the
slice that explains it best changes and when it raises several themes; all alerts of a day and their messages are
written in one transaction; an update sends no message; what a member closed stays closed while the same rise goes on.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from classifier.cards.reliability import unreliable
from classifier.themes import successors
from feedback_app.alerts import evidence, lifecycle, reading, routing
from feedback_app.alerts import series as watching
from feedback_app.alerts.alert_settings import settings_now
from feedback_app.alerts.budgets import Budget, budget_of
from feedback_app.alerts.channels import Channels
from feedback_app.alerts.findings import Finding, alarmed_themes, findings
from feedback_app.alerts.issues import QUIET_DAYS, is_quiet
from feedback_app.alerts.marked import known_days
from feedback_app.alerts.settling import Issue, Run, settle
from feedback_app.alerts.severity import cost_of, severity_of, weekly
from feedback_app.alerts.slices import RETURN_RATE, TEAMS, Series, parse_series
from feedback_app.alerts.tables import Alert
from feedback_app.alerts.tracks import Track, tracks_of
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch
from feedback_app.foundation.house import House

QUIET: Final = timedelta(days=QUIET_DAYS)
# What a member or a relapse opened again stays open for as long, though nothing rises: there is something left to do.
OVER: Final = """
    WHERE closed_at IS NULL AND kind <> 'single' AND last_day <= ? AND NOT EXISTS (
        SELECT 1 FROM alert_event e WHERE e.alert = alert.id AND e.at > ?
            AND (e.kind = 'relapsed' OR (e.kind = 'reopened' AND e.member_id IS NOT NULL))
    ) ORDER BY id
"""


async def run(house: House, channels: Channels) -> int:
    """Settle alerts for today's trends; returns how many alerts were opened, reopened, changed or closed."""
    detected = await fetch("SELECT fingerprint FROM detected_day WHERE day = ? AND alerted_at IS NULL", house.today())
    if not detected:
        return 0
    this = Run(house, channels, house.today(), await _is_demo())
    done = await _carry_merged(this)
    issues = await _issues(this)
    async with transaction():
        await _lock(this.day)
        changed, settled = await settle(this, issues)
        done += changed + await _close_quiet(this, settled)
        await execute(
            "UPDATE detected_day SET alerted_at = ? WHERE day = ? AND fingerprint = ?",
            house.now(),
            this.day,
            detected[0]["fingerprint"],
        )
    return done


async def _issues(this: Run) -> list[Issue]:
    """Return what rises today with all that an alert says about it; reads only, and much."""
    teams = {**await watching.teams_of_themes(), RETURN_RATE: TEAMS[0]}
    silent = await _silent_themes(this.day)
    cents, known = (await settings_now()).cents_per_return, await known_days(this.house)
    issues = []
    for theme in await alarmed_themes(this.day):
        if theme not in teams or theme in silent:
            continue
        budget = await budget_of(this.house, teams[theme])
        found = await findings(theme, teams[theme], this.day, budget, known)
        tracks = await tracks_of(theme, this.day)
        issues += [await _issue(this, one, tuple(found), tracks, cents, budget) for one in found]
    return issues


async def _silent_themes(day: date) -> frozenset[str]:
    """Return the themes that are not read well enough to open an alert; one that is open goes on."""
    open_ones = await fetch("SELECT DISTINCT theme FROM alert WHERE closed_at IS NULL")
    return await unreliable(day) - {str(row["theme"]) for row in open_ones}


async def _issue(
    this: Run, finding: Finding, found: tuple[Finding, ...], tracks: Mapping[Series, Track], cents: int | None,
    budget: Budget,
) -> Issue:  # fmt: skip
    days = (this.day - finding.since).days + 1
    excess, usual = weekly(finding.figures.excess, days), weekly(finding.figures.expected, days)
    cost = cost_of(excess, cents)
    severity = severity_of(excess, usual, cost)
    kind = "rate" if finding.series.theme == RETURN_RATE else "trend"
    routed = await routing.team_for(finding.series, severity, kind)
    columns = {**await _figures(this, finding, budget), Alert.kind: kind, Alert.cost_per_week: cost}
    return Issue(finding, found, tracks.get(finding.series), routed, severity, columns)


async def _figures(this: Run, finding: Finding, budget: Budget) -> dict[Any, Any]:
    """Return the columns of a finding's alert."""
    shown = await evidence.collect(finding, this.day, budget.false_alarms_per_month)
    figures = finding.figures
    return {
        Alert.series: finding.series.key,
        Alert.open_key: finding.series.key,
        Alert.theme: finding.series.theme,
        Alert.slice: evidence.slice_json(finding.series.slice),
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


async def _carry_merged(this: Run) -> int:
    """Let the alerts of merged themes go on as those of the themes that took them; returns how many."""
    into = await successors()
    merged = sorted(code for code, successor in into.items() if successor not in into)
    if not merged or not await Alert.exists().where(Alert.theme.is_in(merged)):
        return 0
    async with transaction():
        await _lock(this.day)
        rows = await Alert.select().where(Alert.theme.is_in(merged)).order_by(Alert.id)
        for row in rows:
            series = Series(into[row["theme"]], parse_series(row["series"]).slice)
            await _carry(this, row["id"], series, row["closed_at"] is None)
    return len(rows)


async def _carry(this: Run, alert_id: int, series: Series, is_open: bool) -> None:
    key = series.key
    if is_open and await Alert.exists().where((Alert.open_key == key) & (Alert.id != alert_id)):
        await lifecycle.close_by_itself(this.house, alert_id, lifecycle.MERGED)
        is_open = False
    await execute(
        "UPDATE alert SET theme = ?, series = ?, open_key = ? WHERE id = ?",
        series.theme, key, key if is_open else None, alert_id,
    )  # fmt: skip
    await lifecycle.note(alert_id, this.house.now(), "merged", note=series.theme)


async def _close_quiet(this: Run, settled: frozenset[int]) -> int:
    """Close the alerts whose rise has been over for two weeks; returns how many."""
    done = 0
    tracks: dict[str, Mapping[Series, Track]] = {}
    for card in await reading.cards(OVER, this.day - QUIET, this.house.now() - QUIET):
        if card.id in settled:
            continue
        theme = card.series.theme
        tracks[theme] = tracks.get(theme) or await tracks_of(theme, this.day)
        if is_quiet(this.day, tracks[theme].get(card.series)):
            done += await lifecycle.close_by_itself(this.house, card.id)
    return done


async def _is_demo() -> bool:
    rows = await fetch("SELECT demo FROM shop ORDER BY id LIMIT 1")
    return bool(rows and rows[0]["demo"])
