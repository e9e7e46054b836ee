"""How fast files leave the house: ``python -m tests.benchmarks.exports [engine] [submissions]``.

Fills a shop on ``sqlite``, ``postgres`` or ``both`` with a million submissions (or the number given), starts a real web
process, and downloads all of them in each format after a visit to the page, as people do. Prints rows, milliseconds to
the first byte, seconds in all, megabytes, and what memory the web process held before and how far it rose; beside it
the same rows by the plain driver of the database, in a process of its own that writes them through Python's csv, with
its memory. The first file also fills the database's own caches (on SQLite at most four connections of 32 MB), and the
first Parquet file loads pyarrow; what the others add is what a file takes. Everything shares the machine.
"""

from __future__ import annotations

import asyncio
import csv
import io
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

import asyncpg
import httpx

from classifier.starter import starter_model
from feedback_app.auth.sessions import cookie_name, start_session
from feedback_app.auth.tables import Member
from feedback_app.foundation import database
from feedback_app.foundation.access import Role
from feedback_app.insights.exports.formats import Format
from feedback_app.insights.store import packing
from feedback_app.settings import read_settings
from feedback_app.wiring import house_of
from tests.benchmarks.big_shop import fill
from tests.benchmarks.customers import PROGRAM, free_port, postgres, running

EVERYTHING: Final = "since=2020-01-01&until=2030-01-01"
ROWS_AT_ONCE: Final = 1_000
PLAIN: Final = """
    SELECT c.*, s.order_id, s.submitted_at, s.changed_at, s.revision, s.rating, s.channel, k.outcome, k.reason_in_text
    FROM comment c JOIN submission s ON s.id = c.submission LEFT JOIN classification k ON k.comment = c.id
    WHERE c.superseded_at IS NULL ORDER BY c.day, c.submission, c.id
"""


def main() -> None:
    """Measure and print."""
    if sys.argv[1:2] == ["plain"]:
        plain(sys.argv[2])
        return
    engines = sys.argv[1] if len(sys.argv) > 1 else "both"
    size = int(sys.argv[2].replace("_", "")) if len(sys.argv) > 2 else 1_000_000
    for engine in ("sqlite", "postgres") if engines == "both" else (engines,):
        folder = Path(tempfile.mkdtemp(prefix="feedback-exports-"))
        try:
            if engine == "sqlite":
                asyncio.run(measured(folder, f"sqlite:///{folder}/exports.db", size))
            else:
                with postgres(folder) as url:
                    asyncio.run(measured(folder, url, size))
        finally:
            shutil.rmtree(folder, ignore_errors=True)


async def measured(folder: Path, url: str, size: int) -> None:
    """Fill, pack, serve and download."""
    port = free_port()
    place = f"http://127.0.0.1:{port}"
    environment = {"PATH": os.environ["PATH"], "FEEDBACK_VAR_DIR": str(folder), "DATABASE_URL": url,
                   "FEEDBACK_PORT": str(port), "FEEDBACK_BASE_URL": place}  # fmt: skip
    await asyncio.to_thread(subprocess.run, [PROGRAM, "migrate"], env=environment, check=True, capture_output=True)
    house = house_of(read_settings(environment))
    # Otherwise the web process trains it meanwhile, which takes 170 MB of its own.
    starter_model(house.models_dir)
    async with database.connect(url):
        await fill(size, house.today())
        await packing.run(house)
        member = Member(email="b@shop.test", name="B", password_hash="!", role=Role.PRODUCT.value, language="de")
        await member.save()
        cookie = await start_session(house, member.id)
    print(f"== {url.partition(':')[0]}, {size:,} submissions")
    print(f"{'':10} {'rows':>10} {'first ms':>9} {'s':>7} {'MB':>7} {'memory MB':>10}")
    cookies = {cookie_name(house.https): cookie.value or ""}
    with running([str(PROGRAM), "serve", "--no-worker"], environment, folder, f"{place}/readyz") as web:
        async with httpx.AsyncClient(base_url=place, cookies=cookies, timeout=900) as client:
            await client.get("/export")
            await settle(web)
            for kind in Format:
                await download(client, kind, web, size)
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "tests.benchmarks.exports", "plain", url],
        check=True,
        capture_output=True,
        text=True,
    )
    print(done.stdout, end="")


async def settle(web: int) -> None:
    """Wait until the web process has loaded what it loads in the background, such as the model that suggests themes."""
    held, still = memory(web, "VmRSS"), 0
    while still < 10:
        await asyncio.sleep(1)
        now = memory(web, "VmRSS")
        held, still = now, still + 1 if abs(now - held) < 1 else 0


async def download(client: httpx.AsyncClient, kind: Format, web: int, rows: int) -> None:
    """Take one file and print one line."""
    before = forget_peak(web)
    started, first, size = time.perf_counter(), 0.0, 0
    async with client.stream("GET", f"/export/submissions.{kind}?{EVERYTHING}") as answer:
        assert answer.status_code == 200
        async for part in answer.aiter_raw():
            first = first or (time.perf_counter() - started) * 1000
            size += len(part)
    seconds = time.perf_counter() - started
    grown = memory(web, "VmHWM") - before
    print(f"{kind:10} {rows:>10,} {first:9.0f} {seconds:7.1f} {size / 1e6:7.0f} {before:5.0f}+{grown:.0f}")


def forget_peak(process: int) -> float:
    """Let a process forget how much memory it held at most; return what it holds now, in megabytes."""
    Path(f"/proc/{process}/clear_refs").write_text("5", encoding="ascii")
    return memory(process, "VmRSS")


def memory(process: int, kind: str) -> float:
    """Return what a process holds now (VmRSS), or held at most (VmHWM), in megabytes."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(kind)).split()[1]) / 1024


def plain(url: str) -> None:
    """Read the same rows with nothing but the driver, and print one line."""
    started, first, size, rows = time.perf_counter(), 0.0, 0, 0
    for part in (sqlite_parts if url.startswith("sqlite") else postgres_parts)(url):
        first = first or (time.perf_counter() - started) * 1000
        written = io.StringIO()
        csv.writer(written).writerows(part)
        size += len(written.getvalue().encode())
        rows += len(part)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'plain csv':10} {rows:>10,} {first:9.0f} {seconds:7.1f} {size / 1e6:7.0f} {peak:9.0f} in all")


def sqlite_parts(url: str):
    """Yield the rows of a SQLite file."""
    found = sqlite3.connect(url.removeprefix("sqlite:///")).execute(PLAIN)
    while part := found.fetchmany(ROWS_AT_ONCE):
        yield part


def postgres_parts(url: str):
    """Yield the rows of a PostgreSQL server by a cursor."""
    loop = asyncio.new_event_loop()
    connection = loop.run_until_complete(asyncpg.connect(url))
    held = connection.transaction()
    loop.run_until_complete(held.start())
    cursor = loop.run_until_complete(connection.cursor(PLAIN))
    while part := loop.run_until_complete(cursor.fetch(ROWS_AT_ONCE)):
        yield part
    loop.run_until_complete(connection.close())


if __name__ == "__main__":
    main()
