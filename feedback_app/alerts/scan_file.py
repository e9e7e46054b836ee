"""Scan a file of counts for trends: the body of `feedback trends scan`.

Reads and writes files; everything else is in the pure rooms. A file that breaks a rule is refused whole, with the
number of the first offending line, and nothing is written.

    COUNTS   series,date,count[,exposure]; other columns are ignored, rows in any order
    SCORES   series,date,observed,expected,lower,upper,score,alarm

Rules. Counts are whole and at least 0. Count empty: the step is missing, as is a step without a row. Exposure is the
number of forms answered; no such column, or only empty cells: there is no denominator. In a file with exposures a step
that lacks one is missing, an exposure of 0 means that nobody answered, and a count above 0 is then refused. An exposure
between 0 and the count is accepted, because denominators may come from elsewhere (orders of the weeks before).
"""

import csv
import datetime as dt
import math
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from feedback_app.alerts.scanning import scan_on_one_thread
from feedback_app.alerts.seasons import Step
from feedback_app.alerts.trends import Panel, Scan

STEP_LENGTH: dict[Step, dt.timedelta] = {
    "hour": dt.timedelta(hours=1),
    "day": dt.timedelta(days=1),
    "week": dt.timedelta(days=7),
}
COLUMNS = ("series", "date", "observed", "expected", "lower", "upper", "score", "alarm")
LARGEST_GRID = 200_000_000
"""Cells of a panel that are still read; more is a wrong date rather than a long history."""


class CountsFileError(ValueError):
    """The file of counts cannot be used; the message names the line."""


def scan_file(counts: Path, out: Path, step: Step, start: dt.date | str, false_alarms: float) -> int:
    """Scan `counts` from `start` on and write one row per series and step to `out`; return the number of rows.

    start: a day or a time, in the file's own clock. false_alarms: budget for all series and 30 days, above 0.
    Raises CountsFileError for a file or start that breaks a rule, ValueError for a budget that is not positive.
    """
    if not false_alarms > 0:
        raise ValueError("the budget of false alarms must be above 0")
    with counts.open(encoding="utf-8-sig", newline="") as lines:
        table = _read(lines)
    grid = _grid(table, step)
    begin = _step_of(_moment(start, "the start"), grid)
    if begin >= grid.steps:
        raise CountsFileError(f"the start {start} lies after the last row of the file")
    panel = _panel(table, grid)
    found = scan_on_one_thread(panel, begin, false_alarms)
    with out.open("w", encoding="utf-8", newline="") as lines_out:
        writer = csv.writer(lines_out, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(_rows(table, grid, panel, found))
    return int(found.score.size)


@dataclass(slots=True)
class _Table:
    """The rows as read: codes of series and moment, values, and the line each stands in."""

    series: dict[str, int] = field(default_factory=dict)
    moments: dict[str, int] = field(default_factory=dict)
    row_series: "array[int]" = field(default_factory=lambda: array("i"))
    row_moment: "array[int]" = field(default_factory=lambda: array("i"))
    counts: "array[float]" = field(default_factory=lambda: array("d"))
    exposure: "array[float]" = field(default_factory=lambda: array("d"))
    lines: "array[int]" = field(default_factory=lambda: array("i"))
    times: list[dt.datetime] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Grid:
    """The regular steps from the first to the last moment; at: (n_moments,) the step of each moment of the table."""

    first: dt.datetime
    step: Step
    steps: int
    at: NDArray[np.int64]


def _read(lines: Iterable[str]) -> _Table:
    reader = csv.reader(lines)
    header = [name.strip().lower() for name in next(reader, [])]
    lacking = [name for name in ("series", "date", "count") if name not in header]
    if lacking:
        raise CountsFileError(f"line 1: column {', '.join(lacking)} is missing")
    where = [header.index(name) for name in ("series", "date", "count")]
    where.append(header.index("exposure") if "exposure" in header else -1)
    table = _Table()
    for row in reader:
        if row:
            _add(table, row, where, len(header), reader.line_num)
    if not table.lines:
        raise CountsFileError("line 2: the file holds no rows")
    return table


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
        code = table.moments[date] = len(table.times)
        table.times.append(_moment(date, f"line {line}: date"))
    table.row_series.append(table.series.setdefault(name, len(table.series)))
    table.row_moment.append(code)
    table.counts.append(count)
    table.exposure.append(exposure)
    table.lines.append(line)


def _number(text: str, column: str, line: int) -> float:
    """Return a number of at least 0, NaN for an empty cell."""
    if not text or text.isspace():
        return np.nan
    try:
        value = float(text)
    except ValueError:
        raise CountsFileError(f"line {line}: {column} {text!r} is not a number") from None
    if not 0 <= value < float("inf"):
        raise CountsFileError(f"line {line}: {column} {text} is not a number of at least 0")
    return value


def _moment(text: dt.date | str, place: str) -> dt.datetime:
    """Return the moment in the file's own clock; times with an offset are taken to UTC."""
    if isinstance(text, str):
        try:
            text = dt.datetime.fromisoformat(text.strip())
        except ValueError:
            raise CountsFileError(f"{place} {text!r} is not an ISO date") from None
    if not isinstance(text, dt.datetime):
        text = dt.datetime.combine(text, dt.time())
    return text.astimezone(dt.UTC).replace(tzinfo=None) if text.tzinfo else text


def _grid(table: _Table, step: Step) -> _Grid:
    """Lay the moments on regular steps; each has to fall on one."""
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
    return _Grid(first, step, steps, at)


def _step_of(moment: dt.datetime, grid: _Grid) -> int:
    """Return the first step at or after the moment, 0 for one before the file."""
    return max(0, -((grid.first - moment) // STEP_LENGTH[grid.step]))


def _panel(table: _Table, grid: _Grid) -> Panel:
    rows = np.frombuffer(table.row_series, np.intc).astype(np.int64)
    columns = grid.at[np.frombuffer(table.row_moment, np.intc)]
    cells = rows * grid.steps + columns
    _refuse_twins(cells, table)
    shape = (len(table.series), grid.steps)
    counts, exposure = np.full(shape, np.nan), np.full(shape, np.nan)
    counts.ravel()[cells] = np.frombuffer(table.counts)
    exposure.ravel()[cells] = np.frombuffer(table.exposure)
    first = grid.first if grid.step == "hour" else grid.first.date()
    return Panel(counts, None if np.isnan(exposure).all() else exposure, first, grid.step)


def _refuse_twins(cells: NDArray[np.int64], table: _Table) -> None:
    """Raise for a series and date that stand in two rows, naming the line of the second."""
    order = np.argsort(cells, kind="stable")
    twins = order[1:][np.diff(cells[order]) == 0]
    if len(twins):
        row = int(twins.min())
        name = list(table.series)[table.row_series[row]]
        date = list(table.moments)[table.row_moment[row]]
        raise CountsFileError(f"line {table.lines[row]}: series {name!r} has a second row for {date}")


def _rows(table: _Table, grid: _Grid, panel: Panel, found: Scan) -> Iterator[tuple[str, ...]]:
    """Yield the rows in the order of the series in the file, and of time; dates as the file writes them."""
    dates = [grid.first + STEP_LENGTH[grid.step] * number for number in range(found.start, grid.steps)]
    text = [(date if grid.step == "hour" else date.date()).isoformat() for date in dates]
    for name, row in table.series.items():
        observed = panel.counts[row, found.start :]
        cells = (observed, found.expected[row], found.lower[row], found.upper[row], found.score[row])
        written = ([_cell(value) for value in column.tolist()] for column in cells)
        alarms = ("1" if alarm else "0" for alarm in found.alarm[row].tolist())
        yield from zip([name] * len(text), text, *written, alarms, strict=True)


def _cell(value: float) -> str:
    if math.isnan(value):
        return ""
    return f"{value:.6g}" if value < 1e5 else f"{value:.0f}"
