"""What a day's findings do to the alerts: open, update, reopen, or join another one. Inside the caller's transaction.

Invariants: an issue is told once when it opens, once when it relapses, and once for each step to a louder severity;
a child sends nothing; an alert keeps the team that it was opened for or handed to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from feedback_app.alerts import letters, lifecycle, muting, notifications, reading
from feedback_app.alerts.cards import SEVERITIES, Severity
from feedback_app.alerts.channels import Channels
from feedback_app.alerts.families import Rise, families
from feedback_app.alerts.findings import Finding
from feedback_app.alerts.issues import Known, same_issue, step_for
from feedback_app.alerts.routing import Routed
from feedback_app.alerts.severity import due_of, is_louder, most_serious
from feedback_app.alerts.slices import Slice, parse_series
from feedback_app.alerts.tables import Alert
from feedback_app.alerts.tracks import Track
from feedback_app.foundation.dialect import execute, fetch, marks
from feedback_app.foundation.house import House

WORKED_ON: Final = ("assigned", "action", "watching")


@dataclass(frozen=True, slots=True)
class Run:
    """What every step of one run needs."""

    house: House
    channels: Channels
    day: date
    demo: bool


@dataclass(frozen=True, slots=True)
class Issue:
    """A finding with all that its alert says. found: all findings of its theme; columns: those of the alert."""

    finding: Finding
    found: tuple[Finding, ...]
    track: Track | None
    routed: Routed
    severity: Severity
    columns: Mapping[Any, Any]


@dataclass(frozen=True, slots=True)
class _Plan:
    """What becomes of an issue; ``known`` is its alert, None when it has none yet."""

    key: str
    issue: Issue
    step: str
    known: Known | None


async def settle(this: Run, issues: Sequence[Issue]) -> tuple[int, frozenset[int]]:
    """Give each issue its alert; returns how many alerts changed, and which alerts go on."""
    plans = await _plans(this, issues)
    rises = [await _rise(plan) for plan in plans]
    parents = families([*rises, *await _heads(plans)])
    ids: dict[str, int] = {}
    done = 0
    for plan in sorted(plans, key=lambda one: one.key in parents):
        above = parents.get(plan.key, "")
        parent = (ids.get(above) or _alert_of(above)) if above else None
        severity = _family_severity(plan, plans, parents)
        ids[plan.key], changed = await _carry_out(this, plan, parent, severity)
        done += changed
    settled = set(ids.values())
    for plan in plans:
        done += await _adopt(this, plan, ids[plan.key], settled)
    return done, frozenset(settled)


async def _plans(this: Run, issues: Sequence[Issue]) -> list[_Plan]:
    taken: set[int] = set()
    plans = []
    for issue in issues:
        known = await same_issue(this.house, issue.finding, issue.found, taken)
        step = step_for(this.day, known, issue.track)
        goes_on = known is not None and step in {"update", "reopen"}
        if known is not None and goes_on:
            taken.add(known.id)
        if step != "silent":
            key = _key(known.id) if known is not None and goes_on else issue.finding.series.key
            plans.append(_Plan(key, issue, step, known if goes_on else None))
    return plans


def _key(alert_id: int) -> str:
    return f"alert:{alert_id}"


def _alert_of(key: str) -> int:
    return int(key.removeprefix("alert:"))


async def _rise(plan: _Plan) -> Rise:
    finding, known = plan.issue.finding, plan.known
    is_open = known is not None and plan.step == "update"
    own = known if known is not None and is_open and known.parent is None else None
    return Rise(
        key=plan.key,
        series=finding.series,
        team=await _team(plan),
        since=finding.since,
        excess=finding.figures.excess,
        shares={Slice(one.dimension, one.name): one.excess_share for one in finding.explanation.shares if one.explains},
        known=own is not None,
        stays=own is not None and (own.state in WORKED_ON or await _has_children(own.id)),
        parent=_key(known.parent) if known is not None and is_open and known.parent is not None else "",
    )


async def _team(plan: _Plan) -> str:
    if plan.known is None or plan.step != "update":
        return plan.issue.routed.team
    row = await Alert.select(Alert.team).where(Alert.id == plan.known.id).first()
    return str(row["team"]) if row else plan.issue.routed.team


async def _has_children(alert_id: int) -> bool:
    return bool(await Alert.exists().where((Alert.parent == alert_id) & Alert.closed_at.is_null()))


async def _heads(plans: Sequence[_Plan]) -> list[Rise]:
    """Return the open alerts that do not rise today as possible parents."""
    rows = await fetch(
        "SELECT id, series, team, since, observed, expected FROM alert"
        " WHERE closed_at IS NULL AND parent IS NULL AND kind <> 'single' ORDER BY id"
    )
    rising = {plan.key for plan in plans}
    return [
        Rise(
            key=_key(row["id"]),
            series=parse_series(row["series"]),
            team=row["team"],
            since=row["since"],
            excess=row["observed"] - row["expected"],
            shares={},
            known=True,
            stays=True,
        )
        for row in rows
        if _key(row["id"]) not in rising
    ]


def _family_severity(plan: _Plan, plans: Sequence[_Plan], parents: Mapping[str, str]) -> Severity:
    """Return how serious an issue is with all that it explains."""
    own = [plan, *(one for one in plans if parents.get(one.key) == plan.key)]
    return most_serious(*(one.issue.severity for one in own))


async def _carry_out(this: Run, plan: _Plan, parent: int | None, severity: Severity) -> tuple[int, int]:
    """Write what becomes of one issue; returns its alert and whether it changed."""
    columns = {**plan.issue.columns, Alert.severity: severity, Alert.parent: parent}
    if plan.known is None:
        return await _open(this, plan.issue, columns), 1
    if plan.step == "reopen":
        return plan.known.id, await _reopen(this, plan.known.id, plan.issue, columns)
    return plan.known.id, await update(this, plan.known.id, columns)


async def _open(this: Run, issue: Issue, columns: dict[Any, Any]) -> int:
    now, routed = this.house.now(), issue.routed
    alert = Alert(
        {
            **columns,
            **_begun(this, columns[Alert.severity], routed),
            Alert.team: routed.team,
            Alert.opened_at: now,
            Alert.demo: this.demo,
        }
    )
    await alert.save()
    await lifecycle.note(alert.id, now, "opened", note=columns[Alert.severity])
    await _tell(this, alert.id, columns[Alert.parent], "opened")
    return int(alert.id)


def _begun(this: Run, severity: Severity, routed: Routed) -> dict[Any, Any]:
    """Return the columns of an alert that begins, or begins again."""
    now = this.house.now()
    return {
        Alert.state: "new",
        Alert.due_at: due_of(severity, now),
        Alert.owner_id: routed.owner_id,
        Alert.owner_name: routed.owner_name,
        Alert.updated_at: now,
    }


async def _reopen(this: Run, alert_id: int, issue: Issue, columns: dict[Any, Any]) -> int:
    begun = _begun(this, columns[Alert.severity], issue.routed)
    anew: dict[Any, Any] = {Alert.closed_at: None, Alert.seen_at: None, Alert.escalated_at: None}
    await Alert.update({**columns, **begun, **anew}).where(Alert.id == alert_id)
    await lifecycle.note(alert_id, this.house.now(), "reopened", note=columns[Alert.severity])
    await _tell(this, alert_id, columns[Alert.parent], "reopened")
    return 1


async def _tell(this: Run, alert_id: int, parent: int | None, event: letters.Event) -> None:
    """Tell the team of an alert, or the history of its parent when it has one."""
    if parent is None:
        await announce(this, alert_id, event)
        return
    row = await Alert.select(Alert.series).where(Alert.id == alert_id).first()
    await lifecycle.note(parent, this.house.now(), "joined", note=str(row["series"]) if row else "")


async def announce(this: Run, alert_id: int, event: letters.Event) -> None:
    """Enqueue the messages about what has just been noted in an alert's history."""
    card = await reading.card(alert_id)
    assert card is not None
    # Who goes on without its parent is told as opened too, and not for the first time if it stood alone before.
    kinds = ("opened", "own") if event == "opened" else (event,)
    rows = await fetch(
        f"SELECT COUNT(*) AS n FROM alert_event WHERE alert = ? AND kind IN ({marks(kinds)})",  # noqa: S608 question marks only
        alert_id, *kinds,
    )  # fmt: skip
    await notifications.announce(this.house, this.channels, card, event, int(rows[0]["n"]), this.demo)


async def update(this: Run, alert_id: int, columns: dict[Any, Any]) -> int:
    """Write today's figures; returns 0 when nothing is new or a member was quicker to close."""
    before = await Alert.select(*columns, Alert.due_at).where(Alert.id == alert_id).first()
    after = {column._meta.name: value for column, value in columns.items()}
    if before is None or {name: before[name] for name in after} == after:
        return 0
    now = this.house.now()
    louder = is_louder(after["severity"], before["severity"])
    due: dict[Any, Any] = {Alert.due_at: min(before["due_at"] or now, due_of(after["severity"], now))} if louder else {}
    changed = (
        # A member may close it meanwhile; figures and the key of open alerts are not for closed ones.
        await Alert.update({**columns, **due, Alert.updated_at: now})
        .where((Alert.id == alert_id) & Alert.closed_at.is_null())
        .returning(Alert.id)
    )
    if not changed:
        return 0
    if before["series"] != after["series"]:
        await lifecycle.note(alert_id, now, "moved", note=str(after["series"]))
    if before["parent"] != after["parent"]:
        await _family_changed(this, alert_id, after["parent"], after["series"])
    elif after["parent"] is None:
        await _tell_if_worse(this, alert_id, after["severity"])
    return 1


async def _family_changed(this: Run, alert_id: int, parent: int | None, series: str) -> None:
    """Note that an alert joined another one, or tell its team that it goes on without its parent."""
    if parent is not None:
        await lifecycle.note(parent, this.house.now(), "joined", note=series)
        return
    await lifecycle.note(alert_id, this.house.now(), "own")
    await announce(this, alert_id, "opened")


async def _tell_if_worse(this: Run, alert_id: int, severity: Severity) -> None:
    """Tell the team when an alert climbed to a louder step than it was told of, or out of what a mute allows."""
    told = await fetch(
        """
        SELECT note FROM alert_event WHERE alert = ? AND kind IN ('opened', 'reopened', 'worse') AND id >= (
            SELECT MAX(id) FROM alert_event WHERE alert = ? AND kind IN ('opened', 'reopened')
        )
        """,
        alert_id, alert_id,
    )  # fmt: skip
    climbed = is_louder(severity, most_serious(*(one for one in SEVERITIES for row in told if row["note"] == one)))
    card = await reading.card(alert_id)
    ended = card is not None and await muting.end_exceeded(this.house, card)
    if climbed or ended:
        await lifecycle.note(alert_id, this.house.now(), "worse", note=severity if climbed else "")
        await announce(this, alert_id, "worse")


async def _adopt(this: Run, plan: _Plan, alert_id: int, settled: set[int]) -> int:
    """Let open alerts on slices of the same theme that this finding explains join its alert; returns how many."""
    slices = [one.key for one in plan.issue.finding.joined if one != plan.issue.finding.series]
    if not slices:
        return 0
    rows = await fetch(
        f"""
        SELECT id, series FROM alert WHERE closed_at IS NULL AND parent IS NULL AND state IN ('new', 'seen')
            AND series IN ({marks(slices)}) AND id NOT IN ({marks(sorted(settled))}) ORDER BY id
        """,  # noqa: S608 question marks only
        *slices, *sorted(settled),
    )  # fmt: skip
    for row in rows:
        settled.add(row["id"])
        await execute("UPDATE alert SET parent = ? WHERE id = ? OR parent = ?", alert_id, row["id"], row["id"])
        await lifecycle.note(alert_id, this.house.now(), "joined", note=row["series"])
    return len(rows)
