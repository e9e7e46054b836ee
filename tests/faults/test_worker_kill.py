"""Killing the worker between any two steps loses nothing, and what it repeats carries the same id.

The worker is a process of its own and dies by SIGKILL; then a second worker makes one ordinary pass. What the database
holds at the end is what a worker that nobody killed leaves behind.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from feedback_app import worker
from feedback_app.foundation import database
from feedback_app.foundation.dialect import fetch
from tests.faults.conftest import ANSWERS, DAYS, NOW, Surroundings
from tests.faults.doomed import KILLED, Death, count_commits, run_worker

STAGES = tuple(name for name, _ in worker.STAGES)
# Longer than a lease: what a dead worker held is free again.
LATER = timedelta(minutes=3)
DEATHS_BETWEEN_COMMITS = 8

State = dict[str, Any]

pytestmark = pytest.mark.slow


@dataclass(frozen=True, slots=True)
class Undisturbed:
    """What a worker leaves behind that nobody killed, and how many commits it took."""

    state: State
    commits: int


@pytest.fixture(scope="session")
def undisturbed_workers() -> dict[str, Undisturbed]:
    """The unkilled run of each engine; made once."""
    return {}


@pytest.fixture
async def undisturbed(
    undisturbed_workers: dict[str, Undisturbed], surroundings: Callable[[], Surroundings], tmp_path: Path
) -> Undisturbed:
    shop = surroundings()
    engine = shop.settings["DATABASE_URL"].partition(":")[0]
    if engine not in undisturbed_workers:
        commits = await count_commits(shop.settings, NOW, tmp_path / "commits")
        undisturbed_workers[engine] = Undisturbed(await state_of(shop), commits)
        forget_messages(shop)
    return undisturbed_workers[engine]


@pytest.mark.parametrize("stage", STAGES)
async def test_dying_after_a_stage_loses_nothing(
    surroundings: Callable[[], Surroundings], undisturbed: Undisturbed, stage: str
):
    shop = surroundings()
    assert await run_worker(shop.settings, NOW, Death("after stage", stage)) == KILLED
    assert await run_worker(shop.settings, NOW + LATER) == 0
    await nothing_is_lost(shop, undisturbed.state)
    assert (len(shop.mail.mails), len(shop.hook.requests)) == (1, 1)


async def test_dying_at_any_write_loses_nothing(surroundings: Callable[[], Surroundings], undisturbed: Undisturbed):
    numbers = range(1, undisturbed.commits + 1)
    moments = [Death(when, number) for number in numbers for when in ("before commit", "after commit")]
    for death in random.Random(20261120).sample(moments, DEATHS_BETWEEN_COMMITS):
        shop = surroundings()
        assert await run_worker(shop.settings, NOW, death) == KILLED, death
        assert await run_worker(shop.settings, NOW + LATER) == 0
        await nothing_is_lost(shop, undisturbed.state)
        forget_messages(shop)


async def test_dying_between_sending_and_noting_repeats_the_message_with_its_id(
    surroundings: Callable[[], Surroundings], undisturbed: Undisturbed
):
    # The last commits are: claim, note, claim, note, a claim that finds nothing, the search for new themes, and the
    # back-tests: one wish, claim and outcome for each of three teams.
    for noting in (undisturbed.commits - 13, undisturbed.commits - 11):
        shop = surroundings()
        assert await run_worker(shop.settings, NOW, Death("before commit", noting)) == KILLED
        assert await run_worker(shop.settings, NOW + LATER) == 0
        await nothing_is_lost(shop, undisturbed.state)
        assert len(shop.mail.mails) + len(shop.hook.requests) == 3
        forget_messages(shop)


async def test_a_worker_that_dies_after_every_second_write_still_gets_there(
    surroundings: Callable[[], Surroundings], undisturbed: Undisturbed
):
    # Not after every first: it would die between claiming and sending for ever.
    shop, now, deaths = surroundings(), NOW, 0
    while await run_worker(shop.settings, now, Death("after commit", 2)) == KILLED:
        now, deaths = now + LATER, deaths + 1
        assert deaths <= undisturbed.commits, "no death brought the work forward"
    assert deaths >= undisturbed.commits // 3
    await nothing_is_lost(shop, undisturbed.state)


async def nothing_is_lost(shop: Surroundings, control: State) -> None:
    state = await state_of(shop)
    assert state["classified"] == [{"n": DAYS * ANSWERS}]
    assert [alert["series"] for alert in state["alerts"]] == ["damaged_transport|carrier=GLS"]
    assert [row["channel"] for row in state["messages"]] == ["mail", "webhook"]
    for part, expected in control.items():
        assert state[part] == expected, part
    mails = {mail["message-id"] for mail in shop.mail.mails}
    webhooks = {(headers["webhook-id"], body) for headers, body in shop.hook.requests}
    assert (len(mails), len(webhooks)) == (1, 1)


def forget_messages(shop: Surroundings) -> None:
    shop.mail.mails.clear()
    shop.hook.requests.clear()


async def state_of(shop: Surroundings) -> State:
    """Everything that must be the same at the end; numbers, times and the receivers' places may differ."""
    async with database.connect(shop.settings["DATABASE_URL"]):
        return {name: await fetch(sql) for name, sql in SAME.items()}


SAME = {
    "classified": "SELECT COUNT(*) AS n FROM classification",
    "assigned": "SELECT comment, theme, source FROM assignment ORDER BY comment, theme",
    "counts": "SELECT day, theme, sku, carrier, warehouse, comments FROM daily_count ORDER BY 1, 2, 3, 4, 5",
    "volumes": "SELECT day, sku, carrier, warehouse, answers, shipments FROM daily_volume ORDER BY 1, 2, 3, 4",
    "trends": "SELECT day, series, observed, score, alarm FROM trend ORDER BY 1, 2",
    "alerts": "SELECT series, open_key, team, state, since, observed, expected, evidence FROM alert",
    "events": "SELECT kind FROM alert_event",
    "messages": "SELECT channel, subject FROM notification WHERE sent_at IS NOT NULL ORDER BY channel",
    "unsent": "SELECT channel FROM notification WHERE sent_at IS NULL OR failed_at IS NOT NULL",
}
