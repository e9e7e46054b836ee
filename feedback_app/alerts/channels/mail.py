"""Mail over SMTP: text and HTML, with the letter's id as Message-ID on every try.

An answer of 5xx about the mail gives up, since the server will say the same again; everything else is tried later. A
refused login or greeting is tried later too: it is a setting that can be mended, not a wrong address.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime
from typing import Self

import aiosmtplib

from feedback_app.alerts.channels import SENT, Channels, Letter, Outcome, SmtpServer

TIMEOUT = 30.0


async def deliver(letter: Letter, channels: Channels) -> Outcome:
    """Hand one mail to the SMTP server."""
    if channels.smtp is None:
        return Outcome("later", "no SMTP server is set")
    try:
        message = compose(letter, channels.mail_from)
    except ValueError:
        return Outcome("refused", "the address or subject cannot stand in a mail")
    try:
        await _send(message, channels.smtp)
    except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
        return judge(error)
    return SENT


def judge(error: Exception) -> Outcome:
    """Say what a failed try means. Codes only: a server's words may quote the address."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        code = max((one.code for one in error.recipients), default=0)
    elif isinstance(error, aiosmtplib.SMTPResponseException):
        code = error.code
    else:
        return Outcome("later", type(error).__name__)
    settings = isinstance(error, aiosmtplib.SMTPAuthenticationError | aiosmtplib.SMTPConnectError)
    return Outcome("refused" if code >= 500 and not settings else "later", f"SMTP {code}")


def compose(letter: Letter, mail_from: str) -> EmailMessage:
    """Return the mail; ValueError when an address or the subject would break its headers."""
    user, _, host = mail_from.rpartition("@")
    to_user, _, to_host = letter.recipient.rpartition("@")
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(username=user, domain=host)
    message["To"] = Address(username=to_user, domain=to_host)
    message["Subject"] = letter.subject
    message["Message-ID"] = f"<{letter.message_id}@{host}>"
    message["Date"] = format_datetime(datetime.fromtimestamp(letter.sent_second, UTC))
    message["Auto-Submitted"] = "auto-generated"
    for name, value in letter.headers:
        message[name] = _Whole(name, value)
    message.set_content(letter.body)
    if letter.html:
        message.add_alternative(letter.html, subtype="html")
    return message


class _Whole(str):
    """A header's value that stays in one piece: folding would encode a long link, and no mail program reads it then."""

    __slots__ = ("name",)
    name: str

    def __new__(cls, name: str, value: str) -> Self:
        if not value.isprintable() or not value.isascii():
            raise ValueError(name)
        made = super().__new__(cls, value)
        made.name = name
        return made

    def fold(self, *, policy: Policy[EmailMessage]) -> str:
        """Write the header on one line."""
        return f"{self.name}: {self}{policy.linesep}"


async def _send(message: EmailMessage, server: SmtpServer) -> None:
    await aiosmtplib.send(
        message,
        hostname=server.host,
        port=server.port,
        username=server.username or None,
        password=server.password or None,
        use_tls=server.tls,
        timeout=TIMEOUT,
    )
