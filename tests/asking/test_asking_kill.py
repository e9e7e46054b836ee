"""Killing the worker while it asks sends nobody two different mails, and leaves nobody out."""

import asyncio
import multiprocessing
from collections import defaultdict
from datetime import timedelta

import pytest

from feedback_app.asking.tables import Mailing
from surveys.tables import Invitation
from tests.asking.asking_world import ORDERS, ask, parts, planned, states
from tests.asking.doomed_asker import STEPS, ask_and_die

pytestmark = pytest.mark.slow
LATER = timedelta(minutes=3)  # longer than a lease


@pytest.mark.parametrize("step", STEPS)
async def test_a_killed_worker_is_finished_by_the_next(db, house, clock, channels, postbox, tmp_path, step):
    for order in ORDERS:
        await planned(house, email=f"{order}@post.example".casefold(), order=order)
    process = multiprocessing.get_context("spawn").Process(
        target=ask_and_die, args=(db, tmp_path, channels.smtp.port, step)
    )
    process.start()
    await asyncio.to_thread(process.join, 60)
    assert process.exitcode == -9
    clock.now += LATER
    await ask(house, channels)
    mails = defaultdict(set)
    for mail in postbox.mails:
        mails[mail["To"]].add((mail["Message-ID"], parts(mail)[0]))
    assert len(mails) == len(ORDERS)
    assert {len(kinds) for kinds in mails.values()} == {1}
    assert len(postbox.mails) == len(ORDERS) + (step == "after_sending")
    assert set(await states()) == {("sent", "")}
    assert await Invitation.count() == await Mailing.count() == len(ORDERS)
