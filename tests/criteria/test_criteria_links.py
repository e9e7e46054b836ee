"""What customers of other products complain about in links: spent by looking, usable twice, copied wrong."""

from __future__ import annotations

import asyncio
import html
import re

from httpx import AsyncClient

from feedback_app.foundation.house import House
from surveys.built_in_scores import satisfaction
from surveys.definition import Choice, Definition, Page, SingleChoice, Words
from surveys.invitations import Found, Invited, invite
from surveys.surveys import publish
from surveys.tables import Answer, Draft, Submission, Suspect
from tests.surveys.conftest import Clock, everything
from tests.surveys.filling import answer_form, nonce_in, post_step

STRANGE = "203.0.113.77"


async def test_criterion_03_a_later_click_opens_the_change_and_keeps_one_rating_with_its_history(
    web: AsyncClient, shop: House, clock: Clock
) -> None:
    path = f"/s/{(await invite(shop, 'A-1', 'csat')).token}"
    await answer_form(web, f"{path}?score=4", {"q-csat": "4"})
    clock.move(minutes=15)
    before = await everything()
    later = (await web.get(f"{path}?score=1")).text
    assert "Antwort ändern" in later
    assert 'name="nonce"' not in later
    assert await everything() == before
    assert re.search(r'name="q-csat" value="4"[^>]* checked', (await web.get(f"{path}?edit=1")).text)
    await answer_form(web, f"{path}?edit=1", {"q-csat": "2"})
    assert [(row["rating"], row["revision"]) for row in await Submission.select()] == [(2, 2)]
    history = await Answer.select().where(Answer.question == "csat").order_by(Answer.id)
    assert [(row["number"], row["superseded_at"] is None) for row in history] == [(4, False), (2, True)]


async def test_criterion_04_of_two_posts_at_once_one_answer_remains_and_the_link_says_so(
    web: AsyncClient, shop: House, clock: Clock
) -> None:
    path = f"/s/{(await invite(shop, 'A-1', 'csat')).token}"
    nonce = nonce_in(await web.get(path))
    clock.move(seconds=15)
    posts = [web.post(path, data={"nonce": nonce, "go": "send", "q-csat": score}) for score in ("1", "5")]
    assert [reply.status_code for reply in await asyncio.gather(*posts)] == [303, 303]
    assert await Submission.count() == 1
    again = (await web.get(path)).text
    assert "Ihre Antwort" in again
    assert 'name="go" value="send"' not in again


async def test_criterion_07_opening_and_saving_spend_nothing_and_the_page_says_so(
    web: AsyncClient, invited: Invited, link: Found
) -> None:
    path = f"/s/{invited.token}"
    for _ in range(3):
        opened = (await web.get(path)).text
    assert "Erst das Absenden zählt als Antwort" in opened
    saved = await post_step(web, path, "items", {"item": str(link.order.items[0].id)})
    page = (await web.get(saved.headers["location"])).text
    assert ("gespeichert" in page, "Mit demselben Link können Sie" in page) == (True, True)
    assert (await Draft.count(), await Submission.count()) == (1, 0)
    assert (await answer_form(web, path, {})).status_code == 303
    assert await Submission.count() == 1


async def test_criterion_19_codes_are_accepted_where_a_translation_is_empty(web: AsyncClient, shop: House) -> None:
    way = SingleChoice("way", Words("Wie kam es an?", ""), (Choice("whole", Words("Ganz", "")),))
    asked = Definition(Words("Nur deutsch", ""), Words(), pages=(Page(Words("Frage", ""), (way,)),))
    await publish("one", asked, shop.now())
    path = f"/s/{(await invite(shop, 'A-1', 'one', 'en')).token}?lang=en"
    page = html.unescape((await web.get(path)).text)
    assert ("Ganz" in page, 'lang="en"' in page) == (True, True)
    assert (await answer_form(web, path, {"q-way": "whole"})).status_code == 303
    assert [row["codes"] for row in await Answer.select()] == ['["whole"]']


async def secret_link(shop: House) -> str:
    page = Page(Words("Frage", "Question"), (satisfaction(Words("Zufrieden?", "Satisfied?")),))
    await publish("secret", Definition(Words("Geheim", "Secret"), Words(), pages=(page,), anonymous=True), shop.now())
    return f"/s/{(await invite(shop, 'A-1', 'secret')).token}"


async def test_criterion_26_an_anonymous_form_says_beforehand_that_nothing_can_be_changed_or_deleted(
    web: AsyncClient, shop: House
) -> None:
    page = (await web.get(await secret_link(shop))).text
    assert "Danach lässt sich eine Antwort nicht mehr ändern oder löschen" in page
    assert ("können Sie sie noch ändern" in page, "Ihre Antwort jederzeit löschen" in page) == (False, False)


async def test_criterion_26_no_row_of_an_anonymous_answer_leads_back_by_link_time_or_network(
    web: AsyncClient, shop: House, clock: Clock
) -> None:
    path = await secret_link(shop)
    web._transport.client = (STRANGE, 4711)  # type: ignore[attr-defined]
    clock.move(hours=30, minutes=7)
    await web.post(path, data={"go": "send", "q-csat": "1"})
    assert await Suspect.count() == 1
    assert (await answer_form(web, path, {"q-csat": "2"})).status_code == 303
    stored = await everything()
    row = await Submission.select().first()
    assert (row["rating"], row["invitation"], row["order_id"], row["day"].weekday()) == (2, None, "", 0)
    assert "17:07" not in str([stored[table] for table in ("submission", "answer", "comment", "suspect")])
    assert STRANGE not in str(stored)
