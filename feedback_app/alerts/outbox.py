"""The outbox: messages wait here from the transaction of what they are about until the notify stage sends them.

Invariant: the same event and place are enqueued once, with an id and bytes that stay the same through every try.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from feedback_app.alerts.channels import Channels
from feedback_app.alerts.letters import Text
from feedback_app.alerts.tables import Notification
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, insert_many, marks
from feedback_app.foundation.house import House

COLUMNS = (
    "message_id", "dedupe_key", "alert_id", "channel", "destination_id", "recipient", "subject", "body", "html",
    "links", "headers", "invitation_id", "created_at", "due_at", "attempts", "last_error", "demo",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Draft:
    """A message before it is enqueued. ``event`` names what it is about: the same event and place are sent once.

    links: ``{name}`` in texts and headers becomes the link behind the name when the message is sent (links.py).
    invitation_id: the invitation that the mail carries; it falls away with it. destination_id: the team's place that
    it goes to, whose address stays locked; ``recipient`` is its name then. due_at: not before this; None: at once.
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
    destination_id: int | None = None
    due_at: datetime | None = None


async def enqueue(house: House, drafts: list[Draft]) -> None:
    """Add messages inside the caller's transaction; those that exist already stay as they are."""
    now = house.now()
    await insert_many(
        Notification,
        COLUMNS,
        [
            (
                _message_id(house, key), key, draft.alert_id, draft.channel, draft.destination_id, draft.recipient,
                draft.text.subject[:300], draft.text.body, draft.text.html,
                _json({**draft.text.links, **draft.links}), _json({**draft.text.headers, **draft.headers}),
                draft.invitation_id, now, draft.due_at or now, 0, "", draft.demo,
            )
            for draft in drafts
            for key in (_dedupe_key(draft),)
        ],
        "ON CONFLICT (dedupe_key) DO NOTHING",
    )  # fmt: skip


async def drop_unsent(invitation_ids: Sequence[int]) -> None:
    """Take the mails with these invitations out of the outbox, inside the caller's transaction; sent ones stay."""
    for start in range(0, len(invitation_ids), 500):
        part = invitation_ids[start : start + 500]
        await execute(f"DELETE FROM notification WHERE sent_at IS NULL AND invitation_id IN ({marks(part)})", *part)  # noqa: S608 question marks only


def mail_or_mailbox(channels: Channels, address: str) -> str:
    """Return the channel for a mail: without a server or an address it stays in the mailbox page."""
    return "mail" if channels.smtp and address else "mailbox"


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


async def try_all_again(house: House, destination_id: int) -> int:
    """Give every message to a place that was given up all its tries back; returns how many."""
    async with transaction():
        rows = await execute(
            "UPDATE notification SET failed_at = NULL, attempts = 0, due_at = ?"
            " WHERE destination_id = ? AND failed_at IS NOT NULL AND sent_at IS NULL RETURNING id",
            house.now(),
            destination_id,
        )
    return len(rows)


def _dedupe_key(draft: Draft) -> str:
    place = draft.recipient if draft.destination_id is None else f"#{draft.destination_id}"
    return f"{draft.event}:{draft.channel}:{place}"[:300]


def _message_id(house: House, dedupe_key: str) -> str:
    # Not random: what is enqueued twice at one instant is one message, for the receiver too.
    return "msg_" + house.keys.derive(f"message:{dedupe_key}:{house.now().isoformat()}").hex()[:32]


def _json(pairs: Mapping[str, str]) -> str:
    return msgspec.json.encode(pairs).decode()
