"""Play a file of counts again: the body of `feedback trends backtest`.

Reads files; everything else is in the pure rooms. See `counts_file` for the rules of COUNTS.

    INCIDENTS   series,start[,noticed]: what people know of; dates in the clock of COUNTS, noticed may be empty
"""

import csv
import datetime as dt
from pathlib import Path

from feedback_app.alerts.backtest import Backtest, Known, replayed
from feedback_app.alerts.counts_file import CountsFile, CountsFileError, read_counts
from feedback_app.alerts.scanning import scan_on_one_thread
from feedback_app.alerts.seasons import STEPS_PER_DAY, Step

DAYS_PER_MONTH = 365.25 / 12


def backtest_file(
    counts: Path, step: Step, months: float, false_alarms: float, incidents: Path | None = None
) -> Backtest:
    """Replay the last `months` calendar months of `counts`; what lies before is history.

    false_alarms: budget for all series and 30 days, above 0. Raises CountsFileError for a file that breaks a rule,
    with the name of the file for incidents, ValueError for a budget or number of months that is not positive.
    """
    if not (false_alarms > 0 and months > 0):
        raise ValueError("the budget of false alarms and the months must be above 0")
    read = read_counts(counts, step)
    known = _known(incidents, read) if incidents else []
    start = max(0, read.panel.counts.shape[1] - round(months * DAYS_PER_MONTH * STEPS_PER_DAY[step]))
    found = scan_on_one_thread(read.panel, start, false_alarms)
    return replayed(read.panel, read.names, found, false_alarms, known)


def _known(path: Path, read: CountsFile) -> list[Known]:
    """Read the incidents; those after the last step of the counts are refused."""
    rows = {name: number for number, name in enumerate(read.names)}
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        header = [name.strip().lower() for name in reader.fieldnames or []]
        lacking = [name for name in ("series", "start") if name not in header]
        if lacking:
            raise CountsFileError(f"{path.name}, line 1: column {', '.join(lacking)} is missing")
        reader.fieldnames = header
        return [_incident(row, rows, read, f"{path.name}, line {reader.line_num}") for row in reader]


def _incident(row: dict[str, str | None], rows: dict[str, int], read: CountsFile, place: str) -> Known:
    name = row["series"] or ""
    if name not in rows:
        raise CountsFileError(f"{place}: series {name!r} is not in the file of counts")
    start = _step(row["start"] or "", f"{place}: start", read)
    noticed = (row.get("noticed") or "").strip()
    when = _step(noticed, f"{place}: noticed", read) if noticed else None
    if when is not None and when < start:
        raise CountsFileError(f"{place}: noticed {noticed} lies before the start {row['start']}")
    return Known(rows[name], start, when)


def _step(text: str, place: str, read: CountsFile) -> int:
    step = read.step_of(text, place)
    if step >= read.panel.counts.shape[1]:
        raise CountsFileError(f"{place} {text} lies after the last row of the counts")
    return step


def lines_of(done: Backtest) -> list[str]:
    """Put a back-test into words, one line each: the total, the warnings, the known incidents."""
    warnings = len(done.warnings)
    lines = [
        f"{_day(done.start)} to {_day(done.end)}, {done.budget:g} false alarms a month asked:"
        f" would have warned {warnings} {'time' if warnings == 1 else 'times'}"
        + (f", {done.unexplained} of them outside known incidents" if done.incidents else "")
        + "."
    ]
    for one in done.warnings:
        lines.append(
            f"{_day(one.first)}  {one.series}: {one.observed} instead of {one.expected:.1f}"
            f" ({one.lower:.0f} to {one.upper:.0f}) since {_day(one.since)}" + (" (known)" if one.known else "")
        )
    for incident in done.incidents:
        lines.append(f"known {_day(incident.start)}  {incident.series}: {_ahead(incident.warned, incident.days_ahead)}")
    if done.left_out:
        lines.append(f"Known incidents left out because they were over before {_day(done.start)}: {done.left_out}.")
    return lines


def _day(moment: dt.date) -> str:
    return moment.isoformat() if not isinstance(moment, dt.datetime) else moment.isoformat(timespec="minutes")


def _ahead(warned: dt.date | None, days: float | None) -> str:
    if warned is None:
        return "no warning"
    if days is None:
        return f"first warning {_day(warned)}, nobody had noticed"
    if days == 0:
        return f"first warning {_day(warned)}, the day you noticed"
    return f"first warning {_day(warned)}, {abs(days):.3g} days {'before' if days > 0 else 'after'} you noticed"
