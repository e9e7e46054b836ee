"""The export page and its files as members and programs reach them."""

from __future__ import annotations

import asyncio
import csv
import io
import time
from urllib.parse import urlsplit

import httpx
import pytest
from structlog.testing import capture_logs

from feedback_app.auth.api_keys import create_key
from feedback_app.auth.sessions import start_session
from feedback_app.foundation.access import Role
from feedback_app.foundation.database import engine
from feedback_app.insights.exports import said
from surveys.tables import Shop
from tests.insights import export_world as world
from tests.web.conftest import member_with


@pytest.fixture
async def member(client_as):
    await Shop(name="Wetterfest").save()
    await world.fill(40)
    return await client_as("product", "en")


def lines_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


async def test_the_page_offers_what_there_is_and_keeps_the_filters_it_came_with(member):
    page = (await member.get("/export?days=90&carrier=GLS&what=themes&format=xlsx")).text
    for word in ("Returned items and comments", "Actions and effects", "Parquet", "Begun and not sent"):
        assert word in page
    assert '<input type="hidden" name="carrier" value="GLS">' in page
    assert 'value="themes" checked' in page
    assert 'value="xlsx" checked' in page
    assert "days_since_order" in page


async def test_every_page_of_figures_leads_to_the_export_with_its_filters(member):
    for path in ("/themes", "/submissions"):
        page = (await member.get(f"{path}?days=90&carrier=GLS")).text
        assert "/export?days=90&amp;carrier=GLS" in page


async def test_the_page_counts_the_rows_that_the_file_will_hold(member):
    await world.one_draft()
    page = (await member.get("/export?days=90")).text
    rows = lines_of((await member.get("/export/submissions.csv?days=90")).text)
    assert f"{len(rows)} rows" in page
    both = lines_of((await member.get("/export/submissions.csv?days=90&status=all")).text)
    assert f"{len(both)} rows" in page
    assert len(both) == len(rows) + 1


async def test_the_form_leads_to_the_file_of_its_choices(member):
    answer = await member.get("/export/file?what=submissions&format=csv&status=finished&days=90&carrier=GLS")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith('attachment; filename="submissions_2026-08-23_')
    assert {row["carrier"] for row in lines_of(answer.text)} == {"GLS"}
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("name", "begin"), [("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK\x03\x04"), ("jsonl", b"{"), ("parquet", b"PAR1")]
)
async def test_every_format_begins_as_its_readers_expect(member, name: str, begin: bytes):
    answer = await member.get(f"/export/submissions.{name}?days=90")
    assert answer.content.startswith(begin)
    assert answer.headers["content-type"].split(";")[0] in {
        *("text/csv", "application/jsonl", "application/vnd.apache.parquet"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }


@pytest.mark.parametrize(
    "path", ["/export/members.csv", "/export/themes.pdf", "/export/file", "/export/file?what=themes"]
)
async def test_what_cannot_be_exported_is_not_found(member, path: str):
    assert (await member.get(path)).status_code == 404


async def test_strangers_get_no_file(member, client_as):
    stranger = await client_as(None)
    assert (await stranger.get("/export/submissions.csv")).status_code in {302, 303}
    assert (await stranger.get("/api/v1/export/submissions.csv")).status_code == 401


async def test_a_program_gets_the_same_file_with_a_key_and_hears_of_a_wrong_filter(member, app, client_as):
    key = await create_key(app.state.house, "bi")
    program = await client_as(None)
    given = {"Authorization": f"Bearer {key}"}
    answer = await program.get("/api/v1/export/submissions.jsonl?days=90&carrier=GLS", headers=given)
    assert answer.content == (await member.get("/export/submissions.jsonl?days=90&carrier=GLS")).content
    refused = await program.get("/api/v1/export/submissions.jsonl?colour=red", headers=given)
    assert (refused.status_code, "colour" in refused.text) == (400, True)
    assert (await program.get("/api/v1/export/secrets.jsonl", headers=given)).status_code == 404


async def test_the_first_byte_does_not_wait_for_the_rows(served):
    await world.fill(300)
    session = await start_session(served.house, await member_with(Role.PRODUCT))
    cookies = {session.key: session.value or ""}
    async with (
        httpx.AsyncClient(base_url=served.url, cookies=cookies) as client,
        client.stream("GET", "/export/submissions.csv?days=90") as answer,
    ):
        assert answer.status_code == 200
        assert "content-length" not in answer.headers
        first = await anext(answer.aiter_raw())
        assert first.startswith(b"\xef\xbb\xbf")


async def test_a_reader_who_goes_away_stops_the_work_and_gives_the_connection_back(served, monkeypatch):
    await world.fill(400)
    monkeypatch.setattr(said, "ROWS_AT_FIRST", 1)
    monkeypatch.setattr(said, "ROWS_AT_ONCE", 1)
    read: list[float] = []
    written = said._written

    async def slowly(comments):
        read.append(time.perf_counter())
        await asyncio.sleep(0.01)
        return await written(comments)

    monkeypatch.setattr(said, "_written", slowly)
    session = await start_session(served.house, await member_with(Role.PRODUCT))
    place = urlsplit(served.url)
    with capture_logs() as logs:
        reader, writer = await asyncio.open_connection(place.hostname, place.port)
        cookie = f"{session.key}={session.value}"
        writer.write(f"GET /export/submissions.csv?days=90 HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\n\r\n".encode())
        async with asyncio.timeout(10):
            while len(read) < 5:
                await reader.read(4_096)
        writer.close()
        await asyncio.sleep(0.3)
        seen = len(read)
        await asyncio.sleep(0.3)
    assert len(read) == seen < 300
    (noted,) = [line for line in logs if line["event"] == "export"]
    assert (noted["whole"], noted["what"]) == (False, "submissions")
    assert idle_connections() == open_connections()


def idle_connections() -> int:
    pool = getattr(engine(), "pool", None)
    return pool.get_idle_size() if pool else engine()._idle.qsize()  # type: ignore[attr-defined]


def open_connections() -> int:
    pool = getattr(engine(), "pool", None)
    return pool.get_size() if pool else len(engine()._all)  # type: ignore[attr-defined]
