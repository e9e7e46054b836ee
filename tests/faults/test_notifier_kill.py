"""Killing the worker around sending, two hundred times: nothing is lost, and every duplicate carries the same id."""

from __future__ import annotations

import asyncio
import multiprocessing
import random
from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta

import pytest

from feedback_app.alerts import destinations, notifications, outbox
from feedback_app.alerts.destinations import Kind, Wanted
from feedback_app.alerts.letters import Text
from feedback_app.alerts.outbox import Draft
from feedback_app.foundation import database
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import fetch
from tests.alerts.receivers import Hook, Postbox, http_server, smtp_server
from tests.faults.conftest import NOW
from tests.faults.doomed import KILLED, started
from tests.faults.doomed_notifier import channels_to, notify_until_killed
from tests.faults.doomed_sender import house_at

# PostgreSQL takes longer to connect; the same code runs above both.
KILLS = {"sqlite": 200, "postgres": 40}
AT_ONCE = 4  # workers that send side by side
LONGEST_LIFE = 0.03  # seconds after the worker began to send its last message
MOST_SENDS = 4
MESSAGES = 200  # of each of the three kinds
# Longer than a lease: what the dead worker held is free for the next.
BETWEEN_LIVES = timedelta(minutes=3)

pytestmark = pytest.mark.slow


async def fill_outbox(url: str, hook: Hook) -> None:
    house = house_at(url)
    chat = await destinations.add(house, Wanted("logistics", Kind.SLACK, "#lager", hook.url, "", private=True))
    drafts = []
    for number in range(MESSAGES):
        text = Text(f"Nr. {number}", f'{{"number": {number}}}', "")
        drafts += [
            Draft(f"event:{number}", "webhook", hook.url, text, None),
            Draft(f"event:{number}", "slack", "#lager", text, None, destination_id=chat),
            Draft(f"event:{number}", "mail", "lager@shop.test", text, None),
        ]
    async with transaction():
        await outbox.enqueue(house, drafts)


async def one_life(url: str, number: int, mail: Postbox, hook: Hook, sends: int, seconds: float) -> None:
    hear, tell = multiprocessing.Pipe(duplex=False)
    now = NOW + number * BETWEEN_LIVES
    running = await asyncio.to_thread(started, notify_until_killed, url, now, mail.port, hook.url, tell)
    tell.close()
    for _ in range(sends):
        assert (await asyncio.to_thread(hear.recv)).startswith("msg_")
    await asyncio.sleep(seconds)
    running.kill()
    await asyncio.to_thread(running.join)
    assert running.exitcode == KILLED


def received(mail: Postbox, hook: Hook) -> dict[str, list[str]]:
    """All that arrived, by message id."""
    found = defaultdict(list)
    for headers, body in hook.requests:
        found[headers["webhook-id"]].append(body.decode())
    for one in mail.mails:
        found[str(one["Message-ID"]).strip("<>").partition("@")[0]].append(str(one["Subject"]))
    return found


async def test_two_hundred_kills_lose_nothing_and_repeat_with_the_same_id(shops: Callable[[], str]):
    url, chance = shops(), random.Random(3)
    kills = KILLS[url.partition(":")[0].removesuffix("ql")]
    async with smtp_server() as mail, http_server() as hook, database.connect(url):
        await fill_outbox(url, hook)
        for number in range(0, kills, AT_ONCE):
            lives = [(chance.randint(1, MOST_SENDS), chance.random() * LONGEST_LIFE) for _ in range(AT_ONCE)]
            await asyncio.gather(*[one_life(url, number, mail, hook, *life) for life in lives])
        before_the_last = len(received(mail, hook))
        house = house_at(url)
        last = type(house)(
            lambda: NOW + kills * BETWEEN_LIVES, house.zone, house.keys, house.base_url, house.models_dir
        )
        await notifications.run(last, channels_to(mail.port, hook.url))
        rows = await fetch("SELECT message_id, sent_at, failed_at FROM notification")
    arrived = received(mail, hook)
    duplicates = sum(len(copies) - 1 for copies in arrived.values())
    assert len(rows) == 3 * MESSAGES
    assert all(row["sent_at"] and not row["failed_at"] for row in rows)
    assert set(arrived) == {row["message_id"] for row in rows}
    assert all(len(set(copies)) == 1 for copies in arrived.values())
    assert 0 < duplicates <= kills
    assert before_the_last > kills / 2
