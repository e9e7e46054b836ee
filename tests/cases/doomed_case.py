"""A worker on cases that dies by SIGKILL at a given write."""

from __future__ import annotations

import asyncio
import dataclasses
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any, Literal

from feedback_app.alerts.channels import Channels
from feedback_app.cases import escalating, following, handing, opening, stage, work
from feedback_app.foundation import database
from tests.asking.asking_world import house_at

# Every room of the stage that writes.
WRITERS = (escalating, following, handing, opening, stage, work)
HELPDESK = "https://desk.example/hook"
QUIET = Channels(None, "feedback@shop.example", {}, HELPDESK, "", private_targets=False)
When = Literal["before", "after"]


def work_and_die(url: str, folder: Path, now: datetime, when: When, number: int) -> None:
    """Run the stage until just before or after its n-th commit, from 1; runs in a process of its own."""
    passed = count(1)

    @asynccontextmanager
    async def doomed() -> AsyncIterator[Any]:
        # A write inside another one commits nothing.
        nested = database.engine().current_transaction.get() is not None
        mine = 0 if nested else next(passed)
        async with database.transaction() as held:
            yield held
            if mine == number and when == "before":
                os.kill(os.getpid(), signal.SIGKILL)
        if mine == number:
            os.kill(os.getpid(), signal.SIGKILL)

    for room in WRITERS:
        room.transaction = doomed  # type: ignore[attr-defined]
    asyncio.run(_work(url, folder, now))


async def _work(url: str, folder: Path, now: datetime) -> None:
    house = dataclasses.replace(house_at(folder), clock=lambda: now)
    async with database.connect(url):
        await stage.run(house, QUIET)
