"""Alerts about one submission that may tell of danger: opened at once, in step with the flags on its comments.

Invariants: one open alert per submission; alert and messages are written in one transaction; none of the customer's
words stands in it. A flag that a member calls harmless closes the alert; one called dangerous makes it seen, and the
alert stays until something was done. The other way round, closing an alert as noise calls its flags harmless, and an
action or its end calls them dangerous. Work is what does not fit together yet, so any step may be lost and is made up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from classifier.flags import DANGER, HARMLESS, FlagNews, judge
from feedback_app.alerts import lifecycle, routing
from feedback_app.alerts.dangers import theme_of
from feedback_app.alerts.endings import open_key
from feedback_app.alerts.grounds import slice_json
from feedback_app.alerts.severity import due_of, severity_of
from feedback_app.alerts.slices import Series, Slice
from feedback_app.alerts.tables import Alert
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import fetch, marks, take_turns
from feedback_app.foundation.house import House

SINGLE: Final = "single"
# What members said of all flags of a submission, for open alerts that have not heard it.
JUDGED: Final = """
    SELECT j.id, j.verdict, j.other, j.flag FROM (
        SELECT a.id, MIN(f.verdict) AS verdict, MAX(f.verdict) AS other, MAX(f.id) AS flag, MAX(f.seen_at) AS seen_at
        FROM alert a JOIN comment c ON c.submission = a.submission JOIN safety_flag f ON f.comment = c.id
        WHERE a.kind = 'single' AND a.closed_at IS NULL GROUP BY a.id
    ) AS j WHERE j.verdict <> '' AND j.seen_at IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM alert_event e WHERE e.alert = j.id AND e.at >= j.seen_at
            AND e.kind IN ('reopened', 'danger', 'harmless')
    ) ORDER BY j.id
"""
# Flags that nobody has judged though a member has acted on their alert, or ended it, since they were raised.
ANSWERED: Final = """
    SELECT f.id, a.id AS alert FROM safety_flag f JOIN comment c ON c.id = f.comment
    JOIN alert a ON a.submission = c.submission AND a.kind = 'single' AND a.state IN ('action', 'watching', 'closed')
    WHERE f.seen_at IS NULL AND f.verdict = '' AND EXISTS (
        SELECT 1 FROM alert_event e WHERE e.alert = a.id AND e.at >= f.flagged_at AND e.member_id IS NOT NULL
            AND e.kind IN ('closed', 'noise', 'action')
    ) ORDER BY f.id, a.id
"""


async def open_singles(house: House, news: Sequence[FlagNews]) -> dict[int, int]:
    """Open an alert for each submission with new flags, inside the caller's transaction; returns flag → alert."""
    if not news:
        return {}
    await take_turns("single alerts")
    found: dict[int, int] = {}
    kinds = {one.id: one.kinds for one in news}
    demo = {one.id: one.demo for one in news}
    for row in await _told(list(kinds)):
        key = open_key("", SINGLE, row["submission"])
        known = await Alert.select(Alert.id).where(Alert.open_key == key).first()
        found[row["id"]] = known["id"] if known else await _open(house, row, kinds[row["id"]], key, demo[row["id"]])
    return found


async def _told(flags: Sequence[int]) -> list[dict[str, Any]]:
    return await fetch(
        f"""
        SELECT f.id, c.submission, c.day, c.sku, c.carrier FROM safety_flag f JOIN comment c ON c.id = f.comment
        WHERE f.id IN ({marks(flags)}) ORDER BY f.id
        """,  # noqa: S608 question marks only
        *flags,
    )


async def _open(house: House, row: Mapping[str, Any], kinds: Sequence[str], key: str, demo: bool) -> int:
    now, severity = house.now(), severity_of(1, 0, None, danger=True)
    series = Series(theme_of(kinds), Slice("sku", row["sku"]) if row["sku"] else Slice())
    routed = await routing.team_for(series, severity, SINGLE)
    alert = Alert(
        series=series.key, open_key=key, theme=series.theme, slice=slice_json(series.slice), team=routed.team,
        kind=SINGLE, severity=severity, due_at=due_of(severity, now), submission=row["submission"], state="new",
        since=row["day"], last_day=row["day"], observed=1, expected=0.0, lower=0.0, upper=0.0, exposure=1,
        usual_share=0.0, score=0.0, opened_at=now, updated_at=now,
        owner_id=routed.owner_id, owner_name=routed.owner_name, demo=demo,
    )  # fmt: skip
    await alert.save()
    await lifecycle.note(alert.id, now, "opened", note=severity)
    return int(alert.id)


async def keep_in_step(house: House) -> int:
    """Let alerts hear what members said of their flags, and flags what became of their alerts; returns how many."""
    judged, answered = await fetch(JUDGED), await fetch(ANSWERED)
    if not judged and not answered:
        return 0
    done = 0
    async with transaction():
        await take_turns("single alerts")
        for row in await fetch(JUDGED):
            done += await _hear(house, row)
        for row in await fetch(ANSWERED):
            done += await _answer(house, row)
    return done


async def _hear(house: House, row: Mapping[str, Any]) -> int:
    """Let an alert follow the verdict on its flags: one danger among them is a danger."""
    verdict = DANGER if DANGER in {row["verdict"], row["other"]} else HARMLESS
    now = house.now()
    seen = await fetch("SELECT seen_by, seen_name, note FROM safety_flag WHERE id = ?", row["flag"])
    member, name = seen[0]["seen_by"], str(seen[0]["seen_name"])
    await lifecycle.note(row["id"], now, verdict, member, name)
    if verdict == HARMLESS:
        await lifecycle.step_if_possible(row["id"], "noise", lifecycle.CLOSING, now)
        await lifecycle.note(row["id"], now, "noise", member, name, str(seen[0]["note"]))
    else:
        await lifecycle.step_if_possible(row["id"], "see", f"state = 'seen', {lifecycle.SEEN}", now)
    return 1


async def _answer(house: House, row: Mapping[str, Any]) -> int:
    """Judge a flag as its alert was: what was called noise is harmless, all else is a danger."""
    last = await fetch(
        """
        SELECT kind, member_id, member_name, note FROM alert_event
        WHERE alert = ? AND kind IN ('closed', 'noise', 'action') AND member_id IS NOT NULL
        ORDER BY id DESC LIMIT 1
        """,
        row["alert"],
    )
    verdict, by = (HARMLESS if last[0]["kind"] == "noise" else DANGER), last[0]
    judged = await judge(row["id"], verdict, by["note"], by["member_id"], by["member_name"], house.now())
    if judged:
        await lifecycle.note(row["alert"], house.now(), verdict, by["member_id"], by["member_name"])
    return int(judged)
