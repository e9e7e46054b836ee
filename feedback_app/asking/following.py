"""What became of mails that were sent: answered, bounced, not theirs; and who may be reminded.

Invariants: an answer or "not my order" takes what still waits out of the outbox; each row is a transaction of its own,
so nothing here waits for a customer who is held.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from feedback_app.alerts import notifications
from feedback_app.asking.gate import State, Why
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch
from feedback_app.foundation.house import House
from surveys.surveys import survey_version

NOTICED = timedelta(days=7)  # answers of the last minute are noticed after the link's end too
ANSWERED = "i.spent_on IS NOT NULL OR EXISTS (SELECT 1 FROM submission s WHERE s.invitation = i.id)"
GIVEN_UP = "SELECT 1 FROM notification n WHERE n.invitation_id = m.invitation AND n.failed_at IS NOT NULL"


async def run(house: House) -> int:
    """Write down answers, bounces and refusals of mailings that were sent; returns how many changed."""
    changed = 0
    for row in await _finished(house):
        changed += await _set(row["id"], State.ANSWERED, "", row["invitation"])
    for row in await _disowned(house):
        changed += await _set(row["id"], State.SENT, Why.DISOWNED.value, row["invitation"])
    for row in await _with_state(State.SENT, f"EXISTS ({GIVEN_UP})"):
        changed += await _set(row["id"], State.BOUNCED, "", None)
    for row in await _with_state(State.BOUNCED, f"NOT EXISTS ({GIVEN_UP})"):
        changed += await _set(row["id"], State.SENT, "", None)
    return changed


async def drop_settled() -> None:
    """Take mails out of the outbox whose invitation was answered or refused meanwhile."""
    rows = await fetch(
        "SELECT DISTINCT n.invitation_id AS id FROM notification n JOIN invitation i ON i.id = n.invitation_id"  # noqa: S608 the clause is ours
        f" WHERE n.sent_at IS NULL AND n.failed_at IS NULL AND (i.disowned_at IS NOT NULL OR {ANSWERED})"
    )
    if rows:
        async with transaction():
            await notifications.drop_unsent([int(row["id"]) for row in rows])


async def to_remind(house: House) -> list[dict[str, Any]]:
    """Return mailings whose time for the one reminder has come: sent, unanswered, and still open."""
    found: list[dict[str, Any]] = []
    for survey_id in await _open_surveys(house):
        days = (await survey_version(survey_id)).definition.reminder_days
        if days:
            found += await _unanswered(house, survey_id, days)
    return found


async def _finished(house: House) -> list[dict[str, Any]]:
    return await fetch(
        "SELECT m.id, m.invitation FROM mailing m JOIN invitation i ON i.id = m.invitation"  # noqa: S608 the clause is ours
        f" WHERE m.state IN (?, ?) AND i.expires_at > ? AND ({ANSWERED}) ORDER BY m.id",
        State.SENT.value, State.BOUNCED.value, house.now() - NOTICED,
    )  # fmt: skip


async def _disowned(house: House) -> list[dict[str, Any]]:
    return await fetch(
        "SELECT m.id, m.invitation FROM mailing m JOIN invitation i ON i.id = m.invitation"
        " WHERE m.state = ? AND m.why = '' AND i.expires_at > ? AND i.disowned_at IS NOT NULL ORDER BY m.id",
        State.SENT.value, house.now() - NOTICED,
    )  # fmt: skip


async def _with_state(state: State, condition: str) -> list[dict[str, Any]]:
    return await fetch(
        f"SELECT m.id FROM mailing m WHERE m.state = ? AND {condition} ORDER BY m.id",  # noqa: S608 the clause is ours
        state.value,
    )


async def _set(mailing_id: int, state: State, why: str, answered_invitation: int | None) -> bool:
    async with transaction():
        rows = await execute(
            "UPDATE mailing SET state = ?, why = ? WHERE id = ? AND state IN (?, ?) RETURNING id",
            state.value, why, mailing_id, State.SENT.value, State.BOUNCED.value,
        )  # fmt: skip
        if rows and answered_invitation is not None:
            await notifications.drop_unsent([answered_invitation])
    return bool(rows)


async def _open_surveys(house: House) -> list[int]:
    rows = await fetch(
        "SELECT DISTINCT i.survey FROM mailing m JOIN invitation i ON i.id = m.invitation"
        " WHERE m.state = ? AND m.reminded_at IS NULL AND i.expires_at > ? ORDER BY i.survey",
        State.SENT.value, house.now(),
    )  # fmt: skip
    return [int(row["survey"]) for row in rows]


async def _unanswered(house: House, survey_id: int, days: int) -> list[dict[str, Any]]:
    """Return mailings of a survey whose mail really went out so many days ago."""
    return await fetch(
        f"""
        SELECT m.id, m.customer FROM mailing m JOIN invitation i ON i.id = m.invitation
        JOIN notification n ON n.invitation_id = i.id AND n.sent_at <= ?
        WHERE m.state = ? AND m.why = '' AND m.reminded_at IS NULL AND i.survey = ? AND i.expires_at > ?
        AND i.disowned_at IS NULL AND NOT ({ANSWERED}) ORDER BY m.id
        """,  # noqa: S608 the clause is ours
        house.now() - timedelta(days=days), State.SENT.value, survey_id, house.now(),
    )  # fmt: skip
