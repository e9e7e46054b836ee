"""Processes that are started in order to be killed, and what they do until then.

A fork server has imported the product already, so that starting one takes milliseconds. Nothing here runs in pytest's
own process.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from piccolo.engine.postgres import PostgresTransaction

from classifier.starter import starter_model
from feedback_app import worker
from feedback_app.foundation import database
from feedback_app.foundation.sqlite import PooledTransaction
from feedback_app.settings import read_settings
from feedback_app.wiring import channels_of, house_of

KILLED = -signal.SIGKILL


@dataclass(frozen=True, slots=True)
class Death:
    """When a worker dies: after a stage, or before or after its n-th commit (from 1)."""

    when: Literal["after stage", "before commit", "after commit"]
    which: str | int

    def __str__(self) -> str:
        return f"{self.when} {self.which}"


async def run_worker(settings: Mapping[str, str], now: datetime, death: Death | None = None) -> int:
    """Run one pass of the worker in a process of its own; returns its exit status, KILLED when it died as asked."""
    return await in_process(_work, dict(settings), now, death)


async def in_process(target: Callable[..., None], *arguments: Any) -> int:
    """Run a function of a module in a new process and return the exit status."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    started = context.Process(target=target, args=arguments, daemon=True)
    await asyncio.to_thread(started.start)
    # In a thread: the receivers of mails and webhooks answer in this loop.
    await asyncio.to_thread(started.join)
    assert started.exitcode is not None
    return started.exitcode


def _work(settings: dict[str, str], now: datetime, death: Death | None) -> None:
    if death is not None:
        _arrange(death)
    asyncio.run(_pass(settings, now))


async def _pass(environment: dict[str, str], now: datetime) -> None:
    settings = read_settings(environment)
    house = house_of(settings, lambda: now)
    async with database.connect(settings.database_url):
        await worker.run_once(house, worker.Tools(*starter_model(house.models_dir), channels_of(settings)))


def _arrange(death: Death) -> None:
    if death.when == "after stage":
        worker.STAGES = tuple(
            (name, _deadly(stage)) if name == death.which else (name, stage) for name, stage in worker.STAGES
        )
        return
    commits = 0
    for kind in (PooledTransaction, PostgresTransaction):
        original = kind.commit

        async def commit(self: Any, original: Callable[[Any], Awaitable[None]] = original) -> None:
            nonlocal commits
            commits += 1
            if death == Death("before commit", commits):
                die()
            await original(self)
            if death == Death("after commit", commits):
                die()

        kind.commit = commit  # type: ignore[method-assign,assignment]


def _deadly(stage: Callable[..., Awaitable[int]]) -> Callable[..., Awaitable[int]]:
    async def run_and_die(*arguments: Any) -> int:
        await stage(*arguments)
        die()
        return 0

    return run_and_die


def die() -> None:
    """Leave at once, as at a power cut: no handler, no rollback, no goodbye."""
    os.kill(os.getpid(), signal.SIGKILL)
