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
from multiprocessing.process import BaseProcess
from pathlib import Path
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


async def run_worker(
    settings: Mapping[str, str], now: datetime, death: Death | None = None, only: tuple[str, ...] = ()
) -> int:
    """Run one pass of the worker in a process of its own; returns its exit status, KILLED when it died as asked.

    ``only``: the stages to run, which must need no model; all by default.
    """
    return await in_process(_work, dict(settings), now, death, only)


async def count_commits(settings: Mapping[str, str], now: datetime, file: Path, only: tuple[str, ...] = ()) -> int:
    """Run one pass undisturbed and return how often it committed; ``file`` is where the process notes it."""
    assert await in_process(_work_and_count, dict(settings), now, file, only) == 0
    return int(file.read_text())  # noqa: ASYNC240 a few bytes


async def in_process(target: Callable[..., None], *arguments: Any) -> int:
    """Run a function of a module in a new process and return the exit status."""
    # In threads: the receivers of mails and webhooks answer in this loop.
    running = await asyncio.to_thread(started, target, *arguments)
    await asyncio.to_thread(running.join)
    assert running.exitcode is not None
    return running.exitcode


def started(target: Callable[..., None], *arguments: Any) -> BaseProcess:
    """Start a function of a module in a new process."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, "tests.faults.doomed_sender"])
    running = context.Process(target=target, args=arguments, daemon=True)
    running.start()
    return running


def _work(settings: dict[str, str], now: datetime, death: Death | None, only: tuple[str, ...]) -> None:
    if death is not None:
        _arrange(death)
    asyncio.run(_pass(settings, now, only))


def _work_and_count(settings: dict[str, str], now: datetime, file: Path, only: tuple[str, ...]) -> None:
    commits = 0

    def note(_: int) -> None:
        nonlocal commits
        commits += 1

    _at_commits(note, lambda _: None)
    asyncio.run(_pass(settings, now, only))
    file.write_text(str(commits))


async def _pass(environment: dict[str, str], now: datetime, only: tuple[str, ...]) -> None:
    settings = read_settings(environment)
    house = house_of(settings, lambda: now)
    model, version = (None, "") if only else starter_model(house.models_dir)
    async with database.connect(settings.database_url):
        await worker.run_once(house, worker.Tools(model, version, channels_of(settings)), only)


def _arrange(death: Death) -> None:
    if death.when == "after stage":
        worker.STAGES = tuple(
            (name, _deadly(stage)) if name == death.which else (name, stage) for name, stage in worker.STAGES
        )
        return

    def reached(number: int) -> None:
        if number == death.which:
            die()

    def nothing(_: int) -> None:
        return

    _at_commits(*((reached, nothing) if death.when == "before commit" else (nothing, reached)))


def _at_commits(before: Callable[[int], None], after: Callable[[int], None]) -> None:
    """Be told the number of each commit, from 1, just before it and just after it."""
    commits = 0
    for kind in (PooledTransaction, PostgresTransaction):

        async def commit(self: Any, original: Callable[[Any], Awaitable[None]] = kind.commit) -> None:
            nonlocal commits
            commits += 1
            before(commits)
            await original(self)
            after(commits)

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
