"""A process that saves and sends answers as fast as it can and says which are stored, until it is killed."""

from __future__ import annotations

import asyncio
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from multiprocessing.connection import Connection

from feedback_app.foundation import database
from feedback_app.foundation.house import House
from feedback_app.settings import read_settings
from feedback_app.wiring import house_of
from surveys import submissions
from surveys.answers import Answers, Given, ItemAnswer
from surveys.form.drafts import SavedDraft, save_draft
from surveys.form.photos import Picture, PlacedPicture, keep_photos
from surveys.invitations import Found

NOW = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
SECRET = "a secret of the tests, forty characters long"
LINKS_PER_LIFE = 400
PICTURE = PlacedPicture("1", Picture(b"\xff\xd8" * 2_000, 40, 20))


def send_until_killed(url: str, link: Found, tell: Connection, whole: bool) -> None:
    """Answer one link after the other and tell each answer's id once it is stored; runs in a process of its own."""
    if not whole:
        # The mistake that the test must notice: every statement is a transaction of its own.
        submissions.transaction = nullcontext
    asyncio.run(_send(url, link, tell))


async def _send(url: str, link: Found, tell: Connection) -> None:
    house = house_at(url)
    jacket, trousers = (str(item.id) for item in link.order.items)
    said = (ItemAnswer(jacket, "too_small", "Ärmel zu kurz"), ItemAnswer(trousers, "defective", "Naht offen"))
    given = (Given("csat", number=2, style="numbers"),)
    answers = Answers(items=said, given=given, rating=2, wants_news=True, email="kundin@post.test")
    async with database.connect(url):
        for number in range(LINKS_PER_LIFE):
            mine = replace(link, id=link.id + number)
            await _save(mine)
            stored = await submissions.submit(house, mine, answers)
            assert isinstance(stored, submissions.Stored)
            tell.send(stored.submission_id)


async def _save(link: Found) -> None:
    """Save a step with a picture, as the form does at each of them."""
    async with submissions.transaction():
        await save_draft(link.id, SavedDraft("page-1", {"item": ("1",)}, NOW), NOW)
        await keep_photos(link.id, [PICTURE], NOW)


def house_at(url: str) -> House:
    settings = read_settings({"DATABASE_URL": url, "FEEDBACK_SECRET": SECRET})
    return house_of(settings, lambda: NOW)
