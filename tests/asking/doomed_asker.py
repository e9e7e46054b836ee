"""A worker that asks customers and dies by SIGKILL at a given step."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from feedback_app.alerts import notifications
from feedback_app.alerts.channels import Channels, SmtpServer, mail
from feedback_app.asking import asking
from feedback_app.foundation import database
from tests.asking.asking_world import house_at

STEPS = ("before_enqueue", "after_enqueue", "between_mailings", "before_sending", "after_sending")


def ask_and_die(url: str, folder: Path, port: int, step: str) -> None:
    """Ask and send until the second time that the step is reached; runs in a process of its own."""
    count = iter(range(2))

    def dying(work: Callable[..., Awaitable[Any]], first: bool) -> Callable[..., Awaitable[Any]]:
        async def doomed(*arguments: Any) -> Any:
            if first and next(count):
                os.kill(os.getpid(), signal.SIGKILL)
            result = await work(*arguments)
            if not first and next(count):
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        return doomed

    match step:
        case "before_enqueue" | "after_enqueue":
            notifications.enqueue = dying(notifications.enqueue, step == "before_enqueue")
        case "between_mailings":
            asking._ask = dying(asking._ask, False)
        case _:
            sender = dying(mail.deliver, step == "before_sending")
            notifications.CHANNELS = {**notifications.CHANNELS, "mail": sender}
    asyncio.run(_work(url, folder, port))


async def _work(url: str, folder: Path, port: int) -> None:
    channels = Channels(SmtpServer("127.0.0.1", port), "feedback@shop.example", {}, "", "", True)
    async with database.connect(url):
        await asking.run(house_at(folder), channels)
        await notifications.run(house_at(folder), channels)
