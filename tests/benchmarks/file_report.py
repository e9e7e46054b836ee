"""How long a report takes: ``python -m tests.benchmarks.file_report [rows]``.

A generated year of returns becomes a page in a process of its own, as the verb does it, with no model in the cache.
Beside it two anchors over the same file: reading it with the csv module, and reading it and counting what the report
counts (reason by product, carrier and week) with dictionaries. Their difference to ours is what reading the words,
masking, the replay of the days and the drawing cost.
"""

from __future__ import annotations

import csv
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.cli.returns_file import write_returns

PROGRAM = Path(sys.executable).with_name("feedback")


def main() -> None:
    """Measure and print."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = write_returns(folder / "returns.csv", rows)
        print(f"{rows:,} rows, {file.stat().st_size / 1e6:.1f} MB, {os.cpu_count()} cores")
        line("csv.reader alone", timed(lambda: read(file)), rows)
        line("csv.reader and counting", timed(lambda: count(file)), rows)
        line("feedback report, first time", timed(lambda: ours(file, folder)), rows)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"page {file.with_suffix('.html').stat().st_size / 1e6:.2f} MB, peak {peak:.0f} MB of memory")


def line(name: str, taken: tuple[float, float], rows: int) -> None:
    """Print one line of the table: seconds on the wall, seconds of one core."""
    wall, core = taken
    print(f"{name:30} {wall:8.2f} s {core:8.2f} s of one core {rows / wall:12,.0f} rows/s")


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Return seconds on the wall and seconds of one core: on a busy machine only the second tells about the code."""
    started, before = time.perf_counter(), processor()
    work()
    return time.perf_counter() - started, processor() - before


def processor() -> float:
    """Return the processor time of this process and of those it called."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def read(file: Path) -> int:
    """Read every row."""
    with file.open(encoding="cp1252", newline="") as source:
        return sum(1 for _ in csv.reader(source, delimiter=";"))


def count(file: Path) -> tuple[Counter[tuple[str, str]], ...]:
    """Count the stated reasons by product, carrier and day."""
    products, carriers, days = Counter[tuple[str, str]](), Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    with file.open(encoding="cp1252", newline="") as source:
        for row in csv.DictReader(source, delimiter=";"):
            products[row["Produkt"], row["Grund"]] += 1
            carriers[row["Versanddienstleister"], row["Grund"]] += 1
            days[row["Datum"], row["Grund"]] += 1
    return products, carriers, days


def ours(file: Path, folder: Path) -> None:
    """Write the page as the verb does, without a model in the cache."""
    words = [PROGRAM, "report", file, "--out", file.with_suffix(".html")]
    environment = {"PATH": os.environ["PATH"], "FEEDBACK_VAR_DIR": str(folder / "var")}
    subprocess.run(words, check=True, env=environment, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
