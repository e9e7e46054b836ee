"""Killing the web process while customers save and send: what was acknowledged is there, nothing is there by halves."""

from __future__ import annotations

import asyncio
import multiprocessing
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from feedback_app.foundation import database
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import fetch, insert_many
from feedback_app.foundation.house import House
from surveys.invitations import Found, find_invitation, invite
from surveys.orders import ItemLine, OrderLines, upsert_orders
from surveys.tables import Invitation
from tests.faults.conftest import NOW
from tests.faults.doomed import KILLED, started
from tests.faults.doomed_sender import LINKS_PER_LIFE, house_at, send_until_killed

KILLS = 24
LONGEST_LIFE = 0.12  # seconds after the first answer

pytestmark = pytest.mark.slow


async def first_link(house: House) -> Found:
    """Make an order with two items and enough links for all lives; their ids follow each other."""
    await upsert_orders([OrderLines("A-1", (ItemLine("J-1", "Jacke"), ItemLine("T-1", "Hose")), carrier="GLS")])
    found = await find_invitation(house, (await invite(house, "A-1")).token)
    assert isinstance(found, Found)
    order = (await Invitation.select(Invitation.order).first())["order"]
    columns = ("token_hash", "order", "survey", "language", "channel", "created_at", "expires_at", "demo")
    expires = NOW + timedelta(days=30)
    async with transaction():
        await insert_many(
            Invitation,
            columns,
            [
                (f"hash-{number}", order, found.survey_id, "de", "link", NOW, expires, False)
                for number in range(2 * KILLS * LINKS_PER_LIFE)
            ],
        )
    return replace(found, id=found.id + 1)


async def one_life(url: str, link: Found, seconds: float, whole: bool) -> list[int]:
    """Let a process send, kill it that long after its first answer, and return what it had acknowledged."""
    hear, tell = multiprocessing.Pipe(duplex=False)
    sending = await asyncio.to_thread(started, send_until_killed, url, link, tell, whole)
    tell.close()
    acknowledged = [await asyncio.to_thread(hear.recv)]
    await asyncio.sleep(seconds)
    sending.kill()
    await asyncio.to_thread(sending.join)
    assert sending.exitcode == KILLED
    try:
        while True:
            acknowledged.append(hear.recv())
    except EOFError:
        return acknowledged


async def halves() -> list[int]:
    """Return the submissions that lack one of their two comments, their rating or address, or keep their draft."""
    rows = await fetch(
        """
        SELECT s.id FROM submission s WHERE s.invitation IS NOT NULL AND (
            (SELECT COUNT(*) FROM comment c WHERE c.submission = s.id) <> 2
            OR NOT EXISTS (SELECT 1 FROM answer a WHERE a.submission = s.id)
            OR NOT EXISTS (SELECT 1 FROM contact k WHERE k.submission = s.id)
            OR EXISTS (SELECT 1 FROM draft d WHERE d.invitation = s.invitation)
        )
        """
    )
    return [row["id"] for row in rows]


async def halves_of_steps() -> list[int]:
    """Return links whose saved step lacks its picture, or that have the picture of a step that was not saved."""
    rows = await fetch(
        """
        SELECT i.id FROM invitation i WHERE
            EXISTS (SELECT 1 FROM photo p WHERE p.invitation = i.id)
            <> (EXISTS (SELECT 1 FROM draft d WHERE d.invitation = i.id)
                OR EXISTS (SELECT 1 FROM submission s WHERE s.invitation = i.id))
        """
    )
    return [row["id"] for row in rows]


async def test_no_acknowledged_answer_is_lost_and_none_is_stored_by_halves(shops: Callable[[], str]):
    url, chance = shops(), random.Random(1)
    async with database.connect(url):
        link = await first_link(house_at(url))
        acknowledged: list[int] = []
        for life in range(KILLS):
            mine = replace(link, id=link.id + life * LINKS_PER_LIFE)
            acknowledged += await one_life(url, mine, chance.random() * LONGEST_LIFE, whole=True)
        stored = {row["id"] for row in await fetch("SELECT id FROM submission WHERE invitation IS NOT NULL")}
        orphans = await fetch(
            "SELECT c.id FROM comment c LEFT JOIN submission s ON s.id = c.submission WHERE s.id IS NULL"
        )
        assert len(acknowledged) >= KILLS
        assert set(acknowledged) <= stored
        assert len(stored) - len(set(acknowledged)) <= KILLS
        assert (await halves(), await halves_of_steps(), orphans) == ([], [], [])


async def test_the_same_kills_would_find_an_answer_in_two_transactions(shops: Callable[[], str]):
    url, chance = shops(), random.Random(2)
    async with database.connect(url):
        link = await first_link(house_at(url))
        for life in range(2 * KILLS):
            mine = replace(link, id=link.id + life * LINKS_PER_LIFE)
            await one_life(url, mine, chance.random() * LONGEST_LIFE, whole=False)
            if await halves():
                return
    pytest.fail("an answer that is written in parts was never caught in the middle")
