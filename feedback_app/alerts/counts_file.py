"""A file of counts becomes a panel; a file that breaks a rule is refused whole, with the number of the first bad line.

    COUNTS   series,date,count[,exposure]; other columns are ignored, rows in any order, commas or semicolons

Rules. Counts are whole and at least 0. Count empty: the step is missing, as is a step without a row, so a gap of
months is no quiet time. Exposure is the number of forms answered; no such column, or only empty cells: there is no
denominator. In a file with exposures a step that lacks one is missing, an exposure of 0 means that nobody answered, and
a count above 0 is then refused. An exposure between 0 and the count is accepted, because denominators may come from
elsewhere (orders of the weeks before). A series and step may have one row only. Days and weeks are those of the file's
own clock, whatever offset from UTC is written beside them; hours with an offset are taken to UTC, so that the day on
which clocks change has neither a gap nor a twin; hours with and without an offset may not be mixed.
"""

import csv
import datetime as dt
import math
import re
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from feedback_app.alerts.forecast import Panel
from feedback_app.alerts.seasons import Step

STEP_LENGTH: dict[Step, dt.timedelta] = {
    "hour": dt.timedelta(hours=1),
    "day": dt.timedelta(days=1),
    "week": dt.timedelta(days=7),
}
LARGEST_GRID = 200_000_000
"""Cells of a panel that are still read; more is a wrong date rather than a long history."""
LARGEST_COUNT = 1e9
THOUSANDS = re.compile(r"\d{1,3}(\.\d{3})+")


class CountsFileError(ValueError):
    """The file of counts cannot be used; the message names the line."""


@dataclass(frozen=True, slots=True)
class CountsFile:
    """What a file holds: its series in the order of the file, and the panel of their steps.

    in_utc: times were written with an offset and are now UTC.
    """

    names: tuple[str, ...]
    panel: Panel
    in_utc: bool

    def step_of(self, text: dt.date | str, place: str) -> int:
        """Return the first step at or after a day or time, 0 for one before the file; raises CountsFileError."""
        first = _midnight(self.panel.first)
        time, _ = _moment(text, place, self.panel.step)
        return max(0, -((first - time) // STEP_LENGTH[self.panel.step]))

    def text_of(self, step: int) -> str:
        """Return the date of a step as the file writes it: a day, or a time for hours."""
        time = _midnight(self.panel.first) + STEP_LENGTH[self.panel.step] * step
        if self.panel.step != "hour":
            return time.date().isoformat()
        return time.isoformat() + ("+00:00" if self.in_utc else "")


def read_counts(path: Path, step: Step) -> CountsFile:
    """Read a file of counts; raises CountsFileError for one that breaks a rule."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        table = _read(lines, step)
    first, steps, at = _grid(table, step)
    rows = np.frombuffer(table.row_series, np.intc).astype(np.int64)
    cells = rows * steps + at[np.frombuffer(table.row_moment, np.intc)]
    _refuse_twins(cells, table)
    counts, exposure = np.full((2, len(table.series), steps), np.nan)
    counts.ravel()[cells] = np.frombuffer(table.counts)
    exposure.ravel()[cells] = np.frombuffer(table.exposure)
    start = first if step == "hour" else first.date()
    panel = Panel(counts, None if np.isnan(exposure).all() else exposure, start, step)
    return CountsFile(tuple(table.series), panel, bool(table.in_utc))


@dataclass(slots=True)
class _Table:
    """The rows as read: codes of series and moment, values, and the line each stands in."""

    step: Step
    series: dict[str, int] = field(default_factory=dict)
    moments: dict[str, int] = field(default_factory=dict)
    row_series: "array[int]" = field(default_factory=lambda: array("i"))
    row_moment: "array[int]" = field(default_factory=lambda: array("i"))
    counts: "array[float]" = field(default_factory=lambda: array("d"))
    exposure: "array[float]" = field(default_factory=lambda: array("d"))
    lines: "array[int]" = field(default_factory=lambda: array("i"))
    times: list[dt.datetime] = field(default_factory=list)
    in_utc: bool | None = None


def _read(lines: Iterable[str], step: Step) -> _Table:
    rows = iter(lines)
    head = next(rows, "")
    reader = csv.reader(chain([head], rows), delimiter=";" if ";" in head and "," not in head else ",")
    table = _Table(step)
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        where = _columns(header)
        for row in reader:
            if row:
                _add(table, row, where, len(header), reader.line_num)
    except csv.Error as error:
        raise CountsFileError(f"line {reader.line_num}: {error}") from None
    if not table.lines:
        raise CountsFileError("line 2: the file holds no rows")
    return table


def _columns(header: list[str]) -> list[int]:
    """Return where series, date, count and exposure stand; -1 for no exposure."""
    lacking = [name for name in ("series", "date", "count") if name not in header]
    if lacking:
        raise CountsFileError(f"line 1: column {', '.join(lacking)} is missing")
    return [header.index(name) if name in header else -1 for name in ("series", "date", "count", "exposure")]


def _add(table: _Table, row: list[str], where: list[int], width: int, line: int) -> None:
    """Check one row and append it."""
    if len(row) != width:
        raise CountsFileError(f"line {line}: {len(row)} columns instead of {width}")
    name, date = row[where[0]], row[where[1]]
    if not name:
        raise CountsFileError(f"line {line}: series is empty")
    count = _number(row[where[2]], "count", line)
    exposure = _number(row[where[3]], "exposure", line) if where[3] >= 0 else np.nan
    if not (math.isnan(count) or count.is_integer()):
        raise CountsFileError(f"line {line}: count {row[where[2]]} is not a whole number")
    if exposure == 0 and count > 0:
        raise CountsFileError(f"line {line}: count {row[where[2]]} at exposure 0")
    code = table.moments.get(date)
    if code is None:
        code = table.moments[date] = _new_moment(table, date, line)
    table.row_series.append(table.series.setdefault(name, len(table.series)))
    table.row_moment.append(code)
    table.counts.append(count)
    table.exposure.append(exposure)
    table.lines.append(line)


def _number(text: str, column: str, line: int) -> float:
    """Return a number of at least 0, NaN for an empty cell."""
    text = text.strip()
    if not text:
        return np.nan
    if THOUSANDS.fullmatch(text) and column == "count":
        raise CountsFileError(f"line {line}: {column} {text} can be read in two ways; write it without a dot")
    try:
        value = float(text)
    except ValueError:
        raise CountsFileError(f"line {line}: {column} {text!r} is not a number") from None
    if not 0 <= value < float("inf"):
        raise CountsFileError(f"line {line}: {column} {text} is not a number of at least 0")
    if value > LARGEST_COUNT:
        raise CountsFileError(f"line {line}: {column} {text} is above {LARGEST_COUNT:.0f}")
    return value


def _new_moment(table: _Table, date: str, line: int) -> int:
    time, has_offset = _moment(date, f"line {line}: date", table.step)
    if table.step == "hour":
        if table.in_utc not in (None, has_offset):
            raise CountsFileError(f"line {line}: date {date!r} mixes times with and without an offset from UTC")
        table.in_utc = has_offset
    table.times.append(time)
    return len(table.times) - 1


def _moment(text: dt.date | str, place: str, step: Step) -> tuple[dt.datetime, bool]:
    """Return a moment without offset, and whether it had one: hours are taken to UTC, days stay those of the file."""
    if isinstance(text, str):
        try:
            text = dt.datetime.fromisoformat(text.strip())
        except ValueError:
            raise CountsFileError(f"{place} {text!r} is not an ISO date") from None
    time = _midnight(text)
    if time.tzinfo is None:
        return time, False
    return (time.astimezone(dt.UTC) if step == "hour" else time).replace(tzinfo=None), True


def _midnight(date: dt.date) -> dt.datetime:
    return date if isinstance(date, dt.datetime) else dt.datetime.combine(date, dt.time())


def _grid(table: _Table, step: Step) -> tuple[dt.datetime, int, NDArray[np.int64]]:
    """Lay the moments on regular steps; return the first moment, the number of steps and the step of each moment."""
    first, length = min(table.times), STEP_LENGTH[step]
    at = np.empty(len(table.times), np.int64)
    for code, time in enumerate(table.times):
        at[code], rest = divmod(time - first, length)
        if rest:
            line = table.lines[table.row_moment.index(code)]
            raise CountsFileError(f"line {line}: date {time.isoformat()} is no {step} after {first.isoformat()}")
    steps = int(at.max()) + 1
    if steps * len(table.series) > LARGEST_GRID:
        raise CountsFileError(f"{steps} steps from {first.date()} to {max(table.times).date()} are too many")
    return first, steps, at


def _refuse_twins(cells: NDArray[np.int64], table: _Table) -> None:
    """Raise for a series and date that stand in two rows, naming the line of the second."""
    order = np.argsort(cells, kind="stable")
    twins = order[1:][np.diff(cells[order]) == 0]
    if len(twins):
        row = int(twins.min())
        name = list(table.series)[table.row_series[row]]
        date = list(table.moments)[table.row_moment[row]]
        raise CountsFileError(f"line {table.lines[row]}: series {name!r} has a second row for {date}")
