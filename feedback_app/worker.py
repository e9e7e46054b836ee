"""The worker: runs the stages in the order of the house's sentence, again and again.

Invariants: every stage finds its work by the absence of its own result, so any stage may be killed and run twice;
the clock is an argument; nothing here decides anything itself.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from classifier import assignments
from classifier.model import ThemeModel
from feedback_app.alerts import alerting, counts, detection, measuring, notifications, telling
from feedback_app.alerts.channels import Channels
from feedback_app.foundation.house import House

log = structlog.get_logger()
PAUSE_SECONDS = 2.0
FULL_PASS_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Tools:
    """What the stages need besides the house."""

    model: ThemeModel
    model_version: str
    channels: Channels


Stage = tuple[str, Callable[[House, Tools], Awaitable[int]]]


async def _assign(house: House, tools: Tools) -> int:
    return await assignments.run(house, tools.model, tools.model_version)


async def _notify(house: House, tools: Tools) -> int:
    return await notifications.run(house, tools.channels)


STAGES: tuple[Stage, ...] = (
    ("assign", _assign),
    ("count", lambda house, _: counts.run(house)),
    ("detect", lambda house, _: detection.run(house)),
    ("alert", lambda house, tools: alerting.run(house, tools.channels)),
    ("measure", lambda house, _: measuring.run(house)),
    ("tell", lambda house, tools: telling.run(house, tools.channels)),
    ("notify", _notify),
)
# What somebody is waiting for; the rest follows when there is something new, or once a minute.
QUICK = ("assign", "notify")


async def run_once(house: House, tools: Tools, only: tuple[str, ...] = ()) -> dict[str, int]:
    """Run every stage once in order; returns how much each did."""
    done: dict[str, int] = {}
    for name, stage in STAGES:
        if only and name not in only:
            continue
        started = time.perf_counter()
        done[name] = await stage(house, tools)
        if done[name]:
            log.info("stage", stage=name, count=done[name], seconds=round(time.perf_counter() - started, 3))
    return done


async def run_forever(house: House, tools: Tools, stop: asyncio.Event) -> None:
    """Run until ``stop`` is set; a stage that fails is logged and tried again, so one fault stops nothing else."""
    full_pass_at = 0.0
    while not stop.is_set():
        try:
            quick = await run_once(house, tools, QUICK)
            if quick["assign"] or time.monotonic() >= full_pass_at:
                await run_once(house, tools)
                full_pass_at = time.monotonic() + FULL_PASS_SECONDS
        except Exception:
            log.exception("stage failed")
        await _pause(stop)


async def _pause(stop: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(stop.wait(), PAUSE_SECONDS)
    except TimeoutError:
        return
