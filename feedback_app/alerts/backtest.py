"""What the detector would have said in the past, and how long before the people noticed.

Pure. Every step is judged by what was known up to it, as on the day itself, so a back-test promises nothing that the
detector cannot keep. Steps are those of the panel; a warning is one run of alarms, however long it lasts.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from feedback_app.alerts.seasons import STEPS_PER_DAY, Step
from feedback_app.alerts.trends import Panel, Scan, window_evidence

QUIET_DAYS: Final[dict[Step, int]] = {"hour": 14, "day": 14, "week": 28}
"""Days without an alarm after which the next alarm of a series is a new warning."""
GRACE_DAYS: Final = 3
"""Days after an incident during which a warning still belongs to it."""
INCIDENT_DAYS: Final = 30
"""How long an incident is taken to last when it was never noticed."""

Moment = dt.date
"""A date for days and weeks, a datetime for hours; the panel's own clock."""


@dataclass(frozen=True, slots=True)
class Known:
    """An incident that people know of; steps of the panel. noticed: None when nobody noticed at the time."""

    series: int
    start: int
    noticed: int | None = None


@dataclass(frozen=True, slots=True)
class Warned:
    """One warning that would have been given.

    since: when the rise most likely began. first, last: first and last alarm of the run. observed, expected, lower,
    upper: cases from `since` to `first`, with 95 % of what would have been usual. known: it belongs to an incident that
    people know of.
    """

    series: str
    since: Moment
    first: Moment
    last: Moment
    observed: int
    expected: float
    lower: float
    upper: float
    known: bool


@dataclass(frozen=True, slots=True)
class Incident:
    """A known incident beside the detector.

    warned: the first warning between its start and its end, None when it would have been missed. days_ahead: days by
    which that came before the people noticed, negative when later, None when there was no warning or it went unnoticed.
    """

    series: str
    start: Moment
    noticed: Moment | None
    warned: Moment | None
    days_ahead: float | None


@dataclass(frozen=True, slots=True)
class Backtest:
    """A replay of the steps from `start` to `end`, both inclusive.

    budget: false alarms in 30 days that were asked for, all series together. warnings: in order of time. left_out:
    known incidents that were over before the replay began.
    """

    start: Moment
    end: Moment
    months: float
    budget: float
    warnings: tuple[Warned, ...]
    incidents: tuple[Incident, ...]
    left_out: int = 0

    @property
    def found(self) -> int:
        """Count the known incidents that would have been warned of."""
        return sum(incident.warned is not None for incident in self.incidents)

    @property
    def unexplained(self) -> int:
        """Count the warnings that belong to no known incident: false alarms, or issues that nobody noticed."""
        return sum(not warning.known for warning in self.warnings)


def replayed(panel: Panel, names: Sequence[str], found: Scan, budget: float, known: Sequence[Known] = ()) -> Backtest:
    """Sum up a scan that was made already, whatever set its alarms; rows of `found` are those of the panel."""
    if len(names) != len(panel.counts):
        raise ValueError("there must be one name per series")
    warnings, incidents = [], [_Window.of(one, panel) for one in known]
    incidents = [window for window in incidents if window.end >= found.start]
    for row in np.flatnonzero(found.alarm.any(axis=1)).tolist():
        windows = [window for window in incidents if window.known.series == row]
        for first, last in runs(found.alarm[row], _quiet_steps(panel.step)):
            explained = any(window.holds(found.start + first, found.start + last) for window in windows)
            warnings.append(_warned(panel, names[row], found, row, (first, last), explained))
    steps = found.alarm.shape[1]
    return Backtest(
        start=moment(panel, found.start),
        end=moment(panel, found.start + max(steps - 1, 0)),
        months=steps / STEPS_PER_DAY[panel.step] / 30,
        budget=budget,
        warnings=tuple(sorted(warnings, key=lambda one: (one.first, one.series))),
        incidents=tuple(_incident(panel, names, found, window) for window in incidents),
        left_out=len(known) - len(incidents),
    )


def runs(alarm: np.ndarray, quiet: int) -> list[tuple[int, int]]:
    """Return first and last column of every run of alarms; runs are more than `quiet` steps apart."""
    steps = np.flatnonzero(alarm)
    if not len(steps):
        return []
    cuts = np.flatnonzero(np.diff(steps) > quiet)
    firsts, lasts = np.r_[steps[0], steps[cuts + 1]], np.r_[steps[cuts], steps[-1]]
    return [(int(first), int(last)) for first, last in zip(firsts, lasts, strict=True)]


def moment(panel: Panel, step: int) -> Moment:
    """Return the day (or hour) of a step of the panel."""
    return panel.first + dt.timedelta(hours=round(step * 24 / STEPS_PER_DAY[panel.step]))


@dataclass(frozen=True, slots=True)
class _Window:
    """A known incident with the last step at which a warning may still belong to it."""

    known: Known
    end: int

    @classmethod
    def of(cls, known: Known, panel: Panel) -> "_Window":
        per_day = STEPS_PER_DAY[panel.step]
        until = known.start + round(INCIDENT_DAYS * per_day) if known.noticed is None else known.noticed
        return cls(known, max(until, known.start + round(INCIDENT_DAYS * per_day)) + round(GRACE_DAYS * per_day))

    def holds(self, first: int, last: int) -> bool:
        """Tell whether a run of alarms overlaps the incident."""
        return first <= self.end and last >= self.known.start


def _quiet_steps(step: Step) -> int:
    return round(QUIET_DAYS[step] * STEPS_PER_DAY[step])


def _warned(panel: Panel, name: str, found: Scan, row: int, run: tuple[int, int], explained: bool) -> Warned:
    first, last = run
    began = int(found.since[row, first])
    since = first if began < found.start else began - found.start
    evidence = window_evidence(
        panel.counts[row, found.start :], found.expected[row], found.phi[row], found.standard_error[row], since, first
    )
    return Warned(
        series=name,
        since=moment(panel, found.start + since),
        first=moment(panel, found.start + first),
        last=moment(panel, found.start + last),
        observed=evidence.observed,
        expected=evidence.expected,
        lower=evidence.lower,
        upper=evidence.upper,
        known=explained,
    )


def _incident(panel: Panel, names: Sequence[str], found: Scan, window: _Window) -> Incident:
    known = window.known
    begin, end = max(known.start - found.start, 0), window.end - found.start + 1
    alarms = np.flatnonzero(found.alarm[known.series, begin : max(end, 0)])
    step = found.start + begin + int(alarms[0]) if len(alarms) else None
    ahead = None
    if step is not None and known.noticed is not None:
        ahead = (known.noticed - step) / STEPS_PER_DAY[panel.step]
    return Incident(
        series=names[known.series],
        start=moment(panel, known.start),
        noticed=None if known.noticed is None else moment(panel, known.noticed),
        warned=None if step is None else moment(panel, step),
        days_ahead=ahead,
    )
