"""What a customer meets behind a link: pages, languages, statuses, and that nothing typed is ever lost."""

from __future__ import annotations

import gzip
import html
import re
from dataclasses import replace

import pytest
from babel.messages.pofile import read_po
from httpx import AsyncClient

from feedback_app.foundation.assets import assets
from feedback_app.foundation.database import transaction
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import locales_dir
from surveys.invitations import Found, Invited, invite
from surveys.orders import OrderLines, upsert_orders
from surveys.tables import Comment, Contact, Draft, Invitation, Shop, Submission
from tests.surveys.conftest import JACKET, Clock, everything
from tests.surveys.filling import answer_form, at_step, nonce_in, post_step

FORM = {"content-type": "application/x-www-form-urlencoded"}
SCANNERS = ("Mozilla/5.0 (Outlook SafeLinks)", "BarracudaCentral", "Mimecast", "Proofpoint URL Defense")
LAST = "page-1"


def _item(link: Found) -> int:
    return link.order.items[0].id


def _checked(page: str, name: str) -> list[str]:
    return re.findall(rf'name="{name}" value="([^"]*)"[^>]* checked', page)


async def _stored_text() -> str:
    rows = await Comment.select(Comment.text).where(Comment.text != "").order_by(Comment.id)
    return rows[-1]["text"] if rows else ""


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
async def test_looking_at_a_link_writes_nothing(web: AsyncClient, invited: Invited, method: str) -> None:
    before = await everything()
    for path in ("", "?score=1", "?score=5&lang=en", "?edit=1", "?step=page-1", "?kiosk=1", "/delete", "/photo/1"):
        for scanner in SCANNERS:
            reply = await web.request(method, f"/s/{invited.token}{path}", headers={"user-agent": scanner})
            assert reply.status_code in {200, 204, 404}
            assert (reply.status_code == 404) <= (path == "/photo/1")
    assert await everything() == before


async def test_looking_at_an_answered_link_writes_nothing(web: AsyncClient, invited: Invited) -> None:
    await answer_form(web, f"/s/{invited.token}", {"q-csat": "4", "tell_me": "yes", "email": "a@b.de"})
    before = await everything()
    for path in ("", "?sent=1", "?edit=1", "?edit=1&step=page-1", "?score=1", "/delete"):
        assert (await web.get(f"/s/{invited.token}{path}")).status_code == 200
    assert await everything() == before


async def test_a_score_in_the_link_only_preselects(web: AsyncClient, invited: Invited) -> None:
    page = (await web.get(f"/s/{invited.token}?score=4&step={LAST}")).text
    assert _checked(page, "q-csat") == ["4"]
    assert await Submission.count() == 0


async def test_a_score_of_the_link_is_still_there_on_the_last_step(
    web: AsyncClient, invited: Invited, link: Found
) -> None:
    path = f"/s/{invited.token}?score=4"
    on = await post_step(web, path, "items", {"item": str(_item(link))})
    on = await post_step(web, path, f"item-{_item(link)}", {})
    assert _checked((await web.get(on.headers["location"])).text, "q-csat") == ["4"]


@pytest.mark.parametrize("score", ["0", "6", "-1", "four", "²", ""])
async def test_a_score_that_does_not_exist_preselects_nothing(web: AsyncClient, invited: Invited, score: str) -> None:
    reply = await web.get(f"/s/{invited.token}", params={"score": score, "step": LAST})
    assert (reply.status_code, _checked(reply.text, "q-csat")) == (200, [])


async def test_nothing_is_mandatory_and_nothing_is_chosen_beforehand(
    web: AsyncClient, invited: Invited, link: Found
) -> None:
    for step in ("items", f"item-{_item(link)}", LAST):
        page = (await web.get(f"/s/{invited.token}?step={step}")).text
        assert " required" not in page
        assert " checked" not in page
    assert (await answer_form(web, f"/s/{invited.token}", {"q-csat": ""})).status_code == 303
    assert [row["rating"] for row in await Submission.select()] == [None]


async def test_a_sent_answer_leads_to_the_thanks_and_can_be_changed(
    web: AsyncClient, invited: Invited, link: Found
) -> None:
    field = f"comment-{_item(link)}"
    sent = await answer_form(web, f"/s/{invited.token}", {f"reason-{_item(link)}": "gift", field: "Naht offen"})
    assert (sent.status_code, sent.headers["location"]) == (303, f"/s/{invited.token}?sent=1")
    assert "Danke, das hilft." in (await web.get(sent.headers["location"])).text
    later = await web.get(f"/s/{invited.token}")
    assert (later.status_code, f"/s/{invited.token}?edit=1" in later.text) == (200, True)
    form = (await web.get(f"/s/{invited.token}?edit=1&step=item-{_item(link)}")).text
    assert "Naht offen" in form
    assert _checked(form, f"reason-{_item(link)}") == ["no_longer_wanted"]
    assert _checked(form, f"detail-{_item(link)}-no_longer_wanted") == ["gift"]


async def test_changing_one_step_keeps_the_answers_of_the_others(
    web: AsyncClient, invited: Invited, link: Found
) -> None:
    sent = {f"reason-{_item(link)}": "gift", f"comment-{_item(link)}": "Naht offen", "q-csat": "2"}
    await answer_form(web, f"/s/{invited.token}", sent)
    await post_step(web, f"/s/{invited.token}?edit=1", LAST, {"q-csat": "5"}, go="send")
    row = await Submission.select().first()
    assert (row["rating"], row["revision"], await _stored_text()) == (5, 2, "Naht offen")
    assert [comment["superseded_at"] for comment in await Comment.select()] == [None]


async def test_a_stored_address_is_never_shown_again(web: AsyncClient, invited: Invited) -> None:
    await answer_form(web, f"/s/{invited.token}", {"tell_me": "yes", "email": "anna@example.org"})
    page = (await web.get(f"/s/{invited.token}?edit=1&step={LAST}")).text
    assert "anna@example.org" not in page
    assert _checked(page, "tell_me") == ["yes"] or 'name="tell_me"' in page
    assert await Contact.count() == 1


@pytest.mark.parametrize(("accepted", "words"), [("de", "Dieser Link"), ("en", "This link does not work")])
async def test_a_tampered_link_is_not_found_in_the_readers_language(
    web: AsyncClient, invited: Invited, accepted: str, words: str
) -> None:
    reply = await web.get(f"/s/{invited.token[:-2]}AA", headers={"accept-language": accepted})
    assert reply.status_code == 404
    assert words in reply.text


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_an_expired_link_is_gone_in_its_own_language_and_names_no_order(
    web: AsyncClient, shop: House, clock: Clock, method: str
) -> None:
    english = await invite(shop, "A-1", language="en")
    clock.move(days=31)
    reply = await web.request(method, f"/s/{english.token}", headers={"accept-language": "de"})
    assert reply.status_code == 410
    assert "This link has expired" in reply.text
    assert "A-1" not in reply.text
    assert await Submission.count() == 0


async def test_the_address_decides_the_language_before_the_link(
    web: AsyncClient, invited: Invited, link: Found
) -> None:
    path = f"/s/{invited.token}?lang=en"
    english = await web.get(at_step(path, f"item-{_item(link)}"), headers={"accept-language": "de"})
    assert '<html lang="en">' in english.text
    sent = await answer_form(web, path, {"q-csat": "5"})
    assert sent.headers["location"].endswith("lang=en")
    assert (await Submission.select().first())["language"] == "en"


async def test_german_pages_hold_no_english_sentence(web: AsyncClient, invited: Invited, link: Found) -> None:
    steps = ("items", f"item-{_item(link)}", LAST)
    pages = [await web.get(f"/s/{invited.token}?step={step}") for step in steps]
    wrong = {"q-csat": "9", "tell_me": "yes", "email": "a"}
    pages.append(await post_step(web, f"/s/{invited.token}", LAST, wrong, go="send"))
    await answer_form(web, f"/s/{invited.token}", {f"comment-{_item(link)}": "x", "tell_me": "yes", "email": "a@b.de"})
    pages += [await web.get(f"/s/{invited.token}{path}") for path in ("", "?sent=1", "?edit=1", "/delete")]
    pages.append(await web.get("/erase", headers={"accept-language": "de"}))
    english = _english_sentences()
    for page in pages:
        shown = html.unescape(page.text)
        assert [sentence for sentence in english if sentence in shown] == []


def _english_sentences() -> list[str]:
    found = []
    for path in locales_dir().joinpath("de").glob("*.po"):
        with path.open("rb") as file:
            for message in read_po(file):
                parts = message.id if isinstance(message.id, tuple) else (message.id,)
                found += [part for part in parts if " " in part and "%" not in part]
    return found


async def test_a_form_with_mistakes_comes_back_filled(web: AsyncClient, invited: Invited, link: Found) -> None:
    fields = {"q-csat": "3", "tell_me": "yes", "email": "anna@"}
    reply = await post_step(web, f"/s/{invited.token}", LAST, fields, go="send")
    assert reply.status_code == 422
    assert 'value="anna@"' in reply.text
    assert _checked(reply.text, "q-csat") == ["3"]
    assert '<a href="#email">' in reply.text
    assert "<title>Fehler: " in reply.text
    assert await Submission.count() == 0


async def test_a_mistake_in_an_earlier_step_leads_there_and_keeps_the_last_step(
    web: AsyncClient, invited: Invited, link: Found
) -> None:
    text, path = "Größe " * 200, f"/s/{invited.token}"
    await post_step(web, path, "items", {"item": str(_item(link))})
    await post_step(web, path, f"item-{_item(link)}", {f"comment-{_item(link)}": text}, go="back")
    reply = await post_step(web, path, LAST, {"q-csat": "3"}, go="send")
    assert reply.status_code == 422
    assert (text.strip() in reply.text, f'name="step" value="item-{_item(link)}"' in reply.text) == (True, True)
    assert _checked((await web.get(at_step(path, LAST))).text, "q-csat") == ["3"]


async def test_a_text_of_ten_thousand_characters_is_refused_with_its_words_kept(
    web: AsyncClient, invited: Invited, link: Found
) -> None:
    text = "Größe " * 1_700
    reply = await answer_form(web, f"/s/{invited.token}", {f"comment-{_item(link)}": text})
    assert reply.status_code == 422
    assert text.strip() in reply.text
    assert "9199 Zeichen" in reply.text


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Kaputt 😡👨‍👩‍👧", "Kaputt 😡👨‍👩‍👧"),
        ("المنتج صغير جدا", "المنتج صغير جدا"),
        ("vor\x00nach", "vornach"),
        ("\u202eesrever\u202c", "esrever"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("{{7*7}} ${7*7}", "{{7*7}} ${7*7}"),
        ("</textarea><img src=x onerror=alert(1)>", "</textarea><img src=x onerror=alert(1)>"),
        ("'; DROP TABLE comment; --", "'; DROP TABLE comment; --"),
    ],
)
async def test_any_text_is_stored_as_text_and_shown_as_text(
    web: AsyncClient, invited: Invited, link: Found, typed: str, stored: str
) -> None:
    reply = await answer_form(web, f"/s/{invited.token}", {f"comment-{_item(link)}": typed})
    assert reply.status_code == 303
    assert await _stored_text() == stored
    page = (await web.get(f"/s/{invited.token}?edit=1&step=item-{_item(link)}")).text
    assert stored in html.unescape(page)
    assert ("<" in stored and stored in page) is False


async def test_another_encoding_is_asked_about_with_the_guess_in_the_field(
    web: AsyncClient, invited: Invited, link: Found
) -> None:
    body = f"comment-{_item(link)}=".encode() + "viel zu groß".encode("cp1252")
    reply = await web.post(f"/s/{invited.token}", content=body, headers=FORM)
    assert reply.status_code == 422
    assert "viel zu groß" in reply.text
    assert await Submission.count() == 0


@pytest.mark.parametrize("body", ["csat=4".encode("utf-16"), b"\xff\xfe\xfd", b"other=form", b"{}"])
async def test_a_body_that_is_not_our_form_is_no_empty_answer(web: AsyncClient, invited: Invited, body: bytes) -> None:
    reply = await web.post(f"/s/{invited.token}", content=body, headers=FORM)
    assert reply.status_code == 422
    assert await Submission.count() == 0


async def test_another_type_of_body_is_refused(web: AsyncClient, invited: Invited) -> None:
    reply = await web.post(f"/s/{invited.token}", json={"q-csat": 4})
    assert (reply.status_code, await Submission.count()) == (415, 0)


async def test_a_body_beyond_the_limit_is_refused_with_a_page(web: AsyncClient, invited: Invited) -> None:
    reply = await web.post(f"/s/{invited.token}", content=b"csat=" + b"x" * 300_000, headers=FORM)
    assert reply.status_code == 413
    assert "Das ist zu lang zum Senden" in reply.text


async def test_customers_get_no_cookie_and_no_copy_stays_behind(web: AsyncClient, invited: Invited) -> None:
    for reply in (
        await web.get(f"/s/{invited.token}?lang=en"),
        await answer_form(web, f"/s/{invited.token}", {"q-csat": "1"}),
        await web.get("/erase?lang=en"),
    ):
        assert "set-cookie" not in reply.headers
        assert reply.headers["cache-control"] == "no-store"
        assert reply.headers["referrer-policy"] == "no-referrer"


async def test_the_shops_withdrawal_function_is_linked(web: AsyncClient, invited: Invited) -> None:
    async with transaction():
        await Shop(name="Laden", withdrawal_url="https://shop.example/widerruf").save()
    page = (await web.get(f"/s/{invited.token}")).text
    assert 'href="https://shop.example/widerruf"' in page


async def test_the_first_load_is_light_with_three_items(web: AsyncClient, shop: House) -> None:
    await upsert_orders([OrderLines("A-3", tuple(replace(JACKET, size=size) for size in "SML"))])
    page = (await web.get(f"/s/{(await invite(shop, 'A-3')).token}")).content
    linked = re.findall(rb'(?:href|src)="/static/[0-9a-f]+/([^"]+)"', page)
    parts = [page, *(assets()[name.decode()].content for name in linked)]
    assert sum(len(gzip.compress(part)) for part in parts) <= 60_000


async def test_the_form_works_with_and_without_htmx(web: AsyncClient, invited: Invited) -> None:
    page = (await web.get(f"/s/{invited.token}")).text
    assert f'method="post" action="/s/{invited.token}"' in page
    assert f'hx-post="/s/{invited.token}"' in page
    wrong = await answer_form(web, f"/s/{invited.token}", {"q-csat": "9"}, headers={"hx-request": "true"})
    assert wrong.status_code == 422
    assert wrong.text.count('id="main"') == 1


async def test_an_answer_can_be_deleted_with_the_link_alone(web: AsyncClient, invited: Invited, link: Found) -> None:
    await answer_form(web, f"/s/{invited.token}", {f"comment-{_item(link)}": "Naht offen"})
    asked = await web.get(f"/s/{invited.token}/delete")
    assert "Endgültig löschen" in asked.text
    done = await web.post(f"/s/{invited.token}/delete")
    assert done.status_code == 303
    assert "Ihre Antwort wurde gelöscht" in (await web.get(done.headers["location"])).text
    assert await _stored_text() == ""


async def test_not_my_order_closes_the_link_and_forgets_what_was_begun(
    web: AsyncClient, invited: Invited, link: Found
) -> None:
    path = f"/s/{invited.token}"
    await post_step(web, path, "items", {"item": str(_item(link))})
    told = await post_step(web, path, "items", {}, go="not_mine")
    assert (told.status_code, "Danke für den Hinweis" in told.text) == (200, True)
    assert (await web.get(path)).status_code == 410
    sent = {"nonce": nonce_in(told), "q-csat": "1"}
    assert (await web.post(path, data=sent)).status_code == 410
    assert (await Submission.count(), await Draft.count()) == (0, 0)
    assert (await Invitation.select().first())["disowned_at"] is not None


async def test_where_the_form_stands_is_carried_from_step_to_step(web: AsyncClient, invited: Invited) -> None:
    for place in ("embed", "kiosk"):
        on = await post_step(web, f"/s/{invited.token}?{place}=1&lang=en", "items", {})
        assert f"{place}=1" in on.headers["location"]
        assert "lang=en" in on.headers["location"]
