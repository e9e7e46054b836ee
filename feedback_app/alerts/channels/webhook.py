"""Webhooks as Standard Webhooks: signed JSON with the letter's id on every try.

2xx is delivered, 410 gives up and closes the place, everything else is tried later, not before a Retry-After. Source:
the Standard Webhooks specification.
"""

from __future__ import annotations

from datetime import UTC, datetime

from standardwebhooks import Webhook

from feedback_app.alerts.channels import Channels, Letter, Outcome, private_allowed
from feedback_app.alerts.outgoing import post_letter


async def deliver(letter: Letter, channels: Channels) -> Outcome:
    """Post one letter to its URL."""
    secret = channels.webhook_secret if letter.secret is None else letter.secret
    return await post_letter(letter, private_allowed(letter, channels), headers(letter, secret))


def headers(letter: Letter, secret: str) -> dict[str, str]:
    """Return the headers that name and sign the letter; unsigned without a secret."""
    named = {"webhook-id": letter.message_id, "webhook-timestamp": str(letter.sent_second)}
    if secret:
        at = datetime.fromtimestamp(letter.sent_second, UTC)
        named["webhook-signature"] = Webhook(secret).sign(letter.message_id, at, letter.body)
    return named
