"""What was begun and never sent is forgotten when the link has ended; how far it came stays countable."""

from __future__ import annotations

from datetime import timedelta

from feedback_app.foundation.database import transaction
from surveys.form.drafts import SavedDraft, draft_of, empty_expired, save_draft

WORDS = {"comment-1": ("Der Knopf ist ab.",)}


async def begin(shop, link):
    async with transaction():
        await save_draft(link.id, SavedDraft("item-1", WORDS, shop.now()), shop.now())


async def test_words_of_a_link_that_ended_are_forgotten_once(shop, link, clock):
    await begin(shop, link)
    clock.now = link.expires_at + timedelta(days=1, seconds=1)
    assert await empty_expired(shop) == 1
    assert await empty_expired(shop) == 0
    draft = await draft_of(link.id)
    assert (draft.step, draft.fields) == ("item-1", {})


async def test_a_link_that_may_be_answered_keeps_its_words(shop, link, clock):
    await begin(shop, link)
    clock.now = link.expires_at - timedelta(seconds=1)
    assert await empty_expired(shop) == 0
    assert (await draft_of(link.id)).fields == WORDS
