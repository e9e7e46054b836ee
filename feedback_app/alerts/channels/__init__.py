"""Where messages go: one file per channel, all of the same shape.

Each channel has ``deliver(letter, channels) -> Outcome`` and never raises for what the other side does. Invariant: a
letter is sent with the same id and the same bytes on every try.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where mail is handed over. ``tls`` speaks TLS from the first byte; otherwise STARTTLS is used when offered."""

    host: str
    port: int
    username: str = ""
    password: str = ""
    tls: bool = False


@dataclass(frozen=True, slots=True)
class Channels:
    """Where messages of this installation go.

    smtp: None keeps mail in the mailbox page. team_mail: address by team code. webhook_url: "" sends none.
    webhook_secret: ``whsec_…``, or "" for unsigned messages. private_targets: webhooks may go to private addresses.
    submission_webhook: customers' answers are announced too, not only alerts.
    """

    smtp: SmtpServer | None
    mail_from: str
    team_mail: Mapping[str, str]
    webhook_url: str
    webhook_secret: str
    private_targets: bool
    submission_webhook: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """One message as it is sent. ``sent_second`` is the Unix time of this try; ``headers`` are more of a mail's.

    recipient: where it goes, e.g. an address or a URL. secret, private: what a team's place says about signing and
    private addresses; None for messages to the places of the environment, which Channels knows.
    """

    message_id: str
    recipient: str
    subject: str
    body: str
    html: str
    sent_second: int
    headers: tuple[tuple[str, str], ...] = ()
    secret: str | None = None
    private: bool | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one try. ``later`` is tried again, ``refused`` is given up.

    retry_after: seconds the other side asked us to wait, None when it did not. gone: it wants no message any more.
    """

    kind: Literal["sent", "later", "refused"]
    error: str = ""
    retry_after: float | None = None
    gone: bool = False


def private_allowed(letter: Letter, channels: Channels) -> bool:
    """Tell whether a letter may go to a private address: as its place says, else as the environment does."""
    return channels.private_targets if letter.private is None else letter.private


SENT = Outcome("sent")
