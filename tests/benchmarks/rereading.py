"""All comments are read again while customers come: ``python -m tests.benchmarks.rereading [comments] [rate]``.

Fills a scratch shop on SQLite with so many comments that another model has read, starts the real web process, lets
``rate`` customers per second open their form and send it, once without and once beside the worker that finds the model
changed. Prints what customers met in both cases, how fast comments are read, the worker's memory, how fast the work
rests when it is stopped, and where it goes on after the worker was killed. Everything shares the machine. Exits with 1
where a comment was left out, the worker needs more than 400 MB or an acknowledged answer was lost.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from classifier.care import rereading
from classifier.care.rereading import Progress
from classifier.starter import Example, starter_corpus
from classifier.tables import Assignment, Classification
from feedback_app import schema
from feedback_app.foundation import database
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import fetch, insert_many, reserve_ids
from feedback_app.settings import read_settings
from feedback_app.setup import install
from feedback_app.wiring import house_of
from surveys.tables import Comment, Submission
from tests.benchmarks.customers import PROGRAM, TRAIN, comments, counted, free_port, links, report, running, visit
from tests.benchmarks.visitors import Plan, Visited

SECONDS = 30.0
DAYS = 365
FIRST = datetime(2025, 11, 1, 12, tzinfo=UTC)
BARE_SUBMISSION = {"order_id": "", "channel": "import", "revision": 1, "notice_version": "", "demo": False}
BARE_COMMENT: dict[str, object] = {
    **dict.fromkeys(("question", "reason", "reason_raw", "reason_group", "wish", "help_shown", "sku"), ""),
    **dict.fromkeys(("product", "category", "size", "color", "carrier", "warehouse", "region"), ""),
    **{"quantity": 1, "helped": False, "revision": 1},
}
BARE_OUTCOME: dict[str, object] = {
    **{"outcome": "themes", "novelty": 0.1, "source": "model", "model_version": "before"},
    **{"revision": 1, "overruled": ""},
}
FILLED_AT_ONCE = 20_000
MOST_MEMORY = 400.0
REST_SECONDS = 4.0
SLOWEST = 3600.0


def main() -> None:
    """Measure and print."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    rate = float(sys.argv[2]) if len(sys.argv) > 2 else 5.0
    folder = Path(tempfile.mkdtemp(prefix="feedback-rereading-"))
    try:
        subprocess.run([sys.executable, "-c", TRAIN, str(folder / "models")], check=True)
        good = asyncio.run(measured(folder, number, rate))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(0 if good else 1)


async def measured(folder: Path, number: int, rate: float) -> bool:
    """Fill the shop, change the model, and watch."""
    url, port, crowd = f"sqlite:///{folder}/feedback.db", free_port(), round(SECONDS * rate)
    more = {"DATABASE_URL": url, "FEEDBACK_VAR_DIR": str(folder), "FEEDBACK_BASE_URL": f"http://127.0.0.1:{port}"}
    environment = {**os.environ, **more, "FEEDBACK_PORT": str(port), "FEEDBACK_TRUSTED_PROXY": "127.0.0.1"}
    settings = read_settings(environment)
    async with database.connect(url):
        await schema.migrate()
        await install(house_of(settings), settings)
        await fill(number)
        paths = [f"/s/{token}" for token in await links(house_of(settings), 2 * crowd)]
        print(f"{number:,} comments, {rate:.0f} customers a second, {os.cpu_count()} cores; ms from due to answered")
        print(f"{'':34} {'p50':>8} {'p99':>8} {'max':>8} {'n':>7} {'per s':>7}")
        web = [str(PROGRAM), "serve", "--no-worker"]
        with running(web, environment, folder, f"http://127.0.0.1:{port}/readyz"):
            alone = await asyncio.to_thread(visit, folder, Plan(port, rate, paths[:crowd], comments()))
            report("POST answer, no worker", alone.sent, alone.last_due)
            together, memory = await beside(environment, folder, Plan(port, rate, paths[crowd:], comments()))
        lost = await counted(alone.answered + together.answered)
        memory = max(memory, await to_the_end(environment, folder))
        left = (await fetch("SELECT COUNT(*) AS n FROM classification WHERE model_version = 'before'"))[0]["n"]
    print(f"  {left} comments left out; the worker needed at most {memory:.0f} MB")
    return not (left or lost or alone.trouble or together.trouble) and memory <= MOST_MEMORY


async def beside(environment: dict[str, str], folder: Path, plan: Plan) -> tuple[Visited, float]:
    """Let customers come while the worker reads; then stop the work, go on, and kill the worker."""
    with worker(environment, folder) as child:
        began = time.perf_counter()
        await until(lambda work: work.done > 0)
        print(f"  the worker finds the change and has read its first slice after {time.perf_counter() - began:.0f} s")
        started, before = time.perf_counter(), (await now()).done
        visited = await asyncio.to_thread(visit, folder, plan)
        report("POST answer, all are read again", visited.sent, visited.last_due)
        speed = ((await now()).done - before) / (time.perf_counter() - started)
        print(f"  {speed:,.0f} comments a second beside the customers")
        await rests()
        child.send_signal(signal.SIGKILL)
        child.wait()
        return visited, peak(child, folder)


async def rests() -> None:
    """Stop the work, see that it rests, and let it go on."""
    await rereading.stop()
    await asyncio.sleep(REST_SECONDS)
    stopped = (await now()).done
    await asyncio.sleep(REST_SECONDS)
    print(f"  stopped: {(await now()).done - stopped} comments read in {REST_SECONDS:.0f} s")
    await rereading.go_on()
    await until(lambda work: work.done > stopped)


async def to_the_end(environment: dict[str, str], folder: Path) -> float:
    """Start a worker where another one was killed and wait until all is read; returns its memory, MB."""
    killed = await now()
    with worker(environment, folder) as child:
        await until(lambda work: work.done > killed.done)
        started, first = time.perf_counter(), await now()
        await until(lambda work: work.finished_at is not None)
        end = await now()
        if end.done > first.done:
            speed = (end.done - first.done) / (time.perf_counter() - started)
            print(
                f"  killed at {killed.done:,}, gone on there: {speed:,.0f} comments a second, {end.changed:,} changed"
            )
        return peak(child, folder)


async def now() -> Progress:
    """Return how far the work is."""
    work = await rereading.latest()
    assert work is not None, "nothing is being read again"
    return work


async def until(reached: Callable[[Progress], bool]) -> None:
    """Wait until the work is so far."""
    ends = time.perf_counter() + SLOWEST
    while time.perf_counter() < ends:
        work = await rereading.latest()
        if work is not None and reached(work):
            return
        await asyncio.sleep(0.2)
    raise RuntimeError("the work does not get there")


@contextmanager
def worker(environment: dict[str, str], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run the real worker; another thread watches its memory."""
    with (folder / "worker.log").open("ab") as log:
        child = subprocess.Popen([str(PROGRAM), "worker"], env=environment, stdout=log, stderr=log)
    watching = threading.Thread(target=watch, args=(child, folder), daemon=True)
    watching.start()
    try:
        yield child
    finally:
        child.send_signal(signal.SIGTERM)
        child.wait()
        watching.join()


def watch(child: subprocess.Popen[bytes], folder: Path) -> None:
    """Note the highest memory of a process while it lives."""
    while child.poll() is None:
        with suppress(OSError, IndexError):
            status = Path(f"/proc/{child.pid}/status").read_text()
            high = int(status.split("VmHWM:")[1].split()[0])
            (folder / f"{child.pid}.memory").write_text(str(high))
        time.sleep(0.5)


def peak(child: subprocess.Popen[bytes], folder: Path) -> float:
    """Return the highest memory that was noted, MB."""
    return int((folder / f"{child.pid}.memory").read_text()) / 1000


async def fill(number: int) -> None:
    """Store comments of the corpus over a year, each with a theme from a model that is not there any more."""
    examples = [e for e in starter_corpus() if e.text.strip()]
    survey = (await fetch("SELECT id FROM survey WHERE code = ? ORDER BY version DESC LIMIT 1", "returns"))[0]["id"]
    for start in range(0, number, FILLED_AT_ONCE):
        places = range(start, min(start + FILLED_AT_ONCE, number))
        async with transaction():
            await fill_some(survey, [(examples[i % len(examples)], FIRST + timedelta(days=i % DAYS)) for i in places])


async def fill_some(survey: int, said: Sequence[tuple[Example, datetime]]) -> None:
    """Store some comments with all that hangs on them."""
    submissions, ids = await reserve_ids(Submission, len(said)), await reserve_ids(Comment, len(said))
    about = list(zip(submissions, ids, said, strict=True))
    columns = ("id", "survey", "submitted_at", "day", "changed_at", "language", *BARE_SUBMISSION)
    bare = tuple(BARE_SUBMISSION.values())
    rows: list[tuple[object, ...]] = [(s, survey, at, at.date(), at, e.language, *bare) for s, _, (e, at) in about]
    await insert_many(Submission, columns, rows)
    columns = ("id", "submission", "day", "text", "language", *BARE_COMMENT)
    bare = tuple(BARE_COMMENT.values())
    rows = [(c, s, at.date(), f"{e.text} {c}", e.language, *bare) for s, c, (e, at) in about]
    await insert_many(Comment, columns, rows)
    columns = ("comment", "day", "language", "classified_at", *BARE_OUTCOME)
    bare = tuple(BARE_OUTCOME.values())
    rows = [(c, at.date(), e.language, at, *bare) for _, c, (e, at) in about]
    await insert_many(Classification, columns, rows)
    columns = ("comment", "theme", "probability", "source", "model_version")
    await insert_many(Assignment, columns, [(c, "other", 0.5, "model", "before") for c in ids])


if __name__ == "__main__":
    main()
