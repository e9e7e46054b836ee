"""How fast the desk is shown: ``python -m tests.benchmarks.desk [engine] [submissions …] [--keep DIR]``.

Fills a shop on ``sqlite``, ``postgres`` or ``both`` with 10⁴, 10⁵ and 10⁶ submissions (or the numbers given) and half
as many more assignments, packs and indexes it, and asks a real web process for each page again and again, each time
with other filters. Prints p50, p95 and p99 in milliseconds beside the raw SQL that answers the heart of the same
question, how long filling, packing and the first look took, and the process's memory. Everything shares the machine;
the load before and after each shop stands beside the figures. With ``--keep`` the shops stay in DIR for the next time.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import statistics
import subprocess
import tempfile
import time
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

import httpx

from feedback_app.auth.sessions import cookie_name, start_session
from feedback_app.auth.tables import Member
from feedback_app.foundation import database
from feedback_app.foundation.access import Role
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch
from feedback_app.foundation.house import House
from feedback_app.insights.search import indexing
from feedback_app.insights.store import packing
from feedback_app.settings import read_settings
from feedback_app.wiring import house_of
from surveys.tables import Submission
from tests.benchmarks.big_shop import CARRIERS, CATEGORIES, PRODUCTS, fill
from tests.benchmarks.customers import PROGRAM, free_port, postgres, running

ROUNDS: Final = 40
SIZES: Final = (10_000, 100_000, 1_000_000)
# Indexing ten million texts takes longer than everything else together.
LARGEST_INDEXED: Final = 1_000_000
COUNT_THEMES: Final = """
    SELECT a.theme, COUNT(*) AS n FROM comment c JOIN assignment a ON a.comment = c.id
    WHERE c.superseded_at IS NULL AND c.day BETWEEN ? AND ?{} GROUP BY a.theme
"""
COUNT_PRODUCTS: Final = """
    SELECT c.product, c.reason, COUNT(*) AS n FROM comment c
    WHERE c.superseded_at IS NULL AND c.day BETWEEN ? AND ?{} GROUP BY c.product, c.reason
"""
HEAT: Final = """
    SELECT a.theme, c.product, COUNT(*) AS n FROM comment c JOIN assignment a ON a.comment = c.id
    WHERE c.superseded_at IS NULL AND c.day BETWEEN ? AND ?{} GROUP BY a.theme, c.product
"""
PARTS: Final = """
    SELECT c.carrier, c.reason, COUNT(*) AS n FROM comment c
    WHERE c.superseded_at IS NULL AND c.day BETWEEN ? AND ?{} GROUP BY c.carrier, c.reason
"""
NEWEST: Final = """
    SELECT c.id FROM comment c WHERE c.superseded_at IS NULL AND c.day BETWEEN ? AND ?{} ORDER BY c.id DESC LIMIT 25
"""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the desk, and the raw statement that answers the heart of the same question."""

    path: str
    sql: str


PAGES: Final = (
    Page("/", COUNT_THEMES),
    Page("/themes", COUNT_THEMES),
    Page("/themes/map", HEAT),
    Page("/themes/damaged_transport", COUNT_THEMES),
    Page("/products", COUNT_PRODUCTS),
    Page("/products/Artikel%203", COUNT_PRODUCTS),
    Page("/logistics", PARTS),
    Page("/money", COUNT_THEMES),
    Page("/submissions", NEWEST),
    Page("/search?q=Karton", NEWEST),
    Page("/alerts", ""),
)


def main() -> None:
    """Measure and print."""
    reading = argparse.ArgumentParser(description=__doc__)
    reading.add_argument("engine", nargs="?", choices=("sqlite", "postgres", "both"), default="both")
    reading.add_argument("sizes", nargs="*", type=int, metavar="submissions")
    reading.add_argument("--keep", type=Path, metavar="DIR")
    given = reading.parse_args()
    for size in given.sizes or SIZES:
        for engine in ("sqlite", "postgres") if given.engine == "both" else (given.engine,):
            with kept(given.keep, f"{engine}-{size}") as folder, served_by(engine, folder) as url:
                asyncio.run(measured(folder, url, size))


@contextmanager
def kept(keep: Path | None, name: str) -> Iterator[Path]:
    """Give a folder for a shop: one that stays, or one that is gone afterwards."""
    if keep is not None:
        folder = keep / name
        folder.mkdir(parents=True, exist_ok=True)
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="feedback-desk-", ignore_cleanup_errors=True) as made:
        yield Path(made)


@contextmanager
def served_by(engine: str, folder: Path) -> Iterator[str]:
    """Give the address of the folder's database."""
    if engine == "sqlite":
        yield f"sqlite:///{folder}/desk.db"
        return
    with postgres(folder) as url:
        yield url


async def measured(folder: Path, url: str, size: int) -> None:
    """Fill, pack, serve and look."""
    port = free_port()
    environment = {"PATH": os.environ["PATH"], "FEEDBACK_VAR_DIR": str(folder), "DATABASE_URL": url,
                   "FEEDBACK_PORT": str(port), "FEEDBACK_BASE_URL": f"http://127.0.0.1:{port}"}  # fmt: skip
    await asyncio.to_thread(subprocess.run, [PROGRAM, "migrate"], env=environment, check=True, capture_output=True)
    settings = read_settings(environment)
    house = house_of(settings)
    print(f"== {url.partition(':')[0]}, {size:,} submissions, load {os.getloadavg()[0]:.1f}")
    async with database.connect(url):
        await prepared(house, size)
        # A shop that was kept is looked at on the day it was filled up to, as if no day had passed.
        last = (await fetch('SELECT "day" FROM "comment" ORDER BY "day" DESC LIMIT 1'))[0]["day"]
        cookie = await start_session(house, await somebody())
        statements = {page.path: await raw(page.sql, last) for page in PAGES}
    cookies = {cookie_name(house.https): cookie.value or ""}
    with running([str(PROGRAM), "serve", "--no-worker"], environment, folder, f"http://127.0.0.1:{port}/readyz") as web:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", cookies=cookies, timeout=120) as client:
            started = time.perf_counter()
            await client.get("/themes")
            print(f"first look {time.perf_counter() - started:.1f} s")
            print(f"{'':34} {'p50':>6} {'p95':>6} {'p99':>6} ms {'kB':>6}   raw SQL p50 ms")
            for page in PAGES:
                await look(client, page, statements[page.path])
        print(f"memory of the web process {memory(web):.0f} MB; load {os.getloadavg()[0]:.1f}", flush=True)


async def prepared(house: House, size: int) -> None:
    """Fill, pack and index a shop that is empty; one that was kept is only packed."""
    if not await Submission.exists():
        await timed("filled", fill(size, house.today()))
    await timed("packed", packing.run(house))
    await timed("a pass without news", packing.run(house))
    if size <= LARGEST_INDEXED:
        await timed("indexed", indexing.run(house))
    async with transaction():
        await execute("ANALYZE")


async def timed(what: str, work: Awaitable[object]) -> None:
    """Do some work and print how long it took."""
    started = time.perf_counter()
    await work
    print(f"{what} in {time.perf_counter() - started:.1f} s", flush=True)


async def somebody() -> int:
    """Return the id of a member who may see everything here."""
    member = await Member.objects().where(Member.email == "b@shop.test").first()
    if member is None:
        member = Member(email="b@shop.test", name="B", password_hash="!", role=Role.PRODUCT.value, language="de")
        await member.save()
    return int(member.id)


async def look(client: httpx.AsyncClient, page: Page, raw_ms: float) -> None:
    """Ask for a page with other filters each time, and print one line."""
    dice, taken, size = random.Random(1), [], 0
    for _ in range(ROUNDS):
        query = filters(dice)
        mark = "&" if "?" in page.path else "?"
        started = time.perf_counter()
        answer = await client.get(f"{page.path}{mark}{httpx.QueryParams(query)}")
        taken.append((time.perf_counter() - started) * 1000)
        size = max(size, len(answer.content))
        if answer.status_code != 200:
            print(f"{page.path:34} {answer.status_code}")
            return
    taken.sort()
    print(f"{page.path:34} {statistics.median(taken):6.0f} {taken[int(len(taken) * 0.95) - 1]:6.0f} {taken[-1]:6.0f}"
          f"    {size / 1000:6.0f}   {raw_ms:8.0f}")  # fmt: skip


def filters(dice: random.Random) -> dict[str, str]:
    """Return the choices of one look: a span, and none, one or two filters."""
    choices = {
        "carrier": f"Paketdienst {dice.randrange(CARRIERS)}",
        "category": f"Gruppe {dice.randrange(CATEGORIES)}",
        "product": f"Artikel {dice.randrange(PRODUCTS)}",
        "language": "en",
    }
    chosen = dice.sample(sorted(choices), dice.choice((0, 0, 1, 2)))
    return {"days": str(dice.choice((30, 90, 365))), **{name: choices[name] for name in chosen}}


async def raw(sql: str, today: date) -> float:
    """Return the median milliseconds of the statement over the same kind of choices; 0 without one."""
    if not sql:
        return 0.0
    dice, taken = random.Random(1), []
    for _ in range(7):
        chosen = filters(dice)
        since = today - timedelta(days=int(chosen.pop("days")) - 1)
        where = "".join(f" AND c.{name} = ?" for name in chosen)
        started = time.perf_counter()
        await fetch(sql.format(where), since, today, *chosen.values())
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken)


def memory(process: int) -> float:
    """Return what a process holds in memory now, in MB."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith("VmRSS"))


if __name__ == "__main__":
    print(datetime.now(UTC).isoformat(timespec="minutes"))
    main()
