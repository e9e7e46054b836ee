"""Stage ``notify``: what waits in the outbox (outbox.py) is sent.

Messages are enqueued in the transaction of what they are about and sent later: lease → send → note ``sent_at``. A
crash between sending and noting repeats the message with the same id; nothing is ever lost. Invariants: no message is
sent inside a transaction; one conditional UPDATE claims a message, so two workers never send the same one at once; a
place that says it is gone is disabled, and its messages wait to be sent again by a member.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import structlog

from feedback_app.alerts import alert_letters, chat_notes, destinations, letters, links, muting, posting
from feedback_app.alerts.cards import AlertCard
from feedback_app.alerts.channels import (
    Channels,
    Letter,
    Outcome,
    apprise,
    mail,
    mailbox,
    mattermost,
    slack,
    teams,
    webhook,
)
from feedback_app.alerts.letters import Event
from feedback_app.alerts.outbox import Draft, drop_unsent, enqueue, mail_or_mailbox, try_again
from feedback_app.alerts.posting import Said
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, skip_locked
from feedback_app.foundation.house import House

__all__ = ["Draft", "announce", "drop_unsent", "enqueue", "mail_or_mailbox", "run", "try_again", "wait_after"]

log = structlog.get_logger()
LEASE = timedelta(minutes=2)
LONGEST_TRY = 90.0  # seconds; ends before the lease, also when the other side answers one byte at a time
# Seconds to wait after the first, second, … failed try (Standard Webhooks): ten tries in 75 h 35 min.
WAITS = (5, 300, 1800, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600)
LONGEST_WAIT = 24 * 3600
JITTER = 0.1

Deliver = Callable[[Letter, Channels], Awaitable[Outcome]]
CHANNELS: Mapping[str, Deliver] = {
    "mail": mail.deliver,
    "mailbox": mailbox.deliver,
    "webhook": webhook.deliver,
    "slack": slack.deliver,
    "teams": teams.deliver,
    "mattermost": mattermost.deliver,
    "apprise": apprise.deliver,
}
GONE = "HTTP 410"
DISABLED = Outcome("refused", "the destination is disabled")
DELETED = Outcome("refused", "the destination was deleted")
LOCKED = Outcome("later", "the address was locked with another FEEDBACK_SECRET")


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that this worker holds; ``attempts`` counts this try. ``destination_id`` None: the environment's."""

    id: int
    channel: str
    attempts: int
    destination_id: int | None
    letter: Letter


async def run(house: House, channels: Channels, jitter: Callable[[], float] = random.random) -> int:
    """Send what is due; returns how many messages arrived. ``jitter``: 0..1, spreads tries that failed together."""
    arrived = 0
    while (claimed := await _claim(house)) is not None:
        outcome = await _deliver(house, claimed, channels)
        await _note(house, claimed, outcome, jitter())
        arrived += outcome.kind == "sent"
    return arrived


async def announce(house: House, channels: Channels, card: AlertCard, event: Event, time: int, demo: bool) -> None:
    """Enqueue what an alert's team has to hear, inside the transaction that opens it.

    time: 1 for the first opening; each reopening counts one up, so that it is a message of its own.
    """
    url = f"{house.base_url}/alerts/{card.id}"
    team = await posting.listener(card.team)
    said = Said(
        event=f"alert:{card.id}:{event}:{time}",
        severity=card.severity,
        mail=await alert_letters.alert_mail(house, card, event, url, team.language),
        note=chat_notes.alert_note(card, event, url, team.language),
        hook=letters.webhook_json(card, event, house.now(), url, team.language),
        alert_id=card.id,
        demo=demo,
    )
    await posting.post(house, channels, team, said, muted=await muting.muted(card.team, card, house.now()))


def wait_after(attempts: int, retry_after: float | None, jitter: float) -> float | None:
    """Return the seconds until the next try after so many tries, None when all are used up."""
    if attempts > len(WAITS):
        return None
    planned = WAITS[attempts - 1] * (1 + JITTER * jitter)
    return max(planned, min(retry_after or 0.0, LONGEST_WAIT))


async def _claim(house: House) -> Claimed | None:
    """Lease the message that waits longest: until the lease ends nobody else sends it."""
    now = house.now()
    async with transaction():
        rows = await execute(
            f"""
            UPDATE notification SET due_at = ?, attempts = attempts + 1
            WHERE sent_at IS NULL AND failed_at IS NULL AND due_at <= ? AND id = (
                SELECT id FROM notification WHERE sent_at IS NULL AND failed_at IS NULL AND due_at <= ?
                ORDER BY due_at, id LIMIT 1 {skip_locked()}
            )
            RETURNING id, message_id, channel, destination_id, recipient, subject, body, html, links, headers, attempts
            """,  # noqa: S608 the clause is ours
            now + LEASE,
            now,
            now,
        )
    if not rows:
        return None
    row = rows[0]
    return Claimed(row["id"], row["channel"], row["attempts"], row["destination_id"], await _letter(house, row))


async def _letter(house: House, row: Mapping[str, Any]) -> Letter:
    found = await links.read_with_voices(row["links"])
    return Letter(
        message_id=row["message_id"],
        recipient=row["recipient"],
        subject=row["subject"],
        body=links.filled(house, row["body"], found),
        html=links.filled(house, row["html"], found, html=True),
        sent_second=int(house.wire_now().timestamp()),
        headers=tuple((name, links.filled(house, text, found)) for name, text in links.read(row["headers"]).items()),
    )


async def _deliver(house: House, claimed: Claimed, channels: Channels) -> Outcome:
    letter = await _addressed(house, claimed)
    if isinstance(letter, Outcome):
        return letter
    try:
        async with asyncio.timeout(LONGEST_TRY):
            return await CHANNELS[claimed.channel](letter, channels)
    except TimeoutError:
        return Outcome("later", "TimeoutError")
    except Exception as error:  # whatever a channel trips over: the letter uses its tries up and stops no other one
        log.exception("letter failed", channel=claimed.channel, notification=claimed.id)
        return Outcome("later", type(error).__name__)


async def _addressed(house: House, claimed: Claimed) -> Letter | Outcome:
    """Put the address on a letter to a team's place: it is opened only now, and only here."""
    if claimed.destination_id is None or claimed.channel == "mailbox":
        return claimed.letter
    try:
        place = await destinations.place_of(house, claimed.destination_id)
    except ValueError:
        return LOCKED
    if place is None:
        return DELETED
    if not place.active:
        return DISABLED
    return replace(claimed.letter, recipient=place.address, secret=place.secret, private=place.private)


async def _note(house: House, claimed: Claimed, outcome: Outcome, jitter: float) -> None:
    """Write down what became of a try. A try that outlived its lease must not undo what a later one found."""
    now = house.now()
    wait = wait_after(claimed.attempts, outcome.retry_after, jitter)
    async with transaction():
        if outcome.kind == "sent":
            await execute(
                "UPDATE notification SET sent_at = ?, failed_at = NULL, last_error = ''"
                " WHERE id = ? AND sent_at IS NULL",
                now,
                claimed.id,
            )
            return
        if outcome.gone and claimed.destination_id is not None:
            await destinations.disable(claimed.destination_id, GONE)
        gives_up = outcome.kind == "refused" or wait is None
        await execute(
            "UPDATE notification SET due_at = ?, failed_at = ?, last_error = ?"
            " WHERE id = ? AND attempts = ? AND sent_at IS NULL",
            now + timedelta(seconds=wait or 0),
            now if gives_up else None,
            outcome.error[:300],
            claimed.id,
            claimed.attempts,
        )
