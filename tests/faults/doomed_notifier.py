"""A process that sends what is in the outbox until it is killed."""

from __future__ import annotations

import asyncio
from datetime import datetime
from multiprocessing.connection import Connection

from feedback_app.alerts import notifications
from feedback_app.alerts.channels import Channels, Letter, Outcome, SmtpServer
from feedback_app.foundation import database
from feedback_app.settings import read_settings
from feedback_app.wiring import house_of
from tests.faults.doomed_sender import SECRET

SIGNING = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def notify_until_killed(url: str, now: datetime, smtp_port: int, hook: str, tell: Connection) -> None:
    """Send whatever is due at this time and tell each time just before a message goes; runs in a process of its own."""
    notifications.CHANNELS = {name: _telling(deliver, tell) for name, deliver in notifications.CHANNELS.items()}
    asyncio.run(_notify(url, now, smtp_port, hook))


async def _notify(url: str, now: datetime, smtp_port: int, hook: str) -> None:
    house = house_of(read_settings({"DATABASE_URL": url, "FEEDBACK_SECRET": SECRET}), lambda: now)
    channels = channels_to(smtp_port, hook)
    async with database.connect(url):
        while True:
            await notifications.run(house, channels)
            await asyncio.sleep(0.005)


def _telling(deliver: notifications.Deliver, tell: Connection) -> notifications.Deliver:
    async def tell_and_deliver(letter: Letter, channels: Channels) -> Outcome:
        tell.send(letter.message_id)
        return await deliver(letter, channels)

    return tell_and_deliver


def channels_to(smtp_port: int, hook: str) -> Channels:
    """Return channels that lead to receivers on this machine."""
    return Channels(SmtpServer("127.0.0.1", smtp_port), "feedback@shop.test", {}, hook, SIGNING, private_targets=True)
