"""Stage ``notify``, and the outbox that it empties.

Messages are enqueued in the transaction of what they are about and sent later: lease → send → note ``sent_at``. A
crash between sending and noting repeats the message with the same id; nothing is ever lost. Invariants: no message is
sent inside a transaction; one conditional UPDATE claims a message, so two workers never send the same one at once.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import msgspec

from feedback_app.alerts import letters, links
from feedback_app.alerts.cards import AlertCard
from feedback_app.alerts.channels import Channels, Letter, Outcome, mail, mailbox, webhook
from feedback_app.alerts.letters import Event, Text
from feedback_app.alerts.tables import Notification
from feedback_app.alerts.team_tables import Team
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, insert_many, skip_locked
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import DEFAULT_LANGUAGE

LEASE = timedelta(minutes=2)
LONGEST_TRY = 90.0  # seconds; ends before the lease, also when the other side answers one byte at a time
# Seconds to wait after the first, second, … failed try (Standard Webhooks): ten tries in 75 h 35 min.
WAITS = (5, 300, 1800, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600)
LONGEST_WAIT = 24 * 3600
JITTER = 0.1

Deliver = Callable[[Letter, Channels], Awaitable[Outcome]]
CHANNELS: Mapping[str, Deliver] = {"mail": mail.deliver, "webhook": webhook.deliver, "mailbox": mailbox.deliver}
COLUMNS = (
    "message_id", "dedupe_key", "alert_id", "channel", "recipient", "subject", "body", "html",
    "links", "headers", "invitation_id", "created_at", "due_at", "attempts", "last_error", "demo",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Draft:
    """A message before it is enqueued. ``event`` names what it is about: the same event and place are sent once.

    links: ``{name}`` in texts and headers becomes the link behind the name when the message is sent (links.py).
    invitation_id: the invitation that the mail carries; it falls away with it.
    """

    event: str
    channel: str
    recipient: str
    text: Text
    alert_id: int | None
    demo: bool = False
    links: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    invitation_id: int | None = None


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that this worker holds; ``attempts`` counts this try."""

    id: int
    channel: str
    attempts: int
    letter: Letter


async def run(house: House, channels: Channels, jitter: Callable[[], float] = random.random) -> int:
    """Send what is due; returns how many messages arrived. ``jitter``: 0..1, spreads tries that failed together."""
    arrived = 0
    while (claimed := await _claim(house)) is not None:
        outcome = await _deliver(claimed, channels)
        await _note(house, claimed, outcome, jitter())
        arrived += outcome.kind == "sent"
    return arrived


async def announce(house: House, channels: Channels, card: AlertCard, event: Event, time: int, demo: bool) -> None:
    """Enqueue the mail and the webhook about an alert, inside the transaction that opens it.

    time: 1 for the first opening; each reopening counts one up, so that it is a message of its own.
    """
    url = f"{house.base_url}/alerts/{card.id}"
    language = await _language(card.team)
    name = f"alert:{card.id}:{event}:{time}"
    text = letters.alert_mail(card, event, url, language)
    drafts = [_mail_draft(channels, name, channels.team_mail.get(card.team, ""), card.team, text, card.id, demo)]
    if channels.webhook_url:
        body = letters.webhook_json(card, event, house.now(), url, language)
        drafts.append(Draft(name, "webhook", channels.webhook_url, Text("", body, ""), card.id, demo))
    await enqueue(house, drafts)


async def enqueue(house: House, drafts: list[Draft]) -> None:
    """Add messages inside the caller's transaction; those that exist already stay as they are."""
    now = house.now()
    await insert_many(
        Notification,
        COLUMNS,
        [
            (
                _message_id(house, key), key, draft.alert_id, draft.channel, draft.recipient,
                draft.text.subject[:300], draft.text.body, draft.text.html, _json(draft.links), _json(draft.headers),
                draft.invitation_id, now, now, 0, "", draft.demo,
            )
            for draft in drafts
            for key in (f"{draft.event}:{draft.channel}:{draft.recipient}"[:300],)
        ],
        "ON CONFLICT (dedupe_key) DO NOTHING",
    )  # fmt: skip


async def drop_unsent(invitation_ids: Sequence[int]) -> None:
    """Take the mails with these invitations out of the outbox, inside the caller's transaction; sent ones stay."""
    for start in range(0, len(invitation_ids), 500):
        part = invitation_ids[start : start + 500]
        marks = ", ".join("?" * len(part))
        await execute(f"DELETE FROM notification WHERE sent_at IS NULL AND invitation_id IN ({marks})", *part)  # noqa: S608 question marks only


def mail_or_mailbox(channels: Channels, address: str) -> str:
    """Return the channel for a mail: without a server or an address it stays in the mailbox page."""
    return "mail" if channels.smtp and address else "mailbox"


def wait_after(attempts: int, retry_after: float | None, jitter: float) -> float | None:
    """Return the seconds until the next try after so many tries, None when all are used up."""
    if attempts > len(WAITS):
        return None
    planned = WAITS[attempts - 1] * (1 + JITTER * jitter)
    return max(planned, min(retry_after or 0.0, LONGEST_WAIT))


async def try_again(house: House, notification_id: int) -> bool:
    """Give a message that was given up all its tries back; False when it was not given up."""
    async with transaction():
        rows = await execute(
            "UPDATE notification SET failed_at = NULL, attempts = 0, due_at = ?"
            " WHERE id = ? AND failed_at IS NOT NULL AND sent_at IS NULL RETURNING id",
            house.now(),
            notification_id,
        )
    return bool(rows)


def _mail_draft(
    channels: Channels, event: str, address: str, place: str, text: Text, alert_id: int, demo: bool
) -> Draft:
    return Draft(event, mail_or_mailbox(channels, address), address or place, text, alert_id, demo)


def _message_id(house: House, dedupe_key: str) -> str:
    # Not random: what is enqueued twice at one instant is one message, for the receiver too.
    return "msg_" + house.keys.derive(f"message:{dedupe_key}:{house.now().isoformat()}").hex()[:32]


def _json(pairs: Mapping[str, str]) -> str:
    return msgspec.json.encode(pairs).decode()


async def _language(team: str) -> str:
    row = await Team.select(Team.language).where(Team.code == team).first()
    return str(row["language"]) if row else DEFAULT_LANGUAGE


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
            ) RETURNING id, message_id, channel, recipient, subject, body, html, links, headers, attempts
            """,  # noqa: S608 the clause is ours
            now + LEASE,
            now,
            now,
        )
    if not rows:
        return None
    return Claimed(rows[0]["id"], rows[0]["channel"], rows[0]["attempts"], _letter(house, rows[0]))


def _letter(house: House, row: Mapping[str, Any]) -> Letter:
    found = links.read(row["links"])
    return Letter(
        message_id=row["message_id"],
        recipient=row["recipient"],
        subject=row["subject"],
        body=links.filled(house, row["body"], found),
        html=links.filled(house, row["html"], found),
        sent_second=int(house.wire_now().timestamp()),
        headers=tuple((name, links.filled(house, text, found)) for name, text in links.read(row["headers"]).items()),
    )


async def _deliver(claimed: Claimed, channels: Channels) -> Outcome:
    try:
        async with asyncio.timeout(LONGEST_TRY):
            return await CHANNELS[claimed.channel](claimed.letter, channels)
    except TimeoutError:
        return Outcome("later", "TimeoutError")


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
