"""What a customer gets when the database or the order gets in the way: the words back, or a thank you."""

from __future__ import annotations

import html
import re
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from httpx import AsyncClient, Response

from feedback_app.foundation.house import House
from surveys.form import form_routes
from surveys.invitations import Found, Invited, find_invitation
from surveys.orders import OrderLines, upsert_orders
from surveys.submissions import Stored, submit
from surveys.tables import Comment, Submission
from tests.surveys.conftest import JACKET, TROUSERS, everything
from tests.surveys.filling import answer_form, post_step


def _item(link: Found) -> int:
    return link.order.items[0].id


def _checked(page: str, name: str) -> list[str]:
    return re.findall(rf'name="{name}" value="([^"]*)"[^>]* checked', page)


async def _stored_text() -> str:
    rows = await Comment.select(Comment.text).where(Comment.text != "").order_by(Comment.id)
    return rows[-1]["text"] if rows else ""


@pytest.mark.parametrize("error", [sqlite3.OperationalError("database or disk is full"), asyncpg.DiskFullError("full")])
async def test_while_the_database_is_full_the_page_keeps_what_was_typed(
    web: AsyncClient, invited: Invited, link: Found, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    async def full(*_: object) -> None:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(form_routes, "submit", full)
        busy = await answer_form(web, f"/s/{invited.token}", {f"comment-{_item(link)}": "Naht\noffen", "q-csat": "2"})
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

    monkeypatch.setattr(form_routes, "submit", faulty)
    assert (await answer_form(web, f"/s/{invited.token}", {"q-csat": "2"})).status_code == 500


@pytest.fixture
def replaced_while_storing(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Sizes that the order's jacket gets, one each time a form is about to be stored."""
    sizes: list[str] = []

    async def late(*arguments: Any) -> Stored:
        if sizes:
            await upsert_orders([OrderLines("A-1", (replace(JACKET, size=sizes.pop(0)), TROUSERS))])
        return await submit(*arguments)

    monkeypatch.setattr(form_routes, "submit", late)
    return sizes


async def test_an_item_that_is_replaced_while_its_form_is_stored_brings_the_form_back_filled(
    web: AsyncClient, shop: House, invited: Invited, link: Found, replaced_while_storing: list[str]
) -> None:
    replaced_while_storing.append("L")
    jacket, trousers = (item.id for item in link.order.items)
    form = {
        f"reason-{jacket}": "broken_or_damaged",
        f"detail-{jacket}-broken_or_damaged": "defective",
        f"comment-{jacket}": "Naht offen",
        f"comment-{trousers}": "",
        "q-csat": "2",
    }
    back = await answer_form(web, f"/s/{invited.token}", form)
    assert (back.status_code, await Submission.count()) == (422, 0)
    now = await find_invitation(shop, invited.token)
    new = next(item.id for item in now.order.items if item.size == "L")
    assert (_checked(back.text, f"reason-{new}"), "Naht offen" in back.text) == (["broken_or_damaged"], True)
    assert _checked(back.text, f"detail-{new}-broken_or_damaged") == ["defective"]
    assert "Ihre Bestellung wurde inzwischen geändert." in back.text
    sent = {f"reason-{new}": "defective", f"comment-{new}": "Naht offen", "q-csat": "2"}
    assert (await answer_form(web, f"/s/{invited.token}", sent)).status_code == 303
    assert await _stored_text() == "Naht offen"


async def test_a_form_about_an_item_that_was_replaced_before_loses_no_word(
    web: AsyncClient, invited: Invited, link: Found
) -> None:
    await upsert_orders([OrderLines("A-1", (TROUSERS,))])
    jacket, trousers = (item.id for item in link.order.items)
    form = {f"comment-{jacket}": "Naht offen", f"reason-{trousers}": "late_or_lost", f"comment-{trousers}": "Doppelt"}
    back = await answer_form(web, f"/s/{invited.token}", form)
    assert back.status_code == 422
    assert "Doppelt\nNaht offen" in back.text
    assert _checked(back.text, f"reason-{trousers}") == ["late_or_lost"]


async def test_an_order_that_never_stands_still_is_answered_with_all_that_was_typed(
    web: AsyncClient, invited: Invited, link: Found, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def gone(*_: object) -> None:
        raise asyncpg.ForeignKeyViolationError("gone")

    monkeypatch.setattr(form_routes, "submit", gone)
    busy = await answer_form(web, f"/s/{invited.token}", {f"comment-{_item(link)}": "Naht offen"})
    assert (busy.status_code, _waiting_fields(busy)[f"comment-{_item(link)}"]) == (503, "Naht offen")


async def test_several_values_of_one_field_wait_on_the_busy_page_together(
    web: AsyncClient, invited: Invited, link: Found, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: object) -> None:
        raise asyncpg.DiskFullError("full")

    monkeypatch.setattr(form_routes, "submit", full)
    keys = [str(item.id) for item in link.order.items]
    busy = await answer_form(web, f"/s/{invited.token}", {"item": keys})
    assert re.findall(r'<textarea name="item" hidden>\n(\d+)</textarea>', busy.text) == keys


async def test_what_was_begun_about_a_replaced_item_moves_to_the_new_one(
    web: AsyncClient, shop: House, invited: Invited, link: Found
) -> None:
    jacket = str(link.order.items[0].id)
    path = f"/s/{invited.token}"
    await post_step(web, path, "items", {"item": [jacket]})
    await post_step(web, path, f"item-{jacket}", {f"comment-{jacket}": "Naht offen"})
    await upsert_orders([OrderLines("A-1", (replace(JACKET, size="L"), TROUSERS))])
    back = await post_step(web, path, "page-1", {"q-csat": "2"}, go="send")
    assert (back.status_code, "Naht offen" in back.text, "blau, L" in back.text) == (422, True, True)
    assert (await post_step(web, path, "page-1", {"q-csat": "2"}, go="send")).status_code == 303
    row = await Comment.select().first()
    assert (row["text"], row["size"], await Comment.count()) == ("Naht offen", "L", 1)


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
        locked = await answer_form(web, f"/s/{invited.token}", {"q-csat": "2"})
        rival.execute("ROLLBACK")
    assert (locked.status_code, "retry-after" in locked.headers) == (503, True)
    assert (await answer_form(web, f"/s/{invited.token}", {"q-csat": "2"})).status_code == 303


async def test_a_full_disk_stores_nothing_by_halves_and_recovers(
    web: AsyncClient, invited: Invited, link: Found, database_url: str
) -> None:
    if not database_url.startswith("sqlite"):
        pytest.skip("only SQLite can be told how large its file may grow")
    form = {f"comment-{item.id}": "😡" * 1_000 for item in link.order.items}
    before = await everything()
    await _limit_pages(1)
    full = await answer_form(web, f"/s/{invited.token}", form)
    assert (full.status_code, await everything() == before) == (503, True)
    await _limit_pages(1_000_000)
    assert (await web.post(f"/s/{invited.token}", data=_waiting_fields(full))).status_code == 303
    assert await Comment.count() == 2


async def _limit_pages(most: int) -> None:
    from feedback_app.foundation.database import engine

    # Below its present size SQLite takes the present size as the limit.
    for connection in engine()._all:  # type: ignore[attr-defined]
        await connection.execute(f"PRAGMA max_page_count = {most}")
