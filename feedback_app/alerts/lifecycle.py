"""The steps of an alert: new → seen → assigned → action → watching → closed, and back by reopening.

Every step is one conditional UPDATE and one line of history in one transaction, so that of several members who take
the same step at once one wins and the others hear 409. A step that the state does not allow raises AlertError with a
sentence for people. An alert ends after an action (which has a cause), as noise with a reason, or accepted as the new
normal; by itself only when the rise is over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from feedback_app.alerts.errors import AlertError
from feedback_app.alerts.tables import Alert, AlertEvent
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, marks
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import gettext as _

OPEN: Final = ("new", "seen", "assigned", "action", "watching")
QUIET: Final = "quiet"
"""The note of an alert that closed by itself because its rise was over."""
MERGED: Final = "merged"
"""The note of an alert that closed because its theme became part of one that has an alert of its own."""
BY_ITSELF: Final = (QUIET, MERGED)
# An alert ends with an action, or because it was noise or is the new normal: then at any time.
FROM_STATES: Final = {
    "see": ("new",),
    "assign": ("new", "seen"),
    "hand_over": OPEN,
    "action": OPEN,
    "watch": ("action",),
    "close": ("action", "watching"),
    "noise": OPEN,
    "accept": OPEN,
    "reopen": ("closed",),
}
CLOSING: Final = "state = 'closed', open_key = NULL, closed_at = ?"
# Who takes it on has seen it.
SEEN: Final = "seen_at = COALESCE(seen_at, ?)"


@dataclass(frozen=True, slots=True)
class Doer:
    """Who takes a step; None and "" for the product itself."""

    id: int | None = None
    name: str = ""


NOBODY: Final = Doer()


async def see(house: House, alert_id: int, member_id: int | None = None, member_name: str = "") -> None:
    """Note that somebody has seen a new alert."""
    now = house.now()
    async with transaction():
        await move(alert_id, "see", f"state = 'seen', {SEEN}", now)
        await note(alert_id, now, "seen", member_id, member_name)


async def assign(house: House, alert_id: int, member_id: int, member_name: str = "") -> None:
    """Give an alert that nobody works on to the member who takes it."""
    now = house.now()
    async with transaction():
        taken = f"state = 'assigned', owner_id = ?, owner_name = ?, {SEEN}"
        await move(alert_id, "assign", taken, member_id, member_name, now)
        await note(alert_id, now, "assigned", member_id, member_name)


async def hand_over(house: House, alert_id: int, owner: Doer, before: int, words: str, by: Doer) -> None:
    """Give an open alert to another member, with a note.

    before: the owner's id as the giver saw it, 0 for nobody; 409 when it has changed meanwhile.
    """
    now = house.now()
    async with transaction():
        state = "state = CASE WHEN state IN ('new', 'seen') THEN 'assigned' ELSE state END"
        await _move_from(alert_id, before, f"{state}, owner_id = ?, owner_name = ?, {SEEN}", owner.id, owner.name, now)
        await note(alert_id, now, "handed", by.id, by.name, f"{owner.name}: {words}" if words else owner.name)


async def _move_from(alert_id: int, before: int, change: str, *values: object) -> None:
    """Hand over what still belongs to ``before``; AlertError as for ``move``."""
    if await step_if_possible(alert_id, "hand_over", change, *values, owner=before):
        return
    row = await Alert.select(Alert.owner_id, Alert.owner_name).where(Alert.id == alert_id).first()
    if row is not None and (row["owner_id"] or 0) != before:
        name = row["owner_name"] or _("nobody")
        raise AlertError(_("The alert belongs to %(name)s by now. Nothing was changed.") % {"name": name})
    await move(alert_id, "hand_over", change, *values)


async def pass_on(house: House, alert_id: int, team: str, owner: Doer, before: int, words: str, by: Doer) -> None:
    """Give an open alert to another team, with a note; there it is new, and of the team's owner if it has one.

    before: as for ``hand_over``.
    """
    now = house.now()
    async with transaction():
        change = "team = ?, state = 'new', seen_at = NULL, escalated_at = NULL, owner_id = ?, owner_name = ?"
        await _move_from(alert_id, before, change, team, owner.id, owner.name)
        await note(alert_id, now, "passed", by.id, by.name, f"{team}: {words}" if words else team)


async def comment(house: House, alert_id: int, words: str, by: Doer) -> None:
    """Keep what a member says about an alert, also about a closed one. AlertError: 404 no such alert, 422 no words."""
    if not words.strip():
        raise AlertError("a comment needs words", 422)
    async with transaction():
        if not await Alert.exists().where(Alert.id == alert_id):
            raise AlertError("there is no such alert", 404)
        await note(alert_id, house.now(), "comment", by.id, by.name, words.strip())


async def close(
    house: House,
    alert_id: int,
    noise_reason: str = "",
    member_id: int | None = None,
    member_name: str = "",
) -> None:
    """Close an alert: after its action, or at any time as noise with a reason. The same rise opens no new one.

    What it explains is the same noise. After an action its theme's other slices are over with it; children of other
    themes that go on rising become alerts of their own.
    """
    now, reason = house.now(), noise_reason.strip()
    step = "noise" if reason else "close"
    async with transaction():
        await move(alert_id, step, CLOSING, now)
        await note(alert_id, now, "noise" if reason else "closed", member_id, member_name, reason)
        by = Doer(member_id, member_name)
        if reason:
            await close_children(alert_id, now, "noise", by, reason)
        else:
            # The same issue seen in another slice: left open, it would bring back what has just been closed.
            await close_children(alert_id, now, "closed", by, "", same_theme=True)


async def close_children(
    alert_id: int, now: datetime, kind: str, by: Doer, words: str, *, same_theme: bool = False
) -> list[int]:
    """Close the open alerts that an alert explains, inside the caller's transaction; returns them.

    same_theme: only those of its own theme.
    """
    rows = await execute(
        f"""
        UPDATE alert SET {CLOSING} WHERE parent = ? AND closed_at IS NULL
            AND (? = 0 OR theme = (SELECT p.theme FROM alert p WHERE p.id = ?)) RETURNING id
        """,  # noqa: S608 our own words
        now, alert_id, int(same_theme), alert_id,
    )  # fmt: skip
    closed = sorted(int(row["id"]) for row in rows)
    for child in closed:
        await note(child, now, kind, by.id, by.name, words)
    return closed


async def close_by_itself(house: House, alert_id: int, words: str = QUIET) -> bool:
    """Close an alert that is over, inside the caller's transaction; False when a member was quicker."""
    now = house.now()
    if not await step_if_possible(alert_id, "noise", CLOSING, now):
        return False
    await note(alert_id, now, "closed", note=words)
    return True


async def note(
    alert_id: int,
    at: datetime,
    kind: str,
    member_id: int | None = None,
    member_name: str = "",
    note: str = "",
) -> None:
    """Add a line to an alert's history, inside the caller's transaction."""
    await AlertEvent(alert=alert_id, at=at, kind=kind, member_id=member_id, member_name=member_name, note=note).save()


async def move(alert_id: int, step: str, change: str, *values: object) -> None:
    """Take one step inside the caller's transaction. AlertError: 404 no such alert, 409 its state does not allow it.

    change: the assignments of an UPDATE with ``?`` for each of ``values``.
    """
    if await step_if_possible(alert_id, step, change, *values):
        return
    row = await Alert.select(Alert.state, Alert.owner_name).where(Alert.id == alert_id).first()
    if row is None:
        raise AlertError("there is no such alert", 404)
    raise AlertError(why_not(step, row["state"], row["owner_name"]))


async def step_if_possible(alert_id: int, step: str, change: str, *values: object, owner: int | None = None) -> bool:
    """Take one step inside the caller's transaction; False when the alert's state does not allow it.

    owner: only while it belongs to this member, 0 for nobody; None: to whomever.
    """
    allowed = FROM_STATES[step]
    whose, member = ("", ()) if owner is None else (" AND COALESCE(owner_id, 0) = ?", (owner,))
    rows = await execute(
        f"UPDATE alert SET {change} WHERE id = ? AND state IN ({marks(allowed)}){whose} RETURNING id",  # noqa: S608 changes are ours
        *values,
        alert_id,
        *allowed,
        *member,
    )
    return bool(rows)


def why_not(step: str, state: str, owner: str) -> str:
    """Say to people why an alert in this state does not take a step, in the language of the request."""
    name = owner or _("Somebody")
    if state == "closed":
        return _("This alert is closed already. Reopen it if there is more to do.")
    if step == "reopen":
        return _("This alert is open already.")
    if step == "close":
        return _("An alert is closed after an action with its cause. Please record the action first.")
    if step == "see":
        return _("Somebody has seen this alert already.")
    return _("%(name)s has taken this alert on already.") % {"name": name}
