"""Scan a file of counts for trends: the body of `feedback trends scan`.

Reads and writes files; everything else is in the pure rooms. See `counts_file` for the rules of COUNTS. Nothing is
written when the file is refused.

    SCORES   series,date,observed,expected,lower,upper,score,alarm

expected, lower and upper are empty where a step is missing or too early to say; such a step never alarms.
"""

import csv
import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from feedback_app.alerts.counts_file import CountsFile, CountsFileError, read_counts
from feedback_app.alerts.scanning import scan_on_one_thread
from feedback_app.alerts.seasons import Step
from feedback_app.alerts.trends import Scan

COLUMNS = ("series", "date", "observed", "expected", "lower", "upper", "score", "alarm")

__all__ = ["COLUMNS", "CountsFileError", "Judged", "scan_file"]


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of a scan: rows written, those of them that could be judged, series with none, series that alarm."""

    rows: int
    judged: int
    never_judged: tuple[str, ...]
    alarmed: int


def scan_file(counts: Path, out: Path, step: Step, start: dt.date | str, false_alarms: float) -> Judged:
    """Scan `counts` from `start` on and write one row per series and step to `out`.

    start: a day or a time, in the file's own clock. false_alarms: budget for all series and 30 days, above 0.
    Raises CountsFileError for a file or start that breaks a rule, ValueError for a budget that is not positive.
    """
    if not false_alarms > 0:
        raise ValueError("the budget of false alarms must be above 0")
    read = read_counts(counts, step)
    begin = read.step_of(start, "the start")
    if begin >= read.panel.counts.shape[1]:
        raise CountsFileError(f"the start {start} lies after the last row of the file")
    found = scan_on_one_thread(read.panel, begin, false_alarms)
    with out.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(_rows(read, found))
    return _judged(read, found)


def _judged(read: CountsFile, found: Scan) -> Judged:
    judged = (~np.isnan(found.expected)).sum(axis=1)
    never = tuple(name for name, steps in zip(read.names, judged.tolist(), strict=True) if not steps)
    return Judged(found.score.size, int(judged.sum()), never, int(found.alarm.any(axis=1).sum()))


def _rows(read: CountsFile, found: Scan) -> Iterator[tuple[str, ...]]:
    """Yield the rows in the order of the series in the file, and of time."""
    dates = [read.text_of(step) for step in range(found.start, read.panel.counts.shape[1])]
    for row, name in enumerate(read.names):
        observed = read.panel.counts[row, found.start :]
        cells = (observed, found.expected[row], found.lower[row], found.upper[row], found.score[row])
        written = ([_cell(value) for value in column.tolist()] for column in cells)
        alarms = ("1" if alarm else "0" for alarm in found.alarm[row].tolist())
        yield from zip([name] * len(dates), dates, *written, alarms, strict=True)


def _cell(value: float) -> str:
    if math.isnan(value):
        return ""
    return f"{value:.6g}" if value < 1e5 else f"{value:.0f}"
