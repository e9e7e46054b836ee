"""Whichever call to the database fails: everything is there or nothing is, and trying again is enough."""

from __future__ import annotations

import csv
import html
import itertools
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from classifier import assignments
from classifier.starter import starter_model
from feedback_app.alerts import alerting, counts, detection
from feedback_app.alerts.channels import Channels
from feedback_app.foundation import database
from feedback_app.foundation.database import engine, transaction
from feedback_app.foundation.dialect import execute, fetch
from feedback_app.foundation.house import House
from feedback_app.settings import read_settings
from feedback_app.setup import install
from feedback_app.wiring import house_of
from surveys import imports
from surveys.answers import Answers, Given, ItemAnswer
from surveys.invitations import Found, Invited, find_invitation, invite
from surveys.orders import ItemLine, OrderLines, upsert_orders
from surveys.submissions import submit
from tests.conftest import Served
from tests.faults.broken_calls import BROKEN, broken_call
from tests.faults.conftest import NOW, SECRET
from tests.surveys.filling import nonce_in, wait

MOST_CALLS = 80
WORDS = "Ärmel zu kurz & <b>Naht</b> offen"


@pytest.fixture
async def house(db: str, tmp_path: Path) -> House:
    settings = read_settings({"DATABASE_URL": db, "FEEDBACK_SECRET": SECRET, "FEEDBACK_VAR_DIR": str(tmp_path)})
    made = house_of(settings, lambda: NOW)
    await install(made, settings)
    await upsert_orders([OrderLines("A-1", (ItemLine("J-1", "Jacke"), ItemLine("T-1", "Hose")), carrier="GLS")])
    return made


async def count(sql: str, *arguments: object) -> int:
    return int((await fetch(f"SELECT COUNT(*) AS n FROM {sql}", *arguments))[0]["n"])


async def break_each_call(attempt: Callable[[int], Awaitable[None]]) -> int:
    """Break the first call of a first attempt, the second call of the next …; returns how many calls there are."""
    for number in range(1, MOST_CALLS):
        with broken_call(number) as broken, suppress(*BROKEN):
            await attempt(number)
        if not broken.happened:
            return number - 1
    raise AssertionError("there is no end of calls")


async def test_an_answer_is_stored_whole_or_not_at_all(house: House):
    links = {number: await link_to(house) for number in range(1, 20)}

    async def attempt(number: int) -> None:
        await submit(house, links[number], answers(links[number]))

    calls = await break_each_call(attempt)
    assert calls >= 5
    for number in range(1, calls + 1):
        parts = await stored_parts(links[number])
        assert parts in {(0, 0, 0, 0), (1, 2, 1, 1)}, number
        await attempt(number)
        assert await stored_parts(links[number]) == (1, 2, 1, 1)
    assert await count("comment WHERE superseded_at IS NOT NULL") == 0


async def test_a_changed_answer_is_changed_whole_or_not_at_all(house: House):
    links = {number: await link_to(house) for number in range(1, 30)}
    for link in links.values():
        await submit(house, link, answers(link))

    async def attempt(number: int) -> None:
        await submit(house, links[number], answers(links[number], text="Doch zu lang", rating=5))

    calls = await break_each_call(attempt)
    assert calls >= 6
    for number in range(1, calls + 1):
        rating, current, old = await changed_parts(links[number])
        assert (rating, current, old) in [(2, [WORDS, ""], 0), (5, ["Doch zu lang", ""], 1)], number
        await attempt(number)
        assert await changed_parts(links[number]) == (5, ["Doch zu lang", ""], 1)


async def link_to(house: House) -> Found:
    found = await find_invitation(house, (await invite(house, "A-1")).token)
    assert isinstance(found, Found)
    return found


def answers(link: Found, text: str = WORDS, rating: int = 2) -> Answers:
    jacket, trousers = (str(item.id) for item in link.order.items)
    items = (ItemAnswer(jacket, "too_small", text), ItemAnswer(trousers, "defective", ""))
    given = (Given("csat", number=rating, style="numbers"),)
    return Answers(items=items, given=given, rating=rating, wants_news=True, email="kundin@post.test")


async def stored_parts(link: Found) -> tuple[int, int, int, int]:
    mine = "submission s ON s.id = x.submission WHERE s.invitation = ?"
    return (
        await count("submission WHERE invitation = ?", link.id),
        await count(f"comment x JOIN {mine}", link.id),
        await count(f"contact x JOIN {mine}", link.id),
        await count(f"answer x JOIN {mine}", link.id),
    )


async def changed_parts(link: Found) -> tuple[int, list[str], int]:
    rating = (await fetch("SELECT rating FROM submission WHERE invitation = ?", link.id))[0]["rating"]
    rows = await fetch(
        "SELECT c.text, c.superseded_at FROM comment c JOIN submission s ON s.id = c.submission"
        " WHERE s.invitation = ? ORDER BY c.reason DESC, c.id",
        link.id,
    )
    current = [row["text"] for row in rows if row["superseded_at"] is None]
    return rating, current, len(rows) - len(current)


async def test_a_correction_is_written_whole_or_not_at_all(house: House):
    for _ in range(20):
        link = await link_to(house)
        await submit(house, link, answers(link))
    comments = [row["id"] for row in await fetch("SELECT id FROM comment ORDER BY id")]

    async def attempt(number: int) -> None:
        await assignments.correct(comments[number], ["too_big", "quality"], 1, NOW)

    calls = await break_each_call(attempt)
    assert calls >= 6
    for number in range(1, calls + 1):
        tables = ("classification", "assignment", "correction")
        parts = [await count(f"{table} WHERE comment = ?", comments[number]) for table in tables]
        assert parts in ([0, 0, 0], [1, 2, 1]), number
        before = parts[2]
        await attempt(number)
        parts = [await count(f"{table} WHERE comment = ?", comments[number]) for table in tables]
        assert parts == [1, 2, before + 1]


async def test_a_batch_of_an_import_is_stored_whole_or_not_at_all(house: House, tmp_path: Path):
    def file(number: int) -> Path:
        path = tmp_path / f"{number}.csv"
        with path.open("w", newline="", encoding="utf-8") as opened:
            rows = [(f"{number}-{row}", "2026-11-18", "too_small") for row in range(30)]
            csv.writer(opened).writerows([("external_id", "submitted_at", "reason"), *rows])
        return path

    async def attempt(number: int) -> None:
        await imports.import_submissions(house, file(number))

    calls = await break_each_call(attempt)
    assert calls >= 4
    for number in range(1, calls + 1):
        ours = f"submission s LEFT JOIN comment c ON c.submission = s.id WHERE s.external_id LIKE '{number}-%'"
        stored = await count(f"{ours} AND c.id IS NOT NULL")
        assert stored in {0, 30}, number
        assert await count(f"{ours} AND c.id IS NULL") == 0
        again = await imports.import_submissions(house, file(number))
        assert (again.stored, again.known) == (30 - stored, stored)


@pytest.fixture
async def risen(shops: Callable[[], str], models: Path, tmp_path: Path) -> AsyncIterator[House]:
    """A shop whose counts show a rise that no alert speaks of yet."""
    url = shops()
    settings = read_settings({"DATABASE_URL": url, "FEEDBACK_SECRET": SECRET, "FEEDBACK_VAR_DIR": str(tmp_path)})
    made = house_of(settings, lambda: NOW)
    async with database.connect(url):
        await assignments.run(made, *starter_model(models))
        await counts.run(made)
        await detection.run(made)
        yield made


NO_SERVER = Channels(None, "feedback@shop.test", {}, "https://hook.shop.test/", "", private_targets=True)


async def test_an_alert_its_history_and_its_messages_come_together_or_not_at_all(risen: House):
    async def attempt(_: int) -> None:
        await alerting.run(risen, NO_SERVER)

    for number in itertools.count(1):
        with broken_call(number) as broken, suppress(*BROKEN):
            await attempt(number)
        if not broken.happened:
            break
        parts = [await count(table) for table in ("alert", "alert_event", "notification")]
        assert parts in ([0, 0, 0], [1, 1, 2]), number
        await attempt(number)
        assert [await count(table) for table in ("alert", "alert_event", "notification")] == [1, 1, 2]
        assert await count("detected_day WHERE alerted_at IS NULL") == 0
        await forget_alerts()
    assert number > 10


async def forget_alerts() -> None:
    async with transaction():
        for table in ("notification", "alert_event", "alert"):
            await execute(f"DELETE FROM {table}")
        await execute("UPDATE detected_day SET alerted_at = NULL")


async def test_whichever_call_fails_the_customer_gets_the_words_back_or_a_thank_you(served: Served):
    house = served.house
    await upsert_orders([OrderLines("A-1", (ItemLine("J-1", "Jacke"),), carrier="GLS")])
    async with httpx.AsyncClient(base_url=served.url) as web:
        number, said = 0, httpx.Response(0)
        while said.status_code != 303:
            number += 1
            invited = await invite(house, "A-1")
            form = await opened_form(served, web, invited)
            with broken_call(number) as broken:
                said = await web.post(f"/s/{invited.token}", data=form)
            if said.status_code == 303 and broken.happened:
                said = httpx.Response(0)  # it failed where it did not matter; look at the next call too
                continue
            if broken.happened:
                assert (said.status_code, "retry-after" in said.headers) == (503, True), number
                assert html.escape(WORDS) in said.text or html.escape(WORDS, quote=False) in said.text
                assert (await web.post(f"/s/{invited.token}", data=form)).status_code == 303
        assert number > 8
    assert await count("comment WHERE text <> '' AND superseded_at IS NULL") == number


async def test_whichever_call_fails_a_step_is_saved_whole_or_comes_back(served: Served):
    await upsert_orders([OrderLines("A-1", (ItemLine("J-1", "Jacke"), ItemLine("T-1", "Hose")))])
    async with httpx.AsyncClient(base_url=served.url) as web:
        for number in itertools.count(1):
            invited = await invite(served.house, "A-1")
            form = await opened_form(served, web, invited) | {"go": "next", "step": "items", "item": "1"}
            with broken_call(number) as broken:
                said = await web.post(f"/s/{invited.token}", data=form)
            if not broken.happened:
                break
            assert said.status_code in {303, 503}, number
            assert (
                said.status_code == 303
                or html.escape(WORDS, quote=False) in said.text
                or html.escape(WORDS) in said.text
            )
            assert (await web.post(f"/s/{invited.token}", data=form)).status_code == 303
    assert number > 6
    assert await count("draft") == number


async def opened_form(served: Served, web: httpx.AsyncClient, invited: Invited) -> dict[str, str]:
    """Open a link, wait a while, and return its filled form."""
    nonce = nonce_in(await web.get(f"/s/{invited.token}"))
    await wait(web, served.clock)
    link = await find_invitation(served.house, invited.token)
    assert isinstance(link, Found)
    item = link.order.items[0].id
    return {"nonce": nonce, f"reason-{item}": "too_small", f"comment-{item}": WORDS, "q-csat": "2"}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("method", "path"), [("GET", "/api/v1/alerts"), ("POST", "/api/v1/submissions")])
async def test_a_program_is_told_when_to_try_again_while_the_file_is_locked(
    served: Served, tmp_path: Path, method: str, path: str
):
    from feedback_app.auth import api_keys

    key = await api_keys.create_key(served.house, "shop")
    row = {"submissions": [{"submitted_at": "2026-11-18", "reason": "too_small", "external_id": "R-1"}]}
    with sqlite3.connect(tmp_path / "feedback.db", isolation_level=None) as rival:
        async with httpx.AsyncClient(base_url=served.url, headers={"Authorization": f"Bearer {key}"}) as web:
            for connection in engine()._all:
                await connection.execute("PRAGMA busy_timeout = 20")
            rival.execute("BEGIN IMMEDIATE")
            locked = await web.request(method, path, json=row if method == "POST" else None)
            rival.execute("ROLLBACK")
            free = await web.request(method, path, json=row if method == "POST" else None)
    assert free.status_code == 200
    if method == "POST":
        assert (locked.status_code, locked.headers.get("retry-after")) == (503, "5")
        assert locked.headers["content-type"] == "application/problem+json"
        assert await count("submission WHERE external_id = 'R-1'") == 1
    else:
        assert locked.status_code == 200, "readers do not wait for a writer"


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_cut_connections_are_replaced_and_nobody_notices_twice(served: Served):
    await upsert_orders([OrderLines("A-1", (ItemLine("J-1", "Jacke"),))])
    invited = await invite(served.house, "A-1", language="de")
    async with httpx.AsyncClient(base_url=served.url) as web:
        form = await opened_form(served, web, invited)
    await fetch(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    async with httpx.AsyncClient(base_url=served.url) as web:
        said = [(await web.post(f"/s/{invited.token}", data=form)).status_code for _ in range(12)]
    assert set(said) <= {303, 503}
    assert said[-1] == 303
    assert await count("comment WHERE superseded_at IS NULL") == 1
