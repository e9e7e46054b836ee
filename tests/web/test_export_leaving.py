"""Readers who go away in the middle of a large file leave nothing behind: no work, no connection, no memory."""

from __future__ import annotations

import asyncio
import gc
import resource
import sys
from types import AsyncGeneratorType
from urllib.parse import urlsplit

from structlog.testing import capture_logs

from feedback_app.auth.sessions import start_session
from feedback_app.foundation.access import Role
from feedback_app.insights.exports.formats import Format
from feedback_app.insights.exports.row_groups import RowGroups
from feedback_app.insights.exports.workbook import WorkbookWriter
from tests.conftest import Served
from tests.insights import export_world as world
from tests.web.conftest import member_with
from tests.web.test_export_routes import idle_connections, open_connections

SUBMISSIONS = 20_000
READERS = 3
MOST_GROWTH = 40_000_000
"""Bytes; what twelve readers would hold if each left a file of these rows behind is more than a hundred million."""


async def test_whoever_leaves_a_large_file_leaves_nothing_behind(served: Served, monkeypatch) -> None:
    heard: list[str] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda said: heard.append(f"{said.exc_value!r} in {said.object!r}"))
    await world.fill(SUBMISSIONS)
    session = await start_session(served.house, await member_with(Role.PRODUCT))
    cookie = f"{session.key}={session.value}"
    await everybody_leaves(served.url, cookie)
    before = memory()
    await everybody_leaves(served.url, cookie)
    assert left_over() == []
    assert heard == []
    assert memory() - before < MOST_GROWTH


async def everybody_leaves(url: str, cookie: str) -> None:
    """Let some readers at a time hang up, of each kind of file, and wait until all is put away."""
    with capture_logs() as logs:
        for kind in Format:
            await asyncio.gather(*(leave(url, cookie, kind) for _ in range(READERS)))
        async with asyncio.timeout(20):
            while len(told := [line for line in logs if line["event"] == "export"]) < READERS * len(Format):  # noqa: ASYNC110 told by a list
                await asyncio.sleep(0.02)
            # What was asked last is still answered, to nobody.
            while idle_connections() < open_connections():  # noqa: ASYNC110 the pool tells nobody
                await asyncio.sleep(0.02)
    assert all(not line["whole"] for line in told)


async def leave(url: str, cookie: str, kind: Format) -> None:
    """Ask for a file of everything, read its first bytes and hang up."""
    place = urlsplit(url)
    reader, writer = await asyncio.open_connection(place.hostname, place.port, limit=4_096)
    request = f"GET /export/submissions.{kind}?days=90 HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\n\r\n"
    writer.write(request.encode())
    assert (await reader.read(4_096)).startswith(b"HTTP/1.1 200")
    await reader.read(4_096)
    writer.transport.abort()


def left_over() -> list[str]:
    """Return what makes files and is still there."""
    gc.collect()
    makers = [one for one in gc.get_objects() if isinstance(one, WorkbookWriter | RowGroups | AsyncGeneratorType)]
    return [repr(one) for one in makers if "exports" in repr(one)]


def memory() -> int:
    """Return the bytes that this process holds now."""
    gc.collect()
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize()
