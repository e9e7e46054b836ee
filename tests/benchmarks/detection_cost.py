"""What watching many series costs on one core: ``python -m tests.benchmarks.detection_cost [sizes]``.

Simulated shops with 912 days of history. The weekly refit learns what is usual from it, in chunks of 2,000 series as
the worker does; the daily step takes in one day of all series, whatever their history, from the detector's state alone.
Each size runs in a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from datetime import date

import numpy as np
from threadpoolctl import threadpool_limits

from feedback_app.alerts.detector import DetectorOptions, advance, fresh
from feedback_app.alerts.forecast import Forecast, Panel, forecast

SIZES = (1_000, 10_000, 100_000)
HISTORY_DAYS, WEEK = 912, 7
SERIES_PER_CHUNK = 2_000
FIRST = date(2023, 9, 4)
SHARE = 0.05
LEVELS, HOW_COMMON = (0.3, 1.0, 3.0, 10.0, 50.0, 200.0), (0.35, 0.25, 0.2, 0.12, 0.06, 0.02)


def main() -> None:
    """Measure every size in a process of its own and print the table."""
    sizes = [int(text) for text in sys.argv[1].split(",")] if len(sys.argv) > 1 else list(SIZES)
    print("   series   daily step   per series   weekly refit   per series   peak memory")
    for size in sizes:
        command = [sys.executable, "-m", "tests.benchmarks.detection_cost", "one", str(size)]
        print(subprocess.run(command, check=True, capture_output=True, text=True).stdout, end="", flush=True)


def one(size: int) -> str:
    """Measure one size; return its row."""
    usual = [np.empty((size, WEEK), np.float32) for _ in range(3)]
    counts = np.empty((size, WEEK), np.float32)
    refit = 0.0
    for begin in range(0, size, SERIES_PER_CHUNK):
        rows = slice(begin, min(begin + SERIES_PER_CHUNK, size))
        panel = shop(rows.stop - rows.start, begin)
        began = time.process_time()
        found: Forecast = forecast(panel, HISTORY_DAYS, DetectorOptions().baseline)
        refit += time.process_time() - began
        for into, values in zip(usual, (found.cautious, found.phi, found.standard_error), strict=True):
            into[rows] = values
        counts[rows] = panel.counts[:, HISTORY_DAYS:]
    day = daily_step(counts, *usual)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return (
        f"{size:>9,}   {day:>8.3f} s   {day / size * 1e6:>7.2f} us   {refit:>10.1f} s"
        f"   {refit / size * 1e3:>7.3f} ms   {peak:>8.0f} MB\n"
    )


def daily_step(counts: np.ndarray, cautious: np.ndarray, phi: np.ndarray, standard_error: np.ndarray) -> float:
    """Take in a week and return the seconds of a middling day."""
    state, seconds = fresh(len(counts), "day"), []
    for day in range(WEEK):
        began = time.process_time()
        state, _, _ = advance(state, counts[:, day], cautious[:, day], phi[:, day], standard_error[:, day])
        seconds.append(time.process_time() - began)
    return float(np.median(seconds))


def shop(series: int, seed: int) -> Panel:
    """Draw the daily counts and answers of some series: 912 days of history and a week."""
    dice, days = np.random.default_rng([seed, 7]), HISTORY_DAYS + WEEK
    level = dice.choice(LEVELS, series, p=HOW_COMMON)[:, None]
    rhythm = 1 + 0.25 * np.sin(2 * np.pi * np.arange(days) / 7) + 0.2 * np.cos(2 * np.pi * np.arange(days) / 365.25)
    answers = dice.poisson(level / SHARE * rhythm)
    return Panel(dice.poisson(answers * SHARE).astype(float), answers.astype(float), FIRST, "day")


if __name__ == "__main__":
    if sys.argv[1:2] == ["one"]:
        with threadpool_limits(limits=1):
            print(one(int(sys.argv[2])), end="")
    else:
        main()
