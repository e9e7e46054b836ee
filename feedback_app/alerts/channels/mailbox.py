"""The mailbox page as a channel: being stored is being delivered."""

from __future__ import annotations

from feedback_app.alerts.channels import SENT, Channels, Letter, Outcome


async def deliver(letter: Letter, channels: Channels) -> Outcome:
    """Count the letter as delivered; members read it on the page."""
    return SENT
