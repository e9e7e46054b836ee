"""What a customer meets behind a link: pages, languages, statuses, and that nothing typed is ever lost."""

from __future__ import annotations

import gzip
import html
import re
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from babel.messages.pofile import read_po
from httpx import AsyncClient, Response

from feedback_app.foundation.assets import assets
from feedback_app.foundation.database import transaction
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import locales_dir
from surveys import routes
from surveys.invitations import Found, Invited, find_invitation, invite
from surveys.orders import OrderLines, upsert_orders
from surveys.submissions import Stored, submit
from surveys.tables import Comment, Contact, Shop, Submission
from tests.surveys.conftest import JACKET, TROUSERS, Clock, everything

FORM = {"content-type": "application/x-www-form-urlencoded"}
SCANNERS = ("Mozilla/5.0 (Outlook SafeLinks)", "BarracudaCentral", "Mimecast", "Proofpoint URL Defense")


def _item(link: Found) -> int:
    return link.order.items[0].id


def _checked(page: str, name: str) -> list[str]:
    return re.findall(rf'name="{name}" value="([^"]*)" checked', page)


async def _stored_text() -> str:
    rows = await Comment.select(Comment.text).where(Comment.text != "").order_by(Comment.id)
    return rows[-1]["text"] if rows else ""


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
async def test_looking_at_a_link_writes_nothing(web: AsyncClient, invited: Invited, method: str) -> None:
    before = await everything()
    for path in ("", "?score=1", "?score=5&lang=en", "?edit=1", "/delete"):
        for scanner in SCANNERS:
            reply = await web.request(method, f"/s/{invited.token}{path}", headers={"user-agent": scanner})
            assert reply.status_code in {200, 204}
    assert await everything() == before


async def test_looking_at_an_answered_link_writes_nothing(web: AsyncClient, invited: Invited) -> None:
    await web.post(f"/s/{invited.token}", data={"csat": "4", "tell_me": "yes", "email": "a@b.de"})
    before = await everything()
    for path in ("", "?sent=1", "?edit=1", "?score=1", "/delete"):
        await web.get(f"/s/{invited.token}{path}")
    assert await everything() == before


async def test_a_score_in_the_link_only_preselects(web: AsyncClient, invited: Invited) -> None:
    page = (await web.get(f"/s/{invited.token}?score=4")).text
    assert _checked(page, "csat") == ["4"]
    assert await Submission.count() == 0


@pytest.mark.parametrize("score", ["0", "6", "-1", "four", "²", ""])
async def test_a_score_that_does_not_exist_preselects_nothing(web: AsyncClient, invited: Invited, score: str) -> None:
    reply = await web.get(f"/s/{invited.token}", params={"score": score})
    assert (reply.status_code, _checked(reply.text, "csat")) == (200, [])


async def test_nothing_is_mandatory_and_nothing_is_chosen_beforehand(web: AsyncClient, invited: Invited) -> None:
    page = (await web.get(f"/s/{invited.token}")).text
    assert "required" not in page
    assert " checked" not in page
    assert (await web.post(f"/s/{invited.token}", content=b"csat=", headers=FORM)).status_code == 303


async def test_a_sent_answer_leads_to_the_thanks_and_can_be_changed(
    web: AsyncClient, invited: Invited, link: Found
) -> None:
    field = f"comment-{_item(link)}"
    sent = await web.post(f"/s/{invited.token}", data={f"reason-{_item(link)}": "gift", field: "Naht offen"})
    assert (sent.status_code, sent.headers["location"]) == (303, f"/s/{invited.token}?sent=1")
    assert "Danke, das hilft." in (await web.get(sent.headers["location"])).text
    later = await web.get(f"/s/{invited.token}")
    assert later.status_code == 200
    assert "Sie haben schon geantwortet" in later.text
    form = (await web.get(f"/s/{invited.token}?edit=1")).text
    assert "Naht offen" in form
    assert _checked(form, f"reason-{_item(link)}") == ["gift"]
    assert '<details class="more" open>' in form


async def test_an_item_that_was_kept_is_shown_as_kept_when_the_answer_is_changed(
    web: AsyncClient, invited: Invited, link: Found
) -> None:
    field = f"reason-{_item(link)}"
    await web.post(f"/s/{invited.token}", data={field: "kept"})
    assert await Comment.count() == 1
    assert _checked((await web.get(f"/s/{invited.token}?edit=1")).text, field) == ["kept"]


async def test_a_stored_address_is_never_shown_again(web: AsyncClient, invited: Invited) -> None:
    await web.post(f"/s/{invited.token}", data={"tell_me": "yes", "email": "anna@example.org"})
    page = (await web.get(f"/s/{invited.token}?edit=1")).text
    assert "anna@example.org" not in page
    assert _checked(page, "tell_me") == ["yes"]
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


async def test_the_address_decides_the_language_before_the_link(web: AsyncClient, invited: Invited) -> None:
    english = await web.get(f"/s/{invited.token}?lang=en", headers={"accept-language": "de"})
    assert '<html lang="en">' in english.text
    assert "Too small" in english.text
    sent = await web.post(f"/s/{invited.token}?lang=en", data={"csat": "5"})
    assert sent.headers["location"].endswith("lang=en")
    assert (await Submission.select().first())["language"] == "en"


async def test_german_pages_hold_no_english_sentence(web: AsyncClient, invited: Invited) -> None:
    pages = [await web.get(f"/s/{invited.token}")]
    pages.append(await web.post(f"/s/{invited.token}", data={"csat": "9", "tell_me": "yes", "email": "a"}))
    await web.post(f"/s/{invited.token}", data={"comment": "x", "tell_me": "yes", "email": "a@b.de"})
    pages += [await web.get(f"/s/{invited.token}{path}") for path in ("", "?sent=1", "?edit=1", "/delete")]
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
    text = "Emma & <b>Söhne</b>"
    form = {f"comment-{_item(link)}": text, "csat": "3", "tell_me": "yes", "email": "anna@"}
    reply = await web.post(f"/s/{invited.token}", data=form)
    assert reply.status_code == 422
    assert html.escape(text) in reply.text
    assert 'value="anna@"' in reply.text
    assert _checked(reply.text, "csat") == ["3"]
    assert '<a href="#email">' in reply.text
    assert "<title>Fehler: " in reply.text
    assert await Submission.count() == 0


async def test_a_text_of_ten_thousand_characters_is_refused_with_its_words_kept(
    web: AsyncClient, invited: Invited, link: Found
) -> None:
    text = "Größe " * 1_700
    reply = await web.post(f"/s/{invited.token}", data={f"comment-{_item(link)}": text})
    assert reply.status_code == 422
    assert text.strip() in reply.text
    assert "8199 Zeichen" in reply.text


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
    reply = await web.post(f"/s/{invited.token}", data={f"comment-{_item(link)}": typed})
    assert reply.status_code == 303
    assert await _stored_text() == stored
    page = (await web.get(f"/s/{invited.token}?edit=1")).text
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
    reply = await web.post(f"/s/{invited.token}", json={"csat": 4})
    assert (reply.status_code, await Submission.count()) == (415, 0)


async def test_a_body_beyond_the_limit_is_refused_with_a_page(web: AsyncClient, invited: Invited) -> None:
    reply = await web.post(f"/s/{invited.token}", content=b"csat=" + b"x" * 300_000, headers=FORM)
    assert reply.status_code == 413
    assert "Das ist zu lang zum Senden" in reply.text


@pytest.mark.parametrize("error", [sqlite3.OperationalError("database or disk is full"), asyncpg.DiskFullError("full")])
async def test_while_the_database_is_full_the_page_keeps_what_was_typed(
    web: AsyncClient, invited: Invited, link: Found, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    async def full(*_: object) -> None:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(routes, "submit", full)
        busy = await web.post(f"/s/{invited.token}", data={f"comment-{_item(link)}": "Naht\noffen", "csat": "2"})
    assert (busy.status_code, busy.headers["retry-after"]) == (503, "10")
    assert (await web.post(f"/s/{invited.token}", data=_waiting_fields(busy))).status_code == 303
    assert await _stored_text() == "Naht\noffen"


def _waiting_fields(page: Response) -> dict[str, str]:
    found = re.findall(r'<textarea name="([^"]*)" hidden>\n(.*?)</textarea>', page.text, re.DOTALL)
    return {html.unescape(name): html.unescape(value) for name, value in found}


async def test_a_fault_of_ours_is_not_called_busy(
    web: AsyncClient, invited: Invited, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def faulty(*_: object) -> None:
        raise sqlite3.OperationalError("no such column: x")

    monkeypatch.setattr(routes, "submit", faulty)
    assert (await web.post(f"/s/{invited.token}", data={"csat": "2"})).status_code == 500


@pytest.fixture
def replaced_while_storing(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Sizes that the order's jacket gets, one each time a form is about to be stored."""
    sizes: list[str] = []

    async def late(*arguments: Any) -> Stored:
        if sizes:
            await upsert_orders([OrderLines("A-1", (replace(JACKET, size=sizes.pop(0)), TROUSERS))])
        return await submit(*arguments)

    monkeypatch.setattr(routes, "submit", late)
    return sizes


async def test_an_item_that_is_replaced_while_its_form_is_stored_brings_the_form_back_filled(
    web: AsyncClient, shop: House, invited: Invited, link: Found, replaced_while_storing: list[str]
) -> None:
    replaced_while_storing.append("L")
    jacket, trousers = (item.id for item in link.order.items)
    form = {f"reason-{jacket}": "defective", f"comment-{jacket}": "Naht offen", f"comment-{trousers}": "", "csat": "2"}
    back = await web.post(f"/s/{invited.token}", data=form)
    assert (back.status_code, await Submission.count()) == (422, 0)
    now = await find_invitation(shop, invited.token)
    new = next(item.id for item in now.order.items if item.size == "L")
    assert (_checked(back.text, f"reason-{new}"), "Naht offen" in back.text) == (["defective"], True)
    assert "Ihre Bestellung wurde inzwischen geändert." in back.text
    sent = {f"reason-{new}": "defective", f"comment-{new}": "Naht offen", "csat": "2"}
    assert (await web.post(f"/s/{invited.token}", data=sent)).status_code == 303
    assert await _stored_text() == "Naht offen"


async def test_a_form_about_an_item_that_was_replaced_before_loses_no_word(
    web: AsyncClient, invited: Invited, link: Found
) -> None:
    await upsert_orders([OrderLines("A-1", (TROUSERS,))])
    jacket, trousers = (item.id for item in link.order.items)
    form = {f"comment-{jacket}": "Naht offen", f"reason-{trousers}": "gift", f"comment-{trousers}": "Doppelt"}
    back = await web.post(f"/s/{invited.token}", data=form)
    assert back.status_code == 422
    assert "Doppelt\nNaht offen" in back.text
    assert _checked(back.text, f"reason-{trousers}") == ["gift"]


async def test_an_order_that_never_stands_still_is_answered_with_all_that_was_typed(
    web: AsyncClient, invited: Invited, link: Found, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def gone(*_: object) -> None:
        raise asyncpg.ForeignKeyViolationError("gone")

    monkeypatch.setattr(routes, "submit", gone)
    busy = await web.post(f"/s/{invited.token}", data={f"comment-{_item(link)}": "Naht offen"})
    assert (busy.status_code, _waiting_fields(busy)) == (503, {f"comment-{_item(link)}": "Naht offen"})


async def test_a_locked_database_is_answered_with_try_again(
    web: AsyncClient, invited: Invited, link: Found, tmp_path: Path, database_url: str
) -> None:
    if not database_url.startswith("sqlite"):
        pytest.skip("PostgreSQL makes writers wait for a row, not for the file")
    from feedback_app.foundation.database import engine

    for connection in engine()._all:  # type: ignore[attr-defined]
        await connection.execute("PRAGMA busy_timeout = 20")
    with sqlite3.connect(tmp_path / "feedback.db", isolation_level=None) as rival:
        rival.execute("BEGIN IMMEDIATE")
        locked = await web.post(f"/s/{invited.token}", data={"csat": "2"})
        rival.execute("ROLLBACK")
    assert (locked.status_code, "retry-after" in locked.headers) == (503, True)
    assert (await web.post(f"/s/{invited.token}", data={"csat": "2"})).status_code == 303


async def test_a_full_disk_stores_nothing_by_halves_and_recovers(
    web: AsyncClient, invited: Invited, link: Found, database_url: str
) -> None:
    if not database_url.startswith("sqlite"):
        pytest.skip("only SQLite can be told how large its file may grow")
    form = {f"comment-{item.id}": "😡" * 2_000 for item in link.order.items}
    before = await everything()
    await _limit_pages(1)
    full = await web.post(f"/s/{invited.token}", data=form)
    assert (full.status_code, await everything() == before) == (503, True)
    await _limit_pages(1_000_000)
    assert (await web.post(f"/s/{invited.token}", data=_waiting_fields(full))).status_code == 303
    assert await Comment.count() == 2


async def _limit_pages(most: int) -> None:
    from feedback_app.foundation.database import engine

    # Below its present size SQLite takes the present size as the limit.
    for connection in engine()._all:  # type: ignore[attr-defined]
        await connection.execute(f"PRAGMA max_page_count = {most}")


async def test_customers_get_no_cookie_and_no_copy_stays_behind(web: AsyncClient, invited: Invited) -> None:
    for reply in (
        await web.get(f"/s/{invited.token}?lang=en"),
        await web.post(f"/s/{invited.token}", data={"csat": "1"}),
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
    assert sum(len(part) for part in parts) <= 90_000
    assert sum(len(gzip.compress(part)) for part in parts) <= 60_000


async def test_the_form_works_with_and_without_htmx(web: AsyncClient, invited: Invited) -> None:
    page = (await web.get(f"/s/{invited.token}")).text
    assert f'method="post" action="/s/{invited.token}"' in page
    assert f'hx-post="/s/{invited.token}"' in page
    wrong = await web.post(f"/s/{invited.token}", data={"csat": "9"}, headers={"hx-request": "true"})
    assert wrong.status_code == 422
    assert wrong.text.count('id="main"') == 1


async def test_an_answer_can_be_deleted_with_the_link_alone(web: AsyncClient, invited: Invited, link: Found) -> None:
    await web.post(f"/s/{invited.token}", data={f"comment-{_item(link)}": "Naht offen"})
    asked = await web.get(f"/s/{invited.token}/delete")
    assert "Endgültig löschen" in asked.text
    done = await web.post(f"/s/{invited.token}/delete")
    assert done.status_code == 303
    assert "Ihre Antwort wurde gelöscht" in (await web.get(done.headers["location"])).text
    assert await _stored_text() == ""
