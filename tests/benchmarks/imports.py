"""How fast a shop's file comes in: ``python -m tests.benchmarks.imports [rows]``.

Prints the whole import (reading, checking, redacting, storing with full synchronisation) beside raw sqlite3 writing the
same rows in the same batches, and an fsync probe, because the disk decides more than the code.
"""

from __future__ import annotations

import asyncio
import csv
import os
import random
import resource
import sqlite3
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from feedback_app import schema
from feedback_app.foundation import database
from feedback_app.foundation.house import House
from feedback_app.foundation.keys import Keys
from surveys import imports
from surveys.catalogue import install_catalogue
from surveys.import_rows import SUBMISSION_COLUMNS
from surveys.surveys import install_surveys

COLUMNS = SUBMISSION_COLUMNS[: SUBMISSION_COLUMNS.index("comment") + 1]
CORPUS = Path(__file__).parents[2] / "classifier" / "corpus" / "starter_de.csv"


def main() -> None:
    """Measure and print."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        file = write_file(Path(folder) / "submissions.csv", rows)
        print(f"{rows:,} submissions, {file.stat().st_size / 1e6:.0f} MB; fsync {fsyncs(Path(folder)):,.0f}/s")
        report("raw sqlite3, same rows and batches", *timed(lambda: raw(file, Path(folder) / "raw.db")), rows)
        report("feedback import submissions", *timed(lambda: asyncio.run(ours(file, Path(folder)))), rows)
        report("the same file again", *timed(lambda: asyncio.run(ours(file, Path(folder)))), rows)


def report(name: str, seconds: float, peak: float, rows: int) -> None:
    """Print one line of the table."""
    print(f"{name:38} {seconds:7.1f} s {rows / seconds:12,.0f} rows/s   peak {peak:5.0f} MB")


def timed(work) -> tuple[float, float]:
    """Return seconds and the process's peak memory so far in MB."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def ours(file: Path, folder: Path) -> None:
    """Import as the verb does."""
    house = House(lambda: datetime.now(UTC), ZoneInfo("Europe/Berlin"), Keys("k" * 40), "http://localhost", folder)
    async with database.connect(f"sqlite:///{folder}/ours.db"):
        await schema.migrate()
        await install_catalogue()
        await install_surveys(house.now())
        outcome = await imports.import_submissions(house, file)
        assert outcome.bad == 0


def raw(file: Path, path: Path) -> None:
    """Write the file's rows into one plain table."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(f"CREATE TABLE row ({', '.join(COLUMNS)}, UNIQUE (external_id))")
    marks = ", ".join("?" * len(COLUMNS))
    with file.open(newline="", encoding="utf-8") as opened:
        reader = csv.reader(opened)
        next(reader)
        while batch := [row for _, row in zip(range(imports.ROWS_PER_BATCH), reader, strict=False)]:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(f"INSERT INTO row VALUES ({marks})", batch)
            connection.execute("COMMIT")


def write_file(path: Path, rows: int) -> Path:
    """Write a shop's export: half of the rows with a text from the starter corpus."""
    dice = random.Random(1)
    with CORPUS.open(encoding="utf-8") as opened:
        texts = [row["text"] for row in csv.DictReader(opened)]
    start = datetime(2025, 10, 1, tzinfo=UTC)
    with path.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.writer(opened)
        writer.writerow(COLUMNS)
        for number in range(rows):
            at = start + timedelta(minutes=number * 400 * 1440 / rows)
            text = dice.choice(texts) if dice.random() < 0.5 else ""
            article = number % 20
            place = (dice.choice(("DHL", "GLS", "DPD")), dice.choice(("Erfurt", "Kassel")), "Bayern")
            reason = dice.choice(("too_small", "defective", "damaged_transport", "other"))
            writer.writerow(
                (
                    *(f"E{number}", at.isoformat(), f"O{number}", "de", "web"),
                    *(f"S{article}", f"Produkt {article}", "Mode", "M", "blau"),
                    *(*place, reason, dice.choice((1, 2, 3, 4, 5, "")), text),
                )
            )
    return path


def fsyncs(folder: Path) -> float:
    """Return how many 8 kB writes with fsync the disk does in a second."""
    descriptor = os.open(folder / "probe", os.O_CREAT | os.O_WRONLY)
    started, done = time.perf_counter(), 0
    while time.perf_counter() - started < 0.5:
        os.pwrite(descriptor, b"x" * 8192, 0)
        os.fsync(descriptor)
        done += 1
    os.close(descriptor)
    return done / (time.perf_counter() - started)


if __name__ == "__main__":
    main()
