"""What was begun can be gone on with, on any device, and counts for nothing until it is sent."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from httpx import AsyncClient

from feedback_app.foundation.database import transaction
from feedback_app.foundation.house import House
from surveys.form.drafts import SavedDraft, draft_of, save_draft, storable
from surveys.form.pages import items_of
from surveys.invitations import Found, Invited, find_invitation, invite
from surveys.orders import ItemLine, OrderLines, upsert_orders
from surveys.tables import Comment, Contact, Draft, Submission
from tests.surveys.conftest import Clock, everything
from tests.surveys.filling import answer_form, at_step, nonce_in, post_step


def _item(link: Found) -> int:
    return link.order.items[0].id


def _checked(page: str, name: str) -> list[str]:
    return re.findall(rf'name="{name}" value="([^"]*)"[^>]* checked', page)


async def test_a_draft_is_gone_on_with_in_another_browser_and_sent_there(
    web: AsyncClient, shop: House, invited: Invited, link: Found
):
    path, key = f"/s/{invited.token}", _item(link)
    on = await post_step(web, path, "items", {"item": str(key)})
    assert (on.status_code, on.headers["location"]) == (303, f"{path}?step=item-{key}")
    typed = {f"reason-{key}": "size_or_fit", f"detail-{key}-size_or_fit": "too_small", f"comment-{key}": "Ärmel"}
    on = await post_step(web, path, f"item-{key}", typed)
    assert on.headers["location"] == f"{path}?step=page-1"
    async with AsyncClient(transport=web._transport, base_url="http://testserver.local") as other:
        assert 'name="step" value="page-1"' in (await other.get(path)).text
        earlier = (await other.get(at_step(path, f"item-{key}"))).text
        assert ("Ärmel" in earlier, _checked(earlier, f"detail-{key}-size_or_fit")) == (True, ["too_small"])
        sent = await post_step(other, path, "page-1", {"q-csat": "2"}, go="send")
    assert sent.headers["location"] == f"{path}?sent=1"
    row = await Comment.select().first()
    assert (row["reason"], row["text"], await Comment.count(), await Draft.count()) == ("too_small", "Ärmel", 1, 0)


async def test_what_is_saved_is_not_sent(web: AsyncClient, invited: Invited, link: Found):
    path = f"/s/{invited.token}"
    await post_step(web, path, "items", {"item": str(_item(link))})
    assert (await Draft.count(), await Submission.count()) == (1, 0)
    page = await web.get(path)
    assert (page.status_code, 'name="step" value="item-' in page.text) == (200, True)


async def test_personal_words_are_masked_and_addresses_left_out_before_a_draft_is_saved(
    web: AsyncClient, invited: Invited, link: Found
):
    path, key = f"/s/{invited.token}", _item(link)
    await post_step(web, path, "items", {"item": str(key)})
    words = {f"comment-{key}": "Rufen Sie 0171 2345678 an", f"reason-{key}": "broken_or_damaged"}
    follow = {f"detail-{key}-broken_or_damaged": "defective", f"follow-{key}-where_defect": "anna@example.org"}
    await post_step(web, path, f"item-{key}", words | follow)
    await post_step(web, path, "page-1", {"tell_me": "yes", "email": "berta@example.org"}, go="back")
    stored = str(await everything())
    for secret in ("2345678", "anna@example.org", "berta@example.org"):
        assert secret not in stored
    saved = await draft_of(link.id)
    assert saved is not None
    assert saved.fields["tell_me"] == ("yes",)


async def test_a_text_at_its_limit_does_not_grow_beyond_it_by_a_mask(shop: House, link: Found):
    key = str(_item(link))
    text = "x" * 993 + " a@b.de"
    items = items_of(link.definition, link.order)
    saved = storable(link.definition, items, {f"comment-{key}": (text,)}, "de")
    assert len(saved[f"comment-{key}"][0]) == 1_000


async def test_back_keeps_what_was_typed_however_wrong(web: AsyncClient, invited: Invited, link: Found):
    path, key = f"/s/{invited.token}", _item(link)
    await post_step(web, path, "items", {"item": str(key)})
    long = "Größe " * 200
    back = await post_step(web, path, f"item-{key}", {f"comment-{key}": long}, go="back")
    assert back.headers["location"] == f"{path}?step=items"
    assert long.strip() in (await web.get(at_step(path, f"item-{key}"))).text


async def test_going_on_with_a_mistake_shows_the_step_again(web: AsyncClient, invited: Invited, link: Found):
    path, key = f"/s/{invited.token}", _item(link)
    await post_step(web, path, "items", {"item": str(key)})
    long = "Größe " * 200
    again = await post_step(web, path, f"item-{key}", {f"comment-{key}": long})
    assert (again.status_code, long.strip() in again.text) == (422, True)
    assert "<title>Fehler: Schritt 2 von 3" in again.text


async def test_sending_from_the_first_step_needs_no_other(web: AsyncClient, shop: House, clock: Clock):
    await upsert_orders([OrderLines("A-7", (ItemLine("L-1", "Lampe", "Lampen"),))])
    token = (await invite(shop, "A-7")).token
    found = await find_invitation(shop, token)
    assert isinstance(found, Found)
    key = _item(found)
    tapped = {f"reason-{key}": "broken_or_damaged", f"detail-{key}-broken_or_damaged": "defective"}
    sent = await post_step(web, f"/s/{token}", f"item-{key}", tapped, go="send")
    assert sent.status_code == 303
    assert [(row["reason"], row["reason_group"]) for row in await Comment.select()] == [
        ("defective", "broken_or_damaged")
    ]


async def test_a_change_that_was_begun_is_gone_on_with_and_the_sent_answer_counts_until_then(
    web: AsyncClient, invited: Invited, link: Found
):
    path, key = f"/s/{invited.token}", _item(link)
    await answer_form(web, path, {f"comment-{key}": "Naht offen", "q-csat": "2"})
    on = await post_step(web, f"{path}?edit=1", f"item-{key}", {f"comment-{key}": "Doch gut"})
    assert on.headers["location"] == f"{path}?step=page-1&edit=1"
    assert [row["text"] for row in await Comment.select()] == ["Naht offen"]
    await post_step(web, f"{path}?edit=1", "page-1", {"q-csat": "5"}, go="send")
    current = await Comment.select().where(Comment.superseded_at.is_null())
    assert ([row["text"] for row in current], (await Submission.select().first())["rating"]) == (["Doch gut"], 5)


async def test_saving_again_changes_the_same_draft_and_not_when_it_was_first_opened(
    shop: House, clock: Clock, link: Found
):
    first = SavedDraft("items", {"item": ("1", "2")}, shop.now())
    for step in ("items", "page-1"):
        async with transaction():
            await save_draft(link.id, SavedDraft(step, first.fields, shop.now()), shop.now())
        clock.move(seconds=30)
    assert await draft_of(link.id) == SavedDraft("page-1", {"item": ("1", "2")}, first.served_at)


@pytest.mark.parametrize("go", ["next", "back", "drop_photo:x", "drop_photo:9", "drop_photo:99999999999", "nonsense"])
async def test_any_button_is_answered_with_a_step(web: AsyncClient, invited: Invited, go: str):
    on = await post_step(web, f"/s/{invited.token}", "nonsense", {"item": "nonsense"}, go=go)
    assert on.status_code == 303
    assert (await web.get(on.headers["location"])).status_code == 200


async def test_another_language_in_the_middle_of_a_step_loses_no_word(web: AsyncClient, invited: Invited, link: Found):
    path, key = f"/s/{invited.token}", _item(link)
    await post_step(web, path, "items", {"item": str(key)})
    long = "Größe " * 200
    stays = await post_step(web, f"{path}?lang=en", f"item-{key}", {f"comment-{key}": long}, go="stay")
    assert (stays.status_code, stays.headers["location"]) == (303, f"{path}?step=item-{key}&lang=en")
    page = (await web.get(stays.headers["location"])).text
    assert ('<html lang="en">' in page, long.strip() in page) == (True, True)


async def test_an_address_that_no_draft_keeps_is_asked_for_before_sending(
    web: AsyncClient, invited: Invited, link: Found
):
    path, key = f"/s/{invited.token}", _item(link)
    await post_step(web, path, "items", {"item": str(key)})
    await post_step(web, path, "page-1", {"tell_me": "yes", "email": "berta@example.org"}, go="back")
    asked = await post_step(web, path, f"item-{key}", {f"comment-{key}": "Naht offen"}, go="send")
    assert (asked.status_code, 'href="#email"' in asked.text, await Submission.count()) == (422, True, 0)
    sent = await post_step(web, path, "page-1", {"tell_me": "yes", "email": "berta@example.org"}, go="send")
    assert (sent.status_code, [row["email"] for row in await Contact.select()]) == (303, ["berta@example.org"])


async def test_what_is_sent_soon_after_the_links_end_is_taken(
    web: AsyncClient, clock: Clock, invited: Invited, link: Found
):
    path, key = f"/s/{invited.token}", _item(link)
    clock.now = link.expires_at - timedelta(minutes=10)
    nonce = nonce_in(await web.get(path))
    clock.move(minutes=20)
    on = await web.post(path, data={"nonce": nonce, "step": "items", "go": "next", "item": str(key)})
    assert (await web.get(on.headers["location"])).status_code == 200
    sent = await post_step(web, path, f"item-{key}", {f"comment-{key}": "Naht offen"}, go="send")
    assert (sent.status_code, (await web.get(sent.headers["location"])).status_code) == (303, 200)
    assert [row["text"] for row in await Comment.select()] == ["Naht offen"]
    clock.move(hours=2)
    assert (await web.get(path)).status_code == 410


async def test_a_link_that_ended_opens_for_nobody_who_comes_then(
    web: AsyncClient, clock: Clock, invited: Invited, link: Found
):
    path = f"/s/{invited.token}"
    await post_step(web, path, "items", {"item": str(_item(link))})
    clock.now = link.expires_at
    assert (await web.get(path)).status_code == 410
    forged = {"nonce": "1795172400000.f.0000000000000000000000", "go": "send", "q-csat": "1"}
    assert (await web.post(path, data=forged)).status_code == 410


async def test_suggestions_without_scripts_keep_the_step_and_write_nothing(
    web: AsyncClient, invited: Invited, link: Found
):
    path, key = f"/s/{invited.token}", _item(link)
    await post_step(web, path, "items", {"item": str(key)})
    before = await everything()
    again = await post_step(web, path, f"item-{key}", {f"comment-{key}": "Ärmel zu kurz"}, go="suggest")
    assert (again.status_code, "Ärmel zu kurz" in again.text) == (200, True)
    fragment = await web.post(f"{path}/suggest", data={"place": str(key), f"comment-{key}": "Ärmel zu kurz"})
    assert (fragment.status_code, "<html" in fragment.text) == (200, False)
    for empty in ({"place": str(key), f"comment-{key}": "  "}, {"place": "x"}, {}):
        assert "<input" not in (await web.post(f"{path}/suggest", data=empty)).text
    assert await everything() == before
